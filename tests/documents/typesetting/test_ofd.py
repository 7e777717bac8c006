"""The OFD package, read back by an independent reader and measured again from its own parts."""

import re
from dataclasses import replace
from io import BytesIO
from itertools import count
from zipfile import ZipFile

import ofdkit
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from documents.typesetting.fonts.faces import Role
from documents.typesetting.formats.layout import layout
from documents.typesetting.output.markup import escape
from documents.typesetting.output.ofd.content import page_content
from documents.typesetting.output.ofd.writer import ofd
from documents.typesetting.page import Heading, Page, Run, Tag
from tests.documents.typesetting.examples import FACES, law
from tests.documents.typesetting.golden import GOLDEN
from tests.documents.typesetting.packages import distances, every, local, numbers, opened
from tests.documents.typesetting.specimen import JPEG, OUTLINE, PNG, SPECIMEN, places

LONG = GOLDEN["通知 长文"]


@pytest.fixture(scope="module")
def made() -> bytes:
    return ofd(SPECIMEN)


@pytest.fixture(scope="module")
def files(made: bytes) -> dict[str, bytes]:
    return opened(made)


def printed(text_object: etree._Element) -> list[tuple[str, float, float]]:
    """The characters of a TextObject where CTM and Boundary put them."""
    left, top, *_ = numbers(text_object.get("Boundary"))
    a, b, c, d, e, f = numbers(text_object.get("CTM", "1 0 0 1 0 0"))
    found = []
    for code in text_object.iterfind("{*}TextCode"):
        x, y = float(code.get("X")), float(code.get("Y"))
        for char, step in zip(code.text, [*distances(code.get("DeltaX", "")), 0.0], strict=True):
            found.append((char, left + a * x + c * y + e, top + b * x + d * y + f))
            x += step
    return found


@pytest.mark.parametrize("name", GOLDEN)
def test_an_independent_reader_finds_the_same_runs_in_the_same_places(name: str) -> None:
    pages = layout(GOLDEN[name], FACES)
    with ofdkit.open(ofd(pages)) as document:
        assert not document.warnings
        assert document.info.title == pages.title
        assert [(page.width, page.height) for page in document.pages] == [(210, 297)] * len(pages.pages)
        for page, read in zip(pages.pages, document.pages, strict=True):
            for run, found in zip(page.runs, read.runs, strict=True):
                assert found.text == run.text
                _, x, y = places(run)[0]
                assert max(abs(found.x - x), abs(found.y - y), abs(found.size - run.size * 25.4 / 72)) < 0.001


def test_an_independent_reader_reads_on_from_line_to_line() -> None:
    pages = layout(LONG, FACES)
    with ofdkit.open(ofd(pages)) as document:
        assert "".join(document.text().split()) == "".join(pages.text().split())


def test_all_characters_stand_where_the_layout_put_them(files: dict[str, bytes]) -> None:
    for page in SPECIMEN.pages:
        content = etree.fromstring(files[f"Doc_0/Pages/Page_{page.number - 1}/Content.xml"])
        for run, found in zip(page.runs, content.iter("{*}TextObject"), strict=True):
            for (char, x, y), (shown, left, down) in zip(places(run), printed(found), strict=True):
                assert shown == char
                assert (left, down) == pytest.approx((x, y), abs=0.005)


@settings(law, max_examples=30)
@given(
    st.text(st.sampled_from("甬江A —\U0002c64a\U0002cb31&<\"'"), min_size=1, max_size=40),
    st.lists(st.floats(0.0, 12.0), min_size=40, max_size=40),
    st.booleans(),
)
def test_any_text_at_any_distances_is_kept(text: str, steps: list[float], is_turned: bool) -> None:
    xs = tuple(20 + sum(steps[:index]) for index in range(len(text)))
    face = FACES.chains[Role.FANGSONG][0]
    run = Run(text, xs, 60.0, face, Role.FANGSONG, 16.0, Tag.BODY, turned=is_turned)
    content = etree.fromstring(page_content(Page(1, (run,), (), 10.0), {face: 1}, {}, count(2)))
    (found,) = content.iter("{*}TextObject")
    assert [entry[0] for entry in printed(found)] == list(text)
    for (_, x, y), (_, left, down) in zip(places(run), printed(found), strict=True):
        assert (left, down) == pytest.approx((x, y), abs=0.01)
    alone = {code.text for code in found.iter("{*}TextCode") if any(ord(char) > 0xFFFF for char in code.text)}
    assert all(len(piece) == 1 for piece in alone)


def test_the_ink_of_every_run_is_inside_its_boundary(files: dict[str, bytes]) -> None:
    """A reader cuts off what lies outside."""
    for page in SPECIMEN.pages:
        content = etree.fromstring(files[f"Doc_0/Pages/Page_{page.number - 1}/Content.xml"])
        for run, found in zip(page.runs, content.iter("{*}TextObject"), strict=True):
            left, top, width, height = numbers(found.get("Boundary"))
            em, edge = run.size * 25.4 / 72, run.stroke / 2
            for char, x, y in places(run):
                box = [side / 1000 * em for side in run.face.outline(char).box]
                above, below, before, after = box[3] + edge, -box[1] + edge, -box[0] + edge, box[2] + edge
                if run.turned:
                    above, below, before, after = after, before, above, below
                assert left <= x - before
                assert x + after <= left + width
                assert top <= y - above
                assert y + below <= top + height


def test_every_face_is_embedded_with_the_characters_that_it_draws(files: dict[str, bytes]) -> None:
    drawn: dict[str, set[str]] = {}
    for node in every(files, "TextObject"):
        drawn.setdefault(node.get("Font"), set()).update("".join(code.text for code in node.iter("{*}TextCode")))
    fonts = {node.get("ID"): node for node in every(files, "Font")}
    assert drawn.keys() == fonts.keys()
    for number, characters in drawn.items():
        path = fonts[number].findtext("{*}FontFile")
        with TTFont(BytesIO(files[f"Doc_0/Res/{path}"])) as font:
            assert {ord(char) for char in characters} == set(font.getBestCmap())


def test_a_thickened_face_is_stroked_and_red_is_red(files: dict[str, bytes]) -> None:
    objects = {"".join(code.text for code in node.iter("{*}TextCode")): node for node in every(files, "TextObject")}
    mark = next(run for run in SPECIMEN.pages[0].runs if run.tag is Tag.MARK)
    node = objects[mark.text]
    assert node.get("Stroke") == "true"
    assert float(node.get("LineWidth")) == pytest.approx(mark.stroke, abs=0.0001)
    assert {colour.get("Value") for colour in node if local(colour).endswith("Color")} == {"230 0 0"}
    assert objects["000001"].get("Stroke") is None


def test_rules_are_lines_of_their_length_and_thickness(files: dict[str, bytes]) -> None:
    content = etree.fromstring(files["Doc_0/Pages/Page_1/Content.xml"])
    for rule, node in zip(SPECIMEN.pages[1].rules, content.iter("{*}PathObject"), strict=True):
        left, top, *_ = numbers(node.get("Boundary"))
        x, y, to_x, to_y = numbers(re.sub("[ML]", "", node.findtext("{*}AbbreviatedData")))
        end = (0.0, rule.width) if rule.upright else (rule.width, 0.0)
        assert (left + x, top + y) == pytest.approx((rule.x, rule.y), abs=0.001)
        assert (to_x - x, to_y - y) == pytest.approx(end, abs=0.001)
        assert float(node.get("LineWidth")) == rule.thickness


def test_pictures_fill_their_boxes_and_are_kept_once(files: dict[str, bytes]) -> None:
    kept = {node.get("ID"): node for node in every(files, "MultiMedia")}
    assert [node.get("Format") for node in kept.values()] == ["PNG", "JPEG"]
    for picture, node in zip(SPECIMEN.pages[1].pictures, every(files, "ImageObject"), strict=True):
        path = kept[node.get("ResourceID")].findtext("{*}MediaFile")
        assert files[f"Doc_0/Res/{path}"] == picture.data
        assert picture.data in (PNG, JPEG)
        a, b, c, d, e, f = numbers(node.get("CTM"))
        upper_left, upper_right = (e, f), (a + e, b + f)
        box = picture.width, picture.height
        assert (upper_left, upper_right) == (((0, box[1]), (0, 0)) if picture.turned else ((0, 0), (box[0], 0)))
        assert (max(e, a + c + e), max(f, b + d + f)) == box


def test_headings_become_a_tree_that_leads_to_their_pages(files: dict[str, bytes]) -> None:
    pages = {node.get("ID"): number for number, node in enumerate(every(files, "Pages")[0], start=1)}
    found = []
    for node in every(files, "OutlineElem"):
        (goal,) = node.iterfind("{*}Actions/{*}Action/{*}Goto/{*}Dest")
        found.append((node.get("Title"), pages[goal.get("PageID")], float(goal.get("Top"))))
    assert found == [(heading.text, heading.page, heading.y) for heading in OUTLINE]
    depths = [len(list(node.iterancestors("{*}OutlineElem"))) for node in every(files, "OutlineElem")]
    assert depths == [0, 1, 2, 1, 0]


def test_the_file_is_always_the_same_and_tells_no_time(made: bytes) -> None:
    assert ofd(SPECIMEN) == made
    with ZipFile(BytesIO(made)) as archive:
        assert archive.namelist()[0] == "OFD.xml"
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_another_content_has_another_identity(files: dict[str, bytes]) -> None:
    other = opened(ofd(replace(SPECIMEN, pages=SPECIMEN.pages[:-1], outline=())))
    identities = [every(package, "DocID")[0].text for package in (files, other)]
    assert all(re.fullmatch("[0-9a-f]{32}", identity) for identity in identities)
    assert identities[0] != identities[1]


@law
@given(st.text(max_size=20))
def test_escaped_text_is_read_back_as_it_was_as_far_as_xml_allows(text: str) -> None:
    tree = etree.fromstring(f'<a b="{escape(text)}">{escape(text)}</a>')
    for char, *told in zip(text, tree.text or "", tree.get("b"), strict=True):
        allowed = (char, "\ufffd") if not char.isprintable() else (char,)
        assert all(shown in ((" ",) if char in "\t\n\r" else allowed) for shown in told)


def test_no_title_breaks_the_package() -> None:
    title = "</ofd:Title><x a=\"'&amp;\0\x1c\ud800\ufffe]]>"
    files = opened(ofd(replace(SPECIMEN, title=title, pages=SPECIMEN.pages[-1:], outline=(Heading(title, 0, 1, 0.0),))))
    shown = "</ofd:Title><x a=\"'&amp;\ufffd\ufffd\ufffd\ufffd]]>"
    assert every(files, "Title")[0].text == every(files, "OutlineElem")[0].get("Title") == shown
