"""What a PDF tells a reader that cannot see the page, read by another program: every piece marked, once, in order."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Block, Figure
from documents.typesetting.output.pdf.writer import pdf
from tests.documents.typesetting.examples import FACES, SENTENCE, notice
from tests.documents.typesetting.golden import GOLDEN
from tests.documents.typesetting.test_pdf import picture

TABLES = ("通报 合并单元格", "通报 长表格", "通报 横排表格")
SHOWN = (*TABLES, "通知 长文", "通报 图")


def tree(name: str) -> Any:
    """The catalog of a document's PDF."""
    return PdfFileReader(BytesIO(pdf(layout(GOLDEN[name], FACES)))).root


def items(array: Any) -> list[Any]:
    """The members of an array, references followed."""
    return [array[index] for index in range(len(array))]


def elements(element: Any) -> Iterator[Any]:
    """All elements below one, in the order in which they are read."""
    for child in items(element["/K"]):
        if not isinstance(child, int) and "/S" in child:
            yield child
            yield from elements(child)


def kinds(name: str) -> list[str]:
    return [element["/S"][1:] for element in elements(tree(name)["/StructTreeRoot"])]


@pytest.mark.parametrize("name", SHOWN)
def test_every_piece_of_a_page_belongs_to_one_element_or_is_no_text(name: str) -> None:
    catalog = tree(name)
    owners: dict[tuple[int, int], str] = {}
    for element in elements(catalog["/StructTreeRoot"]):
        for piece in items(element["/K"]):
            if isinstance(piece, int) or "/MCID" in piece:
                number, page = (piece, element["/Pg"]) if isinstance(piece, int) else (piece["/MCID"], piece["/Pg"])
                assert (page["/StructParents"], number) not in owners
                owners[page["/StructParents"], number] = element["/S"]
    parents = catalog["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    for index, page in enumerate(items(catalog["/Pages"]["/Kids"])):
        drawn = page["/Contents"].data.decode()
        marks = re.findall(r"^/(\w+) <</MCID (\d+)>> BDC$", drawn, re.MULTILINE)
        assert [(kind, int(number)) for kind, number in marks] == [
            (owners[index, number][1:], number) for number in range(len(marks))
        ]
        assert [element["/S"] for element in items(parents[2 * index + 1])] == ["/" + kind for kind, _ in marks]
        assert not re.findall(r"BT|Do|re f", re.sub(r"BDC.*?EMC", "", drawn, flags=re.DOTALL))


def test_titles_and_numbered_headings_have_their_rank() -> None:
    found = kinds("通知 长文")
    assert found.count("H1") == 1
    assert {"H2", "H3", "H4", "H5", "P"} < set(found)
    assert found.index("H1") < found.index("H2") < found.index("H3")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_rows_and_cells_that_it_was_given(name: str) -> None:
    table = next(part for part in GOLDEN[name].blocks if not isinstance(part, Block | Figure))
    rows = [element for element in elements(tree(name)["/StructTreeRoot"]) if element["/S"] == "/TR"]
    found = [[cell["/S"] for cell in items(row["/K"])] for row in rows]
    wanted = [
        ["/TH" if number < table.head else "/TD" for cell in row if cell.text] for number, row in enumerate(table.rows)
    ]
    assert found == [row for row in wanted if row]


def test_a_figure_is_read_by_its_caption_before_what_stands_below_it() -> None:
    figure = Figure(picture("RGB", "PNG"), 60, 40, "图1 甬江市")
    document = notice(blocks=(Block(SENTENCE), figure, Block(SENTENCE)))
    root = PdfFileReader(BytesIO(pdf(layout(document, FACES)))).root["/StructTreeRoot"]
    found = list(elements(root))
    place = [element["/S"] for element in found].index("/Figure")
    assert found[place]["/Alt"] == figure.caption
    title = [element["/S"] for element in found].index("/H1")
    assert place == title + 3


def test_the_file_says_what_it_is() -> None:
    catalog = tree("通知 长文")
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "zh-CN"
    assert b"<pdfaid:conformance>A<" in catalog["/Metadata"].data
