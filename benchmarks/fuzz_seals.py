"""Forging at random: mutated seals, signature values, OFD and PDF files. None may be accepted, none may be unhandled.

    .venv/bin/python -m benchmarks.fuzz_seals [--count 10000] [--seed 38540]

Samples are one sealed PDF of each form, one that bears a second seal, and a sealed OFD, each made for the run. A
mutation changes bytes of the file, bytes of the signature inside it, or one file of the package, which is then packed
anew. Prints how many were refused by which code and the slowest, and fails where one is valid, has no code, or raises.
"""

import argparse
import io
import logging
import random
import re
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.sealing import NAME, NOW, PLACE, Bench, bench, paper
from documents.typesetting.output.ofd.writer import ofd
from documents.typesetting.output.pdf.writer import pdf
from signatures.judgement.codes import Severity
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Box, State, Verdict
from signatures.ofd.seal import seal as seal_ofd
from signatures.ofd.verify import verify as verify_ofd
from signatures.pdf.presses import Press, by_gm_cms, by_pades, by_ses
from signatures.pdf.sign import seal as seal_pdf
from signatures.pdf.verify import verify as verify_pdf

SLOWEST = 5.0
"""Target: seconds of the processor for one file."""
SEED = 38540
SIGNATURE = re.compile(rb"<([0-9A-Fa-f]{1024,})>")
"""What stands in /Contents."""
BESIDE = Box(1, 40, 200, 45, 45)
Verify = Callable[[bytes], Verdict]
Mutation = Callable[[random.Random, bytes], bytes]


@dataclass(frozen=True)
class Sample:
    """A sealed file that is valid as it is."""

    name: str
    data: bytes
    verify: Verify
    mutations: tuple[Mutation, ...]


def samples(seal: Bench) -> tuple[Sample, ...]:
    """One sealed file of every sort."""
    pages = paper()
    plain = pdf(pages)
    ses = by_ses(seal.seal, seal.signer, None)
    presses = {"ses": ses, "gm_cms": by_gm_cms(seal.signer, [], None), "pades": by_pades(seal.plain, [], None)}
    files = {name: _pressed(seal, plain, press, PLACE) for name, press in presses.items()}
    files["two seals"] = _pressed(seal, files["ses"], ses, BESIDE)
    package = seal_ofd(ofd(pages), seal_der=seal.seal, signer=seal.signer, stamp=None, stamps=[PLACE], at=NOW)
    made = [Sample(f"PDF, {name}", data, _pdf(seal.trust), OF_PDF) for name, data in files.items()]
    return (*made, Sample("OFD", package, _ofd(seal.trust), OF_OFD))


def flipped(chance: random.Random, data: bytes) -> bytes:
    """One bit, somewhere."""
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def replaced(chance: random.Random, data: bytes) -> bytes:
    """A stretch of up to sixteen bytes by others."""
    at = chance.randrange(len(data))
    size = chance.randint(1, 16)
    return data[:at] + chance.randbytes(size) + data[at + size :]


def removed(chance: random.Random, data: bytes) -> bytes:
    """A stretch is gone."""
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randint(1, 64) :]


def inserted(chance: random.Random, data: bytes) -> bytes:
    """Bytes that were not there, one of them perhaps a space or a line end."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice((b" ", b"\n", b"\0", chance.randbytes(4))) + data[at:]


def doubled(chance: random.Random, data: bytes) -> bytes:
    """A stretch of the file once more, somewhere else."""
    begin, at = chance.randrange(len(data)), chance.randrange(len(data))
    return data[:at] + data[begin : begin + chance.randint(1, 512)] + data[at:]


def truncated(chance: random.Random, data: bytes) -> bytes:
    """The end is missing."""
    return data[: chance.randrange(len(data))]


BYTEWISE: tuple[Mutation, ...] = (flipped, replaced, removed, inserted, doubled, truncated)


def in_signature(chance: random.Random, data: bytes) -> bytes:
    """Bytes of the DER in one signature of a PDF; the file keeps its length."""
    found = chance.choice(list(SIGNATURE.finditer(data)))
    der = bytes.fromhex(found[1].decode())
    end = len(der.rstrip(b"\0"))
    changed = chance.choice((flipped, replaced))(chance, der[:end])[: len(der)].ljust(len(der), b"\0")
    lower = found[1].lower() == found[1]
    return data[: found.start(1)] + (changed.hex() if lower else changed.hex().upper()).encode() + data[found.end(1) :]


def in_package(chance: random.Random, data: bytes) -> bytes:
    """One file of a package changed, left out, or there twice under another name; then packed anew."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in files if "Sign" in name] if chance.random() < 0.6 else list(files))
    kind = chance.randrange(6)
    if kind == 0:
        del files[name]
    elif kind == 1:
        files[f"{name}.bak"] = files[name]
    else:
        files[name] = chance.choice((flipped, replaced, inserted, removed))(chance, files[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return out.getvalue()


OF_PDF = (*BYTEWISE, in_signature, in_signature, in_signature)
OF_OFD = (*BYTEWISE, in_package, in_package, in_package, in_package)


def cases(sorts: tuple[Sample, ...], count: int, seed: int) -> Iterator[tuple[Sample, bytes]]:
    """`count` mutated files, the same for the same seed and samples; none is what its sample was."""
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        sample = sorts[number % len(sorts)]
        data = sample.data
        while data == sample.data:
            data = chance.choice(sample.mutations)(chance, data)
        yield sample, data


def attempt(sample: Sample, data: bytes) -> str:
    """The first code by which a forgery is refused. Raises AssertionError for one that is not.

    A file cut off before its seal began is called unsigned, which it is.
    """
    verdict = sample.verify(data)
    if verdict.state is State.UNSIGNED and data == sample.data[: len(data)] and b"/ByteRange" not in data:
        return "unsigned"
    findings = (*verdict.findings, *(finding for seal in verdict.seals for finding in seal.findings))
    errors = [finding.code for finding in findings if finding.severity is Severity.ERROR]
    assert verdict.state in (State.INVALID, State.UNREADABLE), verdict.state
    assert errors, "refused without a code"
    return min(errors)


def main() -> None:
    """Run and tell; exits with 1 where anything was accepted or raised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SEED)
    wanted = parser.parse_args()
    logging.disable(logging.WARNING)
    sorts = samples(bench())
    assert all(sample.verify(sample.data).state is State.VALID for sample in sorts)
    outcomes: Counter[str] = Counter()
    wrong, slowest = 0, 0.0
    for number, (sample, data) in enumerate(cases(sorts, wanted.count, wanted.seed)):
        begin = time.process_time()
        try:
            outcomes[attempt(sample, data)] += 1
        except Exception as fault:
            # Whatever it is, it is what this run is looking for.
            wrong += 1
            print(f"#{number} {sample.name}: {type(fault).__name__}: {fault}")
        slowest = max(slowest, time.process_time() - begin)
    for code, times in outcomes.most_common():
        print(f"{times:8} {code}")
    print(f"{wanted.count} forgeries, {wrong} accepted or unhandled, slowest {slowest:.2f} s (target {SLOWEST:g} s)")
    sys.exit(wrong > 0 or slowest > SLOWEST)


def _pressed(seal: Bench, data: bytes, press: Press, box: Box) -> bytes:
    return seal_pdf(data, press=press, picture=seal.picture, box=box, name=NAME, reason="用印", location="", at=NOW)


def _pdf(trust: Trust) -> Verify:
    return lambda data: verify_pdf(data, trust=trust, at=NOW)


def _ofd(trust: Trust) -> Verify:
    return lambda data: verify_ofd(data, trust=trust, at=NOW)


if __name__ == "__main__":
    main()
