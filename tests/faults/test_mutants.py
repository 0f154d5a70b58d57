"""Reliability tests X1 and X2: damaged workbooks end nothing, and no number is taken that another reader does not see.

Damage to bytes: what is still accepted is what stood in the seed. Damage inside the XML: what is accepted is what
openpyxl reads, in full mode and in another process, or it is told as a doubt. The controls are readers taken alone.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import mutants, readers, seeds
from tests.faults.limited import DIED, HUNG, Limited
from tests.faults.trials import SEED, counted
from tests.fixtures import formats

Change = Callable[[bytes, random.Random], bytes]
REFUSED = ("Refusal", "PasswordWanted")


def mutated(folder: Path, bodies: list[bytes], change: Change, count: int, suffix: str) -> list[tuple[int, Path]]:
    """Mutants in turn of the seeds; each with the number of its seed."""
    chance = random.Random(f"{SEED} {change.__name__}")
    made = []
    for number in range(count):
        path = folder / f"{change.__name__}{number}{suffix}"
        path.write_bytes(change(bodies[number % len(bodies)], chance))
        made.append((number % len(bodies), path))
    return made


def told(outcome: object, path: Path) -> str:
    """What became of a mutant; anything but a reading or a refusal in words fails."""
    if isinstance(outcome, dict):
        return "read"
    if outcome in (DIED, HUNG):
        return str(outcome)
    assert isinstance(outcome, tuple), path
    assert outcome[0] in (*REFUSED, "MemoryError"), (outcome, path)
    assert outcome[0] == "MemoryError" or path.name in outcome[1], outcome
    return "refused"


@pytest.mark.parametrize("change", [mutants.raw, mutants.directory], ids=["bytes", "directory"])
def test_a_workbook_damaged_in_its_bytes_is_refused_or_read_as_it_was(tmp_path: Path, change: Change) -> None:
    paths = seeds.packages(tmp_path)
    outcomes: Counter[str] = Counter()
    with Limited(readers.ours) as ours:
        sound = [ours(path) for path in paths]
        assert all(isinstance(one, dict) for one in sound)
        for seed, path in mutated(tmp_path, [one.read_bytes() for one in paths], change, counted(24, 400), ".xlsx"):
            found = ours(path)
            outcomes[told(found, path)] += 1
            if isinstance(found, dict):
                assert found == sound[seed], path
        assert not ours.hung
        assert not ours.died
    print(change.__name__, dict(outcomes))
    assert outcomes["refused"]
    assert outcomes["read"] or change is mutants.raw


@pytest.mark.parametrize("change", [mutants.inside, mutants.structure], ids=["xml", "structure"])
def test_no_number_is_taken_that_a_third_reader_does_not_see(tmp_path: Path, change: Change) -> None:
    """In the long form two controls have to fail: calamine alone, and openpyxl as it streams."""
    bodies = [one.read_bytes() for one in seeds.packages(tmp_path)]
    outcomes: Counter[str] = Counter()
    wrong: list[object] = []
    with (
        Limited(readers.ours) as ours,
        Limited(readers.openpyxl_full) as third,
        Limited(readers.calamine_alone) as calamine,
        Limited(readers.openpyxl_streaming) as streaming,
    ):
        for _seed, path in mutated(tmp_path, bodies, change, counted(36, 600), ".xlsx"):
            found, other = ours(path), third(path)
            outcomes[told(found, path)] += 1
            if isinstance(found, dict) and isinstance(other, dict):
                outcomes["compared"] += 1
                outcomes["doubted"] += any(one.kind == "?" for cells in found.values() for one in cells.values())
                if places := readers.silent(found, other):
                    wrong.append((path, places[:4]))
            elif isinstance(found, dict):
                outcomes["no third reading"] += 1
                outcomes[f"third {other[0] + other[1][:50] if isinstance(other, tuple) else other}"] += 1
            for control, reader in (("calamine", calamine), ("streaming", streaming)):
                alone = reader(path)
                outcomes[f"{control} wrong"] += (
                    isinstance(alone, dict) and isinstance(other, dict) and bool(readers.silent(alone, other))
                )
        assert not ours.died
        assert not ours.hung
    print(change.__name__, dict(outcomes))
    assert not wrong, wrong[:3]
    assert outcomes["compared"] > counted(36, 600) / 12
    assert outcomes["calamine wrong"] + outcomes["streaming wrong"] or counted(36, 600) < 600


def test_a_damaged_xls_never_ends_the_program_and_readers_have_to_agree(tmp_path: Path) -> None:
    """BIFF has no check sums: a number damaged as a number is read so by every reader. What they differ in is told."""
    paths = seeds.old(tmp_path)
    outcomes: Counter[str] = Counter()
    with (
        Limited(readers.ours) as ours,
        Limited(readers.xlrd_alone) as alone,
        Limited(readers.calamine_alone) as calamine,
    ):
        sound = [ours(path) for path in paths]
        for seed, path in mutated(tmp_path, [one.read_bytes() for one in paths], mutants.raw, counted(30, 500), ".xls"):
            found, first, second = ours(path), alone(path), calamine(path)
            outcomes[told(found, path)] += 1
            if isinstance(found, dict):
                outcomes["changed"] += found != sound[seed]
                assert isinstance(second, dict), path
                assert not readers.silent(found, second), (path, readers.silent(found, second)[:4])
            outcomes["xlrd wrong"] += (
                isinstance(first, dict) and isinstance(second, dict) and bool(readers.silent(first, second))
            )
    print("xls", dict(outcomes))
    assert outcomes["read"]
    assert outcomes["refused"]


def test_a_damaged_workbook_with_a_password_is_refused_or_given_up(tmp_path: Path) -> None:
    """What deciphers .xls may walk in a circle on a damaged one; its process is then given up, as in the program."""
    bodies = [formats.locked(tmp_path / "a.xlsx").read_bytes(), (seeds.FOREIGN / "locked.xls").read_bytes()]
    outcomes: Counter[str] = Counter()
    with Limited(readers.ours, seconds=6) as ours:
        sound = []
        for number, body in enumerate(bodies):
            path = tmp_path / f"{number}.xls"
            path.write_bytes(body)
            sound.append(ours(path, formats.PASSWORD))
        assert all(isinstance(one, dict) for one in sound)
        for seed, path in mutated(tmp_path, bodies, mutants.raw, counted(6, 100), ".xls"):
            found = ours(path, formats.PASSWORD)
            outcomes[told(found, path)] += 1
            if seed == 0 and isinstance(found, dict):
                assert found == sound[0], path
    print("locked", dict(outcomes))
    assert outcomes["refused"]
