"""Tools without a business word in them. Nothing here knows what an office is."""
