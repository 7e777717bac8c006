"""Searching, by verbs; rooms above import this module only."""

from policy_library.search.service.finding import Health, health, search, suggest
from policy_library.search.service.keeping import index, rebuild, warm

__all__ = ["Health", "health", "index", "rebuild", "search", "suggest", "warm"]
