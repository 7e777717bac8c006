"""涉密标志检查: a document that carries a mark of state secrecy may not enter an unclassified system.

Law: 保密法实施条例 art. 41 — unclassified systems must not store, process or transmit state secrets. This craft only
says that a mark is there, and where; refusing, and telling the 保密员, is up to whoever takes the text in.
It stands on the ground floor because every wing takes in text: drafts, attachments, chat messages, imported policies.
"""
