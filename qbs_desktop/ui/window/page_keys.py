"""Keys that work in one place and are no commands of a menu (按键), for F1, Ctrl+F1 and the manual's tables."""

from __future__ import annotations

MONTH_KEYS: tuple[tuple[str, str], ...] = (
    ("F4", "打开或关闭记录详情"),
    ("F7", "打开、进入或关闭工作清单；清单里按回车转到单元格，Esc 回到表格"),
    ("Alt+Q", "只看缺数"),
    ("Alt+W", "只看有问题"),
    ("Alt+T", "只看填报列"),
)
"""Further keys of 月度填报."""
OFFER_KEYS: tuple[tuple[str, str], ...] = (
    ("Alt+↓", "打开备选；日期格打开月历"),
    ("↑ / ↓", "在备选里选；月历里走月、走日"),
    ("Enter", "填入选中的"),
    ("Esc", "收起备选，再按一次放弃键入"),
    ("PageUp / PageDown", "月历换年、换月"),
    ("空格", "责任单位增减一个；月历在选月与选日之间换"),
    ("Alt+↑ / Alt+↓", "责任单位调整先后，第一个是牵头单位"),
    ("Delete", "责任单位移除选中的"),
)
"""Keys of what opens under a cell that is being edited."""
CHECK_KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "转到单元格"),
    ("F2", "写核实说明；有以前的说明时先停在“沿用”上"),
    ("Ctrl+Enter", "保存说明，转到下一条"),
    ("Shift+F1", "这一条的规则"),
)
"""Further keys of 审核."""
RETURN_KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "退回项：转到单元格"),
    ("F2", "退回项：写答复"),
)
"""Further keys of 报表."""
IMPORT_KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "选定这一列是什么"),
    ("Shift+Enter", "选定这一行是什么"),
    ("F8 / Shift+F8", "下一个、上一个问题"),
    ("Ctrl+Enter", "全部写入"),
)
"""Keys of the import."""
CHART_KEYS: tuple[tuple[str, str], ...] = (
    ("Ctrl+Shift+C", "复制图片"),
    ("Ctrl+Shift+S", "保存图片"),
)
"""Further keys of 图表."""
CARD_KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "打开附件的只读副本"),
    ("Ctrl+S", "附件另存为文件"),
    ("Delete", "删除附件，可以撤销"),
)
"""Keys of the attachments in the record panel."""
WINDOW_KEYS: tuple[tuple[str, str], ...] = (
    ("Alt+1 … Alt+9", "转到左侧第 1 … 9 个页面"),
    ("F10", "走到菜单栏；Alt+F、Alt+E、Alt+V、Alt+H 直接打开"),
    ("Alt+带下划线的字母", "按写着这个字母的按钮、走到这一栏"),
    ("Esc", "关闭打开的窗口"),
)
"""Keys of the window that are no commands of a menu."""
