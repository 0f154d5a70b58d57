"""What a later revision changed (更正前后): figures, fields and rows against the newest revision received before it.

Both are read by meaning from their sealed parts, in the units of the store: a correction that prints 万元 where the
first one printed 亿元 has changed nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qbs_desktop.db import collation
from qbs_desktop.db.collation import Received
from qbs_desktop.domain.fields import Field, Money, Stored
from qbs_desktop.services.collating import receiving, tracing
from qbs_desktop.services.collating.reported import Reported
from qbs_desktop.services.collating.said_table import Column, SaidRow, SaidTable
from qbs_desktop.services.collating.tracing import Origin
from qbs_desktop.services.workspace import Workspace

BLANK, CAME, WENT = "空白", "新增一行", "少了这一行"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the place in the later revision with what stands there now, and what the earlier one said."""

    place: Origin
    before: str

    @property
    def sentence(self) -> str:
        """``企业月报 K11 甲公司 营业收入 2026年10月：1 亿元 → 2 亿元``."""
        one = self.place
        where = " ".join(text for text in (one.sheet, one.cell, one.name, one.label) if text)
        return f"{where}：{self.before} → {one.value}" if self.before else f"{where}：{one.value}"


@dataclass(frozen=True, slots=True)
class Correction:
    """A later revision against an earlier one."""

    earlier: Received
    changes: tuple[Change, ...]

    @property
    def sentence(self) -> str:
        """``比第 1 版改动 3 处``."""
        count = len(self.changes)
        return f"比第 {self.earlier.revision} 版" + (f"改动 {count} 处" if count else "没有改动")

    def told(self, most: int) -> list[str]:
        """The first changes, a line each, and how many more there are."""
        more = len(self.changes) - most
        lines = [change.sentence for change in self.changes[:most]]
        return [*lines, f"另有 {more} 处"] if more > 0 else lines

    def to_json(self) -> dict[str, object]:
        """For the command line: every change."""
        changes = [
            {"sheet": one.place.sheet, "cell": one.place.cell, "ledger": one.place.ledger, "record_id": one.place.uid,
             "record": one.place.name, "column": one.place.column, "period": one.place.period, "kind": one.place.kind,
             "before": one.before, "after": one.place.value}
            for one in self.changes
        ]  # fmt: skip
        return {"revision": self.earlier.revision, "changes": changes}


def earlier(workspace: Workspace, one: Received) -> Received | None:
    """The newest whole revision of the same unit and period that was received before this one."""
    found = [
        each
        for each in workspace.read(collation.received)
        if (each.unit, each.period) == (one.unit, one.period) and each.revision < one.revision
    ]
    return max(found, key=lambda each: each.revision, default=None)


def correction(workspace: Workspace, one: Received, said: Reported | None = None) -> Correction | None:
    """What a return changed; None where no earlier revision was received.

    Raises:
        Refusal: the bytes of one of them are gone.
    """
    before = earlier(workspace, one)
    if before is None:
        return None
    now, then = said or receiving.opened(workspace, one), receiving.opened(workspace, before)
    was = {table.sheet: table for table in then.tables}
    changes = [
        change for table in now.tables if table.sheet in was for change in _of_table(workspace, was[table.sheet], table)
    ]
    return Correction(before, tuple(changes))


def _of_table(workspace: Workspace, was: SaidTable, now: SaidTable) -> Iterator[Change]:
    """Row by row in the later order: what came, fields and figures that differ; rows that went stand last."""
    before, after = ({row.uid: row for row in table.rows} for table in (was, now))
    figures = _figures(workspace, was, now)
    for row in now.rows:
        if row.uid not in before:
            yield Change(_row(now, row, CAME), "")
            continue
        yield from _fields(workspace, (was, now), before[row.uid], row)
        yield from figures.get(row.uid, ())
    for row in was.rows:
        if row.uid not in after:
            yield Change(_row(now, row, WENT), "")


def _row(table: SaidTable, row: SaidRow, words: str) -> Origin:
    return Origin(table.sheet, "", table.ledger, row.uid, _name(row), value=words, counted=not row.parent)


def _name(row: SaidRow) -> str:
    return str(row.stored.get("name") or "（未命名）")


def _fields(workspace: Workspace, tables: tuple[SaidTable, SaidTable], was: SaidRow, now: SaidRow) -> Iterator[Change]:
    sheet, ledger = tables[1].sheet, workspace.ledgers[tables[1].ledger]
    for name in dict.fromkeys((*tables[1].fields, *tables[0].fields)):
        spec = ledger.field(name)
        before, after = was.stored.get(name), now.stored.get(name)
        if before != after:
            place = Origin(sheet, "", ledger.id, now.uid, _name(now), name, value=_text(spec, after))
            yield Change(replace(place, label=spec.label, counted=not now.parent), _text(spec, before))


def _text(spec: Field, stored: Stored) -> str:
    text = spec.text(spec.decode(stored))
    return f"{text} {spec.unit}" if text and isinstance(spec, Money) else text or BLANK


def _figures(workspace: Workspace, was: SaidTable, now: SaidTable) -> Mapping[str, list[Change]]:
    """Permanent id → its figures that differ; those that are blank now stand behind the others."""
    rows, found = {row.uid: row for row in now.rows}, dict[str, list[Change]]()
    old, new = ({one[:4]: one for one in table.figures} for table in (was, now))
    letters = {one.column: one.letter for one in now.filled if one.at}
    for key, one in (new | {key: one for key, one in old.items() if key not in new}).items():
        before, after, row = old.get(key), new.get(key), rows.get(one.uid)
        if row is None or (before is not None and after is not None and before.value == after.value):
            continue
        if after is not None:
            place = tracing.of_figure(workspace, now, after, row, {})
        else:
            column = Column(*one[1:4])
            letter = letters.get(column) or letters.get(column._replace(indicator="main"), "")
            gone = one._replace(cell=f"{letter}{row.sheet_row}" if letter else "")
            place = replace(tracing.of_figure(workspace, now, gone, row, {}), value=BLANK)
        said = tracing.of_figure(workspace, was, before, row, {}).value if before is not None else BLANK
        found.setdefault(one.uid, []).append(Change(place, said))
    return found
