"""The list of signatures in the packages of others: no signature covers it, so it has no room for words."""

import pytest

from signatures.judgement.codes import Code
from signatures.judgement.verdict import State
from signatures.ofd.listing import read_listing
from signatures.ofd.package import open_package
from tests.signatures.ofd.bench import LISTING, Change, errors, foreign, judged, once, packed, replaced, with_files

ROOT, END = "<ofd:Signatures ", "</ofd:Signatures>"
LARGEST = "<ofd:MaxSignId>s002</ofd:MaxSignId>"
STRANGE = {
    "an attribute of a line": replaced(' Type="Seal"', ' Type="Seal" Remark="yes"'),
    "an attribute of the list": replaced(ROOT, f"{ROOT}Remark='x' "),
    "an attribute of the largest identifier": replaced("<ofd:MaxSignId>", "<ofd:MaxSignId x='y'>"),
    "a comment before": replaced(ROOT, f"<!-- hidden -->{ROOT}"),
    "a comment behind": replaced(END, f"{END}<!-- hidden -->"),
    "a comment inside": replaced(END, f"<!-- hidden -->{END}"),
    "an instruction before": replaced(ROOT, f"<?hidden x?>{ROOT}"),
    "words as the largest identifier": replaced(LARGEST, "<ofd:MaxSignId>s002 anything at all</ofd:MaxSignId>"),
    "a comment in the largest identifier": replaced(LARGEST, "<ofd:MaxSignId>s<!-- x -->002</ofd:MaxSignId>"),
    "two largest identifiers": replaced(LARGEST, LARGEST * 2),
    "words as an identifier": replaced('ID="s001"', 'ID="anything at all"'),
    "words as the base": replaced('ID="s001"', 'ID="s001" Relative="anything at all"'),
    "words in a line": replaced('Signature.xml"/>', 'Signature.xml">words</ofd:Signature>'),
    "words in the location": replaced('BaseLoc="/', 'BaseLoc="/words/../'),
}
HONEST = {
    "numbers": lambda xml: xml.replace(b"s001", b"1").replace(b"s002", b"1"),
    "no largest identifier": replaced(LARGEST, ""),
    "blanks": lambda xml: xml.replace(b"><", b">\n  <"),
    "relative": replaced('BaseLoc="/Doc_0/Signs/', 'BaseLoc="./'),
    "without a slash": replaced('BaseLoc="/Doc_0/Signs/', 'BaseLoc="'),
}


def is_strange(data: bytes) -> bool:
    return read_listing(open_package(data), LISTING).strange


@pytest.mark.parametrize("change", STRANGE.values(), ids=STRANGE)
def test_words_that_nobody_signed_are_told_wherever_the_list_has_room(change: Change) -> None:
    data = with_files(foreign(), {LISTING: change})
    assert is_strange(data)
    assert judged(data).state is State.VALID
    assert {Code.UNCOVERED_FILES} <= {finding.code for finding in judged(data).findings}
    assert errors(with_files(once(), {LISTING: change})) == {Code.ZIP_REWRITTEN}


@pytest.mark.parametrize("change", HONEST.values(), ids=HONEST)
def test_a_list_as_other_programs_write_it_is_not_strange(change: Change) -> None:
    data = with_files(foreign(), {LISTING: change})
    assert not is_strange(data)
    assert judged(data).state is State.VALID
    assert Code.UNCOVERED_FILES not in judged(data).codes


def test_two_lines_of_one_identifier_are_strange() -> None:
    lines = '<Signatures><Signature ID="{}" BaseLoc="a.xml"/><Signature ID="{}" BaseLoc="b.xml"/></Signatures>'
    for ids, told in ((("1", "2"), False), (("1", "1"), True)):
        package = open_package(packed({"list.xml": lines.format(*ids).encode()}))
        assert read_listing(package, "list.xml").strange is told
