"""Laws of tables: nothing lost, nothing outside the 版心, heads repeated, merged cells whole, text back on the grid."""

from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.typesetting.engine.flow import Frame, flow, set_column
from documents.typesetting.engine.setting import Compositor
from documents.typesetting.engine.widths import Demand, shared
from documents.typesetting.errors import TableTooWide
from documents.typesetting.formats.body import text_rows
from documents.typesetting.model import Block, BodyPart, Cell, Table
from documents.typesetting.page import Run, Sheet, Tag
from documents.typesetting.profile import GBT9704, POINT
from tests.documents.typesetting.examples import FACES, SENTENCE

law = settings(deadline=None, max_examples=25)
TENTH = 0.1
PRINTED = (Tag.TABLE, Tag.CAPTION)
entries = st.sampled_from(
    ["", "甬", "12", "82.5%", "数据局", "2026年12月", "市财政局、市审计局", SENTENCE, "a@b.example"]
)
merges = st.lists(st.tuples(*(st.integers(min_value=low, max_value=4) for low in (0, 0, 1, 1))), max_size=4)


def set_pages(*parts: BodyPart) -> list[Sheet]:
    """The pages that these parts of a text fill."""
    compositor = Compositor(FACES)
    sheets = []
    turned = isinstance(parts[0], Table) and parts[0].landscape
    for column in flow(text_rows(compositor, parts, Tag.BODY), Frame(GBT9704, turned=turned)):
        sheets.append(compositor.sheet())
        set_column(compositor, sheets[-1], column)
    return sheets


def plain(rows: int, columns: int, text: str = "数据局", **more: object) -> Table:
    return Table(tuple((Cell(text),) * columns for _ in range(rows)), **more)  # type: ignore[arg-type]


@st.composite
def tables(draw: st.DrawFn, most: int = 30) -> Table:
    """Tables with merged cells, each field of the grid covered once."""
    count, columns = draw(st.integers(min_value=1, max_value=most)), draw(st.integers(min_value=1, max_value=6))
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    rows: list[list[Cell]] = [[] for _ in range(count)]
    wanted = {(row, column): (across, down) for row, column, across, down in draw(merges)}
    for row in range(count):
        for column in range(columns):
            if (row, column) in owner:
                continue
            across, down = wanted.get((row, column), (1, 1))
            across, down = min(across, columns - column), min(down, count - row)
            covered = [(row + y, column + x) for y in range(down) for x in range(across)]
            if owner.keys() & set(covered):
                across, down, covered = 1, 1, [(row, column)]
            owner |= dict.fromkeys(covered, (row, column))
            rows[row].append(Cell(draw(entries), across, down))
    landscape = draw(st.booleans())
    return Table(tuple(map(tuple, rows)), head=draw(st.integers(0, 2)), caption="重点任务表", landscape=landscape)


def box(run: Run) -> tuple[float, float, float, float]:
    """Left, top, right (of the ink) and bottom of a run on the paper."""
    em = run.size * POINT
    right = run.xs[-1] + run.face.outline(run.text[-1]).box[2] / 1000 * em
    if run.turned:
        return run.baseline - 0.88 * em, 297 - right, run.baseline + 0.12 * em, 297 - run.xs[0]
    return run.xs[0], run.top, right, run.top + em


def said(sheets: list[Sheet]) -> str:
    """What the table says, cell after cell, wherever a page ends."""
    runs = [run for sheet in sheets for run in sheet.runs if run.tag in PRINTED]
    return "".join(run.text for run in sorted(runs, key=lambda run: run.part))


@law
@given(tables(), st.integers(min_value=0, max_value=25))
def test_a_table_says_every_cell_in_order_inside_the_area(table: Table, above: int) -> None:
    sheets = set_pages(Block("文" * (28 * above + 2)), table, Block("尾"))
    assert "".join(said(sheets).split()) == "".join(table.text.split())
    for run in (run for sheet in sheets for run in sheet.runs):
        left, top, right, bottom = box(run)
        assert 28 - TENTH <= left < right <= 184 + TENTH, run.text
        assert 37 - TENTH <= top < bottom <= 262 + TENTH, run.text
    for rule in (rule for sheet in sheets for rule in sheet.rules):
        across, down = (rule.thickness, rule.width) if rule.upright else (rule.width, rule.thickness)
        assert 27.8 <= rule.x <= rule.x + across <= 184.4
        assert 36.8 <= rule.y <= rule.y + down <= 262.4


@law
@given(tables())
def test_parts_are_numbered_in_reading_order_and_merged_cells_are_not_parted(table: Table) -> None:
    sheets = set_pages(Block("文" * 200), table, Block("尾"))
    parts = [
        (number, run.part)
        for number, sheet in enumerate(sheets)
        for run in sheet.runs
        if run.tag is not Tag.TABLE_HEAD_AGAIN
    ]
    assert [part for _, part in parts] == sorted(part for _, part in parts)
    for _, where in groupby(sorted(set(parts), key=lambda entry: entry[1]), key=lambda entry: entry[1]):
        assert len(list(where)) == 1


@law
@given(st.lists(st.one_of(tables(most=6), st.integers(1, 60)), min_size=1, max_size=8))
def test_text_falls_back_on_the_grid_and_keeps_clear_of_tables(pieces: list[Table | int]) -> None:
    for sheet in set_pages(*(Block("文" * piece) if isinstance(piece, int) else piece for piece in pieces)):
        rows = {run.top for run in sheet.runs if run.tag is Tag.BODY}
        steps = [(top - GBT9704.top) / GBT9704.pitch for top in rows]
        assert len(rows) <= GBT9704.rows
        assert steps == pytest.approx(list(map(round, steps)), abs=0.01)
        for upper, lower in pairwise(sheet.runs):
            if (upper.tag is Tag.BODY) != (lower.tag is Tag.BODY):
                assert box(upper)[3] <= box(lower)[1]
        levels = [rule.y for rule in sheet.rules if not rule.upright]
        assert not [y for y in levels for top in rows if top - 2.3 < y < top + GBT9704.em]


@pytest.mark.parametrize("landscape", [False, True])
def test_the_head_stands_again_on_every_further_page(landscape: bool) -> None:
    head = tuple(map(Cell, ("序号", "任务", "责任单位")))
    rows = tuple(tuple(map(Cell, (str(number), f"第{number}项任务", "市数据局"))) for number in range(1, 61))
    first, *further = set_pages(Table((head, *rows), landscape=landscape))
    assert not [run for run in first.runs if run.tag is Tag.TABLE_HEAD_AGAIN]
    for sheet in further:
        again = [run for run in sheet.runs if run.tag is Tag.TABLE_HEAD_AGAIN]
        assert "".join(run.text for run in again) == "序号任务责任单位"
        assert sheet.runs[: len(again)] == again
        assert {run.turned for run in sheet.runs} == {landscape}
    numbers = [run.text for sheet in (first, *further) for run in sheet.runs if run.text.isdigit()]
    assert numbers == [str(number) for number in range(1, 61)]


def test_a_row_higher_than_a_page_is_cut_between_its_lines() -> None:
    table = Table(((Cell("任务"), Cell("措施")), (Cell("甬"), Cell(SENTENCE * 30)), (Cell("江"), Cell("市"))))
    sheets = set_pages(table)
    assert len(sheets) > 2
    assert said(sheets) == "".join(table.text.split())
    assert all([run.text for run in sheet.runs][:2] == ["任务", "措施"] for sheet in sheets)


def test_a_cell_reaching_over_more_rows_than_a_page_is_parted_where_a_row_ends() -> None:
    rows = [
        (Cell("任务"), Cell("措施")),
        (Cell("数字政府建设", down=60), Cell("甲1")),
        *((Cell(f"甲{n}"),) for n in range(2, 61)),
    ]
    sheets = set_pages(Table(tuple(rows)))
    text = [[run.text for run in sheet.runs if run.tag is Tag.TABLE] for sheet in sheets]
    assert [entry for page in text for entry in page if entry.startswith("甲")] == [f"甲{n}" for n in range(1, 61)]
    assert len(sheets) == 3


@pytest.mark.parametrize("caption", ["任务表", ""])
def test_a_caption_stands_above_its_first_two_rows_and_a_head_above_one(caption: str) -> None:
    for above in range(17, 22):
        sheets = set_pages(Block("文" * (28 * above - 2)), plain(4, 3, caption=caption))
        page = next(sheet for sheet in sheets if any(run.tag in PRINTED for run in sheet.runs))
        rows = {run.top for run in page.runs if run.tag is Tag.TABLE}
        assert len(rows) >= 2


def test_short_entries_stand_in_the_middle_and_long_ones_at_the_left() -> None:
    table = Table(((Cell("措施"), Cell("年份")), (Cell("抓落实"), Cell("2026")), (Cell(SENTENCE), Cell("2027"))))
    (sheet,) = set_pages(table)
    ups = sorted({rule.x for rule in sheet.rules if rule.upright})
    where = {run.text: (box(run)[0], box(run)[2]) for run in sheet.runs}
    assert sum(where["2026"]) == pytest.approx(ups[1] + ups[2], abs=0.5)
    assert sum(where["措施"]) == pytest.approx(ups[0] + ups[1], abs=0.5)
    assert where["抓落实"][0] - ups[0] == pytest.approx(14 * POINT / 4, abs=TENTH)
    assert [ups[0], ups[2]] == pytest.approx([28, 184])


def test_a_narrow_column_opens_no_gaps_between_characters() -> None:
    row = (
        Cell("2"),
        Cell("建成市级公共数据平台，实现市县两级全面贯通"),
        Cell("市大数据发展管理局"),
        Cell("2026年12月"),
    )
    (sheet,) = set_pages(Table((tuple(map(Cell, ("序号", "任务", "牵头单位", "时限"))), row)))
    lines = [run for run in sheet.runs if run.text in "市大数据发展管理局"]
    assert len(lines) == 2
    assert max(right - left for run in lines for left, right in pairwise(run.xs)) < 14 * POINT * 1.126


@pytest.mark.parametrize(
    ("columns", "size", "turned"),
    [(7, 14, False), (8, 12, False), (10, 9, False), (11, 12, True), (13, 10.5, True), (16, 9, True)],
)
def test_many_columns_make_the_type_smaller_and_then_turn_the_page(columns: int, size: float, turned: bool) -> None:
    sheet = set_pages(plain(2, columns, "市级有关部门"))[-1]
    assert {(run.size, run.turned) for run in sheet.runs} == {(size, turned)}


def test_a_table_of_more_columns_than_characters_have_room_is_refused() -> None:
    with pytest.raises(TableTooWide, match="列数过多"):
        set_pages(plain(2, 60))


def test_cells_that_reach_into_each_other_or_beyond_the_table_lose_nothing() -> None:
    rows = (
        (Cell("甲", across=0, down=0), Cell("乙", down=2), Cell("丙")),
        (Cell("丁", across=3), Cell("戊", down=10**9)),
        (),
        (Cell("己"),),
    )
    (sheet,) = set_pages(Table(rows))
    assert said([sheet]) == "甲乙丙丁戊己"
    with pytest.raises(TableTooWide):
        set_pages(Table(((Cell("甲", across=10**9),),)))


def test_a_turned_table_lies_with_its_head_to_the_left_edge_and_text_goes_on_upright() -> None:
    head, row = (Cell("序号"), Cell("任务")), (Cell("1"), Cell("抓落实"))
    before, turned, after = set_pages(Block("前文。"), Table((head, row), landscape=True), Block("后文。"))
    assert not any(run.turned for run in before.runs + after.runs)
    number, task, one, _ = turned.runs
    assert number.baseline == task.baseline < one.baseline
    assert number.xs[0] < task.xs[0]
    ups = [rule for rule in turned.rules if rule.upright]
    assert [min(rule.x for rule in ups), min(rule.y for rule in ups)] == pytest.approx([28, 37], abs=0.2)
    assert max(rule.width for rule in ups) == pytest.approx(225, abs=0.3)


@law
@given(
    st.lists(st.tuples(st.floats(3, 20), st.floats(0, 300)), min_size=1, max_size=8),
    st.floats(min_value=20, max_value=225),
)
def test_columns_share_exactly_the_width_and_none_gets_less_than_it_needs(
    sizes: list[tuple[float, float]], total: float
) -> None:
    wanted = [Demand(least, least + more) for least, more in sizes]
    widths = shared(wanted, total)
    assert sum(widths) == pytest.approx(total)
    if sum(demand.least for demand in wanted) <= total:
        assert all(width >= demand.least - TENTH for width, demand in zip(widths, wanted, strict=True))
