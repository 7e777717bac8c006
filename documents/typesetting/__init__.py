"""排版: the format of official documents, GB/T 9704-2012, from a `Document` to printed pages.

`faces.open_faces` finds the type, `layout.layout` puts every character on the 28 x 22 grid of the 版心,
`pdf.pdf` writes the pages, `proof.same_text` reads them back and compares them with what was signed.
Everything between is positions in millimetres from the paper's upper left corner.
"""
