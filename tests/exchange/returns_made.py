"""A small sealed return for the tests of writing, sealing and verifying, and ways to tamper with it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from qbs_desktop.domain.forms.filled import FilledForm
from qbs_desktop.domain.forms.filling import Context, fill
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.sample_data import dataset_of
from qbs_desktop.exchange import layout, writing
from qbs_desktop.exchange.sealed import sealing
from qbs_desktop.exchange.sealed.signing import Signer
from qbs_desktop.services import forms, profiles

OCTOBER = Period.parse("2026-10")


def filled(form_id: str, profile_id: str = "hunan-county", period: Period = OCTOBER) -> FilledForm:
    profile = profiles.load(profile_id)
    return fill(
        forms.load(form_id), dataset_of(profile, profiles.sample(profile_id)), period, Context(unit_name="示例县")
    )


def write(
    path: Path,
    *parts: FilledForm,
    unit: str = "示例县",
    revision: int = 1,
    signer: Signer | None = None,
) -> sealing.Seal:
    """A workbook with a cover, these forms and a machine part."""
    cover = layout.of_table(
        "封面", "报表", [f"填报单位：{unit}", f"版次：第 {revision} 版"], [("甲", 9), ("乙", 9)], [("1", "2")]
    )
    sheets = [cover, *(layout.of_form(one) for one in parts)]
    manifest = {"unit": {"code": "1", "name": unit}, "period": "2026-10", "revision": revision}
    seal = sealing.seal(manifest, sheets, signer=signer)
    path.write_bytes(writing.workbook(sheets, footer="校验码 0000-0000", hidden=seal.rows))
    return seal


def repack(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Change the parts of a workbook as a person with a zip program would."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return target


def substitute(part: str, pattern: str, replacement: str) -> Callable[[dict[str, bytes]], None]:
    """Replace the first match in a part; there must be one."""

    def change(parts: dict[str, bytes]) -> None:
        text, count = re.subn(pattern, replacement, parts[part].decode(), count=1)
        assert count == 1
        parts[part] = text.encode()

    return change
