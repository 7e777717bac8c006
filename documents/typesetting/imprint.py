"""版记 (7.4): copies, printer and date between rules, the last rule on the lower edge of the 版心."""

from documents.typesetting import profile
from documents.typesetting.errors import ImprintTooLong
from documents.typesetting.faces import Role
from documents.typesetting.measure import Span
from documents.typesetting.model import Document
from documents.typesetting.page import Rule, Sheet, Tag
from documents.typesetting.setting import Compositor, Row, paragraph
from documents.typesetting.wording import copies_text, moved_addressees_text, printed_on_text

EM = profile.SMALL_SIZE * profile.POINT
LABEL_CELLS = 3
"""「抄送：」; turned lines stand under the character after the colon."""


class Imprint:
    """The 版记 of one document, its rows broken and its height known before it is set."""

    def __init__(self, compositor: Compositor, document: Document, *, addressees: bool) -> None:
        self._compositor = compositor
        self._printer, self._printed_on = document.printer, printed_on_text(document)
        texts = [moved_addressees_text(document) if addressees else "", copies_text(document)]
        self._rows = [row for text in texts if text for row in _rows(compositor, text)]
        if self.height > profile.HEIGHT:
            raise ImprintTooLong

    @property
    def height(self) -> float:
        """Millimetres; 0 when the document has no 版记."""
        return (len(self._rows) + self._has_printer) * profile.SMALL_PITCH

    @property
    def _has_printer(self) -> bool:
        return bool(self._printer or self._printed_on)

    def set(self, sheet: Sheet) -> None:
        """Set the 版记 at the bottom of `sheet`: first and last rule thick, the one between thin (7.4.1)."""
        top = profile.BOTTOM - self.height
        _rule(sheet, top, profile.THICK_RULE)
        for number, row in enumerate(self._rows):
            self._compositor.put(sheet, row, _text_top(top, number), self._compositor.small)
        if self._has_printer:
            if self._rows:
                _rule(sheet, top + len(self._rows) * profile.SMALL_PITCH, profile.THIN_RULE)
            self._set_printer(sheet, _text_top(top, len(self._rows)))
        _rule(sheet, profile.BOTTOM, profile.THICK_RULE)

    def _set_printer(self, sheet: Sheet, top: float) -> None:
        """印发机关 one character from the left, 印发日期 one from the right (7.4.3)."""
        small = self._compositor.small
        right = profile.RIGHT - EM - small.width(self._printed_on, Role.FANGSONG)
        for text, left in ((self._printer, profile.LEFT + EM), (self._printed_on, right)):
            self._compositor.put_text(sheet, text, Role.FANGSONG, Tag.IMPRINT, left, top, small)


def _rows(compositor: Compositor, text: str) -> list[Row]:
    hang = (1 + LABEL_CELLS) * EM
    return paragraph(compositor.small, [Span(text)], Tag.IMPRINT, profile.WIDTH - EM, EM, hang)


def _text_top(top: float, row: int) -> float:
    return top + row * profile.SMALL_PITCH + (profile.SMALL_PITCH - EM) / 2


def _rule(sheet: Sheet, y: float, thickness: float) -> None:
    sheet.rules.append(Rule(profile.LEFT, y, profile.WIDTH, thickness, Tag.IMPRINT))
