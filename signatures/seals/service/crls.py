"""吊销列表: which certificates of this office are no longer good; issued each day and at every change, all kept."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from anyio import to_thread
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from tortoise.exceptions import IntegrityError

from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.files import File
from signatures.gm.keys import Family
from signatures.gm.pki.crl import Reason, Revoked, issue_crl
from signatures.gm.pki.structures import public_key_of
from signatures.judgement.trust import Trust
from signatures.seals.errors import KeyLocked, KeyServiceFailed, NoAuthority
from signatures.seals.models import AuthorityKeyRow, CrlRow, RevokedRow
from signatures.seals.rules.authority import OwnChain, Part
from signatures.seals.service.authority import Held, held, roots

GOOD_FOR = timedelta(days=7)
"""How long a list speaks; whoever holds one is not cut off by a weekend."""


async def revoke_certificate(certificate: x509.Certificate, at: datetime, reason: Reason) -> None:
    """Enter a certificate of this office as revoked, in the caller's transaction; entered twice, the first counts."""
    family, serial = public_key_of(certificate).family, f"{certificate.serial_number:x}"
    facts: dict[str, Any] = {"at": at, "reason": reason.value}
    row, new = await RevokedRow.get_or_create(family=family, serial=serial, defaults=facts)
    if new:
        await journal.record(None, "seals.revoke_certificate", row.id, None, family=family, serial=serial, **facts)


async def crl_file(family: OwnChain) -> File:
    """The present revocation list of one of the office's chains, for anybody. Raises NoAuthority."""
    if not await AuthorityKeyRow.exists(role=Part.ROOT, family=family):
        raise NoAuthority
    crl = await current_crl(Family(family))
    return File(crl.public_bytes(Encoding.DER), "application/pkix-crl", f"{family}.crl")


async def current_crl(family: Family) -> x509.CertificateRevocationList:
    """The present list of a chain, issued if the newest is of yesterday or lacks a certificate.

    Outside of transactions. Where the authority's key does not open, the newest there is. Raises KeyLocked,
    KeyServiceFailed if there is none.
    """
    newest = await CrlRow.filter(family=family).order_by("-number").first()
    if newest is not None and await _stands(newest):
        return x509.load_der_x509_crl(newest.der)
    try:
        return await _issue(family, newest.number + 1 if newest else 1)
    except (KeyLocked, KeyServiceFailed):
        if newest is None:
            raise
        return x509.load_der_x509_crl(newest.der)


async def own_trust() -> Trust:
    """What this office believes by itself: its own roots, and what it has revoked. Outside of transactions.

    Raises KeyLocked, KeyServiceFailed if no list was ever issued and none can be.
    """
    families = [row.family for row in await AuthorityKeyRow.filter(role=Part.ROOT).order_by("id")]
    return Trust(await roots(), crls=tuple([await current_crl(family) for family in families]))


async def _stands(newest: CrlRow) -> bool:
    complete = await RevokedRow.filter(family=newest.family).count() == newest.entries
    return complete and clock.day_of(newest.issued_at) == clock.today()


async def _issue(family: Family, number: int) -> x509.CertificateRevocationList:
    rows, at = await RevokedRow.filter(family=family).order_by("id"), clock.now()
    entries = [Revoked(int(row.serial, 16), row.at, Reason(row.reason)) for row in rows]
    root = await held(Part.ROOT, family)
    crl = await to_thread.run_sync(partial(_sign, root, entries, number, at))
    row = CrlRow(family=family, number=number, entries=len(entries), issued_at=at, der=crl.public_bytes(Encoding.DER))
    try:
        async with atomic():
            await row.save(force_create=True)
    except IntegrityError:  # somebody else asked at the same moment
        return await current_crl(family)
    return crl


def _sign(root: Held, entries: list[Revoked], number: int, at: datetime) -> x509.CertificateRevocationList:
    return issue_crl(root.signer(), entries, number, at, at + GOOD_FOR)
