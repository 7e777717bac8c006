"""版记 (7.4): copies, printer and date between rules, the last rule on the lower edge of the 版心."""

from documents.typesetting import profile
from documents.typesetting.engine.measure import Span
from documents.typesetting.engine.setting import Compositor, Row, paragraph
from documents.typesetting.errors import ImprintTooLong
from documents.typesetting.fonts.faces import Role
from documents.typesetting.model import Document, Format
from documents.typesetting.page import Rule, Sheet, Tag
from documents.typesetting.wording import copies_text, moved_addressees_text, printed_on_text, printer_text

LABEL_CELLS = 3
"""「抄送：」; turned lines stand under the character after the colon."""


class Imprint:
    """The 版记 of one document, its rows broken and its height known before it is set.

    That of a letter has no rules (10.1). `addressees` says that 主送机关 stand in it, above 抄送机关 and without a
    rule between them (7.3.2).
    """

    def __init__(self, compositor: Compositor, document: Document, *, addressees: bool) -> None:
        self._compositor, self._profile = compositor, compositor.profile
        self._em = compositor.profile.small_size * profile.POINT
        self._printer, self._printed_on = printer_text(document), printed_on_text(document)
        self._ruled = document.format is not Format.LETTER
        texts = [moved_addressees_text(document) if addressees else "", copies_text(document)]
        self._rows = [row for text in texts if text for row in _rows(compositor, text)]
        if self.height > self._profile.height:
            raise ImprintTooLong

    @property
    def height(self) -> float:
        """Millimetres; 0 when the document has no 版记."""
        return (len(self._rows) + self._has_printer) * self._profile.small_pitch

    @property
    def even(self) -> bool:
        """Whether it wants an even page, the back of the last sheet of paper."""
        return self._ruled and self._profile.imprint_on_even_page

    @property
    def _has_printer(self) -> bool:
        return bool(self._printer or self._printed_on)

    def set(self, sheet: Sheet) -> None:
        """Set the 版记 at the bottom of `sheet`: first and last rule thick, the one between thin (7.4.1)."""
        top = self._profile.bottom - self.height
        self._rule(sheet, top, self._profile.thick_rule)
        for number, row in enumerate(self._rows):
            self._compositor.put(sheet, row, self._text_top(top, number), self._compositor.small)
        if self._has_printer:
            if self._rows:
                self._rule(sheet, top + len(self._rows) * self._profile.small_pitch, self._profile.thin_rule)
            self._set_printer(sheet, self._text_top(top, len(self._rows)))
        self._rule(sheet, self._profile.bottom, self._profile.thick_rule)

    def _set_printer(self, sheet: Sheet, top: float) -> None:
        """印发机关 one character from the left, 印发日期 one from the right (7.4.3)."""
        small = self._compositor.small
        right = self._profile.right - self._em - small.width(self._printed_on, Role.FANGSONG)
        for text, left in ((self._printer, self._profile.left + self._em), (self._printed_on, right)):
            self._compositor.put_text(sheet, text, Role.FANGSONG, Tag.IMPRINT, left, top, small)

    def _text_top(self, top: float, row: int) -> float:
        """Of a row, half its gap above it; without rules the last row stands on the lower edge of the 版心."""
        gap = self._profile.small_pitch - self._em
        return top + row * self._profile.small_pitch + (gap / 2 if self._ruled else gap)

    def _rule(self, sheet: Sheet, y: float, thickness: float) -> None:
        if self._ruled:
            sheet.rules.append(Rule(self._profile.left, y, self._profile.width, thickness, Tag.IMPRINT))


def _rows(compositor: Compositor, text: str) -> list[Row]:
    em = compositor.profile.small_size * profile.POINT
    hang = (1 + LABEL_CELLS) * em
    width = compositor.profile.width - em
    return paragraph(compositor.small, [Span(text)], Tag.IMPRINT, width, em, hang, compositor.part())
