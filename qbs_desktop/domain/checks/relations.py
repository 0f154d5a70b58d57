"""Relations between printed numbers (勾稽关系), kept as data in each profile: text against table, parts against sum."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.checks import target, terms
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.checks.terms import Range
from qbs_desktop.domain.checks.wording import cited
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.profile import Relation


def holds(relation: Relation, left: Range, right: Range) -> bool:
    """Whether a relation holds for all numbers that its two sides may be.

    Raises:
        ValueProblem: an operator that is not known.
    """
    match relation.op:
        case "=":
            return left.low <= right.high and right.low <= left.high
        case "about":
            return left.low - relation.tolerance <= right.high and right.low <= left.high + relation.tolerance
        case ">=":
            return left.low >= right.high
        case "<=":
            return left.high <= right.low
        case ">":
            return left.low > right.high
        case "<":
            return left.high < right.low
    raise ValueProblem(f"勾稽关系“{relation.title}”的比较符 {relation.op} 不认识。")


def _look(dataset: Dataset) -> Iterator[Draft]:
    for relation in dataset.profile.relations:
        if relation.id not in dataset.profile.rules_off:
            draft = _same(dataset, relation) if relation.op == "same" else _compared(dataset, relation)
            if draft is not None:
                yield draft


def _compared(dataset: Dataset, relation: Relation) -> Draft | None:
    left, right = terms.total(dataset, relation.left), terms.total(dataset, relation.right)
    shown = [terms.total(dataset, one) for one in relation.shown]
    if left is None or right is None or None in shown or (holds(relation, left, right) and not relation.note):
        return None
    values = {"left": str(left), "right": str(right), "diff": _distance(left, right)}
    values |= {f"shown{number}": str(one) for number, one in enumerate(shown, 1)}
    if right.high > 0:
        values["ratio"] = amount.plain(amount.rounded(left.high / right.high * 100, 1))
    return _draft(dataset, relation, values)


def _distance(left: Range, right: Range) -> str:
    """How far the nearest ends are apart; 0 when the ranges overlap."""
    return amount.plain(max(left.low - right.high, right.low - left.high, Decimal(0)))


def _same(dataset: Dataset, relation: Relation) -> Draft | None:
    """Two target rows should read the same: number, 限定词 and unit."""
    rows = [terms.target(dataset, one) for one in (relation.left[0], relation.right[0])]
    readings = [target.reading(row) for row in rows if row is not None]
    if len(readings) < 2 or readings[0] == readings[1]:
        return None
    return _draft(dataset, relation, {"left": readings[0], "right": readings[1]})


def _draft(dataset: Dataset, relation: Relation, values: dict[str, str]) -> Draft:
    record, where = terms.place(dataset, (*relation.left, *relation.right))
    is_field = where == "value"
    return Draft(
        record,
        relation.message.format_map(values),
        field=where if is_field else None,
        indicator=None if is_field else where,
        numbers={"relation": relation.id, **values},
        source=cited(dataset.profile, relation),
        grade=Grade(relation.grade),
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "relation",
        "文字与表格、分项与合计是否相符",
        Grade.QUERY,
        "方案的勾稽关系",
        f"对照文件核对；文件原文如此时，{STAYS}请说明采用哪个数。",
        _look,
        evidence=Evidence.PROFILE,
        example="文字写31个，附件三合计为30个。",
    ),
)
"""The one rule that evaluates a profile's relations."""
