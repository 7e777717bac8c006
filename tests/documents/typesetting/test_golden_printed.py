"""Golden documents as another program reads them in the PDF: every element's first line where the model has it."""

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest

from documents.typesetting import profile
from documents.typesetting.output.pdf.writer import pdf
from documents.typesetting.page import Run, Tag
from server.intake.pdfium import PDFIUM
from tests.documents.typesetting.golden import GOLDEN, laid
from tests.documents.typesetting.measuring import near

SHOWN = tuple(GOLDEN)
Word = tuple[float, float, str]
"""Left and upper edge in millimetres, and the characters."""


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> list[list[Word]]:
    """What poppler finds on each page of the documents bound into one file."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    path = tmp_path_factory.mktemp("golden") / "golden.pdf"
    _bind(path)
    xml = subprocess.run(["pdftotext", "-bbox-layout", path, "-"], check=True, capture_output=True).stdout
    pages = ElementTree.fromstring(xml).findall(".//{*}page")
    return [
        [
            (float(word.get("xMin", 0)) * profile.POINT, float(word.get("yMin", 0)) * profile.POINT, word.text or "")
            for word in page.findall(".//{*}word")
        ]
        for page in pages
    ]


def _bind(path: Path) -> None:
    with PDFIUM:
        bound = pypdfium2.PdfDocument.new()
        for name in SHOWN:
            bound.import_pages(pypdfium2.PdfDocument(pdf(laid(name))))
        bound.save(path)
        bound.close()


@pytest.mark.parametrize("name", SHOWN)
def test_the_first_line_of_every_element_is_printed_where_the_model_has_it(name: str, words: list[list[Word]]) -> None:
    before = sum(len(laid(other).pages) for other in SHOWN[: SHOWN.index(name)])
    for page in laid(name).pages:
        firsts: dict[Tag, Run] = {}
        for run in (run for run in page.runs if not run.turned):
            firsts.setdefault(run.tag, run)
        for tag, run in firsts.items():
            found = [word for word in words[before + page.number - 1] if _is_there(word, run)]
            assert found, (tag, run.text, run.xs[0], run.top)


def _is_there(word: Word, run: Run) -> bool:
    x, y, text = word
    return text[0] == run.text[0] and x == near(run.xs[0]) and y == near(run.top)
