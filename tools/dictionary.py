"""Write docs/DATA-DICTIONARY.md from the ledgers, indicators, tables, commands and rules. `--check` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from qbs_desktop.db import tables
from qbs_desktop.domain import checks, reasons
from qbs_desktop.domain.indicators import INDICATORS
from qbs_desktop.domain.ledgers import LEDGERS

TARGET = Path(__file__).resolve().parent.parent / "docs" / "DATA-DICTIONARY.md"


def lines() -> Iterator[str]:
    """The whole page."""
    yield "# 数据字典 Data dictionary"
    yield ""
    yield "由 `tools/dictionary.py` 生成，请不要手改。"
    for ledger in LEDGERS:
        yield from ("", f"## {ledger.label} `{ledger.id}`", "")
        yield from ("| 字段 | id | 类型 | 必填 | 别名 | 说明 |", "|---|---|---|---|---|---|")
        for field in ledger.fields:
            kind = type(field).__name__
            aliases = "、".join(field.aliases)
            required = "是" if field.required else ""
            yield f"| {field.label} | `{field.id}` | {kind} | {required} | {aliases} | {field.hint} |"
    yield from ("", "## 指标", "", "| 指标 | id | 量 | 单位 | 性质 | 库内小数位 |", "|---|---|---|---|---|---|")
    for one in INDICATORS:
        yield f"| {one.label} | `{one.id}` | {one.quantity} | {one.unit} | {one.flow} | {one.scale} |"
    yield from ("", "## 审核规则", "", "| 规则 | id | 级别 | 依据 |", "|---|---|---|---|")
    for rule in checks.ALL:
        yield f"| {rule.title} | `{rule.id}` | {rule.grade.label} | {rule.source} |"
    yield from ("", "## 核实原因", "", "| 原因 | id | 限名单 | 限规则（id 开头） |", "|---|---|---|---|")
    for reason in reasons.REASONS:
        yield f"| {reason.label} | `{reason.id}` | {'、'.join(reason.ledgers)} | {'、'.join(reason.rules)} |"
    yield from ("", "## 表", "", "金额以分为单位的整数保存；所有表均为 STRICT。", "", "| 表 | 列 |", "|---|---|")
    for table in tables.METADATA.sorted_tables:
        columns = "、".join(f"`{column.name}`{'*' if column.primary_key else ''}" for column in table.columns)
        yield f"| `{table.name}` | {columns} |"


def main() -> int:
    """Write the page, or with --check say whether it is up to date."""
    text = "\n".join(lines()) + "\n"
    if "--check" in sys.argv[1:]:
        return 0 if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
