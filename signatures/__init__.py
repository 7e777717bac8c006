"""签章: seals applied and seals verified, down to the last byte."""
