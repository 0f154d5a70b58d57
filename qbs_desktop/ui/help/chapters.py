"""Which chapter of the manual tells of which page (章节)."""

from __future__ import annotations

from qbs_desktop import paths

MANUAL = "使用手册.md"
START = "第一次打开"
CHAPTERS: dict[str, str] = {
    "": START,
    "home": "工作台",
    "industry": "名单",
    "enterprise": "名单",
    "project": "名单",
    "project_group": "名单",
    "plans": "名单",
    "month": "月度填报",
    "checks": "审核",
    "returns": "报表",
    "charts": "图表",
    "history": "历史",
    "collation": "汇总",
}
"""Page id → heading; without a file the first chapter."""


def text(name: str = MANUAL) -> str:
    """A page of the documents that come with the program.

    Raises:
        OSError: the file is not there; an installation that was moved by hand.
    """
    return (paths.manual() / name).read_text(encoding="utf-8")
