"""How many files the whole process reads at a time."""

from anyio import CapacityLimiter

BENCH = CapacityLimiter(2)
"""Whoever reads files in a thread takes a place here: more at once would only slow each other and everybody else."""
