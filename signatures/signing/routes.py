from typing import Annotated
from uuid import UUID

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from server.directory.rules.standing import Actor
from server.kit.files import File, Upload
from server.kit.http import Endpoint, route
from signatures.seals.errors import TrustUnreadable
from signatures.signing import errors, service
from signatures.signing.rules.report import Report, report
from signatures.uses.errors import FileElsewhere, NoSuchItem, NoSuchUse

ItemNo = Annotated[int, Meta(ge=1, le=100)]


async def verify(*, upload: Upload) -> Report:
    """验章：任何人上传 PDF 或 OFD 文件（最大 20 MB）即得结论，逐章说明依据；文件不保存。"""
    return report(await service.verify_upload(upload))


async def roots() -> File:
    """本单位信任的根证书（PEM），供他处离线验章。"""
    return File(await service.roots(), "application/x-pem-file", "trust.pem")


async def use_evidence(actor: Actor, *, use_id: UUID, no: ItemNo) -> File:
    """下载已用印文件的证据包（ZIP）：附独立的核验程序，离线即可核验。"""
    return await service.use_evidence(actor, use_id, no)


def _few_for_one_address(door: Endpoint) -> Endpoint:
    """Who stands at the door is known here only: nobody logs in, so the network address stands for the person."""

    async def endpoint(request: Request) -> Response:
        with service.place_for(request.client.host if request.client else ""):
            answer: Response = await door.endpoint(request)
            return answer

    return Endpoint(door.path, door.contract, endpoint)


PACKING = (NoSuchUse, FileElsewhere, NoSuchItem, errors.NothingSealed)
VERIFYING = (errors.Busy, errors.BusyForYou, errors.TooSlow, TrustUnreadable)

routes = [
    route("/trust", "GET", roots, errors=(TrustUnreadable,)),
    _few_for_one_address(route("/verify", "POST", verify, errors=VERIFYING)),
    route("/seal-uses/{use_id}/items/{no}/evidence", "GET", use_evidence, errors=PACKING),
]
