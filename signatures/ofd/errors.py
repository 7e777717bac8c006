"""What the craft of OFD refuses; each docstring is the sentence a person reads."""

from signatures.judgement.codes import MEANING, Code


class PackageFault(ValueError):
    """OFD文件包不合规或者已损坏。"""

    def __init__(self, code: Code, **evidence: object) -> None:
        super().__init__(MEANING[code][1])
        self.code = code
        self.evidence = evidence


class PackageClosed(ValueError):
    """前一个签名已锁定文件，不能再加盖印章。"""


class SeveralDocuments(ValueError):
    """文件包中有多个文档，不能签章。"""


class TracesLeft(ValueError):
    """文件中留有已被移除的签名，不能签章。"""


class PageMissing(ValueError):
    """印章所在的页不存在。"""


class OutsidePage(ValueError):
    """印章没有完全落在页面之内。"""


class StraddleTooShort(ValueError):
    """骑缝章至少需要两页。"""


class NotSm2(ValueError):
    """OFD签章应当使用SM2证书。"""
