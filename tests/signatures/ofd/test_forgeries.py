"""What forgers do to a sealed OFD: every deed is told by its code, and its honest twin is not."""

import base64
import hashlib
from collections.abc import Callable
from functools import cache

import pytest

from signatures.gm import cms
from signatures.gm.sm3 import sm3
from signatures.judgement.codes import Code
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import State
from signatures.ofd.container import Entry, pack, store
from signatures.ofd.package import open_package
from signatures.ofd.verify import verify
from tests.signatures.ofd.bench import (
    BESIDE,
    BUREAU,
    CENTRE,
    FIRST,
    GOVERNMENT,
    LISTING,
    NOW,
    PAGE,
    SEALED_AT,
    SECOND,
    Change,
    errors,
    files_of,
    foreign,
    judged,
    once,
    organ,
    packed,
    paper,
    person,
    pressed,
    replaced,
    resigned,
    root,
    signed,
    straddled,
    streamed,
    trust,
    twice,
    unbound,
    with_files,
    zipped,
)

SIGNATURE, VALUE, SEAL = f"{FIRST}/Signature.xml", f"{FIRST}/SignedValue.dat", f"{FIRST}/Seal.esl"
ADDED = "Doc_0/Pages/Page_9/Content.xml"


def evidence(data: bytes, code: Code) -> dict[str, object]:
    verdict = judged(data)
    every = (*verdict.findings, *(finding for each in verdict.seals for finding in each.findings))
    return dict(next(finding for finding in every if finding.code is code).evidence)


# --- honest twins ---------------------------------------------------------------------------------------------


def test_honest_files_of_every_kind_hold() -> None:
    for data in (once(), twice(), straddled(), foreign(), signed(once()), zipped(files_of(foreign()))):
        assert judged(data).state is State.VALID
        assert not errors(data)


def test_a_container_of_another_program_holds_and_the_verdict_says_what_is_not_bound() -> None:
    assert Code.ZIP_UNBOUND in judged(foreign()).codes
    assert Code.ZIP_UNBOUND not in judged(once()).codes


def rearranged(xml: bytes) -> bytes:
    """Elements in another order and without a prefix, identifiers without a letter: seen in files of others."""
    start, end = xml.index(b"<ofd:StampAnnot"), xml.index(b"<ofd:Seal>")
    stamps, rest = xml[start:end], xml[:start] + xml[end:]
    place = rest.index(b"<ofd:References")
    moved = rest[:place] + stamps + rest[place:]
    return (
        moved.replace(b"<ofd:", b"<").replace(b"</ofd:", b"</").replace(b"xmlns:ofd", b"xmlns").replace(b"p001", b"1")
    )


@pytest.mark.parametrize("write", [zipped, streamed])
def test_a_package_that_another_program_arranges_differently_holds(write: Callable[[dict[str, bytes]], bytes]) -> None:
    data = resigned(once(), unbound, rearranged)
    listing = replaced('ID="s001" Type="Seal"', 'ID="1"')
    data = with_files(data, {LISTING: lambda xml: listing(xml).replace(f"/{FIRST}".encode(), b"Sign_0")})
    verdict = judged(write({"Doc_0/": b"", **files_of(data)}))
    assert verdict.state is State.VALID
    assert not errors(write(files_of(data)))


# --- what is in the files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [PAGE, "Doc_0/Document.xml", "OFD.xml", "Doc_0/PublicRes.xml", "Doc_0/Res/font_1.ttf"])
def test_any_file_that_is_changed_is_named(path: str) -> None:
    data = with_files(once(), {path: lambda content: content + b" "})
    assert errors(data) == {Code.CONTENT_ALTERED}
    assert evidence(data, Code.CONTENT_ALTERED)["file"] == path


def test_a_word_changed_in_a_sealed_text_is_told_with_the_file() -> None:
    data = with_files(once(), {PAGE: replaced("通知", "公告")})
    assert errors(data) == {Code.CONTENT_ALTERED}
    assert evidence(data, Code.CONTENT_ALTERED)["file"] == PAGE


def test_a_word_changed_after_both_seals_breaks_both_and_between_them_only_the_first() -> None:
    both = judged(with_files(twice(), {PAGE: replaced("通知", "公告")}))
    assert [Code.CONTENT_ALTERED in {f.code for f in seal.findings} for seal in both.seals] == [True, True]
    between = judged(pressed(with_files(once(), {PAGE: replaced("通知", "公告")}), organ(BUREAU, CENTRE), BESIDE))
    assert [seal.holds for seal in between.seals] == [False, True]
    assert between.state is State.INVALID


def test_a_file_taken_out_is_missed() -> None:
    assert errors(with_files(once(), {"Doc_0/Res/font_1.ttf": None})) == {Code.REFERENCE_MISSING_FILE}


def test_a_moved_stamp_is_told() -> None:
    data = with_files(once(), {SIGNATURE: replaced('"110 150 45 45"', '"110 50 45 45"')})
    assert errors(data) == {Code.SIGNATURE_XML_ALTERED}
    assert errors(with_files(signed(paper()), {SIGNATURE: replaced("政办", "正办")})) == {Code.SIGNATURE_XML_ALTERED}


def test_another_seal_laid_beside_the_signature_is_told() -> None:
    data = with_files(once(), {SEAL: organ(BUREAU, CENTRE).seal})
    assert errors(data) == {Code.CONTENT_ALTERED, Code.SEAL_MISMATCH}
    uncovered = with_files(resigned(once(), unbound, without(SEAL)), {SEAL: organ(BUREAU, CENTRE).seal})
    assert errors(uncovered) == {Code.SEAL_MISMATCH}


def test_a_signature_value_that_is_broken_is_told() -> None:
    data = with_files(once(), {VALUE: lambda value: value[:-1] + bytes([value[-1] ^ 1])})
    assert errors(data) == {Code.SIGNATURE_VALUE_INVALID}
    assert errors(with_files(once(), {VALUE: lambda value: value[:-9]})) == {Code.ASN1_TRUNCATED}
    assert errors(with_files(once(), {VALUE: lambda value: value + b"\0"})) == {Code.ASN1_TRAILING}


# --- what is added --------------------------------------------------------------------------------------------


def without(path: str) -> Change:
    """A description that does not protect a file."""

    def change(xml: bytes) -> bytes:
        start = xml.index(f'<ofd:Reference FileRef="/{path}"'.encode())
        end = xml.index(b"</ofd:Reference>", start) + len(b"</ofd:Reference>")
        return xml[:start] + xml[end:]

    return change


def test_a_page_that_is_added_and_listed_is_told() -> None:
    page = replaced("</ofd:Pages>", '<ofd:Page ID="900" BaseLoc="Pages/Page_9/Content.xml"/></ofd:Pages>')
    data = with_files(once(), {"Doc_0/Document.xml": page, ADDED: b"<Page/>"})
    assert errors(data) == {Code.CONTENT_ALTERED, Code.UNCOVERED_REACHABLE}
    assert evidence(data, Code.UNCOVERED_REACHABLE)["files"] == (ADDED,)


def test_a_file_that_nobody_shows_is_a_warning_in_the_packages_of_others_and_an_error_in_ours() -> None:
    data = with_files(foreign(), {ADDED: b"<Page/>"})
    assert Code.UNCOVERED_FILES in judged(data).codes
    assert judged(data).state is State.VALID
    assert errors(with_files(once(), {ADDED: b"<Page/>"})) == {Code.ZIP_REWRITTEN}


@pytest.mark.parametrize("tag", ["Annotations", "Attachments", "CustomTags", "Extensions"])
def test_annotations_and_attachments_that_nobody_protects_are_told(tag: str) -> None:
    """The document announced them before it was sealed: their files come later."""
    listed = f"<ofd:{tag}>More/List.xml</ofd:{tag}></ofd:Document>"
    sealed = pressed(with_files(paper(), {"Doc_0/Document.xml": replaced("</ofd:Document>", listed)}))
    assert judged(sealed).state is State.VALID
    added = {"Doc_0/More/List.xml": b'<x><y FileLoc="more.xml"/></x>', "Doc_0/More/more.xml": b"<z/>"}
    data = with_files(sealed, added)
    assert errors(data) == {Code.UNCOVERED_REACHABLE}
    assert set(evidence(data, Code.UNCOVERED_REACHABLE)["files"]) == set(added)  # type: ignore[call-overload]


def test_a_page_that_the_sealer_left_out_is_told() -> None:
    data = resigned(once(), unbound, without(PAGE))
    assert errors(data) == {Code.UNCOVERED_REACHABLE}


def test_a_resource_that_the_sealer_left_out_is_told() -> None:
    assert errors(resigned(once(), unbound, without("Doc_0/Res/font_1.ttf"))) == {Code.UNCOVERED_REACHABLE}


def test_a_later_seal_does_not_whitewash_what_came_between() -> None:
    listed = "<ofd:Annotations>A.xml</ofd:Annotations></ofd:Document>"
    first = pressed(with_files(paper(), {"Doc_0/Document.xml": replaced("</ofd:Document>", listed)}))
    verdict = judged(pressed(with_files(first, {"Doc_0/A.xml": b"<x/>"}), organ(BUREAU, CENTRE), BESIDE))
    assert [Code.UNCOVERED_REACHABLE in {f.code for f in seal.findings} for seal in verdict.seals] == [True, False]
    assert verdict.state is State.INVALID


def test_a_signature_without_a_seal_cannot_pass_a_page_off_as_its_seal() -> None:
    """Parts of signatures answer for themselves, and need no cover; a person's signature must not name others so."""
    listed = "<ofd:Annotations>A.xml</ofd:Annotations></ofd:Document>"
    first = pressed(with_files(paper(), {"Doc_0/Document.xml": replaced("</ofd:Document>", listed)}))
    assert judged(signed(first)).state is State.VALID
    named = replaced(
        "</ofd:SignedInfo>", "<ofd:Seal><ofd:BaseLoc>/Doc_0/A.xml</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>"
    )
    data = signed(first)
    xml = named(unbound(files_of(data)[f"{SECOND}/Signature.xml"]))
    value = cms.sign(sm3(xml), person(), [], at=SEALED_AT)
    parts = {f"{SECOND}/Signature.xml": xml, f"{SECOND}/SignedValue.dat": value, "Doc_0/A.xml": b"<x/>"}
    assert errors(with_files(data, parts)) == {Code.UNCOVERED_REACHABLE}


# --- what is removed ------------------------------------------------------------------------------------------

EMPTY = b'<ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016"><ofd:MaxSignId>s009</ofd:MaxSignId></ofd:Signatures>'


def unlisted(content: bytes) -> bytes:
    start = content.index(b"<ofd:Signatures>")
    return content[:start] + content[content.index(b"</ofd:Signatures>") + len(b"</ofd:Signatures>") :]


@pytest.mark.parametrize(
    "changes",
    [
        {LISTING: EMPTY},
        {LISTING: None},
        {LISTING: EMPTY, SIGNATURE: None, VALUE: None, SEAL: None},
        {"OFD.xml": unlisted},
        {"OFD.xml": unlisted, LISTING: None},
        {"OFD.xml": unlisted, LISTING: None, SIGNATURE: None, VALUE: None},
        {LISTING: None, SIGNATURE: None, VALUE: None, SEAL: None},
    ],
    ids=["emptied", "list gone", "emptied and gone", "unlinked", "unlinked, list gone", "a seal left", "a link left"],
)
def test_a_file_whose_seal_was_taken_off_is_not_unsigned(changes: dict[str, bytes | Change | None]) -> None:
    assert errors(with_files(once(), changes)) == {Code.SIGNATURE_REMOVED}
    assert judged(with_files(once(), changes)).state is State.INVALID


def test_the_signature_moved_to_an_innocent_name_is_still_seen() -> None:
    files = files_of(with_files(once(), {"OFD.xml": unlisted, LISTING: None, VALUE: None, SEAL: None}))
    files["Doc_0/Res/a.bin"] = files.pop(SIGNATURE)
    assert errors(packed(files)) == {Code.SIGNATURE_REMOVED}


def test_what_a_maker_keeps_beside_its_own_signature_is_no_trace_of_another() -> None:
    kept = with_files(foreign(), {f"{FIRST}/Picture.png": b"x"})
    assert judged(kept).state is State.VALID
    assert Code.UNCOVERED_FILES in judged(kept).codes
    assert errors(with_files(foreign(), {f"{SECOND}/Picture.png": b"x"})) == {Code.SIGNATURE_REMOVED}


def test_one_of_two_seals_taken_off_the_list_is_told() -> None:
    first, second = (
        f'<ofd:Signature ID="s00{n}" Type="Seal" BaseLoc="/{f}/Signature.xml"/>' for n, f in ((1, FIRST), (2, SECOND))
    )
    assert errors(with_files(twice(), {LISTING: replaced(first, "")})) == {Code.SIGNATURE_REMOVED}
    assert errors(with_files(twice(), {LISTING: replaced(second, "")})) >= {Code.SIGNATURE_REMOVED}


@pytest.mark.parametrize("path", [SIGNATURE, VALUE])
def test_a_part_of_a_listed_signature_that_is_missing_is_told(path: str) -> None:
    assert Code.SIGNATURE_REMOVED in errors(with_files(once(), {path: None}))


@pytest.mark.parametrize("path", [LISTING, SIGNATURE])
def test_a_list_or_description_that_cannot_be_read_is_not_unsigned(path: str) -> None:
    assert Code.SIGNATURE_UNREADABLE in errors(with_files(once(), {path: b"<x"}))
    assert judged(with_files(once(), {path: b"<x"})).state is State.INVALID


def test_a_file_that_breaks_off_still_shows_that_it_was_signed() -> None:
    verdict = judged(once()[:-100])
    assert verdict.state is State.UNREADABLE
    assert verdict.codes == {Code.OFD_UNREADABLE, Code.SIGNATURE_UNREADABLE}
    assert judged(paper()[:-100]).codes == {Code.OFD_UNREADABLE}


# --- what a dishonest or careless signer writes ---------------------------------------------------------------

CHECKED = 'CheckMethod="1.2.156.10197.1.401"'
REFERENCE = '<ofd:Reference FileRef="/OFD.xml">'


@pytest.mark.parametrize(
    ("stated", "digest"),
    [
        ("", "md5"),
        ('CheckMethod="MD5"', "md5"),
        ('CheckMethod="SHA1"', "sha1"),
        ('CheckMethod="1.3.14.3.2.26"', "sha1"),
    ],
)
def test_a_weak_digest_or_none_is_a_downgrade_and_tells_altered_files_still(stated: str, digest: str) -> None:
    def weakened(xml: bytes) -> bytes:
        for content in files_of(once()).values():
            weak = hashlib.new(digest, content).digest()
            xml = xml.replace(base64.b64encode(sm3(content)), base64.b64encode(weak))
        return xml

    old = resigned(once(), unbound, weakened, replaced(CHECKED, stated))
    assert errors(old) == {Code.DIGEST_DOWNGRADE}
    altered = with_files(old, {PAGE: replaced("通知", "公告")})
    assert errors(altered) == {Code.DIGEST_DOWNGRADE, Code.CONTENT_ALTERED}


@pytest.mark.parametrize("name", ["SM3", "sm3", "1.2.156.10197.1.401.1", "1.2.156.10197.1.401.2"])
def test_all_names_of_sm3_in_the_field_are_known(name: str) -> None:
    assert not errors(resigned(once(), unbound, replaced(CHECKED, f'CheckMethod="{name}"')))


def test_a_digest_that_nobody_knows_is_told() -> None:
    assert errors(resigned(once(), unbound, replaced(CHECKED, 'CheckMethod="SHA256"'))) == {Code.UNKNOWN_ALGORITHM}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (replaced(REFERENCE, REFERENCE.replace("/OFD", "/../OFD")), Code.REFERENCE_OUTSIDE),
        (replaced(REFERENCE, REFERENCE.replace("/OFD", "file:///OFD")), Code.REFERENCE_OUTSIDE),
        (replaced(REFERENCE, REFERENCE.replace("/OFD", "/OFD2")), Code.REFERENCE_MISSING_FILE),
        (replaced('FileRef="/Doc_0/PublicRes.xml"', 'FileRef="/OFD.xml"'), Code.REFERENCE_DUPLICATE),
        (replaced("1.2.156.10197.1.501", "1.2.840.10045.4.3.2"), Code.ALGORITHM_MISMATCH),
        (replaced("<ofd:CheckValue>", "<ofd:CheckValue>!"), Code.CONTENT_ALTERED),
        (replaced(f"<ofd:BaseLoc>/{SEAL}", "<ofd:BaseLoc>/../x"), Code.REFERENCE_OUTSIDE),
        (replaced('PageRef="3"', 'PageRef="777"'), Code.STAMP_OUTSIDE_PAGE),
        (replaced('"110 150 45 45"', '"here"'), Code.STAMP_UNREADABLE),
        (replaced("<ofd:Provider", "<ofd:Provider ProviderName='x'/><ofd:Provider"), Code.SIGNATURE_UNREADABLE),
    ],
)
def test_a_description_that_is_not_sound_is_told(change: Change, code: Code) -> None:
    assert code in judged(resigned(once(), unbound, change)).codes


def test_relative_references_lead_to_the_same_files() -> None:
    assert not errors(resigned(once(), unbound, replaced(REFERENCE, REFERENCE.replace("/OFD", "../../../OFD"))))


def test_a_straddling_seal_without_one_of_its_strips_is_told() -> None:
    xml = files_of(straddled())[SIGNATURE].decode()
    start = xml.index('<ofd:StampAnnot ID="p003"')
    strip = xml[start : xml.index("/>", start) + 2]
    verdict = judged(resigned(straddled(), unbound, replaced(strip, "")))
    assert verdict.state is State.VALID
    assert Code.STRADDLE_INCOMPLETE in verdict.codes
    assert Code.STRADDLE_INCOMPLETE not in judged(straddled()).codes


def test_a_value_over_another_place_is_told() -> None:
    assert errors(resigned(once(), told=f"/{SECOND}/Signature.xml")) == {Code.PROPERTY_INFO_MISMATCH}
    assert not errors(resigned(once(), told=SIGNATURE))


def test_a_signature_carried_to_another_document_is_told() -> None:
    other = dict(files_of(paper(60)))
    other.update(
        {path: content for path, content in files_of(once()).items() if "/Signs/" in path or path == "OFD.xml"}
    )
    assert Code.CONTENT_ALTERED in errors(packed(other))


def test_a_signature_copied_under_another_name_in_its_own_file_is_told() -> None:
    files = files_of(once())
    files.update({f"{SECOND}/{name}": files[f"{FIRST}/{name}"] for name in ("Signature.xml", "SignedValue.dat")})
    line = f'<ofd:Signature ID="s002" Type="Seal" BaseLoc="/{SECOND}/Signature.xml"/></ofd:Signatures>'
    files[LISTING] = replaced("</ofd:Signatures>", line)(files[LISTING])
    assert Code.PROPERTY_INFO_MISMATCH in errors(packed(files))


def test_one_signature_listed_twice_is_told() -> None:
    line = f'<ofd:Signature ID="s002" Type="Seal" BaseLoc="/{SIGNATURE}"/></ofd:Signatures>'
    assert errors(with_files(once(), {LISTING: replaced("</ofd:Signatures>", line)})) == {Code.REFERENCE_DUPLICATE}


def test_a_stranger_and_his_own_authority_are_not_believed() -> None:
    stranger = pressed(paper(), organ(GOVERNMENT, "某某认证中心"))
    assert errors(stranger) == {Code.SIGNER_CHAIN_UNTRUSTED, Code.MAKER_CHAIN_UNTRUSTED}
    assert verify(stranger, trust=Trust((root("某某认证中心").certificate,)), at=NOW).state is State.VALID


def test_a_seal_that_calls_itself_a_signature_is_not_read_as_one() -> None:
    assert errors(with_files(once(), {LISTING: replaced('"Seal"', '"Sign"')}))
    assert errors(with_files(signed(paper()), {LISTING: replaced('"Sign"', '"Seal"')}))


# --- several documents, signatures on signatures -------------------------------------------------------------

SECOND_BODY = "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"


def test_two_documents_in_one_package_are_told() -> None:
    data = with_files(once(), {"OFD.xml": replaced("</ofd:OFD>", f"{SECOND_BODY}</ofd:OFD>")})
    assert errors(data) == {Code.CONTENT_ALTERED, Code.MULTI_DOCBODY}
    unsealed = with_files(paper(), {"OFD.xml": replaced("</ofd:OFD>", f"{SECOND_BODY}</ofd:OFD>")})
    assert judged(unsealed).state is State.UNSIGNED


@pytest.mark.parametrize(("base", "is_told"), [("s001", False), ("s002", True), ("s009", True)])
def test_a_signature_that_rests_on_another_needs_it(base: str, is_told: bool) -> None:
    rests = replaced('ID="s002"', f'ID="s002" Relative="{base}"')
    bound_by_others = resigned(
        twice(), unbound, by=organ(BUREAU, CENTRE), told=f"/{SECOND}/Signature.xml", folder=SECOND
    )
    verdict = judged(with_files(bound_by_others, {LISTING: rests}))
    assert (Code.BASE_SIGNATURE_INVALID in verdict.codes) is is_told
    assert verdict.state is State.VALID


def test_words_that_nobody_signed_in_the_list_are_told() -> None:
    strange = replaced("</ofd:Signatures>", "<ofd:Remark>true</ofd:Remark></ofd:Signatures>")
    assert Code.UNCOVERED_FILES in judged(with_files(foreign(), {LISTING: strange})).codes
    assert errors(with_files(once(), {LISTING: strange})) == {Code.ZIP_REWRITTEN}


def test_a_list_without_end_is_not_read_to_its_end() -> None:
    lines = "".join(f'<ofd:Signature ID="s{n}" BaseLoc="/{SIGNATURE}"/>' for n in range(100, 170))
    data = with_files(once(), {LISTING: replaced("</ofd:Signatures>", f"{lines}</ofd:Signatures>")})
    assert judged(data).codes == {Code.FILE_TOO_COMPLEX, Code.SIGNATURE_UNREADABLE}
    reference = f'<ofd:Reference FileRef="/{PAGE}"><ofd:CheckValue>AA==</ofd:CheckValue></ofd:Reference>'
    many = resigned(once(), unbound, replaced("</ofd:References>", reference * 6000 + "</ofd:References>"))
    assert errors(many) >= {Code.FILE_TOO_COMPLEX}


def test_documents_and_references_without_end_are_not_judged() -> None:
    bodies = with_files(once(), {"OFD.xml": replaced("</ofd:OFD>", SECOND_BODY * 70 + "</ofd:OFD>")})
    assert judged(bodies).codes == {Code.FILE_TOO_COMPLEX, Code.SIGNATURE_UNREADABLE}
    reference = f'<ofd:Reference FileRef="/{PAGE}"><ofd:CheckValue>AA==</ofd:CheckValue></ofd:Reference>'
    many = replaced("</ofd:References>", reference * 4900 + "</ofd:References>")(files_of(once())[SIGNATURE])
    lines = "".join(f'<ofd:Signature ID="t{n}" BaseLoc="/{n}.xml"/>' for n in range(5))
    listing = replaced("</ofd:Signatures>", f"{lines}</ofd:Signatures>")
    data = with_files(once(), {LISTING: listing, **{f"{n}.xml": many for n in range(5)}})
    assert judged(data).codes == {Code.FILE_TOO_COMPLEX, Code.SIGNATURE_UNREADABLE}


def test_a_file_that_was_closed_bears_no_later_seal() -> None:
    closed = pressed(paper(), closes=True)
    assert judged(closed).state is State.VALID
    line = f'<ofd:Signature ID="s002" Type="Seal" BaseLoc="/{SECOND}/Signature.xml"/></ofd:Signatures>'
    late = {f"{SECOND}/{name}": files_of(twice())[f"{SECOND}/{name}"] for name in ("Signature.xml", "SignedValue.dat")}
    data = with_files(closed, {LISTING: replaced("</ofd:Signatures>", line), **late})
    assert Code.CONTENT_ALTERED in {finding.code for finding in judged(data).seals[0].findings}


# --- the container --------------------------------------------------------------------------------------------


def test_a_container_written_anew_around_the_same_files_is_told() -> None:
    assert files_of(zipped(files_of(once()))) == files_of(once())
    assert errors(zipped(files_of(once()))) == {Code.ZIP_REWRITTEN}


def test_files_in_another_order_are_told() -> None:
    entries = list(open_package(once()).entries.values())
    assert errors(pack([entries[1], entries[0], *entries[2:]])) == {Code.ZIP_REWRITTEN}


def test_files_compressed_in_another_way_are_told() -> None:
    entries = [store(entry.path, entry.content) for entry in open_package(once()).entries.values()]
    assert errors(pack(entries)) == {Code.ZIP_REWRITTEN}


def test_the_order_of_the_list_does_not_say_who_answers_for_the_container() -> None:
    both = pressed(foreign(), organ(BUREAU, CENTRE), BESIDE)
    assert not errors(both)

    def turned(xml: bytes) -> bytes:
        first, second = (xml.index(f'<ofd:Signature ID="s00{n}"'.encode()) for n in (1, 2))
        end = xml.index(b"</ofd:Signatures>")
        return xml[:first] + xml[second:end] + xml[first:second] + xml[end:]

    assert errors(with_files(both, {LISTING: turned})) == {Code.ZIP_REWRITTEN}


def test_what_hides_between_the_files_is_told() -> None:
    assert errors(once() + b"PK") == {Code.ZIP_STRAY_BYTES}
    assert errors(foreign() + b"hidden") == {Code.ZIP_STRAY_BYTES}


@cache
def entries() -> tuple[Entry, ...]:
    return tuple(open_package(once()).entries.values())


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (store(PAGE, b"<Page/>"), Code.DUPLICATE_ZIP_ENTRY),
        (store(PAGE.upper(), b"<Page/>"), Code.PATH_ESCAPE),
        (store("../../evil", b""), Code.PATH_ESCAPE),
        (store("Doc_0/x.xml", b"<!DOCTYPE x><x/>"), Code.XML_DOCTYPE),
        (store("Encryptions.xml", b"<x/>"), Code.OFD_ENCRYPTED),
    ],
)
def test_a_container_that_readers_would_read_differently_is_refused(more: Entry, code: Code) -> None:
    assert errors(pack([*entries(), more])) == {code, Code.SIGNATURE_UNREADABLE}
    assert judged(pack([*entries(), more])).state is not State.UNSIGNED


def test_a_file_header_that_disagrees_with_the_directory_is_told() -> None:
    assert once()[14:18] != bytes(4)
    assert errors(once()[:14] + bytes(4) + once()[18:]) == {Code.ZIP_HEADERS_DISAGREE, Code.SIGNATURE_UNREADABLE}


def test_a_bomb_is_not_unpacked() -> None:
    assert Code.ZIP_BOMB in errors(zipped({**files_of(once()), "Doc_0/x": bytes(9_000_000)}))


def test_a_file_too_large_or_of_another_kind_is_unreadable() -> None:
    assert verify(once(), trust=trust(), at=NOW, largest=100).codes == {Code.FILE_TOO_LARGE}
    for data in (b"", b"%PDF-1.7\n", b"PK\3\4", packed({"a.xml": b"<a/>"}), packed({"OFD.xml": b"<OFD/>"})):
        assert judged(data).codes == {Code.OFD_UNREADABLE}
        assert judged(data).state is State.UNREADABLE
