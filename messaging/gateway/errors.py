from server.kit.errors import Conflict, Malformed, OfficeError, TooLarge, TooMany


class Unreadable(Malformed):
    """无法识别该消息。"""

    code = "gateway.unreadable"


class FrameTooLarge(TooLarge):
    """消息超过 {limit} 字节，未予处理。"""

    code = "gateway.frame_too_large"


class AlreadyGreeted(Conflict):
    """该连接已经登录。"""

    code = "gateway.already_greeted"


class Nonsense(OfficeError):
    """无法识别的消息过多，连接已断开。"""

    code = "gateway.nonsense"


class Stalled(OfficeError):
    """网络过慢，连接已断开，请重新连接。"""

    status = 408
    code = "gateway.stalled"


class TooManySockets(TooMany):
    """您同时打开的连接过多，请先关闭其他设备上的连接。"""

    code = "gateway.too_many_sockets"


class Replaced(Conflict):
    """该设备已在别处重新连接，本连接已断开。"""

    code = "gateway.replaced"


class Fault(OfficeError):
    """系统出现故障，消息未存妥，请稍后重发。"""

    code = "gateway.fault"
