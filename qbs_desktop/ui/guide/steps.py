"""The steps of 五分钟上手, one declaration each: what to do, where, and how the program sees that it was done.

To add a step: write a condition over `Seen`, then its line in `STEPS`. Keys are taken from the tables they stand in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from qbs_desktop.services.months.entry_mode import EntryMode, entry_mode
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui.actions import COMMANDS
from qbs_desktop.ui.pages import PAGES

LIST = "enterprise"
NEW_NAMES = ("示范粮油有限公司", "示范竹业有限公司", "示范电子有限公司")


@dataclass
class Seen:
    """What happened since a step began."""

    workspace: Workspace
    page: str = ""
    """The page in front."""
    came: list[str] = field(default_factory=list)
    """Pages that came to the front, in order."""
    notices: list[Notice] = field(default_factory=list)
    checked: bool = False
    wrong: bool = False
    """Whether a text that is no value has waited in a cell."""
    known: frozenset[int] = frozenset()
    """Records of the list when the step began."""

    def changed(self, table: str) -> bool:
        """Whether a table was changed by something other than 撤销 and 重做."""
        return any(table in one.tables and not one.title.startswith(("撤销：", "重做：")) for one in self.notices)

    def named(self) -> int:
        """New records of the list that have a name."""
        rows = self.workspace.dataset().rows(LIST)
        return sum(bool(one.name) and one.id not in self.known for one in rows)


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        page: where it is done; 带我去 goes there.
        clip: a text that helps, offered for the clipboard, with the button's words before it.
        ledger: on 月度填报 the list that is shown, at a cell that takes a figure.
    """

    id: str
    title: str
    text: str
    page: str
    done: Callable[[Seen], bool]
    clip: tuple[str, Callable[[Workspace], str]] | None = None
    ledger: str = ""


def key_of_page(page_id: str) -> str:
    """The key that goes to a page."""
    return f"Alt+{[entry.id for entry in PAGES].index(page_id) + 1}"


def key_of(command: str) -> str:
    """The key of a command."""
    return next(one.shortcut for one in COMMANDS if one.id == command)


def _block(workspace: Workspace) -> str:
    """Three rows with their headings, as copied from a sheet."""
    ledger = workspace.ledgers[LIST]
    heads = "\t".join(ledger.field(name).label for name in ("name", "park", "remark"))
    return "\n".join([heads, *(f"{name}\t高新区\t练习" for name in NEW_NAMES)])


def _at_list(seen: Seen) -> bool:
    return LIST in seen.came


def _one_more(seen: Seen) -> bool:
    return seen.changed(LIST) and seen.named() >= 1


def _three_more(seen: Seen) -> bool:
    return any(LIST in one.tables and len(one.subjects) >= len(NEW_NAMES) for one in seen.notices) and (
        seen.named() >= len(NEW_NAMES)
    )


def _month_entered(seen: Seen) -> bool:
    lists = [one.id for one in seen.workspace.ledgers.values() if one.monthly]
    by_month = any(entry_mode(seen.workspace, one) is EntryMode.MONTH for one in lists)
    return by_month and seen.page == "month" and seen.changed("figure")


def _put_right(seen: Seen) -> bool:
    return seen.wrong and not seen.workspace.waiting.texts()


def _checked(seen: Seen) -> bool:
    return seen.checked


def _answered(seen: Seen) -> bool:
    return seen.changed("explanation")


def _taken_back(seen: Seen) -> bool:
    return any(one.title.startswith("撤销：") for one in seen.notices)


def _exported(seen: Seen) -> bool:
    return seen.changed("submission")


STEPS: tuple[Step, ...] = (
    Step(
        "list",
        "打开企业名单",
        f"按 {key_of_page(LIST)}，或点左边的“企业”。名单用起来像 Excel：方向键移动，直接键入，F2 修改。"
        "F6 在各个区域之间走。",
        LIST,
        _at_list,
    ),
    Step(
        "add",
        "新增一家企业",
        "按 Ins（或点“新增”），键入企业名称，按回车。每改一格立即存盘，没有“保存”要按。",
        LIST,
        _one_more,
    ),
    Step(
        "paste",
        "粘贴几行",
        "先按“复制三行”，把光标放到最下面的 ＋ 行，按 Ctrl+V。从 Excel、WPS 复制来的也一样，带表头的按表头对到列。",
        LIST,
        _three_more,
        ("复制三行", _block),
    ),
    Step(
        "month",
        "填一个本月数",
        f"按 {key_of_page('month')} 到“月度填报”，“填”选“本月”，在要填的格里键入一个数，按回车。"
        "累计、同比、完成率当场算出。",
        "month",
        _month_entered,
        ledger=LIST,
    ),
    Step(
        "wrong",
        "改正填错的格",
        "在要填数的格里键入“很多”，按回车：不是数，所以不存，也不丢，格子标红并写明原因。再键入一个数，或按 Esc 恢复。",
        "month",
        _put_right,
        ledger=LIST,
    ),
    Step(
        "check", "审核", f"按 {key_of('check')}。强制的要改；核实的说明原因就可以；提示的看一眼。", "checks", _checked
    ),
    Step(
        "answer",
        "回答一条核实",
        "在审核页选一条“核实”，在右边选原因、写一句话，保存。真实的数可以留着，不用为了过审去改数。",
        "checks",
        _answered,
    ),
    Step(
        "undo",
        "撤销",
        f"按 {key_of('undo')}，刚才那一步就撤销了；{key_of('redo')} 重做。每一步都记在“历史”里，不能抹掉。",
        "history",
        _taken_back,
    ),
    Step(
        "export",
        "导出报表",
        f"按 {key_of('export')}，选一个文件夹，得到可以上报的工作簿。练习数据请不要上报。",
        "returns",
        _exported,
    ),
)
