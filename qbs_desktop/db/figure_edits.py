"""The part of `Edit` that writes figures, one by one or those of a whole return at once, and their sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from qbs_desktop.db.acts import Acts
from qbs_desktop.db.changes import Added, Change
from qbs_desktop.db.figure_rows import FIGURE_COLUMNS, FigurePlace, Wanted, all_new, row_of
from qbs_desktop.db.queries import IndicatorKey
from qbs_desktop.domain.fields import Stored
from qbs_desktop.domain.figure import Figure, FigureKey
from qbs_desktop.domain.indicators import Indicator

StoredLine: TypeAlias = tuple[str, int, int]
"""What figures are of: indicator, period code, kind."""
StoredPlace: TypeAlias = tuple[int, str, int, int]
"""Where a figure stands: subject, indicator, period code, kind."""
StoredFigure: TypeAlias = tuple[int | None, int | None, str | None]
"""A figure as the store keeps it: integer in the indicator's scale or None for 不适用, its source, its cell."""
BULK_FIGURES = 2000
"""More figures than this are compared with what is stored in one question instead of one each."""


class FigureEdits(Acts):
    """Base of `Edit`; every method changes figures of the running transaction."""

    _indicators: Mapping[str, Indicator]
    _keys: dict[str, IndicatorKey]
    """Indicators that the file has a number for, by slug."""
    _sources: dict[tuple[str, str, str], int]
    """Sources entered or met in this operation, by document, place and sentence."""
    _fresh: set[int]
    """Records that were added in this operation and have no figure yet."""

    def set_figure(self, key: FigureKey, figure: Figure | None, *, cell: str | None = None) -> bool:
        """Set, mark or (None) clear one figure; returns whether anything changed."""
        return self.set_figures([(key, figure, cell)]) == 1

    def set_figures(self, figures: Iterable[Wanted]) -> int:
        """Set many figures; returns how many changed. A figure equal to the stored one leaves no trace.

        What was declared for a list and period (空表、无变动) is withdrawn by a figure entered there.

        Raises:
            Refusal: a figure's period is locked.
        """
        wanted = list(figures)
        if self._fresh:
            self._fresh.difference_update(key.subject_id for key, _figure, _cell in wanted)
        stored = self._stored_figures(wanted)
        indicators = {slug: self._indicator(slug) for slug in dict.fromkeys(key.indicator for key, _f, _c in wanted)}
        if type(stored) is dict and not stored and (rows := all_new(wanted, indicators)) is not None:
            return self._insert_figures(rows)
        changes: list[Change] = []
        look = stored.get if type(stored) is dict else stored.__getitem__
        for key, figure, cell in wanted:
            indicator = indicators[key.indicator]
            place = (key.subject_id, indicator.id, key.period.code, int(key.kind))
            before = look(place)
            after = None if figure is None else row_of(figure, indicator.scale, cell)
            if before[:3] != after[:3] if before is not None and after is not None else before is not after:
                changes.append(Change("figure", place, FIGURE_COLUMNS, before, after))
                stored[place] = after
        self._tx.apply_all(changes)
        self._withdraw_declarations(changes)
        return len(changes)

    def set_stored_figures(
        self, wanted: Mapping[StoredLine, Mapping[int, StoredFigure]], blank: Iterable[StoredPlace] = ()
    ) -> int:
        """Set, or leave blank, many figures scaled beforehand; returns how many changed. Whole returns are written so.

        What binds a target (以上、左右) stays as it is: a form does not print it.

        Raises:
            Refusal: a figure's period is locked.
        """
        lines = {(self._indicator(line[0]).id, *line[1:]): figures for line, figures in wanted.items()}
        subjects = set().union(*lines.values())
        cleared = [(one, self._indicator(slug).id, period, kind) for one, slug, period, kind in blank]
        stored = {} if self._fresh >= subjects else self._figures_of(subjects, {line[1] for line in lines})
        self._fresh -= subjects
        if cleared:
            stored |= self._figures_at(cleared)
        changes = [
            Change("figure", place, FIGURE_COLUMNS, before, None)
            for place in cleared
            if (before := stored.get(place)) is not None
        ]
        added: list[tuple[Stored, ...]] = []
        for line, figures in lines.items():
            for subject, (value, source, cell) in figures.items():
                mark = int(value is None)
                before = stored.get((subject, *line)) if stored else None
                if before is None:
                    added.append((subject, *line, value, mark, None, source, cell))
                elif before[:2] != (value, mark):
                    after = (value, mark, before[2], source, cell)
                    changes.append(Change("figure", (subject, *line), FIGURE_COLUMNS, before, after))
        changes.sort(key=_kind_of_change)
        self._tx.apply_all(changes)
        self._withdraw_declarations(changes)
        return len(changes) + self._add_figures(added)

    def _add_figures(self, rows: list[tuple[Stored, ...]]) -> int:
        """Insert figures, each with its place first, in the order of their places, in which they are kept."""
        if not rows:
            return 0
        rows.sort()  # no place comes twice, so nothing behind it is looked at
        columns = tuple(zip(*rows, strict=True))
        return self._insert_figures(Added("figure", FIGURE_COLUMNS, columns[:4], columns[4:]))

    def _insert_figures(self, rows: Added) -> int:
        self._tx.add(rows)
        self._withdraw_declarations(rows.changes())
        return len(rows.keys[0])

    def _stored_figures(self, wanted: Sequence[Wanted]) -> dict[FigurePlace, tuple[Stored, ...] | None]:
        """What is stored now: looked up row by row for some figures, read at once for many."""
        names = ", ".join(FIGURE_COLUMNS)
        ask = self._tx.raw.execute
        if len(wanted) > BULK_FIGURES:
            subjects = {key.subject_id for key, _figure, _cell in wanted}
            return self._figures_of(subjects, {key.period.code for key, _figure, _cell in wanted})
        sql = f"SELECT {names} FROM figure WHERE subject_id = ? AND indicator_id = ? AND period = ? AND kind = ?"  # noqa: S608
        return _Asked(lambda place: ask(sql, place).fetchone())

    def _figures_at(self, places: Iterable[FigurePlace]) -> dict[FigurePlace, tuple[Stored, ...] | None]:
        """Everything that is stored for the subjects and periods of these places, read at once."""
        listed = list(places)
        return self._figures_of({place[0] for place in listed}, {place[2] for place in listed})

    def _figures_of(
        self, subjects: Iterable[int], periods: Iterable[int]
    ) -> dict[FigurePlace, tuple[Stored, ...] | None]:
        names = ", ".join(FIGURE_COLUMNS)
        rows = self._tx.raw.execute(
            f"SELECT subject_id, indicator_id, period, kind, {names} FROM figure "  # noqa: S608
            "WHERE subject_id IN (SELECT value FROM json_each(?)) AND period IN (SELECT value FROM json_each(?))",
            tuple(json.dumps(sorted(some)) for some in (subjects, periods)),
        )
        return {row[:4]: row[4:] for row in rows}

    def _indicator(self, slug: str) -> IndicatorKey:
        known = self._keys.get(slug)
        if known is None:
            indicator = self._indicators[slug]
            number = self._next_id("indicator")
            known = self._keys[slug] = IndicatorKey(number, slug, indicator.scale)
            self._tx.apply(Change("indicator", (number,), ("slug", "scale"), None, (slug, indicator.scale)))
        return known

    def source(self, document: str, place: str = "", sentence: str = "") -> int:
        """The id of a source (document or file, place in it, words), entered once."""
        key = (document, place, sentence)
        if key not in self._sources:
            row = self._tx.raw.execute(
                "SELECT id FROM source WHERE document = ? AND place = ? AND sentence = ?", key
            ).fetchone()
            if row is None:
                row = (self._next_id("source"),)
                self._tx.apply(Change("source", row, ("document", "place", "sentence"), None, key))
            self._sources[key] = int(row[0])
        return self._sources[key]


def _kind_of_change(change: Change) -> tuple[bool, bool]:
    return change.before is None, change.after is None


class _Asked(dict[FigurePlace, "tuple[Stored, ...] | None"]):
    """Stored figures, each asked for when it is first wanted."""

    def __init__(self, ask: Callable[[FigurePlace], tuple[Stored, ...] | None]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, place: FigurePlace) -> tuple[Stored, ...] | None:
        found = self[place] = self._ask(place)
        return found
