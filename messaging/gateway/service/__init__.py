"""The gateway, as its door calls it."""

from messaging.gateway.service.attending import attend
from messaging.gateway.service.guest import Wire

__all__ = ["Wire", "attend"]
