"""Why a seal's picture cannot be drawn; each docstring is the sentence a person reads."""


class NameLength(ValueError):
    """印章名称应为2至25个字。"""


class PersonalName(ValueError):
    """个人名章的姓名应为2至4个字。"""


class BottomTooLong(ValueError):
    """印章下弦文字过长，排不下。"""


class GlyphMissing(ValueError):
    """字体中没有印章名称里的字。"""


class PictureRefused(ValueError):
    """A picture that somebody brings is not one of a seal; the classes below say why."""


class NotPng(PictureRefused):
    """不是可以读取的PNG图片。"""


class PictureTooLarge(PictureRefused):
    """图片超过200千字节或者点数过多。"""


class NotSquare(PictureRefused):
    """图片的宽与高不相等。"""


class TooCoarse(PictureRefused):
    """图片按印章直径计算不足300点每英寸。"""


class NotRed(PictureRefused):
    """图片的主要颜色不是红色。"""


class NotTransparent(PictureRefused):
    """图片的底色不是透明的，或者图形几乎盖满、几乎没有。"""


class NotTrimmed(PictureRefused):
    """印章图形没有占满图片，按登记的直径加盖会小于规定尺寸。"""
