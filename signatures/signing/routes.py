from server.kit.http import Upload, route
from signatures.signing import errors, service
from signatures.signing.rules import Report, report


async def verify(*, upload: Upload) -> Report:
    """验章：任何人上传 PDF 文件即得结论，逐章说明依据；文件不保存。"""
    return report(await service.verify_upload(upload))


routes = [
    route("/verify", "POST", verify, errors=(errors.Busy, errors.TooSlow, errors.TrustUnreadable)),
]
