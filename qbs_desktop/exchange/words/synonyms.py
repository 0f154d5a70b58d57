"""Heads that clerks use for a field (表头的别的叫法), beside the field's own label and aliases.

Collected from real county lists (南平, 漳州, 湘西, 泰州) and NBS forms. They only serve to recognise a column; labels
and the aliases under which the program itself prints stay with the ledgers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_NOUNS: Mapping[str, tuple[str, ...]] = {
    "industry": ("产业", "产业链", "重点产业", "优势产业", "主导产业", "产业集群", "链条"),
    "enterprise": ("企业", "单位", "公司", "法人单位", "调查单位", "填报企业", "重点企业", "企业（单位）"),
    "project": ("项目", "工程", "工程项目", "重点项目", "子项目", "建设项目"),
}
"""What a list's rows are called in a head, each with 名称, 详细名称 and 全称."""

_FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "project": {
        "content": (
            "建设规模及主要内容",
            "建设规模和主要内容",
            "建设规模与主要内容",
            "建设规模及内容",
            "主要建设内容和规模",
            "主要建设内容及建设规模",
            "项目建设内容",
            "建设内容及规模",
            "项目概况",
            "建设规模",
        ),
        "owner": (
            "业主单位及负责人",
            "建设单位及负责人",
            "项目单位及负责人",
            "项目业主单位",
            "项目建设单位",
            "项目法人",
            "实施单位",
            "业主单位及联系人",
            "项目业主及负责人",
            "项目法人单位",
            "承建单位",
            "投资主体单位",
        ),
        "location": ("建设地址", "项目地点", "项目地址", "所在地", "项目选址", "所在区域", "所属县区"),
        "progress_text": (
            "目前进展",
            "目前进展情况",
            "项目进展",
            "项目进展情况",
            "工程进展",
            "工程进展情况",
            "当前进度",
            "进度情况",
            "工程进度",
            "目前形象进度",
            "形象进度情况",
            "本月形象进度",
            "工程形象进度描述",
        ),
        "duration": (
            "建设起止时间",
            "起止时间",
            "开竣工时间",
            "开竣工日期",
            "建设期限",
            "建设时间",
            "建设期",
            "起止年月",
        ),
        "total_investment": ("总投资额", "投资总额", "项目总投资额", "概算总投资", "估算总投资", "总投资规模"),
        "start_planned": ("计划开工日期", "计划开工月份", "预计开工时间", "计划开工年月"),
        "start_actual": ("实际开工日期", "开工日期", "实际开工年月"),
        "finish_planned": (
            "计划竣工日期",
            "计划完工时间",
            "预计竣工时间",
            "预计完工时间",
            "计划建成时间",
            "计划竣工年月",
        ),
        "finish_actual": ("实际竣工日期", "竣工日期", "完工时间", "实际完工时间"),
        "project_code": ("项目统一代码", "投资项目代码", "在线平台代码", "项目代码（24位）", "投资项目统一代码"),
        "sector": ("产业类别", "行业类别", "所属行业", "项目领域", "行业领域"),
        "category": ("项目类型", "项目分类"),
        "level": ("项目等级", "重点级别"),
    },
    "enterprise": {
        "credit_code": ("统一信用代码", "社会统一信用代码", "信用代码（18位）"),
        "park": ("所属园区", "园区名称"),
        "industry": ("所属产业链", "产业链名称", "所在产业链"),
        "industry_code": ("国民经济行业代码", "行业小类代码", "行业小类", "行业代码（四位）"),
        "sector": ("行业类别", "行业", "行业领域"),
    },
    "industry": {"carriers": ("承载地", "主要园区", "重点园区", "布局园区")},
}

_COMMON: Mapping[str, tuple[str, ...]] = {
    "lead_unit": ("牵头责任单位", "牵头责任部门", "主管部门", "主管单位", "行业主管部门"),
    "responsible_units": ("责任单位及责任人", "责任单位和责任人", "责任部门及责任人", "配合单位", "责任单位、责任人"),
    "leader": (
        "联系县领导", "县级联系领导", "联点领导", "挂钩领导", "挂点县领导", "挂点市领导", "责任领导", "包联领导",
        "牵头领导", "产业链链长", "联系市领导", "县级责任领导",
    ),
    "remark": ("说明", "备注说明"),
}  # fmt: skip


def heads_of(ledger: str) -> Iterator[tuple[str, str]]:
    """Field id and head, for each way a ledger's fields are called elsewhere."""
    for noun in _NOUNS.get(ledger, ()):
        for ending in ("名称", "详细名称", "全称"):
            yield "name", noun + ending
        if ledger == "industry":
            yield "name", noun
    for source in (_FIELDS.get(ledger, {}), _COMMON):
        for field, heads in source.items():
            yield from ((field, head) for head in heads)
