"""The whole-period check (every rule) against one pass in plain Python over the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import data
from benchmarks.job import Job, Scale, fresh, timed
from qbs_desktop.db import queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain import checks
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks import checking
from qbs_desktop.services.workspace import Workspace

MONTH = Period.of_month(2026, 6)


def jobs(scale: Scale, folder: Path) -> Iterator[Job]:
    """One county; ten in one file; what one changed list of a county costs."""
    for counties in (1,) if scale.short else (1, 10):
        yield from _jobs(scale, folder, counties)


def _jobs(scale: Scale, folder: Path, counties: int) -> Iterator[Job]:
    with Workspace.open_file(data.county_file(fresh(folder, f"审{counties}.qbs"), scale, counties)) as workspace:
        count = workspace.read(lambda one: one.execute("SELECT count(*) FROM figure").fetchone()[0])
        before = checking.check(workspace, MONTH)

        def ours() -> object:
            return checking.check(workspace, MONTH)

        def peer() -> object:
            return workspace.read(lambda one: one_pass(one, list(workspace.ledgers.values())))

        def after_an_edit() -> object:
            return checking.check(workspace, MONTH, before=before, ledgers={"enterprise"})

        against = "one pass in plain Python over all rows"
        yield Job(f"{len(checks.ALL)} rules over {count} figures", timed(ours), timed(peer), against, 3.0)
        if counties == 1:
            yield Job("the rules of one list again", timed(after_an_edit), timed(ours), "all rules", 1.0)


def one_pass(connection: Connection, ledgers: list[Ledger]) -> int:
    """What the plainest checker does: every figure into a dict by place, one comparison with the figure before."""
    records = {row[0]: row for one in ledgers for row in connection.execute(f'SELECT * FROM "{one.id}"')}
    keys = queries.indicator_keys(connection)
    slugs = {key.id: key.slug for key in keys.values()}
    known: dict[tuple[int, str, int, int], int | None] = {}
    falls = 0
    for subject, indicator, period, kind, value in connection.execute(
        "SELECT subject_id, indicator_id, period, kind, value FROM figure"
    ):
        slug = slugs[indicator]
        known[subject, slug, period, kind] = value
        before = known.get((subject, slug, period - 1, kind))
        if value is not None and before is not None and value < before and subject in records:
            falls += 1
    return falls
