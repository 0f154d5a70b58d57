"""An open data file and the one way to change it: `run(title, action)`.

Every change is one operation: one transaction, one undo step, one change notice, one audit group.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from qbs_desktop.db import filled, history, queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.edit import Edit
from qbs_desktop.db.store import Store
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import DamagedFile, Refusal
from qbs_desktop.domain.indicators import Indicator
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile
from qbs_desktop.services import profiles
from qbs_desktop.services.safety import safe_places

if TYPE_CHECKING:
    from qbs_desktop.db.transaction import Transaction
    from qbs_desktop.exchange.sealed.signing import Signer
    from qbs_desktop.services.lists.waiting import WaitingTexts
    from qbs_desktop.services.lists.word_use import WordUse

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unit:
    """The reporting unit (填报单位) of a file."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What changed, for whoever shows it: tables and subjects of one operation."""

    operation_id: int
    title: str
    tables: frozenset[str]
    subjects: frozenset[int]


class Workspace:
    """One open data file.

    Attributes:
        signers: signing keys unlocked since the file was opened, by fingerprint.
    """

    def __init__(self, store: Store) -> None:
        """Read the file's own facts; for `create` and `open_file`."""
        self.store = store
        self._listeners: list[Callable[[Notice], None]] = []
        self.deliver: Callable[[Callable[[], None]], None] = _at_once
        self.safeguard: Callable[[], object] = _nothing
        """Called by a service before much is done at once (import, 上报, adoption): a keeper backs the file up."""
        self._reading = threading.local()
        self._waiting: WaitingTexts | None = None
        self._words: WordUse | None = None
        self._facts: dict[str, str] = {}
        self.signers: dict[str, Signer] = {}
        self.profile: Profile
        self.ledgers: dict[str, Ledger] = {}
        self.indicators: dict[str, Indicator] = {}
        self._refresh_facts()

    def _refresh_facts(self) -> None:
        self._facts = self.store.read(queries.meta)
        if "profile" in self._facts:
            self.profile = profiles.from_json(self._facts["profile"])
            self.ledgers = {ledger.id: ledger for ledger in self.profile.ledgers()}
            self.indicators = self.profile.all_indicators()

    # --- opening -----------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, profile: Profile, unit: Unit, *, year: int) -> Workspace:
        """Make a new data file for a unit.

        Raises:
            Refusal: the file exists.
            EnvironmentFault: it cannot be written there; `UnsafePlace` on a share.
        """
        safe_places.require_safe(path)
        workspace = cls(Store.create(path))
        workspace.profile = profile

        def found(edit: Edit) -> None:
            facts = {
                "profile": profiles.to_json(profile),
                "unit_code": unit.code,
                "unit_name": unit.name,
                "year": str(year),
                "created": date.today().isoformat(),
            }
            for key, value in facts.items():
                edit.set_meta(key, value)

        try:
            workspace.run("建立数据文件", found, undoable=False)
        except BaseException:
            workspace.store.discard()
            raise
        return workspace

    @classmethod
    def open_file(cls, path: Path, *, readonly: bool = False) -> Workspace:
        """Open a data file; see `Store.open` and `Store.open_readonly` for what it may refuse.

        Raises:
            UnsafePlace: it lies on a share.
            DamagedFile: the program ended while the file was being made, before it knew its unit.
        """
        safe_places.require_safe(path)
        workspace = cls(Store.open_readonly(path) if readonly else Store.open(path))
        if not workspace.ledgers:
            workspace.close()
            raise DamagedFile(f"“{path.name}”没有建好（建立时被中断），里面没有数据。请删除后重新建立。")
        return workspace

    @property
    def waiting(self) -> WaitingTexts:
        """The texts beside the file that are no values yet; read when first asked for."""
        if self._waiting is None:
            from qbs_desktop.services.lists.waiting import WaitingTexts

            self._waiting = WaitingTexts(self)
        return self._waiting

    @property
    def words(self) -> WordUse:
        """The words that the file already uses, for pickers."""
        if self._words is None:
            from qbs_desktop.services.lists.word_use import WordUse

            self._words = WordUse(self)
        return self._words

    def close(self) -> None:
        """Close the file."""
        if self._waiting is not None:
            self._waiting.close()
        self.store.close()

    def __enter__(self) -> Self:
        """Use as a context manager; closes at the end."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file."""
        self.close()

    # --- facts -------------------------------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.store.path

    @property
    def unit(self) -> Unit:
        """The reporting unit."""
        return Unit(self._facts.get("unit_code", ""), self._facts.get("unit_name", ""))

    @property
    def year(self) -> int:
        """The year being reported."""
        return int(self._facts["year"])

    def fact(self, key: str, default: str = "") -> str:
        """One of the file's own facts."""
        return self._facts.get(key, default)

    def facts(self, prefix: str) -> dict[str, str]:
        """The file's own facts whose keys begin so."""
        return {key: text for key, text in self._facts.items() if key.startswith(prefix)}

    # --- changing ----------------------------------------------------------------------------------------------

    def run(self, title: str, action: Callable[[Edit], T], *, source: str = "", undoable: bool = True) -> T:
        """Run an action as one operation and tell the listeners; if it raises, nothing was changed."""
        with self.store.transaction(title, source=source, undoable=undoable) as transaction:
            edit = Edit(transaction, self.ledgers, self.indicators)
            result = action(edit)
        self._tell(transaction, title)
        return result

    def _tell(self, transaction: Transaction, title: str) -> None:
        if transaction.operation_id is None:
            return
        tables = frozenset(transaction.tables)
        if "meta" in tables:
            self._refresh_facts()
        notice = Notice(transaction.operation_id, title, tables, transaction.touched())
        for listener in tuple(self._listeners):
            self.deliver(partial(listener, notice))

    def listen(self, listener: Callable[[Notice], None]) -> Callable[[], None]:
        """Be told after every operation; call the result to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def undo(self) -> str:
        """Take back the newest operation; returns its title.

        Raises:
            Refusal: nothing to undo, or the rows were changed since.
        """
        return self._replay("undo")

    def redo(self) -> str:
        """Do again what was undone last; returns its title."""
        return self._replay("redo")

    def _replay(self, kind: str) -> str:
        undo, redo = self.store.read(history.stacks)
        stack, verb = (undo, "撤销") if kind == "undo" else (redo, "重做")
        if not stack:
            raise Refusal(f"没有可以{verb}的操作。")
        operation = stack[-1]
        with self.store.transaction(f"{verb}：{operation.title}") as transaction:
            transaction.replay(operation.id, kind=kind)
        self._tell(transaction, f"{verb}：{operation.title}")
        return operation.title

    def next_undo(self) -> str | None:
        """Title of what `undo` would take back."""
        undo, _redo = self.store.read(history.stacks)
        return undo[-1].title if undo else None

    # --- looking -----------------------------------------------------------------------------------------------

    def read(self, question: Callable[[Connection], T]) -> T:
        """Ask the store; on a thread inside `own_reader`, over that thread's connection."""
        connection = getattr(self._reading, "connection", None)
        return self.store.ask(connection, question) if connection is not None else self.store.read(question)

    @contextlib.contextmanager
    def own_reader(self) -> Iterator[None]:
        """Let this thread read over a connection of its own, so that long work does not hold up the window."""
        self._reading.connection = self.store.reading()
        try:
            yield
        finally:
            self._reading.connection.close()
            self._reading.connection = None

    def filled_periods(self) -> list[Period]:
        """Periods that have reported figures, oldest first."""
        return self.read(filled.periods)

    def dataset(
        self,
        period: Period | None = None,
        *,
        periods: list[Period] | None = None,
        years: bool = False,
        everyone: bool = False,
    ) -> Dataset:
        """Everything the rules, forms and charts look at; `periods` limits the figures read (`years`: and whole years).

        The records are those of the list of the period's year (of the reported year without a period), or with
        `everyone` all there are, also those that were not carried over.
        """

        def ask(connection: Connection) -> Dataset:
            keys = queries.indicator_keys(connection)
            roster = None if everyone else self.year if period is None else period.year
            records = {one.id: queries.records(connection, one, roster=roster) for one in self.ledgers.values()}
            declared = {(one.ledger, one.period) for one in queries.declarations(connection)}
            figures = queries.figures(connection, keys, periods=periods, years=years)
            return Dataset(self.profile, records, figures, period, declared)

        return self.read(ask)


def _at_once(call: Callable[[], None]) -> None:
    """How listeners are told; the window puts in its own way, since changes may run on its data thread."""
    call()


def _nothing() -> None:
    """No keeper looks after this file."""
