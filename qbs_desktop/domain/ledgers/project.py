"""亿元 projects (项目名单). Fields: requirements D1-D18 and real 重点项目 systems (domain reference, table 1.1)."""

from __future__ import annotations

from qbs_desktop.domain.fields import Choice, Code, LongText, Money, Month, Text
from qbs_desktop.domain.indicators import SOURCES
from qbs_desktop.domain.ledger import COMMON_HEAD, COMMON_TAIL, Ledger

NATURES = ("新建", "扩建", "改建和技术改造", "单纯建造生活设施", "迁建", "恢复", "单纯购置")
YEAR_STATUSES = ("新开工", "续建", "竣工", "前期")

LEDGER = Ledger(
    id="project",
    label="项目名单",
    noun="项目",
    counter="个",
    fields=(
        *COMMON_HEAD,
        Text("name", "项目名称", width=18, required=True, aliases=("项目",)),
        Money("total_investment", "总投资", width=8, aliases=("计划总投资", "项目总投资")),
        Choice("year_status", "年度状态", width=7, options=YEAR_STATUSES, aliases=("建设状态", "年度类型")),
        Choice("sector", "所属领域", width=9, profile_list="sectors", aliases=("领域", "所属产业")),
        Choice("category", "项目类别", width=8, profile_list="project_categories", aliases=("类别",)),
        Choice("level", "项目级别", width=8, profile_list="project_levels", aliases=("级别",)),
        Text("owner", "项目单位", width=14, aliases=("业主", "业主单位", "建设单位", "项目业主")),
        Text("location", "建设地点", width=10, aliases=("地点", "所属区域")),
        Text("stage", "建设阶段", width=8, aliases=("阶段",)),
        Money("invested_before", "至上年底累计完成投资", width=9, aliases=("至上年底累计", "上年底累计完成投资")),
        Month("start_planned", "计划开工", width=7, aliases=("计划开工时间", "拟开工时间")),
        Month("start_actual", "实际开工", width=7, aliases=("实际开工时间", "开工时间")),
        Month("finish_planned", "计划竣工", width=7, aliases=("计划竣工时间", "拟竣工时间")),
        Month("finish_actual", "实际竣工", width=7, aliases=("实际竣工时间", "竣工时间")),
        Month("listed_since", "入统时间", width=7, aliases=("入库时间", "列统时间"), hint="进入投资统计项目库的时间"),
        LongText("progress_text", "形象进度", width=16, aliases=("工程形象进度", "进展情况")),
        LongText("content", "主要建设内容及规模", width=16, aliases=("主要建设内容", "建设内容", "建设规模及内容")),
        Text("duration", "建设起止年限", width=8, aliases=("建设年限", "起止年限", "建设工期", "建设周期")),
        Choice("source", "五个一批", width=7, profile_list="project_sources"),
        Choice("nature", "建设性质", width=8, options=NATURES),
        Code("project_code", "项目代码", width=16, hint="投资项目在线平台 24 位代码"),
        Code("credit_code", "统一社会信用代码", width=13, aliases=("信用代码",)),
        *COMMON_TAIL,
    ),
    indicators=("investment", "listed_investment", *SOURCES),
    monthly=("investment", "listed_investment"),
    details=(
        "inv_building",
        "inv_installation",
        "inv_equipment",
        "inv_used_equipment",
        "inv_renewed_equipment",
        "inv_other",
        "inv_old_building",
        "inv_land",
        "invested_total",
        "funds_received",
        "completion_stated",
        "investment_yoy",
    ),
    monthly_texts=("progress_text",),
    yearly=("investment",),
    line_after="year_status",
)
