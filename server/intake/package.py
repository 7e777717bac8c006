"""What an OOXML package (DOCX, XLSX) may not carry: code, embedded objects, outside targets, entity tricks."""

import re
from collections.abc import Mapping
from xml.parsers import expat

from server.intake import errors
from server.intake.archive import Archive

CONTENT_TYPES = "[Content_Types].xml"
MAX_ELEMENTS = 1_000_000
MAX_DEPTH = 200

_XML_NAME = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
_ACTIVE_NAME = re.compile(r"vbaproject|vbadata|(^|/)(activex|embeddings|ctrlprops|macrosheets)/", re.IGNORECASE)
_ACTIVE_TYPE = re.compile(r"macroenabled|vbaproject|vbadata|activex|oleobject|intlmacrosheet", re.IGNORECASE)
_ACTIVE_RELATION = re.compile(r"/(oleObject|package|control|vbaProject|activeXControlBinary)$", re.IGNORECASE)
_ACTIVE_FIELD = re.compile(r"^\W*(DDE|DDEAUTO|LINK|IMPORT|QUOTE|INCLUDE\w*)\b", re.IGNORECASE | re.MULTILINE)
_CHUNK_RELATION = "/aFChunk"
_LINK_RELATION = "/hyperlink"


def check_package(archive: Archive) -> None:
    """Refuse an OOXML package with anything that acts, or that is fetched from elsewhere.

    Raises ActiveContent, ActiveField, DoctypeDeclared, ExternalTarget, ForeignChunk, TooManyElements, DamagedFile.
    """
    if any(_ACTIVE_NAME.search(name) for name in archive.entries):
        raise errors.ActiveContent
    check_markup(archive)


def check_markup(archive: Archive) -> None:
    """Walk every XML part of a container once, without building a tree (same refusals as `check_package`)."""
    left = MAX_ELEMENTS
    for name in filter(_XML_NAME.search, archive.entries):
        inspector = _Inspector(left)
        inspector.read(archive.read(name))
        left -= inspector.seen


class _Inspector:
    """One pass of expat over one part. expat loads nothing from outside; a DTD is refused where it begins."""

    def __init__(self, allowed: int) -> None:
        self.allowed, self.seen, self.depth = allowed, 0, 0
        self.in_field = False
        self.fields: list[str] = []

    def read(self, part: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        try:
            parser.Parse(part, True)
        except (expat.ExpatError, ValueError, LookupError) as cause:
            raise errors.DamagedFile from cause
        if _ACTIVE_FIELD.search("".join(self.fields)):
            raise errors.ActiveField

    def doctype(self, *_: object) -> None:
        raise errors.DoctypeDeclared

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.seen, self.depth = self.seen + 1, self.depth + 1
        if self.seen > self.allowed or self.depth > MAX_DEPTH:
            raise errors.TooManyElements
        match name.rpartition("}")[2]:
            case "Relationship":
                _check_relation(attributes)
            case "Override" | "Default":
                _check_content_type(attributes.get("ContentType", ""))
            case "altChunk":
                raise errors.ForeignChunk
            case "instrText":
                self.in_field = True
            case "fldChar":
                self.fields.append(_field_break(attributes))
            case "fldSimple":
                self.fields.append(f"\n{_local(attributes, 'instr')}\n")

    def end(self, _: str) -> None:
        self.depth -= 1
        self.in_field = False

    def text(self, characters: str) -> None:
        if self.in_field:
            self.fields.append(characters)


def _field_break(attributes: Mapping[str, str]) -> str:
    """A field's code may be cut over many runs: only its beginning and its result part it from the next."""
    return "\n" if _local(attributes, "fldCharType") in ("begin", "separate", "end") else ""


def _local(attributes: Mapping[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition("}")[2] == name), "")


def _check_relation(attributes: Mapping[str, str]) -> None:
    relation = attributes.get("Type", "")
    if _ACTIVE_RELATION.search(relation):
        raise errors.ActiveContent
    if relation.endswith(_CHUNK_RELATION):
        raise errors.ForeignChunk
    if attributes.get("TargetMode", "") == "External" and not relation.endswith(_LINK_RELATION):
        raise errors.ExternalTarget


def _check_content_type(content_type: str) -> None:
    if _ACTIVE_TYPE.search(content_type):
        raise errors.ActiveContent
