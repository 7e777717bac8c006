"""The law of 督办, under every order of acts that people may think of."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from documents.supervision.errors import (
    DueInThePast,
    DuePassed,
    ExpectedNotLater,
    ExtensionsUsedUp,
    LeadTwice,
    OwnProposal,
    OwnWork,
    Unsettled,
    WordsMissing,
)
from documents.supervision.rules import items, turns
from documents.supervision.rules.items import Item, Places
from documents.supervision.rules.lights import SENTENCES, Light, Step, Why, light, steps
from documents.supervision.rules.table import ASKED, ENDED, FINISHED, TABLE, ItemAction, ItemState, Row, Turn, row, rows
from documents.supervision.rules.terms import Profile, day_of, due_day, end_of, last_day
from server.directory.rules.standing import Actor, Lent, PostHeld, Role, Scope, holder_of_role
from server.kit.errors import OfficeError
from server.workdays.calendar import read

CALENDAR = read(files("server.workdays").joinpath("workdays.json").read_bytes())
ORGAN, LEAD, OTHER, CO = uuid4(), uuid4(), uuid4(), uuid4()
PROPOSER = uuid4()
MORNING = datetime(2026, 9, 24, 1, tzinfo=UTC)
PLACES = Places(LEAD, LEAD, (CO,))


def person(*held: tuple[Role, UUID], id: UUID | None = None, lent: tuple[Lent, ...] = ()) -> Actor:
    holders = frozenset(holder_of_role(role, place) for role, place in held)
    return Actor(id or uuid4(), "某人", None, (PostHeld(uuid4(), ORGAN, None, "职务", holders),), lent)


def lent(role: Role, place: UUID, scope: Scope = Scope.HANDLE) -> tuple[Lent, ...]:
    return (Lent(uuid4(), uuid4(), "委托人", scope, frozenset({holder_of_role(role, place)})),)


PEOPLE = {
    "superviser": person((Role.SUPERVISER, ORGAN)),
    "proposer": person((Role.SUPERVISER, ORGAN), (Role.OFFICE_DIRECTOR, ORGAN), id=PROPOSER),
    "director": person((Role.OFFICE_DIRECTOR, ORGAN)),
    "lead": person((Role.UNIT_HEAD, LEAD)),
    "other": person((Role.UNIT_HEAD, OTHER)),
    "co": person((Role.UNIT_HEAD, CO)),
    "both": person((Role.SUPERVISER, ORGAN), (Role.UNIT_HEAD, LEAD)),
    "leading director": person((Role.OFFICE_DIRECTOR, ORGAN), (Role.UNIT_HEAD, LEAD)),
    "borrower": person((Role.SUPERVISER, ORGAN), lent=lent(Role.UNIT_HEAD, LEAD, Scope.READ)),
    "stranger": person((Role.SUPERVISER, uuid4()), (Role.SIGNER, uuid4())),
}


def proposal(profile: Profile = Profile.COMPLEX, **more: object) -> Item:
    return Item(uuid4(), ORGAN, "按月报告进展", profile, proposed_by=PROPOSER, **more)  # type: ignore[arg-type]


Made = Callable[[Item, Actor, datetime, int], Item]
MAKES: dict[ItemAction, Made] = {
    ItemAction.SETTLE: lambda i, who, now, n: items.settle(i, "要求", i.profile, None, PLACES),
    ItemAction.APPROVE: lambda i, who, now, n: items.establish(i, now, CALENDAR),
    ItemAction.ASSIGN: lambda i, who, now, n: items.assign(i, now, CALENDAR),
    ItemAction.RE_ASSIGN: lambda i, who, now, n: items.give_to(i, Places(OTHER, OTHER, (LEAD, CO))),
    ItemAction.FEEDBACK: lambda i, who, now, n: items.feedback(i, turns.place_of(who, i), n, now),
    ItemAction.REQUEST_EXTENSION: lambda i, who, now, n: items.request_extension(
        i, day_of(now) + timedelta(days=n), now
    ),
    ItemAction.GRANT: lambda i, who, now, n: items.grant(i),
    ItemAction.REFUSE: lambda i, who, now, n: items.refuse(i),
    ItemAction.SUBMIT_COMPLETION: lambda i, who, now, n: items.submit(i, who.person_id, now),
    ItemAction.REDO: lambda i, who, now, n: items.redo(i),
    ItemAction.COMPLETE: lambda i, who, now, n: items.complete(i),
}
"""What each act makes of an item, beside its row."""


def acted(item: Item, who: Actor, action: ItemAction, now: datetime, n: int = 40, words: str = "已说明") -> Item:
    found, _ = turns.permit(who, item, action)
    after = items.take(item, found, words)
    return MAKES[action](after, who, now, n) if action in MAKES else after


def brought_to(state: ItemState, now: datetime = MORNING) -> Item:
    """An item in a state, by the straight way there."""
    ways = {
        ItemState.NOT_ESTABLISHED: (ItemAction.DECLINE,),
        ItemState.ASSIGN_DISPUTE: (ItemAction.APPROVE, ItemAction.ASSIGN, ItemAction.OBJECT),
        ItemState.EXT_REQUESTED: (
            ItemAction.APPROVE,
            ItemAction.ASSIGN,
            ItemAction.ACCEPT,
            ItemAction.REQUEST_EXTENSION,
        ),
        ItemState.REVOKED: (ItemAction.APPROVE, ItemAction.REVOKE),
    }
    straight = (ItemAction.APPROVE, ItemAction.ASSIGN, ItemAction.ACCEPT, ItemAction.SUBMIT_COMPLETION)
    item = items.give_to(proposal(), PLACES)
    for action in (*ways.get(state, (*straight, ItemAction.COMPLETE, ItemAction.EVALUATE, ItemAction.WRITE_OFF)), None):
        if item.state is state:
            return item
        assert action is not None
        item = acted(item, _who(item, action), action, now)
    raise AssertionError(state)


def _who(item: Item, action: ItemAction) -> Actor:
    return next(p for p in PEOPLE.values() if action in turns.actions(p, item))


A = ItemAction
JUDGED = (
    *(A.APPROVE, A.DECLINE, A.REVOKE, A.RE_ASSIGN, A.MAINTAIN, A.GRANT, A.REFUSE),
    *(A.COMPLETE, A.REDO, A.EVALUATE, A.WRITE_OFF),
)
"""What decides about the lead or its work."""


class Office(RuleBasedStateMachine):
    """Everybody tries everything while time goes by; whatever is not refused must keep the law."""

    @initialize(profile=st.sampled_from(Profile))
    def begin(self, profile: Profile) -> None:
        self.now = MORNING
        self.item = proposal(profile)
        self.past = [self.item]

    @rule(
        who=st.sampled_from(sorted(PEOPLE)),
        action=st.sampled_from(ItemAction),
        n=st.integers(0, 100),
        words=st.sampled_from(["", "  ", "已说明"]),
    )
    def act(self, who: str, action: ItemAction, n: int, words: str) -> None:
        self._try(PEOPLE[who], action, n, words)

    @rule(n=st.integers(0, 100))
    def go_on(self, n: int) -> None:
        """Whoever is asked does it, so that long ways are walked often."""
        asked = turns.asked(self.item)
        if asked:
            able = [p for p in PEOPLE.values() if asked[1] in turns.actions(p, self.item)]
            self._try(able[0], asked[1], n, "已说明")

    @rule(hours=st.integers(1, 400))
    def time_goes_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def _try(self, who: Actor, action: ItemAction, n: int, words: str) -> None:
        before = self.item
        try:
            after = acted(before, who, action, self.now, n, words)
        except OfficeError:
            assert self.item == before
            return
        self._judge(who, action, before, after, words)
        self.item = after
        self.past.append(after)

    def _judge(self, who: Actor, action: ItemAction, before: Item, after: Item, words: str) -> None:
        found = row(before.state, action)
        assert found
        assert words.strip() or not found.needs_words
        assert not who.holders().isdisjoint(turns.holders(before, found.turn))
        if before.due != after.due:
            assert action in (ItemAction.APPROVE, ItemAction.ASSIGN, ItemAction.GRANT)
        if action is ItemAction.GRANT:
            assert before.due
            assert after.due
            assert after.due > before.due
        if action is ItemAction.REQUEST_EXTENSION:
            assert before.due
            assert self.now <= before.due
        if action in JUDGED:
            assert holder_of_role(Role.UNIT_HEAD, before.lead or LEAD) not in who.holders()
            assert who.person_id != before.submitted_by
        if action is ItemAction.APPROVE:
            assert who.person_id != before.proposed_by

    @invariant()
    def there_is_one_lead(self) -> None:
        named = [place for place in (self.item.lead, *self.item.co) if place]
        assert len(set(named)) == len(named)
        assert self.item.lead or self.item.state in (ItemState.PROPOSED, ItemState.NOT_ESTABLISHED)

    @invariant()
    def nothing_comes_back_from_the_end(self) -> None:
        assert not any(item.state in ENDED for item in self.past[:-1])

    @invariant()
    def extensions_are_two_at_most(self) -> None:
        assert self.item.grants <= items.MOST_GRANTS
        assert (self.item.expected is not None) == (self.item.state is ItemState.EXT_REQUESTED) or self._revoked()

    def _revoked(self) -> bool:
        return self.item.state is ItemState.REVOKED

    @invariant()
    def somebody_is_asked_until_it_has_ended(self) -> None:
        asked = turns.asked(self.item)
        assert (asked is None) == (self.item.state in ENDED)
        if asked:
            assert any(asked[1] in turns.actions(person, self.item) for person in PEOPLE.values())

    @invariant()
    def a_light_is_a_function_and_says_why(self) -> None:
        lit = light(self.item, self.now, CALENDAR)
        assert lit == light(replace(self.item), self.now, CALENDAR)
        assert lit.sentence == SENTENCES[lit.why].format(**lit.numbers)
        assert steps(self.item, lit) == steps(self.item, lit)

    @invariant()
    def late_is_late_for_ever_and_done_is_done(self) -> None:
        if self.item.state in FINISHED:
            assert self.item.finished_at
            assert self.item.due
            late = self.item.finished_at > self.item.due
            assert light(self.item, self.now, CALENDAR).light is (Light.YELLOW_LATE if late else Light.DONE)

    @invariant()
    def who_handles_it_reads_it_and_nobody_before_it_is_assigned(self) -> None:
        handlers = set(turns.holders(self.item, Turn.HANDLER))
        assert (handlers <= turns.readers(self.item)) == bool(self.item.assigned_at or not handlers)


Office.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestOffice = Office.TestCase


# --- the table ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", TABLE, ids=lambda r: r.action)
def test_a_row_is_for_its_turn_and_its_states_only(line: Row) -> None:
    for state in ItemState:
        item = replace(brought_to(state), submitted_by=None)
        allowed = {name for name, actor in PEOPLE.items() if line.action in turns.actions(actor, item)}
        wanted = {n for n, a in PEOPLE.items() if not a.holders().isdisjoint(turns.holders(item, line.turn))}
        if line.apart:
            wanted -= {"both", "borrower", "leading director"}
        if line.action is ItemAction.APPROVE:
            wanted -= {"proposer"}
        if line.turn in (Turn.LEAD, Turn.HANDLER):
            wanted -= {"borrower"}
        assert allowed == (wanted if state in line.sources else set())


@pytest.mark.parametrize("action", JUDGED)
def test_who_stands_for_the_lead_decides_nothing_about_it_by_post_or_by_delegation(action: ItemAction) -> None:
    line = next(r for r in TABLE if r.action is action)
    item = replace(items.give_to(brought_to(line.sources[0]), PLACES), submitted_by=None)
    role = Role.SUPERVISER if line.turn is Turn.SUPERVISER else Role.SIGNER
    judges, leads = (role, ORGAN), (Role.UNIT_HEAD, LEAD)
    judging = [person(judges), person((Role.DRAFTER, ORGAN), lent=lent(*judges, Scope.SIGN_OFF))]
    assert all(action in turns.actions(judge, item) for judge in judging)
    own = [person(judges, leads), person(leads, lent=lent(*judges, Scope.SIGN_OFF))]
    borrowed = [replace(judge, lent=(*judge.lent, *lent(*leads, scope))) for judge in judging for scope in Scope]
    for actor in (*own, *borrowed):
        assert action not in turns.actions(actor, item)
        with pytest.raises(OwnWork):
            turns.permit(actor, item, action)


def test_no_state_has_two_rows_for_one_action_and_every_open_one_asks_somebody() -> None:
    for state in ItemState:
        taken = [r.action for r in rows(state)]
        assert len(taken) == len(set(taken))
        assert (state in ASKED) == (state not in ENDED) == bool(taken)


@pytest.mark.parametrize("line", [r for r in TABLE if r.needs_words], ids=lambda r: r.action)
def test_what_wants_words_takes_no_spaces_for_them(line: Row) -> None:
    with pytest.raises(WordsMissing):
        items.take(brought_to(line.sources[0]), line, " \u3000\n")


def test_a_proposer_never_approves_in_nobodys_name_and_in_nobody_elses() -> None:
    item = items.give_to(proposal(), PLACES)
    with pytest.raises(OwnProposal):
        turns.permit(PEOPLE["proposer"], item, ItemAction.APPROVE)
    principal = (Lent(uuid4(), PROPOSER, "", Scope.SIGN_OFF, frozenset({holder_of_role(Role.OFFICE_DIRECTOR, ORGAN)})),)
    with pytest.raises(OwnProposal):
        turns.permit(person((Role.DRAFTER, ORGAN), lent=principal), item, ItemAction.APPROVE)


@pytest.mark.parametrize("line", TABLE, ids=lambda r: r.action)
def test_what_the_approver_decides_is_lent_with_the_right_to_sign_only(line: Row) -> None:
    item = brought_to(line.sources[0])
    role = {Turn.SUPERVISER: Role.SUPERVISER, Turn.APPROVER: Role.OFFICE_DIRECTOR}.get(line.turn, Role.UNIT_HEAD)
    place = LEAD if role is Role.UNIT_HEAD else ORGAN
    allowed = {
        scope
        for scope in Scope
        if line.action in turns.actions(person((Role.DRAFTER, ORGAN), lent=lent(role, place, scope)), item)
    }
    assert allowed == ({Scope.SIGN_OFF} if line.turn is Turn.APPROVER else {Scope.HANDLE, Scope.SIGN_OFF})


@pytest.mark.parametrize("who", ["both", "borrower"])
def test_nobody_who_stands_for_the_lead_writes_off(who: str) -> None:
    with pytest.raises(OwnWork):
        turns.permit(PEOPLE[who], brought_to(ItemState.EVALUATED), ItemAction.WRITE_OFF)


@pytest.mark.parametrize("places", [Places(LEAD, LEAD, (LEAD,)), Places(LEAD, LEAD, (CO, CO))])
def test_nobody_is_named_twice(places: Places) -> None:
    with pytest.raises(LeadTwice):
        items.give_to(proposal(), places)


def test_nothing_is_established_without_lead_requirement_and_a_due_ahead() -> None:
    whole = items.give_to(proposal(), PLACES)
    for wanting in (proposal(), replace(whole, requirement=" ")):
        with pytest.raises(Unsettled):
            items.establish(wanting, MORNING, CALENDAR)
    with pytest.raises(DueInThePast):
        items.establish(replace(whole, stated=date(2026, 9, 23)), MORNING, CALENDAR)
    assert items.establish(replace(whole, stated=date(2026, 9, 24)), MORNING, CALENDAR).due == end_of(date(2026, 9, 24))


# --- terms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "start", "due"),
    [
        (Profile.GENERAL, "2026-09-24", "2026-09-30"),
        (Profile.COMPLEX, "2026-09-24", "2026-10-26"),
        (Profile.COMPLEX, "2026-01-31", "2026-02-28"),
        (Profile.COMPLEX, "2025-12-30", "2026-01-30"),
        (Profile.ANNUAL, "2026-01-04", "2026-12-31"),
        (Profile.ANNUAL, "2026-12-31", "2026-12-31"),
        (Profile.ANNUAL, "2028-06-01", "2028-12-31"),
    ],
)
def test_the_terms_of_710(profile: Profile, start: str, due: str) -> None:
    assert last_day(profile, date.fromisoformat(start), CALENDAR) == date.fromisoformat(due)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_ends_at_midnight_in_shanghai_and_belongs_to_itself(day: date) -> None:
    end = end_of(day)
    assert (due_day(end), day_of(end), end.tzinfo) == (day, day + timedelta(days=1), UTC)
    assert end.hour == 16


@given(st.sampled_from([Profile.GENERAL, Profile.COMPLEX]), st.dates(date(2024, 1, 1), date(2026, 11, 30)))
def test_a_term_ends_on_a_working_day_and_a_stated_day_goes_before_it(profile: Profile, start: date) -> None:
    assert CALENDAR.is_workday(last_day(profile, start, CALENDAR))
    now = end_of(start) - timedelta(hours=10)
    stated = items.assign(replace(proposal(profile), stated=date(2030, 1, 5)), now, CALENDAR)
    assert stated.due == end_of(date(2030, 1, 5))


def test_the_clock_starts_when_it_is_assigned_not_when_it_is_established() -> None:
    established = items.establish(items.give_to(proposal(Profile.GENERAL), PLACES), MORNING, CALENDAR)
    later = items.assign(established, MORNING + timedelta(days=14), CALENDAR)
    assert later.due == end_of(date(2026, 10, 14))


# --- extensions -----------------------------------------------------------------------------------------------


def test_an_extension_comes_before_the_due_leads_beyond_it_and_twice_at_most() -> None:
    item = brought_to(ItemState.IN_PROGRESS)
    assert item.due
    last = due_day(item.due)
    with pytest.raises(ExpectedNotLater):
        items.request_extension(item, last, MORNING)
    with pytest.raises(DuePassed):
        items.request_extension(item, last + timedelta(days=30), item.due + timedelta(microseconds=1))
    assert items.request_extension(item, last + timedelta(days=1), item.due).due == item.due
    with pytest.raises(ExtensionsUsedUp):
        items.request_extension(replace(item, grants=items.MOST_GRANTS), last + timedelta(days=9), MORNING)


# --- lights ---------------------------------------------------------------------------------------------------

DUE = end_of(date(2026, 10, 26))
HOUR = timedelta(hours=1)


def running(**more: object) -> Item:
    facts = {"lead": LEAD, "lead_organ_id": LEAD, "state": ItemState.IN_PROGRESS, "assigned_at": MORNING, "due": DUE}
    return proposal(**{**facts, **more})  # type: ignore[arg-type]


def on(day: str) -> datetime:
    """Nine o'clock in the morning of a day in Shanghai."""
    return end_of(date.fromisoformat(day)) - timedelta(hours=15)


@pytest.mark.parametrize(
    ("item", "now", "shown", "why", "numbers"),
    [
        (running(), on("2026-09-25"), Light.GREEN, Why.ON_COURSE, {"days": 17}),
        (running(), on("2026-10-05"), Light.YELLOW, Why.BEHIND, {"progress": 0, "planned": 33}),
        (running(progress=14), on("2026-10-05"), Light.GREEN, Why.ON_COURSE, {"days": 14}),
        (running(progress=90), on("2026-10-21"), Light.YELLOW, Why.NEAR_DUE, {"days": 3}),
        (running(progress=90), on("2026-10-20"), Light.GREEN, Why.ON_COURSE, {"days": 4}),
        (running(progress=100), DUE, Light.YELLOW, Why.NEAR_DUE, {"days": 0}),
        (running(progress=100), DUE + HOUR, Light.RED, Why.OVERDUE, {"days": 1}),
        (running(due=end_of(date(2026, 10, 30))), on("2026-10-31"), Light.RED, Why.OVERDUE, {"days": 0}),
        (running(state=ItemState.ASSIGNED), on("2026-09-28"), Light.GREEN, Why.ON_COURSE, {"days": 16}),
        (running(state=ItemState.ASSIGNED), on("2026-09-29"), Light.YELLOW, Why.NOT_ACCEPTED, {"days": 2}),
        (running(state=ItemState.EXT_REQUESTED), on("2026-10-23"), Light.HOLD, Why.EXTENSION_ASKED, {"days": 1}),
        (running(state=ItemState.EXT_REQUESTED), DUE + HOUR, Light.RED, Why.OVERDUE, {"days": 1}),
        (
            running(due=end_of(date(2026, 12, 31)), progress=80),
            on("2026-10-25"),
            Light.YELLOW,
            Why.SILENT,
            {"days": 31},
        ),
        (running(due=None, state=ItemState.PROPOSED), MORNING, Light.GREEN, Why.NOT_ESTABLISHED, {}),
        (running(state=ItemState.REVOKED), DUE + HOUR, Light.DONE, Why.CANCELLED, {}),
    ],
)
def test_the_first_reason_that_fits_lights_the_light(
    item: Item, now: datetime, shown: Light, why: Why, numbers: dict[str, int]
) -> None:
    lit = light(item, now, CALENDAR)
    assert (lit.light, lit.why, lit.numbers) == (shown, why, numbers)


@given(st.integers(-90, 90), st.integers(0, 90))
def test_what_was_handed_in_waits_without_a_clock(handed_in: int, looked: int) -> None:
    """The superviser's delay is not the lead's; handed in late is late, before and after it is accepted."""
    at = DUE + timedelta(days=handed_in)
    item = running(state=ItemState.COMPLETION_REVIEW, submitted_at=at)
    now = at + timedelta(days=looked)
    assert light(item, now, CALENDAR).light is (Light.RED if at > DUE else Light.GREEN)
    done = replace(items.complete(item), state=ItemState.COMPLETED)
    assert light(done, now, CALENDAR).light is (Light.YELLOW_LATE if at > DUE else Light.DONE)
    assert steps(item, light(item, now, CALENDAR)) == ()


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (on("2026-10-20"), ()),
        (on("2026-10-21"), (Step.WARN,)),
        (DUE + HOUR, (Step.URGE,)),
        (on("2026-10-28"), (Step.URGE,)),
        (on("2026-10-29"), (Step.URGE, Step.NOTICE)),
        (on("2026-11-02"), (Step.URGE, Step.NOTICE, Step.LISTED)),
    ],
)
def test_reminders_grow_harder_by_the_working_day(now: datetime, wanted: tuple[Step, ...]) -> None:
    item = running(progress=100, heard_at=on("2026-10-20"))
    assert steps(item, light(item, now, CALENDAR)) == wanted
