"""十亿 enterprises (企业名单). Fields: 株政办发〔2022〕4号 annex 2; requirements C1-C14."""

from __future__ import annotations

from qbs_desktop.domain.fields import Choice, Code, Month, Text
from qbs_desktop.domain.ledger import COMMON_HEAD, COMMON_TAIL, Ledger
from qbs_desktop.domain.scale import BY_LABEL, UNLISTED

LEDGER = Ledger(
    id="enterprise",
    label="企业名单",
    noun="企业",
    counter="家",
    fields=(
        *COMMON_HEAD,
        Text("name", "企业名称", width=16, required=True, aliases=("企业", "单位名称", "公司名称")),
        Choice("sector", "所属领域", width=10, profile_list="sectors", aliases=("领域", "所属行业")),
        Text("industry", "所属产业", width=10, aliases=("产业", "产业链")),
        Text("tier", "级别", width=7),
        Choice("measure", "口径", width=8, profile_list="measures"),
        Choice("group", "四个一批", width=7, profile_list="enterprise_groups"),
        Text("park", "所在园区", width=9, aliases=("园区",)),
        Code("industry_code", "行业代码", width=6, hint="GB/T 4754—2017 小类代码"),
        Choice(
            "statistics_class", "四上类别", width=9, options=(*BY_LABEL, UNLISTED), aliases=("规上类别", "入库类别")
        ),
        Month("listed_since", "入库时间", width=7, aliases=("入规时间", "纳统时间"), hint="进入“四上”单位库的时间"),
        Code("credit_code", "统一社会信用代码", width=13, aliases=("信用代码", "社会信用代码")),
        *COMMON_TAIL,
    ),
    indicators=("output", "revenue", "main_revenue", "tax", "profit", "rd", "staff", "land", "unstated", "growth"),
    monthly=("output", "revenue", "tax", "profit"),
    details=("main_revenue", "output_yoy", "revenue_yoy", "tax_yoy"),
    yearly=("revenue",),
    line_after="sector",
)
