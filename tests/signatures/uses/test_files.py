"""Files on their way in, and what is read of them: sizes, blank pages, seals, words, free room."""

import io
import zipfile
from functools import cache
from typing import Any

import ofdkit
import pytest
from reportlab.pdfgen.canvas import Canvas

from documents.typesetting.formats.layout import layout
from documents.typesetting.output.pdf.writer import pdf as write_pdf
from server.intake import errors as intake
from server.kit.errors import NotAllowed, OfficeError
from server.secrecy.errors import Classified
from signatures.judgement.verdict import Box
from signatures.seals.errors import NoSuchSeal
from signatures.uses import errors, service
from signatures.uses.rules.requests import FileKind
from signatures.uses.service.inspecting import is_free, paper_of, words_in
from signatures.uses.service.machine import _rooms
from signatures.uses.service.mark import mark
from signatures.uses.service.ofd_pages import add_picture
from tests.documents.typesetting.examples import FACES, notice
from tests.signatures import workshop
from tests.signatures.uses import desk
from tests.signatures.uses.desk import handed_in, ofd, upload
from tests.world import World

CODE = mark("ABCD1234EFGH5678", "http://127.0.0.1:8000/api/v1/codes/")


@cache
def document() -> bytes:
    return write_pdf(layout(notice(), FACES))


def drawn(*pages: str, size: tuple[float, float] = (595.28, 841.89)) -> bytes:
    """A PDF with a line of text on each page, or nothing."""
    out = io.BytesIO()
    canvas = Canvas(out, size, invariant=1)
    for text in pages:
        canvas.drawString(100, 700, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def part(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The package with something replaced in one of its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for each in before.namelist():
            content = before.read(each)
            if each.endswith(name):
                assert old in content
                content = content.replace(old, new)
            after.writestr(each, content)
    return out.getvalue()


# --- what is read --------------------------------------------------------------------------------------------


def test_pages_are_measured_and_blank_ones_seen() -> None:
    paper = paper_of("a.pdf", FileKind.PDF, drawn("Report", "", "End"))
    assert [(round(sheet.width_mm, 1), round(sheet.height_mm, 1)) for sheet in paper.sheets] == [(210, 297)] * 3
    assert [sheet.blank for sheet in paper.sheets] == [False, True, False]
    assert not paper.sealed
    ours = paper_of("a.ofd", FileKind.OFD, ofd())
    assert [(sheet.width_mm, sheet.height_mm, sheet.blank) for sheet in ours.sheets] == [(210, 297, False)] * 2
    assert not ours.sealed


def test_a_page_of_ofd_without_any_object_is_blank() -> None:
    with zipfile.ZipFile(io.BytesIO(ofd())) as package:
        (name,) = [name for name in package.namelist() if "Page_1" in name and name.endswith("Content.xml")]
        content = package.read(name)
    empty = content[: content.index(b"<ofd:Content")] + b"</ofd:Page>"
    paper = paper_of("a.ofd", FileKind.OFD, part(ofd(), name, content, empty))
    assert [sheet.blank for sheet in paper.sheets] == [False, True]


@pytest.mark.parametrize(("kind", "data"), [(FileKind.PDF, b"%PDF-1.7\n%%EOF"), (FileKind.OFD, b"PK\3\4OFD.xml")])
def test_what_does_not_open_is_refused(kind: FileKind, data: bytes) -> None:
    for read in (lambda: paper_of("坏.pdf", kind, data), lambda: words_in("坏.pdf", kind, data, "印")):
        with pytest.raises(errors.NotReadable):
            read()


def test_a_word_is_found_in_both_kinds_of_file_at_the_same_place() -> None:
    in_pdf = words_in("a.pdf", FileKind.PDF, document(), "行动方案")
    in_ofd = words_in("a.ofd", FileKind.OFD, ofd(), "行动方案")
    assert len(in_pdf) == len(in_ofd) == 2
    for one, other in zip(in_pdf, in_ofd, strict=True):
        assert one.page == other.page == 1
        assert one.left_mm + one.width_mm / 2 == pytest.approx(other.left_mm + other.width_mm / 2, abs=0.5)
        assert one.top_mm + one.height_mm / 2 == pytest.approx(other.top_mm + other.height_mm / 2, abs=1.5)
    assert not words_in("a.pdf", FileKind.PDF, document(), "没有的字")
    assert not words_in("a.ofd", FileKind.OFD, ofd(), "没有的字")


# --- room for the code ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "data"), [(FileKind.PDF, document()), (FileKind.OFD, ofd())])
def test_below_an_official_document_there_is_room_outside_type_area_and_page_number(
    kind: FileKind, data: bytes
) -> None:
    first = next(_rooms(2, 210, 297))
    assert first.top_mm >= 37 + 225 + 7 + 14 * 25.4 / 72
    assert first.top_mm + first.height_mm <= 297
    assert is_free(kind, data, first)
    assert not is_free(kind, data, Box(2, 28, 265, 26, 18))


def test_where_something_is_printed_the_code_goes_elsewhere_or_nowhere() -> None:
    rooms = list(_rooms(1, 210, 297))
    assert len(rooms) == 6
    assert all(is_free(FileKind.PDF, drawn("Report"), room) for room in rooms)
    assert list(_rooms(1, 30, 297)) == []


@pytest.mark.parametrize("entry", ["/Rotate", "/CropBox"])
def test_a_page_that_is_turned_or_cut_has_no_room(entry: str) -> None:
    def change(writer: Any) -> None:
        page = writer.root["/Pages"]["/Kids"][-1].get_object()
        page[workshop.name(entry)] = {
            "/Rotate": workshop.number(90),
            "/CropBox": workshop.array(workshop.number(side) for side in (0, 0, 500, 800)),
        }[entry]
        writer.update_container(page)

    room = next(_rooms(2, 210, 297))
    assert is_free(FileKind.PDF, desk.pdf(), room)
    assert not is_free(FileKind.PDF, workshop.update(desk.pdf(), change), room)


def test_a_picture_on_an_ofd_is_one_more_object_and_everything_else_stays() -> None:
    where = next(_rooms(2, 210, 297))
    after = add_picture(ofd(), where, CODE)
    assert not is_free(FileKind.OFD, after, where)
    with ofdkit.open(ofd()) as one, ofdkit.open(after) as other:
        assert one.text() == other.text()
    before_, after_ = files(ofd()), files(after)
    added = after_.keys() - before_.keys()
    assert sorted(name.rpartition("/")[2] for name in added) == ["Code.png", "CodeRes.xml"]
    changed = {name for name in before_ if before_[name] != after_[name]}
    assert {name.rpartition("/")[2] for name in changed} == {"Document.xml", "Content.xml"}
    assert CODE in after_.values()
    numbers = [number for name, data in after_.items() if name.endswith(".xml") for number in ids(data)]
    assert len(numbers) == len(set(numbers))


def test_a_second_picture_takes_names_of_its_own() -> None:
    one, other = _rooms(2, 210, 297), Box(1, 28, 275, 26, 18)
    twice = files(add_picture(add_picture(ofd(), next(one), CODE), other, CODE))
    assert sum(data == CODE for data in twice.values()) == 2


def files(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def ids(data: bytes) -> list[bytes]:
    import re

    return re.findall(rb'<ofd:(?:Layer|\w+Object|MultiMedia|Font|Page)[^>]*\bID="(\d+)"', data)


# --- at the counter ------------------------------------------------------------------------------------------


async def test_what_is_no_fixed_page_or_bears_a_mark_of_secrecy_is_not_taken_in(world: World) -> None:
    clerk = await world.actor(desk.CLERK)
    for name, data, refusal in (
        ("说明.txt", "关于用印的说明".encode(), intake.KindNotAccepted),
        ("机密-报表.pdf", desk.pdf(), Classified),
        ("报表.docx", desk.pdf(), intake.NameMismatch),
        ("报表.pdf", b"", intake.EmptyFile),
        ("报表.pdf", b"%PDF-1.7\n%%EOF", errors.NotReadable),
    ):
        with pytest.raises(refusal):
            await service.hand_in(clerk, name, upload(data))
    for account in ("sysadmin", "auditadmin"):
        with pytest.raises(NotAllowed):
            await service.hand_in(await world.actor(account), "报表.pdf", upload(desk.pdf()))


async def test_a_word_gives_places_that_a_request_takes(world: World) -> None:
    seal = await desk.seal_of(world)
    file = await handed_in(world, document(), "通知.pdf")
    clerk = await world.actor(desk.CLERK)
    (place,) = await service.places_of_word(clerk, file.id, "此件公开发布", seal.id)
    (word,) = words_in("a.pdf", FileKind.PDF, document(), "此件公开发布")
    assert place.left_mm + seal.diameter_mm / 2 == pytest.approx(word.left_mm + word.width_mm / 2, abs=0.02)
    assert (await desk.asked(world, desk.wanted(file, place))).items[0].places == (place,)
    for word_, seal_id, who, refusal in (
        ("没有的字", seal.id, clerk, errors.WordMissing),
        ("机密★1年", seal.id, clerk, Classified),
        ("通知", file.id, clerk, NoSuchSeal),
        ("通知", seal.id, await world.actor("dsj.head"), errors.NoSuchFile),
    ):
        with pytest.raises(refusal):
            await service.places_of_word(who, file.id, word_, seal_id)


async def test_a_seal_on_a_word_at_the_edge_stays_on_the_paper(world: World) -> None:
    seal, clerk = await desk.seal_of(world), await world.actor(desk.CLERK)
    file = await handed_in(world, drawn("Report", "End", size=(140, 720)), "条.pdf")
    (place,) = await service.places_of_word(clerk, file.id, "End", seal.id)
    assert place.left_mm + seal.diameter_mm <= file.sheets[0].width_mm
    assert (await desk.asked(world, desk.wanted(file, place))).items


async def test_a_request_is_made_of_files_that_one_handed_in_oneself(world: World) -> None:
    file = await handed_in(world, desk.pdf(), account="dsj.head")
    with pytest.raises(errors.NoSuchFile):
        await desk.asked(world, desk.wanted(file))


async def test_people_ask_for_the_seals_of_their_own_organ_only(world: World) -> None:
    async def offered(account: str) -> set[str]:
        return {seal.organ_name for seal in await service.seals_to_ask(await world.actor(account))}

    assert await offered("dsj.drafter") == {"甬江市大数据局"}
    assert await offered("sfb.drafter") == {"甬江市人民政府", "甬江市人民政府办公厅"}
    assert await offered("mayor") == {"甬江市人民政府"}
    assert await offered("sysadmin") == await offered("dag.registrar") == set()
    file = await handed_in(world, desk.pdf(), account="fgw.drafter")
    with pytest.raises(errors.NotOfTheOrgan):
        await desk.asked(world, desk.wanted(file), account="fgw.drafter")


async def test_texts_of_a_request_pass_the_gate_of_secrecy(world: World) -> None:
    file = await handed_in(world, desk.pdf())
    for marked in (desk.wanted(file, title="机密★1年"), desk.wanted(file, number="绝密★")):
        with pytest.raises(Classified):
            await desk.asked(world, marked)
    made = await desk.asked(world, desk.wanted(file))
    with pytest.raises(Classified):
        await service.refuse(await world.actor(desk.APPROVER), made.id, "秘密★长期")


async def test_downloads_are_what_was_handed_in_and_what_was_sealed(world: World) -> None:
    made = await desk.approved(world)
    clerk = await world.actor(desk.CLERK)
    given = await service.file(clerk, made.id, 1)
    assert (given.path.read_bytes(), given.name) == (desk.pdf(), "统计报表.pdf")
    with pytest.raises(errors.NotSealedYet):
        await service.sealed_file(clerk, made.id, 1)
    refusals: list[tuple[str, int, type[OfficeError]]] = [
        (desk.CLERK, 2, errors.NoSuchItem),
        ("dsj.head", 1, errors.NoSuchUse),
        ("auditadmin", 1, errors.NoSuchUse),
    ]
    for read in (service.file, service.sealed_file):
        for account, no, refused in refusals:
            with pytest.raises(refused):
                await read(await world.actor(account), made.id, no)
