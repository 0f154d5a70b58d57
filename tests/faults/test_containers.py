"""Reliability test T3: a package that programs read differently is refused, or all of them read the same from it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from qbs_desktop.exchange.sealed.verifying import verify
from tests.exchange.returns_made import filled, write
from tests.faults import readers
from tests.faults.containers import ATTACKS
from tests.faults.trials import counted

Reader = Callable[[Path], readers.Book]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("报表") / "报表.xlsx"
    write(path, filled("industry_month"), filled("enterprise_month"))
    return path


def _read(reader: Reader, path: Path) -> readers.Book | None:
    """What a program sees; None if it refuses the file in its own way."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return reader(path)
    except BaseException as fault:
        if isinstance(fault, KeyboardInterrupt | SystemExit):
            raise
        return None


def _values(path: Path) -> dict[str, dict[str, tuple[str, str]]]:
    return verify(path).values()


NEVER_ELSEWHERE = {"a far cell"}
"""Would take all memory of a program without the gate, and this process with it."""
OTHERS: tuple[Reader, ...] = (readers.openpyxl_full, readers.calamine_alone)


def test_there_are_at_least_sixty_attacks() -> None:
    assert len(ATTACKS) >= 60


def test_what_is_taken_reads_the_same_everywhere(sound: Path, tmp_path: Path) -> None:
    meant = {reader: reader(sound) for reader in OTHERS}
    told = _values(sound)
    taken, fooled = [], []
    full = bool(counted(0, 1))
    for name, attack in list(ATTACKS.items())[:: 1 if full else 9]:
        path = tmp_path / "攻.xlsx"
        path.write_bytes(attack(sound.read_bytes()))
        verdict = verify(path)
        found = {} if name in NEVER_ELSEWHERE else {reader: _read(reader, path) for reader in OTHERS}
        if verdict.state == "whole":
            taken.append(name)
            assert verdict.values() == told, name
            for reader, book in found.items():
                assert book is None or book == meant[reader], (name, reader.__name__)
        elif any(book is not None and _other_number(book, meant[reader]) for reader, book in found.items()):
            fooled.append(name)
    if not full:
        return
    print(f"{len(ATTACKS)} attacks: {len(taken)} taken and the same, {len(ATTACKS) - len(taken)} refused")
    print("taken:", "; ".join(taken))
    print("read otherwise by a program without the gate:", "; ".join(fooled))
    assert len(ATTACKS) - len(taken) >= 60
    assert len(fooled) >= 5, "control: without the gate some of these are read with another number"


def _other_number(found: readers.Book, meant: readers.Book) -> bool:
    """Whether a program shows another number at the place that the forger wanted."""
    return found.get("企业月报", {}).get((11, 11)) != meant["企业月报"][11, 11]
