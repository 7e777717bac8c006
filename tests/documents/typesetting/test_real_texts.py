"""Real texts, read from the folder that ZHENGBAN_REAL_TEXTS names: nothing lost, no line that anybody can fault."""

import gzip
import json
import os
import re
from pathlib import Path

import pytest

from benchmarks.kinsoku import document_of, faults
from documents.typesetting.engine import marks
from documents.typesetting.engine.title import split_title
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
CORPUS = Path(FOLDER, "data", "policies", "docs.small.jsonl.gz")
pytestmark = pytest.mark.skipif(not FOLDER, reason="ZHENGBAN_REAL_TEXTS is not set")
needs_corpus = pytest.mark.skipif(not CORPUS.is_file(), reason="no policies in the folder of ZHENGBAN_REAL_TEXTS")
LEVELS = (r"[一二三四五六七八九十]+、", r"[（(][一二三四五六七八九十]+[)）]", r"\d+[.．](?!\d)", r"[（(]\d+[)）]")
OPENING = 400
"""Characters of each text of the corpus."""


def block(line: str) -> Block:
    level = next((number for number, pattern in enumerate(LEVELS, 1) if re.match(pattern, line)), 0)
    return Block(line, level)


def corpus(key: str) -> list[str]:
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        return [json.loads(line)[key] for line in lines]


@pytest.mark.parametrize("widened", [False, True], ids=["as written", "full width"])
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem[:3])
def test_a_real_text_is_typeset_whole_and_lawfully(path: Path, widened: bool) -> None:
    written = path.read_text(encoding="utf-8")
    lines = [line.strip() for line in (full_width(written) if widened else written).splitlines() if line.strip()]
    document = notice(blocks=tuple(map(block, lines)))
    made = layout(document, FACES)
    assert same_text(pdf(made), document)
    assert not any(faults(made, FACES).kinds())
    for page in made.pages:
        assert len({run.baseline for run in runs((page,), Tag.BODY)}) <= GBT9704.rows


@needs_corpus
def test_no_line_of_the_corpus_can_be_faulted() -> None:
    document = document_of("\n".join(body[:OPENING] for body in corpus("body")), FACES)
    made = layout(document, FACES)
    found = faults(made, FACES)
    printed = "".join(run.text for run in runs(made.pages, Tag.BODY))
    assert "".join(printed.split()) == "".join("".join(part.text.split()) for part in document.blocks)
    assert not any(found.kinds())
    assert found.full > 2000


@needs_corpus
def test_titles_of_the_corpus_keep_their_words_and_widen_or_narrow() -> None:
    for title in {"".join(title.split()) for title in corpus("title")}:
        lines = split_title(title, "", 19)
        widths = [sum(0.5 if char.isascii() else 1 for char in line) for line in lines]
        widest = widths.index(max(widths))
        assert "".join(lines) == title
        assert widths[: widest + 1] == sorted(widths[: widest + 1])
        assert widths[widest:] == sorted(widths[widest:], reverse=True)
        assert not [line for line in lines if line[0] in marks.NO_START or line[0] == "的" or line[-1] in marks.NO_END]
