"""Charts on screen and as pictures, without a screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QMainWindow, QPushButton

from qbs_desktop.domain.charts import BY_ID, KINDS
from qbs_desktop.domain.charts.chart import Ask, ChartData, Gap, Mark, Point, Role, Series, State, Style, Tone
from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.sample_data import dataset_of
from qbs_desktop.services import profiles
from qbs_desktop.ui import feedback
from qbs_desktop.ui.charts import legend, picture, rows
from qbs_desktop.ui.charts.page import ChartPage
from qbs_desktop.ui.charts.view import ChartView
from qbs_desktop.ui.style import fonts
from qbs_desktop.ui.tasks import Tasks
from tests.fixtures import copied

DAY = date(2026, 11, 21)


class Desk(QMainWindow):
    """The part of the window that the charts page asks things of."""

    def __init__(self, workspace):
        super().__init__()
        self.workspace = workspace
        self.tasks = Tasks(self)
        self.places: list[Place] = []
        self.pages: list[str] = []
        self.said: list[str] = []

    def jump(self, place):
        self.places.append(place)

    def show_page(self, page_id: str) -> None:
        self.pages.append(page_id)

    def say(self, text):
        self.said.append(text)


@pytest.fixture(scope="module")
def sample():
    """(profile, kind, ledger) → chart."""
    data = {name: dataset_of(profiles.load(name), profiles.sample(name)) for name in ("zhuzhou", "hunan-county")}

    def draw(profile, kind, ledger=None):
        return BY_ID[kind].draw(data[profile], Ask(ledger=ledger, unit_name="某县发展和改革局", state=State.CHECKED))

    return draw


@pytest.fixture
def shown(qtbot):
    """A chart in a view that has been painted."""

    def show(chart, size=(1100, 640)):
        view = ChartView()
        qtbot.addWidget(view)
        view.resize(*size)
        view.show_chart(chart)
        with qtbot.waitExposed(view):
            view.show()
        view.grab()
        return view

    return show


@pytest.fixture
def page(qtbot, tmp_path):
    """The charts page of a file with a profile's sample."""
    opened = []

    def make(profile="zhuzhou"):
        workspace = copied.sample(tmp_path / f"{profile}.qbs", profile)
        desk = Desk(workspace)
        qtbot.addWidget(desk)
        made = ChartPage(workspace, desk)
        desk.setCentralWidget(made)
        desk.resize(1200, 700)
        opened.append((workspace, desk))
        with qtbot.waitSignal(made.drawn):
            desk.show()
        return made

    yield make
    for workspace, desk in opened:
        desk.tasks.close()
        workspace.close()


def colours(image: QImage) -> int:
    small = image.scaledToWidth(200)
    return len({small.pixel(x, y) for x in range(small.width()) for y in range(small.height())})


# --- pictures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind.id for kind in KINDS])
@pytest.mark.parametrize("suffix", picture.SUFFIXES)
def test_every_kind_is_written_in_every_format(kind, suffix, sample, tmp_path, qapp):
    path = picture.render(sample("hunan-county", kind), tmp_path / f"图{suffix}", drawn=DAY)
    heads = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}
    assert path.read_bytes().startswith(heads[suffix])
    assert [one.name for one in tmp_path.iterdir()] == [f"图{suffix}"]


def test_a_png_is_two_pixels_per_point_and_carries_the_text(sample, tmp_path, qapp):
    path = picture.render(sample("zhuzhou", "target_actual"), tmp_path / "a.png", (1000, 600))
    image = QImage(str(path))
    assert (image.width(), image.height()) == (2000, 1200)
    assert image.text("Title") == "产业名单合计（13 个）：目标与实际"
    assert "11,663" in image.text("Description")
    assert image.pixelColor(2, 2) == QColor("#ffffff")
    assert colours(image) > 20


def svg_texts(path):
    return ["".join(node.itertext()) for node in ET.parse(path).iter("{http://www.w3.org/2000/svg}text")]


def test_an_svg_carries_title_unit_state_source_and_dates_as_text(sample, tmp_path, qapp):
    chart = sample("zhuzhou", "ladder", "enterprise")
    path = picture.render(chart, tmp_path / "a.svg", drawn=DAY)
    texts = svg_texts(path)
    assert chart.title in texts
    assert chart.subtitle in texts
    assert "已审" in texts
    assert "来源：本单位企业名单　制图：2026年11月21日" in texts
    assert "280　距 300 亿元台阶还差 20 亿元" in texts
    assert fonts.PAPER.encode() not in path.read_bytes()


def test_the_years_of_a_picture_stand_in_it_once(sample, tmp_path, qapp):
    texts = svg_texts(picture.render(sample("zhuzhou", "target_actual"), tmp_path / "a.svg"))
    assert [texts.count(f"{year}年") for year in range(2021, 2026)] == [1] * 5
    assert {"10,000", "8,000", "11,663", "6,115"} <= set(texts)


def test_the_years_fill_the_width_of_the_picture(sample, qapp):
    image = picture.image(sample("zhuzhou", "target_actual"), (1200, 700), scale=1)
    columns = [x for x in range(1200) if any(image.pixelColor(x, y) != QColor("#ffffff") for y in range(200, 560))]
    assert min(columns) < 60
    assert max(columns) > 1150


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are not installed")
@pytest.mark.parametrize("kind", [kind.id for kind in KINDS if not kind.collates])
def test_chinese_can_be_searched_in_a_pdf(kind, sample, tmp_path, qapp):
    chart = sample("hunan-county", kind)
    path = picture.render(chart, tmp_path / "a.pdf")
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    packed = "".join(text.split())
    for wanted in (chart.title, chart.source, "数据状态：已审", *chart.categories[:5]):
        assert "".join(wanted.split()) in packed
    assert not any(0x2E80 <= ord(sign) <= 0x2FDF or 0xF900 <= ord(sign) <= 0xFAFF for sign in text)


def test_a_ranking_with_reported_growths_has_a_key_to_their_bars(qapp):
    points = [Point(Decimal(1), label="1%", tone=tone) for tone in (Tone.PLAIN, Tone.SAID)]
    chart = ChartData(
        "units_growth", Style.BARS, "", "%", "", "", State.CHECKED, "", "", ("甲", "乙"),
        (Series("同比增速", Role.ACTUAL, tuple(points)),),
    )  # fmt: skip
    assert [word for word, _swatch in legend.entries(chart)] == ["按上年同期计算", "含上报的增速"]


def test_bars_of_negative_growth_go_left_of_zero():
    points = [Point(Decimal(value), label=value) for value in ("17.1", "-7.6")]
    series = (Series("同比", Role.ACTUAL, tuple(points)),)
    chart = ChartData("units_growth", Style.BARS, "", "%", "", "", State.CHECKED, "", "", ("甲", "乙"), series)
    bars = rows.painter_of(chart)
    bars.resize(600)
    assert bars.x(Decimal("-7.6")) == bars.left < bars.x(Decimal(0)) < bars.x(Decimal("17.1")) == bars.right
    assert [str(tick) for tick in rows.ticks(Decimal("17.1"), Decimal("-7.6"))] == ["-5", "0", "5", "10", "15"]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are not installed")
def test_the_mark_of_not_applicable_stays_two_dashes_in_a_pdf(sample, tmp_path, qapp):
    path = picture.render(sample("zhuzhou", "ladder", "industry"), tmp_path / "a.pdf")
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    assert "实际 ——，计划 1,000" in text


def test_a_picture_can_be_written_by_a_program_without_window(tmp_path):
    code = (
        "import sys; from pathlib import Path; from qbs_desktop.services import profiles;"
        "from qbs_desktop.domain.sample_data import dataset_of; from qbs_desktop.domain.charts import BY_ID;"
        "from qbs_desktop.domain.charts.chart import Ask; from qbs_desktop.ui.charts.picture import render;"
        "data = dataset_of(profiles.load('zhuzhou'), profiles.sample('zhuzhou'));"
        "render(BY_ID['target_actual'].draw(data, Ask()), Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(tmp_path / "a.pdf")], check=False, capture_output=True
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert (tmp_path / "a.pdf").stat().st_size > 5000


def test_another_ending_is_refused(sample, tmp_path, qapp):
    with pytest.raises(Refusal, match="PNG、SVG 或 PDF"):
        picture.render(sample("zhuzhou", "ladder"), tmp_path / "a.bmp")


def test_a_picture_that_cannot_be_written_leaves_the_old_one(sample, tmp_path, qapp, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(EnvironmentFault, match="图片没有存成"):
        picture.render(sample("zhuzhou", "ladder"), path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_saved_picture_can_be_read_by_the_others_in_the_office(sample, tmp_path, qapp):
    mask = os.umask(0o022)
    try:
        path = picture.render(sample("zhuzhou", "sectors"), tmp_path / "a.png")
    finally:
        os.umask(mask)
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o644


def test_a_chart_without_figures_is_a_picture_that_says_so(sample, tmp_path, qapp):
    chart = sample("zhuzhou", "ranking", "project")
    assert chart.empty in "".join(svg_texts(picture.render(chart, tmp_path / "a.svg")))


def test_gaps_of_past_years_are_named_and_years_to_come_are_not(tmp_path, qapp):
    actual = (Point(Decimal(10), label="10"), Point(None, Gap.BLANK, "未填"), Point(Decimal(12), label="12"))
    later = (Point(None, Gap.NA, "——"), Point(None, Gap.BLANK, "未填"))
    series = (Series("实际", Role.ACTUAL, actual + later),)
    years = tuple(f"{year}年" for year in range(2021, 2026))
    chart = ChartData("target_actual", Style.YEARS, "甲", "亿元", "", "", State.CHECKED, "年份", "产值", years, series)
    texts = svg_texts(picture.render(chart, tmp_path / "a.svg"))
    assert texts.count("未填") == 1
    assert texts.count("——") == 1
    assert texts.count("0") == 1


def long_chart(count):
    points = tuple(
        Point(Decimal(number), label=str(number), detail=str(number), place=Place("project", number))
        for number in range(count)
    )
    names = tuple(f"项目{number}" for number in range(count))
    series = (Series("完成率", Role.ACTUAL, points),)
    return ChartData("ranking", Style.BARS, "排名", "%", "某县", "", State.CHECKED, "项目", "", names, series)


def test_a_long_list_makes_a_tall_picture_and_says_what_it_leaves_out(tmp_path, qapp):
    image = picture.image(long_chart(1000), scale=1)
    assert image.height() > picture.MOST_ROWS * 24
    texts = svg_texts(picture.render(long_chart(1000), tmp_path / "a.svg"))
    assert any(f"共 1000 行，图上只画前 {picture.MOST_ROWS} 行" in text for text in texts)


@pytest.mark.parametrize(
    "tones", [(Tone.ON_PACE, Tone.SLIGHT, Tone.YELLOW, Tone.RED), (Tone.PLAIN, Tone.MUTED, Tone.SAID)]
)
def test_the_tones_of_a_ranking_differ_without_colour(tones, sample, qapp):
    """Each tone has its own grey or its own pattern, so that a black-and-white copy can be read."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter

    from qbs_desktop.ui.charts import theme

    looks = []
    for tone in tones:
        image = QImage(120, 20, QImage.Format.Format_Grayscale8)
        image.fill(255)
        painter = QPainter(image)
        theme.fill(painter, QRectF(0, 0, 120, 20), Role.ACTUAL, tone)
        painter.end()
        greys = [image.pixelColor(x, y).red() for x in range(10, 110) for y in range(4, 16)]
        looks.append((sum(greys) / len(greys), max(greys) - min(greys)))
    for number, (mean, spread) in enumerate(looks):
        for other_mean, other_spread in looks[number + 1 :]:
            assert abs(mean - other_mean) > 20 or abs(spread - other_spread) > 40


# --- screen ------------------------------------------------------------------------------------------------------


def test_a_click_on_a_bar_of_a_ranking_leads_to_its_cell(sample, shown, qtbot):
    view = shown(sample("hunan-county", "ranking", "project"))
    body = view.body
    at = QPoint(int(body.rows.left) + 20, int(body.rows.row_height * 1.5))
    with qtbot.waitSignal(view.chosen) as caught:
        qtbot.mouseClick(body.surface, Qt.MouseButton.LeftButton, pos=at)
    assert caught.args[0] == view.chart.series[0].points[1].place
    assert caught.args[0].indicator == "investment"


def test_a_click_on_a_planned_year_leads_to_its_cell(sample, shown, qtbot):
    view = shown(sample("zhuzhou", "target_actual", "industry"))
    body = view.body
    scene = body.item.mapToScene(QPointF(3, 9265))
    at = body.view.mapFromScene(scene)
    with qtbot.waitSignal(view.chosen) as caught:
        qtbot.mouseClick(body.surface, Qt.MouseButton.LeftButton, pos=at)
    assert str(caught.args[0].period) == "2024"


def test_the_ladder_leaves_room_for_the_label_of_a_subject_with_a_plan_only(qapp):
    now = Series("实际", Role.ACTUAL, (Point(None, Gap.BLANK, "未填"),))
    plan = Series("计划", Role.PLAN, (Point(Decimal("190.19"), None, "190.19"),))
    marks = (Mark(Decimal(100), "百亿级"),)
    one = ChartData("l", Style.LADDER, "", "", "", "", State.CHECKED, "", "", ("甲",), (now, plan), marks)
    ladder = rows.Ladder(one)
    ladder.resize(900)
    assert ladder.width - ladder.right > rows.theme.width("实际 未填，计划 190.19", ladder.label_font)


def test_the_hollow_mark_of_the_ladder_is_a_point_of_its_own(sample, shown):
    view = shown(sample("zhuzhou", "ladder", "enterprise"))
    ladder = view.body.rows
    plan = view.chart.named(Role.PLAN).points[0]
    assert ladder.point_at(ladder.x(plan.value), 5) is plan
    assert ladder.point_at(ladder.left + 3, 5) is view.chart.named(Role.ACTUAL).points[0]
    assert ladder.point_at(ladder.left + 3, -1) is None
    assert ladder.point_at(ladder.left + 3, ladder.height + 1) is None


def test_beside_the_years_there_is_no_point(sample, shown):
    view = shown(sample("zhuzhou", "target_actual", "industry"))
    item = view.body.item
    assert item.point_at(item.mapToScene(QPointF(-2, 0))) is None


def test_hovering_tells_the_exact_value_and_its_source(sample, shown, qtbot):
    from PySide6.QtWidgets import QToolTip

    view = shown(sample("hunan-county", "ladder", "enterprise"))
    qtbot.mouseMove(view.body.surface, QPoint(300, 10))
    qtbot.waitUntil(lambda: "亿元台阶还差" in QToolTip.text())
    assert "单击转到数据所在的格" in QToolTip.text()


def test_a_view_is_read_aloud_as_the_text_of_its_chart(sample, shown):
    view = shown(sample("zhuzhou", "sectors", "enterprise"))
    assert view.accessibleName() == view.chart.title
    assert "轨道交通 | 651（38.7%）" in view.accessibleDescription()


def test_all_rows_are_one_item_whatever_their_number(shown):
    view = shown(long_chart(1000))
    assert len(view.body.view.scene().items()) == 1
    assert view.body.rows.height == 1000 * view.body.rows.row_height


def test_the_head_wraps_anew_when_the_window_gets_narrow(sample, shown):
    view = shown(sample("hunan-county", "ranking", "project"))
    before = view._column.itemAt(0).widget().height()
    view.resize(520, 640)
    assert view._column.itemAt(0).widget().height() > before


def test_a_wild_value_is_cut_and_the_others_stay_legible():
    points = tuple(Point(Decimal(value), label=str(value)) for value in (90000, 12, 10, 8))
    series = (Series("a", Role.ACTUAL, points),)
    chart = ChartData("x", Style.BARS, "", "", "", "", State.CHECKED, "", "", tuple("abcd"), series)
    assert rows.scale_end(chart) == (Decimal(15), True)
    tame = ChartData(
        "x", Style.BARS, "", "", "", "", State.CHECKED, "", "", tuple("bcd"), (Series("a", Role.ACTUAL, points[1:]),),
        marks=(Mark(Decimal(20), "m"),),
    )  # fmt: skip
    assert rows.scale_end(tame) == (Decimal(20), False)


@pytest.mark.parametrize("limit", ["0.004", "1", "7", "83.3", "1684", "85633.893", "100000"])
def test_ticks_are_round_and_few(limit):
    found = rows.ticks(Decimal(limit))
    assert 2 <= len(found) <= 7
    assert found[0] == 0
    assert found[-1] <= Decimal(limit)
    assert str((found[1] - found[0]).normalize().scaleb(-found[1].adjusted())) in {"1", "2", "5"}


# --- the page ----------------------------------------------------------------------------------------------------


def test_the_page_draws_when_it_is_shown(page):
    made = page()
    assert made.view.chart.title == "产业名单合计（13 个）：目标与实际"
    assert made.copy_button.isEnabled()
    assert made.record.isVisible()


def test_picking_another_kind_draws_it_and_hides_what_it_does_not_heed(page, qtbot):
    made = page()
    with qtbot.waitSignal(made.drawn):
        made._kinds.button(1).click()
    assert made.view.chart.title == "产业名单：级别台阶"
    assert not made.record.isVisible()


def test_picking_another_list_or_row_draws_it(page, qtbot):
    made = page()
    with qtbot.waitSignal(made.drawn):
        made.ledger.setCurrentIndex(made.ledger.findData("enterprise"))
    assert made.view.chart.title.startswith("企业名单合计（15 家）")
    with qtbot.waitSignal(made.drawn):
        made.record.setCurrentIndex(2)
    assert made.view.chart.title == "时代电气：目标与实际"
    with qtbot.waitSignal(made.drawn):
        made.period.setCurrentIndex(1)
    assert made.view.chart.period_text == "2021年"


def test_an_empty_chart_says_what_to_do_and_leads_there(page, qtbot):
    made = page()
    with qtbot.waitSignal(made.drawn):
        made.pick("ranking", "project")
    assert made.view.chart.empty.startswith("项目名单还没有实际数据")
    assert not made.save_button.isEnabled()
    buttons = {one.text(): one for one in made.view.findChildren(QPushButton)}
    buttons["打开名单"].click()
    assert made.shell.places == [Place(ledger="project")]
    buttons["导入工作簿…"].click()
    assert made.shell.pages == ["import"]


def test_a_change_in_the_file_draws_the_chart_again(page, qtbot):
    made = page()
    with qtbot.waitSignal(made.drawn):
        made.workspace.run("新增", lambda edit: edit.add("industry", {"name": "新产业"}, year=2025))
    assert "产业名单合计（14 个）" in made.view.chart.title


def test_a_clicked_point_is_handed_to_the_window(page):
    made = page()
    made.view.chosen.emit(Place("industry", 1))
    assert made.shell.places == [Place("industry", 1)]


def test_copying_puts_the_picture_on_the_clipboard(page, qtbot):
    made = page()
    qtbot.mouseClick(made.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().image().width() == 2400
    assert made.shell.said == ["图片已复制，可以粘贴到文档里。"]


@pytest.mark.parametrize(("typed", "written"), [("图.pdf", "图.pdf"), ("图", "图.png")])
def test_saving_writes_the_chosen_format(page, qtbot, tmp_path, monkeypatch, typed, written):
    made = page()
    asked = []

    def pick(_parent, _title, _kinds, proposed):
        asked.append(proposed.name)
        return tmp_path / typed

    monkeypatch.setattr(feedback, "pick_new_file", pick)
    made.save_picture()
    assert asked == ["产业名单合计（13 个） 目标与实际.png"]
    assert (tmp_path / written).stat().st_size > 5000


def test_a_picture_that_cannot_be_saved_is_told(page, tmp_path, monkeypatch):
    made = page()
    told = []
    monkeypatch.setattr(feedback, "pick_new_file", lambda *_args: tmp_path / "没有" / "a.png")
    monkeypatch.setattr(feedback, "show", lambda _parent, error: told.append(str(error)))
    made.save_picture()
    assert told[0].startswith("图片没有存成“a.png”")
