"""Asking the index in somebody's name."""

from dataclasses import dataclass
from datetime import date

from anyio import to_thread

from policy_library.catalogue.rules.access import audience_terms
from policy_library.catalogue.rules.themes import check_theme
from policy_library.search.queries import waiting
from policy_library.search.rules import asked
from policy_library.search.rules.finding import Filters, Found, Sort
from policy_library.search.service import reading, shelf
from policy_library.search.service.keeping import ready
from policy_library.search.service.questions import View
from policy_library.search.service.reading import Question
from server.directory.rules.standing import Actor, Role
from server.kit import clock

SUGGESTIONS = 10


@dataclass(frozen=True)
class Health:
    """Whether the index follows the catalogue."""

    generation: str
    """The index that answers; it changes when one is built anew."""
    policies: int
    """How many it holds."""
    waiting: int
    """How many have changed and are not indexed yet. They are not found."""


async def search(
    actor: Actor,
    text: str,
    filters: Filters = Filters(),  # noqa: B008 - a frozen value
    *,
    as_of: date | None = None,
    sort: Sort = Sort.RELEVANCE,
    offset: int = 0,
    limit: int = 20,
) -> Found:
    """Published policies that this person may see, the best first, or the latest.

    `as_of` is the day on which validity is judged, today if none is given; nothing is hidden for having ended, but
    what is in force comes first. Of all hits the first `DEEPEST` can be paged through.

    Raises NothingAsked, NoSuchTheme.
    """
    check_theme(filters.theme)
    wanted = asked.read(text)
    view = await _view(actor, filters)
    question = Question(text, wanted, view, as_of or clock.today(), sort, offset, limit)
    return await to_thread.run_sync(reading.search, await ready(), question)


async def suggest(actor: Actor, prefix: str) -> list[str]:
    """Titles of policies that this person may see in which these characters stand, at most `SUGGESTIONS`."""
    if not asked.terms_of(prefix):
        return []
    view = await _view(actor, Filters())
    return await to_thread.run_sync(reading.suggest, await ready(), view, prefix, SUGGESTIONS)


async def health(actor: Actor) -> Health:
    """How far the index is behind; for the system's administrator. Raises NotAllowed."""
    actor.must_have(Role.SYS_ADMIN)
    index = await ready()
    count = await to_thread.run_sync(reading.size, index)
    return Health(shelf.shelf().name(), count, len(await waiting()))


async def _view(actor: Actor, filters: Filters) -> View:
    """What this person may find: the one place where that is decided."""
    return View(audience_terms(actor), await waiting(), filters)
