"""Laws of the tree of organs."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.directory.errors import CircularLine, LevelReversed, OfficeElsewhere
from server.directory.rules.organs import (
    Direction,
    Level,
    Organ,
    OrganType,
    check_line,
    direction,
    served_by,
    skipped,
    superiors,
)

UP, DOWN, PEER = Direction.UP, Direction.DOWN, Direction.PEER
OPPOSITE = {UP: DOWN, DOWN: UP, PEER: PEER}
Tree = dict[UUID, Organ]


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Organs that were each admitted by `check_line`, some with a general office, some under dual leadership."""
    tree: Tree = {}
    for n in range(draw(st.integers(2, 7))):
        known = list(tree.values())
        first, second = (draw(st.none() | st.sampled_from(known)) if known else None for _ in range(2))
        highest = max((above.level for above in (first, second) if above), default=Level.CITY)
        organ = Organ(
            id=UUID(int=n + 1),
            name=f"机关{n}",
            short_name=f"{n}",
            type=draw(st.sampled_from(OrganType)),
            level=draw(st.sampled_from([level for level in Level if level >= highest])),
            superior_id=first.id if first else None,
            dual_superior_id=second.id if second and second is not first else None,
        )
        check_line(tree, organ)
        tree[organ.id] = organ
        if first and not first.office_id and draw(st.booleans()):
            tree[first.id] = replace(first, office_id=organ.id)
            check_line(tree, tree[first.id])
    return tree


def pairs(tree: Tree) -> list[tuple[UUID, UUID]]:
    return [(one, other) for one in tree for other in tree]


@given(trees())
def test_what_goes_up_one_way_goes_down_the_other(tree: Tree) -> None:
    assert all(direction(tree, b, a) is OPPOSITE[direction(tree, a, b)] for a, b in pairs(tree))


@given(trees())
def test_to_a_superior_is_up_and_to_oneself_is_not(tree: Tree) -> None:
    for organ in tree:
        assert direction(tree, organ, organ) is PEER
        assert all(direction(tree, organ, above) is UP for above in superiors(tree, organ))


@given(trees())
def test_organs_without_common_line_are_peers(tree: Tree) -> None:
    for a, b in pairs(tree):
        lines = superiors(tree, a).keys() | superiors(tree, b).keys() | {a, b}
        related = a in superiors(tree, b) or b in superiors(tree, a)
        speaks = any(served_by(tree, each) in lines for each in (a, b))
        if not related and not speaks:
            assert direction(tree, a, b) is PEER


@given(trees())
def test_a_general_office_speaks_for_its_organ_to_lower_levels_only(tree: Tree) -> None:
    for office, other in pairs(tree):
        served = served_by(tree, office)
        if served and served in superiors(tree, other) and office not in superiors(tree, other):
            assert (direction(tree, office, other) is DOWN) == (tree[other].level > tree[office].level)


@given(trees())
def test_only_what_lies_between_is_skipped(tree: Tree) -> None:
    for low, high in pairs(tree):
        steps = superiors(tree, low).get(high)
        between = skipped(tree, low, high)
        assert bool(between) == (steps is not None and steps > 1)
        assert all(organ in superiors(tree, low) and high in superiors(tree, organ) for organ in between)


@given(trees(), st.data())
def test_nobody_is_put_under_their_own_subordinate(tree: Tree, data: st.DataObject) -> None:
    low = data.draw(st.sampled_from(list(tree)))
    assume(superiors(tree, low))
    high = data.draw(st.sampled_from(list(superiors(tree, low))))
    with pytest.raises(CircularLine):
        check_line(tree, replace(tree[high], superior_id=low))


@given(trees(), st.data())
def test_nobody_is_put_under_a_lower_level(tree: Tree, data: st.DataObject) -> None:
    organ = tree[data.draw(st.sampled_from(list(tree)))]
    lower = replace(organ, id=UUID(int=99), superior_id=None, dual_superior_id=None, level=Level.TOWNSHIP)
    assume(organ.level < lower.level)
    with pytest.raises(LevelReversed):
        check_line({**tree, lower.id: lower}, replace(organ, dual_superior_id=lower.id))


@given(trees(), st.data())
def test_a_general_office_is_directly_below_what_it_serves(tree: Tree, data: st.DataObject) -> None:
    served, office = (data.draw(st.sampled_from(list(tree.values()))) for _ in range(2))
    assume(office.superior_id != served.id)
    with pytest.raises(OfficeElsewhere):
        check_line(tree, replace(served, office_id=office.id))
