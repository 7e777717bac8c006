"""收件台: bytes of a TXT or DOCX file become the elements of an official document.

gate (may it come in?) -> txt | docx (source paragraphs) -> recognise (elements) -> compose (a Document).
Nothing is dropped silently: what is not an element stands in `unplaced` or `remarks`, with the reason.
"""
