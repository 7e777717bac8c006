"""XML that cannot harm: no document type, no entities, no network, bounded depth; and the few elements written here."""

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from signatures.judgement.codes import Code
from signatures.ofd.errors import PackageFault

NAMESPACE = "http://www.ofdspec.org/2016"
_NAMESPACES = ("", NAMESPACE, "http://www.ofdspec.org")
"""Those that are met with; files without any are read as well."""
_ASCII_LIKE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml[^>]*?\bencoding\s*=\s*[\"'](?:utf-?8|us-ascii|gb\w+)[\"']|"
    rb"\?xml(?![^>]*\bencoding)|[^?])",
    re.IGNORECASE,
)
"""How XML begins whose markup is plain ASCII."""
_MAY_BE_XML = re.compile(rb"(?:\xef\xbb\xbf|\xfe\xff|\xff\xfe|\x00\x00\xfe\xff)?[\s\x00]*<")
_DOCTYPE = b"<!DOCTYPE"
LARGEST_TREE = 8 * 1024 * 1024
"""Bytes of a file that is parsed."""
MOST_MARKS = 1_000_000
"""Angle brackets and equals signs of a file that is parsed: a tree takes some hundred bytes for each."""


def parse(data: bytes, path: str) -> Any:
    """The root element.

    Raises PackageFault: FILE_TOO_COMPLEX, XML_DOCTYPE, or OFD_UNREADABLE for all that is not well-formed.
    """
    _check_bearable(data, path)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as fault:
        raise PackageFault(Code.OFD_UNREADABLE, file=path, why=f"XML: {fault}") from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise PackageFault(Code.XML_DOCTYPE, file=path)
    return root


def _check_bearable(data: bytes, path: str) -> None:
    """A tree is many times larger than its file, which itself was small when it was packed."""
    if len(data) > LARGEST_TREE:
        raise PackageFault(Code.FILE_TOO_COMPLEX, file=path, bytes=len(data), most=LARGEST_TREE)
    if (marks := data.count(b"<") + data.count(b"=")) > MOST_MARKS:
        raise PackageFault(Code.FILE_TOO_COMPLEX, file=path, marks=marks, most=MOST_MARKS)


def may_be_xml(data: bytes) -> bool:
    """Whether a file begins as XML does in any encoding that is met with, however many blanks come first."""
    return _MAY_BE_XML.match(data) is not None


def check_no_doctype(data: bytes, path: str) -> None:
    """Raise PackageFault (XML_DOCTYPE) for XML with a document type: a reader might show what it fetches elsewhere.

    Plain markup is only searched; whatever is in doubt is parsed, and refused as FILE_TOO_COMPLEX when that is too
    much. What no parser reads shows nothing.
    """
    if not may_be_xml(data) or (_ASCII_LIKE.match(data) and _DOCTYPE not in data):
        return
    try:
        parse(data, path)
    except PackageFault as fault:
        if fault.code is Code.FILE_TOO_COMPLEX:
            raise
        if fault.code is Code.XML_DOCTYPE or _DOCTYPE in data:
            raise PackageFault(Code.XML_DOCTYPE, file=path) from fault


def name_of(node: Any) -> str:
    """The local name of an element of OFD; empty for comments, instructions and elements of other namespaces."""
    if not isinstance(node.tag, str):
        return ""
    space, _, name = node.tag.rpartition("}")
    return name if space.removeprefix("{") in _NAMESPACES else ""


def children(node: Any, name: str) -> list[Any]:
    """The children of that name."""
    return [child for child in node if name_of(child) == name]


def only(node: Any, name: str, path: str) -> Any:
    """The one child of that name. Raises PackageFault (OFD_UNREADABLE) when there is none or another."""
    found = children(node, name)
    if len(found) != 1:
        raise PackageFault(Code.OFD_UNREADABLE, file=path, why=f"{len(found)} elements {name}")
    return found[0]


def text_of(node: Any) -> str:
    """All text inside an element."""
    return "".join(node.itertext()).strip()


def numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    """That many finite numbers of an ST_Box or ST_Array, else None."""
    try:
        values = tuple(float(word) for word in (text or "").split())
    except ValueError:
        return None
    return values if len(values) == count and all(abs(value) < 1e6 for value in values) else None


def strings(node: Any) -> Iterator[str]:
    """All texts and attribute values below an element.

    An element's text is told as a reader may put it together: around comments and elements in it, and with theirs.
    """
    texts: list[tuple[list[str], list[str]]] = []
    for event, inner in etree.iterwalk(node, events=("start", "end", "comment", "pi")):
        if event == "start":
            yield from (value for value in inner.attrib.values() if value)
            texts.append(([inner.text or ""], [inner.text or ""]))
            continue
        below = ""
        if event == "end":
            own, whole = ("".join(pieces) for pieces in texts.pop())
            yield from (text for text in {own, whole} if text)
            below = whole
        if texts:
            tail = inner.tail or ""
            texts[-1][0].append(tail)
            texts[-1][1].append(below + tail)


def element(name: str, *inside: str, **attributes: str) -> str:
    """An element around `inside`, which is markup already."""
    told = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<ofd:{name}{told}>{''.join(inside)}</ofd:{name}>" if inside else f"<ofd:{name}{told}/>"


def plain(text: str) -> str:
    """Text as markup."""
    return escape(text)


def document(name: str, *inside: str) -> bytes:
    """A whole file with the root element `name`."""
    root = f'<ofd:{name} xmlns:ofd="{NAMESPACE}">{"".join(inside)}</ofd:{name}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}'.encode()


def lengths(*values: float) -> str:
    """An ST_Box: millimetres to a thousandth, without exponent or trailing zeros."""
    return " ".join(f"{round(value, 3) + 0.0:.3f}".rstrip("0").rstrip(".") for value in values)
