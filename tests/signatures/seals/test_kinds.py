"""What a seal of a kind says, how large it is, and of what an organ has only one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.directory.rules.organs import Level, OrganType
from signatures.seals.errors import BottomUnfit, NameMissing, NameUnfit
from signatures.seals.rules.kinds import BOTTOM, NAMED, SINGLE, Face, Kind, diameter, face, place

ORGAN = "甬江市财政局"
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


def test_a_name_too_long_for_the_ring_is_shortened_by_the_applicant() -> None:
    long = "甬江市" * 9
    assert face(Kind.OFFICIAL, long, "甬江市委员会", "").ring == "甬江市委员会"
    with pytest.raises(NameUnfit):
        face(Kind.OFFICIAL, ORGAN, "甬江市人民政府", "")
