"""Tables that only set out lines of the head, the signature or the imprint, as Word documents do: read row by row."""

import re
from collections.abc import Sequence

from server.intake import imprint, letterhead, meeting, record
from server.intake.wording import calendar_date, is_organ

_CAPTION = re.compile(
    r"(?:附表|表)\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})?(?:[-—.]\d{1,3})?(?=[\s:\uff1a、.\uff0e\u4e00-\u9fff]|$)"
)
_NUMBERED = re.compile(r"(?:附表|表\s?(?:\d|[一二三四五六七八九十]{1,3}(?:[\s:\uff1a、]|$)))")
_SENTENCE = re.compile("[。;\uff1b,\uff0c:\uff1a]$|。|如下|所示|所列")
_MAX_ROWS = 12
_MAX_SIGNED = 6
_MAX_CAPTION = 60


def is_form(rows: Sequence[str]) -> bool:
    """Whether a table (rows of text, cells parted by tabs) sets out elements of the document and is no table of it."""
    said = [row for row in rows if row.strip()]
    if not said or len(said) > _MAX_ROWS:
        return False
    return _is_imprint(said) or _is_head(said) or _is_signature(said) or all(map(_is_record, said))


def is_caption(text: str) -> bool:
    """Whether a line is the caption of the table below it: 表1 …, 表一 …, 附表 …."""
    short = len(text) <= _MAX_CAPTION and not _SENTENCE.search(text)
    return bool(short and _NUMBERED.match(text) and _CAPTION.match(text))


def _is_imprint(rows: Sequence[str]) -> bool:
    return imprint.is_line(rows[0].strip()) or imprint.is_line(rows[-1].strip())


def _is_head(rows: Sequence[str]) -> bool:
    return any(
        letterhead.is_signers(row) or any(letterhead.joins_organs(cell.strip()) for cell in row.split("\t"))
        for row in rows
    )


def _is_signature(rows: Sequence[str]) -> bool:
    cells = [cell.strip() for row in rows for cell in row.split("\t") if cell.strip()]
    days = [cell for cell in cells if calendar_date(cell)]
    others = [cell for cell in cells if not calendar_date(cell)]
    return 0 < len(days) < len(cells) <= _MAX_SIGNED and all(map(is_organ, others))


def _is_record(row: str) -> bool:
    return record.is_field(row.strip()) or meeting.is_group(row.strip())
