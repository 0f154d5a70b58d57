"""Reliability test X3: workbooks made to harm are refused at once with a sentence, or read right.

The control: the same bombs without the gate end or hang the readers that others use alone.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.faults import bombs, readers
from tests.faults.limited import DIED, HUNG, Limited
from tests.faults.readers import Seen
from tests.faults.trials import trials

ENOUGH = 10.0
"""Seconds of work that an odd workbook may take; one that is refused may take a fifth of them."""
CELLS = {
    (1, 1): Seen("s", "产业名称"),
    (1, 2): Seen("s", "2025年产值（亿元）"),
    (2, 1): Seen("s", "甲产业"),
    (2, 2): Seen("n", Decimal(10)),
    (3, 1): Seen("s", "乙产业"),
    (3, 2): Seen("n", Decimal(20)),
}


def test_a_bomb_is_refused_in_a_sentence_before_it_takes_time_or_memory(tmp_path: Path) -> None:
    slow, wrong, count = [], [], 0
    with Limited(readers.judged) as judged:
        for name, make in bombs.refused(tmp_path):
            if name in bombs.LONG and trials(1) == 1:
                continue
            path = tmp_path / f"{name}.xlsx"
            path.write_bytes(make())
            outcome = judged(path)
            told, seconds = outcome if isinstance(outcome, tuple) else (outcome, 0.0)
            if not isinstance(told, str) or path.name not in told:
                wrong.append((name, told))
            count += 1
            slow += [(name, seconds)] if seconds > ENOUGH / 5 else []
            path.unlink()
    assert not wrong
    assert not slow
    assert count >= 40


def test_an_odd_workbook_is_read_right_in_bounded_time(tmp_path: Path) -> None:
    with Limited(readers.judged) as judged:
        for name, make in bombs.readable(tmp_path):
            if name in bombs.LONG and trials(1) == 1:
                continue
            path = tmp_path / f"{name}.xlsx"
            path.write_bytes(make())
            outcome = judged(path)
            assert outcome not in (DIED, HUNG), name
            told, seconds = outcome
            assert told == {"Sheet1": CELLS}, (name, told)
            assert seconds < ENOUGH, (name, seconds)


def test_without_the_gate_bombs_end_a_reader(tmp_path: Path) -> None:
    wanted = {"the far corner", "a case twin", "a comment in a number"}
    ended, wrong = 0, 0
    with Limited(readers.calamine_alone, seconds=10) as alone:
        for name, make in bombs.refused(tmp_path):
            if name in wanted:
                path = tmp_path / f"{name}.xlsx"
                path.write_bytes(make())
                outcome = alone(path)
                ended += outcome in (DIED, HUNG) or (isinstance(outcome, tuple) and outcome[0] == "MemoryError")
                wrong += isinstance(outcome, dict) and bool(readers.silent(outcome, {"Sheet1": CELLS}))
    assert ended
    assert wrong
