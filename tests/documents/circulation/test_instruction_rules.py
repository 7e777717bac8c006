"""What the words of leaders mean, whatever is written on whatever page (条例 art. 22)."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.circulation import errors
from documents.circulation.rules.instructions import (
    Instruction,
    Outcome,
    Words,
    check_words,
    first_outcome,
    held,
    proposed_lead,
    spoken,
    with_tasks,
    without_tasks,
)
from documents.circulation.rules.wordings import BESIDES, PRESETS, Code, Meaning, Page, meaning
from documents.workflow.rules.opinions import CONSENT, VERDICTS
from documents.workflow.rules.outbound import Action
from server.kit.errors import OfficeError

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
anything = st.builds(
    Words,
    page=st.sampled_from(Page),
    codes=st.lists(st.sampled_from(Code), max_size=3).map(tuple),
    text=st.sampled_from(["", " 　\n", "请按期办结"]),
    people=st.lists(st.uuids(), max_size=2).map(tuple),
    places=st.lists(st.uuids(), max_size=3).map(tuple),
    informed=st.lists(st.uuids(), max_size=1).map(tuple),
    due_on=st.none() | st.dates(TODAY - timedelta(days=2), TODAY + timedelta(days=2)),
)


def written(words: Words) -> Instruction:
    decided = check_words(words, TODAY)
    outcome = first_outcome(words.page, decided)
    return Instruction(uuid4(), uuid4(), words, decided, "", uuid4(), "", "", None, "", NOON, outcome)


def test_a_circled_name_is_consent_on_the_sign_off_page_and_nothing_but_reading_elsewhere() -> None:
    assert meaning(Page.SIGN_OFF, Code.CIRCLE) is Meaning.CONSENT
    assert meaning(Page.READING, Code.CIRCLE) is Meaning.KNOWS
    assert meaning(Page.HANDLING, Code.CIRCLE) is None
    assert meaning(Page.RESULT, Code.CIRCLE) is None


def test_what_consents_on_the_sign_off_page_is_what_signs_a_document() -> None:
    """The table explains what the outbound case does, and nothing else."""
    told = {code.value for code in Code if meaning(Page.SIGN_OFF, code) is Meaning.CONSENT}
    assert told == {verdict.value for verdict in VERDICTS[Action.SIGN_OFF] & CONSENT}


def test_to_have_read_is_neither_consent_nor_order_on_any_page() -> None:
    assert {meaning(page, Code.READ) for page in Page} == {None, Meaning.KNOWS}
    with pytest.raises(errors.NotAnOrder):
        with_tasks(written(Words(Page.HANDLING, (Code.READ,))))


@pytest.mark.parametrize("page", Page)
def test_every_page_offers_something_to_decide_by(page: Page) -> None:
    assert [code for code in Code if meaning(page, code) and code not in BESIDES]


def test_every_wording_is_known_and_means_something_somewhere() -> None:
    assert PRESETS.keys() == set(Code)
    assert all(preset.words and preset.meanings for preset in PRESETS.values())


@given(words=anything)
def test_what_is_accepted_is_whole(words: Words) -> None:
    """Exactly one wording decides; whoever is needed is named; no due day is past; no refusal goes without a word."""
    try:
        decided = check_words(words, TODAY)
    except OfficeError:
        return
    deciders = [code for code in words.codes if code not in BESIDES]
    assert [meaning(words.page, code) for code in deciders] == [decided]
    assert all(meaning(words.page, code) for code in words.codes)
    assert words.due_on is None or words.due_on >= TODAY
    assert (Code.FYI not in words.codes) or words.informed
    if decided is Meaning.PASSES_UP:
        assert len(words.people) == 1
    if decided is Meaning.RETURNS or (words.page is Page.RESULT and decided is Meaning.ORDER):
        assert words.text.strip()
    if Code.ASSIGN_LEAD in words.codes:
        assert proposed_lead(words) == words.places[0]


@given(words=anything)
def test_an_order_is_owed_an_outcome_and_gets_exactly_one(words: Words) -> None:
    """LOOP-1."""
    try:
        instruction = written(words)
    except OfficeError:
        return
    if instruction.outcome is Outcome.NOT_OWED:
        assert instruction.meaning is not Meaning.ORDER
        with pytest.raises(errors.NotAnOrder):
            without_tasks(instruction, "无需办理")
        return
    ends = [without_tasks(instruction, "无需办理")]
    ends += [with_tasks(instruction)] if instruction.meaning is Meaning.ORDER else []
    for end in ends:
        assert end.words == instruction.words
        with pytest.raises((errors.AlreadySettled, errors.NotAnOrder)):
            with_tasks(end)
        with pytest.raises(errors.AlreadySettled):
            without_tasks(end, "又一次")


@given(reason=st.text(alphabet=" \t\n　", max_size=4))
def test_no_task_without_a_reason_is_not_recorded(reason: str) -> None:
    with pytest.raises(errors.ReasonMissing):
        without_tasks(written(Words(Page.HANDLING, (Code.AGREE,))), reason)


def test_the_words_of_a_leader_are_kept_as_they_are() -> None:
    """What is said on is the leader's text, or the usual wording where nothing else was written."""
    assert spoken(Words(Page.HANDLING, (Code.AGREE,), "同意。抓紧办")) == "同意。抓紧办"
    assert spoken(Words(Page.HANDLING, (Code.AGREE, Code.SUPERVISE))) == "同意。请督查室跟踪督办"


def test_a_case_is_held_by_the_last_word_on_its_page_only() -> None:
    hold, go_on = Words(Page.HANDLING, (Code.HOLD,)), Words(Page.HANDLING, (Code.AGREE,))
    besides = Words(Page.READING, (Code.READ,))
    assert held([go_on, hold, besides])
    assert not held([hold, go_on])
    assert not held([])


def test_a_place_is_named_once() -> None:
    place = uuid4()
    with pytest.raises(errors.PlaceElsewhere):
        check_words(Words(Page.HANDLING, (Code.ASSIGN_LEAD,), places=(place, place)), TODAY)
