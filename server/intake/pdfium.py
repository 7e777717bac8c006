"""The lock around PDFium, which one thread at a time may call."""

from threading import Lock

PDFIUM = Lock()
"""Held by whoever reads a PDF."""
