"""The law of the turn, under every order of acts that people may think of."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from documents.workflow.errors import DraftersOwnDocument, ReasonMissing, WrongState
from documents.workflow.rules.case import Case, actions, pen, permit, place_of, sign, take, whose_turn
from documents.workflow.rules.opinions import CONSENT, VERDICTS, Opinion, Verdict, consents
from documents.workflow.rules.outbound import (
    HOLDS_THE_TURN,
    OUTBOUND,
    Action,
    Row,
    State,
    Turn,
    asked_action,
    row,
    rows,
)
from server.directory.rules.standing import Actor, PostHeld, Role, holder_of_role
from server.kit.errors import OfficeError

UNIT, ISSUER, MAYOR, DRAFTER = uuid4(), uuid4(), uuid4(), uuid4()
BUREAUX = (uuid4(), uuid4(), uuid4())
NOON = datetime(2026, 9, 18, 4, tzinfo=UTC)
CLOSED_STATES = {State.CLOSED, State.CANCELLED, State.VOIDED}


def person(*roles: tuple[Role, UUID], id: UUID | None = None) -> Actor:
    holders = frozenset(holder_of_role(role, place) for role, place in roles)
    return Actor(id or uuid4(), "某人", None, (PostHeld(uuid4(), ISSUER, None, "职务", holders),))


OFFICE = {role: person((role, ISSUER)) for role in Role}
PEOPLE = {
    "drafter": person(id=DRAFTER),
    "head": person((Role.UNIT_HEAD, UNIT)),
    "mayor": person((Role.SIGNER, ISSUER), id=MAYOR),
    "reviewer": OFFICE[Role.OFFICE_REVIEWER],
    "registrar": OFFICE[Role.REGISTRAR],
    "proofreader": OFFICE[Role.PROOFREADER],
    "keeper": OFFICE[Role.SEAL_KEEPER],
    "dispatcher": OFFICE[Role.DISPATCHER],
    **{f"bureau{n}": person((Role.COUNTERSIGNER, organ)) for n, organ in enumerate(BUREAUX)},
}


def opinion(case: Case, place: UUID, verdict: Verdict, text: str = "") -> Opinion:
    return Opinion(
        id=uuid4(),
        node=case.state,
        place_id=place,
        verdict=verdict,
        text=text,
        person_id=uuid4(),
        person_name="",
        post_title="",
        principal_id=None,
        principal_name="",
        version_no=1,
        version_hash=case.text_hash,
        matter=case.matter,
        round=case.round,
        at=NOON,
    )


SPEAKS = set(VERDICTS)


class Office(RuleBasedStateMachine):
    """Everybody tries everything; whatever is not refused must keep the law."""

    @initialize()
    def begin(self) -> None:
        self.case = Case(uuid4(), DRAFTER, UNIT, ISSUER, MAYOR, BUREAUX, "v1", "m1")
        self.said: tuple[Opinion, ...] = ()
        self.past: list[State] = [State.DRAFT]
        self.texts = 1
        self.arrived = ""

    @rule(
        who=st.sampled_from(sorted(PEOPLE)),
        action=st.sampled_from(Action),
        verdict=st.sampled_from(Verdict),
        reason=st.sampled_from(["", "理由"]),
    )
    def act(self, who: str, action: Action, verdict: Verdict, reason: str) -> None:
        self._try(PEOPLE[who], action, verdict, reason)

    @rule(verdict=st.sampled_from([Verdict.AGREE, Verdict.AGREE, Verdict.AGREE, Verdict.DISAGREE]))
    def go_on(self, verdict: Verdict) -> None:
        """Whoever has the turn does what is asked, so that long ways are walked often."""
        action = asked_action(self.case.state)
        for actor in PEOPLE.values():
            if action and action in actions(actor, self.case, self.said):
                said = verdict if action is Action.OPINE else Verdict.AGREE
                self._try(actor, action, said, "理由")
                return

    @rule(matter_too=st.booleans())
    def change_the_text(self, matter_too: bool) -> None:
        if pen(self.case):
            self.texts += 1
            matter = f"m{self.texts}" if matter_too else self.case.matter
            self.case = Case(**{**vars(self.case), "text_hash": f"v{self.texts}", "matter": matter})

    def _try(self, actor: Actor, action: Action, verdict: Verdict, reason: str) -> None:
        before = self.case
        try:
            found, standing = permit(actor, before, action, self.said)
            said = self.said
            if action in SPEAKS:
                place = place_of(before, actor, found.turn, said)
                said = (*said, opinion(before, place, self._verdict(action, verdict), reason))
            after = take(before, found, said, reason)
        except OfficeError:
            assert self.case == before
            return
        assert standing is not None
        assert reason or not found.needs_reason, "a return says why"
        if action is Action.SIGN_OFF:
            after = sign(after, date(2026, 9, 18))
        self.case, self.said = after, said
        self.past.append(after.state)
        self.arrived = after.matter

    def _verdict(self, action: Action, verdict: Verdict) -> Verdict:
        return Verdict.RETURN if action is Action.RETURN else verdict

    @invariant()
    def signed_only_by_consent(self) -> None:
        """The last word before SIGNED is the signer's yes, and nothing else."""
        words = [o for o in self.said if o.node is State.SIGN_OFF and o.verdict is not Verdict.RETURN]
        assert all(o.verdict in CONSENT for o in words)
        assert len(words) == self.past.count(State.SIGNED)

    @invariant()
    def numbered_only_when_signed_and_rechecked(self) -> None:
        if State.REGISTERED in self.past:
            before = self.past[: self.past.index(State.REGISTERED)]
            assert before[-1] is State.RECHECKED
            assert State.SIGNED in before
            assert self.case.signed_hash == self.case.text_hash

    @invariant()
    def the_signer_gets_only_what_everybody_agreed_to(self) -> None:
        """R11: a text that comes to the signer, and was not changed there, has everybody's consent."""
        if self.case.state is State.SIGN_OFF and State.SIGNED not in self.past and self.arrived == self.case.matter:
            for node, place in [(State.UNIT_REVIEW, UNIT), *((State.COUNTERSIGN, b) for b in BUREAUX)]:
                assert consents(self.said, node, place, self.case.matter)

    @invariant()
    def somebody_has_the_turn_or_the_case_rests(self) -> None:
        resting = CLOSED_STATES | {State.DISPATCHED, State.REGISTERED}
        assert whose_turn(self.case, self.said) or self.case.state in resting

    @invariant()
    def whoever_has_the_turn_may_do_what_is_asked(self) -> None:
        turn, action = whose_turn(self.case, self.said), asked_action(self.case.state)
        for actor in PEOPLE.values():
            if not turn.isdisjoint(actor.holders()):
                assert action in actions(actor, self.case, self.said)

    @invariant()
    def nothing_comes_back_from_the_end(self) -> None:
        ended = [state in CLOSED_STATES for state in self.past]
        assert not any(ended[:-1])


Office.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestOffice = Office.TestCase


@pytest.mark.parametrize("line", OUTBOUND, ids=lambda r: f"{r.sources[0]}-{r.action}")
def test_a_row_is_for_its_turn_and_its_states_only(line: Row) -> None:
    for state in State:
        case = Case(uuid4(), DRAFTER, UNIT, ISSUER, MAYOR, BUREAUX, "v", "m", state, round=1)
        allowed = {name for name, actor in PEOPLE.items() if line.action in actions(actor, case, ())}
        if state in line.sources:
            wanted = {name for name, actor in PEOPLE.items() if _has(actor, case, line.turn)}
            assert wanted <= allowed
        elif row(state, line.action) is None:
            assert not allowed
            with pytest.raises(WrongState):
                permit(PEOPLE["mayor"], case, line.action, ())


def _has(actor: Actor, case: Case, turn: Turn) -> bool:
    from documents.workflow.rules.case import holders

    return not holders(case, turn).isdisjoint(actor.holders())


def test_no_state_has_two_rows_for_one_action() -> None:
    for state in State:
        taken = [r.action for r in rows(state)]
        assert len(taken) == len(set(taken))


def test_every_state_with_a_turn_asks_for_something() -> None:
    assert all(asked_action(state) for state in HOLDS_THE_TURN)


def test_a_seal_is_never_lent_and_a_signature_only_by_rule() -> None:
    """Delegation rules of 4.3: rows that need SIGN_OFF are exactly the signer's own."""
    assert {r.action for r in OUTBOUND if r.need == "sign_off"} == {Action.SIGN_OFF, Action.RETURN}


@given(st.text(alphabet=" \t\n　", max_size=5))
def test_a_reason_of_spaces_is_no_reason(reason: str) -> None:
    case = Case(uuid4(), DRAFTER, UNIT, ISSUER, MAYOR, BUREAUX, "v", "m", State.UNIT_REVIEW, round=1)
    found, _ = permit(PEOPLE["head"], case, Action.RETURN, ())
    with pytest.raises(ReasonMissing):
        take(case, found, (), reason)


def test_the_drafter_never_signs_their_own_document() -> None:
    case = Case(uuid4(), MAYOR, UNIT, ISSUER, MAYOR, (), "v", "m", State.SIGN_OFF, round=1)
    with pytest.raises(DraftersOwnDocument):
        permit(PEOPLE["mayor"], case, Action.SIGN_OFF, ())
