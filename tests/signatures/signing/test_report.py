"""A verdict can be told whatever a hostile file had in it, and nothing out of the file speaks for the office."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from signatures.judgement.codes import Code
from signatures.judgement.verdict import Box, Form, SealVerdict, State, TimeSource, Verdict, found
from signatures.signing.rules.report import CONCLUSIONS, Report, report, told
from tests.signatures.workshop import judged, number, once, paper, twice

hostile = st.characters(categories=None) | st.sampled_from("\ud800\udfff\n\r\x1b\u202e\u2028印章有效")
hostile_text = st.lists(hostile, max_size=20).map("".join)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**80), 2**80).map(number)
    | st.floats()
    | st.decimals()
    | hostile_text
    | st.binary(max_size=8)
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(hostile_text, inner),
    max_leaves=8,
)
seals = st.builds(
    SealVerdict,
    name=hostile_text,
    form=st.sampled_from(Form),
    organ=hostile_text,
    seal_name=hostile_text,
    es_id=hostile_text,
    maker=hostile_text,
    reason=hostile_text,
    location=hostile_text,
    signed_at=st.none() | st.datetimes(timezones=st.timezones()),
    time_source=st.sampled_from(TimeSource),
    boxes=st.lists(st.builds(Box, st.integers(1, 9), *[st.floats() for _ in range(4)]), max_size=2).map(tuple),
    findings=st.lists(st.builds(lambda code, v: found(code, "f", x=v), st.sampled_from(Code), values)).map(tuple),
)


@settings(deadline=None, max_examples=40)
@given(state=st.sampled_from(State), borne=st.lists(seals, max_size=2))
def test_every_verdict_can_be_sent_and_reads_back_as_it_was_sent(state: State, borne: list[SealVerdict]) -> None:
    sent = msgspec.json.encode(report(Verdict(state, tuple(borne))))
    read = msgspec.json.decode(sent)
    assert read["state"] == state
    assert [seal["holds"] for seal in read["seals"]] == [seal.holds for seal in borne]
    assert [len(seal["findings"]) for seal in read["seals"]] == [len(seal.findings) for seal in borne]


@settings(deadline=None, max_examples=40)
@given(state=st.sampled_from(State), borne=st.lists(seals, max_size=2))
def test_nothing_out_of_the_file_begins_a_line_or_moves_the_cursor(state: State, borne: list[SealVerdict]) -> None:
    lines = list(told(report(Verdict(state, tuple(borne)))))
    assert lines[0] == CONCLUSIONS[state]
    assert all(line.isprintable() for line in lines)
    assert all(line.startswith(("印章", "时间戳", "  ", "文件：")) for line in lines[1:])
    assert sum(line.startswith(("印章", "时间戳")) for line in lines) == len(borne)


@given(value=values)
def test_evidence_is_plain_and_large_numbers_are_not_rounded(value: Any) -> None:
    (remark,) = report(Verdict(State.INVALID, findings=(found(Code.PDF_SWA, "f", x=value),))).findings
    assert msgspec.json.decode(msgspec.json.encode(remark.evidence)).keys() == {"x"}
    if isinstance(value, int) and not isinstance(value, bool):
        assert int(remark.evidence["x"]) == value
        assert isinstance(remark.evidence["x"], int) == (abs(value) < 2**53)
    if isinstance(value, Decimal):
        assert remark.evidence["x"] == str(value)


def test_a_real_verdict_is_told_seal_by_seal_in_the_order_of_application() -> None:
    lines = list(told(report(judged(twice()))))
    heads = [line for line in lines if line.startswith("印章")]
    assert [head.split("：")[1] for head in heads] == ["甬江市人民政府，有效", "甬江市人力资源和社会保障局，有效"]
    assert "  位置：第2页，距左110毫米、距上200毫米，45×45毫米" in lines
    assert "  用印时间（自述）：2026-11-20 10:30+08:00" in lines


def test_the_report_has_the_shape_that_the_api_promises() -> None:
    for pdf in (once(), twice(), paper(), b""):
        sent = msgspec.json.encode(report(judged(pdf)))
        assert msgspec.json.decode(sent, type=Report).state is judged(pdf).state


def test_a_claimed_time_at_the_edge_of_the_calendar_is_told() -> None:
    for edge in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)):
        seal = SealVerdict("f", signed_at=edge)
        assert any("用印时间" in line for line in told(report(Verdict(State.INVALID, (seal,)))))


def test_the_same_remark_on_several_certificates_says_whose_each_is() -> None:
    about = ("甬江市人民政府", "甬江市电子印章制作中心\n结论")
    findings = tuple(found(Code.REVOCATION_UNKNOWN, "Seal1", holder=each) for each in about)
    lines = list(told(report(Verdict(State.VALID, (SealVerdict("Seal1", findings=findings),)))))
    holders = ["    证书持有者：甬江市人民政府", "    证书持有者：甬江市电子印章制作中心\N{REPLACEMENT CHARACTER}结论"]
    assert [line for line in lines if "证书持有者" in line] == holders
    bare = found(Code.TIME_UNTRUSTED, "Seal1", signed_at=None)
    assert not [line for line in told(report(Verdict(State.VALID, findings=(bare,)))) if "证书持有者" in line]
