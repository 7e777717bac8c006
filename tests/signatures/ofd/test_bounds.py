"""Small files that cost much: what a few bytes can ask of a verifier is bounded, and what is honest passes."""

import time
from collections.abc import Iterator

import pytest

from signatures.judgement.codes import Code
from signatures.judgement.verdict import State
from signatures.ofd import markup
from signatures.ofd.errors import PackageFault
from signatures.ofd.markup import LARGEST_TREE, MOST_MARKS, check_no_doctype, parse, strings
from signatures.ofd.package import open_package
from signatures.ofd.reach import reachable
from tests.signatures.ofd.bench import errors, files_of, judged, once, packed, paper, with_files, zipped

PATIENCE = 20
"""Seconds of work that no small file may ask for."""
HIDDEN = "Doc_0/Res/a.bin"


def test_comments_without_end_before_a_root_are_walked_through_once() -> None:
    for many in (28, 100_000):
        began = time.process_time()
        data = zipped({**files_of(paper()), HIDDEN: b"<!---->" * many + b"x Signature"})
        assert judged(data).state is State.UNSIGNED
        assert time.process_time() - began < PATIENCE


@pytest.mark.parametrize(
    "root",
    [
        b"<!---->" * 1000 + b"<ofd:Signature>",
        b" " * 5000 + b"<?xml version='1.0'?>\n<!-- -->\n<?x y?><Signatures/>",
        b"\xef\xbb\xbf<?xml version='1.0'?><Signature xmlns='x'/>",
        "\ufeff<?xml version='1.0' encoding='UTF-16'?><a:Signatures/>".encode("utf-16-le"),
        "<章:Signature />".encode(),
    ],
    ids=["many comments", "far behind", "UTF-8 marked", "UTF-16", "a Chinese prefix"],
)
def test_the_root_of_a_signature_is_seen_behind_whatever_may_stand_before_it(root: bytes) -> None:
    assert errors(packed({**files_of(paper()), HIDDEN: root})) >= {Code.SIGNATURE_REMOVED}


@pytest.mark.parametrize(
    "content", [b"<!-- <Signature> -->", b"<x><Signature/></x>", b"<!--<Signature>", b"<Signaturesx/>"]
)
def test_what_is_no_root_of_a_signature_is_no_trace(content: bytes) -> None:
    assert judged(packed({**files_of(paper()), HIDDEN: content})).state is State.UNSIGNED


def test_a_file_too_large_for_a_tree_is_not_parsed() -> None:
    filled = b"<a>" + b" " * (LARGEST_TREE - 7) + b"</a>"
    assert parse(filled, "a.xml").tag == "a"
    with pytest.raises(PackageFault) as refused:
        parse(filled + b" ", "a.xml")
    assert refused.value.code is Code.FILE_TOO_COMPLEX


@pytest.mark.parametrize("piece", [b"<a/>", b"<a b='' c='' d=''/>"])
def test_more_elements_and_attributes_than_a_tree_may_have_are_not_parsed(piece: bytes) -> None:
    many = MOST_MARKS // (piece.count(b"<") + piece.count(b"="))
    parse(b"<a>" + piece * (many - 2) + b"</a>", "a.xml")
    with pytest.raises(PackageFault) as refused:
        parse(b"<a>" + piece * many + b"</a>", "a.xml")
    assert refused.value.code is Code.FILE_TOO_COMPLEX


def test_a_doctype_cannot_hide_in_a_file_that_is_too_large_to_be_sure() -> None:
    doubtful = ("\ufeff<a>" + " " * (LARGEST_TREE // 2) + "</a>").encode("utf-16-le")
    with pytest.raises(PackageFault) as refused:
        check_no_doctype(doubtful, "a.xml")
    assert refused.value.code is Code.FILE_TOO_COMPLEX
    check_no_doctype(b"<a>" + b" " * LARGEST_TREE + b"</a>", "a.xml")


def test_an_entrance_too_large_to_parse_has_a_verdict_that_says_so() -> None:
    entrance = files_of(once())["OFD.xml"] + b"<!--" + b"-x" * (LARGEST_TREE // 2) + b"-->"
    assert errors(with_files(once(), {"OFD.xml": entrance})) == {Code.FILE_TOO_COMPLEX, Code.SIGNATURE_UNREADABLE}


def test_texts_inside_each_other_are_searched_up_to_a_bound_and_then_all_counts_as_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each element's text is also its parents': without a bound the depth would multiply the work."""
    depth, length, most = 200, 20_000, 1_000_000
    nested = b"<a>" * depth + b"x" * length + b"</a>" * depth
    told = 0

    def counted(node: object) -> Iterator[str]:
        nonlocal told
        for text in strings(node):
            told += len(text)
            yield text

    monkeypatch.setattr("signatures.ofd.reach.strings", counted)
    monkeypatch.setattr("signatures.ofd.reach.MOST_TEXT", most)
    package = open_package(packed({"OFD.xml": nested, "b.xml": b"<b/>"}))
    assert reachable(package) == {"OFD.xml", "b.xml"}
    assert told <= most + length
    shallow = open_package(packed({"OFD.xml": b"<a>" + b"x" * length + b"</a>", "b.xml": b"<b/>"}))
    assert reachable(shallow) == {"OFD.xml"}


def test_empty_elements_inside_each_other_are_each_visited_once() -> None:
    began = time.process_time()
    deep = b"<a>" * 200 + b"<a/>" * 200_000 + b"</a>" * 200
    assert list(strings(markup.parse(deep, "a.xml"))) == []
    assert time.process_time() - began < PATIENCE
