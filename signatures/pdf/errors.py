"""Why a PDF cannot be sealed; each docstring is the sentence a person reads."""


class CannotSeal(ValueError):
    """文件不能用印。"""


class PdfUnreadable(CannotSeal):
    """文件不是完好的PDF，不能用印。"""


class PdfEncrypted(CannotSeal):
    """文件已加密，不能用印。"""


class PageMissing(CannotSeal):
    """文件没有要用印的那一页。"""


class PageUnusual(CannotSeal):
    """要用印的页面带有旋转或缩放设置，不能准确落章。"""


class OutsidePage(CannotSeal):
    """印章超出了页面。"""


class PictureUnreadable(CannotSeal):
    """印章图片无法读取。"""


class AlreadySealed(CannotSeal):
    """文件已有印章或者签名，不能再在页面上加盖骑缝章、验证码，否则先前的印章失效。"""


class OnePage(CannotSeal):
    """文件只有一页，不能加盖骑缝章。"""


class SignatureTooLong(CannotSeal):
    """签名数据（含时间戳）超出了预留的长度。"""
