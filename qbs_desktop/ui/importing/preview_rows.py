"""The lines of an import preview (导入预览的行): what they show, and the colour of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from qbs_desktop.domain.period import Period
from qbs_desktop.services.incoming.import_preview import Action, PreviewRow, SheetPreview
from qbs_desktop.services.lists.listing import unit_of
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.table import TextColumn

ABSENT = "absent"
"""Filter of the rows that the list has and the file has not."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the preview: a row of the file, or a record that the file does not name."""

    row: PreviewRow | None
    name: str

    @property
    def kind(self) -> str:
        """The filter it belongs to."""
        return self.row.action.value if self.row is not None else ABSENT


def columns(workspace: Workspace, one: SheetPreview) -> tuple[TextColumn[Shown], ...]:
    """The columns of a sheet's preview: row, action, name, then the file's own columns in its order."""
    made: list[TextColumn[Shown]] = [
        TextColumn("行", 46, lambda line: str(line.row.row) if line.row else "", right=True, back=_back),
        TextColumn("处理", 64, _action, back=_back),
        TextColumn("名称", 220, _name, back=_back),
    ]
    ledger = workspace.ledgers.get(one.ledger or "")
    if ledger is None:
        return tuple(made)
    for letter, target in one.columns.items():
        if target is None or target == "name":
            continue
        if ledger.has(target):
            field = ledger.field(target)
            head = f"{letter}　{field.label}"
            text = partial(_field_text, workspace, ledger.id, target)
            # A changed cell says both what was and what will be.
            longest = max((len(text(Shown(row, row.name))) for row in one.rows if row.changes), default=0)
            width = max(min(24 + 13 * max(field.width, len(head)), 220), min(24 + 14 * longest, 340))
            made.append(TextColumn(head, width, text, right=field.affinity == "INTEGER", back=_back))
        else:
            head = f"{letter}　{_figure_head(workspace, target)}"
            text = partial(_figure_text, workspace, letter)
            made.append(TextColumn(head, 30 + 13 * len(head), text, right=True, back=_back))
    return tuple(made)


def _figure_head(workspace: Workspace, target: str) -> str:
    slug, _at, rest = target.partition("@")
    when, _slash, kind = rest.partition("/")
    indicator = workspace.indicators.get(slug)
    if indicator is None or not when:
        return target
    return f"{indicator.label} {Period.parse(when).label()}{'目标' if kind == 'target' else ''}"


def tint(kind: str) -> str:
    """The background of a kind of row: new green, changed amber, not in the file grey, rejected red."""
    t = current()
    return {
        Action.NEW.value: t.good_soft,
        Action.CHANGED.value: t.query_soft,
        Action.REJECTED.value: t.error_soft,
        ABSENT: t.line,
    }.get(kind, "")


def _back(line: Shown) -> str:
    return tint(line.kind)


def _action(line: Shown) -> str:
    return line.row.action.label if line.row is not None else "保留"


def _name(line: Shown) -> str:
    """An 其中 row is set in, as in the list."""
    part = line.row is not None and (line.row.parent_row is not None or line.row.parent_id is not None)
    return f"　其中：{line.name}" if part else line.name


def _field_text(workspace: Workspace, ledger_id: str, field_id: str, line: Shown) -> str:
    if line.row is None or field_id not in line.row.values:
        return ""
    field = workspace.ledgers[ledger_id].field(field_id)
    new = field.text(line.row.values[field_id])
    old = next((change.old for change in line.row.changes if change.field == field_id), None)
    changed = any(change.field == field_id for change in line.row.changes)
    return f"{field.text(old) or '（空）'} → {new}" if changed and line.row.action is Action.CHANGED else new


def _figure_text(workspace: Workspace, letter: str, line: Shown) -> str:
    if line.row is None:
        return ""
    for one in line.row.figures:
        if one.cell.rstrip("0123456789") == letter:
            indicator = workspace.indicators[one.indicator]
            unit = unit_of(indicator) or None
            new = indicator.text(one.figure, unit)
            if one.changed and line.row.action is Action.CHANGED:
                return f"{indicator.text(one.old, unit) or '（空）'} → {new}"
            return new
    return ""
