"""The one error family that may leave a room: its docstring is what a person reads."""

from inspect import cleandoc
from typing import Any


class OfficeError(Exception):
    """办理未成功。"""

    status = 400
    code = "office.error"

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(cleandoc(type(self).__doc__ or "").format(**facts))


class Unauthenticated(OfficeError):
    """请先登录。"""

    status = 401
    code = "office.unauthenticated"


class NotAllowed(OfficeError):
    """您没有办理该事项的权限。"""

    status = 403
    code = "office.not_allowed"


class NotFound(OfficeError):
    """没有找到，或者您无权查看。"""

    status = 404
    code = "office.not_found"


class Conflict(OfficeError):
    """内容已被他人更新，请刷新后再办理。"""

    status = 409
    code = "office.conflict"


class TooLarge(OfficeError):
    """内容超过允许的大小。"""

    status = 413
    code = "office.too_large"


class Invalid(OfficeError):
    """提交的内容不符合要求。"""

    status = 422
    code = "office.invalid"


class Malformed(Invalid):
    """提交的内容格式有误。"""

    code = "office.malformed"


class TooMany(OfficeError):
    """操作过于频繁，请稍后再试。"""

    status = 429
    code = "office.too_many"
