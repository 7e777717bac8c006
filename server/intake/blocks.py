"""A paragraph of a text with its place in the outline."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """One paragraph. `level` 0 is running text; 1-4 are headings 一、 (一) 1. (1) (7.3.3)."""

    text: str
    level: int = 0
