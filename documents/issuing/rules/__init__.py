"""The law of issue: document numbers, what is printed, when a seal may be pressed, and how addressees answer."""
