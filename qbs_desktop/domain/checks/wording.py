"""How numbers read in the sentences of findings: exact, in the unit in which people speak of them."""

from __future__ import annotations

from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.domain.profile import Cited, Profile

HUNDRED_MILLION = Decimal(10) ** 8


def money(yuan: Decimal) -> str:
    """An amount with its unit: 亿元 from one 亿 on, else 万元."""
    unit = "亿元" if abs(yuan) >= HUNDRED_MILLION else "万元"
    return f"{amount.grouped(amount.in_unit(yuan, unit))}{unit}"


def shown(dataset: Dataset, indicator: str, value: Decimal) -> str:
    """A value of an indicator with its unit."""
    known = dataset.indicators[indicator]
    if known.quantity is Quantity.MONEY:
        return money(value)
    return f"{amount.grouped(value)}{known.unit}"


def percent(value: Decimal, places: int = 2) -> str:
    """A rate rounded for display."""
    return f"{amount.rounded(value, places)}%"


def label(dataset: Dataset, indicator: str) -> str:
    """An indicator's Chinese name."""
    return dataset.indicators[indicator].label


def is_money(dataset: Dataset, indicator: str) -> bool:
    """Whether an indicator is an amount."""
    return dataset.indicators[indicator].quantity is Quantity.MONEY


def cited(profile: Profile, value: Cited) -> str:
    """Document and sentence of a value of the profile: ``株政办发〔2022〕4号：培育15个左右百亿级企业``."""
    document = profile.document(value.doc)
    name = (document.doc_no or document.title) if document else value.doc
    return "：".join(part for part in (name, value.sentence) if part)
