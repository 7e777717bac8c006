"""The layout of a document in its format (公文格式): `layout(document, faces)`."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from documents.typesetting.engine import landscape
from documents.typesetting.engine.ahead import enough
from documents.typesetting.engine.flow import Frame, flow, flow_signed, foot_top, set_column, shows_text
from documents.typesetting.engine.setting import Compositor, Row
from documents.typesetting.errors import FirstPageWithoutText, GlyphMissing, SealWithoutText
from documents.typesetting.fonts.faces import Faces, Role
from documents.typesetting.formats.body import addressee_rows, attachment_rows, text_rows
from documents.typesetting.formats.general import open_general
from documents.typesetting.formats.imprint import Imprint
from documents.typesetting.formats.letter import open_letter
from documents.typesetting.formats.minutes import attendance_rows, open_minutes
from documents.typesetting.formats.numbers import set_page_numbers
from documents.typesetting.formats.order import open_order
from documents.typesetting.formats.outline import outline_of
from documents.typesetting.formats.signature import signature_of, unsigned_note_rows
from documents.typesetting.formats.title import set_title, text_row
from documents.typesetting.model import Annex, Document, Format, Table
from documents.typesetting.page import FontUse, Layout, Page, Record, SealBox, Sheet, SignetBox, Tag
from documents.typesetting.profile import GBT9704, Profile
from documents.typesetting.wording import addressees_below_title, addressees_text, text_of

OPENINGS: Mapping[Format, Callable[[Compositor, Sheet, Document, float], Frame]] = {
    Format.GENERAL: open_general,
    Format.LETTER: open_letter,
    Format.ORDER: open_order,
    Format.MINUTES: open_minutes,
}
SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Of its size, for the mark of several organs: the largest that leaves room for text on the first page."""
FIRST_PAGES = 3
"""Pages of text with which the first one comes out as in the whole document: no signature pulls at its rows."""
Boxes = tuple[tuple[SealBox, ...], tuple[SignetBox, ...]]


def layout(document: Document, faces: Faces, profile: Profile = GBT9704) -> Layout:
    """Put every character of `document` in its place; positions in millimetres.

    Raises GlyphMissing when a character has no glyph in any face: an office cannot issue a page with a gap or
    another character in its place. Raises FirstPageWithoutText, SealWithoutText, SealTooLarge or ImprintTooLong
    when the elements leave no lawful arrangement, not even with 主送机关 moved to the 版记 (7.3.2).
    """
    if missing := faces.missing(text_of(document)):
        raise GlyphMissing(missing)
    try:
        return _compose(Compositor(faces, profile), document, addressees_in_imprint=False)
    except (FirstPageWithoutText, SealWithoutText):
        if not addressees_text(document):
            raise
        return _compose(Compositor(faces, profile), document, addressees_in_imprint=True)


def first_page(document: Document, faces: Faces, profile: Profile = GBT9704) -> Page:
    """The first page as `layout` sets it, without setting the pages behind it: what a phone shows first.

    Raises what `layout` raises, but for what only the later pages are to blame for.
    """
    blocks = enough(document.blocks, FIRST_PAGES * profile.rows * profile.columns)
    annexes = tuple(replace(annex, blocks=()) for annex in document.annexes[:1])
    return layout(replace(document, blocks=blocks, annexes=annexes), faces, profile).pages[0]


def _compose(compositor: Compositor, document: Document, *, addressees_in_imprint: bool) -> Layout:
    without = replace(document, main_addressees="") if addressees_in_imprint else document
    sheets, (seals, signets) = _set_main_part(compositor, without)
    for annex in document.annexes:
        sheets += _set_annex(compositor, annex, document.organ)
    content = len(sheets)
    in_imprint = addressees_in_imprint or not addressees_below_title(document)
    _set_imprint(compositor, sheets, Imprint(compositor, document, addressees=in_imprint), seals)
    set_page_numbers(compositor, sheets, content, first=2 if document.format is Format.LETTER else 1)
    pages = tuple(
        Page(number, tuple(sheet.runs), tuple(sheet.rules), sheet.pitch, tuple(sheet.pictures))
        for number, sheet in enumerate(sheets, start=1)
    )
    title = "".join(document.title.split())
    record = _record(pages, compositor.faces)
    return Layout(title, pages, record, seals, signets, outline_of(pages), compositor.profile)


def _set_main_part(compositor: Compositor, document: Document) -> tuple[list[Sheet], Boxes]:
    """版头 and 主体 up to the 附注."""
    first, frame, rows = _open(compositor, document)
    signature = signature_of(compositor, document)
    columns = flow_signed(rows, frame, signature) if signature else flow(rows, frame)
    sheets = [first, *(compositor.sheet() for _ in columns[1:])]
    for sheet, column in zip(sheets, columns, strict=True):
        set_column(compositor, sheet, column)
    if signature is None:
        return sheets, ((), ())
    page, top, pitch = len(sheets), foot_top(columns[-1], signature), columns[-1].pitch
    signature.set(compositor, sheets[-1], top, pitch)
    return sheets, (signature.seal_boxes(page, top, pitch), signature.signet_boxes(page, top, pitch))


def _open(compositor: Compositor, document: Document) -> tuple[Sheet, Frame, list[Row]]:
    """The first page with everything above the text, the room below it, and the rows to come.

    Raises FirstPageWithoutText when the smallest mark still leaves no room for text (7.3.3).
    """
    for share in SHARES if len(document.marks) > 1 else SHARES[:1]:
        sheet = compositor.sheet()
        frame = OPENINGS[document.format](compositor, sheet, document, share)
        rows = _rows(compositor, document)
        if not document.blocks or shows_text(flow(rows, frame)[0]):
            return sheet, frame, rows
    raise FirstPageWithoutText


def _rows(compositor: Compositor, document: Document) -> list[Row]:
    """主送机关, 正文, 附件说明, in minutes who was there, and 附注 where nobody signs."""
    return [
        *(addressee_rows(compositor, document) if addressees_text(document) else ()),
        *text_rows(compositor, document.blocks, Tag.BODY),
        *attachment_rows(compositor, document.attachment_names),
        *attendance_rows(compositor, document.attendance),
        *unsigned_note_rows(compositor, document),
    ]


def _set_annex(compositor: Compositor, annex: Annex, organ: str) -> list[Sheet]:
    """附件 on a new page: label in row one, title centred in row three (7.3.7), turned with a table that is."""
    turned = bool(annex.blocks) and isinstance(annex.blocks[0], Table) and annex.blocks[0].landscape
    sheet, row = _open_annex(compositor.lying if turned else compositor, annex, organ)
    if turned:
        lain, sheet = sheet, compositor.sheet()
        landscape.turn(sheet, lain)
    frame = Frame(compositor.profile, row, turned=turned)
    columns = flow(text_rows(compositor, annex.blocks, Tag.ANNEX_BODY), frame)
    sheets = [sheet, *(compositor.sheet() for _ in columns[1:])]
    for each, column in zip(sheets, columns, strict=True):
        set_column(compositor, each, column)
    return sheets


def _open_annex(compositor: Compositor, annex: Annex, organ: str) -> tuple[Sheet, float]:
    """The first page of an annex with label and title, and the row on which its text begins."""
    p, sheet = compositor.profile, compositor.sheet()
    if annex.label:
        compositor.put_text(sheet, annex.label, Role.HEITI, Tag.ANNEX_LABEL, p.left, sheet.top(0), compositor.body)
    top = sheet.top(p.annex_title_row - (1 if annex.label else 2))
    bottom = set_title(compositor, sheet, annex.title, organ, top, Tag.ANNEX_TITLE)
    return sheet, text_row(compositor, bottom, p.body_blank_rows)


def _set_imprint(compositor: Compositor, sheets: list[Sheet], imprint: Imprint, seals: Sequence[SealBox]) -> None:
    """On the last page, which is an even one where it must be; pages are added until it has room (7.4.1)."""
    if not imprint.height:
        return
    p = compositor.profile
    lowest = max([_lowest(sheets[-1]), *(seal.y + seal.diameter for seal in seals if seal.page == len(sheets))])
    cramped = p.bottom - lowest < imprint.height + p.pitch - p.em
    if cramped or (imprint.even and len(sheets) % 2):
        sheets.append(compositor.sheet())
    if imprint.even and len(sheets) % 2:
        sheets.append(compositor.sheet())
    imprint.set(sheets[-1])


def _lowest(sheet: Sheet) -> float:
    """How far down (mm) the page is printed; a page with turned type is full."""
    if any(run.turned for run in sheet.runs):
        return sheet.profile.bottom
    runs = (run.baseline for run in sheet.runs)
    rules = (rule.y + (rule.width if rule.upright else 0.0) for rule in sheet.rules if rule.tag is not Tag.RED_RULE)
    return max([0.0, *runs, *rules, *(picture.y + picture.height for picture in sheet.pictures)])


def _record(pages: Sequence[Page], faces: Faces) -> Record:
    used: dict[tuple[Role, str, bool], dict[str, None]] = defaultdict(dict)
    for run in (run for page in pages for run in page.runs):
        lent = run.text if run.face is not faces.chains[run.role][0] else ""
        official = run.face is faces.official.get(run.role)
        used[run.role, run.face.name, official].update(dict.fromkeys(lent))
    fonts = tuple(FontUse(*use, "".join(lent)) for use, lent in used.items())
    return Record(len(pages), fonts, faces.refused)
