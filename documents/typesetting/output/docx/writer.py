"""A document as an editable DOCX file (可编辑的文件): `docx(document, layout)`.

The text flows as Word sets it; the layout tells where everything stands that does not flow, where a page is set
closer or wider, and on which page the 版记 stands.
"""

from collections.abc import Iterator
from dataclasses import replace

from docx.oxml.ns import qn

from documents.typesetting.model import Annex, Document, Format, Table
from documents.typesetting.output.docx.body import Text
from documents.typesetting.output.docx.drawing import rule
from documents.typesetting.output.docx.foot import imprint_box, imprint_of
from documents.typesetting.output.docx.grid import SHARE_ABOVE, Grid
from documents.typesetting.output.docx.head import Place, set_centred, set_lines
from documents.typesetting.output.docx.package import new_file, save
from documents.typesetting.output.docx.printed import lines, pages_with
from documents.typesetting.output.docx.sections import Sections
from documents.typesetting.output.docx.styles import TITLE
from documents.typesetting.output.docx.traces import Traces
from documents.typesetting.output.docx.wml import NOTHING, Element, Form, nothing, paragraph, twips
from documents.typesetting.page import Layout, Page, Tag
from documents.typesetting.wording import addressees_text, adopted_text, note_text, title_text

HEAD = (Tag.COPY_NO, Tag.URGENCY, Tag.MARK, Tag.NUMBER, Tag.SIGNER)
SIGNATURE = (Tag.ORGAN, Tag.POSITION, Tag.DATE)
SHARE_OF_SPREAD = 0.65
"""Of what a line is higher than usual, so much is above its characters: between a half and four fifths."""
TEXT = (Tag.ADDRESSEE, Tag.BODY, Tag.ATTACHMENTS, Tag.ATTENDANCE, Tag.ANNEX_BODY, Tag.TABLE, Tag.CAPTION)


def docx(document: Document, layout: Layout) -> bytes:
    """The DOCX file of `document` as `layout` set it; the same document and layout give the same bytes.

    Marks on paragraphs become tracked changes and comments.
    """
    p = layout.profile
    grid, file = Grid(p), new_file(document, p)
    sections = Sections(file, layout)
    traces = Traces(file, p.body_size, grid.spacing)
    text = Text(file, layout, grid, sections, traces, _tables(document))
    made: list[Element] = []
    text.above = _add_head(made, document, layout, grid)
    _add_text(made, document, layout, text)
    _add_signature(made, document, layout, grid)
    _add_note(made, document, layout, text)
    opened = iter(pages_with(layout, Tag.ANNEX_TITLE, Tag.ANNEX_LABEL))
    for annex in document.annexes:
        if annex.label or annex.title.strip():
            _open_annex(made, annex, next(opened), text)
        else:
            made.append(paragraph(Form(new_page=True, line=NOTHING)))
        text.write(made, annex.blocks)
    _add_imprint(made, document, layout, sections, grid)
    sections.finish(made)
    _draw_rules(made, layout.pages[0])
    for child in made:
        file.element.body.sectPr.addprevious(child)
    return save(file)


def _tables(document: Document) -> Iterator[Table]:
    parts = [*document.blocks, *(part for annex in document.annexes for part in annex.blocks)]
    return (part for part in parts if isinstance(part, Table))


def _add_head(made: list[Element], document: Document, layout: Layout, grid: Grid) -> int:
    """版头, 标题 and 题注; answers the white (twips) below them."""
    first, place = layout.pages[0], Place(grid, grid.top, made)
    set_lines(place, lines(first, HEAD, document.signers))
    set_centred(place, title_text(document), lines(first, (Tag.TITLE,)), TITLE)
    set_centred(place, adopted_text(document), lines(first, (Tag.ADOPTED,)))
    return place.before(_text_top(first, grid))


def _text_top(page: Page, grid: Grid) -> float:
    """Where (mm) the first line of text begins on a page that has a head or a title above it.

    The lines of a page that was spread are higher: what they are higher above their characters is taken off.
    """
    first = next((run for run in page.runs if run.tag in TEXT and not run.turned), None)
    row = (first.top - grid.profile.top) / grid.profile.pitch if first else 0.0
    return grid.row_top(row) - SHARE_OF_SPREAD * (page.pitch - grid.profile.pitch)


def _add_text(made: list[Element], document: Document, layout: Layout, text: Text) -> None:
    """主送机关, 正文, 附件说明, and in minutes who was there."""
    if pages := pages_with(layout, Tag.ADDRESSEE):
        made.append(text.plain(addressees_text(document), Form(line=text.line(pages[0].pitch))))
    signed = bool(pages_with(layout, Tag.DATE) or pages_with(layout, Tag.ORGAN))
    text.write(made, document.blocks, keep=signed or bool(document.attachment_names))
    if pages := pages_with(layout, Tag.ATTACHMENTS):
        made.extend(text.attachments(document.attachment_names, pages[0].pitch, keep=signed))
    if document.attendance:
        made.extend(text.attendance(document.attendance))


def _add_signature(made: list[Element], document: Document, layout: Layout, grid: Grid) -> None:
    """署名 and 成文日期 below the last row of text as the layout set them, on one page with it (7.3.5)."""
    for page in layout.pages:
        if printed := lines(page, SIGNATURE):
            place = Place(grid, _text_end(page, min(line.baseline for line in printed)), made)
            set_lines(place, printed, keep=True)


def _text_end(page: Page, above: float) -> float:
    """Lower edge (mm) of the last line of text, table or picture that stands above a baseline."""
    below_baseline = (1 - SHARE_ABOVE) * page.pitch
    texts = [run.baseline + below_baseline for run in page.runs if run.tag in TEXT and run.baseline < above]
    rules = [rule.y for rule in page.rules if rule.tag is Tag.TABLE and not rule.upright and rule.y < above]
    return max([page.runs[0].top, *texts, *rules, *(picture.y + picture.height for picture in page.pictures)])


def _add_note(made: list[Element], document: Document, layout: Layout, text: Text) -> None:
    """附注: two characters in, in brackets, ending before the seal (7.3.6)."""
    if not (pages := pages_with(layout, Tag.NOTE)):
        return
    p = layout.profile
    printed = lines(pages[0], (Tag.NOTE,))
    right = max(line.pieces[-1].right for line in printed) + p.cell if len(printed) > 1 else p.right
    form = Form(left=0, right=max(twips(p.right - right), 0), first=text.grid.cells(p.indent), align="left")
    made.append(text.plain(note_text(document), form))


def _open_annex(made: list[Element], annex: Annex, page: Page, text: Text) -> None:
    """附件 on a new page, its label and title where the layout has them (7.3.7).

    Those that the layout turned with their table stand upright here, on the page before it.
    """
    page = replace(page, runs=tuple(replace(run, turned=False) for run in page.runs))
    place = Place(text.grid, text.grid.top, made)
    set_lines(place, lines(page, (Tag.ANNEX_LABEL,)), keep=True, new_page=True)
    set_centred(place, annex.title, lines(page, (Tag.ANNEX_TITLE,)), TITLE, new_page=not annex.label)
    text.above = place.before(_text_top(page, text.grid))


def _add_imprint(made: list[Element], document: Document, layout: Layout, sections: Sections, grid: Grid) -> None:
    """版记 at the foot of the last page, which the text does not reach where the layout set it further on (7.4)."""
    if (imprint := imprint_of(layout)) is None:
        return
    if imprint.alone:
        even = imprint.page.number % 2 == 0 and document.format is not Format.LETTER
        sections.turn_over(made, even=even, numbered=imprint.numbered)
    made.append(imprint_box(document, grid, imprint))


def _draw_rules(made: list[Element], page: Page) -> None:
    """The red rules of the first page."""
    red = [drawn for drawn in page.rules if drawn.red]
    if not any(child.tag == qn("w:p") for child in made):
        made.insert(0, nothing())
    anchor = next(child for child in made if child.tag == qn("w:p"))
    anchor.extend(rule(number, drawn) for number, drawn in enumerate(red, start=1))
