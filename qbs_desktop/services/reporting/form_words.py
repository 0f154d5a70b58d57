"""What every form prints beside its figures (表头表尾): who answers for it, and the marks of the ordering office.

Said once for a data file. 表号, 制定机关 and 文号 are that office's to give: blank until somebody enters them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.services.workspace import Workspace

PREFIX = "form-words/"
"""Keys of these facts: ``form-words/filler``."""
LONGEST = 40
"""Characters; more does not fit beside the others on an upright page."""


@dataclass(frozen=True, slots=True)
class Word:
    """One of them: its place in the key, its name on the form, and what to enter."""

    id: str
    label: str
    hint: str = ""


WORDS: tuple[Word, ...] = (
    Word("head", "单位负责人"),
    Word("filler", "填表人"),
    Word("phone", "联系电话"),
    Word("number", "表号", "上级没有规定就空着"),
    Word("maker", "制定机关", "上级没有规定就空着"),
    Word("approval", "文号", "上级没有规定就空着"),
)


def words(workspace: Workspace) -> dict[str, str]:
    """What is said of each, by its id; blank where nothing is."""
    return {one.id: workspace.fact(PREFIX + one.id) for one in WORDS}


def set_words(workspace: Workspace, said: Mapping[str, str]) -> bool:
    """Say some of them anew, as one undoable operation; a blank text takes one back. Whether anything changed.

    Raises:
        Refusal: a text is too long or has more than one line; nothing was changed.
        KeyError: there is no such word.
    """
    labels = {one.id: one.label for one in WORDS}
    before = words(workspace)
    wanted = {name: text.strip() for name, text in said.items()}
    for name, text in wanted.items():
        if len(text) > LONGEST or not text.isprintable():
            raise Refusal(f"{labels[name]}最多 {LONGEST} 个字，写在一行里。")
    changed = {name: text for name, text in wanted.items() if text != before[name]}

    def put(edit: Edit) -> None:
        for name, text in changed.items():
            edit.set_meta(PREFIX + name, text or None)

    if changed:
        workspace.run(f"改{'、'.join(labels[name] for name in changed)}", put)
    return bool(changed)


def fact_words(key: str, text: str) -> tuple[str, str]:
    """Which of them a fact is and what it says, for the history."""
    name = key.removeprefix(PREFIX)
    return next((one.label for one in WORDS if one.id == name), name), text
