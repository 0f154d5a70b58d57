"""Tier labels (级别称号) against the values they are given for."""

from __future__ import annotations

from collections.abc import Iterator

from qbs_desktop.domain import amount
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.checks.wording import HUNDRED_MILLION, money
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Step
from qbs_desktop.domain.record import Record


def _steps(dataset: Dataset) -> Iterator[tuple[Record, Step]]:
    """Records whose label is a step of the profile's ladder."""
    for ledger, steps in (
        ("industry", dataset.profile.industry_steps),
        ("enterprise", dataset.profile.enterprise_steps),
    ):
        ladder = {step.label: step for step in steps}
        for record in dataset.rows(ledger):
            step = ladder.get(record.text("tier"))
            if step is not None:
                yield record, step


def _below(dataset: Dataset) -> Iterator[Draft]:
    for record, step in _steps(dataset):
        indicator = dataset.main_indicator(record)
        values = {y: f for y, f in dataset.years(record, indicator).items() if f.value is not None} if indicator else {}
        if not values:
            continue
        year = max(values)
        value, bound = values[year].value, step.bound * HUNDRED_MILLION
        if value is not None and value < bound:
            op = values[year].op or ""
            yield Draft(
                record,
                f"称“{step.label}”，{year}年为{op}{money(value)}，低于{money(bound)}。",
                field="tier",
                period=Period.of_year(year),
                numbers={"bound": amount.plain(step.bound), "value": amount.plain(value / HUNDRED_MILLION)},
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "tier_label",
        "级别称号与数值是否相符",
        Grade.QUERY,
        "方案的级别台阶",
        f"称号与数值分开保存，两者都可保留；核对后，{STAYS}请说明。",
        _below,
        evidence=Evidence.PROFILE,
        example="称“千亿级”，2025年为900亿元，低于1,000亿元。",
        refs=("E9",),
        ledgers=("industry", "enterprise"),
    ),
)
"""Rules on tier labels."""
