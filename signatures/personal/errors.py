"""What is refused about personal signatures, in the words that a person reads."""

from server.kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSignature(NotFound):
    """尚未制作个人电子签名。"""

    code = "personal.no_signature"


class SignatureExists(Conflict):
    """您已有个人电子签名；须先注销，才能另行制作。"""

    code = "personal.signature_exists"


class SignatureRevoked(Conflict):
    """个人电子签名已经注销或者更换，不能再用于签署。"""

    code = "personal.signature_revoked"


class SignatureOver(Conflict):
    """个人电子签名的证书不在有效期内，请重新制作。"""

    code = "personal.signature_over"


class PinTooPlain(Invalid):
    """签名口令须为6至64个字符，且不得是同一字符、连续字符或者同一片段的重复。"""

    code = "personal.pin_too_plain"


class SamePin(Invalid):
    """新签名口令不能与原签名口令相同。"""

    code = "personal.same_pin"


class WrongPin(NotAllowed):
    """签名口令不正确；连续输错5次锁定15分钟。"""

    code = "personal.wrong_pin"


class PinLocked(NotAllowed):
    """签名口令连续输错，个人电子签名已被锁定15分钟。"""

    code = "personal.pin_locked"


class ReasonMissing(Invalid):
    """注销个人电子签名必须写明理由。"""

    code = "personal.reason_missing"


class AlreadySigned(Conflict):
    """这一事项已由您签署，不能重复签署。"""

    code = "personal.already_signed"
