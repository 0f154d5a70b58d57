"""Actions and tasks (行动、任务) with ordered responsible units: 望政办函〔2022〕34号 part 4; requirement E3."""

from __future__ import annotations

from qbs_desktop.domain.fields import LongText, Text
from qbs_desktop.domain.ledger import COMMON_HEAD, COMMON_TAIL, Ledger

LEDGER = Ledger(
    id="action",
    label="行动任务",
    noun="行动",
    counter="项",
    fields=(
        *COMMON_HEAD,
        Text("name", "行动名称", width=16, required=True),
        Text("document", "文件", width=12),
        LongText("sentence", "原文", width=30),
        *COMMON_TAIL,
    ),
)
