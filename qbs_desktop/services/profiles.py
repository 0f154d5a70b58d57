"""Finding and reading the profiles and samples that ship with the program."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qbs_desktop import paths
from qbs_desktop.domain import profile as profile_schema
from qbs_desktop.domain.errors import DamagedFile, Refusal, ValueProblem
from qbs_desktop.domain.profile import Profile

if TYPE_CHECKING:
    from qbs_desktop.domain.sample import Sample


def folder() -> Path:
    """Where the shipped profiles are."""
    return paths.resources() / "profiles"


def available() -> tuple[str, ...]:
    """Ids of the shipped profiles."""
    return tuple(sorted(path.stem for path in folder().glob("*.toml")))


def with_sample() -> tuple[str, ...]:
    """Ids of the shipped profiles that have a sample."""
    there = {path.stem for path in (paths.resources() / "sample").glob("*.toml")}
    return tuple(one for one in available() if one in there)


def of_place(code: str, year: int) -> str | None:
    """The profile made for the place with this 区划代码 itself, and of several the one in force.

    A county does not work by its city's: the city's tiers are a step higher (千亿 where the county has 百亿).
    """
    own = [one for one in map(load, available()) if one.region_code == code and not code.endswith("0000")]
    begun = [one for one in own if one.base_year < year] or own
    return max(begun, key=lambda one: one.horizon).id if begun else None


@cache
def load(profile_id: str) -> Profile:
    """Read a shipped profile.

    Raises:
        Refusal: no such profile.
        ValueProblem: the profile file is wrong; the sentence names the key.
    """
    path = folder() / f"{profile_id}.toml"
    if profile_id not in available():
        raise Refusal(f"没有名为“{profile_id}”的方案，可选：{'、'.join(available())}。")
    return profile_schema.read(_toml(path))


@cache
def sample(profile_id: str) -> Sample:
    """Read the sample that belongs to a profile."""
    from qbs_desktop.domain import sample as sample_schema

    path = paths.resources() / "sample" / f"{profile_id}.toml"
    if not path.exists():
        raise Refusal(f"方案“{profile_id}”没有示例数据。")
    return sample_schema.read(_toml(path))


def _toml(path: Path) -> dict[str, object]:
    import tomllib  # a data file carries its own profile and needs neither

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueProblem(f"方案文件“{path.name}”格式有误：{error}。") from None


def to_json(profile: Profile) -> str:
    """The profile as kept inside a data file, so that the file does not depend on the program's copy."""
    return json.dumps(asdict(profile), ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(type(value).__name__)


def from_json(text: str) -> Profile:
    """Inverse of `to_json`.

    Raises:
        DamagedFile: the text is no profile; a damaged page inside a long text can come back as blanks.
    """
    try:
        return profile_schema.read(json.loads(text))
    except (ValueError, ValueProblem) as problem:
        raise DamagedFile(
            "数据文件里保存的方案已损坏，没有打开。请保留原文件，从最近的备份恢复，或用 qbs doctor 检查。"
        ) from problem
