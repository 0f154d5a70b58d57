"""Rules that only the industry and enterprise lists need: which measure their figures have."""

from __future__ import annotations

from collections.abc import Iterator

from qbs_desktop.domain.checks.rule import Draft, Evidence, Rule
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.finding import Grade


def _unstated(dataset: Dataset) -> Iterator[Draft]:
    for ledger in ("industry", "enterprise"):
        rows = [record for record in dataset.top(ledger) if dataset.main_indicator(record) == "unstated"]
        if rows:
            one = dataset.ledgers[ledger]
            yield Draft(
                rows[0],
                f"{one.label}有{len(rows)}{one.counter}{one.noun}的数没有注明口径（产值、营业收入……）。",
                field="measure",
                indicator="unstated",
                numbers={"count": str(len(rows))},
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "measure_unstated",
        "口径是否注明",
        Grade.HINT,
        "株政办发〔2022〕4号附件1、附件2没有注明口径",
        "请确认一次这些数是哪种口径；确认前按“未注明口径”保存和打印。",
        _unstated,
        evidence=Evidence.PROFILE,
        example="企业名单有23家企业的数没有注明口径（产值、营业收入……）。",
        ledgers=("industry", "enterprise"),
    ),
)
"""Rules on measures."""
