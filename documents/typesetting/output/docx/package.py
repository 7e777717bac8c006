"""The file around the text: only the parts that an official document needs, and the same bytes for the same content."""

import zipfile
from datetime import UTC, datetime, time
from io import BytesIO

import docx
from docx.document import Document as WordFile
from lxml import etree

from documents.typesetting.model import Document
from documents.typesetting.output.docx.styles import fonts, settings, styles
from documents.typesetting.output.docx.wml import element, plain
from documents.typesetting.profile import Profile

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every entry of the zip file."""
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
LONGEST_PROPERTY = 255
"""Characters."""
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
OVERRIDE = (
    '<Override PartName="/word/{}.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"/>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def new_file(document: Document, profile: Profile) -> WordFile:
    """An empty Word file with our styles, faces and settings, and the document's title and 文种 as its properties."""
    body = element("w:document", element("w:body", element("w:sectPr")))
    parts = {"document": body, "styles": styles(profile), "settings": settings(), "fontTable": fonts()}
    empty = BytesIO()
    with zipfile.ZipFile(empty, "w") as package:
        package.writestr("[Content_Types].xml", TYPES.format("".join(map(OVERRIDE.format, parts, map(_kind, parts)))))
        package.writestr("_rels/.rels", _relations(officeDocument="word/document"))
        others = {name: name for name in parts if name != "document"}
        package.writestr("word/_rels/document.xml.rels", _relations(**others))
        for name, root in parts.items():
            package.writestr(f"word/{name}.xml", etree.tostring(root, encoding="UTF-8", standalone=True))
    file = docx.Document(empty)
    _describe(file, document)
    return file


def _relations(**targets: str) -> str:
    """A relations part: kinds and the parts that they point to."""
    return RELATIONS.format(
        "".join(
            f'<Relationship Id="rId{number}" Type="{_OFFICE}{kind}" Target="{target}.xml"/>'
            for number, (kind, target) in enumerate(targets.items(), start=1)
        )
    )


def _kind(part: str) -> str:
    return "document.main" if part == "document" else part


def save(file: WordFile) -> bytes:
    """The finished file: entries in the order of their names, all of one time."""
    written = BytesIO()
    file.save(written)
    answer = BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(answer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return answer.getvalue()


def _describe(file: WordFile, document: Document) -> None:
    """Title and subject; the only time that a document knows is its 成文日期."""
    day = document.formed_on
    made = datetime.combine(day, time(), UTC) if day else UNDATED
    known = file.core_properties
    known.title = _short("".join(document.title.split()))
    known.subject = _short(document.kind)
    known.identifier = _short(document.doc_number)
    known.author = known.last_modified_by = _short(document.organ)
    known.comments = known.keywords = known.category = ""
    known.language = "zh-CN"
    known.revision = 1
    known.created = known.modified = made


def _short(text: str) -> str:
    """As much as a property of a file can hold."""
    return plain(text)[:LONGEST_PROPERTY]
