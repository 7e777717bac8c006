"""The source of a draft as the reader sees it: numbered paragraphs, and remarks on what could not come along."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from server.intake import traces
from server.intake.blocks import Figure, Mark, Table
from server.intake.errors import TextTooLong, TooManyParagraphs

MAX_PARAGRAPHS = 20_000
MAX_CHARACTERS = 1_000_000
"""Blanks and line ends included; of thousands of laws and policies the longest has a ninth of it."""

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")


TITLE = -1
"""The heading of a paragraph that the file's own markup calls the title."""


class Line(NamedTuple):
    """What a reader of files hands over: a line as it stands there, or a table or a figure."""

    text: str
    heading: int = 0
    marks: tuple[Mark, ...] = ()
    part: Table | Figure | None = None


@dataclass(frozen=True)
class Paragraph:
    """One non-blank line of a text, paragraph of a DOCX file, table or figure."""

    number: int
    """Counted from 1, blank ones included."""
    text: str
    """Of a table and a figure its characters, without space around them."""
    heading: int = 0
    """Level 1-4 that the file's own styles claim, or `TITLE`; 0 when they say nothing."""
    marks: tuple[Mark, ...] = ()
    part: Table | Figure | None = None


class Loss(StrEnum):
    """What a reader of the source would see and the paragraphs do not show as it was."""

    TRACKED_CHANGES = "tracked_changes"
    TABLE = "table"
    IMAGE = "image"
    TEXT_BOX = "text_box"
    HEADER_FOOTER = "header_footer"
    FOOTNOTE = "footnote"
    COMMENT = "comment"
    SYMBOL = "symbol"
    MARKUP = "markup"
    GLOSSES = "glosses"


LOSS_TEXTS = {
    Loss.TRACKED_CHANGES: "文档带有修订痕迹，已按接受全部修订读取",
    Loss.TABLE: "表格已按行转为文字",
    Loss.IMAGE: "图片未导入",
    Loss.TEXT_BOX: "文本框文字已并入正文",
    Loss.HEADER_FOOTER: "页眉页脚未导入",
    Loss.FOOTNOTE: "脚注尾注未导入",
    Loss.COMMENT: "批注未导入",
    Loss.SYMBOL: "字体符号无法识别，以〓代替",
    Loss.MARKUP: "网页标记已去除，文字保留",
    Loss.GLOSSES: "已去除机器翻译夹注的英文",
}


@dataclass(frozen=True)
class Remark:
    """A loss, where it happened (paragraph number, 0 for the whole file) and the text that stayed behind."""

    loss: Loss
    number: int = 0
    text: str = ""

    @property
    def message(self) -> str:
        """What the person is told."""
        return LOSS_TEXTS[self.loss]


@dataclass(frozen=True)
class Source:
    """Everything that came in from one file."""

    paragraphs: tuple[Paragraph, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def full_text(self) -> str:
        """All text of the file, also what was deleted, what is said in comments and what stays behind in remarks."""
        lines = [each for line in self.paragraphs for each in (line.text, *traces.said(line.marks))]
        return "\n".join(lines + [remark.text for remark in self.remarks if remark.text])


def kept(line: str) -> Sequence[int]:
    """The places in a line of the characters that `numbered` keeps of it."""
    places = [at for at, each in enumerate(line) if not _INVISIBLE.match(each)] if _INVISIBLE.search(line) else None
    visible = _INVISIBLE.sub("", line)
    begin = len(visible) - len(visible.lstrip())
    end = begin + len(visible.strip())
    return range(begin, end) if places is None else places[begin:end]


def numbered(lines: Iterable[Line]) -> tuple[Paragraph, ...]:
    """Number lines from 1 and keep the non-blank ones, without outer and invisible space, and all tables and figures.

    Raises TooManyParagraphs above 20,000, TextTooLong as soon as there are more than 1,000,000 characters.
    """
    found = (_paragraph(number, text, line) for number, text, line in _visible(lines) if text or line.part)
    kept = tuple(islice(found, MAX_PARAGRAPHS + 1))
    if len(kept) > MAX_PARAGRAPHS:
        raise TooManyParagraphs(limit=MAX_PARAGRAPHS)
    return kept


def _visible(lines: Iterable[Line]) -> Iterator[tuple[int, str, Line]]:
    for number, line in enumerate(_bounded(lines), 1):
        yield number, visible(line.text) if line.text else "", line


def visible(text: str) -> str:
    """A text without outer and invisible space."""
    return _INVISIBLE.sub("", text).strip()


def _paragraph(number: int, text: str, line: Line) -> Paragraph:
    marks = traces.kept(line.marks, kept(line.text)) if line.marks else ()
    return Paragraph(number, text, line.heading, marks, line.part)


def _bounded(lines: Iterable[Line]) -> Iterator[Line]:
    length = -1
    for line in lines:
        length += len(line.text) + 1
        if length > MAX_CHARACTERS:
            raise TextTooLong(limit=MAX_CHARACTERS // 10_000)
        yield line
