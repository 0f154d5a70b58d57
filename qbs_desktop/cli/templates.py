"""`qbs template`: a blank collection template (采集表) of a form."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from qbs_desktop.cli.command import Command, Outcome, period
from qbs_desktop.domain.period import Period
from qbs_desktop.services import forms, profiles
from qbs_desktop.services.gathering import templates


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", required=True, metavar="ID", help=f"方案：{'、'.join(profiles.available())}")
    parser.add_argument("--form", required=True, metavar="ID", help=f"表式：{'、'.join(forms.available())}")
    parser.add_argument("--out", type=Path, required=True, metavar="BOOK", help="存成哪个工作簿（.xlsx）")
    parser.add_argument("--period", type=period, help="报告期，如 2026-10；不写则为上个月")
    parser.add_argument("--amount-unit", choices=["亿元", "万元", "元"], default="万元", help="金额单位")


def _run(arguments: argparse.Namespace) -> Outcome:
    wanted = arguments.period or _last_month(date.today())
    profile = profiles.load(arguments.profile)
    path = templates.blank(profile, arguments.form, wanted, arguments.out, amount_unit=arguments.amount_unit)
    document = {"file": str(path), "form": arguments.form, "period": str(wanted)}
    return Outcome(0, [f"已生成空白采集表 {path}"], document)


def _last_month(today: date) -> Period:
    """The month that closed last."""
    year, month = divmod(today.year * 12 + today.month - 2, 12)
    return Period.of_month(year, month + 1)


TEMPLATE = Command("template", "生成空白采集表，发给企业、园区、乡镇填", _add, _run)
