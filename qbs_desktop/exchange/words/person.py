"""A person in the cell of a unit (单位与联系人同格): the unit is read, the person is named in a remark."""

from __future__ import annotations

import re
from functools import lru_cache

from qbs_desktop.domain.fields import Field, LongText
from qbs_desktop.domain.finding import Grade
from qbs_desktop.exchange.sheets.cells import Cell
from qbs_desktop.exchange.words.said import unit_and_person
from qbs_desktop.exchange.words.values import Remark, Tell

_CONCERNED = frozenset({"owner", "lead_unit", "responsible_units"})
_PARTS = re.compile(r"([、;；]+)")


class PersonCells:
    """Takes persons out of the cells of units."""

    def concerns(self, field: Field) -> bool:
        """Whether a field names units."""
        return field.id in _CONCERNED and not isinstance(field, LongText)

    def without_person(self, cell: Cell, tell: Tell) -> Cell:
        """The cell with its units only; whoever was written behind them is told."""
        unit, people = _apart(cell.text)
        if not people:
            return cell
        message = f"“{people}”像是联系人或电话，没有导入；单位按“{unit}”读入。"
        tell(Remark(Grade.QUERY, "import.person_in_cell", message))
        return cell._replace(value=unit)


@lru_cache(maxsize=5_000)
def _apart(text: str) -> tuple[str, str]:
    """The units of a cell, and the persons written behind them."""
    units: list[str] = []
    people: list[str] = []
    for part in _PARTS.split(text):
        unit, person = (part, "") if _PARTS.fullmatch(part) else unit_and_person(part)
        units.append(unit)
        if person:
            people.append(person)
    return "".join(units), "、".join(people)
