"""What a seal of a kind says, how large it is, and of what an organ has only one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.directory.rules.organs import Level, OrganType
from signatures.seals.errors import BottomUnfit, NameMissing, NameUnfit
from signatures.seals.rules.kinds import BOTTOM, NAMED, SINGLE, Face, Kind, check_bearer, diameter, face, place

ORGAN, OTHER = "甬江市财政局", "甬江市人民政府"
NAMES = st.sampled_from(["", ORGAN, "甬江市人民政府", "甬江市财政局办公室"])
BOTTOMS = st.sampled_from(["", "行政审批专用章", "合同专用章", "财务专用章", "行政审批", "专用章（1）"])


@given(kind=st.sampled_from(Kind), name=NAMES, bottom=BOTTOMS)
def test_a_face_says_whose_it_is_and_only_business_seals_choose_their_line(kind: Kind, name: str, bottom: str) -> None:
    named = bool(name) if kind in NAMED else name in ("", ORGAN)
    lined = bottom == "行政审批专用章" if kind is Kind.BUSINESS else not bottom
    try:
        said = face(kind, ORGAN, name, bottom)
    except (NameMissing, NameUnfit, BottomUnfit):
        assert not (named and lined)
        return
    assert named
    assert lined
    assert said.ring == (name or ORGAN)
    assert said.bottom == BOTTOM.get(kind, bottom)


@given(first=st.sampled_from(Kind), second=st.sampled_from(Kind), name=NAMES, other=NAMES)
def test_two_seals_are_in_each_others_way_if_of_one_kind_and_where_names_tell_them_apart_of_one_name(
    first: Kind, second: Kind, name: str, other: str
) -> None:
    same = place(first, Face(name, "")) == place(second, Face(other, ""))
    assert same == (first is second and (first in SINGLE or name == other))


@given(type=st.sampled_from(OrganType), level=st.sampled_from(Level), kind=st.sampled_from(Kind))
def test_no_seal_is_larger_than_that_of_a_government_of_its_level_or_of_a_unit(
    type: OrganType, level: Level, kind: Kind
) -> None:
    size = diameter(kind, type, level)
    assert size <= max(45.0, diameter(Kind.OFFICIAL, OrganType.GOVERNMENT, level))
    assert size == 20.0 if kind is Kind.PERSONAL else size >= 42.0
    if kind is not Kind.OFFICIAL:
        assert size <= diameter(Kind.OFFICIAL, type, level)


def test_the_sizes_of_the_regulation() -> None:
    sizes = [diameter(Kind.OFFICIAL, OrganType.GOVERNMENT, level) for level in Level]
    assert sizes == [60.0, 50.0, 45.0, 45.0, 42.0]


def test_without_a_name_there_is_no_branch_and_a_wrong_line_is_told() -> None:
    with pytest.raises(NameMissing):
        face(Kind.BRANCH, ORGAN, "", "")
    with pytest.raises(BottomUnfit):
        face(Kind.OFFICIAL, ORGAN, "", "行政审批专用章")


BLANKS = st.text(st.sampled_from(" \u3000\u00a0\u200b\u2060\ufeff\u00ad"), min_size=1, max_size=3)


@given(bottom=st.sampled_from(["合同专用章", "财务专用章"]), before=st.sampled_from(["", "收费", "⽤"]), data=st.data())
def test_lines_of_other_kinds_stay_theirs_however_they_are_spaced(
    bottom: str, before: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(bottom)))
    with pytest.raises(BottomUnfit):
        face(Kind.BUSINESS, ORGAN, "", before + bottom[:place] + data.draw(BLANKS | st.just("")) + bottom[place:])


@given(kind=st.sampled_from([Kind.INTERNAL, Kind.BRANCH]), whose=st.sampled_from([ORGAN, OTHER]), data=st.data())
def test_a_part_of_an_organ_does_not_bear_the_name_of_an_organ(kind: Kind, whose: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(whose)))
    said = face(kind, ORGAN, whose[:place] + data.draw(BLANKS | st.just("")) + whose[place:], "")
    with pytest.raises(NameUnfit):
        check_bearer(kind, ORGAN, said, [ORGAN, OTHER])
    check_bearer(kind, ORGAN, face(kind, ORGAN, f"{whose} 办公室", ""), [ORGAN, OTHER])


def test_what_looks_the_same_is_the_same() -> None:
    with pytest.raises(NameUnfit):
        check_bearer(Kind.BRANCH, "甬江市度量局", face(Kind.BRANCH, "甬江市度量局", "甬江市\ufa01量局", ""), [])
    names = [Face(f"甬江市{letter}量局", "") for letter in ("度", "\ufa01", "度 ")]
    assert len({place(Kind.BRANCH, said) for said in names}) == 1
    check_bearer(Kind.OFFICIAL, ORGAN, face(Kind.OFFICIAL, ORGAN, "", ""), [ORGAN, OTHER])
    long = "甬江市" * 9
    with pytest.raises(NameUnfit):
        check_bearer(Kind.OFFICIAL, long, face(Kind.OFFICIAL, long, OTHER, ""), [long, OTHER])


def test_a_name_too_long_for_the_ring_is_shortened_by_the_applicant() -> None:
    long = "甬江市" * 9
    assert face(Kind.OFFICIAL, long, "甬江市委员会", "").ring == "甬江市委员会"
    with pytest.raises(NameUnfit):
        face(Kind.OFFICIAL, ORGAN, "甬江市人民政府", "")
