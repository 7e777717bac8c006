"""The law of personal signatures: what a PIN must be, how often it may be wrong, and what exactly is signed.

《中华人民共和国电子签名法》 art. 13: the data belong to the signer alone, are in the signer's hands alone when signing,
and every later change of signature or content shows.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from server.directory.errors import LoginRefused
from server.directory.rules import sessions
from server.directory.rules.sessions import Attempts
from server.kit.digest import canonical
from signatures.personal.errors import PinLocked, PinTooPlain, ReasonMissing

SHORTEST, LONGEST = 6, 64
MESSAGE = b"zhengban personal signature 1\n"
"""What every signed message begins with: no document, seal or certificate does, so no signature can pass as theirs."""


@dataclass(frozen=True)
class OwnSignature:
    """A person's own signature, without its key."""

    id: UUID
    person_id: UUID
    name: str
    """As the certificate has it."""
    certificate_serial: str
    """Hexadecimal."""
    valid_from: datetime
    valid_until: datetime
    made_at: datetime
    revoked_at: datetime | None
    revoked_reason: str
    locked_until: datetime | None
    """Until when no PIN opens it, after too many wrong ones."""


@dataclass(frozen=True)
class Subject:
    """What is signed: somebody's word on a document, bound to the version that it was said of."""

    id: UUID
    """The opinion or act that carries the signature; signed once by a person."""
    document_id: UUID
    version: str
    """Hash of the text that was consented to."""
    action: str
    verdict: str
    opinion: str
    at: datetime


@dataclass(frozen=True)
class PersonalMark:
    """A personal signature on something, as it reads now."""

    id: UUID
    subject: Subject | None
    """What was signed, out of the signed text itself; None where that cannot be read any more."""
    person_id: UUID
    name: str
    certificate_serial: str
    holds: bool
    """Whether signature, certificate and time agree; whoever shows it also compares the subject with what is there."""


def message(subject: Subject, person_id: UUID, certificate_serial: str) -> bytes:
    """The bytes that are signed: the subject, who signs and with which certificate, in the one JSON form."""
    return MESSAGE + canonical({"subject": subject, "person_id": person_id, "certificate": certificate_serial})


def check_pin(pin: str) -> None:
    """Refuse a PIN that is too short, too long or one of the first that anybody would try. Raises PinTooPlain."""
    if not SHORTEST <= len(pin) <= LONGEST or not pin.isprintable() or _is_row(pin) or _is_repeated(pin):
        raise PinTooPlain


def attempt(attempts: Attempts, now: datetime) -> Attempts:
    """Count a PIN before it is looked at, as logins are counted: the fifth wrong one in a row locks for 15 minutes.

    Raises PinLocked while it is locked.
    """
    try:
        return sessions.attempt(attempts, now)
    except LoginRefused:
        raise PinLocked from None


def reason_given(reason: str) -> str:
    """The reason of a revocation. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def facts_of(subject: Subject) -> dict[str, Any]:
    """What the journal says of a signed subject: no word of the opinion."""
    return {"document_id": subject.document_id, "signed_id": subject.id, "act": subject.action}


def _is_row(pin: str) -> bool:
    """One character over and over, or characters in a row: 123456, 987654, 890123, abcdef."""
    steps = {ord(after) - ord(before) for before, after in pairwise(pin)}
    if pin.isdecimal():
        steps = {step % 10 for step in steps}
    return len(steps) == 1 and steps <= {0, 1, -1, 9}


def _is_repeated(pin: str) -> bool:
    """A piece and its repetitions: 121212, 123123, abcabcab."""
    return any((pin[:size] * len(pin))[: len(pin)] == pin for size in range(1, len(pin) // 2 + 1))
