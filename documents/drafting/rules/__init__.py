"""The law of a draft: the fifteen kinds, its elements, where it may go, what changed between two versions."""
