"""DER has one form for everything; what is not in it is told apart, with its place."""

from collections.abc import Sequence

import pytest
from cryptography.hazmat import asn1
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm import der
from signatures.gm.der import (
    IA5,
    INTEGER,
    OCTETS,
    OID,
    SEQUENCE,
    DerFault,
    Malformed,
    Missing,
    Node,
    NotDer,
    Reordered,
    Shape,
    Trailing,
    Truncated,
    Unknown,
    check,
    read,
)


def value(tag: int, *parts: bytes) -> bytes:
    """A value in DER."""
    body = b"".join(parts)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8 or 1, "big")
    return bytes((tag,)) + (size if len(body) < 0x80 else bytes((0x80 | len(size),)) + size) + body


def again(node: Node) -> bytes:
    """A node written anew, from its tags and its simple bodies alone."""
    constructed = node.tag & der.CONSTRUCTED
    return value(node.tag, *map(again, node.children)) if constructed else value(node.tag, node.body)


def outcome(data: bytes) -> Node | DerFault:
    try:
        return read(data)
    except DerFault as fault:
        return fault


simple = st.one_of(
    st.binary(max_size=200).map(lambda body: value(OCTETS, body)),
    st.integers(-(2**70), 2**70).map(
        lambda n: value(INTEGER, n.to_bytes((n + (n < 0)).bit_length() // 8 + 1, "big", signed=True))
    ),
    st.booleans().map(lambda yes: value(der.BOOLEAN, b"\xff" if yes else b"\0")),
    st.just(value(der.NULL)),
    st.sampled_from([b"\x2a\x81\x1c", b"\x55\x1d\x13", b"\x88\x37\x01"]).map(lambda body: value(OID, body)),
    st.text("abc", max_size=5).map(lambda text: value(IA5, text.encode())),
    st.binary(max_size=5).map(lambda body: value(der.BITS, b"\0", body)),
)
values = st.recursive(
    simple,
    lambda inner: st.builds(
        lambda tag, parts: value(tag, *parts), st.sampled_from([SEQUENCE, der.SET, 0xA0]), st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


# --- laws ----------------------------------------------------------------------------------------------------


@given(values)
def test_what_is_written_reads_back_byte_for_byte(data: bytes) -> None:
    node = read(data)
    assert node.raw == data == again(node)


@given(values, st.integers(0, 10_000), st.integers(0, 255))
def test_whatever_is_read_has_one_form(data: bytes, place: int, octet: int) -> None:
    """A changed byte is refused, or is itself DER: never read in two ways."""
    place %= len(data)
    changed = data[:place] + bytes((octet,)) + data[place + 1 :]
    found = outcome(changed)
    if isinstance(found, DerFault):
        assert 0 <= found.offset <= len(changed)
        assert found.path.startswith("DER")
        assert found.path in str(found)
    else:
        assert again(found) == changed


@given(values, st.integers(0, 10_000))
def test_a_beginning_is_truncated_at_its_end(data: bytes, size: int) -> None:
    size %= len(data)
    with pytest.raises(Truncated) as caught:
        read(data[:size])
    assert caught.value.offset == size


@given(values, st.binary(min_size=1, max_size=9))
def test_what_follows_is_trailing_from_its_first_byte(data: bytes, more: bytes) -> None:
    with pytest.raises(Trailing) as caught:
        read(data + more)
    assert caught.value.offset == len(data)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    found = outcome(data)
    assert found.offset <= len(data) if isinstance(found, DerFault) else again(found) == data


@given(values)
def test_the_library_reads_what_we_read(data: bytes) -> None:
    assert bytes(asn1.decode_der(asn1.TLV, data).data) == read(data).body


# --- other forms ---------------------------------------------------------------------------------------------

NUMBER = value(INTEGER, b"\x07")
OTHER_FORMS = {
    "indefinite": (b"\x30\x80" + NUMBER + b"\0\0", 0, "DER"),
    "indefinite inside": (value(SEQUENCE, NUMBER, b"\x30\x80" + NUMBER + b"\0\0"), 5, "DER[1]"),
    "long length": (b"\x30\x81\x03" + NUMBER, 0, "DER"),
    "longer length": (value(SEQUENCE, NUMBER, b"\x04\x82\x00\x01a"), 5, "DER[1]"),
    "padded number": (value(SEQUENCE, value(INTEGER, b"\x00\x07")), 2, "DER[0]"),
    "padded negative": (value(INTEGER, b"\xff\x80"), 0, "DER"),
    "true as 1": (value(der.BOOLEAN, b"\x01"), 0, "DER"),
    "octets in parts": (value(0x24, value(OCTETS, b"a"), value(OCTETS, b"b")), 0, "DER"),
    "spare bits set": (value(der.BITS, b"\x04\x1f"), 0, "DER"),
    "padded arc": (value(OID, b"\x2a\x80\x01"), 0, "DER"),
}


@pytest.mark.parametrize("form", OTHER_FORMS)
def test_other_forms_are_not_der(form: str) -> None:
    data, offset, path = OTHER_FORMS[form]
    with pytest.raises(NotDer) as caught:
        read(data)
    assert (caught.value.offset, caught.value.path) == (offset, path)


BROKEN = {
    "child longer than its parent": b"\x30\x03\x02\x03\x01" + b"\x00\x00\x00",
    "sequence that is simple": b"\x10\x00",
    "number of nothing": b"\x02\x00",
    "bits of nothing": b"\x03\x00",
    "nine spare bits": b"\x03\x02\x09\x00",
    "spare bits of nothing": b"\x03\x01\x01",
    "two truths": b"\x01\x02\xff\xff",
    "something in null": b"\x05\x01a",
    "unfinished arc": b"\x06\x01\x81",
    "end without begin": b"\x00\x00",
    "large tag": b"\x1f\x81\x01\x00",
    "immense length": b"\x04\x85\x01\x00\x00\x00\x00a",
    "reserved length": b"\x04\xff",
}


@pytest.mark.parametrize("form", BROKEN)
def test_what_says_nothing_is_malformed(form: str) -> None:
    with pytest.raises(Malformed):
        read(BROKEN[form])


def test_depth_and_number_have_an_end() -> None:
    deep = NUMBER
    for _ in range(der.DEEPEST - 1):
        deep = value(SEQUENCE, deep)
    assert read(value(SEQUENCE, deep))
    with pytest.raises(Malformed):
        read(value(SEQUENCE, value(SEQUENCE, deep)))
    assert read(value(SEQUENCE, value(der.NULL) * (der.MOST - 1)))
    with pytest.raises(Malformed):
        read(value(SEQUENCE, value(der.NULL) * der.MOST))


# --- shapes --------------------------------------------------------------------------------------------------

PERSON = Shape("person", (SEQUENCE,), (Shape("name", (IA5,)), Shape("age", (INTEGER,))))
LETTER = Shape(
    "letter",
    (SEQUENCE,),
    (
        Shape("version", (INTEGER,)),
        Shape("from", (SEQUENCE,), PERSON.fields),
        Shape("stamp", (SEQUENCE,), (Shape("colour", (IA5,)),)),
        Shape("copies", (SEQUENCE,), each=PERSON),
        Shape("note", (0xA0,), optional=True),
        Shape("anything"),
    ),
)
NAME, AGE = value(IA5, b"Li"), value(INTEGER, b"\x21")
SENDER, STAMP = value(SEQUENCE, NAME, AGE), value(SEQUENCE, value(IA5, b"red"))
COPIES, NOTE, LAST = value(SEQUENCE, SENDER, SENDER), value(0xA0, NUMBER), value(der.NULL)
PARTS = (NUMBER, SENDER, STAMP, COPIES, NOTE, LAST)


def refused(parts: Sequence[bytes]) -> Malformed:
    with pytest.raises(Malformed) as caught:
        check(value(SEQUENCE, *parts), LETTER)
    return caught.value


def test_fields_are_found_by_their_names() -> None:
    data = value(SEQUENCE, *PARTS)
    node = check(data, LETTER)
    assert node["from"]["age"].raw == AGE
    assert node["from"]["age"].path == "letter.from.age"
    assert [each["name"].body for each in node["copies"].children] == [b"Li", b"Li"]
    assert node["copies"].children[1].path == "letter.copies[1]"
    assert data[node["stamp"].start : node["stamp"].end] == STAMP
    assert node.get("elsewhere") is None


def test_what_may_be_left_out_may_be_left_out() -> None:
    node = check(value(SEQUENCE, *PARTS[:4], LAST), LETTER)
    assert node.get("note") is None
    assert node["anything"].raw == LAST
    with pytest.raises(Missing, match=r"letter\.note"):
        node["note"]


@pytest.mark.parametrize(
    ("order", "path"),
    [
        ((1, 0, 2, 3, 4, 5), "letter[0]"),
        ((0, 2, 1, 3, 4, 5), "letter.from"),
        ((0, 1, 3, 2, 4, 5), "letter.stamp"),
        ((0, 1, 2, 4, 3, 5), "letter[3]"),
        ((5, 4, 3, 2, 1, 0), "letter[0]"),
    ],
)
def test_fields_in_another_order_are_reordered(order: Sequence[int], path: str) -> None:
    fault = refused([PARTS[place] for place in order])
    assert isinstance(fault, Reordered)
    assert fault.path == path
    moved = next(place for place, part in enumerate(order) if part != place)
    assert fault.offset == 2 + sum(len(PARTS[part]) for part in order[:moved])


def test_another_order_further_inside_is_found_there() -> None:
    turned = value(SEQUENCE, AGE, NAME)
    fault = refused((NUMBER, turned, *PARTS[2:]))
    assert (type(fault), fault.path) == (Reordered, "letter.from[0]")
    fault = refused((*PARTS[:3], value(SEQUENCE, SENDER, turned), *PARTS[4:]))
    assert (type(fault), fault.path) == (Reordered, "letter.copies[1][0]")


def test_a_field_that_is_missing_is_named() -> None:
    assert [(type(f), f.path) for f in (refused(PARTS[1:]), refused(PARTS[:5]))] == [
        (Missing, "letter.version"),
        (Missing, "letter.anything"),
    ]
    fault = refused((NUMBER, value(SEQUENCE, NAME), *PARTS[2:]))
    assert (type(fault), fault.path, fault.offset) == (Missing, "letter.from.age", 11)


def test_a_field_too_many_is_named() -> None:
    fault = refused((*PARTS, LAST))
    assert (type(fault), fault.path) == (Unknown, "letter[6]")
    fault = refused((NUMBER, value(SEQUENCE, NAME, AGE, AGE), *PARTS[2:]))
    assert (type(fault), fault.path) == (Unknown, "letter.from[2]")


def test_a_value_of_another_kind_is_told() -> None:
    with pytest.raises(Unknown):
        check(NUMBER, LETTER)
    fault = refused((NUMBER, value(SEQUENCE, value(OCTETS, b"Li"), AGE), *PARTS[2:]))
    assert (type(fault), fault.path) == (Missing, "letter.from.name")


@given(st.integers(0, 10_000))
def test_a_letter_cut_off_is_truncated_whatever_its_shape(size: int) -> None:
    data = value(SEQUENCE, *PARTS)
    size %= len(data)
    with pytest.raises(Truncated) as caught:
        check(data[:size], LETTER)
    assert caught.value.offset == size


def test_the_path_of_a_cut_names_the_innermost_field() -> None:
    data = value(SEQUENCE, *PARTS)
    place = data.index(b"Li")
    with pytest.raises(Truncated) as caught:
        check(data[: place + 1], LETTER)
    assert caught.value.path == "letter.from.name"
