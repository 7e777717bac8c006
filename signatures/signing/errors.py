from server.kit.errors import NotFound, OfficeError, TooMany


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


class NothingSealed(NotFound):
    """这份文件还没有在本单位用印，没有证据包。"""

    code = "signing.nothing_sealed"
