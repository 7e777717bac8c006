from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from server.directory import errors, service
from server.directory.rules.organs import Level, Mode, Organ, OrganType
from server.directory.rules.standing import Actor, Role, Scope
from server.kit.errors import Conflict, NotAllowed
from server.kit.http import In, route
from server.kit.paging import Limit, Page

Account = Annotated[str, Meta(min_length=3, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")]
Password = Annotated[str, Meta(min_length=1, max_length=128)]
TRIMMED = r"^\S(.*\S)?$(?!\n)"
"""Names are one line and neither begin nor end with a blank, so that one that looks taken is taken."""

Name = Annotated[str, Meta(max_length=50, pattern=TRIMMED)]
FullName = Annotated[str, Meta(max_length=100, pattern=TRIMMED)]
Prefix = Annotated[str, Meta(max_length=50)]


class LoginIn(In, frozen=True):
    account: Annotated[str, Meta(max_length=64)]
    password: Password
    device: Name
    new_password: Password | None = None


class PasswordIn(In, frozen=True):
    old: Password
    new: Password


class OrganIn(In, frozen=True):
    name: FullName
    short_name: Name
    type: OrganType
    level: Level
    superior_id: UUID | None = None
    dual_superior_id: UUID | None = None
    office_id: UUID | None = None
    issue_enabled: bool = False
    mode: Mode = Mode.HOSTED

    def facts(self) -> service.OrganFacts:
        """The body as the service takes it."""
        return service.OrganFacts(**{name: getattr(self, name) for name in self.__struct_fields__})


class UnitIn(In, frozen=True):
    name: Name


class PersonIn(In, frozen=True):
    name: Name
    account: Account


class PostIn(In, frozen=True):
    organ_id: UUID
    title: Name
    unit_id: UUID | None = None


class RoleIn(In, frozen=True):
    role: Role
    place_id: UUID
    """The organ or unit for which the post has the role."""


class DelegationIn(In, frozen=True):
    delegate_id: UUID
    scope: Scope
    from_day: date
    to_day: date
    reason: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]


class OrganDetail(Struct, frozen=True):
    """One organ with its internal units."""

    organ: Organ
    units: list[service.Unit]


class Made(Struct, frozen=True):
    """The id of what was made."""

    id: UUID


async def login(*, body: LoginIn) -> service.Opened:
    """登录；首次登录须同时设置新密码。"""
    return await service.login(body.account, body.password, body.device, body.new_password)


async def sessions(actor: Actor) -> list[service.Session]:
    """本人的登录会话。"""
    return await service.sessions_of(actor)


async def close_session(actor: Actor, *, session_id: UUID) -> None:
    """退出一个登录会话，立即失效。"""
    await service.close_session(actor, session_id)


async def close_other_sessions(actor: Actor) -> None:
    """退出本人的其他登录会话。"""
    await service.close_other_sessions(actor)


async def me(actor: Actor) -> service.Card:
    """本人的姓名、账号、职务和岗位职责。"""
    return await service.card(actor, actor.person_id)


async def change_password(actor: Actor, *, body: PasswordIn) -> None:
    """修改密码；本人全部登录会话随即失效。"""
    await service.change_password(actor, body.old, body.new)


async def organs(
    actor: Actor, *, superior_id: UUID | None = None, q: Prefix = "", before: UUID | None = None, limit: Limit = 50
) -> Page[Organ]:
    """机关列表，可按上级机关和名称开头筛选。"""
    return Page(*await service.list_organs(superior_id, q, before, limit))


async def create_organ(actor: Actor, *, body: OrganIn) -> Organ:
    """新设机关（系统管理员）。"""
    return await service.create_organ(actor, body.facts())


async def organ(actor: Actor, *, organ_id: UUID) -> OrganDetail:
    """一个机关及其内设机构。"""
    return OrganDetail(await service.organ(organ_id), await service.units_of(organ_id))


async def change_organ(actor: Actor, *, organ_id: UUID, body: OrganIn) -> Organ:
    """变更机关的名称、隶属关系、办公厅（室）和发文立户（系统管理员）。"""
    return await service.change_organ(actor, organ_id, body.facts())


async def create_unit(actor: Actor, *, organ_id: UUID, body: UnitIn) -> service.Unit:
    """新设内设机构（系统管理员）。"""
    return await service.create_unit(actor, organ_id, body.name)


async def people_of_organ(
    actor: Actor, *, organ_id: UUID, before: UUID | None = None, limit: Limit = 50
) -> Page[service.Card]:
    """一个机关的在岗人员。"""
    return Page(*await service.people_of(actor, organ_id, before, limit))


async def create_person(actor: Actor, *, body: PersonIn) -> service.Newcomer:
    """新建人员账号，初始密码只显示这一次（系统管理员）。"""
    return await service.create_person(actor, body.name, body.account)


async def people(actor: Actor, *, q: Prefix = "", before: UUID | None = None, limit: Limit = 50) -> Page[service.Card]:
    """政务通讯录：按姓名或者职务开头查找在岗人员。"""
    return Page(*await service.search(actor, q, before, limit))


async def reset_password(actor: Actor, *, person_id: UUID) -> service.Newcomer:
    """重置遗忘的密码，初始密码只显示这一次，经安全管理员核准后才能登录（系统管理员）。"""
    return await service.reset_password(actor, person_id)


async def release(actor: Actor, *, person_id: UUID) -> None:
    """核准密码重置，账号恢复登录（安全管理员）。"""
    await service.release(actor, person_id)


async def appoint(actor: Actor, *, person_id: UUID, body: PostIn) -> Made:
    """任职（系统管理员）。"""
    return Made(await service.appoint(actor, person_id, body.organ_id, body.title, body.unit_id))


async def leave_post(actor: Actor, *, post_id: UUID) -> None:
    """离岗：岗位职责、委托随之终止（系统管理员）。"""
    await service.leave_post(actor, post_id)


async def grant_role(actor: Actor, *, post_id: UUID, body: RoleIn) -> Made:
    """授予岗位职责（安全管理员）。"""
    return Made(await service.grant_role(actor, post_id, body.role, body.place_id))


async def revoke_role(actor: Actor, *, post_id: UUID, grant_id: UUID) -> None:
    """收回岗位职责（安全管理员）。"""
    await service.revoke_role(actor, post_id, grant_id)


async def delegations(actor: Actor, *, before: UUID | None = None, limit: Limit = 50) -> Page[service.Delegation]:
    """本人委托他人的和受他人委托的。"""
    return Page(*await service.delegations_of(actor, before, limit))


async def delegate(actor: Actor, *, body: DelegationIn) -> service.Delegation:
    """委托他人在一定期限、一定范围内代办。"""
    return await service.delegate(actor, body.delegate_id, body.scope, body.from_day, body.to_day, body.reason)


async def revoke_delegation(actor: Actor, *, delegation_id: UUID) -> None:
    """收回本人的委托，立即生效。"""
    await service.revoke_delegation(actor, delegation_id)


PROVED = (errors.LoginRefused, errors.LoginsBusy, errors.WeakPassword, errors.SamePassword)
ADMITTED = (*PROVED, errors.NotReleased, errors.NoPost, errors.InitialPassword)
PLACED = (NotAllowed, errors.NoSuchOrgan, errors.NameTaken, errors.CircularLine)
LINED = (*PLACED, errors.LevelReversed, errors.OfficeElsewhere)
LENT = (errors.DaysReversed, errors.DelegationTooFarAhead, errors.DelegateUnfit)
GRANTED = (errors.OwnPost, errors.NoSuchPlace, errors.AdministratorsApart, errors.AlreadyGranted)

routes = [
    route("/sessions", "POST", login, errors=ADMITTED, status=201, slow=True),
    route("/sessions", "GET", sessions),
    route("/sessions", "DELETE", close_other_sessions),
    route("/sessions/{session_id}", "DELETE", close_session, errors=(errors.NoSuchSession,)),
    route("/me", "GET", me),
    route("/me/password", "PUT", change_password, errors=PROVED, slow=True),
    route("/organs", "GET", organs),
    route("/organs", "POST", create_organ, errors=LINED, status=201),
    route("/organs/{organ_id}", "GET", organ, errors=(errors.NoSuchOrgan,)),
    route("/organs/{organ_id}", "PUT", change_organ, errors=(*LINED, Conflict)),
    route("/organs/{organ_id}/units", "POST", create_unit, errors=PLACED[:3], status=201),
    route("/organs/{organ_id}/people", "GET", people_of_organ, errors=(errors.NoSuchOrgan,)),
    route("/people", "GET", people),
    route("/people", "POST", create_person, errors=(NotAllowed, errors.AccountTaken), status=201, slow=True),
    route(
        "/people/{person_id}/initial-password",
        "POST",
        reset_password,
        errors=(NotAllowed, errors.NoSuchPerson, errors.AdministratorsPassword),
        status=201,
        slow=True,
    ),
    route(
        "/people/{person_id}/release",
        "POST",
        release,
        errors=(NotAllowed, errors.NoSuchPerson, errors.AlreadyReleased),
    ),
    route(
        "/people/{person_id}/posts",
        "POST",
        appoint,
        errors=(NotAllowed, errors.NoSuchPerson, errors.NoSuchOrgan, errors.UnitElsewhere),
        status=201,
    ),
    route("/posts/{post_id}", "DELETE", leave_post, errors=(NotAllowed, errors.NoSuchPost, errors.LastAdministrator)),
    route("/posts/{post_id}/roles", "POST", grant_role, errors=(NotAllowed, errors.NoSuchPost, *GRANTED), status=201),
    route(
        "/posts/{post_id}/roles/{grant_id}",
        "DELETE",
        revoke_role,
        errors=(NotAllowed, errors.NoSuchPost, errors.NoSuchGrant, errors.LastAdministrator),
    ),
    route("/delegations", "GET", delegations),
    route("/delegations", "POST", delegate, errors=LENT, status=201),
    route("/delegations/{delegation_id}", "DELETE", revoke_delegation, errors=(errors.NoSuchDelegation,)),
]
