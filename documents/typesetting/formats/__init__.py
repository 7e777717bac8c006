"""格式: where each element of clauses 7 and 10 stands on the page. `layout.layout` is all that others call."""
