"""The law of the turn: the outbound table, opinions that are bound to a text, and what follows from both."""
