"""What stands on the slips and sheets that belong to no single case: frozen values, as ``model`` has for the papers."""

from __future__ import annotations

import datetime as dt

from counter.domain.base import Value
from counter.domain.case import PaperKind
from counter.domain.closing import DayAccount, Stock
from counter.errors import RuleBroken


class _Desk(Value):
    """Where and when a sheet was made; times are aware and UTC."""

    hall_name: str
    window: str  # "03号窗口"
    clerk_name: str
    made_at: dt.datetime
    practice: bool = False


class SlipPiece(Value):
    """One thing in a batch."""

    case_no: str
    name: str
    copies: int = 1
    note: str = ""


class MovedSlip(_Desk):
    """材料流转单 or 证照流转单: what went from whom to whom, signed by everybody in between."""

    kind: PaperKind  # MATERIALS_MOVED or RESULTS_MOVED
    batch: str  # 批次号, 12-20260302-001
    department: str
    courier: str
    pieces: tuple[SlipPiece, ...]
    to_department: bool = True
    their_slip: str = ""  # number of the department's own slip

    def __post_init__(self) -> None:
        """Refuses every kind but the two slips.

        Raises:
            RuleBroken: ``paper.no_layout``.
        """
        if self.kind not in {PaperKind.MATERIALS_MOVED, PaperKind.RESULTS_MOVED}:
            raise RuleBroken("paper.no_layout", field="kind")


class DaySheet(_Desk):
    """日结表 of one window and day."""

    account: DayAccount
    second_name: str = ""  # 复核人; empty: he writes his name himself


class ShiftSheet(_Desk):
    """交接班表: ``clerk_name`` hands over."""

    to_name: str
    open_cases: int
    drafts: int
    lines_waiting: int = 0
    stock: tuple[Stock, ...] = ()
    note: str = ""


SheetContent = MovedSlip | DaySheet | ShiftSheet


def kind_of(content: SheetContent) -> PaperKind:
    """Which paper it becomes."""
    if isinstance(content, MovedSlip):
        return content.kind
    return PaperKind.DAY_SHEET if isinstance(content, DaySheet) else PaperKind.SHIFT_SHEET
