"""The states of a PDF before and after each update, read with a bound on the work that hostile files can cause."""

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver

from signatures.pdf.gate import TooComplex

MOST_STEPS = 500_000
"""Values looked at in all comparisons of one file. Objects that share objects that share objects make as many paths
as one likes out of a few hundred bytes."""


class Budget:
    """What may still be spent on one file."""

    def __init__(self) -> None:
        self.left = MOST_STEPS

    def spend(self, steps: int) -> None:
        """Raises TooComplex when nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise TooComplex(f"more than {MOST_STEPS} steps to compare the updates")


class Revision(HistoricalResolver):
    """The file as it was after one of its updates."""

    def __init__(self, reader: Any, number: int, budget: Budget) -> None:
        super().__init__(reader, number)
        self._budget = budget
        self._sizes: dict[Any, int] = {}

    def get_object(self, ref: Any, as_metadata_stream: bool = False) -> Any:
        """The object as it was, looked up at its price."""
        found = super().get_object(ref, as_metadata_stream=as_metadata_stream)
        if ref not in self._sizes:
            self._sizes[ref] = _size(found)
        self._budget.spend(self._sizes[ref])
        return found

    @property
    def written(self) -> set[Any]:
        """References to what this very update wrote."""
        return set(self.reader.xrefs.explicit_refs_in_revision(self.revision))

    @property
    def freed(self) -> set[Any]:
        """References that this very update declared free."""
        return set(self.reader.xrefs.refs_freed_in_revision(self.revision))

    def place(self, reference: Any) -> Any:
        """Where the object stood: an offset, a place in an object stream, or None."""
        return self.reader.xrefs.get_historical_ref(reference, self.revision)

    def ways_to(self, reference: Any) -> set[tuple[str | int, ...]]:
        """The keys and indices by which an object was reached from the trailer."""
        load: Any = self._load_reverse_xref_cache
        load()
        return {path.path for path in self._get_usages_of_ref(reference)}


def _size(found: Any) -> int:
    """How many values an object consists of, those that it only refers to apart."""
    if isinstance(found, generic.DictionaryObject):
        return 1 + sum(map(_size, found.values()))
    if isinstance(found, generic.ArrayObject):
        return 1 + sum(map(_size, found))
    return 1
