"""PDF/A-2: objects, fonts, pages. `writer.pdf` is all that others call."""
