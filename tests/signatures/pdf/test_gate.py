"""What is taken from a file before and while it is read: hexadecimal strings at once, single bytes not for ever."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.misc import PdfStreamError

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Box, State
from signatures.pdf import gate
from signatures.pdf.gate import read_hexadecimal
from tests.signatures.pdf.test_bytes import FORM, PLAIN, document
from tests.signatures.workshop import judged, sealed


@given(st.binary(max_size=200), st.sampled_from([b"", b" ", b"\r\n", b"\0\t"]), st.booleans(), st.binary(max_size=20))
def test_a_hexadecimal_string_is_read_at_once(data: bytes, blank: bytes, odd: bool, after: bytes) -> None:
    digits = data.hex().encode()[: -1 if odd and data else None]
    stream = io.BytesIO(b"<" + b"".join(digits[i : i + 1] + blank for i in range(len(digits))) + b">" + after)
    read = read_hexadecimal(stream)
    assert read.original_bytes == bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    assert stream.read() == after


@pytest.mark.parametrize("text", [b"<12", b"<", b"<1x>", b"<%\n12>", b"<(12)>"])
def test_what_is_no_hexadecimal_string_is_refused(text: bytes) -> None:
    with pytest.raises(PdfStreamError):
        read_hexadecimal(io.BytesIO(text))


def test_a_long_hexadecimal_string_is_taken_in_few_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate._Metered, "left", 2_000)
    verdict = judged(document({**FORM, 5: FORM[5].replace(b"<00>", b"<" + b"00" * 1_000_000 + b">")}))
    assert (verdict.state, Code.PDF_USF in verdict.codes) == (State.INVALID, True)


def test_a_file_is_not_taken_byte_by_byte_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = sealed(document({**PLAIN, 7: b"[" + b"0 " * 20_000 + b"]"}), box=Box(1, 20, 20, 45, 45))
    assert judged(pdf).state is State.VALID
    monkeypatch.setattr(gate._Metered, "left", 1_000)
    verdict = judged(pdf)
    assert (verdict.state, set(verdict.codes)) == (State.UNREADABLE, {Code.FILE_TOO_COMPLEX})
