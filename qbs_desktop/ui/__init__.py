"""The window (界面): the only place that knows Qt."""

from qbs_desktop.ui import overrides

overrides.guard()
