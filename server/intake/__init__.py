"""收件台: bytes of a TXT, Markdown or DOCX file become the elements of an official document.

gate (may it come in?) -> txt | markdown | docx (source paragraphs, tables, figures) -> recognise (elements) -> compose
(a Document).
Nothing is dropped silently: what is not an element stands in `unplaced` or `remarks`, with the reason.
"""
