"""Reliability tests T4 and T5: replayed, swapped and forked returns are refused; the order decides nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from qbs_desktop.services.collating import adopting, receiving, reporters, totals
from qbs_desktop.services.workspace import Workspace
from tests.exchange.returns_made import repack, substitute
from tests.faults.trials import SEED, counted
from tests.fixtures import counties

MONTHS = (8, 9, 10)


@pytest.fixture(scope="module")
def chains(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int, int, str], Path]:
    """Unit, month, revision and branch → its return: two counties, three months, two revisions, October also forked."""
    folder = tmp_path_factory.mktemp("chains")
    found: dict[tuple[str, int, int, str], Path] = {}
    for number, (code, name) in enumerate(counties.ZHUZHOU[:2], 1):
        for branch in ("own", "other"):
            place = folder / branch
            place.mkdir(exist_ok=True)
            with counties.county(place, code, name, number if branch == "own" else number + 5) as county:
                for month in MONTHS if branch == "own" else MONTHS[-1:]:
                    period = counties.Period.of_month(2026, month)
                    county.fill_month(period)
                    for revision in (1, 2):
                        county.set("second", "revenue", period, 100 * month + revision)
                        path = county.export(period, place / f"{code}-{month}-{revision}")
                        found[code, month, revision, branch] = path
    return found


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workspace]:
    with counties.city(tmp_path) as workspace:
        yield workspace


def expected(
    held: dict[tuple[str, int], dict[int, str]], one: tuple[str, int, int, str], wanted: int | None, away: str
) -> str:
    """What must become of a return, by a model of its own: units, periods, and who holds which revision."""
    code, month, revision, branch = one
    own = held.setdefault((code, month), {})
    if code == away:
        return "unknown_reporter"
    if wanted is not None and month != wanted:
        return "wrong_period"
    if revision in own:
        return "known" if own[revision] == branch else "fork"
    if own and revision < max(own):
        return "replayed"
    if own.get(revision - 1, branch) != branch:
        return "fork"
    own[revision] = branch
    return "taken"


@pytest.mark.timeout(600)
def test_replayed_swapped_and_forked_returns_are_refused_with_the_reason(
    bench: Workspace, chains: dict[tuple[str, int, int, str], Path]
) -> None:
    chance = random.Random(f"T4 {SEED}")
    ways = list(chains)
    held: dict[tuple[str, int], dict[int, str]] = {}
    away, judged = "", set()
    for case in range(counted(90, 2000)):
        if case % 15 == 0:
            while bench.next_undo():
                bench.undo()
            held.clear()
            away = chance.choice(["", "", counties.ZHUZHOU[0][0]])
            wanted_units = [unit for unit in counties.ZHUZHOU if unit[0] != away]
            reporters.set_expected(bench, wanted_units)
        one = chance.choice(ways)
        wanted = chance.choice([None, None, 10])
        meant = expected(held, one, wanted, away)
        period = counties.OCTOBER if wanted else None
        (outcome,) = receiving.take_in(bench, [chains[one]], period=period)
        assert outcome.state == meant, (case, one, outcome.sentence)
        assert outcome.sentence
        judged.add(meant)
    assert judged >= {"taken", "known", "fork", "replayed", "wrong_period", "unknown_reporter"}


def collated(folder: Path, files: list[Path], order: random.Random, names: list[tuple[str, str]]) -> object:
    """Totals after taking everything in, in an order and in heaps of its own, some files twice, and once more."""
    folder.mkdir()
    with counties.city(folder) as workspace:
        reporters.set_expected(workspace, names)
        left = [*files, *order.sample(files, len(files) // 4)]
        order.shuffle(left)
        while left:
            size = order.randint(1, 40)
            heap, left = left[:size], left[size:]
            outcomes = receiving.take_in(workspace, heap)
            adopting.adopt(workspace, [one.received or 0 for one in outcomes if one.taken])
        outcomes = receiving.take_in(workspace, files)
        bad = [one for one in outcomes if not one.taken]
        assert [one.state for one in bad] == ["altered"]
        adopting.adopt(workspace, [one.received or 0 for one in outcomes if one.taken])
        again = receiving.take_in(workspace, files)
        assert [one.state for one in again if one.intact] == ["known"] * (len(files) - 1)
        return totals.of(workspace, counties.OCTOBER)


def files_of(folder: Path, count: int) -> tuple[list[Path], list[tuple[str, str]]]:
    """October of many counties, one of them altered."""
    names = [(f"ZZ{number:03}", f"第{number}县") for number in range(count)]
    files = []
    for number, (code, name) in enumerate(names):
        with counties.county(folder, code, name, number + 1) as county:
            county.fill_month(counties.OCTOBER)
            files.append(county.export(counties.OCTOBER, folder / "r" / code))
    bad = files[count // 2]
    change = substitute("xl/worksheets/sheet3.xml", r'(<c r="K10"[^>]*><v>)[^<]*', r"\g<1>77")
    files[count // 2] = repack(bad, folder / "altered.xlsx", change)
    return files, names


def same_whatever_the_order(tmp_path: Path, count: int, orders: int) -> None:
    (tmp_path / "made").mkdir()
    files, names = files_of(tmp_path / "made", count)
    found = [collated(tmp_path / str(at), files, random.Random(f"T5 {SEED} {at}"), names) for at in range(orders)]
    assert found[0]
    assert all(one == found[0] for one in found)


def test_six_counties_in_any_order_add_up_to_the_same(tmp_path: Path) -> None:
    same_whatever_the_order(tmp_path, 6, 2)


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_150_counties_in_any_order_add_up_to_the_same(tmp_path: Path) -> None:
    same_whatever_the_order(tmp_path, 150, counted(2, 20))
