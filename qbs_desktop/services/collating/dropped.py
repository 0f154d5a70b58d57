"""Files that came together (一起拖入的文件): answers and returns, each taken in as what it is, all told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.exchange.sealed.answering import Answer
from qbs_desktop.exchange.sealed.kinds import Kind, kind_of
from qbs_desktop.services.collating import receiving
from qbs_desktop.services.reporting import answers_in
from qbs_desktop.services.workspace import Workspace

_NOT_HERE = "是报表，没有按表格导入。核对它用“报表”页的“校验报表…”；要把里面的数读回名单，用“文件—导入”选它。"
_TO_REGISTER = "是公钥登记表，请在“文件—签名的钥匙…”里登记。"


@dataclass(frozen=True, slots=True)
class Pile:
    """Files by what they are, in the order they came."""

    kinds: tuple[tuple[Path, Kind], ...]

    def of(self, kind: Kind) -> list[Path]:
        """Those of one kind."""
        return [path for path, one in self.kinds if one is kind]

    def with_locked(self, kind: Kind) -> Pile:
        """The same, with those that have an open password taken for another kind."""
        return Pile(tuple((path, kind if one is Kind.LOCKED else one) for path, one in self.kinds))

    @property
    def mixed(self) -> bool:
        """Whether something that the program sealed and that is no return is among it."""
        return any(kind not in {Kind.RETURN, Kind.LOCKED, Kind.TABLE} for _path, kind in self.kinds)

    @property
    def counted(self) -> str:
        """``回执、退回单 2 份，表格 1 份``."""
        counts = ((kind, len(self.of(kind))) for kind in Kind)
        return "，".join(f"{kind.value} {count} 份" for kind, count in counts if count)


@dataclass(frozen=True, slots=True)
class Looked:
    """An answer that was read and not yet taken in; `sentence` says what it is, or why it is none."""

    path: Path
    sentence: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one file."""

    file: str
    taken: bool
    sentence: str
    answer: Answer | None = None
    locked: Path | None = None
    """A return with an open password, which has to be asked for."""


def sort(paths: Sequence[Path]) -> Pile:
    """Tell files apart by their sheets; nothing is read beyond that."""
    return Pile(tuple((path, kind_of(path)) for path in paths))


def look(pile: Pile) -> list[Looked]:
    """Read the answers of a pile, oldest first: an older one would be refused after a newer one."""
    found: list[Looked] = []
    for path in pile.of(Kind.ANSWER):
        try:
            answer = answers_in.peek(path)
        except QbsError as error:
            found.append(Looked(path, str(error)))
        else:
            found.append(Looked(path, answers_in.told(answer), answer))
    return sorted(found, key=lambda one: one.answer.received_at if one.answer is not None else "")


def take_in(
    workspace: Workspace, pile: Pile, answers: Sequence[Looked], progress: Progress | None = None
) -> list[Handled]:
    """Take in answers and returns, each by itself: one that is refused does not stop the others.

    Args:
        workspace: the open file; only a city's takes returns in.
        pile: what came.
        answers: its answers, as `look` gave them.
        progress: told (files done, files).
    """
    returns = pile.of(Kind.RETURN)
    steps = len(answers) + len(returns)
    made: list[Handled] = []
    for done, one in enumerate(answers):
        if progress is not None:
            progress(done, steps)
        made.append(_answer(workspace, one))
    made += _returns(workspace, returns, len(answers), progress)
    made += [Handled(path.name, False, _TO_REGISTER) for path in pile.of(Kind.ENROLMENT)]
    return made


def _answer(workspace: Workspace, one: Looked) -> Handled:
    try:
        taken = answers_in.accept(workspace, one.path)
    except QbsError as error:
        return Handled(one.path.name, False, str(error))
    return Handled(one.path.name, True, taken.sentence, taken.answer)


def _returns(workspace: Workspace, paths: list[Path], before: int, progress: Progress | None) -> list[Handled]:
    if not workspace.profile.collates:
        return [Handled(path.name, False, _NOT_HERE) for path in paths]
    if not paths:
        return []

    def tell(done: int, files: int) -> None:
        if progress is not None:
            progress(before + done, before + files)

    places = {path.name: path for path in paths}
    return [
        Handled(
            one.file,
            one.taken,
            one.sentence or f"{receiving.LABELS[one.state]}。",
            locked=places.get(one.file) if one.state == "locked" else None,
        )
        for one in receiving.take_in(workspace, paths, progress=tell)
    ]
