"""百亿 industries (产业名单). Fields: 株政办发〔2022〕4号 annex 1 and the Yiyang text; see requirements B1-B13."""

from __future__ import annotations

from qbs_desktop.domain.fields import Choice, LongText, Text
from qbs_desktop.domain.ledger import COMMON_HEAD, COMMON_TAIL, Ledger

LEDGER = Ledger(
    id="industry",
    label="产业名单",
    noun="产业",
    counter="个",
    fields=(
        *COMMON_HEAD,
        Text("name", "产业名称", width=16, required=True, aliases=("产业", "行业名称")),
        Choice("sector", "所属领域", width=9, profile_list="sectors", aliases=("领域",)),
        Choice("measure", "口径", width=8, profile_list="measures", hint="产值、加工产值、营业收入……逐行填写"),
        Choice("group", "四个一批", width=7, profile_list="industry_groups"),
        Text("tier", "级别", width=7, hint="文件中的称号，如 千亿级；与按数值算出的级别分开保存"),
        LongText("carriers", "承载园区", width=10, aliases=("园区", "载体园区")),
        *COMMON_TAIL,
    ),
    indicators=("output", "revenue", "main_revenue", "total_income", "value_added", "unstated", "growth"),
    monthly=("output", "revenue", "tax", "profit"),
    details=("value_added", "output_yoy", "revenue_yoy", "value_added_yoy", "tax_yoy"),
    yearly=("output",),
    line_after="sector",
)
