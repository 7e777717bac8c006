"""What the ground of seals refuses; each docstring is the sentence a person reads."""


class SecretTooShort(ValueError):
    """保护私钥的口令不足16字节，不予保存。"""


class KeyUnreadable(ValueError):
    """无法读取私钥：口令不对，或者不是P-256私钥。"""


class CertificateUnreadable(ValueError):
    """无法读取证书。"""


class ChainUntrusted(Exception):
    """证书不能追溯到受信任的根证书。"""


class CmsMalformed(ValueError):
    """签名数据不符合格式(RFC 5652)。"""


class SignerCount(CmsMalformed):
    """签名数据中应当有且只有一个签名者。"""


class AlgorithmRefused(CmsMalformed):
    """签名数据使用了不受支持或已不安全的算法。"""
