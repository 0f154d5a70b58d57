"""Thresholds (阈值) of the rules: from which number on a rule speaks. Each is described once, with its source.

A profile may set its own value (`Profile.thresholds`); a file changes it in the copy of the profile that it keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.errors import ValueProblem


@dataclass(frozen=True, slots=True)
class Threshold:
    """One threshold.

    Attributes:
        id: stable slug, as kept in profiles.
        label: Chinese name; `unit` follows the number.
        usual: the value where a profile sets none; `source` says where it comes from.
        lowest, highest: what a value may be; `below` is the id of a threshold that it must not exceed.
        whole: whether only whole numbers make sense (months).
    """

    id: str
    label: str
    usual: Decimal
    unit: str
    source: str
    lowest: Decimal = Decimal(0)
    highest: Decimal = Decimal(1_000_000)
    below: str = ""
    whole: bool = False

    def parse(self, text: str) -> Decimal:
        """Read a typed value.

        Raises:
            ValueProblem: no number, or one that cannot be meant.
        """
        value = amount.trim(amount.parse_number(text.strip().removesuffix(self.unit)))
        if not self.lowest <= value <= self.highest:
            low, high = amount.plain(self.lowest), amount.plain(self.highest)
            raise ValueProblem(f"“{self.label}”应在 {low}—{high}{self.unit}之间。")
        if self.whole and value != value.to_integral_value():
            raise ValueProblem(f"“{self.label}”按整{self.unit.removeprefix('个')}填写。")
        return value

    def text(self, value: Decimal) -> str:
        """With its unit: ``2个月``."""
        return f"{amount.plain(value)}{self.unit}"


_EXPERIENCE = "经验值，文件没有规定；可按本地情况修改"
_YINCHUAN = "银川市2025年重点项目规则：开工1个月未入库亮黄灯，超过2个月亮红灯；本省市没有规定，作默认值"

THRESHOLDS: tuple[Threshold, ...] = (
    Threshold(
        "listing_hint", "开工后几个月未入统给提示", Decimal(1), "个月", _YINCHUAN, below="listing_query", whole=True
    ),
    Threshold("listing_query", "超过几个月未入统要核实", Decimal(2), "个月", _YINCHUAN, whole=True),
    Threshold("order_low", "产值与营业收入之比的下限", Decimal("0.3"), "", _EXPERIENCE, Decimal("0.01"), Decimal(1)),
    Threshold("order_high", "产值与营业收入之比的上限", Decimal(3), "", _EXPERIENCE, Decimal(1), Decimal(100)),
    Threshold(
        "unit_jump",
        "相差多少倍疑为计量单位填错",
        Decimal(1000),
        "倍",
        "万元与亿元相差1万倍，万元与千元相差10倍；取1000倍，正常变动不会触发",
        Decimal(5),
    ),
    Threshold(
        "nearly",
        "其中行合计达到本行几成仍不足时要核实",
        Decimal("0.9"),
        "",
        "经验值：接近本行又不足，多为漏行或抄错",
        Decimal("0.5"),
        Decimal(1),
    ),
    Threshold(
        "rate_slack",
        "上报的同比、完成率允许相差",
        Decimal("0.05"),
        "个百分点",
        "保留1位小数时末位半个单位；公布的分项合计因四舍五入允许有差（国家统计局数据附注）",
        Decimal(0),
        Decimal(10),
    ),
)
"""Every threshold, in the order in which the rules that use them are listed."""

BY_ID: dict[str, Threshold] = {one.id: one for one in THRESHOLDS}
