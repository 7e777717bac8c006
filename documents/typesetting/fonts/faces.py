"""Which face plays which role (字体): the office's own type, else Fandol, else what pip installs.

The standard names 仿宋, 小标宋, 黑体, 楷体 and 宋体 (5.2.2, 7.2-7.5) and no font files. A chain of faces stands
behind every role; a character that the first lacks comes from the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path, serif_path

from documents.typesetting.errors import GlyphMissing
from documents.typesetting.fonts.face import Face


class Role(StrEnum):
    """A typeface that the standard asks for."""

    FANGSONG = "仿宋"
    XIAOBIAOSONG = "小标宋"
    HEITI = "黑体"
    KAITI = "楷体"
    SONGTI = "宋体"


OFFICE_FILES: Mapping[Role, tuple[str, ...]] = {
    Role.FANGSONG: (
        "仿宋_GB2312",
        "FZFSK",
        "方正仿宋_GBK",
        "方正仿宋简体",
        "simfang",
        "仿宋",
        "STFangsong",
        "STFANGSO",
    ),
    Role.XIAOBIAOSONG: (
        "方正小标宋简体",
        "FZXBSJW",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋_GBK",
        "FZXBSK",
        "华文中宋",
        "STZHONGS",
    ),
    Role.HEITI: ("simhei", "黑体", "方正黑体_GBK", "FZHTK"),
    Role.KAITI: ("楷体_GB2312", "simkai", "楷体", "方正楷体_GBK", "FZKTK"),
    Role.SONGTI: ("simsun", "宋体", "方正书宋_GBK", "FZSSK"),
}
"""File names, without suffix, under which offices keep the faces of each role; the best first."""

FANDOL_FILES: Mapping[Role, str] = {
    Role.FANGSONG: "FandolFang-Regular.otf",
    Role.XIAOBIAOSONG: "FandolSong-Bold.otf",
    Role.HEITI: "FandolHei-Regular.otf",
    Role.KAITI: "FandolKai-Regular.otf",
    Role.SONGTI: "FandolSong-Regular.otf",
}
SUFFIXES = (".ttf", ".otf", ".ttc")
STAND_IN_STROKE = {Role.XIAOBIAOSONG: 0.022}
"""Ems of stroke that give a regular stand-in face the weight of the role."""


RoleFaces = Mapping[Role, Face]


@dataclass(frozen=True)
class Faces:
    """The chains of faces behind the roles; build once and keep, for the faces remember their outlines."""

    chains: Mapping[Role, tuple[Face, ...]]
    official: RoleFaces
    """The roles that the office's own type fills."""
    refused: tuple[str, ...] = ()
    """Files of the office whose makers forbid embedding."""
    light: frozenset[Path] = frozenset()
    """Stand-ins of regular weight, thickened where the role is heavy."""

    def face(self, role: Role, char: str) -> Face:
        """The first face of `role` that has `char`.

        Raises GlyphMissing when no face has it.
        """
        for face in self.chains[role]:
            if face.has(char):
                return face
        raise GlyphMissing(char)

    def stroke(self, role: Role, face: Face) -> float:
        """Ems by which `face` is thickened when it stands in for `role`."""
        return STAND_IN_STROKE.get(role, 0.0) if face.path in self.light else 0.0

    def missing(self, text: str) -> str:
        """The characters of `text` that no face can draw, each once, in order."""
        known = self.chains[Role.FANGSONG]
        drawn = (char for char in dict.fromkeys(text) if not char.isspace())
        return "".join(char for char in drawn if not any(face.has(char) for face in known))


def open_faces(office: Path | None = None, fandol: Path | None = None) -> Faces:
    """Resolve every role (字库选用), first hit wins.

    `office` is the folder of the office's own licensed fonts, `fandol` the folder that `fetch.fetch_fandol`
    fills; either may be None or absent.
    """
    faces = _Opened()
    serif, sans = faces.at(serif_path()), faces.at(sans_path())
    files = _font_files(office)
    own = {role: face for role in Role if (face := _first_allowed(role, files, faces))}
    free = {
        role: faces.at(fandol / name) for role, name in FANDOL_FILES.items() if fandol and (fandol / name).is_file()
    }
    last = {role: (sans, serif) if role is Role.HEITI else (serif, sans) for role in Role}
    chains = {role: _chain(role, own, free, last[role]) for role in Role}
    return Faces(chains, own, tuple(faces.refused), frozenset({serif.path, sans.path}))


class _Opened:
    """Each file is opened once, whichever roles it plays."""

    def __init__(self) -> None:
        self._faces: dict[Path, Face] = {}
        self.refused: list[str] = []

    def at(self, path: Path) -> Face:
        return self._faces.setdefault(path, Face(path))


def _font_files(folder: Path | None) -> dict[str, Path]:
    if folder is None or not folder.is_dir():
        return {}
    return {path.stem.casefold(): path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES}


def _first_allowed(role: Role, files: Mapping[str, Path], faces: _Opened) -> Face | None:
    for name in OFFICE_FILES[role]:
        if path := files.get(name.casefold()):
            face = faces.at(path)
            if face.embeddable:
                return face
            faces.refused.append(path.name)
    return None


def _chain(role: Role, own: RoleFaces, free: RoleFaces, last: tuple[Face, ...]) -> tuple[Face, ...]:
    """The role's own faces first; whatever else is there may lend a character that they lack."""
    first = [faces[role] for faces in (own, free) if role in faces]
    return tuple(dict.fromkeys([*first, *last, *own.values(), *free.values()]))
