"""PDF/A-2a: objects, fonts, pictures, pages, logical structure, bookmarks. `writer.pdf` is all that others call."""
