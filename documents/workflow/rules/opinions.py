"""Opinions (意见): what a person said, in which post, on which text.

An opinion is bound to the hash of the version it was given on. It *stands* while the matter of the text is the same;
when the text is changed afterwards the opinion is shown with the change, and the same desk is asked again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from documents.workflow.errors import ReasonMissing, VerdictUnfit
from documents.workflow.rules.outbound import SIGNATURES, Action, State


class Verdict(StrEnum):
    """What an opinion says. On a sign-off page a circled name is consent (圈阅即同意, 条例 art. 22)."""

    AGREE = "agree"
    AGREE_WITH_CHANGES = "agree_with_changes"
    DISAGREE = "disagree"
    RETURN = "return"
    CIRCLE = "circle"


CONSENT = frozenset({Verdict.AGREE, Verdict.AGREE_WITH_CHANGES, Verdict.CIRCLE})

VERDICTS: dict[Action, frozenset[Verdict]] = {
    Action.PASS: frozenset({Verdict.AGREE, Verdict.AGREE_WITH_CHANGES}),
    Action.OPINE: frozenset({Verdict.AGREE, Verdict.AGREE_WITH_CHANGES, Verdict.DISAGREE}),
    Action.SIGN_OFF: frozenset({Verdict.AGREE, Verdict.CIRCLE}),
    Action.RETURN: frozenset({Verdict.RETURN}),
}
"""What may be said with an action. Whoever does not agree to pass or sign a document returns it, with a reason."""


@dataclass(frozen=True)
class Opinion:
    """One opinion. `place_id` is the organ or unit the person spoke for; wording is never edited, only followed."""

    id: UUID
    node: State
    place_id: UUID
    verdict: Verdict
    text: str
    person_id: UUID
    person_name: str
    post_title: str
    principal_id: UUID | None
    principal_name: str
    version_no: int
    version_hash: str
    """The text that it was given on."""
    matter: str
    """Digest of the text without punctuation and spaces, the `matter` of the draft."""
    round: int
    """How often the document had been submitted."""
    at: datetime


def check_said(action: Action, said: Opinion) -> None:
    """Refuse words that do not belong to an action, so that "no" never passes or signs a document.

    Raises VerdictUnfit; ReasonMissing for a refusal or a return without a reason (条例 art. 21).
    """
    if said.verdict not in VERDICTS[action]:
        raise VerdictUnfit(allowed=sorted(VERDICTS[action]))
    if said.verdict not in CONSENT and not said.text.strip():
        raise ReasonMissing


def consents(opinions: Iterable[Opinion], node: State, place_id: UUID, matter: str) -> bool:
    """Whether the last word of a place at a node is consent, and to this very matter."""
    said = [o for o in opinions if o.node is node and o.place_id == place_id]
    return bool(said) and said[-1].verdict in CONSENT and said[-1].matter == matter


def signatures(opinions: Sequence[Opinion], text_hash: str) -> dict[UUID, Opinion]:
    """The signatures on this very text, by organ: the leading organ's last one and those that followed it.

    Where the leading organ signs anew, the others sign anew; who has returned the draft since has not signed it.
    """
    begins = max((n for n, o in enumerate(opinions) if o.node is State.SIGN_OFF), default=len(opinions))
    last = {o.place_id: o for o in opinions[begins:] if o.node in SIGNATURES}
    signed = {place: o for place, o in last.items() if o.verdict in CONSENT and o.version_hash == text_hash}
    return signed if last and opinions[begins].place_id in signed else {}
