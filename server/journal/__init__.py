"""日志: every act, written in the act's own transaction, chained by SM3, never changed.

One chain per subject (a case, a person, a seal), so that two cases never wait for each other. Every few seconds a
duty anchors all new entries, in order, into one global chain; cutting off the end of a subject's chain shows there.
"""
