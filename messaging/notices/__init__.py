"""待办与通知: what waits for whom. One row is one notice for one holder, never one per person.

Two kinds: a to-do (待办) is closed when the turn has passed, a piece of news (待阅) when its holder has read it.
When one of several registrars acts, the to-do is gone for all of them; when somebody gets the post tomorrow,
they see it without any copying. A delegate (代) sees what is lent to them, marked with the principal's name.

TODO: open --done--> closed
INFO: open --read by a holder in their own name, not by a delegate--> closed
"""
