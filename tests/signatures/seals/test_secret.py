"""The office's secret: one for all who race for it, readable by its owner only, and never spoken of."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from signatures.gm.certificates import dump_key, new_key
from signatures.seals.errors import KeyLocked
from signatures.seals.service.secret import FILE, SIZE, office_secret, unlock


def test_whoever_races_for_the_secret_gets_the_same_and_leaves_nothing_else(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as racers:
        found = set(racers.map(office_secret, [tmp_path] * 32))
    assert len(found) == 1
    assert len(found.pop()) == SIZE
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_only_its_owner_may_read_the_secret(tmp_path: Path) -> None:
    office_secret(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_two_offices_have_different_secrets(tmp_path: Path) -> None:
    (here := tmp_path / "a").mkdir()
    (there := tmp_path / "b").mkdir()
    assert office_secret(here) != office_secret(there)


def test_a_key_opens_in_its_own_office_and_nowhere_else(tmp_path: Path) -> None:
    (here := tmp_path / "a").mkdir()
    (there := tmp_path / "b").mkdir()
    key = new_key()
    locked = dump_key(key, office_secret(here))
    assert unlock(locked, here).private_numbers() == key.private_numbers()
    with pytest.raises(KeyLocked) as refused:
        unlock(locked, there)
    assert refused.value.facts == {}


def test_a_damaged_secret_is_refused_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"short")
    with pytest.raises(KeyLocked):
        office_secret(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b"short"
