"""政务通讯: people in office talk, one to one or in groups; every conversation is a log numbered 1, 2, 3, …

A message is a text or a card. A card names a document, an inbound paper, a supervised matter or a policy by its id
and carries no word of it: whoever opens it asks that room, which answers 404 to those who may not read. An
instruction given here has no effect on any paper until it is recorded there as 批示. Nobody outside learns that a
conversation exists.

The log is the truth and its own record, so that sending writes nothing into the journal: all pending messages of a
process are committed together, and only then acknowledged. A sender names a message by a `cmid` of their own, which
counts for ever: the same again answers the same number. What becomes of the conversation itself (founding, members,
title, recalls) is in the journal too, and in the log for its members to see.

Message: SENT --recall (撤回) by its sender within two minutes, by the owner of a group at any time--> RECALLED. The
text is gone from the table, and an event says so to those who come later.

Member: OUT --add by the owner--> IN --remove by the owner, or leave--> OUT. Whoever is in sees what came after they
joined; whoever is out keeps what came before they went; who comes back begins anew. An owner who leaves hands the
group to whoever has been in it longest.

Read: one watermark per member (已读到), from which 已读 and 未读 of every message are told; no row per recipient.
"""
