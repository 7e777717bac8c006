"""What the ground of seals refuses; each docstring is the sentence a person reads."""


class KeyUnreadable(ValueError):
    """无法读取密钥：口令不对、数据损坏，或者不是受支持的算法。"""


class CertificateUnreadable(ValueError):
    """无法读取证书。"""


class TimestampMalformed(ValueError):
    """时间戳不符合格式（RFC 3161）。"""


class TimestampRefused(Exception):
    """时间戳服务没有签发所要的时间戳。"""
