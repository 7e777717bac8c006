"""The law of a request: nothing is pressed that was not approved, nothing otherwise, nothing twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from server.kit.errors import OfficeError
from signatures.uses import errors
from signatures.uses.rules import acts
from signatures.uses.rules.paper import Paper, Sheet, check_item, check_request, check_window
from signatures.uses.rules.requests import (
    FileKind,
    Item,
    ItemState,
    Keeper,
    Matter,
    Place,
    Request,
    RequestState,
    SealForm,
    binding_of,
    state_at,
)
from tests.signatures.uses.acting import A4, DAY, KEEPER, LEADER, NOON, TWO_PAGES, consent, item, request

SEALED = "f" * 64


def approved(*items: Item) -> Request:
    asked = request(*items)
    return acts.approve(asked, consent(), asked.binding)


# --- what an approval is bound to ----------------------------------------------------------------------------

OTHERWISE: list[Callable[[Request], Request]] = [
    lambda r: replace(r, seal_id=uuid4()),
    lambda r: replace(r, purpose="报送统计报表。"),
    lambda r: replace(r, matter=Matter.CONTRACT),
    lambda r: replace(r, form=SealForm.PADES),
    lambda r: replace(r, opens_at=r.opens_at - timedelta(microseconds=1)),
    lambda r: replace(r, closes_at=r.closes_at + timedelta(microseconds=1)),
    lambda r: replace(r, items=(*r.items, item(9))),
    lambda r: replace(r, items=r.items[1:]),
    lambda r: replace(r, items=r.items[::-1]),
]
DETAILS: list[dict[str, object]] = [
    {"sha256": "e" * 64},
    {"name": "别的.pdf"},
    {"kind": FileKind.OFD},
    {"pages": 3},
    {"copies": 4},
    {"places": (Place(1, 110.0, 200.0),)},
    {"places": (Place(2, 110.001, 200.0),)},
    {"places": ()},
    {"straddle": True},
    {"number": "甬江数据〔2026〕1号"},
    {"title": "关于报送的函"},
    {"formed_on": date(2026, 11, 20)},
]


@pytest.mark.parametrize("number", range(len(OTHERWISE) + len(DETAILS)))
def test_an_approval_is_bound_to_everything_that_was_asked(number: int) -> None:
    found = approved(item(1), item(2))
    if number < len(OTHERWISE):
        other = OTHERWISE[number](found)
    else:
        changed = replace(found.items[0], **DETAILS[number - len(OTHERWISE)])  # type: ignore[arg-type]
        other = replace(found, items=(changed, *found.items[1:]))
    assert binding_of(other) != found.binding
    with pytest.raises(errors.ApprovalDiffers):
        acts.ask(other, other.items[0].no, KEEPER, NOON)
    acts.ask(found, 1, KEEPER, NOON)


def test_what_becomes_of_a_request_leaves_the_binding_as_it_was() -> None:
    found = acts.ask(approved(), 1, KEEPER, NOON)
    assert binding_of(acts.land(found, 1, SEALED, "", NOON)) == found.binding


def test_who_saw_something_else_does_not_approve() -> None:
    with pytest.raises(errors.SeenOther):
        acts.approve(request(), consent(), "0" * 64)


# --- one time ------------------------------------------------------------------------------------------------


def test_only_an_approved_request_is_pressed_and_only_in_its_days() -> None:
    asked = request()
    with pytest.raises(errors.NotApproved):
        acts.ask(asked, 1, KEEPER, NOON)
    found = approved()
    for at in (found.opens_at - timedelta(seconds=1), found.closes_at):
        with pytest.raises(errors.OutsideWindow):
            acts.ask(found, 1, KEEPER, at)
    acts.ask(found, 1, KEEPER, found.opens_at)


def test_the_approver_does_not_press() -> None:
    with pytest.raises(errors.ApproverKeeps):
        acts.ask(approved(), 1, Keeper(LEADER, "江澍然", "局长"), NOON)


def test_a_file_that_is_pressed_or_was_is_not_asked_for_again() -> None:
    found = acts.ask(approved(), 1, KEEPER, NOON)
    for state in (found, acts.land(found, 1, SEALED, "", NOON)):
        with pytest.raises(errors.AskedAlready):
            acts.ask(state, 1, KEEPER, NOON)
    with pytest.raises(errors.NotAsked):
        acts.land(acts.land(found, 1, SEALED, "", NOON), 1, SEALED, "", NOON)


def test_what_was_handed_back_may_be_asked_for_again() -> None:
    found = acts.hand_back(acts.ask(approved(), 1, KEEPER, NOON), 1, "印章已停用")
    assert found.items[0].reason == "印章已停用"
    assert acts.ask(found, 1, KEEPER, NOON).items[0].reason == ""


def test_the_moment_of_pressing_counts_and_not_that_of_landing() -> None:
    found = acts.ask(approved(), 1, KEEPER, NOON)
    last = found.closes_at - timedelta(microseconds=1)
    assert acts.land(found, 1, SEALED, "", last).state is RequestState.USED
    with pytest.raises(errors.OutsideWindow):
        acts.land(found, 1, SEALED, "", found.closes_at)


def test_a_withdrawn_request_lands_nothing_even_if_it_was_pressed_meanwhile() -> None:
    found = acts.ask(approved(item(1), item(2)), 1, KEEPER, NOON)
    gone = acts.withdraw(found, "不再需要", NOON)
    with pytest.raises(errors.NotApproved):
        acts.land(gone, 1, SEALED, "", NOON)


@pytest.mark.parametrize("end", [acts.refuse, acts.withdraw])
def test_turning_down_and_taking_back_want_a_reason(end: Callable[..., Request]) -> None:
    with pytest.raises(errors.ReasonMissing):
        end(request(), "  ", NOON)


def test_what_is_over_stays_over() -> None:
    over = [
        acts.refuse(request(), "不妥", NOON),
        acts.withdraw(request(), "不妥", NOON),
        acts.land(acts.ask(approved(), 1, KEEPER, NOON), 1, SEALED, "", NOON),
    ]
    for found in over:
        with pytest.raises(errors.ActUnfit):
            acts.approve(found, consent(), found.binding)
        with pytest.raises(errors.ActUnfit):
            acts.refuse(found, "再", NOON)
        with pytest.raises(errors.ActUnfit):
            acts.withdraw(found, "再", NOON)
        assert state_at(found, NOON + 99 * DAY) is found.state


def test_a_request_expires_by_its_dates_alone() -> None:
    found = request()
    assert state_at(found, found.closes_at - timedelta(microseconds=1)) is RequestState.REQUESTED
    assert state_at(found, found.closes_at) is RequestState.EXPIRED
    with pytest.raises(errors.ActUnfit):
        acts.approve(found, consent(found.closes_at), found.binding)


class Life(RuleBasedStateMachine):
    """Any acts in any order by anybody at any time, against a plain account of what may have happened."""

    files = Bundle("files")

    @initialize(target=files, count=st.integers(1, 3))
    def ask_for(self, count: int) -> int:
        self.found, self.now = request(*(item(no) for no in range(1, count + 1))), NOON
        self.consented = self.ended = False
        self.presses: dict[int, int] = {}
        return count

    def attempt(self, act: Callable[[], Request]) -> bool:
        try:
            self.found = act()
        except OfficeError:
            return False
        return True

    @rule(hours=st.integers(1, 72))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def approve(self) -> None:
        done = self.attempt(lambda: acts.approve(self.found, consent(self.now), self.found.binding))
        assert not (done and (self.consented or self.ended))
        self.consented |= done

    @rule(end=st.sampled_from([acts.refuse, acts.withdraw]))
    def end(self, end: Callable[..., Request]) -> None:
        done = self.attempt(lambda: end(self.found, "不需要", self.now))
        assert not (done and self.ended)
        self.ended |= done

    @rule(no=st.integers(1, 4))
    def ask(self, no: int) -> None:
        if self.attempt(lambda: acts.ask(self.found, no, KEEPER, self.now)):
            assert self.consented
            assert not self.ended
            assert self.found.opens_at <= self.now < self.found.closes_at

    @rule(no=st.integers(1, 4), late=st.booleans())
    def land(self, no: int, late: bool) -> None:
        at = self.found.closes_at if late else self.now
        if self.attempt(lambda: acts.land(self.found, no, SEALED, "", at)):
            assert not self.ended
            assert at < self.found.closes_at
            self.presses[no] = self.presses.get(no, 0) + 1

    @rule(no=st.integers(1, 4))
    def hand_back(self, no: int) -> None:
        self.attempt(lambda: acts.hand_back(self.found, no, "时间戳服务没有应答"))

    @invariant()
    def a_file_is_sealed_once_at_most_and_only_with_consent(self) -> None:
        assert all(count == 1 for count in self.presses.values())
        assert not self.presses or self.consented
        sealed = {each.no for each in self.found.items if each.state is ItemState.SEALED}
        assert sealed == self.presses.keys()

    @invariant()
    def used_means_all(self) -> None:
        whole = all(each.state is ItemState.SEALED for each in self.found.items)
        assert (self.found.state is RequestState.USED) == whole

    @invariant()
    def what_was_approved_stays_what_it_was(self) -> None:
        assert binding_of(self.found) == self.found.binding


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=50, stateful_step_count=25)


# --- what may be asked for -----------------------------------------------------------------------------------


@given(
    opens=st.floats(-60, 60),
    length=st.floats(-5, 60),
)
def test_a_window_is_near_and_at_most_thirty_days_long(opens: float, length: float) -> None:
    opens_at = NOON + opens * DAY
    closes_at = opens_at + length * DAY
    fits = opens_at < closes_at <= opens_at + 30 * DAY and closes_at > NOON and opens_at <= NOON + 30 * DAY
    if fits:
        check_window(opens_at, closes_at, NOON)
    else:
        with pytest.raises(errors.WindowUnfit):
            check_window(opens_at, closes_at, NOON)


@given(page=st.integers(-1, 4), left=st.floats(-10, 300), top=st.floats(-10, 300), diameter=st.floats(10, 60))
def test_a_place_is_taken_only_if_the_whole_seal_is_on_the_paper(
    page: int, left: float, top: float, diameter: float
) -> None:
    place = Place(page, left, top)
    inside = page in (1, 2) and 0 <= left <= 210 - diameter and 0 <= top <= 297 - diameter
    if inside:
        check_item(item(places=(place,)), TWO_PAGES, SealForm.SES, diameter)
        return
    with pytest.raises(errors.PlaceOutside) as refused:
        check_item(item(places=(place,)), TWO_PAGES, SealForm.SES, diameter)
    assert refused.value.facts["page"] == page


BLANK = Paper((A4, Sheet(210.0, 297.0, True)), False)
ONE_PAGE = Paper((A4,), False)
SEALED_PAPER = Paper((A4, A4), True)
HERE = Place(1, 10.0, 10.0)
UNFIT: list[tuple[type[OfficeError], Item, Paper, SealForm]] = [
    (errors.BlankPaper, item(), BLANK, SealForm.SES),
    (errors.StraddleUnfit, item(straddle=True, places=(HERE,)), ONE_PAGE, SealForm.SES),
    (errors.PlaceTwice, item(places=(HERE, HERE)), TWO_PAGES, SealForm.SES),
    (errors.OnePlaceOnly, item(straddle=True), SEALED_PAPER, SealForm.SES),
    (errors.OnePlaceOnly, item(places=(HERE, Place(2, 10.0, 10.0))), SEALED_PAPER, SealForm.SES),
    (errors.FormUnfit, item(kind=FileKind.OFD), TWO_PAGES, SealForm.PADES),
    (errors.FormUnfit, item(kind=FileKind.OFD), TWO_PAGES, SealForm.GM_CMS),
]
FIT: list[tuple[Item, Paper, SealForm]] = [
    (item(places=(HERE,)), BLANK, SealForm.SES),
    (item(straddle=True), TWO_PAGES, SealForm.SES),
    (item(places=(HERE, Place(2, 10.0, 10.0))), TWO_PAGES, SealForm.SES),
    (item(), SEALED_PAPER, SealForm.SES),
    (item(kind=FileKind.OFD, straddle=True), SEALED_PAPER, SealForm.SES),
    (item(), TWO_PAGES, SealForm.PADES),
    (item(kind=FileKind.OFD), TWO_PAGES, SealForm.SES),
]


@pytest.mark.parametrize(("refusal", "wanted", "paper", "form"), UNFIT)
def test_what_cannot_be_sealed_so_is_refused(
    refusal: type[OfficeError], wanted: Item, paper: Paper, form: SealForm
) -> None:
    with pytest.raises(refusal) as refused:
        check_item(wanted, paper, form, 42)
    assert wanted.name in str(refused.value)


@pytest.mark.parametrize(("wanted", "paper", "form"), FIT)
def test_and_what_can_is_taken(wanted: Item, paper: Paper, form: SealForm) -> None:
    check_item(wanted, paper, form, 42)


def test_a_request_lists_its_files_each_once() -> None:
    check_request(request(item(1), item(2)), [TWO_PAGES] * 2, 42, NOON)
    with pytest.raises(errors.NothingToSeal):
        check_request(replace(request(), items=()), [], 42, NOON)
    with pytest.raises(errors.NothingToSeal):
        check_request(request(item(1), item(2, sha256=item(1).sha256)), [TWO_PAGES] * 2, 42, NOON)
