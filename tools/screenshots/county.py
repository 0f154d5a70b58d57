"""The files the pictures are of: the sample county, an empty one, one whose window was killed, and what others send."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl

from qbs_desktop import paths
from qbs_desktop.services import opening, profiles, samples
from qbs_desktop.services.lists.waiting import Spot
from qbs_desktop.services.months import overview
from qbs_desktop.services.workspace import Unit, Workspace

PROFILE = "hunan-county"
NAME = "示例县.qbs"
CITY = "株洲市2026.qbs"


class November(date):
    """The day of the pictures: October is the month that closed last."""

    @classmethod
    def today(cls) -> November:
        return cls(2026, 11, 5)


paths.documents = lambda: Path("/home/填报员/文档/千百十填报")
opening.date = overview.date = November  # type: ignore[attr-defined]


class Files:
    """Makes each file when a scene first asks for it; every scene gets a copy that nobody has touched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def _place(self) -> Path:
        self._count += 1
        place = self._folder / str(self._count)
        place.mkdir()
        return place

    def county(self) -> Path:
        """示例县, in its tenth month."""
        made = self._folder / NAME
        if not made.exists():
            samples.create_sample(made, PROFILE).close()
        return Path(shutil.copy(made, self._place()))

    def empty(self) -> Path:
        """A new file without a row."""
        path = self._place() / "炎陵县2026.qbs"
        Workspace.create(path, profiles.load(PROFILE), Unit("430225", "炎陵县"), year=2026).close()
        return path

    def killed(self) -> Path:
        """A file whose window was killed while something was being typed."""
        path = self.county()
        with Workspace.open_file(path) as workspace:
            record = workspace.dataset().rows("enterprise")[4]
            workspace.waiting.typed(Spot("enterprise", record.id, "sector"), "工业和信")
            workspace.waiting.flush()
            drafts = [(one.name, one.read_bytes()) for one in path.parent.glob("*.draft*")]
            drafts += [(one.name, one.read_bytes()) for one in path.parent.glob(".*draft*")]
        for name, content in drafts:
            (path.parent / name).write_bytes(content)
        return path

    def returned(self) -> Path:
        """示例县 after the city gave two figures of October back."""
        from screenshots.returned import give_back

        return give_back(self.county())

    def city(self) -> Path:
        """株洲市, with three months' returns of seven counties."""
        made = self._folder / CITY
        if not made.exists():
            from screenshots.city import city

            shutil.move(city(self._place()), made)
        return Path(shutil.copy(made, self._place()))

    def none(self) -> None:
        """No file is open."""


def clerks_book(workspace: Workspace, path: Path) -> Path:
    """A list as a township sends it in: rows as they are, changed ones, new ones, one wrong amount."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "企业"
    sheet.append(["企业名单（单位：亿元）"])
    sheet.append(["序号", "企业名称", "所属领域", "所在园区", "2026年目标营业收入"])
    rows = [row for row in workspace.dataset().rows("enterprise") if row.parent_id is None][:9]
    for number, row in enumerate(rows, 1):
        park = "县高新区" if number in (3, 6) else None
        sheet.append([number, row.name, None, park, "约十二亿" if number == 5 else None])
    for number, name in enumerate(("示例新办陶瓷有限公司", "示例新办食品有限公司"), len(rows) + 1):
        sheet.append([number, name, "工业和信息化", "县高新区", 1.2])
    book.save(path)
    return path
