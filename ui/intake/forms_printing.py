"""What 收件 prints beside its papers: forms as the case is typed, 评价小票 once it is saved.

Nothing of either is noted: they have no number and belong to no register.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from counter.actions import forms, tickets
from counter.actions.desk import Desk
from counter.domain.case import PaperKind, PrintOutcome
from counter.domain.ids import CaseId
from counter.domain.staff import Actor
from counter.lanes import Lane
from counter.ports import TicketPrinter
from ui.bridge import Bridge
from ui.intake.view import IntakeView
from ui.names import PAPER_NAMES, PRINT_OUTCOMES
from ui.parts.banner import Level
from ui.sheet_desk import SheetDesk
from ui.wording import sentence

_LEVELS: dict[PrintOutcome, Level] = {
    PrintOutcome.SUBMITTED: "good",
    PrintOutcome.PRINTED: "good",
    PrintOutcome.FAILED: "error",
    PrintOutcome.UNCERTAIN: "warn",
}


class FormsPrinting(QObject):
    """What stands behind the line and behind 评价小票.

    Args:
        view: the intake screen.
        sheets: prints the forms.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where forms and tickets are drawn.
        printer_lane: where the ticket printer blocks.
        tickets_printer: where tickets come out; None: none are offered.
        actor: who is signed in now.
    """

    def __init__(
        self,
        view: IntakeView,
        *,
        sheets: SheetDesk,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        printer_lane: Lane,
        tickets_printer: TicketPrinter | None,
        actor: Callable[[], Actor | None],
    ) -> None:
        super().__init__(view)
        self._view, self._sheets, self._bridge, self._desk = view, sheets, bridge, desk
        self._store_lane, self._printer_lane = store_lane, printer_lane
        self._tickets, self._actor = tickets_printer, actor
        self._case = CaseId("")
        view.bar.forms.chosen.connect(self._print)
        view.taken.case_shown.connect(self._look)
        view.taken.rating_asked.connect(self._rate)

    def _print(self, kind: PaperKind) -> None:
        actor = self._actor()
        if actor is None:
            return
        intake, name = self._view.intake(), PAPER_NAMES[kind]

        def draw(desk: Desk) -> bytes:
            return forms.form_pdf(desk, actor, kind, intake)

        self._view.say("info", f"正在打印{name}…")
        self._sheets.print_sheet(
            draw,
            job=f"form-{kind}",
            copies=forms.COPIES[kind],
            done=lambda came: self._view.say(_LEVELS[came], f"{name} {PRINT_OUTCOMES[came]}"),
            failed=lambda error: self._view.say("error", f"{name}未打印：{sentence(error)}"),
        )

    def _look(self, case: str) -> None:
        """评价小票 is offered where the hall gives it out."""
        self._case = CaseId(case)
        if self._tickets is not None:
            self._bridge.run(
                self._store_lane, tickets.rating_offered, self._desk,
                done=self._view.taken.offer_rating, failed=self._tell, owner=self,
            )  # fmt: skip

    def _rate(self) -> None:
        if self._tickets is None:
            return
        printer = self._tickets

        def hand_over(ticket: bytes) -> None:
            self._bridge.run(
                self._printer_lane, printer.print_ticket, ticket,
                done=lambda came: self._view.taken.say_rating(PRINT_OUTCOMES[came]), failed=self._tell, owner=self,
            )  # fmt: skip

        self._view.taken.say_rating("正在打印…")
        self._bridge.run(
            self._store_lane, tickets.rating_ticket, self._desk, self._case,
            done=hand_over, failed=self._tell, owner=self,
        )  # fmt: skip

    def _tell(self, error: BaseException) -> None:
        self._view.taken.say_rating(sentence(error))
