"""How a finding looks (审核结果的样子): signs and colours in the list, and the pane with everything about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QIcon

from qbs_desktop.domain.finding import Grade
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.ui.style import icons
from qbs_desktop.ui.style.apply import current

GRADE_ICONS = {Grade.ERROR: "error", Grade.QUERY: "query", Grade.HINT: "hint"}

RULE_LINK = "rule:"
"""How the pane's link to the rule book begins; the rule's id follows."""
SEVERAL = 40
"""Selected findings that the pane lists; the others are counted."""


def colour(grade: Grade) -> str:
    """The text colour of a grade."""
    t = current()
    return {Grade.ERROR: t.error, Grade.QUERY: t.query, Grade.HINT: t.hint}[grade]


def grade_text(one: CheckedFinding) -> str:
    """The name of the grade."""
    return one.finding.grade.label


def grade_colour(one: CheckedFinding) -> str:
    """Its colour."""
    return colour(one.finding.grade)


def answer_text(one: CheckedFinding) -> str:
    """Whether the finding has an explanation that still holds, or waits for the rules to run again."""
    return "待审" if one.outdated else "已说明" if one.explained else "已过时" if one.stale else ""


def answer_colour(one: CheckedFinding) -> str:
    """An outdated explanation stands out."""
    return current().muted if one.outdated else current().query if one.stale else ""


def sentence_colour(one: CheckedFinding) -> str:
    """What was found in older data is grey until the rules have run."""
    return current().muted if one.outdated else ""


def grade_icon(one: CheckedFinding) -> QIcon:
    """The sign of the grade."""
    return icons.icon(GRADE_ICONS[one.finding.grade], colour(one.finding.grade))


def detail_html(one: CheckedFinding, past: Sequence[tuple[str, str]] = ()) -> str:
    """Rule sentence, the last reported figures, advice and source."""
    from html import escape

    t, finding = current(), one.finding
    parts = [
        f"<p style='color:{colour(finding.grade)}'><b>{finding.grade.label}</b>　{escape(finding.subject)}</p>",
        f"<p>{escape(finding.message)}</p>",
    ]
    if one.outdated:
        parts.append(f"<p style='color:{t.query}'>数据已改，正在重新审核；这一条说的是改动以前的数据。</p>")
    if past:
        rows = "".join(
            f"<tr><td style='color:{t.muted}'>{escape(name)}</td><td align='right'>{escape(value)}</td></tr>"
            for name, value in past
        )
        parts.append(f"<table cellpadding='3' cellspacing='0' width='100%'>{rows}</table>")
    if finding.advice:
        parts.append(f"<p><b>怎么办</b>　{escape(finding.advice)}</p>")
    if finding.source:
        parts.append(f"<p style='color:{t.muted}'>依据：{escape(finding.source)}</p>")
    parts.append(f"<p><a style='color:{t.accent}' href='{RULE_LINK}{finding.rule}'>这条规则的说明和阈值…</a></p>")
    return "".join(parts)


def several_html(chosen: Sequence[CheckedFinding]) -> str:
    """Each of several findings in a line, with its answer if it has one."""
    from html import escape

    t = current()
    lines = [
        f"<p><span style='color:{colour(one.finding.grade)}'>{one.finding.grade.label}</span>　"
        f"<b>{escape(one.finding.subject)}</b>　{escape(one.finding.message)}"
        + (f"<br><span style='color:{t.muted}'>已说明：{escape(one.sentence or one.reason)}</span>" * one.explained)
        + "</p>"
        for one in chosen[:SEVERAL]
    ]
    more = len(chosen) - SEVERAL
    return "".join(lines) + (f"<p style='color:{t.muted}'>另有 {more} 条</p>" if more > 0 else "")
