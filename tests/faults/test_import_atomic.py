"""Reliability test X9: an import that is killed or meets a full disk is all there or not at all; undo takes it back."""

from __future__ import annotations

import hashlib
import random
import shutil
import sys
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import EnvironmentFault
from qbs_desktop.services import profiles
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.workspace import Unit, Workspace
from tests.faults.disk import FULL, Event, watched
from tests.faults.killing import killer
from tests.faults.trials import SEED, counted
from tests.fixtures import workbooks

ROWS = 400


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A file with its workbook beside it; what is in it before and after the import."""
    folder = tmp_path_factory.mktemp("atomic")
    path = folder / "甲.qbs"
    head: list[list[object]] = [
        ["单位：万元"],
        ["序号", "企业名称", *(f"{year}年营业收入" for year in range(2020, 2026))],
    ]
    rows: list[list[object]] = [[n, f"第{n}号企业", *(n * year for year in range(1, 7))] for n in range(1, ROWS + 1)]
    book = workbooks.table_book(folder / "甲.qbs.xlsx", [*head, *rows])
    with Workspace.create(path, profiles.load("zhuzhou"), Unit("430200", "株洲市"), year=2025) as workspace:
        importing.apply(workspace, importing.preview(workspace, workbooks.annex_book(folder / "附件.xlsx")))
        before = digest(workspace)
    shutil.copyfile(path, folder / "after.qbs")
    with Workspace.open_file(folder / "after.qbs") as workspace:
        result = importing.apply(workspace, importing.preview(workspace, book))
        assert result.new == ROWS
        after = digest(workspace)
        workspace.undo()
        assert digest(workspace) == before
    return path, before, after


def digest(workspace: Workspace) -> str:
    """What the lists say; numbers of records and sources apart, which an undone import uses up."""
    data = workspace.dataset(everyone=True)
    rows = [
        (
            ledger,
            row.name,
            sorted(map(repr, row.values.items())),
            sorted((k[0], k[1].code, str(v.value)) for k, v in data.figures(row).items()),
        )
        for ledger in data.ledgers
        for row in data.rows(ledger)
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def copy(place: Path, folder: Path) -> Path:
    for one in (place, place.with_name("甲.qbs.xlsx")):
        shutil.copyfile(one, folder / one.name)
    return folder / place.name


@pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL")
def test_a_killed_import_is_all_there_or_not_at_all(place: tuple[Path, str, str], tmp_path: Path) -> None:
    path, before, after = place
    seen = set()
    with killer("import", 1.2, SEED) as kill:
        for number in range(counted(3, 50)):
            (tmp_path / str(number)).mkdir()
            own = copy(path, tmp_path / str(number))
            kill(own)
            with Workspace.open_file(own) as workspace:
                found = digest(workspace)
                seen.add(found)
                if found == after:
                    workspace.undo()
                    assert digest(workspace) == before
                else:
                    assert found == before
            shutil.rmtree(tmp_path / str(number))
    assert seen <= {before, after}


def test_an_import_on_a_full_disk_changes_nothing_and_works_afterwards(
    place: tuple[Path, str, str], tmp_path: Path
) -> None:
    path, before, after = place
    chance = random.Random(SEED)
    own = copy(path, tmp_path)
    refused = 0
    with watched(tmp_path) as disk:
        for _ in range(counted(3, 40)):
            with Workspace.open_file(own) as workspace:
                shown = importing.preview(workspace, own.with_name("甲.qbs.xlsx"))
                left = chance.randrange(1, 40)

                def full(event: Event) -> int:
                    nonlocal left
                    left -= event.kind == "write"
                    return FULL if left <= 0 and event.kind == "write" else 0

                disk.fail = full
                try:
                    importing.apply(workspace, shown)
                except EnvironmentFault:
                    refused += 1
                disk.fail = lambda _event: 0
            with Workspace.open_file(own) as workspace:
                found = digest(workspace)
                assert found in (before, after)
                if found == after:
                    workspace.undo()
    assert refused
    with Workspace.open_file(own) as workspace:
        importing.apply(workspace, importing.preview(workspace, own.with_name("甲.qbs.xlsx")))
        assert digest(workspace) == after
