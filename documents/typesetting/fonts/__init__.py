"""字库: the faces behind the roles of the standard, and subsets of them."""
