"""Whose turn it is with an entry, and whether it is ready for a review."""

from policy_library.catalogue.models import AudienceRow, ClauseRow, EntryRow, FieldRow
from policy_library.catalogue.rules import disclosure as rules
from policy_library.catalogue.rules.disclosure import Case, State, Turn
from policy_library.catalogue.rules.metadata import check_audience, check_complete
from server.kit.errors import OfficeError

COMPLETE = "complete"
"""What an editor is asked for who has to put something right before anybody can review."""


async def asked_now(row: EntryRow, case: Case) -> tuple[frozenset[str], str]:
    """The holders that are asked in this state, and for what: none, and nothing, where it waits for nobody.

    An entry that nobody can review yet waits for its editor.
    """
    if case.state not in rules.ASKED:
        return frozenset(), ""
    turn, action = rules.ASKED[case.state]
    if case.state is State.CANDIDATE and not await _is_ready(row):
        return rules.holders(case, Turn.EDITOR), COMPLETE
    return rules.holders(case, turn), action


async def check_ready(row: EntryRow) -> None:
    """Refuse what nobody may review or publish yet. Raises Incomplete, AudienceUnfit."""
    unsure = await FieldRow.filter(entry_id=row.id, current=True, needs_review=True).values_list("name", flat=True)
    values = {"title": row.title, "issuer": row.issuer, "formed_on": row.formed_on}
    check_complete(values, map(str, unsure), await ClauseRow.exists(entry_id=row.id))
    check_audience(row.publicity, await AudienceRow.filter(entry_id=row.id).count())


async def _is_ready(row: EntryRow) -> bool:
    try:
        await check_ready(row)
    except OfficeError:
        return False
    return True
