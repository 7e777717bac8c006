"""The law of the turn: the outbound and the inbound table, opinions bound to a text, and what follows from them."""
