"""The pen (执笔): who may change a text now."""

from documents.drafting.errors import PenElsewhere
from server.directory.rules.standing import Actor, Scope, Standing


def take_pen(actor: Actor, pen: str) -> Standing:
    """The standing in which this person may change a text whose pen a holder has; an empty pen freezes it.

    What lies before somebody by name is theirs: a delegate changes it only if they may also sign it.
    Raises PenElsewhere.
    """
    need = Scope.SIGN_OFF if pen.startswith("person:") else Scope.HANDLE
    standing = actor.stand(pen, need=need) if pen else None
    if standing is None:
        raise PenElsewhere
    return standing
