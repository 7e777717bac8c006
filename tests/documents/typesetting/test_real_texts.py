"""Real texts, read from the folder that ZHENGBAN_REAL_TEXTS names: nothing lost, no forbidden mark, the grid kept."""

import os
import re
from pathlib import Path

import pytest

from documents.typesetting.engine import marks
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Block
from documents.typesetting.output.pdf.writer import pdf
from documents.typesetting.page import Tag
from documents.typesetting.profile import GBT9704
from documents.typesetting.proof import same_text
from server.intake.punctuation import full_width
from tests.documents.typesetting.examples import FACES, notice, runs

FOLDER = os.environ.get("ZHENGBAN_REAL_TEXTS", "")
TEXTS = sorted(Path(FOLDER, "seeds").glob("*.txt")) if FOLDER else [Path("unset")]
pytestmark = pytest.mark.skipif(not FOLDER, reason="ZHENGBAN_REAL_TEXTS is not set")
LEVELS = (r"[一二三四五六七八九十]+、", r"[（(][一二三四五六七八九十]+[)）]", r"\d+[.．](?!\d)", r"[（(]\d+[)）]")


def block(line: str) -> Block:
    level = next((number for number, pattern in enumerate(LEVELS, 1) if re.match(pattern, line)), 0)
    return Block(line, level)


@pytest.mark.parametrize("widened", [False, True], ids=["as written", "full width"])
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem[:3])
def test_a_real_text_is_typeset_whole_and_lawfully(path: Path, widened: bool) -> None:
    written = path.read_text(encoding="utf-8")
    lines = [line.strip() for line in (full_width(written) if widened else written).splitlines() if line.strip()]
    document = notice(blocks=tuple(map(block, lines)))
    made = layout(document, FACES)
    assert same_text(pdf(made), document)
    opening, ending = {line[0] for line in lines}, {line[-1] for line in lines}
    for page in made.pages:
        rows: dict[float, str] = {}
        right: dict[float, float] = {}
        for run in runs((page,), Tag.BODY):
            rows[run.baseline] = rows.get(run.baseline, "") + run.text
            right[run.baseline] = run.xs[-1]
        assert len(rows) <= GBT9704.rows
        assert max(right.values(), default=0.0) <= 184
        assert not [row for row in rows.values() if row[0] in marks.NO_START - opening]
        assert not [row for row in rows.values() if row[-1] in marks.NO_END - ending]
