"""The chain of revisions (版次): known again, replaced, replayed, or two returns that claim one place in it.

Two different returns of one unit, period and revision are both refused: nobody can say which one is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qbs_desktop.db.collation import Received
from qbs_desktop.exchange.sealed import sealing
from qbs_desktop.services.collating.arriving import Book
from qbs_desktop.services.collating.reported import Reported


@dataclass(frozen=True, slots=True)
class _Link:
    """One revision: its digest, its number once it is kept, and the file it came in, in words."""

    digest: str
    number: int | None
    file: str


class Chain:
    """The revisions of every unit and period that are here, or came with this batch."""

    def __init__(self, stored: Iterable[Received]) -> None:
        """Begin with the returns that are here."""
        self._revisions: dict[tuple[str, int], dict[int, _Link]] = {}
        for one in stored:
            link = _Link(one.digest, one.id, f"{one.at[:10]} 收到的“{one.file}”")
            self._revisions.setdefault((one.unit, one.period.code), {})[one.revision] = link

    def known(self, said: Reported) -> _Link | None:
        """What is here as this revision."""
        return self._revisions.get((said.unit, said.period.code), {}).get(said.revision)

    def forked(self, together: Sequence[Book]) -> None:
        """Tell the books of one batch that claim one revision with different content."""
        seen: dict[tuple[str, int, int], dict[str, str]] = {}
        for book in together:
            if book.said is not None:
                known = self.known(book.said)
                files = seen.setdefault(_key(book.said), {known.digest: known.file} if known else {})
                files.setdefault(book.said.digest, f"同一批的“{book.path.name}”")
        for book in together:
            said = book.said
            if said is None:
                continue
            files, known = seen[_key(said)], self.known(said)
            if len(files) > 1 and not (known and known.digest == said.digest):
                other = next((one, file) for one, file in files.items() if one != said.digest)
                book.outcome = replace(book.outcome, state="fork", sentence=_fork(said, book.path.name, *other))

    def place(self, said: Reported, file: str) -> tuple[str, str, int | None]:
        """State, sentence and number of a return in the chain."""
        own = self._revisions.setdefault((said.unit, said.period.code), {})
        if said.revision in own:
            link = own[said.revision]
            if link.digest == said.digest:
                return "known", f"“{file}”与已收的{title(said)}完全相同，不重复接收。", link.number
            return "fork", _fork(said, file, link.digest, link.file), None
        newest = max(own, default=0)
        if said.revision < newest:
            sentence = f"“{file}”是{title(said)}，已收到较新的第 {newest} 版，旧版不再接收。"
            return "replayed", sentence, None
        before = own.get(said.revision - 1)
        if before is not None and said.previous != before.digest:
            sentence = (
                f"“{file}”是{title(said)}，但它更正的不是已收的第 {said.revision - 1} 版"
                f"（校验码 {sealing.short(before.digest)}，{before.file}），可能出自另一份数据文件。"
                f"请向{said.unit_name}核实。"
            )
            return "fork", sentence, None
        own[said.revision] = _Link(said.digest, None, f"同一批的“{file}”")
        return "taken", f"已接收{title(said)}，待处理。", None


def title(said: Reported) -> str:
    """攸县2026年10月第 2 版."""
    return f"{said.unit_name}{said.period.label()}第 {said.revision} 版"


def _key(said: Reported) -> tuple[str, int, int]:
    return said.unit, said.period.code, said.revision


def _fork(said: Reported, file: str, digest: str, other: str) -> str:
    return (
        f"“{file}”是{title(said)}（校验码 {sealing.short(said.digest)}），但同一版次有两份内容不同的报表，"
        f"另一份是{other}（校验码 {sealing.short(digest)}），没有接收。"
        f"请{said.unit_name}确认以哪一份为准，并重新上报新的一版。"
    )
