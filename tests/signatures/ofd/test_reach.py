"""Files that nobody protects, and the spellings under which a lenient reader still finds and shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.judgement.codes import MEANING, Code, Severity
from signatures.judgement.verdict import State
from signatures.ofd.package import open_package
from signatures.ofd.reach import reachable
from tests.signatures.ofd.bench import (
    errors,
    files_of,
    judged,
    packed,
    paper,
    pressed,
    replaced,
    resigned,
    unbound,
    with_files,
    zipped,
)

EVIL = "Doc_0/Annots/Evil.xml"
DOCUMENT = "Doc_0/Document.xml"
SPELLINGS = {
    "plain": "Annots/Evil.xml",
    "a comment inside": "Annots/<!-- -->Evil.xml",
    "a comment in front": "<!-- -->Annots/Evil.xml",
    "an instruction inside": "Annots/<?x y?>Evil.xml",
    "an element inside": "Annots/<x/>Evil.xml",
    "a part in an element": "Annots/<x>Evil</x>.xml",
    "a part in another namespace": "<y xmlns='urn:y'>Annots/</y>Evil.xml",
    "around an element with words": "Annots/<x>nothing</x>Evil.xml",
    "CDATA": "<![CDATA[Annots/]]>Evil.xml",
    "many steps to nowhere": "./" * 300 + "Annots/Evil.xml",
    "many blanks": " " * 600 + "Annots/Evil.xml",
    "a line break inside": "Annots/\nEvil.xml",
    "a blank that has no width": "Annots/\u200bEvil.xml",
    "a slash behind": "Annots/Evil.xml/",
    "a slash and a dot behind": "Annots/Evil.xml/.",
    "a dot behind": "Annots/Evil.xml.",
    "there and back": "Annots/x/../Evil.xml",
    "empty steps": "Annots///Evil.xml",
    "backslashes": "Annots\\Evil.xml",
    "quoted": "Annots/Evil%2Exml",
    "quoted twice": "Annots%252FEvil.xml",
    "other case": "annots/EVIL.XML",
    "wide letters": "Annots／Ｅｖｉｌ.xml",
    "from the root": "/Doc_0/Annots/Evil.xml",
    "from outside": "../../../Doc_0/Annots/Evil.xml",
    "with a scheme": "ofd:/Doc_0/Annots/Evil.xml",
    "with a query": "Annots/Evil.xml?x=1",
    "with a fragment": "Annots/Evil.xml#x",
    "only its name": "Evil.xml",
}


def sealed(more: str) -> dict[str, bytes]:
    """The files of a package of others, sealed when its document already said `more`."""
    announced = with_files(paper(1), {DOCUMENT: replaced("</ofd:Document>", f"{more}</ofd:Document>")})
    return files_of(resigned(pressed(announced), unbound))


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_a_file_added_where_the_sealed_document_points_is_told_however_that_is_spelled(spelling: str) -> None:
    files = sealed(f"<ofd:Annotations>{spelling}</ofd:Annotations>")
    assert judged(zipped(files)).state is State.VALID
    assert errors(zipped({**files, EVIL: b"<x/>"})) == {Code.UNCOVERED_REACHABLE}


@pytest.mark.parametrize("name", ["Ev%2Eil.xml", "Ev il.xml", "第1页#.xml", "E.V.I.L"])
def test_a_file_with_an_odd_name_of_its_own_is_found_by_it(name: str) -> None:
    files = sealed(f"<ofd:Annotations>Annots/{name}</ofd:Annotations>")
    assert errors(zipped({**files, f"Doc_0/Annots/{name}": b"<x/>"})) == {Code.UNCOVERED_REACHABLE}


def test_a_name_quoted_in_the_national_encoding_is_found() -> None:
    files = sealed("<ofd:Annotations>Annots/%D2%B3.xml</ofd:Annotations>")
    assert errors(zipped({**files, "Doc_0/Annots/页.xml": b"<x/>"})) == {Code.UNCOVERED_REACHABLE}


def test_what_stands_in_an_attribute_of_any_element_is_found() -> None:
    files = sealed("<z xmlns='urn:z' at=' Annots/ Evil.xml'/>")
    assert errors(zipped({**files, EVIL: b"<x/>"})) == {Code.UNCOVERED_REACHABLE}


def test_a_file_on_the_way_is_searched_although_blanks_stand_before_it() -> None:
    files = sealed("<ofd:Annotations>Annots/List.xml</ofd:Annotations>")
    added = {"Doc_0/Annots/List.xml": b" " * 100 + b"<x><y>Evil.xml</y></x>", EVIL: b"<x/>"}
    verdict = judged(zipped({**files, **added}))
    (finding,) = (each for each in verdict.seals[0].findings if each.code is Code.UNCOVERED_REACHABLE)
    assert set(finding.evidence["files"]) == set(added)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "more", ["", "<ofd:Annotations>Annots/Other.xml</ofd:Annotations>", "<!-- Annots/Evil.xml -->"]
)
def test_a_file_that_nothing_points_to_is_a_warning_that_promises_nothing(more: str) -> None:
    data = zipped({**sealed(more), EVIL: b"<x/>"})
    assert judged(data).state is State.VALID
    assert not errors(data)
    assert Code.UNCOVERED_FILES in judged(data).codes
    severity, said = MEANING[Code.UNCOVERED_FILES]
    assert severity is Severity.WARNING
    assert "不会显示" not in said


STEPS = st.sampled_from([".", "", "x/..", "Annots/../Annots/.."])
NOISE = st.sampled_from(["", " ", "\n", "<!-- - -->", "<?x y?>", "\u200b"])


@given(st.lists(STEPS, max_size=6), st.lists(NOISE, min_size=16, max_size=16))
def test_no_detour_and_no_noise_hides_a_file(detour: list[str], noise: list[str]) -> None:
    location = "/".join([*detour, "Annots/Evil.xml"])
    # Noise everywhere except inside the markup of other noise.
    written = "".join(char + noise[place % 16] for place, char in enumerate(location))
    package = open_package(packed({"OFD.xml": f"<a><b>{written}</b></a>".encode(), EVIL: b"<x/>"}))
    assert reachable(package) == {"OFD.xml", EVIL}
