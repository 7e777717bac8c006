"""What a phone shows is the whole document, in order, and nothing that the print does not say."""

from dataclasses import replace

import msgspec
import pytest

from documents.typesetting.model import Annex, Block, Figure
from documents.typesetting.reading import Part, Side, figure, large_type, outline, plain
from documents.typesetting.wording import text_of
from tests.documents.typesetting.examples import NOTICE
from tests.documents.typesetting.golden import GOLDEN


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", GOLDEN)
def test_nothing_is_lost_and_nothing_added(name: str) -> None:
    document = GOLDEN[name]
    shown = [each.text for each in plain(document)]
    assert bare("".join(shown)) == bare(text_of(document))
    assert [each.paragraph for each in large_type(document)] == list(plain(document))


def test_tables_are_rows_of_cells_and_figures_are_references() -> None:
    for document in GOLDEN.values():
        parts = [part for blocks in (document.blocks, *(a.blocks for a in document.annexes)) for part in blocks]
        tables = [each for each in plain(document) if each.role is Part.TABLE]
        assert [each.rows for each in tables] == [part.rows for part in parts if hasattr(part, "rows")]
        figures = [each.figure for each in plain(document) if each.role is Part.FIGURE]
        assert figures == list(range(1, len(figures) + 1))
        assert [figure(document, n) for n in figures] == [part for part in parts if isinstance(part, Figure)]
        assert figure(document, len(figures) + 1) is None


def test_the_outline_leads_to_its_paragraphs() -> None:
    document = replace(
        NOTICE,
        blocks=(Block("为加快建设，通知如下。"), Block("一、总体要求", 1), Block("（一）目标。到年底建成。", 2)),
        annexes=(Annex("重点任务\n分工表", (Block("1.数据", 3),), "附件"),),
    )
    entries = outline(document)
    assert [(entry.level, entry.text) for entry in entries] == [
        (0, NOTICE.title),
        (1, "一、总体要求"),
        (2, "（一）目标。"),
        (0, "重点任务分工表"),
        (3, "1.数据"),
    ]
    shown = plain(document)
    assert all(shown[entry.paragraph - 1].text.startswith(entry.text) for entry in entries)


def test_large_type_has_no_line_breaks_of_its_own_and_keeps_the_shape_of_the_paper() -> None:
    flowing = {
        each.paragraph.role: each for each in large_type(replace(NOTICE, title="甬江市人民政府\n关于放假的通知"))
    }
    assert flowing[Part.TITLE].paragraph.text == "甬江市人民政府关于放假的通知"
    assert flowing[Part.TITLE].side is Side.MIDDLE
    assert flowing[Part.TITLE].size > flowing[Part.TEXT].size > flowing[Part.IMPRINT].size
    assert (flowing[Part.TEXT].indent, flowing[Part.ADDRESSEE].indent) == (2, 0)
    assert flowing[Part.SIGNATURE].side is flowing[Part.DATE].side is Side.RIGHT
    assert [role for role, each in flowing.items() if each.red] == [Part.MARK]


def test_it_is_data() -> None:
    for document in GOLDEN.values():
        for shown in (plain(document), outline(document), large_type(document)):
            assert msgspec.json.decode(msgspec.json.encode(shown), type=type(shown)) is not None
