"""The law of 督办: the table of an item's way, its terms (710), its lights, and what each act makes of it."""
