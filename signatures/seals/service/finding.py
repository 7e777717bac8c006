"""Seals as the rooms above know them: facts without keys, whoever asks."""

from collections.abc import Collection
from uuid import UUID

from cryptography import x509

from signatures.seals.models import SealRow
from signatures.seals.rules.kinds import Seal
from signatures.seals.service.log import row_of


async def find(seal_id: UUID) -> Seal:
    """One seal; the caller decides who may know of it. Raises NoSuchSeal."""
    return (await row_of(seal_id)).seal()


async def active_seals(organ_ids: Collection[UUID]) -> list[Seal]:
    """The seals that these organs may press now, in the order they were applied for."""
    rows = await SealRow.filter(organ_id__in=list(organ_ids), active=True).order_by("id")
    return [row.seal() for row in rows]


async def by_serial(serials: Collection[str]) -> dict[str, Seal]:
    """The seals that were made with certificates of these serial numbers, in hexadecimal, of either key."""
    if not serials:
        return {}
    rows = await SealRow.exclude(es_id="")
    found = {_serial(pem): row for row in rows for pem in (row.certificate, row.plain_certificate)}
    return {serial: found[serial].seal() for serial in set(serials) & found.keys()}


def _serial(pem: str) -> str:
    return f"{x509.load_pem_x509_certificate(pem.encode()).serial_number:x}"
