"""名单: the list and everything that opens in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from qbs_desktop.ui.grid.rows.order import Filter
from screenshots.county import Files
from screenshots.scenes.scene import Scene
from screenshots.scenes.start import lists

if TYPE_CHECKING:
    from screenshots.clerk import Clerk

K, M, LEFT = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton.LeftButton
POTTERY = "示例甲子陶瓷有限公司"


def wrong(clerk: Clerk) -> None:
    """A text that is no amount stays in its cell; below stands how many wait."""
    page = clerk.go("enterprise", "示例丙寅竹业有限公司", "revenue@2026/target")
    clerk.type("约八亿")
    clerk.key(K.Key_Return)
    page.view.go(2, page.view.current_place[1])


def children(clerk: Clerk) -> None:
    """Rows pasted with 其中： before their names."""
    clerk.show("industry")
    clerk.key(K.Key_Insert)
    clerk.paste(
        ("产业名称", "所属领域"),
        ("示例新型建材", "工业和信息化"),
        ("其中：示例墙体材料", "工业和信息化"),
        ("其中：示例装饰石材", "工业和信息化"),
    )


def filtered(clerk: Clerk) -> None:
    """One sector only; its ▾ menu open."""
    page = clerk.go("enterprise", POTTERY, "sector")
    page.grid.set_filter("sector", Filter(values=frozenset({"工业和信息化"})))
    clerk.key(K.Key_L, M.ControlModifier | M.ShiftModifier)


def grouped(clerk: Clerk) -> None:
    """By sector, with subtotals; one group folded."""
    page = clerk.go("enterprise", POTTERY, "name")
    page.grid.group_by("sector")
    clerk.ctrl(K.Key_Home)
    clerk.key(K.Key_Space)
    clerk.key(K.Key_Down, times=3)


def replacing(clerk: Clerk) -> None:
    """Every hit painted and counted; what would be replaced."""
    page = clerk.go("enterprise", POTTERY, "name")
    clerk.ctrl(K.Key_H)
    clerk.type("陶瓷")
    page.panel.finder.new.setFocus()
    clerk.type("新瓷")


def cell_menu(clerk: Clerk) -> None:
    clerk.go("enterprise", "示例丁卯机械有限公司", "sector")
    clerk.key(K.Key_F10, M.ShiftModifier)


def column_menu(clerk: Clerk) -> None:
    clerk.go("enterprise", "示例丁卯机械有限公司", "sector")
    clerk.key(K.Key_F10, M.AltModifier | M.ShiftModifier)


def tall(clerk: Clerk) -> None:
    """Long texts in rows of three lines."""
    page = clerk.go("project", "示例项目01 食品产业二期", "name")
    page.panel.choose_line_height(64)
    for name in ("owner", "location", "stage", "category", "level", "invested_before"):
        page.panel.show_column(page.grid.column_of(name), False)
    texts = (
        "主厂房主体结构封顶，设备基础浇筑完成，冷库保温施工完成六成，年底前具备试生产条件",
        "新建标准厂房三栋、冷链仓库一座，购置生产线四条，形成年产两万吨能力",
    )
    for column, text in zip(("progress_text", "content"), texts, strict=True):
        page.view.go(0, page.grid.column_of(column))
        clerk.type(text)
        clerk.key(K.Key_Return)
    page.view.go(0, page.grid.column_of("progress_text"))


def record(clerk: Clerk) -> None:
    """Fields, figures over the years, findings."""
    clerk.show("checks")
    clerk.go("enterprise", "示例壬申陶瓷有限公司", "name")
    clerk.key(K.Key_F4)


def record_figures(clerk: Clerk) -> None:
    """The figures by year and by month, with their course."""
    page = clerk.go("project", "示例项目03 机械产业一期", "name")
    clerk.key(K.Key_F4)
    clerk.wait()
    to_part(page, "月度数据")


def to_part(page: Any, name: str) -> None:  # noqa: ANN401 - a list page
    """A click on a link over the record's fields."""
    QTest.mouseClick(next(one for one in page.card.findChildren(QPushButton) if one.text() == name), LEFT)


def record_files(clerk: Clerk) -> None:
    """The lower part: attachments and history."""
    from qbs_desktop.services import attachments

    page = clerk.go("project", "示例项目03 机械产业一期", "stage")
    clerk.type("设备安装")
    clerk.key(K.Key_Return)
    page.view.go(2, page.view.current_place[1])
    record_id = page.grid.id_at(2)
    for name, size in (("立项备案证明.pdf", 240_000), ("现场照片 2026-10.jpg", 1_800_000)):
        made = Path(clerk.workspace.path.parent, name)
        made.write_bytes(b"%PDF" + bytes(size))
        attachments.add(clerk.workspace, record_id, made)
    clerk.key(K.Key_F4)
    clerk.wait()
    to_part(page, "附件")


def empty(clerk: Clerk) -> None:
    clerk.show("enterprise")


SCENES = (
    Scene("lists", lists, Files.county),
    Scene("lists-wrong", wrong, Files.county),
    Scene("lists-children", children, Files.county),
    Scene("lists-filter", filtered, Files.county),
    Scene("lists-groups", grouped, Files.county),
    Scene("lists-replace", replacing, Files.county),
    Scene("lists-menu", cell_menu, Files.county),
    Scene("lists-column", column_menu, Files.county),
    Scene("lists-tall", tall, Files.county),
    Scene("record", record, Files.county),
    Scene("record-figures", record_figures, Files.county),
    Scene("record-files", record_files, Files.county),
    Scene("lists-empty", empty, Files.empty),
)
