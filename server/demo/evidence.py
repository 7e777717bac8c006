"""What the story leaves behind, looked at with a reader that had no part in making it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdfium2 import PdfDocument

from server.demo.running import Refused

POINT = 25.4 / 72
DPI = 110


@dataclass(frozen=True)
class Evidence:
    """The sealed file in numbers."""

    pages: int
    characters: int


def write(pdf: bytes, target: Path) -> Evidence:
    """Draw page 1 and the last page as PNG into the target folder. Raises Refused if the text cannot be selected."""
    with PdfDocument(pdf) as document:
        document.init_forms()
        count = len(document)
        for number, name in ((0, "page-first.png"), (count - 1, "page-last.png")):
            document[number].render(scale=DPI / 72).to_pil().save(target / name)
        characters = sum(page.get_textpage().count_chars() for page in document)
    if characters < 100:
        raise Refused("the text of the sealed file cannot be selected")
    return Evidence(count, characters)


def seal_covers_signature(pdf: bytes, verdict: dict[str, Any]) -> None:
    """The seal of the verdict lies on the signature (署名) and the date (成文日期). Raises Refused."""
    box = verdict["seals"][0]["boxes"][0]
    with PdfDocument(pdf) as document:
        page = document[box["page"] - 1]
        left, top = box["left_mm"] / POINT, page.get_height() - box["top_mm"] / POINT
        right, bottom = left + box["width_mm"] / POINT, top - box["height_mm"] / POINT
        covered = page.get_textpage().get_text_bounded(left=left, right=right, top=top, bottom=bottom)
    if "年" not in covered or "月" not in covered or "政府" not in covered:
        raise Refused(f"the seal covers {covered!r}")
