"""拟稿: drafts, their versions and attachments.

Every save is a new version with author, time and hash; nothing is overwritten. A draft has one *pen*: the holder who
may change its text now. The pen moves with the turn; without a pen the text is frozen.

    pen(drafter) --submit--> pen(reviewer at the node) --sign off--> no pen
"""
