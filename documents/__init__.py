"""公文: official documents from the first draft to the last receipt."""
