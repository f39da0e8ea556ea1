"""交接 and 日结: numbers issued ⇄ papers printed ⇄ lines delivered ⇄ scans delivered; no gap stays unexplained."""

from __future__ import annotations

import datetime as dt
import enum

from counter.domain.base import Value


class GapKind(enum.StrEnum):
    """What does not fit at the end of the day."""

    NUMBER_WITHOUT_PAPER = "number_without_paper"  # a line tells of it, and its paper is not here
    PAPER_WITHOUT_LINE = "paper_without_line"  # the other way round
    PAPER_NOT_PRINTED = "paper_not_printed"
    PRINT_UNCERTAIN = "print_uncertain"
    LINE_WAITING = "line_waiting"
    LINE_STUCK = "line_stuck"
    SCAN_WAITING = "scan_waiting"
    NUMBER_GAP = "number_gap"  # a number was taken, and neither a line nor a paper says for what


class Gap(Value):
    """One thing that does not fit; ``about`` is a number, a line's place or a scan's first characters."""

    kind: GapKind
    about: str
    explanation: str = ""


class LateKind(enum.StrEnum):
    """What happened to the books of a day after that day was closed."""

    NUMBER_ISSUED = "number_issued"
    NUMBER_VOIDED = "number_voided"
    PAPER_PRINTED = "paper_printed"
    PRINT_ANSWERED = "print_answered"


class Late(Value):
    """One change of a closed day; it stands in the account of the day on which it was made."""

    kind: LateKind
    about: str


class DayAccount(Value):
    """日结 of one window: what was written since the last closing up to the end of that day, and what does not fit.

    So nothing falls between two accounts: what is done after a closing stands in the next one, whatever its date.
    """

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
    cleared: tuple[Gap, ...] = ()  # open and explained at the last closing, and not open any more
    late: tuple[Late, ...] = ()

    def unexplained(self) -> tuple[Gap, ...]:
        """The gaps without an explanation."""
        return tuple(gap for gap in self.gaps if not gap.explanation)


class Stock(Value):
    """印章和票据: what lies in the drawer when the desk is handed over."""

    name: str  # 行政审批专用章 / 收件专用章 / 取号凭条
    counted: int
    expected: int


class Unsent(Value):
    """What one person did at this desk and the platform does not have yet."""

    clerk_no: str
    name: str  # empty when he never signed in here
    lines: int
    troubles: int  # of them refused or in conflict: they wait for a person
    scans: int
    oldest_at: dt.datetime | None = None
