"""What the grid knows of a page's data: columns, typed cells, cells that could not be stored, and marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto
from typing import Generic, TypeVar

from qbs_desktop.domain.finding import Grade
from qbs_desktop.services.lists.waiting import NEW_ROW
from qbs_desktop.ui.grid.editing.offers import Offers

__all__ = ["NEW_ROW", "Editor", "GridColumn", "GridEdit", "Mark", "Outcome", "R", "Wrong"]

R = TypeVar("R")
"""A page's own row type; the grid only hands it to the column's functions."""


class Editor(Enum):
    """Which editor opens on a cell."""

    LINE = auto()
    LONG = auto()
    CHOICE = auto()
    UNITS = auto()
    NUMBER = auto()
    MONTH = auto()


@dataclass(frozen=True, slots=True)
class GridColumn(Generic[R]):
    """One column.

    Attributes:
        id: stable id under which width and filter are remembered.
        heads: heading levels from top to bottom; neighbours with an equal upper level share one head.
        text: what the cell shows; blank stays blank, 不适用 is ``——``.
        number: the exact number in 元 (or as counted), None for blank and 不适用; None for columns of text.
        whole: the same number as an integer of `scale` decimals, where the page has it so; sums, order and bounds of a
            long list then need no decimals.
        wholes: the same for many rows at once, where the page has a quicker way.
        width: usual width in Chinese characters.
        unit, size: display unit of the numbers and its size, for sums over a selection.
        totalled: whether the 合计 line adds it up.
        tree: the column in which 其中 rows are indented.
        light: colour name of a round light in front of the text.
        check: raises `ValueProblem` for a text that cannot become a value, without storing it.
        groupable: whether lines can be grouped by it.
        advice: what seems wrong with a stored text: marked as 提示 and told; the text itself is never changed.
        gloss: what a stored text stands for (the name of a code), told in the tooltip.
        offers: makes what the picker offers, when it is first asked; `options` are the same for a plain list of words.
        closed: whether the words are a list from which Enter may take the first that fits.
        reading: how a text that is being typed is understood: ``1.2亿 = 12,000 万元``.
        derived: where the value of a read-only column comes from; told to who types there.
        spelled_out: a typed text with what it leaves out (``3月`` → ``2026年3月``).
    """

    id: str
    heads: tuple[str, ...]
    text: Callable[[R], str]
    number: Callable[[R], Decimal | None] | None = None
    width: int = 8
    editor: Editor = Editor.LINE
    options: tuple[str, ...] = ()
    readonly: bool = False
    unit: str = ""
    size: Decimal = Decimal(1)
    totalled: bool = False
    tree: bool = False
    natural: bool = False
    light: Callable[[R], str] | None = None
    locked: Callable[[R], bool] | None = None
    check: Callable[[str], object] | None = None
    groupable: bool = False
    advice: Callable[[str], str | None] | None = None
    gloss: Callable[[str], str] | None = None
    offers: Callable[[], Offers] | None = None
    closed: bool = False
    reading: Callable[[str], str] | None = None
    spelled_out: Callable[[str], str] | None = None
    hint: str = ""
    derived: str = ""
    whole: Callable[[R], int | None] | None = None
    wholes: Callable[[Sequence[R]], list[int | None]] | None = None
    scale: int = 0

    @property
    def label(self) -> str:
        """All heading levels in one line."""
        return " ".join(self.heads)

    def told(self, text: str) -> str:
        """What there is to say of a stored text: what it stands for, and what seems wrong with it."""
        if not text:
            return ""
        advice = self.advice(text) if self.advice is not None else None
        gloss = self.gloss(text) if self.gloss is not None else ""
        return "\n".join(one for one in (gloss, f"请核对：{advice}" if advice else "") if one)


@dataclass(frozen=True, slots=True)
class GridEdit(Generic[R]):
    """One typed, pasted or cleared cell; `record_id` None means the new row number `new` below the last one."""

    record_id: int | None
    column: GridColumn[R]
    text: str
    new: int = 0


@dataclass(frozen=True, slots=True)
class Wrong:
    """A text that could not be stored: it stays in the cell and is shown red. `NEW_ROW` is the record of the ＋ row."""

    record_id: int
    column_id: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch of edits; `refused` says why nothing at all could be stored."""

    stored: int = 0
    wrong: tuple[Wrong, ...] = ()
    made: tuple[int, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding shown on a cell: the gravest grade and every sentence."""

    grade: Grade
    sentences: tuple[str, ...] = field(default_factory=tuple)

    def joined(self, other: Mark) -> Mark:
        """Both marks on one cell."""
        order = (Grade.ERROR, Grade.QUERY, Grade.HINT)
        return Mark(min(self.grade, other.grade, key=order.index), (*self.sentences, *other.sentences))
