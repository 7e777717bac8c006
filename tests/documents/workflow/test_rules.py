"""The law of the turn, under every order of acts that people may think of."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from documents.workflow.errors import DraftersOwnDocument, ReasonMissing, WrongState
from documents.workflow.rules.case import (
    Case,
    Signer,
    actions,
    next_review,
    pen,
    permit,
    place_of,
    sign,
    signed,
    take,
    unsigned,
    whose_turn,
)
from documents.workflow.rules.opinions import CONSENT, VERDICTS, Opinion, Verdict, consents
from documents.workflow.rules.outbound import (
    HOLDS_THE_TURN,
    OUTBOUND,
    SIGNATURES,
    Action,
    Row,
    State,
    Turn,
    asked_action,
    row,
    rows,
)
from server.directory.rules.standing import Actor, Lent, PostHeld, Role, Scope, holder_of_person, holder_of_role
from server.kit.errors import OfficeError

UNIT, ISSUER, MAYOR, DRAFTER = uuid4(), uuid4(), uuid4(), uuid4()
BUREAUX = (uuid4(), uuid4(), uuid4())
JOINT = tuple(Signer(uuid4(), uuid4()) for _ in range(2))
"""Two organs that issue it with the leading one, and who signs for them."""
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
    **{f"director{n}": person((Role.SIGNER, each.organ_id), id=each.signer_id) for n, each in enumerate(JOINT)},
    **{f"keeper{n}": person((Role.SEAL_KEEPER, each.organ_id)) for n, each in enumerate(JOINT)},
}


def opinion(case: Case, place: UUID, verdict: Verdict, text: str = "", who: UUID | None = None) -> Opinion:
    return Opinion(
        id=uuid4(),
        node=case.state,
        place_id=place,
        verdict=verdict,
        text=text,
        person_id=who or uuid4(),
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

    @initialize(joint=st.sampled_from([(), JOINT]))
    def begin(self, joint: tuple[Signer, ...]) -> None:
        self.case = Case(uuid4(), DRAFTER, UNIT, ISSUER, MAYOR, BUREAUX, "v1", "m1", co_signers=joint)
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
                place = place_of(before, actor, found.turn, standing, said)
                said = (*said, opinion(before, place, self._verdict(action, verdict), reason, actor.person_id))
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
        words = [o for o in self.said if o.node in SIGNATURES and o.verdict is not Verdict.RETURN]
        assert all(o.verdict in CONSENT for o in words)
        if not self.case.co_signers:
            assert len(words) == self.past.count(State.SIGNED)
            assert State.JOINT_SIGN not in self.past

    @invariant()
    def no_signature_is_missing(self) -> None:
        """SIGNED is reached with a yes of every issuer to this very text, the others' after the leading one's."""
        if self.past[-1] is not State.SIGNED:
            return
        lead = max(n for n, o in enumerate(self.said) if o.node is State.SIGN_OFF)
        after = {o.place_id: o for o in self.said[lead:]}
        assert set(after) == set(self.case.issuers)
        assert all(o.verdict in CONSENT and o.version_hash == self.case.signed_hash for o in after.values())
        as_signed = replace(self.case, text_hash=self.case.signed_hash)
        assert set(signed(as_signed, self.said)) == set(self.case.issuers)

    @invariant()
    def nobody_writes_while_the_others_sign(self) -> None:
        if self.case.state is State.JOINT_SIGN:
            assert not pen(self.case)
            assert unsigned(self.case, self.said)

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
        case = Case(uuid4(), DRAFTER, UNIT, ISSUER, MAYOR, BUREAUX, "v", "m", state, round=1, co_signers=JOINT)
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


def in_joint_signing() -> Case:
    """A joint case that the leading signer has signed."""
    return Case(uuid4(), DRAFTER, UNIT, ISSUER, MAYOR, (), "v", "m", State.JOINT_SIGN, round=1, co_signers=JOINT)


def word(case: Case, who: Signer, verdict: Verdict = Verdict.AGREE) -> Opinion:
    return opinion(case, who.organ_id, verdict, "理由", who.signer_id)


def leads(case: Case) -> Opinion:
    return word(replace(case, state=State.SIGN_OFF), case.signers[0])


def test_an_unchanged_joint_draft_goes_back_to_whoever_returned_it_and_the_others_have_signed_it() -> None:
    case, (first, second) = in_joint_signing(), JOINT
    said = (leads(case), word(case, first), word(case, second, Verdict.RETURN))
    reviews = tuple(
        opinion(replace(case, state=node), place, Verdict.AGREE)
        for node, place in ((State.UNIT_REVIEW, UNIT), (State.OFFICE_REVIEW, ISSUER))
    )
    assert unsigned(case, said) == (second,)
    assert next_review(case, (*reviews, *said)) is State.JOINT_SIGN
    changed = replace(case, text_hash="v2")
    assert next_review(changed, (*reviews, *said)) is State.SIGN_OFF
    assert unsigned(changed, said) == JOINT


def test_when_the_leading_organ_signs_anew_everybody_signs_anew() -> None:
    case, (first, second) = in_joint_signing(), JOINT
    said = (leads(case), word(case, first), word(case, second))
    assert unsigned(case, said) == ()
    assert unsigned(case, (*said, leads(case))) == JOINT


def test_a_signature_of_somebody_who_is_no_longer_asked_does_not_count() -> None:
    case = in_joint_signing()
    said = (leads(case), *(word(case, each) for each in JOINT))
    other = Signer(JOINT[0].organ_id, uuid4())
    assert unsigned(replace(case, co_signers=(other, JOINT[1])), said) == (other,)


def test_who_stands_in_for_two_signers_signs_for_each_organ_once() -> None:
    case = in_joint_signing()
    spoken: tuple[Opinion, ...] = (leads(case),)
    lent = tuple(
        Lent(uuid4(), each.signer_id, "局长", Scope.SIGN_OFF, frozenset({holder_of_person(each.signer_id)}))
        for each in reversed(JOINT)
    )
    deputy = replace(person(), lent=lent)
    for expected in (JOINT[1], JOINT[0]):
        found, standing = permit(deputy, case, Action.SIGN_OFF, spoken)
        place = place_of(case, deputy, found.turn, standing, spoken)
        assert (place, standing.principal_id) == (expected.organ_id, expected.signer_id)
        said = replace(opinion(case, place, Verdict.AGREE), principal_id=standing.principal_id)
        spoken = (*spoken, said)
    assert unsigned(case, spoken) == ()


@example(["keeper", "keeper0", "keeper0", "keeper1"])
@given(st.lists(st.sampled_from(["keeper", "keeper", "keeper0", "keeper1", "mayor", "director0", "registrar"])))
def test_sealed_by_every_issuer_in_its_turn_and_by_nobody_else(hands: list[str]) -> None:
    case, pressed = replace(in_joint_signing(), state=State.PROOFED), list[str]()
    in_order = ["keeper", "keeper0", "keeper1"]
    for hand in hands:
        if case.state is State.PROOFED:
            assert whose_turn(case, ()) < PEOPLE[in_order[len(pressed)]].holders()
        try:
            found, _ = permit(PEOPLE[hand], case, Action.SEAL, ())
        except OfficeError:
            continue
        case = take(case, found, ())
        pressed.append(hand)
        assert (case.state is State.SEALED) == (len(pressed) == 3)
    assert pressed == in_order[: len(pressed)]
    assert case.state in (State.PROOFED, State.SEALED)
