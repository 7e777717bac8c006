"""The picture of a page for screens: every character in its place, and text that can never become markup."""

from base64 import b64decode
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from documents.typesetting.errors import NoSuchPage
from documents.typesetting.fonts.faces import Role
from documents.typesetting.output.svg import svg
from documents.typesetting.page import Layout, Page, Picture, Run, Tag
from tests.documents.typesetting.examples import FACES, law
from tests.documents.typesetting.specimen import PNG, SPECIMEN, places

SPACE = "{http://www.w3.org/2000/svg}"
DRAWN = {f"{SPACE}{name}" for name in ("svg", "title", "rect", "g", "text", "image")}
HOSTILE = ('"/><script>x()</script>', "</text></svg><a href='x'>&#x3c;", "]]><!--")
UPRIGHT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def page(number: int) -> etree._Element:
    return etree.fromstring(svg(SPECIMEN, number))


def matrix(node: etree._Element) -> tuple[float, ...]:
    told = node.get("transform")
    return tuple(map(float, told.removeprefix("matrix(").removesuffix(")").split())) if told else UPRIGHT


def shown(tree: etree._Element) -> list[tuple[str, float, float]]:
    """The characters of all text elements where their transforms put them."""
    found = []
    for node in tree.iter(f"{SPACE}text"):
        a, b, c, d, e, f = matrix(node)
        y = float(node.get("y"))
        for char, x in zip(node.text, map(float, node.get("x").split()), strict=True):
            found.append((char, a * x + c * y + e, b * x + d * y + f))
    return found


def one_page(*runs: Run, title: str = "", pictures: tuple[Picture, ...] = ()) -> Layout:
    return replace(SPECIMEN, title=title, pages=(Page(1, runs, (), 10.0, pictures),))


def test_all_characters_stand_where_the_layout_put_them() -> None:
    for made in SPECIMEN.pages:
        wanted = [place for run in made.runs for place in places(run)]
        for (char, x, y), (printed, left, down) in zip(wanted, shown(page(made.number)), strict=True):
            assert printed == char
            assert (left, down) == pytest.approx((x, y), abs=0.0051)


def test_a_character_beyond_the_basic_plane_stands_alone() -> None:
    """Browsers do not agree whether it takes one or two of the positions."""
    rare = [node.text for made in SPECIMEN.pages for node in page(made.number).iter(f"{SPACE}text")]
    assert {len(text) for text in rare if max(map(ord, text)) > 0xFFFF} == {1}


def test_rules_lie_where_the_layout_put_them() -> None:
    rules = SPECIMEN.pages[1].rules
    drawn = [node for node in page(2).iter(f"{SPACE}rect") if node.get("aria-hidden")]
    for rule, node in zip(rules, drawn, strict=True):
        x, y, width, height = (float(node.get(name)) for name in ("x", "y", "width", "height"))
        across, along = (width, height) if rule.upright else (height, width)
        assert (across, along) == pytest.approx((rule.thickness, rule.width), abs=0.001)
        middle = (x + width / 2, y) if rule.upright else (x, y + height / 2)
        assert middle == pytest.approx((rule.x, rule.y), abs=0.001)
        assert node.get("fill") == ("#e60000" if rule.red else "#000000")


def test_pictures_are_inside_the_file_and_fill_their_boxes() -> None:
    pictures = SPECIMEN.pages[1].pictures
    for picture, node in zip(pictures, page(2).iter(f"{SPACE}image"), strict=True):
        kind, data = node.get("href").split(";base64,")
        assert kind == ("data:image/png" if picture.data == PNG else "data:image/jpeg")
        assert b64decode(data) == picture.data
        assert node.get("aria-label") == picture.caption
        x, y, width, height = (float(node.get(name, "0")) for name in ("x", "y", "width", "height"))
        a, b, c, d, e, f = matrix(node)
        corners = [(a * u + c * v + e, b * u + d * v + f) for u, v in ((x, y), (x + width, y + height))]
        left, top = min(u for u, _ in corners), min(v for _, v in corners)
        right, bottom = max(u for u, _ in corners), max(v for _, v in corners)
        assert (left, top) == (picture.x, picture.y)
        assert (right - left, bottom - top) == (picture.width, picture.height)


def test_the_page_says_what_it_is_and_leans_on_nothing_outside() -> None:
    tree = page(2)
    assert tree.get("viewBox") == "0 0 210 297"
    assert tree.get("lang") == "zh-CN"
    assert tree.findtext(f"{SPACE}title") == f"{SPECIMEN.title}（第2页）"
    assert "仿宋" in "".join(node.get("font-family") for node in tree.iter(f"{SPACE}g"))
    references = [value for node in tree.iter() for name, value in node.items() if "href" in name or "url" in value]
    assert all(value.startswith("data:image/") for value in references)


@settings(law, max_examples=40)
@given(st.text(min_size=1, max_size=20) | st.sampled_from(HOSTILE))
def test_no_text_becomes_markup(text: str) -> None:
    face = FACES.chains[Role.FANGSONG][0]
    run = Run(text, tuple(map(float, range(len(text)))), 50.0, face, Role.FANGSONG, 16.0, Tag.BODY)
    tree = etree.fromstring(svg(one_page(run, title=text, pictures=(Picture(PNG, 0, 0, 9, 9, text),)), 1))
    assert {node.tag for node in tree.iter()} <= DRAWN
    assert not [name for node in tree.iter() for name in node.attrib if name.startswith("on")]
    printed = "".join(char for char, _, _ in shown(tree))
    assert len(printed) == len(text)
    kept = [(char, there) for char, there in zip(text, printed, strict=True) if char.isprintable()]
    assert all(char == there for char, there in kept)


@pytest.mark.parametrize("number", [0, -1, len(SPECIMEN.pages) + 1])
def test_there_are_only_the_pages_of_the_document(number: int) -> None:
    with pytest.raises(NoSuchPage, match=str(number)):
        svg(SPECIMEN, number)
