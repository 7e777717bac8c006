"""What happened to a PDF after its first seal (ISO 32000-2, 7.5.6): only further seals may have.

The rules are stricter than the format's own. A later update is accepted when it is itself covered by a
seal and adds that seal's field, its picture and the note of it on its page. Programs that seal may note
the time in the file's metadata; filled forms, comments, fonts are changes (incremental saving attack,
CCS 2019; shadow attacks, NDSS 2021).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)

from signatures.pdf.byte_ranges import ByteRange, ending
from signatures.pdf.verdict import Span

# pyHanko's constructors carry no types of their own.
_catalogue_rule: Any = CatalogModificationRule
_metadata_rule: Any = MetadataUpdateRule
_new_field_rule: Any = SigFieldCreationRule

ONLY_SEALS = StandardDiffPolicy(
    global_rules=[
        _catalogue_rule(),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        DocInfoRule().as_qualified(ModificationLevel.LTA_UPDATES),
        _metadata_rule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule(field_rules=[_new_field_rule(), SigFieldModificationRule()]),
)
MOST_OBJECTS_NAMED = 20


@dataclass(frozen=True)
class Change:
    """An update after the first seal that is more than a seal."""

    revision: int
    why: str
    objects: tuple[str, ...]


def covers_revision(pdf: bytes, reader: Any, covered: ByteRange, revision: int) -> bool:
    """Whether the covered bytes end exactly where that revision does, with all its references inside."""
    if ending(pdf, covered.end) != reader.xrefs.get_startxref_for_revision(revision):
        return False
    tables = [reader.xrefs.get_xref_container_info(each) for each in range(reader.total_revisions)]
    inside = all(table.end_location <= covered.end for table in tables[: revision + 1])
    after = all(table.start_location >= covered.end for table in tables[revision + 1 :])
    return inside and after and not _points_past(reader, covered.end, revision)


def _points_past(reader: Any, end: int, revision: int) -> bool:
    """Whether an object of that revision or an earlier one is said to stand where a later update could write."""
    places = (
        reader.xrefs.get_historical_ref(reference, each) for each, reference in _all_objects(reader) if each <= revision
    )
    return any(isinstance(place, int) and place >= end for place in places)


def changes_after(reader: Any, sealed: Sequence[int]) -> Iterator[Change]:
    """Every update after the first sealed revision that is not just a seal.

    `sealed` are the revisions that a seal covers.
    """
    for revision in range(min(sealed) + 1, reader.total_revisions):
        why = _objection(reader, revision) if revision in sealed else "no seal covers this update"
        if why:
            yield Change(revision, why, _named(reader.xrefs.explicit_refs_in_revision(revision)))


def objects_within(reader: Any, spans: Sequence[Span]) -> tuple[str, ...]:
    """The objects ("12 0") that begin in these bytes of the file."""
    return _named(
        reference
        for revision, reference in _all_objects(reader)
        if _begins_within(reader.xrefs.get_historical_ref(reference, revision), spans)
    )


def damaged_objects(reader: Any) -> tuple[str, ...]:
    """The objects that no longer parse or unpack: often the very ones that a changed byte lies in."""
    return _named(reference for _, reference in _all_objects(reader) if not _sound(reader, reference))


def _objection(reader: Any, revision: int) -> str:
    before, after = (reader.get_historical_resolver(each) for each in (revision - 1, revision))
    try:
        ONLY_SEALS.apply(before, after)
    except Exception as objection:
        # Besides SuspiciousModification: an update that cannot even be compared is a change.
        return f"{type(objection).__name__}: {objection}"
    return ""


def _all_objects(reader: Any) -> Iterator[tuple[int, Any]]:
    for revision in range(reader.total_revisions):
        for reference in reader.xrefs.explicit_refs_in_revision(revision):
            yield revision, reference


def _named(references: Iterable[Any]) -> tuple[str, ...]:
    numbers = sorted({(each.idnum, each.generation) for each in references})
    return tuple(f"{number} {generation}" for number, generation in numbers[:MOST_OBJECTS_NAMED])


def _begins_within(place: object, spans: Sequence[Span]) -> bool:
    return isinstance(place, int) and any(start <= place < end for start, end in spans)


def _sound(reader: Any, reference: Any) -> bool:
    try:
        value = reader.get_object(reference)
        return not isinstance(value, generic.StreamObject) or value.data is not None
    except Exception:
        # However the parser fails, the object is damaged.
        return False
