"""批示与传阅: what leaders write on a document that came in, and who is given it to read (条例 art. 22, 24).

An instruction (批示) is written once and never edited, only followed by another. Each word means something exact on
each page (`rules/wordings.py`): 圈阅 on the sign-off page is consent, on a reading page it says that somebody has
read, and nothing more. An order is open until the office has given it tasks (交办) or recorded that none is needed.

order:  PENDING --assign--> TASKS      PENDING --no_action(reason)--> NONE

Circulation (传阅) is the clerk's: readers answer to the clerk and pass nothing on to each other (不横传). In turn
(循序), all at once (同时) or to one person (专送); to have opened is not to have read.

reader: WAITING --deliver--> DELIVERED --open--> OPENED --confirm--> CONFIRMED
        any of them --recall(reason)--> RECALLED, who can open nothing any more
The circulation closes by itself when nobody is left to read, and the case that was only for reading with it.
"""
