"""A Markdown file (CommonMark with tables) becomes source paragraphs and tables: its marks go, its text stays.

A line is a paragraph as in any text file, so that a signature and its date stay two lines. Nothing is fetched.
"""

import html
import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from server.intake import forms
from server.intake.blocks import Cell, Table
from server.intake.encoding import decode
from server.intake.errors import TextTooLong, TooManyElements, TooManyParagraphs
from server.intake.source import MAX_CHARACTERS, MAX_PARAGRAPHS, TITLE, Line, Loss, Remark, Source, numbered, visible

MAX_MARKS = 20_000
"""Characters that may be marks: reading takes its time with each of them, and with no other."""
MAX_NESTING = 20

_MARK = re.compile(r"[\[\]<*_`&!|]")
_UNREAD = {"script", "style"}
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]{0,20})")
_BREAK = re.compile(r"<br\s?/?>", re.IGNORECASE)
_DEEPEST = 4
_ASIDE = "code", "reference"
"""An indented line is a paragraph, and 「[1]: 见附件」 is text."""


def read(data: bytes) -> Source:
    """Read a Markdown file that passed the gate (bytes -> Source).

    The heading # is the title, ## to ##### are levels 1-4, whose text keeps the number that it has. Raises what
    `encoding.decode` raises, TooManyParagraphs, TextTooLong, TooManyElements.
    """
    text = decode(data).text
    _check(text)
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").disable(list(_ASIDE))
    page = _Page()
    for token in parser.parse(text):
        page.take(token)
    return Source(numbered(page.lines), tuple(page.told()))


def _check(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(limit=MAX_CHARACTERS // 10_000)
    if text.count("\n") > 2 * MAX_PARAGRAPHS:
        raise TooManyParagraphs(limit=MAX_PARAGRAPHS)
    if sum(1 for _ in _MARK.finditer(text)) > MAX_MARKS:
        raise TooManyElements


class _Page:
    """What has been read so far."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.remarks: list[Remark] = []
        self.tags: list[str] = []
        self.heading = 0
        self.number = ""
        self.rows: list[list[Cell]] | None = None

    def take(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self.heading = _heading(token)
            case "heading_close":
                self.heading = 0
            case "list_item_open":
                self.number = f"{token.info}{token.markup}" if token.info else "●"
            case "table_open":
                self.rows = []
            case "tr_open" if self.rows is not None:
                self.rows.append([])
            case "table_close":
                self.table()
            case "inline" if self.rows:
                self.rows[-1].append(Cell(visible(self.text(token.children or ()).replace("\t", " "))))
            case "inline":
                self.write(self.text(token.children or ()))
            case "fence" | "code_block":
                self.write(token.content)
            case "html_block":
                self.write(self.without_tags(token.content))

    def write(self, text: str) -> None:
        """The lines of a paragraph, the first behind the number of its list."""
        for at, line in enumerate(text.split("\n")):
            number, self.number = ("", self.number) if at else (self.number, "")
            space = " " if number[:-1].isdigit() and line[:1].isdigit() else ""
            self.lines.append(Line(number + space + line, self.heading))

    def table(self) -> None:
        rows, self.rows = self.rows, None
        last = self.lines[-1].text if self.lines else ""
        caption = visible(last) if forms.is_caption(visible(last)) else ""
        if caption:
            self.lines.pop()
        table = Table(tuple(map(tuple, rows or ())), int(len(rows or ()) > 1), caption)
        self.lines.append(Line(table.text, part=table))

    def text(self, inline: Sequence[Token]) -> str:
        return "".join(map(self.word, inline))

    def word(self, token: Token) -> str:
        match token.type:
            case "softbreak" | "hardbreak":
                return "\n"
            case "html_inline":
                self.tags.append(token.content)
                return "\n" if _BREAK.fullmatch(token.content) else ""
            case "image":
                said = f"{token.content} {token.attrGet('src') or ''}".strip()
                self.remarks.append(Remark(Loss.IMAGE, len(self.lines) + 1, said))
                return ""
            case _:
                return token.content

    def without_tags(self, markup: str) -> str:
        parts = list(_parts(markup))
        self.tags += [part for is_tag, part in parts if is_tag]
        return html.unescape("".join(part for is_tag, part in parts if not is_tag))

    def told(self) -> Iterator[Remark]:
        yield from self.remarks
        if self.tags:
            yield Remark(Loss.MARKUP, text="".join(self.tags))


def _heading(token: Token) -> int:
    level = int(token.tag[1:]) - 1
    return min(level, _DEEPEST) if level else TITLE


def _parts(markup: str) -> Iterator[tuple[bool, str]]:
    """(is it a tag?, what stands there): comments, scripts and styles are tags to the end of them."""
    at = 0
    while (begin := markup.find("<", at)) >= 0:
        yield False, markup[at:begin]
        at = _tag_ends(markup, begin)
        yield True, markup[begin:at]
    yield False, markup[at:]


def _tag_ends(markup: str, begin: int) -> int:
    named = _TAG_NAME.match(markup, begin)
    if markup.startswith("<!--", begin):
        closing = "-->"
    elif named and named[1].lower() in _UNREAD and named[0][1] != "/":
        closing = f"</{named[1]}>"
    else:
        closing = ">"
    end = markup.find(closing, begin + 1)
    return end + len(closing) if end >= 0 else len(markup)
