"""The law of 收文, under every order of acts that people may think of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from documents.drafting.rules.content import Urgency
from documents.drafting.rules.kinds import Kind
from documents.workflow.errors import DueInThePast, PlaceUnfit, ReasonMissing, SealUnsound, SealUnverified
from documents.workflow.rules.arrivals import Inbound, Task
from documents.workflow.rules.inbound import (
    INBOUND,
    ON_A_TASK,
    Capacity,
    InboundAction,
    InboundState,
    InboundTurn,
    Row,
    TaskRole,
    TaskState,
    row,
    rows,
)
from documents.workflow.rules.incoming import (
    actions,
    asked,
    check_assignment,
    check_seal,
    holders,
    permit,
    permit_itself,
    reply_owed,
    take,
    take_task,
    task_actions,
    task_of,
    under_way,
    whose_turn,
)
from documents.workflow.rules.legs import Leg, LegKind
from server.directory.rules.standing import Actor, Lent, PostHeld, Role, Scope, holder_of_role
from server.kit.errors import OfficeError
from signatures.judgement.verdict import State as Seal

ORGAN, LEADER, OTHER = uuid4(), uuid4(), uuid4()
PLACES = (uuid4(), uuid4(), uuid4())
NOON, TODAY = datetime(2026, 9, 18, 4, tzinfo=UTC), date(2026, 9, 18)
S, A = InboundState, InboundAction
ENDED = {S.CLOSED}


def person(*roles: tuple[Role, UUID], id: UUID | None = None) -> Actor:
    held = frozenset(holder_of_role(role, place) for role, place in roles)
    return Actor(id or uuid4(), "某人", None, (PostHeld(uuid4(), ORGAN, None, "职务", held),))


PEOPLE = {
    "registrar": person((Role.REGISTRAR, ORGAN)),
    "director": person((Role.OFFICE_DIRECTOR, ORGAN)),
    "reviewer": person((Role.OFFICE_REVIEWER, ORGAN)),
    "leader": person((Role.LEADER_IN_CHARGE, ORGAN), id=LEADER),
    "other leader": person((Role.SIGNER, ORGAN), id=OTHER),
    "stranger": person((Role.REGISTRAR, uuid4())),
    **{f"place {n}": person((Role.UNIT_HEAD, place)) for n, place in enumerate(PLACES)},
}


def arrived(kind: Kind = Kind.NOTICE, **other: object) -> Inbound:
    fresh = Inbound(
        case_id=uuid4(),
        organ_id=ORGAN,
        document_id=uuid4(),
        capacity=Capacity.MAIN,
        kind=kind,
        number="甬江政发〔2026〕1号",
        title="通知",
        issuer_id=uuid4(),
        issuer="甬江市人民政府",
        urgency=Urgency.NONE,
        formed_on=TODAY,
        printed_on=TODAY,
        sha256="0" * 64,
        sent_at=NOON,
    )
    return replace(fresh, **other)  # type: ignore[arg-type]


def task(role: TaskRole, place: UUID, state: TaskState = TaskState.ASSIGNED) -> Task:
    return Task(uuid4(), role, place, TODAY, "", None, state)


class Office(RuleBasedStateMachine):
    """Everybody tries everything; whatever is not refused must keep the law."""

    @initialize(
        kind=st.sampled_from([Kind.NOTICE, Kind.REQUEST]),
        verdict=st.sampled_from([Seal.VALID, Seal.VALID, Seal.VALID, Seal.INVALID]),
        way=st.lists(st.integers(0, 60), min_size=8, max_size=25),
    )
    def begin(self, kind: Kind, verdict: Seal, way: list[int]) -> None:
        self.case, self.verdict = arrived(kind), verdict
        self.past: list[InboundState] = [S.TO_SIGN]
        self.given = 0
        self.instructed_by: UUID | None = None
        self.circulation: Leg | None = None
        self.order: Leg | None = None
        self.verify()
        for choice in way:
            self.a_reader_orders(choice % 5 == 0)
            self.do_what_is_asked() if choice % 2 else self.do_something(choice % 3, choice)

    @rule()
    def verify(self) -> None:
        if self.case.state is S.TO_SIGN:
            self.case = replace(self.case, verdict=self.verdict)

    @rule(open=st.booleans())
    def circulate_besides(self, open: bool) -> None:
        self.circulation = Leg(self.case.case_id, LegKind.CIRCULATION, uuid4(), NOON) if open else None

    @rule(orders=st.booleans())
    def a_reader_orders(self, orders: bool) -> None:
        """A leader writes an order on what goes round, or the office records that it needs no task."""
        if self.case.state is S.CIRCULATING:
            self.order = Leg(self.case.case_id, LegKind.INSTRUCTION, uuid4(), NOON) if orders else None

    @rule(
        who=st.sampled_from(["itself", *sorted(PEOPLE)]),
        action=st.sampled_from(InboundAction),
        reason=st.sampled_from(["", " ", "理由"]),
        n=st.integers(0, 2),
    )
    def act(self, who: str, action: InboundAction, reason: str, n: int) -> None:
        self._try(PEOPLE.get(who), action, reason, n)

    @rule()
    def do_what_is_asked(self) -> None:
        """So that long ways are walked often."""
        by_itself = {S.CIRCULATING: A.READ_OUT, S.REJECTED: A.ARRIVE, S.RETURNED_TO_SENDER: A.ARRIVE}
        if self.case.state in by_itself:
            self._try(None, by_itself[self.case.state], "", 0)
            self.verify()
        for holder, action in sorted(asked(self.case))[:1]:
            actor = next(actor for actor in PEOPLE.values() if holder in actor.holders())
            n = next((n for n, place in enumerate(PLACES) if str(place) in holder), 0)
            declined = [PLACES.index(t.place_id) for t in self.case.tasks if t.state is TaskState.DECLINED]
            self._try(actor, action, "理由", declined[0] if action is A.RE_ASSIGN else n)

    @rule(n=st.integers(0, 2), choice=st.integers(0, 30))
    def do_something(self, n: int, choice: int) -> None:
        """Whoever may do something does one of the things they may."""
        ways = [
            (who, action) for who, actor in PEOPLE.items() for action in (*self._may(actor), *self._on_tasks(actor))
        ]
        if ways:
            who, action = ways[choice % len(ways)]
            self._try(PEOPLE[who], action, "理由", n)

    def _may(self, actor: Actor) -> tuple[InboundAction, ...]:
        return actions(actor, self.case, legs=self._legs(), leads=False)

    def _on_tasks(self, actor: Actor) -> list[InboundAction]:
        return [action for t in self.case.tasks for action in task_actions(actor, self.case, t)]

    def _legs(self) -> list[Leg]:
        tasks = [Leg(self.case.case_id, LegKind.TASK, t.id, NOON) for t in self.case.tasks if under_way(self.case, t)]
        return [*tasks, *(leg for leg in (self.circulation, self.order) if leg)]

    def _try(self, actor: Actor | None, action: InboundAction, reason: str, n: int) -> None:
        before = self.case
        try:
            after = self._acted(actor, action, reason, n)
        except OfficeError:
            assert self.case == before
            return
        found = row(before.state, action)
        assert found is not None
        assert reason.strip() or not found.needs_reason, "every return and refusal says why"
        self.case = after
        self.past.append(after.state)
        self._keep_book(action, before)

    def _acted(self, actor: Actor | None, action: InboundAction, reason: str, n: int) -> Inbound:
        of_task = next((t for t in self.case.tasks if t.place_id == PLACES[n]), None)
        if actor is None:
            found = permit_itself(self.case, action)
        else:
            found, standing = permit(actor, self.case, action, of_task if action in ON_A_TASK else None)
            assert standing is not None
            assert actor.stand(*holders(self.case, found.turn, of_task)), "nothing without a holder"
        if action in ON_A_TASK:
            of_task = of_task or task_of(self.case, uuid4())
            place = PLACES[(n + 1) % 3] if action is A.RE_ASSIGN else None
            return take_task(self.case, found, of_task, reason=reason, words="结果", place_id=place)
        return take(self.case, found, reason=reason, legs=self._legs())

    def _keep_book(self, action: InboundAction, before: Inbound) -> None:
        """What the service does beside the table."""
        if action is A.ARRIVE:
            self.case = replace(self.case, verdict=None)
        if action is A.REGISTER and before.serial_no is None:
            self.given += 1
            self.case = replace(self.case, serial_no=self.given)
        if action is A.PROPOSE:
            self.case = replace(self.case, leader_id=LEADER)
        if action is A.PASS_UP:
            self.case = replace(self.case, leader_id=OTHER)
        if action is A.INSTRUCT:
            self.instructed_by = before.leader_id
        if action is A.RE_ASK:
            self.case = replace(self.case, leader_id=LEADER if before.leader_id == OTHER else OTHER)
            self.instructed_by = self.case.leader_id
        if action is A.ASSIGN and before.state is S.CIRCULATING:
            assert self.order, "what is only read is nobody's task without an order"
            self.order, self.instructed_by = None, OTHER
            self.case = replace(self.case, leader_id=OTHER)
        if action is A.ASSIGN:
            self.case = replace(self.case, tasks=(task(TaskRole.LEAD, PLACES[0]), task(TaskRole.CO, PLACES[1])))

    @invariant()
    def exactly_one_lead(self) -> None:
        leads = [t for t in self.case.tasks if t.role is TaskRole.LEAD]
        handled = S.HANDLING in self.past
        assert len(leads) == (1 if handled else 0)
        assert len({t.place_id for t in self.case.tasks}) == len(self.case.tasks)

    @invariant()
    def never_closed_with_something_under_way(self) -> None:
        if self.case.state is S.CLOSED:
            assert self.order is None
            assert not any(under_way(self.case, t) for t in self.case.tasks)
            assert all(t.state is TaskState.DONE for t in self.case.tasks)

    @invariant()
    def nothing_is_signed_for_under_a_seal_that_does_not_hold(self) -> None:
        if S.SIGNED_FOR in self.past:
            assert self.verdict is Seal.VALID

    @invariant()
    def numbered_once(self) -> None:
        assert self.given == (1 if S.REGISTERED in self.past else 0)

    @invariant()
    def the_result_goes_to_whoever_instructed(self) -> None:
        """LOOP-3: or to whoever was asked in the place of one who left."""
        if self.case.state is S.RESULT_REVIEW:
            assert whose_turn(self.case) == {f"person:{self.instructed_by}"}

    @invariant()
    def somebody_has_the_turn_or_the_case_rests(self) -> None:
        resting = ENDED | {S.REJECTED, S.RETURNED_TO_SENDER, S.CIRCULATING}
        assert whose_turn(self.case) or self.case.state in resting

    @invariant()
    def whoever_is_asked_may_do_it(self) -> None:
        turn = asked(self.case)
        for actor in PEOPLE.values():
            may = {*self._may(actor), *self._on_tasks(actor)}
            assert {action for holder, action in turn if holder in actor.holders()} <= may


Office.TestCase.settings = settings(max_examples=80, stateful_step_count=20, deadline=None)
TestOffice = Office.TestCase


@pytest.mark.parametrize("line", INBOUND, ids=lambda r: str(r.action))
def test_a_row_is_for_its_turn_and_its_states_only(line: Row) -> None:
    held = task(TaskRole.LEAD, PLACES[0])
    for state in S:
        case = arrived(state=state, leader_id=LEADER, tasks=(held,))
        allowed = {name for name, actor in PEOPLE.items() if _lets(actor, case, line.action, held)}
        if row(state, line.action) is None:
            assert not allowed
        elif state in line.sources:
            wanted = holders(case, line.turn, held)
            assert allowed == {n for n, actor in PEOPLE.items() if not wanted.isdisjoint(actor.holders())}
            assert bool(allowed) == (line.turn is not InboundTurn.ITSELF)


def _lets(actor: Actor, case: Inbound, action: InboundAction, held: Task) -> bool:
    try:
        permit(actor, case, action, held)
    except OfficeError:
        return False
    return True


@pytest.mark.parametrize("line", [r for r in INBOUND if r.turn is not InboundTurn.ITSELF], ids=lambda r: str(r.action))
def test_what_a_leader_decides_is_lent_with_the_right_to_sign_only(line: Row) -> None:
    held = task(TaskRole.LEAD, PLACES[0])
    for state in line.sources:
        case = arrived(state=state, leader_id=LEADER, tasks=(held,))
        lent = holders(case, line.turn, held)
        allowed = {scope for scope in Scope if _lets(delegate(scope, lent), case, line.action, held)}
        assert allowed == ({Scope.SIGN_OFF} if line.turn is InboundTurn.LEADER else {Scope.HANDLE, Scope.SIGN_OFF})


def delegate(scope: Scope, holders: frozenset[str]) -> Actor:
    return replace(person((Role.DRAFTER, ORGAN)), lent=(Lent(uuid4(), LEADER, "委托人", scope, holders),))


def test_no_state_has_two_rows_for_one_action() -> None:
    for state in S:
        taken = [r.action for r in rows(state)]
        assert len(taken) == len(set(taken))


@given(st.sampled_from([None, *Seal]), st.sampled_from(Kind))
def test_only_a_seal_that_holds_is_signed_for(verdict: Seal | None, kind: Kind) -> None:
    """条例 art. 9(13): 命令 and 纪要 may go out without a seal, and then none is missed."""
    case = arrived(kind, verdict=verdict)
    if verdict is None:
        with pytest.raises(SealUnverified):
            check_seal(case)
    elif verdict is Seal.VALID or (verdict is Seal.UNSIGNED and kind in (Kind.ORDER, Kind.MINUTES)):
        check_seal(case)
    elif verdict is not Seal.UNSIGNED or kind is Kind.NOTICE:
        with pytest.raises(SealUnsound):
            check_seal(case)


def test_a_reopened_case_is_handled_on_or_handled_at_last() -> None:
    found = next(r for r in INBOUND if r.action is A.REOPEN)
    read = take(arrived(state=S.CLOSED), found, reason="需要办理")
    done = task(TaskRole.LEAD, PLACES[0], TaskState.DONE)
    handled = take(arrived(state=S.CLOSED, tasks=(done,)), found, reason="情况有变")
    assert (read.state, handled.state) == (S.PROPOSING, S.HANDLING)
    assert handled.tasks[0].state is TaskState.ACCEPTED


@given(st.sampled_from([r for r in INBOUND if r.needs_reason and r.action not in ON_A_TASK]), st.text(" \t\n\u3000"))
def test_a_reason_of_spaces_is_no_reason(line: Row, blank: str) -> None:
    with pytest.raises(ReasonMissing):
        take(arrived(state=line.sources[0]), line, reason=blank)


places = st.lists(st.sampled_from([*PLACES, uuid4()]), min_size=1, max_size=4)


@given(places, st.integers(-2, 2))
def test_places_are_different_ones_of_the_organ_and_nothing_is_due_yesterday(chosen: list[UUID], days: int) -> None:
    fit = len(set(chosen)) == len(chosen) and set(chosen) <= set(PLACES)
    try:
        check_assignment(chosen, PLACES, TODAY + timedelta(days), TODAY)
    except PlaceUnfit:
        assert not fit
    except DueInThePast:
        assert fit
        assert days < 0
    else:
        assert fit
        assert days >= 0


@given(st.sampled_from(Kind), st.sampled_from(Capacity))
def test_an_answer_is_owed_to_whoever_asked_and_by_whom_it_asked(kind: Kind, capacity: Capacity) -> None:
    asks = kind in (Kind.REQUEST, Kind.LETTER, Kind.OPINION)
    assert reply_owed(arrived(kind, capacity=capacity)) == (asks and capacity is Capacity.MAIN)
