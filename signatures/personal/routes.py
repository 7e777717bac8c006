from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.directory.errors import LoginRefused, LoginsBusy
from server.directory.rules.standing import Actor
from server.kit.errors import NotAllowed
from server.kit.http import In, route
from signatures.personal import errors, service
from signatures.personal.rules import LONGEST, SHORTEST, OwnSignature
from signatures.seals.errors import KeyLocked, KeyServiceFailed

Pin = Annotated[str, Meta(min_length=SHORTEST, max_length=LONGEST)]


class NewPinIn(In, frozen=True):
    password: Annotated[str, Meta(min_length=1, max_length=128)]
    """登录口令，再次证明是本人。"""
    pin: Pin


class PinChangeIn(In, frozen=True):
    old_pin: Pin
    new_pin: Pin


class RevocationIn(In, frozen=True):
    reason: Annotated[str, Meta(max_length=200)]


async def own_signature(actor: Actor) -> OwnSignature:
    """查看本人的个人电子签名：证书、有效期，是否锁定或者注销。"""
    return await service.own(actor)


async def make_signature(actor: Actor, *, body: NewPinIn) -> OwnSignature:
    """制作本人的个人电子签名：再次输入登录口令，并设定签名口令；口令不予保存，忘记后只能注销另制。"""
    return await service.make(actor, body.password, body.pin)


async def change_pin(actor: Actor, *, body: PinChangeIn) -> None:
    """修改签名口令；连续输错原口令5次锁定15分钟。"""
    await service.change_pin(actor, body.old_pin, body.new_pin)


async def revoke_signature(actor: Actor, *, body: RevocationIn) -> None:
    """注销本人的个人电子签名，立即生效且不可恢复；以前的签名仍然有效。"""
    await service.revoke(actor, body.reason)


async def revoke_signature_of(actor: Actor, *, person_id: UUID, body: RevocationIn) -> None:
    """注销他人的个人电子签名，立即生效且不可恢复（系统管理员）。"""
    await service.revoke_of(actor, person_id, body.reason)


KEYS = (KeyLocked, KeyServiceFailed)
PROVED = (errors.NoSignature, errors.PinLocked, errors.WrongPin, KeyLocked)
REVOKED = (errors.NoSignature, errors.ReasonMissing)
OWN = "/me/signature"

routes = [
    route(OWN, "GET", own_signature, errors=(errors.NoSignature,)),
    route(
        OWN,
        "POST",
        make_signature,
        errors=(NotAllowed, LoginRefused, LoginsBusy, errors.PinTooPlain, errors.SignatureExists, *KEYS),
        status=201,
        slow=True,
    ),
    route(
        f"{OWN}/pin",
        "PUT",
        change_pin,
        errors=(errors.PinTooPlain, errors.SamePin, errors.SignatureRevoked, *PROVED),
        slow=True,
    ),
    route(f"{OWN}/revoke", "POST", revoke_signature, errors=REVOKED),
    route("/people/{person_id}/signature/revoke", "POST", revoke_signature_of, errors=(NotAllowed, *REVOKED)),
]
