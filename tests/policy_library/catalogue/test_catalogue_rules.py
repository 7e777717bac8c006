"""The law of the catalogue, under every order of acts: reviews, validity by day, what identifies a policy."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from policy_library.catalogue.errors import (
    AudienceUnfit,
    ChecklistIncomplete,
    DaysReversed,
    EffectUndated,
    EffectUnfit,
    FieldInvalid,
    Incomplete,
    NoSuchTheme,
    OrganCodeInvalid,
    ReasonMissing,
    WrongState,
)
from policy_library.catalogue.rules import access, metadata
from policy_library.catalogue.rules.disclosure import (
    ASKED,
    GONE,
    TABLE,
    Action,
    Case,
    Check,
    Publicity,
    Row,
    State,
    holders,
    permit,
    persons,
    row,
    take,
)
from policy_library.catalogue.rules.identity import check_organ_code, identity, index_no, same, title_key
from policy_library.catalogue.rules.metadata import Field, FieldName, Level
from policy_library.catalogue.rules.relations import POSSIBLE, USUAL, Kind, effect_of
from policy_library.catalogue.rules.themes import THEMES, check_theme, class_of
from policy_library.catalogue.rules.validity import Change, Effect, Facts, Validity, condition_on, state_on
from server.directory.rules.standing import Actor, Lent, PostHeld, Role, Scope, holder_of_role, lendable
from server.kit.errors import OfficeError

ORGAN, PLACE = uuid4(), uuid4()


def person(*held: tuple[Role, UUID], lent: tuple[Lent, ...] = ()) -> Actor:
    posts = frozenset(holder_of_role(role, place) for role, place in held)
    return Actor(uuid4(), "某人", None, (PostHeld(uuid4(), ORGAN, None, "职务", posts),), lent)


def lends(principal: Actor, scope: Scope) -> Lent:
    return Lent(uuid4(), principal.person_id, principal.name, scope, lendable(principal.holders()))


OFFICE = ((Role.OFFICE_DIRECTOR, ORGAN), (Role.SECRECY_OFFICER, ORGAN), (Role.LEADER_IN_CHARGE, ORGAN))
HEAD = person((Role.UNIT_HEAD, PLACE))
OFFICER = person((Role.SECRECY_OFFICER, ORGAN))
LEADER = person((Role.LEADER_IN_CHARGE, ORGAN))
MAYOR = person((Role.SIGNER, ORGAN))
EDITOR = person((Role.POLICY_EDITOR, ORGAN))
EVERYTHING = person(*OFFICE, (Role.POLICY_EDITOR, ORGAN))
DEPUTY = person((Role.UNIT_HEAD, PLACE), lent=(lends(OFFICER, Scope.HANDLE), lends(LEADER, Scope.SIGN_OFF)))
STRANGER = person(*((role, uuid4()) for role in Role))
PEOPLE = (HEAD, OFFICER, LEADER, MAYOR, EDITOR, EVERYTHING, DEPUTY, STRANGER)


class Disclosure(RuleBasedStateMachine):
    """Everybody tries everything; whatever is not refused must keep the law."""

    @initialize()
    def begin(self) -> None:
        self.case = Case(ORGAN, PLACE)
        self.passed: list[tuple[int, frozenset[UUID]]] = []
        self.past = [State.CANDIDATE]

    @rule(
        who=st.sampled_from(PEOPLE),
        action=st.sampled_from(Action),
        reason=st.sampled_from(["", " ", "理由"]),
        checklist=st.sampled_from([frozenset(), frozenset(Check)]),
    )
    def act(self, who: Actor, action: Action, reason: str, checklist: frozenset[Check]) -> None:
        before = self.case
        try:
            found, standing = permit(who, before, action)
            behind = persons(who, standing)
            after = take(before, found, behind, reason, checklist)
        except OfficeError:
            return
        assert who is not STRANGER
        assert reason.strip() or action not in (Action.RETURN, Action.WITHDRAW, Action.DISCARD), "I11"
        assert checklist or action is not Action.SECOND_REVIEW
        self.passed = [] if action is Action.RESUBMIT else self.passed
        if found.level:
            self.passed.append((found.level, behind))
        self.case = after
        self.past.append(after.state)

    @rule(who=st.sampled_from(PEOPLE))
    def go_on(self, who: Actor) -> None:
        """What is asked for is tried often, so that long ways are walked."""
        if self.case.state in ASKED:
            self.act(who, ASKED[self.case.state][1], "", frozenset(Check))

    @invariant()
    def three_reviews_by_three_different_people(self) -> None:
        """Three people, delegates and principals both counted; nothing is approved with fewer."""
        levels, people = [level for level, _ in self.passed], [p for _, behind in self.passed for p in behind]
        assert len(people) == len(set(people))
        wanted = {State.FIRST_OK: 1, State.SECOND_OK: 2, State.APPROVED: 3, State.PUBLISHED: 3, State.WITHDRAWN: 3}
        if self.case.state in wanted:
            assert levels == [1, 2, 3][: wanted[self.case.state]]

    @invariant()
    def what_is_gone_stays_gone(self) -> None:
        assert GONE.isdisjoint(self.past[:-1])

    @invariant()
    def only_what_was_published_is_withdrawn(self) -> None:
        assert State.WITHDRAWN not in self.past or State.PUBLISHED in self.past

    @invariant()
    def what_was_published_is_not_discarded(self) -> None:
        assert not {State.PUBLISHED, State.DISCARDED} <= set(self.past)


Disclosure.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestDisclosure = Disclosure.TestCase


@pytest.mark.parametrize("line", TABLE, ids=lambda r: f"{r.sources[0]}-{r.action}")
def test_a_row_is_for_its_holders_of_the_producing_organ_and_its_states_only(line: Row) -> None:
    for state in State:
        case = Case(ORGAN, PLACE, state)
        found = row(state, line.action)
        if found is None:
            with pytest.raises(WrongState):
                permit(EVERYTHING, case, line.action)
            continue
        for actor in PEOPLE:
            standing = actor.stand(*holders(case, found.turn), need=found.need)
            if standing is None:
                with pytest.raises(OfficeError):
                    permit(actor, case, line.action)
            else:
                assert permit(actor, case, line.action) == (found, standing)


def test_no_state_has_two_rows_for_one_action_and_every_asked_one_has_its_row() -> None:
    for state in State:
        taken = [r.action for r in TABLE if state in r.sources]
        assert len(taken) == len(set(taken))
    for state, (turn, action) in ASKED.items():
        found = row(state, action)
        assert found is not None
        assert found.turn is turn


@given(st.sets(st.sampled_from(Check)))
def test_one_item_left_out_is_no_secrecy_review(ticked: set[Check]) -> None:
    case = Case(ORGAN, PLACE, State.FIRST_OK)
    found, standing = permit(OFFICER, case, Action.SECOND_REVIEW)
    if ticked == set(Check):
        assert take(case, found, persons(OFFICER, standing), "", ticked).state is State.SECOND_OK
    else:
        with pytest.raises(ChecklistIncomplete):
            take(case, found, persons(OFFICER, standing), "", ticked)


@given(st.text(" \t\n\u3000", max_size=4))
def test_a_reason_of_spaces_is_no_reason(blank: str) -> None:
    case = Case(ORGAN, PLACE, State.PUBLISHED)
    found, standing = permit(LEADER, case, Action.WITHDRAW)
    with pytest.raises(ReasonMissing):
        take(case, found, persons(LEADER, standing), blank)


# --- validity ------------------------------------------------------------------------------------------------

days = st.dates(date(2019, 1, 1), date(2026, 12, 31))
changes = st.builds(Change, st.sampled_from(Effect), days, st.uuids(), st.none())
facts = st.builds(Facts, st.none() | days, st.none() | days, st.lists(changes, max_size=4).map(tuple))
DECISION = uuid4()


@given(facts, days)
def test_annulled_is_void_on_every_day_and_nothing_else_is_annulled(known: Facts, day: date) -> None:
    annulled = any(change.effect is Effect.ANNULLED for change in known.changes)
    assert (state_on(known, day) is Validity.ANNULLED) == annulled


@given(facts, days, st.integers(0, 900))
def test_what_has_ended_never_begins_again_and_its_reason_stays(known: Facts, day: date, later: int) -> None:
    now = condition_on(known, day)
    if now.state in (Validity.EXPIRED, Validity.ABOLISHED):
        assert condition_on(known, day + timedelta(later)) == now


@given(facts, days)
def test_a_decision_of_the_future_changes_nothing_today(known: Facts, day: date) -> None:
    past = tuple(c for c in known.changes if c.on <= day or c.effect is Effect.ANNULLED)
    assert state_on(known, day) is state_on(Facts(known.effective_from, known.valid_until, past), day)


@given(days, days)
def test_a_term_ends_the_day_after_its_last_and_is_expired_not_abolished(begins: date, last: date) -> None:
    known = Facts(min(begins, last), max(begins, last))
    assert state_on(known, max(begins, last)) is Validity.IN_FORCE
    assert state_on(known, max(begins, last) + timedelta(1)) is Validity.EXPIRED
    assert state_on(known, min(begins, last) - timedelta(1)) is Validity.NOT_YET


def test_abolished_from_the_day_on_that_the_decision_says() -> None:
    known = Facts(date(2020, 1, 1), None, (Change(Effect.ABOLISHED, date(2023, 5, 1), DECISION),))
    assert state_on(known, date(2023, 4, 30)) is Validity.IN_FORCE
    after = condition_on(known, date(2023, 5, 1))
    assert (after.state, after.by, after.since) == (Validity.ABOLISHED, DECISION, date(2023, 5, 1))


@given(st.integers(-400, 400))
def test_the_first_end_counts(apart: int) -> None:
    last, abolished = date(2023, 5, 1), date(2023, 5, 1) + timedelta(apart)
    known = Facts(date(2020, 1, 1), last, (Change(Effect.ABOLISHED, abolished, DECISION),))
    first = Validity.ABOLISHED if abolished <= last + timedelta(1) else Validity.EXPIRED
    assert state_on(known, date(2026, 1, 1)) is first


@given(days, st.integers(0, 300), days)
def test_a_suspension_is_over_after_its_last_day(begins: date, length: int, day: date) -> None:
    until = begins + timedelta(length)
    known = Facts(None, None, (Change(Effect.SUSPENDED, begins, DECISION, until),))
    assert (state_on(known, day) is Validity.SUSPENDED) == (begins <= day <= until)


@given(st.sampled_from(Kind), st.none() | st.sampled_from(Effect), st.none() | days, st.none() | days)
def test_only_what_amends_or_repeals_has_an_effect_and_never_without_a_day(
    kind: Kind, wanted: Effect | None, on: date | None, until: date | None
) -> None:
    try:
        effect = effect_of(kind, wanted, on, until)
    except EffectUnfit:
        assert kind not in USUAL or wanted not in POSSIBLE[kind]
        return
    except EffectUndated:
        assert on is None or (until is not None and (until < on or wanted is not Effect.SUSPENDED))
        return
    assert (effect is not None) == (kind in (Kind.AMENDS, Kind.REPEALS)) == (on is not None)
    assert (effect is Effect.AMENDED) == (kind is Kind.AMENDS)
    assert until is None or (effect is Effect.SUSPENDED and on is not None and on <= until)


# --- identity, fields, themes --------------------------------------------------------------------------------

SPELLINGS = (
    "甬江政发〔2020〕5号",
    "甬江政发[2020]5号",
    "甬江政发（2020）5号",
    "甬江政发【2020】第5号",
    " 甬江政发〔２０２０〕５号",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_one_number_in_every_spelling_is_one_policy(spelling: str) -> None:
    assert same(identity("甲", SPELLINGS[0], ""), identity("乙", spelling, "甬江市人民政府"))


words = st.text("关于试点工作的通知政策", max_size=8)
identities = st.builds(
    identity, words, st.sampled_from(["", *SPELLINGS, "甬江政发〔2020〕6号"]), st.sampled_from(["", "甲", "乙"])
)


@given(identities, identities)
def test_sameness_is_mutual_and_never_across_issuers_or_numbers(one: object, other: object) -> None:
    from policy_library.catalogue.rules.identity import Identity

    assert isinstance(one, Identity)
    assert isinstance(other, Identity)
    assert same(one, other) == same(other, one)
    if same(one, other):
        assert not (one.issuer and other.issuer) or one.issuer == other.issuer
        assert not (one.number_key and other.number_key) or one.number_key == other.number_key


@given(st.text(max_size=40))
def test_a_title_key_is_a_key_of_itself(title: str) -> None:
    assert title_key(title_key(title)) == title_key(title)


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8))
def test_eight_characters_have_one_check_character(body: str) -> None:
    def fits(code: str) -> bool:
        try:
            check_organ_code(code)
        except OrganCodeInvalid:
            return False
        return True

    assert sum(fits(body + last) for last in "0123456789X") == 1


def test_an_index_number_has_twenty_characters() -> None:
    check_organ_code("005691947")
    assert index_no("005691947", 2026, 1) == "005691947/2026-00001"
    assert len(index_no("005691947", 2026, 99_999)) == 20


def test_there_are_22_classes_and_every_child_is_of_its_own() -> None:
    assert len([code for code in THEMES if len(code) == 2]) == 22
    assert all(class_of(code) == THEMES[code[:2]].label for code in THEMES)
    check_theme("0204")
    assert THEMES["0204"].label == "电子政务"
    with pytest.raises(NoSuchTheme):
        check_theme("99")


@given(st.lists(st.sampled_from(FieldName), unique=True), st.integers(0, 100))
def test_every_required_field_is_there_or_asked_for(names: list[FieldName], confidence: int) -> None:
    fields = metadata.with_missing(Field(n, "2020-01-01", confidence=confidence) for n in names if n != "level")
    assert set(metadata.REQUIRED) <= {field.name for field in fields}
    assert all(field.needs_review for field in fields if not field.value)
    assert all(field.needs_review == (confidence < metadata.SURE) for field in fields if field.value)


@pytest.mark.parametrize("wrong", ["2020-02-30", "昨天", "2020/1/1"])
def test_a_day_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(FieldInvalid):
        metadata.value_of(FieldName.FORMED_ON, wrong)


@pytest.mark.parametrize("kind", ["notice", "通 知", "布告"])
def test_a_kind_has_one_name(kind: str) -> None:
    assert all(metadata.value_of(FieldName.KIND, known) == known for known in (*metadata.POLICY_KINDS, ""))
    with pytest.raises(FieldInvalid) as refused:
        metadata.value_of(FieldName.KIND, kind)
    assert refused.value.facts["allowed"] == sorted(metadata.POLICY_KINDS)


@given(st.text("甲关于的令条例通知公报函（试行）", max_size=12))
def test_what_a_title_ends_in_is_a_kind(title: str) -> None:
    assert metadata.kind_of(title) in metadata.POLICY_KINDS | {""}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_number_is_kept_as_it_is_printed(spelling: str) -> None:
    assert metadata.value_of(FieldName.DOC_NUMBER, spelling) == SPELLINGS[0]
    assert metadata.value_of(FieldName.DOC_NUMBER, " 市政府令第5号") == "市政府令第5号"


@given(st.sets(st.sampled_from(["title", "issuer", "formed_on"])), st.sets(st.sampled_from(FieldName)), st.booleans())
def test_nothing_incomplete_or_unconfirmed_goes_on(empty: set[str], unsure: set[FieldName], clauses: bool) -> None:
    values = {name.value: "" if name.value in empty else "有" for name in metadata.REQUIRED}
    if empty or unsure or not clauses:
        with pytest.raises(Incomplete):
            metadata.check_complete(values, [name.value for name in unsure], clauses)
    else:
        metadata.check_complete(values, [], clauses)


@given(st.sampled_from(Publicity), st.integers(0, 3))
def test_open_to_everybody_or_to_somebody_named(publicity: Publicity, audience: int) -> None:
    if (publicity is Publicity.PROACTIVE) == (audience == 0):
        metadata.check_audience(publicity, audience)
    else:
        with pytest.raises(AudienceUnfit):
            metadata.check_audience(publicity, audience)


@given(st.none() | days, st.none() | days)
def test_a_term_does_not_end_before_it_begins(begins: date | None, last: date | None) -> None:
    if begins and last and last < begins:
        with pytest.raises(DaysReversed):
            metadata.check_term(begins, last)
    else:
        metadata.check_term(begins, last)


@pytest.mark.parametrize(
    ("issuer", "level", "region"),
    [
        ("国务院办公厅", Level.STATE, ""),
        ("甬江市人民政府", Level.CITY, "甬江市"),
        ("甬江市市场监督管理局", Level.CITY, "甬江市"),
        ("甬江市住房和城乡建设局", Level.CITY, "甬江市"),
        ("甬江市东浦区人民政府", Level.COUNTY, "甬江市东浦区"),
        ("北京市人民政府", Level.PROVINCE, "北京市"),
        ("某委员会", Level.UNKNOWN, ""),
    ],
)
def test_level_and_region_stand_in_the_name(issuer: str, level: Level, region: str) -> None:
    assert metadata.seat_of(issuer) == (level, region)


@pytest.mark.parametrize(
    ("note", "publicity"),
    [
        ("此件公开发布", Publicity.PROACTIVE),
        ("（此件依申请公开）", Publicity.ON_REQUEST),
        ("此件不公开", Publicity.NOT_PUBLIC),
        ("", Publicity.NOT_PUBLIC),
    ],
)
def test_what_does_not_say_so_is_not_public(note: str, publicity: Publicity) -> None:
    assert metadata.publicity_of(note) is publicity


def test_somebody_without_a_post_belongs_to_no_audience() -> None:
    nobody = Actor(uuid4(), "无职", None, ())
    assert access.audience_terms(nobody) == frozenset()
    assert access.audience_terms(HEAD) == {"all", f"organ:{ORGAN}"}
