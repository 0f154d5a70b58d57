"""新建: profile, unit code and name, year, place; and the picker of samples (示例数据)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop import paths
from qbs_desktop.domain.codes.divisions import unit_code_problem
from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.profile import Profile
from qbs_desktop.services import code_tables, fitting, profiles
from qbs_desktop.services.safety import safe_places
from qbs_desktop.services.workspace import Unit, Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.grid.editing.offers import Aid, Offer, Offers
from qbs_desktop.ui.grid.editing.pickers import PickEditor
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import link, muted, named, note

_CODE_LENGTH = 6
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


def _division_offers() -> Offers:
    return _divisions


def _divisions(typed: str) -> list[Offer]:
    """Counties, cities and functional areas by code, name and initials; what is put is the code."""
    return [
        Offer(one.code, one.text, " · ".join((*one.within, one.level)), sure=not typed.isdecimal())
        for one in code_tables.divisions().search(typed)
    ]


def _name_offers() -> Offers:
    return _names


def _names(typed: str) -> list[Offer]:
    """Counties whose name is what the initials typed mean; Chinese is typed on as it is."""
    if not typed.isascii() or typed.isdecimal():
        return []
    found = code_tables.divisions().search(typed)
    return [Offer(one.name, one.name, " · ".join((*one.within, one.code))) for one in found]


class ProfileForm(QWidget):
    """The profile picker with what the chosen profile is about."""

    def __init__(self, ids: tuple[str, ...], parent: QWidget) -> None:
        """Fill from the shipped profiles."""
        super().__init__(parent)
        self._ids = ids
        self.picker = QComboBox(self)
        self.picker.setAccessibleName("方案")
        for profile_id in ids:
            self.picker.addItem(profiles.load(profile_id).title)
        self.about = note("", self)
        self.about.setMinimumHeight(54)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.picker.currentIndexChanged.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TINY)
        column.addWidget(self.picker)
        column.addWidget(self.about)
        self._tell()

    def chosen(self) -> Profile:
        """The chosen profile."""
        return profiles.load(self._ids[self.picker.currentIndex()])

    def choose(self, profile_id: str) -> None:
        """Choose by id."""
        self.picker.setCurrentIndex(self._ids.index(profile_id))

    def _tell(self) -> None:
        profile = self.chosen()
        document = profile.document(profile.main_document)
        number = f"（{document.doc_no}）" if document and document.doc_no else ""
        basis = f"依据：{document.title}{number}" if document else ""
        self.about.setText(f"{profile.meaning}\n{basis}")


class NewFileDialog(Dialog):
    """Asks what a data file needs and makes it; `made` carries the opened workspace."""

    made = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """Build with the county profile and this year."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("新建数据文件")
        self.setMinimumWidth(520)
        self.profile = ProfileForm(profiles.available(), self)
        self.name = PickEditor(Aid(_name_offers), self, framed=True)
        self.name.setMaxLength(60)
        self.name.setPlaceholderText("如 ××县发展和改革局；也可打县市区首字母来选")
        self.name.setAccessibleName("填报单位")
        self.code = PickEditor(Aid(_division_offers), self, framed=True)
        self.code.setMaxLength(12)
        self.code.setPlaceholderText("打县市区名称、首字母或代码，如 醴陵、lls、430281")
        self.code.setToolTip("功能区没有国家标准代码的，填自己的代码，如 YL01。")
        self.code.setAccessibleName("单位代码")
        self.year = QSpinBox(self, minimum=2015, maximum=2060, value=date.today().year)
        self.year.setSuffix(" 年")
        self.year.setAccessibleName("填报年度")
        self.place = QLineEdit(self)
        self.place.setAccessibleName("保存位置")
        self._place_typed = False
        self._profile_picked = False
        self._following = False
        self._problem = named(QLabel("", self), "note")
        self._problem.setWordWrap(True)
        self.home = link("改放到本机硬盘(&L)", self)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText("新建")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self.profile.picker.currentIndexChanged.connect(self._on_profile)
        self.profile.picker.activated.connect(self._on_profile_picked)
        for field in (self.name, self.code):
            field.textChanged.connect(self._on_typed)
        self.code.textChanged.connect(self._on_code)
        self.code.taken.connect(self._on_division)
        self.name.textEdited.connect(self._on_name)
        self.name.taken.connect(self._on_name)
        self.year.valueChanged.connect(self._on_typed)
        self.place.textEdited.connect(self._on_place)
        self.profile.choose(fitting.COUNTY)
        self._on_profile()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        browse = QPushButton("浏览(&B)…", self)
        browse.setAccessibleName("浏览保存位置")
        browse.clicked.connect(self._browse)
        self.home.clicked.connect(self._take_home)
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(browse)
        form = QFormLayout()
        form.setSpacing(tokens.MEDIUM)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.addRow("方案(&M)", self.profile)
        form.addRow("填报单位(&U)", self.name)
        form.addRow("单位代码(&C)", self.code)
        form.addRow("填报年度(&Y)", self.year)
        form.addRow("保存到(&S)", where)
        for index in range(form.rowCount()):
            label = form.itemAt(index, QFormLayout.ItemRole.LabelRole).widget()
            if isinstance(label, QLabel):
                field = (self.profile.picker, self.name, self.code, self.year, self.place)[index]
                label.setBuddy(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(form)
        column.addWidget(self._problem)
        column.addWidget(self.home, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(buttons)

    def _on_profile(self) -> None:
        if self._following:  # the unit was there first: it stays as typed
            return
        profile = self.profile.chosen()
        if self.name.text() not in ("", self.name.property("proposed")):  # the code is that of the unit typed
            self._on_typed()
            return
        for field, own in ((self.code, profile.region_code), (self.name, profile.region)):
            if field.text() in ("", field.property("proposed")):
                proposed = "" if profile.id.startswith("hunan") else own
                field.setProperty("proposed", proposed)
                field.setText(proposed)
        self._on_typed()

    def _on_profile_picked(self, _index: int) -> None:
        """From now on the profile is the clerk's own choice."""
        self._profile_picked = True

    def _on_code(self, code: str) -> None:
        """The profile made for this city or county, else the county profile, until the clerk picks one."""
        if not self._profile_picked and len(code.strip()) == _CODE_LENGTH:
            self._following = True
            self.profile.choose(profiles.of_place(code.strip(), self.year.value()) or fitting.COUNTY)
            self._following = False

    def _on_division(self, code: str) -> None:
        """The name of the division, where none was typed."""
        entry = code_tables.divisions().entry(code)
        if entry is not None and self.name.text() in ("", self.name.property("proposed")):
            self.name.setProperty("proposed", entry.name)
            self.name.setText(entry.name)

    def _on_name(self, text: str) -> None:
        """The code of the division with which a typed name begins (醴陵市发展和改革局), where none was typed."""
        if self.code.text() not in ("", self.code.property("proposed")):
            return
        found = [one for one in code_tables.divisions().entries if text.startswith(one.name)]
        proposed = max(found, key=lambda one: len(one.name)).code if found else ""
        self.code.setProperty("proposed", proposed)
        self.code.setText(proposed)

    def _on_typed(self) -> None:
        if not self._place_typed:
            name = _UNSAFE.sub("", self.name.text()) or "填报数据"
            self.place.setText(str(safe_places.own_folder() / f"{name}-{self.year.value()}{paths.EXTENSION}"))
        self._judge()

    def _on_place(self) -> None:
        self._place_typed = True
        self._judge()

    def _take_home(self) -> None:
        self.place.setText(str(safe_places.own_folder() / self.path().name))
        self._judge()

    def _judge(self) -> None:
        problem = ""
        trouble = safe_places.trouble(self.path())
        if not self.name.text().strip():
            problem = "请填写填报单位的名称。"
        elif said := unit_code_problem(self.code.text().strip()):
            problem = said
        elif trouble is not None and trouble.refused:
            problem = trouble.sentence
        elif self.path().exists():
            problem = f"“{self.path().name}”已经存在，请换一个文件名。"
        self.place.setToolTip(str(self.path()))
        said = trouble.sentence if trouble is not None else self._odd() or self._division()
        self._problem.setText(problem or said)
        self.home.setVisible(trouble is not None)
        self.ok.setEnabled(not problem)

    def _odd(self) -> str:
        """A county under its city's profile, whose file would collate and count by the city's tiers; or ""."""
        profile, found = self.profile.chosen(), code_tables.divisions().entry(self.code.text().strip())
        county = fitting.county_profile(found.code, self.year.value(), profile) if found is not None else None
        if found is None or county is None:
            return ""
        return f"“{profile.title}”是{profile.level}级汇总用的方案；{found.name}填报请选“{county.title}”。"

    def _division(self) -> str:
        """The division behind the code, to see that it is the right one."""
        code = self.code.text().strip()
        found = code_tables.divisions().entry(code)
        if found is not None:
            return " ".join([code, *found.within, found.name])
        return f"湖南的行政区划代码里没有 {code}，请核对。" if code.startswith("43") else ""

    def path(self) -> Path:
        """Where the file will be."""
        path = Path(self.place.text().strip())
        return path if path.suffix == paths.EXTENSION else path.with_name(path.name + paths.EXTENSION)

    def _browse(self) -> None:
        path = feedback.pick_new_file(self, "保存到", feedback.DATA_FILES, self.path())
        if path is not None:
            self._place_typed = True
            self.place.setText(str(path))
            self._judge()

    def accept(self) -> None:
        """Make the file; a refusal is shown and the dialog stays."""
        unit = Unit(self.code.text().strip(), self.name.text().strip())
        path = self.path()
        try:
            if path.parent == safe_places.own_folder():
                path.parent.mkdir(parents=True, exist_ok=True)
            workspace = Workspace.create(path, self.profile.chosen(), unit, year=self.year.value())
        except QbsError as error:
            feedback.show(self, error)
            return
        except OSError as error:
            feedback.warn(self, f"不能在“{path.parent}”建立文件：{error.strerror}。请换一个位置。")
            return
        super().accept()
        self.made.emit(workspace)


class SampleDialog(Dialog):
    """Picks the profile whose sample is opened."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Build with the county sample."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("打开示例数据")
        self.setMinimumWidth(460)
        self.profile = ProfileForm(profiles.with_sample(), self)
        self.profile.choose("hunan-county")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addWidget(muted("示例数据存放在“文档/千百十填报”文件夹里；已有的示例会直接打开，不会覆盖。", self))
        column.addWidget(self.profile)
        column.addWidget(buttons)

    def accept(self) -> None:
        """Tell which profile."""
        super().accept()
        self.chosen.emit(self.profile.chosen().id)
