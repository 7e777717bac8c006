"""Shadow attacks (NDSS 2021): prepared before the seal, shown after it; and evil annotations on certified documents."""

from collections.abc import Callable
from typing import Any

import pytest
from pyhanko.pdf_utils.generic import pdf_string

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Box, Form, State
from signatures.pdf import history
from tests.signatures.pdf.test_bytes import PLAIN, document
from tests.signatures.workshop import (
    BESIDE,
    BUREAU,
    GOVERNMENT,
    array,
    by,
    dictionary,
    forged,
    judged,
    name,
    number,
    once,
    paper,
    sealed,
    stream,
    update,
)

Change = Callable[[Any], None]
SAY = b"BT /F1 12 Tf 80 600 Td (Pay 1,000,000) Tj ET"
COVER = b"1 g 70 590 400 30 re f"


def page_of(writer: Any) -> Any:
    return writer.root["/Pages"]["/Kids"][0]


def put(writer: Any, reference: Any, found: Any) -> None:
    """Write another object in the place of one."""
    writer.objects[reference.generation, reference.idnum] = found


def contents(writer: Any, *data: bytes) -> list[Any]:
    return [writer.add_object(stream(stream_data=each)) for each in data]


def rectangle(*sides: float) -> Any:
    return array(map(number, sides))


def annotation(kind: str, **more: Any) -> Any:
    entries = {name("/Type"): name("/Annot"), name("/Subtype"): name(kind), name("/Rect"): rectangle(70, 590, 470, 620)}
    return dictionary({**entries, **{name("/" + key): each for key, each in more.items()}})


# --- what is prepared before the seal -------------------------------------------------------------------


def plant_covered_text(writer: Any) -> None:
    page = page_of(writer)
    page[name("/Contents")] = array([page.raw_get("/Contents"), *contents(writer, SAY, COVER)])
    writer.update_container(page)


def plant_covering_annotation(writer: Any) -> None:
    page = page_of(writer)
    page[name("/Annots")] = array([writer.add_object(annotation("/Square"))])
    writer.update_container(page)


def plant_covering_picture(writer: Any) -> None:
    page = page_of(writer)
    kind = {name("/Type"): name("/XObject"), name("/Subtype"): name("/Form"), name("/BBox"): rectangle(0, 0, 600, 800)}
    cover = writer.add_object(stream(kind, stream_data=COVER))
    page["/Resources"][name("/XObject")] = dictionary({name("/Cover"): cover})
    page[name("/Contents")] = array([page.raw_get("/Contents"), *contents(writer, SAY, b"/Cover Do")])
    writer.update_container(page)
    writer.update_container(page["/Resources"])


def plant_field(writer: Any) -> None:
    look = {name("/Type"): name("/XObject"), name("/Subtype"): name("/Form"), name("/BBox"): rectangle(0, 0, 400, 30)}
    shown = writer.add_object(stream(look, stream_data=b"BT /F1 12 Tf (Pay 10) Tj ET"))
    field = writer.add_object(
        annotation(
            "/Widget", FT=name("/Tx"), T=pdf_string("sum"), V=pdf_string("10"), AP=dictionary({name("/N"): shown})
        )
    )
    page = page_of(writer)
    page[name("/Annots")] = array([field])
    writer.root[name("/AcroForm")] = writer.add_object(dictionary({name("/Fields"): array([field])}))
    writer.update_container(page)
    writer.update_root()


def plant_font(writer: Any) -> None:
    font = {name("/Type"): name("/Font"), name("/Subtype"): name("/Type1"), name("/BaseFont"): name("/Courier")}
    page = page_of(writer)
    page["/Resources"]["/Font"][name("/F9")] = writer.add_object(dictionary(font))
    writer.update_container(page["/Resources"]["/Font"])


def plant_page(writer: Any) -> None:
    """A second page, which is in the file and in no page tree."""
    page = {name("/Type"): name("/Page"), name("/Contents"): contents(writer, SAY)[0]}
    page[name("/MediaBox")] = rectangle(0, 0, 595, 842)
    page[name("/Parent")] = writer.root.raw_get("/Pages")
    writer.root[name("/Hidden")] = writer.add_object(dictionary(page))
    writer.update_root()


def plant_layer(writer: Any) -> None:
    group = dictionary({name("/Type"): name("/OCG"), name("/Name"): pdf_string("cover")})
    layer = writer.add_object(group)
    view = writer.add_object(dictionary({name("/ON"): array([layer])}))
    writer.root[name("/OCProperties")] = dictionary({name("/OCGs"): array([layer]), name("/D"): view})
    writer.update_root()


# --- what is done after it ------------------------------------------------------------------------------


def uncover(writer: Any) -> None:
    page = page_of(writer)
    page[name("/Contents")] = array(list(page["/Contents"])[:-1])
    writer.update_container(page)


def drop_annotation(writer: Any) -> None:
    page = page_of(writer)
    page[name("/Annots")] = array([])
    writer.update_container(page)


def hide_annotation(writer: Any) -> None:
    found = page_of(writer)["/Annots"][0]
    found[name("/F")] = number(2)
    writer.update_container(found)


def see_through(writer: Any) -> None:
    reference = page_of(writer)["/Resources"]["/XObject"].raw_get("/Cover")
    old = reference.get_object()
    put(writer, reference, stream({key: old.raw_get(key) for key in old if key != "/Length"}, stream_data=b""))


def other_value(writer: Any) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]
    field[name("/V")] = pdf_string("1,000,000")
    writer.update_container(field)


def other_look(writer: Any) -> None:
    reference = writer.root["/AcroForm"]["/Fields"][0]["/AP"].raw_get("/N")
    old = reference.get_object()
    kept = {key: old.raw_get(key) for key in old if key != "/Length"}
    put(writer, reference, stream(kept, stream_data=b"BT /F1 12 Tf (Pay 1,000,000) Tj ET"))


def draw_anew(writer: Any) -> None:
    writer.root["/AcroForm"][name("/DA")] = pdf_string("/F1 0 Tf 1 g")
    writer.update_container(writer.root["/AcroForm"])


def other_font(writer: Any) -> None:
    font = page_of(writer)["/Resources"]["/Font"]["/F9"]
    font[name("/BaseFont")] = name("/Symbol")
    writer.update_container(font)


def show_page(writer: Any) -> None:
    pages = writer.root["/Pages"]
    pages[name("/Kids")] = array([writer.root.raw_get("/Hidden"), pages["/Kids"].raw_get(1)])
    writer.update_container(pages)


def switch_layer(writer: Any) -> None:
    view = writer.root["/OCProperties"]["/D"]
    view[name("/OFF")] = view.raw_get("/ON")
    writer.update_container(view)


ATTACKS: dict[str, tuple[Change, Change]] = {
    "hide: the cover goes": (plant_covered_text, uncover),
    "hide: the annotation goes": (plant_covering_annotation, drop_annotation),
    "hide: the annotation is hidden": (plant_covering_annotation, hide_annotation),
    "hide: the picture is made transparent": (plant_covering_picture, see_through),
    "hide: the layer is switched": (plant_layer, switch_layer),
    "replace: the field's value": (plant_field, other_value),
    "replace: the field's look": (plant_field, other_look),
    "replace: fields are drawn anew": (plant_field, draw_anew),
    "replace: the font": (plant_font, other_font),
    "hide and replace: the page": (plant_page, show_page),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_shadow_attack_is_called_by_its_name(attack: str) -> None:
    plant, change = ATTACKS[attack]
    planted = sealed(update(paper(), plant))
    assert judged(planted).state is State.VALID
    verdict = judged(update(planted, change))
    assert verdict.state is State.INVALID
    assert Code.PDF_SHADOW in verdict.codes
    assert Code.PDF_ISA not in verdict.codes


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_cannot_hide_in_a_later_seal(attack: str) -> None:
    plant, change = ATTACKS[attack]
    planted = sealed(update(paper(), plant))
    assert judged(forged(planted, by(BUREAU))).state is State.VALID
    verdict = judged(forged(planted, by(BUREAU), change=change))
    assert verdict.state is State.INVALID
    assert Code.PDF_SHADOW in verdict.codes


def raw_update(pdf: bytes, entries: bytes, root: bytes = b"") -> bytes:
    """One more table of references, written by hand."""
    previous = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
    trailer = pdf[pdf.rindex(b"trailer") :]
    size = trailer[trailer.index(b"/Size") + 5 :].split()[0]
    root = root or trailer[trailer.index(b"/Root") + 5 :].split(b"R")[0].strip() + b" R"
    update = b"xref\n%strailer\n<</Size %s/Root %s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return pdf + update % (entries, size, root, previous, len(pdf))


HERE = Box(1, 20, 20, 45, 45)


def test_an_object_that_returns_from_the_sealed_bytes_is_a_shadow() -> None:
    """Hide and replace: the reference is turned to another object that has been in the file all the time."""
    hidden = b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>\nendobj\n"
    plain = document(PLAIN)
    planted = sealed(plain.replace(b"%PDF-1.7\n", b"%PDF-1.7\n") + b"%" + hidden, box=HERE)
    verdict = judged(raw_update(planted, b"3 1\n%010d 00000 n \n" % planted.index(hidden)))
    assert verdict.state is State.INVALID
    assert Code.PDF_SHADOW in verdict.codes


def test_another_catalogue_that_was_there_is_a_shadow() -> None:
    second = {**PLAIN, 7: b"<</Type/Catalog/Pages 8 0 R>>", 8: b"<</Type/Pages/Kids[9 0 R]/Count 1>>"}
    second[9] = b"<</Type/Page/Parent 8 0 R/MediaBox[0 0 100 100]>>"
    planted = sealed(document(second), box=HERE)
    verdict = judged(raw_update(planted, b"0 1\n0000000000 65535 f \n", b"7 0 R"))
    assert verdict.state is State.INVALID
    assert verdict.codes & {Code.PDF_SHADOW, Code.SIGNATURE_REMOVED}


def test_an_object_that_is_taken_away_is_a_shadow() -> None:
    planted = sealed(update(document(PLAIN), plant_covering_annotation), box=HERE)
    verdict = judged(raw_update(planted, b"4 1\n0000000000 00001 f \n"))
    assert verdict.state is State.INVALID
    assert Code.PDF_SHADOW in verdict.codes


# --- certified documents --------------------------------------------------------------------------------


def certify(level: int) -> Change:
    def change(signature: Any) -> None:
        parameters = {name("/Type"): name("/TransformParams"), name("/P"): number(level), name("/V"): name("/1.2")}
        transform = {name("/TransformMethod"): name("/DocMDP"), name("/TransformParams"): dictionary(parameters)}
        signature[name("/Reference")] = array([dictionary(transform)])

    return change


def evil_annotation(writer: Any) -> None:
    page = page_of(writer)
    page[name("/Annots")] = array([*page["/Annots"], writer.add_object(annotation("/FreeText"))])
    writer.update_container(page)


def empty_field(writer: Any) -> None:
    """A signature field that nobody has signed: nothing but its picture."""
    look = {name("/Type"): name("/XObject"), name("/Subtype"): name("/Form"), name("/BBox"): rectangle(0, 0, 400, 30)}
    shown = writer.add_object(stream(look, stream_data=COVER))
    field = annotation("/Widget", FT=name("/Sig"), T=pdf_string("more"), AP=dictionary({name("/N"): shown}))
    reference = writer.add_object(field)
    writer.root["/AcroForm"]["/Fields"].append(reference)
    writer.update_container(writer.root["/AcroForm"])
    page = writer.root["/Pages"]["/Kids"][1]
    page["/Annots"].append(reference)
    writer.update_container(page)


@pytest.mark.parametrize("level", [1, 2, 3, 9])
def test_nothing_may_be_drawn_on_a_certified_document(level: int) -> None:
    """Not even where the certification permits it: an evil annotation, a sneaky signature."""
    certified = forged(paper(), by(GOVERNMENT), alter=certify(level), change=plant_covering_annotation)
    assert judged(certified).state is State.VALID
    for change in (evil_annotation, empty_field):
        verdict = judged(update(certified, change))
        assert verdict.state is State.INVALID
        assert {Code.PDF_CERTIFICATION_BROKEN, Code.PDF_ISA} <= verdict.codes


@pytest.mark.parametrize("form", [Form.SES, Form.PADES])
def test_a_sneaky_signature_on_a_certified_document_is_refused(form: Form) -> None:
    """A seal that shows: whoever seals after a certification changes what is seen."""
    certified = forged(paper(), by(GOVERNMENT), alter=certify(2))
    verdict = judged(sealed(certified, BUREAU, BESIDE, form=form))
    assert verdict.state is State.INVALID
    assert Code.PDF_CERTIFICATION_BROKEN in verdict.codes
    unseen = judged(forged(certified, by(BUREAU, form), form=form, box=(0, 0, 0, 0), field="Unseen"))
    assert unseen.state is State.VALID


def test_an_empty_field_after_a_seal_is_a_change() -> None:
    verdict = judged(update(once(), empty_field))
    assert (verdict.state, Code.PDF_ISA in verdict.codes) == (State.INVALID, True)


def test_the_field_of_a_later_seal_may_not_act() -> None:
    def act(writer: Any) -> None:
        action = dictionary({name("/S"): name("/JavaScript"), name("/JS"): pdf_string("app.alert(1)")})
        field = annotation("/Widget", FT=name("/Sig"), T=pdf_string("Forged"), A=action)
        reference = writer.add_object(field)
        writer.root["/AcroForm"]["/Fields"].append(reference)
        writer.update_container(writer.root["/AcroForm"])
        page = writer.root["/Pages"]["/Kids"][1]
        page["/Annots"].append(reference)
        writer.update_container(page)

    verdict = judged(forged(once(), by(BUREAU), change=act))
    assert (verdict.state, Code.PDF_ISA in verdict.codes) == (State.INVALID, True)


# --- comparing costs ------------------------------------------------------------------------------------


def branching(depth: int) -> bytes:
    """Objects that lead twice to the next one, so that there are as many ways to the last as two to the depth."""
    objects = {**PLAIN, 1: b"<</Type/Catalog/Pages 2 0 R/Branches 10 0 R>>"}
    objects |= {10 + each: b"[%d 0 R %d 0 R]" % (11 + each, 11 + each) for each in range(depth)}
    return sealed(document({**objects, 10 + depth: b"null"}), box=HERE)


def test_endless_branching_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_STEPS", 20_000)
    shallow = sealed(branching(4), BUREAU, Box(1, 80, 20, 42, 42))
    assert judged(shallow).state is State.VALID
    deep = sealed(branching(60), BUREAU, Box(1, 80, 20, 42, 42))
    verdict = judged(deep)
    assert (verdict.state, set(verdict.codes)) == (State.UNREADABLE, {Code.FILE_TOO_COMPLEX})


def test_the_budget_is_that_of_the_whole_file(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = sealed(branching(4), BUREAU, Box(1, 80, 20, 42, 42))
    monkeypatch.setattr(history, "MOST_STEPS", 100)
    assert judged(pdf).codes == {Code.FILE_TOO_COMPLEX}
