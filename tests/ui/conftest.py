"""Pages on real data files, a window that only records, and settings that stay inside the test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSettings, QTranslator, Signal
from PySide6.QtWidgets import QApplication, QWidget

from qbs_desktop import app, paths
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services import opening, profiles
from qbs_desktop.services.workspace import Unit, Workspace
from qbs_desktop.ui import settings
from qbs_desktop.ui.files.backing_up import BackingUp
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.tasks import Tasks
from tests.fixtures import copied
from tests.fixtures.county_returns import books, county_exports  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path) -> None:
    """No test reads or writes the settings of the person who runs it."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    settings.settings.cache_clear()


@pytest.fixture(autouse=True)
def no_backup_at_the_end(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing a file backs it up; only the tests of backups wait for that."""
    if "backups" not in request.module.__name__:
        monkeypatch.setattr(BackingUp, "end", lambda _self: None)


class RecordingShell(QObject):
    """What a page may ask of the window, written down."""

    period_changed = Signal()
    themed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.period = Period.parse("2026-10")
        self.said: list[str] = []
        self.shown: list[str] = []
        self._window = QWidget()
        self.tasks = Tasks(self._window)
        self.jumps: list[Place] = []

    def set_period(self, period: Period) -> None:
        self.period = period
        self.period_changed.emit()

    def jump(self, place: Place) -> None:
        self.jumps.append(place)

    def say(self, text: str) -> None:
        self.said.append(text)

    def show_page(self, page_id: str) -> None:
        self.shown.append(page_id)


@pytest.fixture
def shell(qapp) -> Iterator[RecordingShell]:
    made = RecordingShell()
    yield made
    made.tasks.close()


@pytest.fixture(scope="session")
def sample_files() -> dict[str, bytes]:
    """The sample data files, made once and copied for each test."""
    return {"zhuzhou": copied.content("zhuzhou", 2025), "hunan-county": copied.content("hunan-county", 2026)}


@pytest.fixture
def zhuzhou(tmp_path: Path) -> Iterator[Workspace]:
    with copied.sample(tmp_path / "zhuzhou.qbs", "zhuzhou", 2025) as workspace:
        yield workspace


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Workspace]:
    with copied.sample(tmp_path / "hunan-county.qbs", "hunan-county", 2026) as workspace:
        yield workspace


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Workspace]:
    unit = Unit("430225", "炎陵县")
    with Workspace.create(tmp_path / "空.qbs", profiles.load("hunan-county"), unit, year=2026) as workspace:
        yield workspace


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[None]:
    """The application in its own font, colours and language; undressed again for the next test."""
    font, palette = qapp.font(), qapp.palette()
    app.dress(qapp)
    yield
    for translator in qapp.findChildren(QTranslator):  # or every text of the next test is looked up in these as well
        qapp.removeTranslator(translator)
        translator.deleteLater()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


class November(date):
    """The day on which the tests of the window are run: October is the month that closed last."""

    @classmethod
    def today(cls) -> November:
        return cls(2026, 11, 26)


@pytest.fixture
def window(qtbot, dressed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The real window without a file; what it opens is closed with it."""
    monkeypatch.setattr(paths, "documents", lambda: tmp_path / "文档")
    monkeypatch.setattr(opening, "date", November)
    made = MainWindow()
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    made.deleteLater()
    qtbot.wait(1)


@pytest.fixture
def opened(window: MainWindow, tmp_path: Path, sample_files: dict[str, bytes]) -> MainWindow:
    """The window with the county sample on the home page."""
    path = tmp_path / "示例县.qbs"
    path.write_bytes(sample_files["hunan-county"])
    assert window.open_path(path)
    return window
