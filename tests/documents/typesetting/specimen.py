"""A layout in which everything occurs that a page can hold, and where its characters belong on the paper."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from documents.typesetting import profile
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Block
from documents.typesetting.page import Heading, Layout, Picture, Rule, Run, Tag
from tests.documents.typesetting.examples import FACES, SENTENCE, notice

RARE = "杨\U0002c64a与\U0002cb31，A-B 100%"
"""Characters of personal names beyond the basic plane between others, and a space."""


def image(kind: str, colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (30, 10), colour).save(out, kind)
    return out.getvalue()


PNG, JPEG = image("PNG", "blue"), image("JPEG", "red")
OUTLINE = (
    Heading("通知", 0, 1, 130.0),
    Heading("一、总体要求", 1, 1, 150.0),
    Heading("1.目标", 3, 2, 40.0),
    Heading("二、保障措施", 1, 2, 60.0),
    Heading("附件标题", 0, 3, 47.5),
)


def turned(run: Run) -> Run:
    """The run, reading up the left edge of the paper."""
    return replace(run, turned=True, baseline=15.0, xs=tuple(60 + x - run.xs[0] for x in run.xs))


def _specimen() -> Layout:
    made = layout(notice(blocks=tuple(Block(SENTENCE * 3 + RARE) for _ in range(12)), copy_no="000001"), FACES)
    first, second, *others = made.pages
    full = replace(
        second,
        runs=(*second.runs, turned(second.runs[0])),
        rules=(*second.rules, Rule(20, 60, 100, 0.35, Tag.TABLE, red=True, upright=True)),
        pictures=(
            Picture(PNG, 60, 150, 60, 20, "流程图"),
            Picture(JPEG, 140, 140, 20, 60, turned=True),
            Picture(PNG, 60, 180, 30, 10),
        ),
    )
    return replace(made, pages=(first, full, *others), outline=OUTLINE)


SPECIMEN = _specimen()


def places(run: Run) -> list[tuple[str, float, float]]:
    """Each character with its origin, millimetres from the upper left corner of the paper."""
    pairs = zip(run.text, run.xs, strict=True)
    if run.turned:
        return [(char, run.baseline, profile.PAPER_HEIGHT - x) for char, x in pairs]
    return [(char, x, run.baseline) for char, x in pairs]
