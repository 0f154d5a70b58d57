"""Targets of the texts (目标): operator, number, unit, measure, ordered units and the sentence they come from."""

from __future__ import annotations

from qbs_desktop.domain.fields import Choice, LongText, Number, Text, Year
from qbs_desktop.domain.figure import Op
from qbs_desktop.domain.ledger import COMMON_HEAD, COMMON_TAIL, Ledger

LEDGER = Ledger(
    id="target",
    label="目标",
    noun="目标",
    counter="项",
    fields=(
        *COMMON_HEAD,
        Text("name", "目标事项", width=18, required=True),
        Text("scope", "范围", width=9, hint="全市、农林牧渔、园区……"),
        Text("action", "所属行动", width=12),
        Year("horizon", "目标年", width=5, required=True),
        Choice("op", "限定词", width=5, options=tuple(Op)),
        Number("value", "目标值", width=7, required=True),
        Number("value_to", "至", width=6, hint="区间目标的上端，如 3—4 个"),
        Text("unit", "单位", width=5),
        Text("measure", "口径", width=8),
        Text("document", "文件", width=12),
        LongText("sentence", "原文", width=24),
        *COMMON_TAIL,
    ),
)
