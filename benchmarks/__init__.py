"""Measured claims: each script runs ours and an anchor in one run and prints both and the ratio."""
