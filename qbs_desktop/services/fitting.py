"""Whether a file's profile (方案) fits who reports in it, and changing it while nothing hangs on it.

A county under its city's profile collates nobody and counts by the city's tiers, a step too high. Nothing stored is
wrong then: the profile decides how it is looked at, so it may be changed as long as no returns were taken in.
"""

from __future__ import annotations

from qbs_desktop.db import collation
from qbs_desktop.domain.profile import Profile
from qbs_desktop.services import code_tables, profiles
from qbs_desktop.services.workspace import Workspace

_LOWEST = ("县市区", "功能区")
"""Levels of divisions that nobody reports to."""
COUNTY = "hunan-county"
"""The profile of a county without one of its own."""


def county_profile(code: str, year: int, profile: Profile) -> Profile | None:
    """The profile for a county that has been given a city's or the province's; None where the given one fits."""
    found = code_tables.divisions().entry(code)
    if found is None or not profile.collates or found.level not in _LOWEST:
        return None
    return profiles.load(profiles.of_place(found.code, year) or COUNTY)


def better(workspace: Workspace) -> Profile | None:
    """The profile this file should have; None where its own fits, or returns were taken in under it."""
    found = county_profile(workspace.unit.code, workspace.year, workspace.profile)
    return None if found is None or workspace.read(collation.received) else found


def sentence(workspace: Workspace, profile: Profile) -> str:
    """What is wrong, for the clerk, in a line."""
    now = workspace.profile
    return f"“{now.title}”是{now.level}级方案，{workspace.unit.name}是县级，应换成“{profile.title}”"


def change(workspace: Workspace, profile: Profile) -> None:
    """Give the file another profile, as one undoable step. No record or figure is touched; who shows it opens it again.

    The file's own rules and thresholds stand in its profile and go with the old one; undoing brings them back.
    """
    text = profiles.to_json(profile)
    workspace.safeguard()
    workspace.run(f"换成方案“{profile.title}”", lambda edit: edit.set_meta("profile", text))
