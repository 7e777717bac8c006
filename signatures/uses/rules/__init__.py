"""The law of use (用印): what is asked for and approved, what becomes of each file, and the code on the paper."""
