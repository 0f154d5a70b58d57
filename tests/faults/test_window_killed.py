"""Reliability test D7: the real window is killed while a clerk types into it with keys."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.services import profiles
from qbs_desktop.services.lists import listing
from qbs_desktop.services.lists.waiting import INTERVAL, NEW_ROW, WaitingText
from qbs_desktop.services.months import figures
from qbs_desktop.services.workspace import Unit, Workspace
from tests.faults.killing import killed_at, killer
from tests.faults.trials import SEED, counted
from tests.faults.window_typing import MONTHLY, OCTOBER, Note, notes

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9"),
    pytest.mark.timeout(3600),
]
LONGEST = 4.0
LATE = 1.0
"""Seconds that a busy machine may need to write, on top of the interval."""
Cell = tuple[int, str]


def stored(workspace: Workspace) -> dict[Cell, str]:
    """What stands in the cells the clerk types in."""
    columns = [one for one in listing.columns(workspace, "project") if one.field is not None]
    rows = listing.rows(workspace, "project")
    found = {(row.record.id, column.id): row.text(column) for row in rows for column in columns}
    table = figures.month_table(workspace, "project", OCTOBER)
    indicator = workspace.indicators["investment"]
    for row in table.rows:
        found[row.record.id, MONTHLY] = indicator.text(row.cells["investment"].total, "亿元")
    return found


def same(typed: str, shown: str) -> bool:
    """Whether a cell shows what was typed; numbers by value."""
    if typed == shown:
        return True
    try:
        return Decimal(typed) == Decimal(shown.replace(",", ""))
    except ArithmeticError:
        return False


class Found:
    """What is there after one kill, held against the clerk's notes."""

    def __init__(self, path: Path) -> None:
        written = notes(path)
        with Workspace.open_file(path) as workspace:
            self._cells = stored(workspace)
            self._waiting = {(one.spot.record_id, one.spot.column): one for one in workspace.waiting.texts()}
            workspace.waiting.discard(workspace.waiting.texts())
            assert workspace.store.integrity() == []
        self._names = {text for (_record, column), text in self._cells.items() if column == "name"}
        done = [n for n, one in enumerate(written) if one.what != "key"]
        entered, self.open = written[: done[-1] + 1 if done else 0], written[done[-1] + 1 if done else 0 :]
        self.last = {(one.record, one.column): one for one in entered if one.what != "key" and one.column != "name"}
        self.made = [one.text for one in entered if one.what == "saved" and one.column == "name"]
        self._killed = killed_at(path)
        Path(f"{path}.acks").unlink(missing_ok=True)

    def _open_is_stored(self) -> bool:
        """The kill came between the save and its note."""
        if not self.open:
            return False
        whole = self.open[-1]
        if whole.record == NEW_ROW:
            return whole.text in self._names
        return same(whole.text, self._cells[whole.record, whole.column])

    def lost_cells(self) -> list[Note | str]:
        """Entered cells that are not as they were left: stored ones with their value, wrong ones with their text."""
        being_typed = {(one.record, one.column) for one in self.open}
        lost: list[Note | str] = [name for name in self.made if name not in self._names]
        for cell, one in self.last.items():
            if cell in being_typed:
                continue
            if one.what == "saved" and not same(one.text, self._cells[cell]):
                lost.append(one)
            if one.what == "left" and (cell not in self._waiting or self._waiting[cell].text != one.text):
                lost.append(one)
        return lost

    def lost_seconds(self) -> float:
        """How much of the open cell's typing is not offered back, as the age of its oldest lost key at the kill."""
        if not self.open or self._open_is_stored():
            return 0.0
        back: WaitingText | None = self._waiting.get((self.open[0].record, self.open[0].column))
        kept = back.text if back is not None else ""
        return max((self._killed - one.at for one in self.open if not kept.startswith(one.text)), default=0.0)

    def offered_beyond(self) -> list[Cell]:
        """Cells that come back although nothing waits there."""
        left = {cell for cell, one in self.last.items() if one.what == "left"}
        return [cell for cell in self._waiting if cell not in left | {(one.record, one.column) for one in self.open}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "甲.qbs"
    with Workspace.create(made, profiles.load("hunan-county"), Unit("430225", "炎陵县"), year=2026) as workspace:
        listing.add_rows(workspace, "project", [{"name": f"项目{n}"} for n in range(5)])
    return made


def test_a_killed_window_loses_no_entered_cell_and_at_most_the_last_keys(path: Path) -> None:
    lost: list[float] = []
    entered = opened = 0
    wanted = counted(2, 30)
    with killer("window", LONGEST, SEED) as trial:
        for done in range(4 * wanted):
            if done >= wanted and entered and opened:
                break
            assert trial(path) == -9
            found = Found(path)
            assert found.lost_cells() == []
            assert found.offered_beyond() == []
            lost.append(found.lost_seconds())
            entered += len(found.last) + len(found.made)
            opened += bool(found.open)
    assert entered  # the kills fell into real work
    assert opened  # and into real typing
    assert max(lost) <= INTERVAL + LATE
    print(f"{len(lost)} kills, {entered} cells entered, {opened} open; oldest lost key {max(lost):.2f} s")
