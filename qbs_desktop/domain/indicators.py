"""Indicators (指标): what a figure measures, its quantity, its unit and how it runs through the year.

Ids are promised by the command line and the machine part of a return: add freely, rename never.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from qbs_desktop.domain import amount
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.figure import NOT_APPLICABLE, Figure


class Quantity(StrEnum):
    """What kind of number it is; decides parsing, display and the store's scale."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    AREA = "area"


class Flow(StrEnum):
    """How the figure runs: summed since January (本年累计), as at a date (时点), or a rate."""

    CUMULATIVE = "cumulative"
    POINT = "point"
    RATE = "rate"


SCALES: dict[Quantity, int] = {Quantity.MONEY: 2, Quantity.COUNT: 0, Quantity.PERCENT: 6, Quantity.AREA: 4}
"""Decimals kept by the store: 分 for money, millionths of a percent for rates, 0.0001 亩 for land."""

COUNT_UNITS = frozenset({"个", "家", "项", "人", "名", "户"})


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator.

    Attributes:
        unit: the usual display unit; amounts may be shown in any amount unit.
        plan_label: what its target of a year is called, where that is not “…目标”.
    """

    id: str
    label: str
    quantity: Quantity
    unit: str
    flow: Flow = Flow.CUMULATIVE
    aliases: tuple[str, ...] = ()
    plan_label: str = ""

    @property
    def scale(self) -> int:
        """Decimals kept by the store."""
        return SCALES[self.quantity]

    def parse(self, text: str, unit: str | None = None) -> Figure | None:
        """Read one typed or pasted cell: None for blank, the 不适用 mark, or an exact value.

        Raises:
            ValueProblem: the text cannot become a value of this indicator.
        """
        folded = text.strip()
        if not folded:
            return None
        if amount.normalise(folded) in amount.NA_MARKS or folded in amount.NA_MARKS:
            return NOT_APPLICABLE
        return Figure(self._parse_value(folded, unit or self.unit))

    def _parse_value(self, text: str, unit: str) -> Decimal:
        match self.quantity:
            case Quantity.MONEY:
                return amount.parse_amount(text, unit)
            case Quantity.PERCENT:
                value = amount.parse_percent(text)
            case Quantity.COUNT:
                value = amount.parse_number(_without_unit(text, COUNT_UNITS | {self.unit}))
                if value != value.to_integral_value():
                    raise ValueProblem(f"“{text}”不是整数，{self.label}按{self.unit}填报。")
            case _:
                value = amount.parse_number(_without_unit(text, {"亩"}))
        amount.to_scaled(value, self.scale)
        return value

    def text(self, figure: Figure | None, unit: str | None = None) -> str:
        """How a cell shows the figure, every digit kept: ``1377``, ``12%``, ``——``, or blank."""
        if figure is None:
            return ""
        if figure.value is None:
            return "——"
        if self.quantity is Quantity.MONEY:
            return amount.grouped(amount.in_unit(figure.value, unit or self.unit))
        if self.quantity is Quantity.PERCENT:
            return amount.plain(figure.value) + "%"
        return amount.grouped(figure.value)


def _without_unit(text: str, units: frozenset[str] | set[str]) -> str:
    folded = amount.normalise(text)
    return next((folded.removesuffix(unit) for unit in units if folded.endswith(unit)), folded)


def _money(slug: str, label: str, *aliases: str, flow: Flow = Flow.CUMULATIVE, plan_label: str = "") -> Indicator:
    return Indicator(slug, label, Quantity.MONEY, "亿元", flow, aliases, plan_label)


def _count(slug: str, label: str, unit: str, *aliases: str) -> Indicator:
    return Indicator(slug, label, Quantity.COUNT, unit, Flow.POINT, aliases)


def reported_growth(slug: str) -> str:
    """The indicator that keeps the reported 同比 of an indicator; not every one has it."""
    return f"{slug}_yoy"


def _yoy(slug: str, label: str, *aliases: str) -> Indicator:
    """A reported rate of a month's 累计 over last year's: at comparable coverage (可比口径), so kept, not computed."""
    names = (f"公布{label}同比", f"{label}同比（可比口径）", f"{label}可比增速", *aliases)
    return Indicator(reported_growth(slug), f"{label}同比增速（上报）", Quantity.PERCENT, "%", Flow.RATE, names)


INDICATORS: tuple[Indicator, ...] = (
    _money("output", "产值", "工业总产值", "总产值", "加工产值", "产值规模"),
    _money("revenue", "营业收入", "营收"),
    _money("main_revenue", "主营业务收入", "主营收入"),
    _money("total_income", "总收入", "文化旅游总收入", "旅游总收入"),
    _money("value_added", "增加值", "工业增加值"),
    _money("tax", "税收", "实缴税收", "税收收入", "实缴税金", "入库税收", "税收总额", "税金", "入库税金", "上缴税金"),
    _money("profit", "利润总额", "利润"),
    _money("rd", "研发投入", "研发费用"),
    _count("staff", "用工人数", "人", "平均用工人数", "从业人员"),
    Indicator("land", "用地面积", Quantity.AREA, "亩", Flow.POINT, ("用地", "占地面积")),
    _money("unstated", "数值（未注明口径）"),
    Indicator("growth", "年均增速", Quantity.PERCENT, "%", Flow.RATE, ("年均增长", "年均增长率")),
    _money("investment", "完成投资", "本年完成投资", "年度计划投资", plan_label="年度计划投资"),
    _money("listed_investment", "入统投资", "入库投资", "列统投资"),
    _money("total_investment", "总投资", "计划总投资", flow=Flow.POINT),
    _money("sales", "销售收入"),
    _count("project_count", "项目个数", "个", "项目数", "个数"),
    _count("period_count", "规划期合计个数", "个", "合计"),
    _count("starts", "开工个数", "个", "按计划开工"),
    _count("advances", "顺利推进个数", "个", "顺利推进", "顺利实施"),
    _count("completions", "竣工个数", "个", "竣工", "力争竣工"),
    _money("inv_building", "建筑工程投资", "建筑工程", "土建投资", "土建"),
    _money("inv_installation", "安装工程投资", "安装工程"),
    _money("inv_equipment", "设备工器具购置", "设备工器具购置投资", "设备购置"),
    _money("inv_used_equipment", "旧设备购置", "其中：旧设备"),
    _money("inv_renewed_equipment", "更新用设备购置", "其中：更新用设备"),
    _money("inv_other", "其他费用投资", "其他费用"),
    _money("inv_old_building", "旧建筑物购置费", "其中：旧建筑物购置费"),
    _money("inv_land", "土地购置费", "其中：土地购置费", "土地等费用"),
    _money("invested_total", "开工以来累计完成投资", "开工以来累计", "开工至今累计完成投资", flow=Flow.POINT),
    _money("funds_received", "资金到位", "到位资金", "实际到位资金"),
    Indicator("completion_stated", "年度完成率（上报）", Quantity.PERCENT, "%", Flow.RATE, ("上报完成率",)),
    _yoy("output", "产值"),
    _yoy("revenue", "营业收入"),
    _yoy("value_added", "增加值", "增加值增速", "工业增加值增速", "规模工业增加值增速", "规模工业增加值同比"),
    _yoy("tax", "税收"),
    _yoy("investment", "完成投资"),
    *(
        _money(f"source_{slug}", f"资金来源：{label}", *aliases, flow=Flow.POINT)
        for slug, label, aliases in (
            ("budget", "国家预算资金", ("国家预算资金", "财政资金")),
            ("loan", "国内贷款", ("国内贷款", "银行贷款")),
            ("bond", "债券", ("专项债券",)),
            ("foreign", "利用外资", ("利用外资",)),
            ("own", "自筹资金", ("自筹资金", "企业自筹")),
            ("rest", "其他资金", ("其他资金来源",)),
        )
    ),
)
"""Every built-in indicator. A profile may add more (`Profile.indicators`)."""

COMPONENTS = ("inv_building", "inv_installation", "inv_equipment", "inv_other")
"""What 完成投资 is made of (投资构成)."""
SOURCES = tuple(one.id for one in INDICATORS if one.id.startswith("source_"))
"""Where the money of 总投资 comes from (资金来源), as known in a year."""
BY_ID: dict[str, Indicator] = {indicator.id: indicator for indicator in INDICATORS}
UNSTATED = "unstated"
"""What a figure is kept under whose table names no measure."""
MEASURES: tuple[str, ...] = ("output", "revenue", "main_revenue", "total_income", "value_added", UNSTATED)
"""Indicators that may be the measure (口径) of an industry or enterprise line; see requirement C4."""
