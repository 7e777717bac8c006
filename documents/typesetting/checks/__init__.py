"""公文体检: a document and its pages are examined clause by clause, and every finding says what to do.

`examine.examine` looks at the words and, where there is a layout, at the pages; `source.examine_source` at what the
writer handed in before it was set right; `word.examine_word` at a Word file. `mending.mend` does what is safe to do.
"""
