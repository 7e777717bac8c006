"""验章: anyone hands in a file and gets a verdict: which seals it bears, whether each holds, and on what evidence.

Trusted are the office's own authority and the certificates (PEM) in the folder `trust` of its data. Nothing is kept and
nothing is fetched. Garbage is a verdict too: unreadable.
"""
