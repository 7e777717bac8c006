"""申请与审批: an organ asks for a seal, its picture is drawn or brought, and somebody above decides."""

from functools import partial
from inspect import cleandoc
from uuid import UUID

from anyio import to_thread
from pylopdf_fonts_zh_cn import serif_path

from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, holder_of_role
from server.kit.db import atomic
from server.kit.files import Upload
from server.kit.ground import ground
from server.kit.ids import uuid7
from server.secrecy.gate import admit_texts
from signatures.picture.draw import draw
from signatures.picture.errors import BottomTooLong, GlyphMissing, NameLength, PersonalName, PictureRefused
from signatures.picture.registered import LARGEST, registered
from signatures.picture.square import draw_square
from signatures.seals.errors import NameUnfit, NotReplaceable, PictureUnfit
from signatures.seals.models import SealRow
from signatures.seals.rules import custody
from signatures.seals.rules.kinds import Face, Kind, Seal, check_bearer, diameter, face, place
from signatures.seals.rules.life import LIFE, Act, State
from signatures.seals.service import telling
from signatures.seals.service.log import act_on, append, row_of

ASKED = ("organ_id", "organ_name", "approving_id", "kind", "place", "ring", "bottom", "diameter_mm", "replaces")
"""Columns of a seal's row that its application fixes for good."""


async def apply(
    actor: Actor, organ_id: UUID, kind: Kind, name: str = "", bottom: str = "", replaces: UUID | None = None
) -> Seal:
    """Ask for a seal of an organ (申请), with a picture drawn by rule; for the organ's office director.

    `replaces` is the seal of the same kind that it is to take the place of. Outside of transactions.
    Raises NotAllowed, NoSuchOrgan, Classified, NameMissing, BottomUnfit, NameUnfit, NoSuchSeal, NotReplaceable.
    """
    standing, organ = custody.may_apply(actor, organ_id), await directory.organ(organ_id)
    admit_texts((name, bottom))
    said = face(kind, organ.name, name, bottom)
    check_bearer(kind, organ.name, said, await directory.organ_names())
    size = diameter(kind, organ.type, organ.level)
    await _check_replaced(organ_id, place(kind, said), replaces)
    picture = await to_thread.run_sync(_draw, kind, said, size)
    row = SealRow(
        id=uuid7(),
        organ_id=organ.id,
        organ_name=organ.name,
        approving_id=custody.approving(kind, organ),
        kind=kind,
        place=place(kind, said),
        ring=said.ring,
        bottom=said.bottom,
        diameter_mm=size,
        picture=(await ground().blobs.put(picture)).sha256,
        state=State.APPLIED,
        keepers=[],
        replaces=replaces,
    )
    async with atomic():
        await row.save(force_create=True)
        facts = {"name": said.name, "picture": row.picture, **{column: getattr(row, column) for column in ASKED}}
        await append(actor, standing, row.id, Act.APPLY, "", facts)
        await telling.pass_on(actor, row.seal(), Act.APPROVE, holder_of_role(Role.SIGNER, row.approving_id))
    return row.seal()


async def change_picture(actor: Actor, seal_id: UUID, upload: Upload) -> Seal:
    """Bring the registered picture in place of the drawn one, before approval; for the organ's office director.

    Outside of transactions. Raises NoSuchSeal, NotAllowed, ActUnfit, PictureUnfit, TooLarge.
    """
    row = await row_of(seal_id)
    standing = custody.may_apply(actor, row.organ_id)
    brought = await upload.read(LARGEST)
    try:
        picture = await to_thread.run_sync(partial(registered, brought, width_mm=row.diameter_mm))
    except PictureRefused as fault:
        raise PictureUnfit(reason=_said(fault)) from fault
    blob = await ground().blobs.put(picture)
    async with atomic():
        row = await row_of(seal_id)
        facts = {"picture": blob.sha256}
        return await act_on(actor, standing, row, Act.CHANGE_PICTURE, facts=facts, picture=blob.sha256)


async def approve(actor: Actor, seal_id: UUID) -> Seal:
    """Let the seal be made (批准), as it was applied for; for the head of the organ above.

    Raises NoSuchSeal, NotAllowed, ActUnfit, SamePerson.
    """
    async with atomic():
        row = await row_of(seal_id)
        standing = custody.may_approve(actor, row.approving_id)
        seal = await act_on(actor, standing, row, Act.APPROVE, facts={"picture": row.picture})
        await telling.pass_on(actor, seal, Act.MAKE, *await directory.everywhere(Role.SYS_ADMIN))
    return seal


async def refuse(actor: Actor, seal_id: UUID, reason: str) -> Seal:
    """Let it not be made (不予制发). Raises NoSuchSeal, NotAllowed, ActUnfit, ReasonMissing."""
    async with atomic():
        row = await row_of(seal_id)
        seal = await act_on(actor, custody.may_approve(actor, row.approving_id), row, Act.REFUSE, reason=reason)
        await telling.rest(seal)
        await telling.tell_applicant(actor, seal)
    return seal


async def _check_replaced(organ_id: UUID, where: str, replaced: UUID | None) -> None:
    if replaced is None:
        return
    old = await row_of(replaced)
    if (old.organ_id, old.place) != (organ_id, where) or (old.state, Act.REMAKE) not in LIFE:
        raise NotReplaceable


def _draw(kind: Kind, said: Face, size: float) -> bytes:
    try:
        if kind is Kind.PERSONAL:
            return draw_square(said.ring, side_mm=size, font=serif_path())
        return draw(said.ring, said.bottom, diameter_mm=size, font=serif_path())
    except (NameLength, PersonalName, GlyphMissing, BottomTooLong) as fault:
        raise NameUnfit(reason=_said(fault)) from fault


def _said(fault: Exception) -> str:
    return cleandoc(fault.__doc__ or "").rstrip("。")
