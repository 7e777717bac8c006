"""Which face plays a role: the office's own, then Fandol, then what pip installs; makers' bans are honoured."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.typesetting.errors import FontsNotFetched
from documents.typesetting.fonts.face import DASH, Face
from documents.typesetting.fonts.faces import FANDOL_FILES, Role, open_faces
from documents.typesetting.fonts.fetch import fetch_fandol
from documents.typesetting.fonts.subset import build_subset
from documents.typesetting.formats.layout import layout
from documents.typesetting.output.pdf.writer import pdf
from documents.typesetting.proof import same_text
from tests.documents.typesetting.examples import FACES, NOTICE

INSTALLABLE, RESTRICTED, NO_SUBSET = 0x0000, 0x0002, 0x0100


def make_font(path: Path, characters: str, permission: int = INSTALLABLE) -> None:
    """A TrueType face of 2048 units whose every character is a black box."""
    names = [".notdef", *(f"c{ord(char):x}" for char in characters)]
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 1500), (1900, 1500), (1900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    builder = FontBuilder(2048, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): name for char, name in zip(characters, names[1:], strict=True)})
    box = pen.glyph()
    builder.setupGlyf(dict.fromkeys(names, box))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (2048, 100)))
    builder.setupHorizontalHeader(ascent=1500, descent=-200)
    builder.setupNameTable({"familyName": path.stem, "styleName": "Regular", "psName": f"Office-{path.stem}"})
    builder.setupOS2(fsType=permission)
    builder.setupPost()
    path.parent.mkdir(exist_ok=True)
    builder.save(path)


def first(role: Role, office: Path | None, fandol: Path | None = None) -> str:
    return open_faces(office, fandol).chains[role][0].name


def test_the_offices_own_face_comes_before_fandol_and_fandol_before_the_rest(tmp_path: Path) -> None:
    office, fandol = tmp_path / "office", tmp_path / "fandol"
    make_font(fandol / FANDOL_FILES[Role.KAITI], "甬")
    assert first(Role.KAITI, None).startswith("Noto")
    assert first(Role.KAITI, office, fandol) == "Office-FandolKai-Regular"
    make_font(office / "SIMKAI.TTF", "甬")
    assert first(Role.KAITI, office, fandol) == "Office-SIMKAI"
    make_font(office / "楷体_GB2312.ttf", "甬")
    assert open_faces(office, fandol).official[Role.KAITI].path.stem == "楷体_GB2312"


@pytest.mark.parametrize("permission", [RESTRICTED, NO_SUBSET])
def test_a_face_that_may_not_be_embedded_is_passed_over_and_recorded(tmp_path: Path, permission: int) -> None:
    make_font(tmp_path / "simfang.ttf", "甬", permission)
    faces = open_faces(tmp_path)
    assert faces.refused == ("simfang.ttf",)
    assert faces.chains[Role.FANGSONG][0].name.startswith("Noto")
    assert layout(NOTICE, faces).record.refused == ("simfang.ttf",)


def test_a_character_that_a_face_lacks_comes_from_the_next_and_is_recorded(tmp_path: Path) -> None:
    make_font(tmp_path / "simfang.ttf", "甬江市人民政府各部门县区办公室")
    made = layout(NOTICE, open_faces(tmp_path))
    uses = {use.face: use for use in made.record.fonts if use.role is Role.FANGSONG}
    own, lender = uses["Office-simfang"], uses["NotoSerifSC-Regular"]
    assert own.official
    assert own.characters == ""
    assert not lender.official
    assert {"《", "》", "2"} <= set(lender.characters)
    assert not set("甬江市人民政府") & set(lender.characters)
    assert same_text(pdf(made), NOTICE)


def test_outlines_of_any_scale_come_to_the_same_em(tmp_path: Path) -> None:
    make_font(tmp_path / "simfang.ttf", "甬—")
    face = open_faces(tmp_path).official[Role.FANGSONG]
    assert face.advance("甬") == 1.0
    assert face.outline("甬").box == pytest.approx((100 / 2.048, 0, 1900 / 2.048, 1500 / 2.048))
    assert face.outline("—").box[::2] == pytest.approx((0, 1000))


@settings(deadline=None, max_examples=10)
@given(st.sets(st.sampled_from("甬江市政办一丁七万丈 —…，。·Aaigﬁ①〇\U0002c64a\U0002cb31㛃㎡"), min_size=1))
def test_a_subset_is_a_sound_truetype_font_with_just_the_characters_asked_for(characters: set[str]) -> None:
    for face, own in [(face, {char for char in characters if face.has(char)}) for face in FACES.chains[Role.HEITI]]:
        if not own:
            continue
        subset = build_subset(face, own)
        font = TTFont(BytesIO(subset.data), checkChecksums=2)
        names, glyphs = font.getBestCmap(), font.getGlyphSet()
        assert set(names) == set(map(ord, own))
        assert font["cmap"].getcmap(3, 1).cmap == {code: name for code, name in names.items() if code < 0xFFFF}
        for char in own:
            name = names[ord(char)]
            assert font.getGlyphID(name) == subset.glyphs[char]
            assert glyphs[name].width == subset.widths[subset.glyphs[char]] == round(face.advance(char) * 1000)
            assert font["glyf"][name].numberOfContours == face.outline(char).contours
            assert drawn(glyphs[name], glyphs) == pytest.approx(inked(face, char), abs=1.5)


def drawn(glyph: Any, glyphs: Any) -> tuple[float, ...]:
    pen = BoundsPen(glyphs)
    glyph.draw(pen)
    return pen.bounds or (0, 0, 0, 0)


@cache
def inked(face: Face, char: str) -> tuple[float, ...]:
    """The ink of a character in its own face; a dash is wider in a subset, where it fills its em."""
    font = opened(face)
    glyphs, scale = font.getGlyphSet(), 1000 / font["head"].unitsPerEm
    left, bottom, right, top = drawn(glyphs[font.getBestCmap()[ord(char)]], glyphs)
    across = (0.0, 1000.0) if char == DASH else (left * scale, right * scale)
    return across[0], bottom * scale, across[1], top * scale


@cache
def opened(face: Face) -> TTFont:
    return TTFont(BytesIO(face.path.read_bytes()), lazy=True)


def test_parts_of_other_glyphs_and_contours_without_a_point_on_the_curve_are_drawn(tmp_path: Path) -> None:
    path = tmp_path / "simfang.ttf"
    make_font(path, "甬江市")
    font = TTFont(path)
    ring, pair = TTGlyphPen(None), TTGlyphPen(font.getGlyphSet())
    ring.qCurveTo((100, 0), (100, 2000), (2100, 2000), (2100, 0), None)
    ring.closePath()
    pair.addComponent("c752c", (0.5, 0, 0, 0.5, 0, 0))
    pair.addComponent("c752c", (0.5, 0, 0, 0.5, 1000, 0))
    font["glyf"]["c6c5f"], font["glyf"]["c5e02"] = ring.glyph(), pair.glyph()
    font.save(path)
    face = open_faces(tmp_path).official[Role.FANGSONG]
    assert face.outline("江").points == 4
    assert face.outline("市").contours == 2
    assert face.outline("市").box == pytest.approx((50 / 2.048, 0, 1950 / 2.048, 750 / 2.048))
    made = TTFont(BytesIO(build_subset(face, "江市").data))
    assert drawn(made.getGlyphSet()["uni6C5F"], None) == pytest.approx((49, 0, 2100 / 2.048, 2000 / 2.048), abs=1)


def test_fetching_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told: list[str] = []
    with pytest.raises(FontsNotFetched, match="apt-get"):
        fetch_fandol(tmp_path / "fonts", told.append)
    assert told


def test_fetching_keeps_the_five_faces_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = {
        "apt-get": 'touch "$2_1_all.deb"',
        "dpkg-deb": 'mkdir -p "$3/fonts"; for name in '
        + " ".join(FANDOL_FILES.values())
        + ' FandolBraille.otf; do echo "$name" > "$3/fonts/$name"; done',
    }
    for name, body in scripts.items():
        script = tmp_path / name
        script.write_text(f"#!/bin/sh\nPATH=/bin:/usr/bin\n{body}\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    told: list[str] = []
    paths = fetch_fandol(tmp_path / "fonts", told.append)
    assert sorted(path.name for path in paths) == sorted(FANDOL_FILES.values())
    assert sorted(path.name for path in (tmp_path / "fonts").iterdir()) == sorted(FANDOL_FILES.values())
    assert all(path.read_text().strip() == path.name for path in paths)
