"""Rules of the target list: contradictions and targets without a source."""

from __future__ import annotations

from collections.abc import Iterator

from qbs_desktop.domain import amount
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.record import Record


def reading(record: Record) -> str:
    """How a target reads: ``超过1000亿元``, ``10家以上``, ``7个左右``, ``6—8个``, ``前5强``."""
    value = record.money("value")
    number = amount.grouped(value) if value is not None else "？"
    op, unit = record.text("op"), record.text("unit")
    to = record.money("value_to")
    if op == "range" and to is not None:
        return f"{number}—{amount.grouped(to)}{unit}"
    if op in {"以上", "左右"}:
        return f"{number}{unit}{op}"
    return f"{'' if op == '=' else op}{number}{unit}"


def _twice(dataset: Dataset) -> Iterator[Draft]:
    first: dict[tuple[object, ...], Record] = {}
    for record in dataset.rows("target"):
        key = tuple(record.values.get(field) for field in ("name", "scope", "horizon", "unit"))
        other = first.setdefault(key, record)
        same = all(record.values.get(field) == other.values.get(field) for field in ("value", "value_to"))
        if not same:
            yield Draft(
                record,
                f"同一目标有两个数：“{reading(other)}”与“{reading(record)}”。",
                field="value",
                numbers={"first": reading(other), "second": reading(record)},
            )


def _range(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows("target"):
        low, high = record.money("value"), record.money("value_to")
        if low is not None and high is not None and high < low:
            yield Draft(
                record,
                f"区间目标的上端{amount.plain(high)}小于下端{amount.plain(low)}。",
                field="value_to",
                numbers={"low": amount.plain(low), "high": amount.plain(high)},
            )


def _sourceless(dataset: Dataset) -> Iterator[Draft]:
    rows = [record for record in dataset.rows("target") if not record.text("document")]
    if rows:
        yield Draft(
            rows[0],
            f"有{len(rows)}项目标没有注明文件。",
            field="document",
            numbers={"count": str(len(rows))},
        )


RULES: tuple[Rule, ...] = (
    Rule(
        "target_twice",
        "同一目标是否前后不一",
        Grade.QUERY,
        "同一范围、同一年份的同一目标只有一个数",
        f"对照文件核对；文件确有两种写法时，{STAYS}请说明。",
        _twice,
        evidence=Evidence.DEFINITION,
        example="同一目标有两个数：“30个”与“30个以上”。",
        ledgers=("target",),
    ),
    Rule(
        "target_range",
        "区间目标上下端是否颠倒",
        Grade.QUERY,
        "区间的上端不小于下端",
        "请对照文件改正。",
        _range,
        evidence=Evidence.DEFINITION,
        example="区间目标的上端6小于下端8。",
        ledgers=("target",),
    ),
    Rule(
        "target_source",
        "目标是否注明文件",
        Grade.HINT,
        "每个目标都应能查到文件和原句",
        "请补填文件和原文。",
        _sourceless,
        evidence=Evidence.DESIGN,
        example="有2项目标没有注明文件。",
        ledgers=("target",),
    ),
)
"""Rules of the target list."""
