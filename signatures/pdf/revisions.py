"""What happened to a PDF after its first seal (ISO 32000-2, 7.5.6): only further seals, time stamps, evidence.

The rules are stricter than the format's own. A later update is accepted when a seal covers it and it adds that seal's
field, its picture and the note of it on its page; when a time stamp covers it that shows nowhere; or when it adds
evidence (/DSS) and nothing else. Programs that seal may note the time in the file's metadata; filled forms, comments,
fonts are changes (incremental saving attack, CCS 2019; shadow attacks, NDSS 2021).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.fields import MDPPerm

from signatures.judgement.verdict import Span
from signatures.pdf.byte_ranges import ByteRange, ending
from signatures.pdf.claims import LOCKED
from signatures.pdf.gate import TooComplex
from signatures.pdf.history import Budget, Revision
from signatures.pdf.objects import entry
from signatures.pdf.shadows import form_defaults_changed, revealed

# pyHanko's constructors carry no types of their own.
_catalogue_rule: Any = CatalogModificationRule
_metadata_rule: Any = MetadataUpdateRule
_new_field_rule: Any = SigFieldCreationRule

QUIET = ModificationLevel.LTA_UPDATES
"""Of changes that show on no page."""
ONLY_SEALS = StandardDiffPolicy(
    global_rules=[
        _catalogue_rule(),
        XrefStreamRule().as_qualified(QUIET),
        ObjectStreamRule().as_qualified(QUIET),
        DocInfoRule().as_qualified(QUIET),
        _metadata_rule().as_qualified(QUIET),
        DSSCompareRule().as_qualified(QUIET),
    ],
    form_rule=FormUpdatingRule(field_rules=[_new_field_rule(), SigFieldModificationRule()]),
)
ONLY_EVIDENCE = StandardDiffPolicy(
    global_rules=[
        _catalogue_rule(ignored_keys=frozenset({"/DSS", "/Extensions", "/Version"})),
        XrefStreamRule().as_qualified(QUIET),
        ObjectStreamRule().as_qualified(QUIET),
        DocInfoRule().as_qualified(QUIET),
        DSSCompareRule().as_qualified(QUIET),
    ],
    form_rule=None,
)
NOTED = {"/ModDate", "/Producer"}
"""What programs note in the document information whenever they write."""
MOST_OBJECTS_NAMED = 20


class Kind(StrEnum):
    """What an update is."""

    SEAL = "seal"
    TIME_STAMP = "time_stamp"
    EVIDENCE = "evidence"
    """/DSS only, under a later seal or time stamp."""
    LOOSE_EVIDENCE = "loose_evidence"
    """/DSS only, covered by nothing."""
    CHANGE = "change"
    SHADOW = "shadow"
    """A change that shows what was prepared before the seal, or takes away what covered it."""


ALLOWED = {Kind.SEAL, Kind.TIME_STAMP, Kind.EVIDENCE, Kind.LOOSE_EVIDENCE}


@dataclass(frozen=True)
class Update:
    """An update after the first signature."""

    revision: int
    kind: Kind
    why: str
    """Why it is a change; empty when it is none."""
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


def updates_after(reader: Any, signed: Mapping[int, Kind], permits: Mapping[int, int]) -> Iterator[Update]:
    """Every update after the first signed revision, judged against the state before it.

    `signed` are the revisions that a seal or a time stamp covers, `permits` the DocMDP levels of those that certify.
    Raises TooComplex.
    """
    budget = Budget()
    before = Revision(reader, min(signed), budget)
    for number in range(min(signed) + 1, reader.total_revisions):
        after = Revision(reader, number, budget)
        level = min((permits[each] for each in permits if each < number), default=None)
        yield _update(before, after, signed, level)
        before = after


def _update(before: Revision, after: Revision, signed: Mapping[int, Kind], level: int | None) -> Update:
    number: int = after.revision
    kind = signed.get(number) or (Kind.EVIDENCE if number < max(signed) else Kind.LOOSE_EVIDENCE)
    try:
        why = _objection(before, after, kind, level)
        shown = revealed(before, after) if why else ""
    except TooComplex:
        raise
    except Exception as fault:
        # An update that cannot even be compared is a change.
        why, shown = f"{type(fault).__name__}: {fault}", ""
    if why:
        kind = Kind.SHADOW if shown else Kind.CHANGE
    return Update(number, kind, shown or why, named(after.written))


def _objection(before: Revision, after: Revision, kind: Kind, level: int | None) -> str:
    """Why an update is none of its kind; empty when it is."""
    certified = MDPPerm.FILL_FORMS if level else None
    try:
        if kind is Kind.LOOSE_EVIDENCE:
            ONLY_EVIDENCE.apply(before, after)
            return "" if _information(before) == _information(after) else "the document information was changed"
        loudest = ONLY_SEALS.apply(before, after, doc_mdp=certified).modification_level
    except SuspiciousModification as objection:
        return f"{type(objection).__name__}: {objection}"
    if kind is not Kind.SEAL and loudest > QUIET:
        return "shows on a page and no seal covers it"
    if level == LOCKED and kind is Kind.SEAL:
        return "the document is locked"
    return form_defaults_changed(before, after) or _acts(after)


def _information(revision: Revision) -> dict[str, Any]:
    """What the document says of itself, but for what every program notes there."""
    if "/Info" not in revision.trailer_view:
        return {}
    entries = revision(revision.trailer_view.raw_get("/Info").reference)
    return {key: entries.raw_get(key) for key in entries if key not in NOTED}


def _acts(after: Revision) -> str:
    """A seal's field may show, but not do anything (ISO 32000-2, 12.6)."""
    for reference in sorted(after.written, key=lambda each: each.idnum):
        found = after(reference)
        if not isinstance(found, generic.DictionaryObject) or not {"/A", "/AA"} & set(found):
            continue
        if "/FT" in found or entry(found, "/Subtype", None) == "/Widget":
            return f"the field in object {reference.idnum} has actions"
    return ""


def objects_within(reader: Any, spans: Sequence[Span]) -> tuple[str, ...]:
    """The objects ("12 0") that begin in these bytes of the file."""
    return named(
        reference
        for revision, reference in _all_objects(reader)
        if _begins_within(reader.xrefs.get_historical_ref(reference, revision), spans)
    )


def damaged_objects(reader: Any) -> tuple[str, ...]:
    """The objects that no longer parse or unpack: often the very ones that a changed byte lies in."""
    return named(reference for _, reference in _all_objects(reader) if not _sound(reader, reference))


def _all_objects(reader: Any) -> Iterator[tuple[int, Any]]:
    for revision in range(reader.total_revisions):
        for reference in reader.xrefs.explicit_refs_in_revision(revision):
            yield revision, reference


def named(references: Iterable[Any]) -> tuple[str, ...]:
    """The first objects among these by number: "12 0"."""
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
