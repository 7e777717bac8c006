"""Reading hostile files: mutated DOCX, TXT and Markdown, each read by one worker process that may use little memory.

    .venv/bin/python -m benchmarks.fuzz_intake [--count 2000] [--seed 9704]

The inputs are made from samples of our own: bytes changed in the container, XML changed and packed anew, files cut
off, elements repeated, attributes without measure, tables in tables, texts in the wrong encoding. Whatever comes in has
to be read, every trace inside its text, or refused by a named reason. Prints how many were, the slowest and the peak of
memory, and fails where a target is missed.
"""

import argparse
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection

from benchmarks.fuzz_cases import SEED, Case, cases
from documents.typesetting import compose
from server.intake.blocks import Block
from server.intake.elements import Recognised
from server.intake.recognise import read
from server.kit.errors import OfficeError

SLOWEST, PEAK = 5.0, 300
"""Targets: seconds of the processor for one file, MiB of the worker."""
ADDRESS_SPACE = 4 * 2**30
"""What the worker may ask for at all: with more it fails, and the failure is counted."""
PATIENCE = 60.0


def attempt(case: Case) -> str:
    """What becomes of a file: `read`, or the code that it is refused with. Raises whatever nobody has foreseen."""
    name, data = case
    try:
        found = read(name, data)
    except OfficeError as refusal:
        return refusal.code
    check_traces(found)
    compose.document(found)
    return "read"


def check_traces(found: Recognised) -> None:
    """Every trace lies within its text."""
    texts = [(line.text, line.marks) for line in found.source.paragraphs]
    parts = [*found.body, *(block for annex in found.annexes for block in annex.blocks)]
    texts += [(part.value.text, part.value.marks) for part in parts if isinstance(part.value, Block)]
    for text, marks in texts:
        for mark in marks:
            if not 0 <= mark.start <= mark.end <= len(text):
                raise AssertionError(f"{mark} lies outside {len(text)} characters")


def work(line: Connection) -> None:
    """The worker: one file after another, until the line is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    while case := line.recv():
        began = time.process_time()
        try:
            outcome = attempt(case)
        except BaseException as unforeseen:  # whatever it is, it is what this program looks for
            outcome = f"! {type(unforeseen).__name__}: {str(unforeseen)[:200]}"
        line.send((outcome, time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


@dataclass
class Tally:
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)
    peak: tuple[int, int] = (0, 0)
    unforeseen: list[str] = field(default_factory=list)

    def enter(self, number: int, outcome: str, seconds: float, peak: int) -> None:
        self.outcomes["unhandled" if outcome.startswith("!") else outcome] += 1
        self.slowest = max(self.slowest, (seconds, number))
        self.peak = max(self.peak, (peak, -number))
        if outcome.startswith("!"):
            self.unforeseen.append(f"#{number} {outcome}")

    @property
    def missed(self) -> bool:
        return bool(self.unforeseen) or self.slowest[0] >= SLOWEST or self.peak[0] >= PEAK

    def report(self) -> None:
        total = self.outcomes.total()
        refused = total - self.outcomes["read"] - self.outcomes["unhandled"]
        print(f"{total} inputs: {self.outcomes['read']} read, {refused} refused, {len(self.unforeseen)} unhandled")
        for code, times in self.outcomes.most_common():
            print(f"  {times:6} {code}")
        print(f"slowest {self.slowest[0]:.2f} s (#{self.slowest[1]}), target {SLOWEST:.0f} s")
        print(f"peak {self.peak[0]} MiB (#{-self.peak[1]}), target {PEAK} MiB")
        for line in self.unforeseen:
            print(line)


def run(count: int, seed: int) -> Tally:
    """Give every case to the one worker; one that does not answer or dies is counted and replaced."""
    tally, context = Tally(), get_context("spawn")
    here, worker = None, None
    for number, case in enumerate(cases(count, seed)):
        if worker is None or here is None or not worker.is_alive():
            here, there = context.Pipe()
            worker = context.Process(target=work, args=(there,), daemon=True)
            worker.start()
        try:
            here.send(case)
            answer = here.recv() if here.poll(PATIENCE) else ("! no answer", PATIENCE, 0)
        except (EOFError, OSError):
            answer = ("! the worker died", 0.0, 0)
        if answer[0] in ("! no answer", "! the worker died"):
            worker.kill()
            worker = None
        tally.enter(number, *answer)
    if here and worker:
        here.send(None)
    return tally


def main() -> None:
    arguments = argparse.ArgumentParser(description="Reading hostile files")
    arguments.add_argument("--count", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=SEED)
    given = arguments.parse_args()
    tally = run(given.count, given.seed)
    tally.report()
    sys.exit(tally.missed)


if __name__ == "__main__":
    main()
