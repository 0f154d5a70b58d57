"""Where the cursor goes on the month page: the cells to be filled, and the places that findings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from qbs_desktop.domain.figure import Kind
from qbs_desktop.services.cell import Cell
from qbs_desktop.services.months import next_list
from qbs_desktop.services.months.figures import Part
from qbs_desktop.ui.pages.month import columns as month_columns

if TYPE_CHECKING:
    from qbs_desktop.domain.finding import Place
    from qbs_desktop.ui.pages.month.page import MonthPage


class MonthPlaces:
    """Moves the cursor of a month page; whatever hides a wanted cell is lifted."""

    def __init__(self, page: MonthPage) -> None:
        self._page = page

    def target(self, slug: str) -> str:
        """The column that is filled in for an indicator: 本年累计 or 本月."""
        page = self._page
        return month_columns.target(page.table, slug, page.head.mode) if page.table is not None else ""

    def targets(self) -> set[str]:
        """The columns that are filled in."""
        page = self._page
        return {self.target(one.id) for one in page.table.indicators} if page.table is not None else set()

    def tab_stop(self, line: int, at: int) -> bool:
        """Whether Tab stops at a cell: those that take text, in 只看填报列 only those that are to be filled."""
        page = self._page
        if not page.grid.editable(line, at):
            return False
        return not page.bar.compact.isChecked() or page.grid.columns[at].id in self._filled_in()

    def _filled_in(self) -> set[str]:
        table = self._page.table
        return self.targets() | set(table.ledger.monthly_texts) if table is not None else set()

    def here(self) -> tuple[int | None, str]:
        """Record and column of the cursor."""
        page = self._page
        line, at = page.view.current_place
        columns = page.grid.columns
        return page.grid.id_at(line), columns[at].id if 0 <= at < len(columns) else ""

    def current_cell(self) -> tuple[str, Cell] | None:
        """The cell under the cursor with its name, for 本格历史; what is computed has the history of its 本年累计."""
        page, (record_id, column) = self._page, self.here()
        table = page.table
        if record_id is None or table is None or not column:
            return None
        row = page.grid.rows[page.grid.places[record_id]]
        title = f"{row.record.name or '未命名'} {page.grid.columns[page.view.current_place[1]].label}"
        slug, _, part = column.partition("/")
        if not part:
            return title, Cell(record_id, column)
        before = table.previous if part == "before" else None
        period = before or month_columns.period_of(table, column) or table.period
        return title, Cell(record_id, None, slug, period, Kind.TARGET if part == Part.PLAN else Kind.ACTUAL)

    def back_to(self, here: tuple[int | None, str]) -> None:
        """The cursor to where it was, after other columns are shown; else to what is filled in of its indicator."""
        page, (record_id, column) = self._page, here
        line = page.grid.line_of(record_id) if record_id is not None else None
        if line is None or page.table is None:
            return
        slug, _, part = column.partition("/")
        at = page.grid.column_of(column)
        if part and (at is None or part in (Part.TOTAL, Part.MONTH)):
            known = {one.id for one in page.table.indicators}
            wanted = page.grid.column_of(self.target(slug)) if slug in known else None
            at = wanted if wanted is not None else at
        if at is None:
            targets = self.targets()
            at = next((n for n, one in enumerate(page.grid.columns) if one.id in targets), None)
        if at is not None:
            page.view.go(line, at)

    def first_cell(self) -> None:
        """Put the cursor where typing goes on: the first missing cell, else the first one that is filled in."""
        page = self._page
        places = self.missing()
        if places:
            page.view.go(*places[0])
            page.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif page.grid.shown():
            targets = self.targets()
            at = next((n for n, one in enumerate(page.grid.columns) if one.id in targets), 0)
            page.view.go(0, at)

    def missing(self) -> list[tuple[int, int]]:
        """Lines and columns of the cells that are still to be filled, as shown."""
        page = self._page
        if page.table is None:
            return []
        columns = {one.id: page.grid.column_of(self.target(one.id)) for one in page.table.indicators}
        found = ((page.grid.line_of(record_id), columns[slug]) for record_id, slug in page.table.missing())
        return sorted((line, at) for line, at in found if line is not None and at is not None)

    def next_missing(self, step: int = 1) -> bool:
        """Go to the next or the previous cell that is still to be filled; False when there is none.

        Who leaves the last one of a list blank, or has filled them all, goes on to the next list that lacks some; who
        stands elsewhere behind it goes to the first one of this list.
        """
        page = self._page
        if page.table is None:
            return False
        places, here = self.missing(), page.view.current_place
        ahead = [place for place in places if (place > here if step > 0 else place < here)]
        if not ahead and (not places or here in places):
            places = self._of_other_indicator(step, any_order=not places) or self._into_other_list(step) or places
        if not places:
            return False
        page.view.go(*(ahead or places)[0 if step > 0 else -1])
        page.view.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _of_other_indicator(self, step: int, *, any_order: bool) -> list[tuple[int, int]]:
        """Show missing cells of this list that are hidden: those of a later (or earlier) indicator, or any."""
        table = self._page.table
        if table is None:
            return []
        slugs = [one.id for one in table.indicators]
        shown = [slugs.index(one.id) for one in self._page.head.indicators(table)]
        hidden = [(record_id, slug) for record_id, slug in table.missing() if not self._in_sight(record_id, slug)]
        if not any_order:
            hidden = [one for one in hidden if (slugs.index(one[1]) - (shown[-1] if step > 0 else shown[0])) * step > 0]
        if not hidden:
            return []
        self._reveal(*hidden[0 if step > 0 else -1])
        return self.missing()

    def _in_sight(self, record_id: int, slug: str) -> bool:
        grid = self._page.grid
        return grid.line_of(record_id) is not None and grid.column_of(self.target(slug)) is not None

    def _into_other_list(self, step: int) -> list[tuple[int, int]]:
        """Show the next list that lacks figures, and say so; its cells that are still to be filled."""
        page = self._page
        if page.table is None or page.table.locked:
            return []
        done, left = page.table.ledger.label, len(page.table.missing())
        other = next_list.next_lacking(page.workspace, page.table.ledger.id, page.table.period, step)
        if other is None:
            if not left:
                page.shell.say("各张名单应填的都已填，没有缺数了。")
            return []
        page.select(other.ledger.id, other.period)
        over = f"还有 {left} 格没填" if left else "没有缺数了"
        page.shell.say(f"{done}{over}，已转到{other.ledger.label}：还缺 {len(other.missing())} 格。")
        return self.missing() or self._of_other_indicator(step, any_order=True)

    def _reveal(self, record_id: int, slug: str | None) -> None:
        """Show a record and an indicator whatever hides them."""
        page = self._page
        if slug is not None and page.head.shown.currentData() not in ("", slug):
            page.head.show_indicator(slug)
        if page.grid.line_of(record_id) is None:
            page.grid.filters.clear()
            page.grid.folded.clear()
            page.bar.show_every_row()
            page.relabel()

    def goto(self, place: Place) -> bool:
        """Put the cursor on a month's figure; False if it is not in this list."""
        page = self._page
        if place.ledger is None or place.record_id is None or place.period is None or not place.period.is_month:
            return False
        if page.ledgers.findData(place.ledger) < 0:
            return False
        page.activate()
        page.select(place.ledger, place.period)
        if page.period != place.period or page.table is None:
            return False
        self._reveal(place.record_id, place.indicator)
        line = page.grid.line_of(place.record_id)
        at = page.grid.column_of(self._column(place)) if line is not None else None
        if line is None or at is None:
            return False
        page.view.setColumnHidden(at, False)
        page.view.go(line, at)
        return True

    def _column(self, place: Place) -> str:
        """A blank is gone to where it is filled in; what is there, where the finding means it."""
        table = self._page.table
        if place.indicator is None or table is None:
            return "name"
        blank = (place.record_id, place.indicator) in set(table.missing())
        return self.target(place.indicator) if blank else f"{place.indicator}/total"
