from starlette.requests import Request
from starlette.responses import Response

from server.kit.files import File, Upload
from server.kit.http import Endpoint, route
from signatures.signing import errors, service
from signatures.signing.rules import Report, report


async def verify(*, upload: Upload) -> Report:
    """验章：任何人上传 PDF 文件（最大 20 MB）即得结论，逐章说明依据；文件不保存。"""
    return report(await service.verify_upload(upload))


async def roots() -> File:
    """本单位信任的根证书（PEM），供他处离线验章。"""
    return File(await service.roots(), "application/x-pem-file", "trust.pem")


def _few_for_one_address(door: Endpoint) -> Endpoint:
    """Who stands at the door is known here only: nobody logs in, so the network address stands for the person."""

    async def endpoint(request: Request) -> Response:
        with service.place_for(request.client.host if request.client else ""):
            answer: Response = await door.endpoint(request)
            return answer

    return Endpoint(door.path, door.contract, endpoint)


VERIFYING = (errors.Busy, errors.BusyForYou, errors.TooSlow, errors.TrustUnreadable)

routes = [
    route("/trust", "GET", roots, errors=(errors.TrustUnreadable,)),
    _few_for_one_address(route("/verify", "POST", verify, errors=VERIFYING)),
]
