"""The steps of 自检: the main job once, on a made-up county. Each says in a sentence what it found."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from qbs_desktop import paths
from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.period import Period
from qbs_desktop.services import charting, profiles, samples
from qbs_desktop.services.checks import checking
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.months import workdays
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.safety import doctor
from qbs_desktop.services.workspace import Unit, Workspace
from qbs_desktop.ui.charts.picture import render
from qbs_desktop.ui.help import chapters
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages import PAGES
from qbs_desktop.ui.style import icons

PROFILE = "zhuzhou"
"""The sample with the most rows whose exported return, imported into an empty file, gives the same lists."""
UNIT = Unit("430200", "自检县")
YEAR = 2025
PATIENCE = 60_000
"""Milliseconds after which a window that shows no page has failed."""


class NotWell(QbsError):
    """A step whose result is not what it must be (自检未通过)."""


@dataclass(slots=True)
class Bench:
    """What the steps hand on to one another."""

    folder: Path
    lists: Mapping[str, object] = field(default_factory=dict)
    book: Path | None = None

    @property
    def data(self) -> Path:
        """The data file of the made-up county."""
        return self.folder / "自检县.qbs"


def make(bench: Bench) -> str:
    """A county from a profile's printed tables."""
    with samples.create_sample(bench.data, PROFILE, unit=UNIT, year=YEAR) as workspace:
        bench.lists = content(workspace)
        data = workspace.dataset()
        counts = [f"{ledger.label} {len(data.rows(ledger.id))} 行" for ledger in workspace.ledgers.values()]
    return "、".join(counts)


def check(bench: Bench) -> str:
    """The rules run."""
    with Workspace.open_file(bench.data, readonly=True) as workspace:
        counts = checking.counts(checking.check(workspace, Period.of_year(YEAR)))
    return "、".join(f"{grade.label} {count} 条" for grade, count in counts.items())


def export(bench: Bench) -> str:
    """The sealed workbook."""
    with Workspace.open_file(bench.data) as workspace:
        made = returns.export(workspace, Period.of_year(YEAR), bench.folder / "报表")
    bench.book = made[0].path
    return f"{bench.book.name}，{bench.book.stat().st_size // 1024} KB"


def verify(bench: Bench) -> str:
    """The workbook proves itself."""
    assert bench.book is not None  # noqa: S101
    verdict = returns.verify(bench.book)
    if verdict.state != "whole":
        raise NotWell(verdict.sentence)
    return verdict.sentence


def take_in(bench: Bench) -> str:
    """The workbook fills an empty county, read by the reading process; its lists are the same again."""
    assert bench.book is not None  # noqa: S101
    with Workspace.create(bench.folder / "空县.qbs", profiles.load(PROFILE), UNIT, year=YEAR) as workspace:
        shown = importing.preview(workspace, bench.book)
        if shown.rejected:
            raise NotWell("；".join(shown.summary()))
        done = importing.apply(workspace, shown)
        again = content(workspace)
    for ledger in ("industry", "enterprise"):
        if again[ledger] != bench.lists[ledger]:
            raise NotWell("导入后的名单和导出前的不一样")
    return f"新增 {done.new} 行，和导出前一致"


def chart(bench: Bench) -> str:
    """Every kind of chart as a picture with something on it."""
    with Workspace.open_file(bench.data, readonly=True) as workspace:
        kinds = charting.kinds(workspace)
        for kind in kinds:
            path = bench.folder / f"{kind.id}.png"
            render(charting.chart(workspace, kind.id), path)
            _look_at(QImage(str(path)), kind.label)
    return f"{len(kinds)} 种图存为图片"


def show(bench: Bench) -> str:
    """The window opens the file and shows every page."""
    window = MainWindow()
    window.show()
    try:
        with _no_questions() as asked:
            _wait_for_paint(window)
            window.setWindowIcon(icons.app_icon())
            if not window.open_path(bench.data):
                raise NotWell("窗口没有打开数据文件")
            for page in PAGES:
                window.show_page(page.id)
                QApplication.processEvents()
                _look_at(window.grab().toImage(), page.label)
            window.close()
        if asked:
            raise NotWell(f"窗口提示：{asked[0]}")
    finally:
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents()
    return f"{len(PAGES)} 个页面都能显示（{QApplication.platformName()}）"


def calendar(_bench: Bench) -> str:
    """The country's days off are known, with their Chinese names."""
    day = workdays.Workdays({}, frozenset()).day(date(2026, 10, 1))
    if day.working or "国庆" not in day.why:
        raise NotWell(f"10月1日被当作{day.why or '工作日'}")
    return f"2026年10月1日 {day.why}"


def read_help(_bench: Bench) -> str:
    """The manual and the page of the rules are there, with every picture they show."""
    pictures = re.findall(r"\]\((images/[\w-]+\.png)\)", chapters.text())
    for name in pictures:
        _look_at(QImage(str(paths.manual() / name)), name)
    rules = len(chapters.text("审核规则.md").splitlines())
    return f"使用手册 {len(pictures)} 张图、审核规则 {rules} 行"


def reopen(bench: Bench) -> str:
    """The file opened once more holds what it held and is sound."""
    with Workspace.open_file(bench.data) as workspace:
        ill = [one for one in doctor.examine(workspace) if not one.well and one.what != "磁盘空间"]
        same = content(workspace) == bench.lists
    if ill:
        raise NotWell(ill[0].sentence)
    if not same:
        raise NotWell("重新打开后内容和先前不一样")
    return "内容一致，数据页和历史完好"


STEPS: tuple[tuple[str, Callable[[Bench], str]], ...] = (
    ("建数据文件", make),
    ("审核", check),
    ("导出报表", export),
    ("校验报表", verify),
    ("导入报表", take_in),
    ("画图", chart),
    ("打开窗口", show),
    ("工作日", calendar),
    ("帮助", read_help),
    ("重新打开", reopen),
)


def content(workspace: Workspace) -> dict[str, object]:
    """The lists with every figure, without ids: what must be the same again."""
    data = workspace.dataset()
    names = {row.id: row.name for ledger in workspace.ledgers for row in data.rows(ledger)}
    return {
        ledger: [
            (
                names.get(row.parent_id or 0),
                dict(row.values),
                {key: one.value for key, one in data.figures(row).items()},
            )
            for row in data.rows(ledger)
        ]
        for ledger in workspace.ledgers
    }


def _wait_for_paint(window: MainWindow) -> None:
    """Until the empty window is on screen."""
    loop = QEventLoop()
    window.painted.connect(loop.quit)
    QTimer.singleShot(PATIENCE, loop, loop.quit)
    loop.exec()


@contextlib.contextmanager
def _no_questions() -> Iterator[list[str]]:
    """Nobody is there to answer: a box that opens is noted and closed."""
    asked: list[str] = []

    def close() -> None:
        box = QApplication.activeModalWidget()
        if box is not None:
            asked.append(str(box.property("text") or box.windowTitle()))
            box.close()

    timer = QTimer(interval=200)
    timer.timeout.connect(close)
    timer.start()
    try:
        yield asked
    finally:
        timer.stop()


def _look_at(picture: QImage, what: str) -> None:
    """A picture of one colour shows nothing.

    Raises:
        NotWell: there is no picture, or nothing on it.
    """
    small = picture.scaled(64, 64)
    colours = {small.pixel(x, y) for x in range(small.width()) for y in range(small.height())}
    if len(colours) < 3:
        raise NotWell(f"{what}是空白的")
