"""Loading the printed tables of a profile's texts (示例数据) into a data file, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.figure import Figure, FigureKey
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile
from qbs_desktop.domain.sample import Sample, SampleTable
from qbs_desktop.domain.sample_data import PrintedRow, rows_of
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Unit, Workspace


def load(workspace: Workspace, sample: Sample) -> int:
    """Enter every table of a sample as one operation; returns the number of records.

    Raises:
        ValueProblem: a text in the sample is no value; nothing was stored.
    """
    tables = [(table, rows_of(workspace.profile, table)) for table in sample.tables]

    def action(edit: Edit) -> int:
        return sum(_enter(edit, workspace, table, rows) for table, rows in tables)

    return workspace.run("载入示例数据", action, source=f"示例：{workspace.profile.title}")


def _enter(edit: Edit, workspace: Workspace, table: SampleTable, rows: Sequence[PrintedRow]) -> int:
    figures: list[tuple[FigureKey, Figure | None, str | None]] = []
    count = _enter_rows(edit, workspace, table, rows, None, figures)
    edit.set_figures(figures)
    return count


def _enter_rows(
    edit: Edit,
    workspace: Workspace,
    table: SampleTable,
    rows: Sequence[PrintedRow],
    parent: int | None,
    figures: list[tuple[FigureKey, Figure | None, str | None]],
) -> int:
    count = 0
    for row in rows:
        record = edit.add(row.ledger, row.values, parent_id=parent, year=workspace.year)
        source = edit.source(_document(workspace.profile, row.doc), table.title, row.sentence)
        figures += [
            (FigureKey(record, one.indicator, one.period, one.kind), replace(one.figure, source_id=source), None)
            for one in row.figures
        ]
        count += 1 + _enter_rows(edit, workspace, table, row.rows, record, figures)
    return count


def _document(profile: Profile, doc_id: str) -> str:
    document = profile.document(doc_id)
    return (document.doc_no or document.title) if document else doc_id


def create_sample(path: Path, profile_id: str, *, unit: Unit | None = None, year: int | None = None) -> Workspace:
    """Make a data file with a profile's sample in it; the file is removed again if that fails."""
    profile = profiles.load(profile_id)
    sample = profiles.sample(profile_id)
    own = unit or Unit(sample.unit_code or profile.region_code, sample.unit_name or profile.region)
    workspace = Workspace.create(path, profile, own, year=year or sample_year(profile, sample))
    try:
        load(workspace, sample)
    except BaseException:
        workspace.close()
        path.unlink(missing_ok=True)
        raise
    return workspace


def sample_year(profile: Profile, sample: Sample) -> int:
    """The year a sample is about: that of its newest month figures, else this year within the plan's horizon."""
    keys = (key for table in sample.tables for row in table.rows for key in row.figures)
    periods = [Period.parse(key.partition(":")[0].rpartition("@")[2]) for key in keys]
    dated = [period.year for period in periods if period.is_month]
    return max(dated) if dated else min(date.today().year, profile.horizon)
