"""Shadow attacks (NDSS 2021): an update that adds nothing new, but shows what was prepared before the seal.

Hide: what covered the hidden text is taken away. Replace: a form's value or a font is another one. Hide and replace:
a second document, already in the sealed bytes, takes the place of the first. A change that the rules for updates
refuse is told apart here from one that simply writes something else (pdf_isa).
"""

from collections.abc import Callable, Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.xref import ObjStreamRef

from signatures.pdf.history import Revision
from signatures.pdf.objects import entry
from signatures.pdf.paper import pages

FORM_DEFAULTS = ("/DR", "/DA", "/Q", "/NeedAppearances")
"""By which readers draw the values of fields anew (ISO 32000-2, table 224)."""
FONTS = {"/Font", "/DR", "/FontDescriptor", "/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/CharProcs"}
DEEPEST_FIELD = 32


def form_defaults_changed(before: Revision, after: Revision) -> str:
    """Whether the values of filled fields would be drawn otherwise; empty when not, or when there are none."""
    if not any(_is_filled(each.get_object()) for each in _fields(before)):
        return ""
    old, new = before.root["/AcroForm"], after.root["/AcroForm"]
    changed = after.written
    for key in FORM_DEFAULTS:
        same = key in old and key in new and old.raw_get(key) == new.raw_get(key)
        if (key in old or key in new) and not (same and not before.collect_dependencies(old.raw_get(key)) & changed):
            return f"how the form's values are drawn was changed: {key}"
    return ""


def revealed(before: Revision, after: Revision) -> str:
    """What an update shows that was prepared before; empty when it does nothing of the kind."""
    return next((why for check in CHECKS if (why := check(before, after))), "")


def _returns(before: Revision, after: Revision) -> str:
    """An object that is said to stand in bytes older than the update."""
    start = before.reader.xrefs.get_xref_container_info(before.revision).end_location
    for reference in after.written:
        old, new = (each.place(reference) for each in (before, after))
        if new == old:
            continue
        if isinstance(new, ObjStreamRef):
            new = after.place(generic.Reference(new.obj_stream_id, 0, after))
        if isinstance(new, int) and new < start:
            return f"object {reference.idnum} is now one that stood hidden in the sealed bytes"
    return ""


def _frees(_: Revision, after: Revision) -> str:
    freed = after.freed
    return f"objects are taken away: {sorted(each.idnum for each in freed)}" if freed else ""


def _changes_root(before: Revision, after: Revision) -> str:
    """Another catalogue, page tree or set of layers that already existed."""
    if after.root_ref.idnum != before.root_ref.idnum and not before.is_ref_unassignable(after.root_ref):
        return "another document catalogue takes the place of the sealed one"
    if _raw(before.root, "/OCProperties") != _raw(after.root, "/OCProperties"):
        return "layers are shown or hidden"
    return ""


def _swaps(before: Revision, after: Revision) -> str:
    """Objects that are written anew and led to something old, or away from what they had."""
    for reference, old, new in _written_anew(before, after):
        had, has = _references(old), _references(new)
        gained = has - had
        known = [each for each in gained if not before.is_ref_unassignable(each) and before.place(each) is not None]
        if known:
            return f"object {reference.idnum} now leads to object {known[0].idnum}, which was there before the seal"
        covers = [each for each in had - has if _may_cover(before(each))]
        if covers and not gained:
            return f"object {reference.idnum} no longer leads to object {covers[0].idnum}, which may have covered it"
    return ""


def _alters(before: Revision, after: Revision) -> str:
    """Fonts, pictures, layers, comments, values of fields written anew in their places."""
    watched = _annotations(before)
    for reference, _, _ in _written_anew(before, after):
        if reference in watched:
            return f"the value or the look of {watched[reference]} in object {reference.idnum} was replaced"
        for way in before.ways_to(reference):
            keys = {each for each in way if isinstance(each, str)}
            if keys & FONTS:
                return f"the font in object {reference.idnum} was replaced"
            if "/OCProperties" in keys:
                return "layers are shown or hidden"
            if "/XObject" in keys and "/Annots" not in keys and "/AcroForm" not in keys:
                return f"the picture in object {reference.idnum} was replaced"
    return form_defaults_changed(before, after)


CHECKS: tuple[Callable[[Revision, Revision], str], ...] = (_returns, _frees, _changes_root, _swaps, _alters)


def _written_anew(before: Revision, after: Revision) -> Iterator[tuple[Any, Any, Any]]:
    """References that existed, with the object before and after."""
    for reference in sorted(after.written, key=lambda each: each.idnum):
        if not before.is_ref_unassignable(reference) and before.place(reference) is not None:
            yield reference, before(reference), after(reference)


def _raw(dictionary: Any, key: str) -> Any:
    return dictionary.raw_get(key) if key in dictionary else None


def _references(value: Any) -> set[Any]:
    """Everything that a value itself leads to, the way up the tree apart."""
    if isinstance(value, generic.IndirectObject):
        return {value.reference}
    if isinstance(value, generic.DictionaryObject):
        return set().union(*(_references(value.raw_get(key)) for key in value if key not in ("/Parent", "/P")))
    if isinstance(value, generic.ArrayObject):
        return set().union(*(_references(value.raw_get(place)) for place in range(len(value))))
    return set()


def _may_cover(found: Any) -> bool:
    """Whether an object draws something: content, a picture, an annotation."""
    drawn = isinstance(found, generic.StreamObject)
    return drawn or (isinstance(found, generic.DictionaryObject) and "/Subtype" in found and "/Rect" in found)


def _fields(revision: Revision) -> Iterator[Any]:
    """References to the form's fields and what is below them, each once."""
    waiting: list[Any] = _members(entry(revision.root, "/AcroForm", {}), "/Fields")
    seen: set[Any] = set()
    while waiting:
        reference = waiting.pop()
        if not _is_reference(reference) or reference.reference in seen:
            continue
        seen.add(reference.reference)
        yield reference
        waiting += _members(reference.get_object(), "/Kids")


def _members(dictionary: Any, key: str) -> list[Any]:
    """What is listed under a key, references left as they are."""
    return list(entry(dictionary, key, ()))


def _is_reference(value: Any) -> bool:
    return isinstance(value, generic.IndirectObject)


def _is_filled(field: Any) -> bool:
    """Whether a field is of another kind than a signature."""
    for _ in range(DEEPEST_FIELD):
        if "/FT" in field:
            return bool(field["/FT"] != "/Sig")
        if "/Parent" not in field:
            break
        field = field["/Parent"]
    return False


def _annotations(revision: Revision) -> dict[Any, str]:
    """Everything that draws filled fields and comments, by what it is."""
    found: dict[Any, str] = {}
    for reference in _fields(revision):
        if _is_filled(reference.get_object()):
            found |= dict.fromkeys(_drawn_by(revision, reference), "a field")
    for page in pages(revision.root):
        for note in _members(page, "/Annots"):
            if _is_reference(note) and entry(note.get_object(), "/Subtype", None) != "/Widget":
                found |= dict.fromkeys(_drawn_by(revision, note), "an annotation")
    return found


def _drawn_by(revision: Revision, annotation: Any) -> set[Any]:
    look = _raw(annotation.get_object(), "/AP")
    return {annotation.reference} | (revision.collect_dependencies(look) if look is not None else set())
