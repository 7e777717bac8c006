"""Seals inside PDF: apply one (用印) as an incremental update, verify all of them (验章).

A craft: bytes in, bytes or a verdict out. Nothing here trusts the system's certificates, the network or
the clock. A signature is PAdES B-B (ETSI EN 319 142-1): detached CMS over everything but itself.
"""
