"""What cannot be written into a seal or a signature; each docstring is the sentence a person reads."""


class CannotWrite(ValueError):
    """不能制作电子印章或者电子签章。"""


class SignerNotInSeal(CannotWrite):
    """签章人的证书不在印章的证书名单之内，应当重新制作印章。"""


class NotAscii(CannotWrite):
    """印章标识、厂商标识、图像类型和保护范围只能使用ASCII字符。"""


class NotSm2(CannotWrite):
    """电子印章只能由SM2密钥制作和使用。"""


class SealTooOld(CannotWrite):
    """印章是GM/T 0031-2014的格式，应当按GB/T 38540-2020重新制作。"""
