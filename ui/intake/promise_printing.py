"""承诺书供签名: printed from the panel as it stands; its code comes back into the panel and is saved with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from counter.actions.desk import Desk
from counter.actions.promise_sheets import PromiseSheet
from counter.domain.case import PrintOutcome
from counter.lanes import Lane
from ui.bridge import Bridge
from ui.intake.ruling_panel import RulingPanel
from ui.names import PAPER_NAMES
from ui.parts.banner import Level
from ui.sheet_desk import LEVELS, SheetDesk

_SAID = {
    PrintOutcome.SUBMITTED: "已提交打印，请签署人签名",
    PrintOutcome.PRINTED: "已出纸，请签署人签名",
    PrintOutcome.FAILED: "没有打印出来；请检查打印机后按 F9 重试",
    PrintOutcome.UNCERTAIN: "是否出纸不确定；请看一眼打印机，没有出纸的按 F9 再打",
}


class PromisePrinting(QObject):
    """Draws on the store lane, prints on the printer lane; one at a time, however often F9 is pressed (faults.md F16).

    Args:
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where the sheet is drawn.
        sheets: prints it.
        parent: Qt's.
    """

    def __init__(self, *, bridge: Bridge, desk: Desk, store_lane: Lane, sheets: SheetDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._desk, self._store_lane, self._sheets = bridge, desk, store_lane, sheets
        self._under_way = False

    def print_out(
        self,
        panel: RulingPanel,
        draw: Callable[[Desk], PromiseSheet],
        *,
        say: Callable[[Level, str], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        """The sheet is on its way, and the panel that asked for it is told its code once it came out.

        Args:
            panel: whose promise is open.
            draw: gives the sheet; runs on the store lane.
            say: told what became of it, in words.
            failed: told what stood in the way.
        """
        promise = panel.promise()
        if promise is None or self._under_way:
            return
        self._under_way = True
        say("info", "正在打印承诺书…")

        def ended(error: BaseException) -> None:
            self._under_way = False
            failed(error)

        def came(made: PromiseSheet, outcome: PrintOutcome) -> None:
            self._under_way = False
            if outcome is not PrintOutcome.FAILED and panel.promise() is promise:
                promise.show_sheet(made.check_code)
            say(LEVELS[outcome], f"{PAPER_NAMES[made.kind]}（一式 {made.copies} 份）{_SAID[outcome]}")

        def hand_over(made: PromiseSheet) -> None:
            self._sheets.print_sheet(
                lambda _desk: made.pdf,
                job=f"form-{made.kind}",
                copies=made.copies,
                done=partial(came, made),
                failed=ended,
            )

        self._bridge.run(self._store_lane, draw, self._desk, done=hand_over, failed=ended, owner=self)
