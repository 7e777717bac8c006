"""Seals, by verbs; rooms above import this module only."""

from signatures.seals.rules import Kind, Seal, State
from signatures.seals.service.applying import apply, approve, change_picture, refuse
from signatures.seals.service.audit import audit
from signatures.seals.service.authority import found_authority, issue_personal
from signatures.seals.service.crls import crl_file, current_crl, own_trust, revoke_certificate
from signatures.seals.service.die import Die, die
from signatures.seals.service.finding import active_seals, by_serial, find
from signatures.seals.service.holding import keys_held
from signatures.seals.service.keeping import activate, destroy, hand_over, report_lost, resume, revoke, suspend
from signatures.seals.service.log import history
from signatures.seals.service.making import file, make
from signatures.seals.service.register import (
    SealStatus,
    active_seal,
    events,
    must_be_active,
    must_keep,
    picture,
    seal_for,
    seals,
    status_at,
)
from signatures.seals.service.rotating import Relock, Rewrap, rotate_keys
from signatures.seals.service.secret import lock_secret, opens, unlock_secret
from signatures.seals.service.stamping import stamper
from signatures.seals.service.trusting import trust, trust_in

__all__ = [
    "Die",
    "Kind",
    "Relock",
    "Rewrap",
    "Seal",
    "SealStatus",
    "State",
    "activate",
    "active_seal",
    "active_seals",
    "apply",
    "approve",
    "audit",
    "by_serial",
    "change_picture",
    "crl_file",
    "current_crl",
    "destroy",
    "die",
    "events",
    "file",
    "find",
    "found_authority",
    "hand_over",
    "history",
    "issue_personal",
    "keys_held",
    "lock_secret",
    "make",
    "must_be_active",
    "must_keep",
    "opens",
    "own_trust",
    "picture",
    "refuse",
    "report_lost",
    "resume",
    "revoke",
    "revoke_certificate",
    "rotate_keys",
    "seal_for",
    "seals",
    "stamper",
    "status_at",
    "suspend",
    "trust",
    "trust_in",
    "unlock_secret",
]
