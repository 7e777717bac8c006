"""Figures (插图): in the middle of the 版心, as large as they are or as it allows, the caption below."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.typesetting.engine.setting import Compositor
from documents.typesetting.engine.slab import Line, Slab, Type
from documents.typesetting.fonts.faces import Role
from documents.typesetting.model import Figure
from documents.typesetting.page import Picture, Sheet, Tag


@dataclass(frozen=True)
class FigureSlab:
    """A figure with its caption, which are never parted."""

    figure: Figure
    type: Type
    caption: Sequence[Line]
    left: float
    width: float
    """Millimetres on the page."""
    picture_height: float
    keep: int = 0
    joined: bool = False
    turned: bool = False
    opening: Sequence[Slab] = ()

    @property
    def height(self) -> float:
        """Of the picture and the lines of the caption."""
        return self.picture_height + len(self.caption) * self.type.pitch

    def cut(self, room: float) -> None:
        """A figure is not cut."""

    def set(
        self, compositor: Compositor, sheet: Sheet, left: float, top: float, *, opens: bool = False, again: bool = False
    ) -> None:
        """Set the picture and its caption below it."""
        x, data = left + self.left, self.figure.data
        sheet.pictures.append(Picture(data, x, top, self.width, self.picture_height, self.figure.caption))
        self.type.set(compositor, sheet, self.caption, left, top + self.picture_height, again=again)


def figure_slab(compositor: Compositor, figure: Figure) -> FigureSlab:
    """Set `figure` at its own size, or smaller where the 版心 with its caption has no room for it."""
    p = compositor.profile
    type_ = Type(compositor.solid(p.table_size), p.leading)
    caption = type_.centred(figure.caption, Role.HEITI, Tag.CAPTION, 0.0, p.width, compositor.part())
    room = p.height - len(caption) * type_.pitch
    too_large = max(1.0, figure.width / p.width, figure.height / room)
    width = figure.width / too_large
    return FigureSlab(figure, type_, caption, (p.width - width) / 2, width, figure.height / too_large)
