"""Planned project counts by scale and kind (项目计划分组): 株政办发〔2022〕4号 annex 3 and its like in other texts.

Bounds are half-open, lower inclusive: ``10-50亿元（不含）`` is [10, 50) (requirement D1).
"""

from __future__ import annotations

from qbs_desktop.domain.fields import Choice, Money, Text
from qbs_desktop.domain.ledger import COMMON_HEAD, COMMON_TAIL, Ledger

LEDGER = Ledger(
    id="project_group",
    label="项目计划分组",
    noun="分组",
    counter="组",
    fields=(
        *COMMON_HEAD,
        Text("name", "项目投资规模", width=16, required=True, aliases=("投资规模", "分组名称", "项目类型")),
        Money("lower", "下限（含）", width=7),
        Money("upper", "上限（不含）", width=7),
        Choice("category", "项目类别", width=9, profile_list="project_categories"),
        Choice("level", "项目级别", width=8, profile_list="project_levels"),
        *COMMON_TAIL,
    ),
    indicators=(
        "project_count",
        "period_count",
        "growth",
        "total_investment",
        "investment",
        "starts",
        "advances",
        "completions",
        "rd",
        "sales",
    ),
    yearly=("project_count",),
)
