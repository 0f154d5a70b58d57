"""Any sequence of operations, undone and done again, gives back every row; and the trail alone gives the content."""

from __future__ import annotations

import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, precondition, rule

from qbs_desktop.db import history
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind, Op
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Unit, Workspace
from tests.db.content import digest_of, rebuilt
from tests.faults.trials import counted

LEDGERS = st.sampled_from(["project", "enterprise", "industry"])
FIGURES = st.one_of(
    st.none(),
    st.just(Figure(na=True)),
    st.builds(
        lambda n, op: Figure(Decimal(n).scaleb(-2), op=op),
        st.integers(-(10**12), 10**12),
        st.none() | st.sampled_from(list(Op)),
    ),
)
PERIODS = st.sampled_from([Period.of_year(2025), Period.of_month(2026, 1), Period.of_month(2026, 2)])


class Operations(RuleBasedStateMachine):
    """A clerk who does anything at all. The model: the digest of the content after every operation."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "甲.qbs"
        self.workspace = Workspace.create(self.path, profiles.load("hunan-county"), Unit("1", "甲"), year=2026)
        self.done = [digest_of(self.workspace)]
        self.undone: list[str] = []
        self.head = self.workspace.read(history.head)
        self.ledger_of: dict[int, str] = {}

    def teardown(self) -> None:
        while len(self.done) > 1:
            self.undo()
        trail = self.workspace.read(lambda connection: rebuilt(connection, self.folder / "重建.qbs"))
        assert trail == digest_of(self.workspace)
        assert self.workspace.store.integrity() == []
        self.workspace.close()
        shutil.rmtree(self.folder)

    rows = Bundle("rows")

    def _now(self) -> None:
        head = self.workspace.read(history.head)
        if head != self.head:  # what is set and taken back in one go is an operation, too
            self.done.append(digest_of(self.workspace))
            self.undone.clear()
        self.head = head

    @rule(target=rows, ledger=LEDGERS, count=st.integers(1, 3), name=st.text(max_size=3))
    def add(self, ledger: str, count: int, name: str) -> object:
        made = self.workspace.run(
            "加", lambda e: [e.add(ledger, {"name": name or None}, year=2026) for _ in range(count)]
        )
        self.ledger_of |= dict.fromkeys(made, ledger)
        self._now()
        return multiple(*made)

    def _try(self, action: object) -> None:
        try:
            self.workspace.run("改", action)  # type: ignore[arg-type]
        except Refusal:
            assert digest_of(self.workspace) == self.done[-1]
        self._now()

    @rule(row=rows, name=st.text(max_size=3))
    def rename(self, row: int, name: str) -> None:
        self._try(
            lambda edit: edit.set_fields(self.ledger_of[row], row, {"name": name or None, "remark": name or None})
        )

    @rule(row=rows, other=rows)
    def move(self, row: int, other: int) -> None:
        self._try(lambda edit: edit.move(self.ledger_of[row], row, other))

    @rule(row=rows, other=rows)
    def put_under(self, row: int, other: int) -> None:
        self._try(lambda edit: edit.set_parent(self.ledger_of[row], row, other))

    @rule(row=consumes(rows))
    def remove(self, row: int) -> None:
        self._try(lambda edit: edit.remove(self.ledger_of[row], [row]))

    @rule(given=st.lists(st.tuples(rows, st.sampled_from(["output", "tax"]), PERIODS, FIGURES), max_size=5))
    def fill(self, given: list[tuple[int, str, Period, Figure | None]]) -> None:
        def action(edit: object) -> None:
            for row, *_ in given:
                edit.record(self.ledger_of[row], row)  # type: ignore[attr-defined]
            cells = [(FigureKey(row, slug, period, Kind.ACTUAL), figure, "B2") for row, slug, period, figure in given]
            edit.set_figures(cells)  # type: ignore[attr-defined]

        self._try(action)

    @rule(row=rows, state=st.sampled_from(["in", "out", None]), year=st.sampled_from([2025, 2026]))
    def enlist(self, row: int, state: str | None, year: int) -> None:
        def action(edit: object) -> None:
            edit.record(self.ledger_of[row], row)  # type: ignore[attr-defined]
            edit.set_membership(row, year, state)  # type: ignore[attr-defined]

        self._try(action)

    @rule(key=st.sampled_from("ab"), sentence=st.none() | st.text(max_size=3))
    def explain(self, key: str, sentence: str | None) -> None:
        self._try(lambda edit: edit.explain(key, sentence))

    @precondition(lambda self: len(self.done) > 1)
    @rule()
    def undo(self) -> None:
        self.workspace.undo()
        self.undone.append(self.done.pop())
        self.head = self.workspace.read(history.head)
        assert digest_of(self.workspace) == self.done[-1]

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        self.workspace.redo()
        self.done.append(self.undone.pop())
        self.head = self.workspace.read(history.head)
        assert digest_of(self.workspace) == self.done[-1]

    @rule()
    def close_and_open(self) -> None:
        self.workspace.close()
        self.workspace = Workspace.open_file(self.path)
        assert digest_of(self.workspace) == self.done[-1]

    @invariant()
    def the_stacks_and_the_chain_are_right(self) -> None:
        undo, redo = self.workspace.read(history.stacks)
        assert (len(undo), len(redo)) == (len(self.done) - 1, len(self.undone))
        assert self.workspace.read(history.verify_chain) is None


TestOperations = Operations.TestCase
TestOperations.settings = settings(
    max_examples=counted(10, 200), stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
