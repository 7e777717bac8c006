"""检索: finding a policy by its number (文号), its title, or what one of its clauses says.

The index is a copy of what the catalogue publishes, kept by the outbox: character bigrams of every clause, folded so
that traditional and simplified writing are the same. It can be thrown away at any time and is built anew from there.
Who may see a policy is part of the question that the index answers, so that hits, totals, facets (分面), snippets and
suggestions are of visible policies only. What has changed and is not indexed yet is not found.

missing, torn or of an older form --rebuild--> current --index(entry)--> current
"""
