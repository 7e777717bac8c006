from collections import Counter

from benchmarks.fuzz_cases import cases
from benchmarks.fuzz_intake import attempt


def test_mutated_files_are_read_or_refused_by_name() -> None:
    """Sixty of the benchmark's files; any other end raises here."""
    outcomes = Counter(map(attempt, cases(60)))
    assert outcomes["read"] > 10
    assert len(outcomes) > 3
