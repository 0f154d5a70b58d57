"""What was found in a return (审核结果): the cell it is about, and the reason with which that cell may be sent back."""

from __future__ import annotations

from dataclasses import dataclass

from qbs_desktop.domain.finding import Grade


@dataclass(frozen=True, slots=True)
class ReturnFinding:
    """One finding in a return, with the cell it is about and, for the clerk, the record.

    Attributes:
        reason: code of the reason (退回原因) that fits it; empty where it is about how the return came.
    """

    grade: Grade
    rule: str
    sheet: str
    cell: str
    value: str
    message: str
    uid: str = ""
    reason: str = ""

    def to_json(self) -> dict[str, object]:
        """For the command line."""
        return {
            "grade": self.grade.value,
            "rule": self.rule,
            "sheet": self.sheet,
            "cell": self.cell,
            "value": self.value,
            "message": self.message,
            "reason": self.reason,
        }
