"""The law of the catalogue: review before disclosure, validity by day, what identifies a policy, who may see it."""
