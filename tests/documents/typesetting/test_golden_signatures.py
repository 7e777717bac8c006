"""The end of every golden document (7.3.5), in millimetres: 署名, date, seals and 签名章 below the text."""

from dataclasses import replace
from itertools import combinations, groupby, pairwise
from math import dist

import pytest

from documents.typesetting.errors import SealTooLarge
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Block, Closing, Document, Format, Signatory
from documents.typesetting.page import Layout, Page, Run, Tag
from documents.typesetting.profile import GBT9704, office_profile
from documents.typesetting.wording import date_text
from tests.documents.typesetting.examples import FACES, runs
from tests.documents.typesetting.golden import GOLDEN, laid
from tests.documents.typesetting.measuring import CELL, EM, TEXT, centre, end, lines, near, of


def sealed(document: Document) -> bool:
    return document.closing is Closing.SEAL


def unsealed(document: Document) -> bool:
    return document.closing is Closing.UNSEALED and bool(document.formed_on) and isinstance(document.blocks[-1], Block)


def signet(document: Document) -> bool:
    return document.closing is Closing.SIGNET


def last_page(name: str) -> Page:
    """The page of the signature."""
    return last_page_of(laid(name))


def last_page_of(made: Layout) -> Page:
    return next(page for page in made.pages if runs((page,), Tag.DATE))


def text_end(page: Page) -> float:
    """Lower edge of the last row of text or 附件说明."""
    return max(run.top + EM for run in runs((page,), *TEXT, Tag.ATTACHMENTS))


def names(page: Page) -> list[list[Run]]:
    """The last line of each 署名."""
    return lines(runs((page,), Tag.ORGAN))


@of(*Format, where=lambda document: document.formed_on)
def test_the_page_of_the_signature_has_text_and_the_date_in_plain_figures(name: str) -> None:
    page = last_page(name)
    assert runs((page,), *TEXT)
    assert "".join(run.text for run in runs((page,), Tag.DATE)) == date_text(GOLDEN[name].formed_on)


@of(*Format, where=sealed)
def test_there_is_a_seal_for_every_organ_on_its_name_the_last_one_on_the_date_too(name: str) -> None:
    document, made, page = GOLDEN[name], laid(name), last_page(name)
    day = runs((page,), Tag.DATE)
    printed = {"".join(run.text for run in runs((page,), Tag.ORGAN) if run.part == part): part for part in _parts(page)}
    assert [seal.organ for seal in made.seals] == [each.organ for each in document.signatories] == list(printed)
    for seal, part in zip(made.seals, printed.values(), strict=True):
        *_, last = (run for run in runs((page,), Tag.ORGAN) if run.part == part)
        x, y = seal.centre
        assert (seal.page, centre([last])) == (page.number, near(x))
        assert y == near(last.top + EM / 2 - 1)
    x, y = made.seals[-1].centre
    assert centre(day) == near(x)
    assert y < day[0].top < y + made.seals[-1].diameter / 2 - EM


def _parts(page: Page) -> list[int]:
    return list(dict.fromkeys(run.part for run in runs((page,), Tag.ORGAN)))


@of(*Format, where=sealed)
def test_seals_neither_meet_nor_leave_the_area_and_begin_within_a_row_of_the_text(name: str) -> None:
    seals, page = laid(name).seals, last_page(name)
    for one, other in combinations(seals, 2):
        assert dist(one.centre, other.centre) >= (one.diameter + other.diameter) / 2 + GBT9704.seals_apart - 0.01
    bottom = 262.01 if page.number > 1 or GOLDEN[name].format is not Format.LETTER else 271.0
    assert all(seal.x >= 27.99 and seal.x + seal.diameter <= 184.01 for seal in seals)
    assert all(seal.y + seal.diameter <= bottom for seal in seals)
    assert 0 <= min(seal.y for seal in seals) - text_end(page) <= page.pitch
    assert sorted(seals, key=lambda seal: (round(seal.y), seal.x)) == list(seals)


@of(*Format, where=lambda document: sealed(document) and len(document.signatories) == 1 and len(document.organ) < 14)
def test_a_sealed_date_stands_four_characters_from_the_right(name: str) -> None:
    assert end(runs((last_page(name),), Tag.DATE)[-1]) == near(184 - 4 * CELL)


@of(*Format, where=unsealed)
def test_without_seals_names_stand_in_order_below_a_blank_row_and_the_date_two_right_of_them(name: str) -> None:
    page = last_page(name)
    organs, day = names(page), runs((page,), Tag.DATE)
    assert ["".join(run.text for run in line) for line in organs] == [each.organ for each in GOLDEN[name].signatories]
    assert organs[0][0].top + EM - text_end(page) == near(2 * page.pitch)
    assert max(end(line[-1]) for line in [*organs, day]) == near(184 - 2 * CELL)
    assert all(line[0].xs[0] == near(organs[0][0].xs[0]) for line in organs)
    assert day[0].xs[0] - organs[0][0].xs[0] == near(2 * CELL)
    rows = [*(line[0] for line in organs), day[0]]
    assert all(below.top - above.top == near(page.pitch) for above, below in pairwise(rows))


@of(*Format, where=signet)
def test_signets_stand_two_rows_below_the_text_four_characters_from_the_right(name: str) -> None:
    made, page = laid(name), last_page(name)
    positions = lines(runs((page,), Tag.POSITION))
    assert [signet.name for signet in made.signets] == [each.name for each in GOLDEN[name].signatories]
    assert made.signets[0].y - text_end(page) == near(3 * page.pitch - EM)
    for signet, position in zip(made.signets, positions, strict=True):
        assert (signet.x + signet.width, signet.width, signet.height) == (near(184 - 4 * CELL), 40, 20)
        assert end(position[-1]) == near(signet.x - 2 * CELL)
        assert position[0].top + EM / 2 == near(signet.y + signet.height / 2)
    assert all(one.y + one.height < below.y for one, below in pairwise(made.signets))
    day = runs((page,), Tag.DATE)
    assert day[0].top - made.signets[-1].y - made.signets[-1].height == near(page.pitch)
    assert end(day[-1]) == near(184 - 4 * CELL)


@of(*Format, where=lambda document: document.note and document.formed_on)
def test_the_note_stands_below_the_date_two_characters_in(name: str) -> None:
    page = last_page(name)
    note = runs((page,), Tag.NOTE)
    assert "".join(run.text for run in note) == f"（{GOLDEN[name].note}）"
    assert note[0].xs[0] == near(28 + 2 * CELL)
    assert note[0].top - runs((page,), Tag.DATE)[0].top == near(page.pitch)


def test_a_note_is_printed_where_nobody_signs() -> None:
    note = runs(laid("纪要 长文").pages, Tag.NOTE)
    assert "".join(run.text for run in note) == f"（{GOLDEN['纪要 长文'].note}）"
    assert note[0].xs[0] == near(28 + 2 * CELL)


@pytest.mark.parametrize(
    ("changes", "gap"), [({"seals_apart": 3.0}, 3.0), ({"seals_apart": 2.5, "date_right_sealed": 3}, 2.5)]
)
def test_an_office_may_set_its_seals_further_apart(changes: dict[str, float], gap: float) -> None:
    one, other = layout(GOLDEN["意见 两机关联合"], FACES, office_profile(changes)).seals
    assert other.x - one.x - one.diameter == near(gap)


@pytest.mark.parametrize(("organs", "rows"), [(2, [2]), (3, [3]), (4, [2, 2]), (7, [3, 3, 1]), (11, [3, 3, 3, 2])])
def test_as_many_seals_stand_in_a_row_as_the_area_holds(organs: int, rows: list[int]) -> None:
    signatories = tuple(Signatory(f"甬江市第{number}局") for number in range(organs))
    made = layout(replace(GOLDEN["通知 无版记"], signatories=signatories), FACES)
    assert [len(list(row)) for _, row in groupby(made.seals, key=lambda seal: round(seal.y))] == rows


def test_long_names_of_many_organs_are_divided_until_the_seals_fit_on_a_page() -> None:
    signatories = tuple(Signatory(f"甬江市第{number}区人民政府政务服务管理办公室") for number in range(8))
    made = layout(replace(GOLDEN["通知 无版记"], signatories=signatories), FACES)
    assert len(names(last_page_of(made))) > len({seal.y for seal in made.seals})


def test_seals_that_no_page_holds_are_refused() -> None:
    many = tuple(Signatory(f"甬江市第{number}局") for number in range(40))
    with pytest.raises(SealTooLarge):
        layout(replace(GOLDEN["通知 无版记"], signatories=many), FACES)
