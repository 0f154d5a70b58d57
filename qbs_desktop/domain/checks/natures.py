"""建设性质 has two vocabularies: the statistics' (新建、扩建 …) and the dispatch forms' (新开工、续建、竣工、前期).

Printed lists use either under one head, so neither is wrong. The second is what is kept here as 年度状态, by which
forms over groups count and 续建 counts as started: where that is blank, the clerk is told; no word is moved for him.
"""

from __future__ import annotations

from collections.abc import Iterator

from qbs_desktop.domain.checks.rule import Draft, Evidence, Rule
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.record import Record

DISPATCH = {
    "新开工": "新开工",
    "新开": "新开工",
    "续建": "续建",
    "竣工": "竣工",
    "部分竣工": "竣工",
    "竣工或部分竣工": "竣工",
    "前期": "前期",
    "前期工作": "前期",
    "筹建": "前期",
    "预备": "前期",
    "储备": "前期",
}
"""Words of the dispatch forms → the 年度状态 they mean."""
_NAMED = 3


def _status_in_nature(dataset: Dataset) -> Iterator[Draft]:
    """One finding a word, at its first project whose 年度状态 is blank."""
    found: dict[str, list[Record]] = {}
    for record in dataset.rows("project"):
        word = record.text("nature")
        if word in DISPATCH and not record.text("year_status"):
            found.setdefault(word, []).append(record)
    for word, rows in found.items():
        names = "、".join(row.name for row in rows[:_NAMED]) + ("等" if len(rows) > _NAMED else "")
        yield Draft(
            rows[0],
            f"建设性质填“{word}”而年度状态空着（{len(rows)}个：{names}），按年度状态分的汇总表和开工数不计这个词。",
            field="year_status",
            numbers={"word": word, "count": str(len(rows))},
            advice=f"请在“年度状态”里也填“{DISPATCH[word]}”；建设性质照表上的写法，可以不改。",
        )


RULES: tuple[Rule, ...] = (
    Rule(
        "nature_status",
        "建设性质里的年度状态",
        Grade.HINT,
        "调度表的建设性质指本年新开工、续建、竣工或部分竣工、前期工作；投资统计的建设性质指新建、扩建、改建和技术改造等",
        "请在“年度状态”里也填上；建设性质可以不改。",
        _status_in_nature,
        evidence=Evidence.FORM,
        example="建设性质填“续建”而年度状态空着（2个：甲、乙），按年度状态分的汇总表和开工数不计这个词。",
        ledgers=("project",),
    ),
)
"""Rules on 建设性质."""
