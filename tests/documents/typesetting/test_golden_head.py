"""What stands above the text of every golden document against the numbers of GB/T 9704-2012, in millimetres."""

from itertools import pairwise

from documents.typesetting import profile
from documents.typesetting.model import Format
from documents.typesetting.page import Run, Tag
from documents.typesetting.profile import GBT9704
from documents.typesetting.wording import mark_parts
from tests.documents.typesetting.examples import runs
from tests.documents.typesetting.golden import GOLDEN, laid
from tests.documents.typesetting.measuring import (
    CELL,
    CLOSE,
    EM,
    PITCH,
    TEXT,
    centre,
    end,
    ink,
    lines,
    near,
    of,
    red_rules,
)

INK_TOP = {Format.GENERAL: 72.0, Format.MINUTES: 72.0, Format.ORDER: 57.0, Format.LETTER: 30.0}


@of(*Format)
def test_the_mark_is_red_and_centred_and_its_ink_begins_where_it_must(name: str) -> None:
    document, mark = GOLDEN[name], runs(laid(name).pages, Tag.MARK)
    left, right = mark[0].xs[0], max(map(end, mark))
    assert ink(mark)[0] == near(INK_TOP[document.format])
    assert (left + right) / 2 == near(106)
    assert right - left <= GBT9704.width + CLOSE
    assert all(run.red and run.role.value == "小标宋" for run in mark)


@of(Format.GENERAL, Format.ORDER, where=lambda document: len(document.marks) > 1)
def test_names_of_several_organs_are_spread_to_one_width_with_the_word_beside_their_middle(name: str) -> None:
    organs, word = mark_parts(GOLDEN[name])
    *stack, beside = lines(runs(laid(name).pages, Tag.MARK)) if len(organs) % 2 == 0 else _stack(name, len(organs))
    assert ["".join(run.text for run in line) for line in [*stack, beside]] == [*organs, word]
    assert all(line[0].xs[0] == near(stack[0][0].xs[0]) and end(line[-1]) == near(end(stack[0][-1])) for line in stack)
    (top, bottom), (word_top, word_bottom) = ink([run for line in stack for run in line]), ink(beside)
    assert (top + bottom) / 2 == near((word_top + word_bottom) / 2)
    assert beside[0].xs[0] > max(end(line[-1]) for line in stack)


def _stack(name: str, organs: int) -> list[list[Run]]:
    """Lines of the mark where the word beside may share a baseline with the middle one."""
    mark = runs(laid(name).pages, Tag.MARK)
    return [*lines(mark[:organs]), mark[organs:]]


@of(Format.GENERAL, Format.MINUTES)
def test_the_number_stands_two_rows_below_the_mark_and_the_rule_4_mm_below_it(name: str) -> None:
    document, page = GOLDEN[name], laid(name).pages[0]
    (rule,) = red_rules(page)
    rows = -(-len(document.signers) // 2) or 1
    number_top = ink(runs((page,), Tag.MARK))[1] + (2 + rows - 1) * PITCH
    assert rule.y - rule.thickness / 2 == near(number_top + EM + 4)
    assert (rule.x, rule.width, rule.red) == (28, 156, True)
    for number in runs((page,), Tag.NUMBER):
        assert number.top == near(number_top)
        assert number.xs[0] == near(28 + CELL) if document.signers else centre([number]) == near(106)


@of(Format.GENERAL, where=lambda document: document.signers)
def test_signers_stand_two_a_row_the_last_beside_the_number(name: str) -> None:
    label, *names = runs(laid(name).pages, Tag.SIGNER)
    rows = lines(names)
    assert label.text == "签发人："
    assert [run.text for run in names] == list(GOLDEN[name].signers)
    assert label.baseline == rows[0][0].baseline
    assert [len(row) for row in rows[:-1]] == [2] * (len(rows) - 1)
    assert rows[-1][0].baseline == runs(laid(name).pages, Tag.NUMBER)[0].baseline
    assert all(row[0].xs[0] == near(end(label)) for row in rows)
    assert max(map(end, names)) <= 184 - CELL + CLOSE
    assert all(run.role.value == "楷体" for run in names)


@of(Format.GENERAL, Format.MINUTES, Format.LETTER)
def test_the_title_is_centred_two_rows_below_what_stands_above_it(name: str) -> None:
    page = laid(name).pages[0]
    titles = lines(runs((page,), Tag.TITLE))
    first = min(run.top for run in runs((page,), Tag.ADDRESSEE, *TEXT))
    above = [rule.y + rule.thickness / 2 for rule in red_rules(page) if rule.y < titles[0][0].top]
    above += [run.top + EM for run in runs((page,), Tag.COPY_NO, Tag.URGENCY, Tag.NUMBER)]
    gap = first - max(run.top + run.size * profile.POINT for run in runs((page,), Tag.TITLE, Tag.ADOPTED))
    assert all(centre(line) == near(106) for line in titles)
    assert titles[0][0].top - max(above) == near(2 * PITCH - (GBT9704.red_rule_thickness if above[0] > 100 else 0))
    assert all(below[0].top - line[0].top == near(GBT9704.title_pitch) for line, below in pairwise(titles))
    assert PITCH <= gap <= 2.1 * PITCH


@of(Format.GENERAL, where=lambda document: document.adopted)
def test_the_note_of_adoption_stands_in_brackets_centred_below_the_title(name: str) -> None:
    adopted = lines(runs(laid(name).pages, Tag.ADOPTED))
    title = lines(runs(laid(name).pages, Tag.TITLE))[-1][0]
    assert "".join(run.text for line in adopted for run in line) == f"（{GOLDEN[name].adopted}）"
    assert all(centre(line) == near(106) and line[0].role.value == "楷体" for line in adopted)
    assert 0 < adopted[0][0].top - title.top - GBT9704.title_size * profile.POINT < PITCH


@of(Format.LETTER)
def test_a_letter_has_red_double_rules_of_170_mm_on_its_first_page_only(name: str) -> None:
    first, *others = laid(name).pages
    thick, thin, thin_below, thick_below = red_rules(first)
    assert thick.y - thick.thickness / 2 - ink(runs((first,), Tag.MARK))[1] == near(4)
    assert thick_below.y + thick_below.thickness / 2 == near(277)
    assert thick.thickness == thick_below.thickness > thin.thickness == thin_below.thickness
    assert thick.y < thin.y < thin_below.y < thick_below.y
    assert all((rule.x, rule.width) == (20, 170) for rule in red_rules(first))
    assert not [rule for page in others for rule in red_rules(page)]


@of(Format.LETTER)
def test_the_number_of_a_letter_stands_right_below_the_rule_and_the_corner_left(name: str) -> None:
    document, page = GOLDEN[name], laid(name).pages[0]
    below = red_rules(page)[1].y + red_rules(page)[1].thickness / 2 + 0.875 * EM
    (number,) = runs((page,), Tag.NUMBER)
    corner = runs((page,), Tag.COPY_NO, Tag.URGENCY)
    assert (number.top, end(number)) == (near(below), near(184))
    assert [run.text for run in corner] == [text for text in (document.copy_no, document.urgency) if text]
    assert all((run.xs[0], run.top) == (near(28), near(below + row * PITCH)) for row, run in enumerate(corner))


@of(Format.LETTER, where=lambda document: document is GOLDEN["函 两页"] or document is GOLDEN["函 三页"])
def test_the_last_row_above_the_lower_rule_keeps_seven_eighths_of_a_character(name: str) -> None:
    page = laid(name).pages[0]
    rule = red_rules(page)[2]
    assert rule.y - rule.thickness / 2 - max(run.top for run in page.runs) - EM == near(0.875 * EM)


@of(Format.ORDER)
def test_an_order_has_its_number_and_text_two_rows_below_and_no_title(name: str) -> None:
    page = laid(name).pages[0]
    (number,) = runs((page,), Tag.NUMBER)
    gaps = number.top - ink(runs((page,), Tag.MARK))[1], runs((page,), Tag.BODY)[0].top - number.top - EM
    assert centre([number]) == near(106)
    assert all(abs(gap - 2 * PITCH) <= PITCH / 4 + CLOSE for gap in gaps)
    assert not runs(laid(name).pages, Tag.TITLE, Tag.ADDRESSEE)
    assert not red_rules(page)
