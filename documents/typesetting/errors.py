"""Why a document cannot be typeset (排版). Each docstring is the message that a person reads."""


class CannotTypeset(Exception):
    """公文无法排版。"""

    def __str__(self) -> str:
        return " ".join([self.__doc__ or "", *map(str, self.args)]).strip()


class GlyphMissing(CannotTypeset):
    """下列字符在现有字库中都没有字形，请安装含有这些字的字库后再排版："""

    def __init__(self, characters: str) -> None:
        super().__init__("、".join(f"{c}(U+{ord(c):04X})" for c in characters))
        self.characters = characters


class FirstPageWithoutText(CannotTypeset):
    """首页必须显示正文，请缩短标题、主送机关，或减少签发人占用的行数（GB/T 9704-2012 第7.3.3条）。"""


class SealWithoutText(CannotTypeset):
    """印章、成文日期所在页必须有正文，请缩短附件名称或附注，或充实正文（GB/T 9704-2012 第7.3.5.5条）。"""


class SealTooLarge(CannotTypeset):
    """印章直径过大，版心内容不下。"""


class ImprintTooLong(CannotTypeset):
    """版记超过一面，请缩短主送、抄送机关的列写。"""


class FontsNotFetched(CannotTypeset):
    """未能取得 Fandol 字库："""


class NoSuchNumber(CannotTypeset):
    """国家标准的参数中没有这一项，或者这一项不能更改："""


class NumberOutOfRange(CannotTypeset):
    """参数与国家标准相差过大："""


class NoSuchPage(CannotTypeset):
    """公文没有这一页："""


class TableTooWide(CannotTypeset):
    """表格列数过多，用小五号字横排也排不下，请拆分表格。"""
