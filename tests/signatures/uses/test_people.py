"""Who has a part in a use; no one of them is another."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from server.directory.rules.organs import Level, Organ, OrganType
from server.directory.rules.standing import Actor, Lent, PostHeld, Role, Scope, Standing, holder_of_role
from server.kit.errors import NotAllowed
from signatures.uses import errors
from signatures.uses.rules.people import check_apart, may_approve, may_read_log, may_request, may_see
from signatures.uses.rules.requests import Matter
from tests.signatures.uses.acting import request

OFFICE, ELSEWHERE = uuid4(), uuid4()
ORGAN = Organ(uuid4(), "甬江市人民政府", "市政府", OrganType.GOVERNMENT, Level.CITY, office_id=OFFICE)
TODAY = date(2026, 11, 20)


def somebody(organ_id: UUID | None, *roles: Role, place: UUID = ORGAN.id) -> Actor:
    held = frozenset(holder_of_role(role, place) for role in roles)
    posts = (PostHeld(uuid4(), organ_id, None, "职务", held),) if organ_id else ()
    return Actor(uuid4(), "某人", None, posts)


def delegate_of(principal: Actor, scope: Scope) -> Actor:
    lent = Lent(uuid4(), principal.person_id, principal.name, scope, principal.posts[0].holders)
    return Actor(uuid4(), "代办", None, (PostHeld(uuid4(), ELSEWHERE, None, "副职", frozenset()),), (lent,))


@pytest.mark.parametrize("place", [ORGAN.id, OFFICE])
def test_people_of_the_organ_and_of_its_general_office_ask_for_its_seal(place: UUID) -> None:
    assert may_request(somebody(place), ORGAN).organ_id == place


@pytest.mark.parametrize("actor", [somebody(ELSEWHERE), somebody(None), somebody(ORGAN.id, Role.SYS_ADMIN)])
def test_others_do_not_and_administrators_never(actor: Actor) -> None:
    with pytest.raises(errors.NotOfTheOrgan):
        may_request(actor, ORGAN)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("matter", Matter)
def test_leaders_approve_and_weighty_matters_are_for_the_head(role: Role, matter: Matter) -> None:
    heads = {Role.SIGNER}
    leaders = heads | {Role.OFFICE_DIRECTOR, Role.LEADER_IN_CHARGE}
    actor = somebody(ORGAN.id, role)
    if role in (leaders if matter is Matter.GENERAL else heads):
        assert may_approve(actor, ORGAN.id, matter).title == "职务"
    else:
        with pytest.raises(errors.NotTheApprover):
            may_approve(actor, ORGAN.id, matter)
    with pytest.raises(errors.NotTheApprover):
        may_approve(actor, ELSEWHERE, matter)


def test_a_delegate_approves_with_the_scope_of_signing_off_only() -> None:
    head = somebody(ORGAN.id, Role.SIGNER)
    assert may_approve(delegate_of(head, Scope.SIGN_OFF), ORGAN.id, Matter.FINANCE).principal_id == head.person_id
    with pytest.raises(errors.NotTheApprover):
        may_approve(delegate_of(head, Scope.HANDLE), ORGAN.id, Matter.FINANCE)


def test_who_asks_and_who_keeps_does_not_approve_not_even_for_another() -> None:
    one, other, keeper, clerk = uuid4(), uuid4(), uuid4(), uuid4()
    own, lent = Standing(None, None, "局长"), Standing(None, None, "副局长", other, "局长")
    check_apart(one, own, clerk, [keeper])
    check_apart(one, lent, clerk, [keeper])
    for requester, keepers, refusal in (
        (one, [keeper], errors.OwnRequest),
        (other, [keeper], errors.OwnRequest),
        (clerk, [keeper, one], errors.ApproverKeeps),
        (clerk, [other], errors.ApproverKeeps),
    ):
        with pytest.raises(refusal):
            check_apart(one, lent, requester, keepers)


SEERS = {Role.SIGNER, Role.LEADER_IN_CHARGE, Role.OFFICE_DIRECTOR, Role.SEAL_KEEPER}


@pytest.mark.parametrize("role", Role)
def test_a_request_is_seen_by_those_whom_it_concerns(role: Role) -> None:
    made = request(organ_id=ORGAN.id)
    assert may_see(somebody(ORGAN.id, role), made) == (role in SEERS)
    assert not may_see(somebody(ELSEWHERE, role, place=ELSEWHERE), made)


def test_who_asked_sees_it_as_long_as_they_are_in_office_and_no_administrators() -> None:
    clerk, retired, moved = somebody(ORGAN.id), somebody(None), somebody(ORGAN.id, Role.SYS_ADMIN)
    assert may_see(clerk, request(requester_id=clerk.person_id))
    for other in (retired, moved):
        assert not may_see(other, request(requester_id=other.person_id))


@pytest.mark.parametrize("role", Role)
def test_that_of_a_document_is_seen_by_the_keepers_alone(role: Role) -> None:
    """Not by leaders who do not know the document, and not by a keeper who has moved on."""
    actor, moved = somebody(ORGAN.id, role), somebody(ELSEWHERE)
    assert may_see(actor, request(organ_id=ORGAN.id, document_id=uuid4())) == (role is Role.SEAL_KEEPER)
    assert not may_see(moved, request(organ_id=ORGAN.id, document_id=uuid4(), requester_id=moved.person_id))


@pytest.mark.parametrize("role", Role)
def test_the_use_log_is_for_those_who_answer_for_the_seal(role: Role) -> None:
    actor = somebody(ORGAN.id, role)
    if role in (Role.SEAL_KEEPER, Role.OFFICE_DIRECTOR, Role.AUDIT_ADMIN):
        may_read_log(actor, ORGAN.id)
    else:
        with pytest.raises(NotAllowed):
            may_read_log(actor, ORGAN.id)
    with pytest.raises(NotAllowed):
        may_read_log(delegate_of(somebody(ORGAN.id, Role.OFFICE_DIRECTOR), Scope.SIGN_OFF), ORGAN.id)
