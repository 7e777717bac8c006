from server.kit.errors import Conflict, NotFound, OfficeError, TooMany


class Busy(TooMany):
    """同时验章的人较多，请稍后再试。"""

    code = "signing.busy"


class BusyForYou(TooMany):
    """您的网络地址已有文件正在验章，请待其完成后再试。"""

    code = "signing.busy_for_you"


class TooSlow(OfficeError):
    """文件上传时间过长，请重新上传。"""

    status = 408
    code = "signing.too_slow"


class TrustUnreadable(Conflict):
    """受信任证书目录中的文件“{file}”不是证书或者吊销列表，请管理员检查。"""

    code = "signing.trust_unreadable"


class NothingSealed(NotFound):
    """这份文件还没有在本单位用印，没有证据包。"""

    code = "signing.nothing_sealed"
