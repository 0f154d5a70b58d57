"""Write docs/审核规则.md from the rules and thresholds. `--check` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from qbs_desktop.domain import checks
from qbs_desktop.domain.checks.rule import Evidence, Rule
from qbs_desktop.domain.ledgers import BY_ID
from qbs_desktop.domain.thresholds import BY_ID as THRESHOLDS

TARGET = Path(__file__).resolve().parent.parent / "docs" / "审核规则.md"
RELATIONS: tuple[tuple[str, str], ...] = (
    ("P1", "本年累计 = 上期累计 + 本月"),
    ("P2", "开工以来累计 = 至上年底累计 + 本年累计"),
    ("P3", "本年累计 = 建筑 + 安装 + 设备 + 其他"),
    ("P4", "设备 ≥ 旧设备 + 更新用设备；其他费用 ≥ 旧建筑物 + 土地"),
    ("P5", "年度完成率 = 本年累计 ÷ 年度计划；计划为空或 0 时为“——”"),
    ("P6", "开工以来累计 ≤ 总投资；年度计划 ≤ 总投资 − 至上年底累计"),
    ("P7", "总投资 = Σ 资金来源"),
    ("P8", "实际开工不晚于报告期；竣工不早于开工；竣工须已开工"),
    ("P9", "本年累计大于 0 而没有开工"),
    ("P10", "已开工未入统"),
    ("P11", "新开工项目至上年底累计应为 0"),
    ("P12", "投资规模档与总投资相符，下限含、上限不含"),
    ("P13", "合计（n项）与各行相符；其中行不计入合计"),
    ("P14", "本月为负、本年累计下降"),
    ("E1", "累计 ≥ 本月；累计 = 上期累计 + 本月（1—2月合并）"),
    ("E2", "营业收入 ≥ 主营业务收入"),
    ("E3", "上报的同比与计算的同比（可比口径）"),
    ("E4", "规上工业与上年主营业务收入 2000 万元，两个方向"),
    ("E5", "统一社会信用代码校验、重复"),
    ("E6", "行业代码存在，规上工业属采矿、制造、电热燃水"),
    ("E7", "产值与营业收入同一数量级"),
    ("E8", "其中行不计入合计，其中行之和 ≤ 本行"),
    ("E9", "级别与数值；“以上、左右、超过”作为限定词保存"),
)
"""The usual audit relations of project and enterprise returns, in the order of the domain reference."""


def lines() -> Iterator[str]:
    """The whole page."""
    yield "# 审核规则"
    yield ""
    yield "由 `tools/rulebook.py` 生成，请不要手改。程序里按 Ctrl+F8 看同样的内容，可停用规则、改阈值（只对本文件）。"
    yield ""
    yield "强制：改正后才能上报。核实：数据属实可以保留，写明原因。提示：供参考，不必处理。规则只提问，从不改动数据。"
    yield ""
    yield (
        "依据不确定的规则（C、J）不作强制。来源等级："
        + "；".join(f"{one.value} {one.label}" for one in Evidence)
        + "。"
    )
    yield from ("", "## 审核关系与规则", "", "| 编号 | 审核关系 | 规则 |", "|---|---|---|")
    for ref, words in RELATIONS:
        named = "、".join(f"[{rule.title}](#{rule.id})" for rule in checks.ALL if ref in rule.refs)
        yield f"| {ref} | {words} | {named} |"
    yield from ("", "## 阈值", "", "| 阈值 | id | 默认 | 来源 |", "|---|---|---|---|")
    for one in THRESHOLDS.values():
        yield f"| {one.label} | `{one.id}` | {one.text(one.usual)} | {one.source} |"
    yield from ("", "## 规则")
    for rule in checks.ALL:
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield from ("", f'### <a id="{rule.id}"></a>{rule.title}', "")
    ledgers = "、".join(BY_ID[one].label for one in rule.ledgers) or "全部名单"
    refs = f" · {'、'.join(rule.refs)}" if rule.refs else ""
    yield f"{rule.grade.label} · `{rule.id}` · {ledgers}{refs}"
    yield ""
    yield f"- 例：{rule.example}"
    yield f"- 怎么办：{rule.advice}"
    yield f"- 依据：{rule.source}（{rule.evidence.value}）"
    if rule.thresholds:
        yield "- 阈值：" + "；".join(
            f"{THRESHOLDS[one].label} {THRESHOLDS[one].text(THRESHOLDS[one].usual)}" for one in rule.thresholds
        )


def main() -> int:
    """Write the page, or with --check say whether it is up to date."""
    text = "\n".join(lines()) + "\n"
    if "--check" in sys.argv[1:]:
        return 0 if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
