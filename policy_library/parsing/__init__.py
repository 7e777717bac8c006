"""政策解析: the bytes or the text of a policy become its fields, clauses, citations and duties, each with its place.

read: bytes or text -> Policy, over intake (elements) and orders (令), page (what a website printed about it), clauses
(条、款、一、（一）1.) and citations (《》 and 文号). numbers (文号 keys) and folding (text for search) serve the wing;
terms finds 施行日期 and 有效期,
responsibilities finds who must do what (责任单位、牵头单位). The original is never altered: offsets point into it.
"""
