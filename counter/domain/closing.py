"""交接 and 日结: numbers issued ⇄ papers printed ⇄ lines delivered ⇄ scans delivered; no gap stays unexplained."""

from __future__ import annotations

import datetime as dt
import enum

from counter.domain.base import Value


class GapKind(enum.StrEnum):
    """What does not fit at the end of the day."""

    NUMBER_WITHOUT_PAPER = "number_without_paper"
    PAPER_NOT_PRINTED = "paper_not_printed"
    PRINT_UNCERTAIN = "print_uncertain"
    LINE_WAITING = "line_waiting"
    LINE_STUCK = "line_stuck"
    SCAN_WAITING = "scan_waiting"
    NUMBER_GAP = "number_gap"


class Gap(Value):
    """One thing that does not fit; ``about`` is a number, a line's place or a scan's first characters."""

    kind: GapKind
    about: str
    explanation: str = ""


class DayAccount(Value):
    """日结 of one window: counts of one day and everything that does not fit."""

    day: dt.date
    window: str
    cases: dict[str, int]  # by state
    numbers_issued: int
    numbers_void: int
    papers_printed: int
    reprints: int
    lines_written: int
    lines_delivered: int
    scans_kept: int
    scans_delivered: int
    results_handed_out: int
    gaps: tuple[Gap, ...]

    def unexplained(self) -> tuple[Gap, ...]:
        """The gaps without an explanation."""
        return tuple(gap for gap in self.gaps if not gap.explanation)


class Stock(Value):
    """印章和票据: what lies in the drawer when the desk is handed over."""

    name: str  # 行政审批专用章 / 收件专用章 / 取号凭条
    counted: int
    expected: int
