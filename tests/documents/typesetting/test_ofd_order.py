"""Every part of the OFD package against the order of GB/T 33190-2016: elements, attributes, references."""

import re
from types import MappingProxyType

import pytest

from documents.typesetting.output.ofd.writer import ofd
from tests.documents.typesetting.packages import every, local, opened, trees
from tests.documents.typesetting.specimen import SPECIMEN

ORDER = MappingProxyType(
    {
        "OFD": ("DocBody+", "Version DocType"),
        "DocBody": ("DocInfo DocRoot Versions? Signatures?", ""),
        "DocInfo": ("DocID Title? Author? Subject? CreationDate?", ""),
        "Document": ("CommonData Pages Outlines? Permissions? Actions? VPreferences? Bookmarks? Annotations?", ""),
        "CommonData": ("MaxUnitID PageArea PublicRes* DocumentRes* TemplatePage* DefaultCS?", ""),
        "PageArea": ("PhysicalBox ApplicationBox? ContentBox? BleedBox?", ""),
        "Pages": ("Page+", ""),
        "Pages/Page": ("", "ID BaseLoc"),
        "Outlines": ("OutlineElem+", ""),
        "OutlineElem": ("Actions? OutlineElem*", "Title"),
        "Actions": ("Action+", ""),
        "Action": ("Region? Goto", "Event"),
        "Goto": ("Dest", ""),
        "Dest": ("", "Type PageID Left? Top? Zoom?"),
        "VPreferences": ("PageMode? PageLayout? TabDisplay? ZoomMode?", ""),
        "Res": ("Fonts? MultiMedias?", "BaseLoc"),
        "Fonts": ("Font+", ""),
        "Font": ("FontFile?", "ID FontName FamilyName? Charset?"),
        "MultiMedias": ("MultiMedia+", ""),
        "MultiMedia": ("MediaFile", "ID Type Format?"),
        "Page": ("Template* PageRes* Area? Content? Actions?", ""),
        "Content": ("Layer+", ""),
        "Layer": ("ImageObject* PathObject* TextObject*", "ID Type? DrawParam?"),
        "ImageObject": ("Clips?", "ID Boundary ResourceID CTM?"),
        "PathObject": ("Clips? StrokeColor? FillColor? AbbreviatedData", "ID Boundary LineWidth? Stroke? Fill?"),
        "TextObject": (
            "Clips? FillColor? StrokeColor? TextCode+",
            "ID Boundary Font Size CTM? LineWidth? Stroke? Fill?",
        ),
        "TextCode": ("", "X Y DeltaX?"),
        "FillColor": ("", "Value"),
        "StrokeColor": ("", "Value"),
    }
)
"""Children in their order and attributes, of the elements that we write; those not named hold only text."""
NUMBER = r"-?\d+(\.\d+)?"
FORM = {
    "ID|.*Font|PageID|ResourceID": r"[1-9]\d*",
    "Boundary": rf"{NUMBER}( {NUMBER}){{3}}",
    "CTM": rf"{NUMBER}( {NUMBER}){{5}}",
    "Value": r"\d{1,3} \d{1,3} \d{1,3}",
    "DeltaX": rf"(g \d+ {NUMBER}|{NUMBER})( g \d+ {NUMBER}| {NUMBER})*",
    "X|Y|Size|LineWidth|Left|Top": NUMBER,
    "Stroke|Fill": "true|false",
    "BaseLoc": r"[A-Z][\w/.]+",
    "Event": "CLICK",
}
"""How the values of attributes look; the first name that fits."""


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return opened(ofd(SPECIMEN))


def in_order(names: list[str], order: str) -> bool:
    """Whether `names` follow `order`, in which ?, * and + say how often."""
    pattern = "".join(f"(?:{entry.rstrip('?*+')} ){entry[len(entry.rstrip('?*+')) :]}" for entry in order.split())
    return re.fullmatch(pattern, "".join(f"{name} " for name in names)) is not None


def test_every_element_has_its_attributes_and_its_children_in_order(files: dict[str, bytes]) -> None:
    met = set()
    for node in (node for tree in trees(files) for node in tree.iter()):
        name, parent = local(node), node.getparent()
        key = f"{local(parent)}/{name}" if parent is not None and f"{local(parent)}/{name}" in ORDER else name
        children, attributes = ORDER.get(key, ("", ""))
        assert in_order([local(child) for child in node], children), key
        allowed = {entry.rstrip("?") for entry in attributes.split()}
        assert {entry for entry in attributes.split() if not entry.endswith("?")} <= set(node.keys()) <= allowed, key
        for attribute, value in node.items():
            form = next((form for names, form in FORM.items() if re.fullmatch(names, attribute)), ".+")
            assert re.fullmatch(form, value), (key, attribute, value)
        met.add(key)
    assert met >= set(ORDER)


def test_identifiers_are_unique_and_all_references_lead_somewhere(files: dict[str, bytes]) -> None:
    identified = [node for tree in trees(files) for node in tree.iter() if node.get("ID")]
    owners = {int(node.get("ID")): local(node) for node in identified}
    assert len(owners) == len(identified)
    assert int(every(files, "MaxUnitID")[0].text) >= max(owners)
    for attribute, owner in (("Font", "Font"), ("ResourceID", "MultiMedia"), ("PageID", "Page")):
        pointing = [node for tree in trees(files) for node in tree.iter() if node.get(attribute)]
        assert {owners[int(node.get(attribute))] for node in pointing} == {owner}
    named = [f"Doc_0/Res/{node.text}" for name in ("FontFile", "MediaFile") for node in every(files, name)]
    named += [f"Doc_0/{node.get('BaseLoc')}" for node in every(files, "Page") if node.get("BaseLoc")]
    named += [f"Doc_0/{node.text}" for name in ("PublicRes", "DocumentRes") for node in every(files, name)]
    assert sorted([*named, "OFD.xml", "Doc_0/Document.xml"]) == sorted(files)
