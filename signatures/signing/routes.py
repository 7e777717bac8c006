from server.kit.http import File, Upload, route
from signatures.signing import errors, service
from signatures.signing.rules import Report, report


async def verify(*, upload: Upload) -> Report:
    """验章：任何人上传 PDF 文件即得结论，逐章说明依据；文件不保存。"""
    return report(await service.verify_upload(upload))


async def roots() -> File:
    """本单位信任的根证书（PEM），供他处离线验章。"""
    return File(await service.roots(), "application/x-pem-file", "trust.pem")


routes = [
    route("/trust", "GET", roots, errors=(errors.TrustUnreadable,)),
    route("/verify", "POST", verify, errors=(errors.Busy, errors.TooSlow, errors.TrustUnreadable)),
]
