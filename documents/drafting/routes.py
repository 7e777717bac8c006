from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from documents.drafting import errors, service
from documents.drafting.rules.content import Change, Content, Line
from documents.drafting.rules.kinds import LAW, Kind, KindLaw
from documents.drafting.service import Attachment, Draft, Recognition, Version
from server.directory.rules.standing import Actor
from server.intake import errors as intake
from server.kit.errors import Conflict, OfficeError, TooLarge
from server.kit.files import Download, Upload
from server.kit.http import In, route
from server.secrecy.errors import Classified

FileName = Annotated[str, Meta(min_length=1, max_length=255)]
No = Annotated[int, Meta(ge=1, le=1_000_000)]

GATE: tuple[type[OfficeError], ...] = (
    Classified,
    TooLarge,
    *(e for e in vars(intake).values() if isinstance(e, type) and e.__module__ == intake.__name__),
)
"""Everything the file gate may refuse with."""


class RevisionIn(In, frozen=True):
    """A new text on top of version `base`."""

    base: No
    """`no` of the draft that was changed; refused where a later one has been saved."""
    content: Content
    reason: Line = ""


class KindOut(msgspec.Struct, frozen=True):
    """One kind (文种) and what the regulation says of it."""

    kind: Kind
    law: KindLaw


async def kinds(actor: Actor) -> list[KindOut]:
    """十五个文种及其要素规则。"""
    return [KindOut(kind, law) for kind, law in LAW.items()]


async def recognise(actor: Actor, *, name: FileName, upload: Upload) -> Recognition:
    """读取 TXT、DOCX 或 Markdown 文件，逐项识别公文要素；只读取，不保存。"""
    return await service.recognise(name, upload)


async def revise(actor: Actor, *, document_id: UUID, body: RevisionIn) -> Draft:
    """保存新版本；只有执笔人可以修改。"""
    return await service.revise(actor, document_id, body.base, body.content, body.reason)


async def versions(actor: Actor, *, document_id: UUID) -> list[Version]:
    """全部版本，由先到后。"""
    return await service.versions(actor, document_id)


async def version(actor: Actor, *, document_id: UUID, no: No) -> Content:
    """某一版本的文稿。"""
    return await service.version(actor, document_id, no)


async def compare(actor: Actor, *, document_id: UUID, old: No, new: No) -> list[Change]:
    """两个版本之间逐段的改动。"""
    return await service.compare(actor, document_id, old, new)


async def attach(actor: Actor, *, document_id: UUID, name: FileName, upload: Upload) -> Attachment:
    """添加附件文件；按内容检查文件类型。"""
    return await service.attach(actor, document_id, name, upload)


async def attachments(actor: Actor, *, document_id: UUID) -> list[Attachment]:
    """附件列表。"""
    return await service.attachments(actor, document_id)


async def attachment(actor: Actor, *, document_id: UUID, attachment_id: UUID) -> Download:
    """下载附件。"""
    return await service.attachment_file(actor, document_id, attachment_id)


async def remove_attachment(actor: Actor, *, document_id: UUID, attachment_id: UUID) -> None:
    """移除附件；移除的文件仍留存备查。"""
    await service.remove_attachment(actor, document_id, attachment_id)


HIDDEN = errors.NoSuchDraft
SAVING = (
    HIDDEN,
    errors.PenElsewhere,
    Classified,
    errors.TooManyParagraphs,
    errors.UnknownAddressee,
    errors.UnknownIssuer,
    errors.Stale,
    Conflict,
)
ONE_FILE = "/documents/{document_id}/attachments/{attachment_id}"

routes = [
    route("/kinds", "GET", kinds),
    route("/recognitions", "POST", recognise, errors=GATE, slow=True),
    route("/documents/{document_id}/content", "PUT", revise, errors=SAVING),
    route("/documents/{document_id}/versions", "GET", versions, errors=(HIDDEN,)),
    route("/documents/{document_id}/versions/{no}", "GET", version, errors=(HIDDEN, errors.NoSuchVersion)),
    route("/documents/{document_id}/changes", "GET", compare, errors=(HIDDEN, errors.NoSuchVersion)),
    route("/documents/{document_id}/attachments", "GET", attachments, errors=(HIDDEN,)),
    route(
        "/documents/{document_id}/attachments",
        "POST",
        attach,
        errors=(HIDDEN, errors.PenElsewhere, Conflict, *GATE),
        status=201,
        slow=True,
    ),
    route(ONE_FILE, "GET", attachment, errors=(HIDDEN, errors.NoSuchAttachment)),
    route(
        ONE_FILE, "DELETE", remove_attachment, errors=(HIDDEN, errors.PenElsewhere, errors.NoSuchAttachment, Conflict)
    ),
]
