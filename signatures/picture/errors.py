"""Why a seal's picture cannot be drawn; each docstring is the sentence a person reads."""


class NameLength(ValueError):
    """印章名称应为2至25个字。"""


class BottomTooLong(ValueError):
    """印章下弦文字过长，排不下。"""


class GlyphMissing(ValueError):
    """字体中没有印章名称里的字。"""
