"""The layout of a document in the general format (通用格式): `layout(document, faces)`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from documents.typesetting.engine.flow import Column, Frame, flow, flow_signed, foot_top, shows_text
from documents.typesetting.engine.setting import Compositor
from documents.typesetting.errors import FirstPageWithoutText, GlyphMissing, SealWithoutText
from documents.typesetting.fonts.faces import Faces, Role
from documents.typesetting.formats.body import addressee_rows, attachment_rows, text_rows
from documents.typesetting.formats.head import set_head, set_title
from documents.typesetting.formats.imprint import Imprint
from documents.typesetting.formats.numbers import set_page_numbers
from documents.typesetting.formats.signature import Signature, signature_of
from documents.typesetting.model import Annex, Document
from documents.typesetting.page import FontUse, Layout, Page, Record, SealBox, Sheet, Tag
from documents.typesetting.profile import GBT9704, Profile
from documents.typesetting.wording import text_of


def layout(document: Document, faces: Faces, profile: Profile = GBT9704) -> Layout:
    """Put every character of `document` in its place; positions in millimetres.

    Raises GlyphMissing when a character has no glyph in any face: an office cannot issue a page with a gap or
    another character in its place. Raises FirstPageWithoutText, SealWithoutText, SealTooLarge or ImprintTooLong
    when the elements leave no lawful arrangement, not even with 主送机关 moved to the 版记 (7.3.2).
    """
    if missing := faces.missing(text_of(document)):
        raise GlyphMissing(missing)
    compositor = Compositor(faces, profile)
    try:
        return _compose(compositor, document, addressees_in_imprint=False)
    except (FirstPageWithoutText, SealWithoutText):
        if not document.main_addressees:
            raise
        return _compose(compositor, document, addressees_in_imprint=True)


def _compose(compositor: Compositor, document: Document, *, addressees_in_imprint: bool) -> Layout:
    without = replace(document, main_addressees="") if addressees_in_imprint else document
    sheets, seals = _set_main_part(compositor, without)
    for annex in document.annexes:
        sheets += _set_annex(compositor, annex, document.organ)
    content = len(sheets)
    _set_imprint(compositor, sheets, Imprint(compositor, document, addressees=addressees_in_imprint), seals)
    set_page_numbers(compositor, sheets, content)
    pages = tuple(
        Page(number, tuple(sheet.runs), tuple(sheet.rules), sheet.pitch) for number, sheet in enumerate(sheets, start=1)
    )
    title = "".join(document.title.split())
    return Layout(title, pages, _record(pages, compositor.faces), tuple(seals))


def _set_main_part(compositor: Compositor, document: Document) -> tuple[list[Sheet], list[SealBox]]:
    """版头 and 主体 up to the 附注."""
    first = compositor.sheet()
    red_rule = set_head(compositor, first, document)
    title_top = red_rule + compositor.profile.title_blank_rows * compositor.profile.pitch
    start = set_title(compositor, first, document.title, document.organ, title_top, Tag.TITLE)
    rows = [
        *addressee_rows(compositor, document),
        *text_rows(compositor, document.blocks, Tag.BODY),
        *attachment_rows(compositor, document.attachment_names),
    ]
    frame = Frame(compositor.profile, start)
    columns = flow(rows, frame)
    if document.blocks and not shows_text(columns[0]):
        raise FirstPageWithoutText
    signature = signature_of(compositor, document)
    if signature is None:
        return _set_columns(compositor, first, columns), []
    columns = flow_signed(rows, frame, signature)
    sheets = _set_columns(compositor, first, columns)
    return sheets, _sign(compositor, sheets, columns[-1], signature)


def _sign(compositor: Compositor, sheets: Sequence[Sheet], last: Column, signature: Signature) -> list[SealBox]:
    """Set the signature below the last column; answers where the seal goes, if there is one."""
    top = foot_top(last, signature)
    signature.set(compositor, sheets[-1], top, last.pitch)
    if signature.seal is None:
        return []
    x, y = signature.seal_corner(top, last.pitch)
    return [SealBox(len(sheets), x, y, signature.seal)]


def _set_columns(compositor: Compositor, first: Sheet, columns: Sequence[Column]) -> list[Sheet]:
    sheets: list[Sheet] = []
    for column in columns:
        sheet = compositor.sheet() if sheets else first
        sheet.pitch = column.pitch
        for number, row in enumerate(column.rows):
            compositor.put(sheet, row, column.row_top(number), compositor.body)
        sheets.append(sheet)
    return sheets


def _set_annex(compositor: Compositor, annex: Annex, organ: str) -> list[Sheet]:
    """附件 on a new page: label in row one, title centred in row three (7.3.7)."""
    sheet = compositor.sheet()
    if annex.label:
        compositor.put_text(
            sheet, annex.label, Role.HEITI, Tag.ANNEX_LABEL, compositor.profile.left, sheet.top(0), compositor.body
        )
    row = compositor.profile.annex_title_row - (1 if annex.label else 2)
    start = set_title(compositor, sheet, annex.title, organ, sheet.top(row), Tag.ANNEX_TITLE)
    columns = flow(text_rows(compositor, annex.blocks, Tag.ANNEX_BODY), Frame(compositor.profile, start))
    return _set_columns(compositor, sheet, columns)


def _set_imprint(compositor: Compositor, sheets: list[Sheet], imprint: Imprint, seals: Iterable[SealBox]) -> None:
    """On the last page, which is an even one; further pages are added until it has room (7.4.1)."""
    if not imprint.height:
        return
    used = [run.baseline for run in sheets[-1].runs]
    used += [seal.y + seal.diameter for seal in seals if seal.page == len(sheets)]
    room = compositor.profile.bottom - max(used, default=0.0)
    if len(sheets) % 2 or room < imprint.height + compositor.profile.pitch - compositor.profile.em:
        sheets.append(compositor.sheet())
    if len(sheets) % 2:
        sheets.append(compositor.sheet())
    imprint.set(sheets[-1])


def _record(pages: Sequence[Page], faces: Faces) -> Record:
    used: dict[tuple[Role, str, bool], dict[str, None]] = defaultdict(dict)
    for run in (run for page in pages for run in page.runs):
        lent = run.text if run.face is not faces.chains[run.role][0] else ""
        official = run.face is faces.official.get(run.role)
        used[run.role, run.face.name, official].update(dict.fromkeys(lent))
    fonts = tuple(FontUse(*use, "".join(lent)) for use, lent in used.items())
    return Record(len(pages), fonts, faces.refused)
