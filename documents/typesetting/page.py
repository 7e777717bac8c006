"""Finished pages (版面): what is printed where. Positions are millimetres from the paper's upper left corner."""

from dataclasses import dataclass, field
from enum import StrEnum

from documents.typesetting import profile
from documents.typesetting.fonts.face import Face
from documents.typesetting.fonts.faces import Role
from documents.typesetting.profile import GBT9704, Profile


class Tag(StrEnum):
    """Which element (要素) of clause 7 a piece of the page belongs to."""

    COPY_NO = "份号"
    URGENCY = "紧急程度"
    MARK = "发文机关标志"
    NUMBER = "发文字号"
    SIGNER = "签发人"
    RED_RULE = "红色分隔线"
    TITLE = "标题"
    ADDRESSEE = "主送机关"
    BODY = "正文"
    ATTACHMENTS = "附件说明"
    ORGAN = "发文机关署名"
    DATE = "成文日期"
    NOTE = "附注"
    ANNEX_LABEL = "附件序号"
    ANNEX_TITLE = "附件标题"
    ANNEX_BODY = "附件正文"
    IMPRINT = "版记"
    PAGE_NUMBER = "页码"
    ADOPTED = "题注"
    ATTENDANCE = "出席人员"
    POSITION = "签发人职务"
    TABLE = "表格"
    TABLE_HEAD_AGAIN = "续表表头"
    """The head of a table that goes on, repeated on a further page: not part of the text."""
    CAPTION = "表题图题"
    FIGURE = "图"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one face on one baseline; `xs[i]` is the origin of character i.

    A `turned` run reads up the page: its `baseline` is the distance from the left edge of the paper, its `xs` are
    distances from the lower edge.
    """

    text: str
    xs: tuple[float, ...]
    baseline: float
    face: Face
    role: Role
    size: float
    """Points."""
    tag: Tag
    red: bool = False
    stroke: float = 0.0
    """Millimetres of outline that thicken a stand-in face."""
    part: int = 0
    """Number of the paragraph, cell or other element that the run belongs to; runs of one part read on."""
    level: int = 0
    """1-4 in a numbered heading."""
    turned: bool = False

    @property
    def top(self) -> float:
        """Upper edge of the em-box."""
        return self.baseline - profile.BASELINE * self.size * profile.POINT


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from (`x`, `y`) to the right, or down where it is `upright`; the point is the middle of its thickness."""

    x: float
    y: float
    width: float
    thickness: float
    tag: Tag
    red: bool = False
    upright: bool = False
    """`width` is then its length downwards."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG in the box whose upper left corner is (`x`, `y`) on the paper.

    A `turned` one has its upper edge on the left: `width` and `height` are still those of the box on the paper.
    """

    data: bytes
    x: float
    y: float
    width: float
    height: float
    caption: str = ""
    turned: bool = False


@dataclass(frozen=True, slots=True)
class SealBox:
    """Where the seal (印章) of the given diameter is to be pressed; (`x`, `y`) is its upper left corner."""

    page: int
    x: float
    y: float
    diameter: float
    organ: str = ""
    """Whose seal."""

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the seal, millimetres from the upper left corner of the page."""
        return self.x + self.diameter / 2, self.y + self.diameter / 2


@dataclass(frozen=True, slots=True)
class SignetBox:
    """Where the 签名章 of `name` is to be set; (`x`, `y`) is its upper left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float
    name: str


@dataclass(frozen=True, slots=True)
class SealStrip:
    """One page's share of a 骑缝章: strip `number` of `of`, the first one the seal's left edge."""

    page: int
    x: float
    y: float
    width: float
    height: float
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline (大纲): where a title or numbered heading stands; level 0 is a title."""

    text: str
    level: int
    page: int
    y: float
    """Upper edge of its first line."""


@dataclass(frozen=True, slots=True)
class Page:
    """One side of paper; `number` counts from 1 whether or not it is printed."""

    number: int
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...]
    pitch: float
    """Row pitch of this page; differs from the standard one only under 7.3.5.5."""
    pictures: tuple[Picture, ...] = ()

    def text(self) -> str:
        """The characters of the page in reading order, one line for each baseline."""
        lines: list[str] = []
        previous = None
        for run in self.runs:
            if run.baseline == previous:
                lines[-1] += run.text
            else:
                lines.append(run.text)
            previous = run.baseline
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class FontUse:
    """A face that played a role; `characters` are those it lent because the role's first face lacked them."""

    role: Role
    face: str
    official: bool
    characters: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What an office keeps about a rendering (排版记录)."""

    pages: int
    fonts: tuple[FontUse, ...]
    refused: tuple[str, ...] = ()

    @property
    def substitutions(self) -> tuple[FontUse, ...]:
        """The uses that are not the office's own type for that role."""
        return tuple(use for use in self.fonts if not use.official)


@dataclass(frozen=True, slots=True)
class Layout:
    """A typeset document."""

    title: str
    pages: tuple[Page, ...]
    record: Record
    seals: tuple[SealBox, ...] = ()
    signets: tuple[SignetBox, ...] = ()
    outline: tuple[Heading, ...] = ()
    profile: Profile = GBT9704

    def text(self) -> str:
        """All printed characters in reading order, page numbers included."""
        return "\n".join(page.text() for page in self.pages)


@dataclass(slots=True)
class Sheet:
    """A page while it is being filled."""

    profile: Profile
    pitch: float
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def top(self, row: float) -> float:
        """Upper edge of grid row `row`, counted from 0."""
        return self.profile.top + row * self.pitch
