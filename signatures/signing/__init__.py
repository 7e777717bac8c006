"""验章: anyone hands in a file and gets a verdict: which seals it bears, whether each holds, and on what evidence.

Trusted are the office's own authority and the certificates and revocation lists in the folder `trust` of its data; the
register says of the office's own seals whether they were in force. Nothing is kept and nothing is fetched. Garbage is a
verdict too: unreadable.
"""
