"""What 收件 prints beside its papers: forms as the case is typed, a promise to be signed, 评价小票 once it is saved.

Nothing of these is noted: they have no number and belong to no register.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from counter.actions import forms, promise_sheets, tickets
from counter.actions.desk import Desk
from counter.domain.case import Decision, PaperKind
from counter.domain.ids import CaseId
from counter.domain.intake_rules import IntakeFaults
from counter.domain.staff import Actor
from counter.lanes import Lane
from counter.ports import TicketPrinter
from ui.bridge import Bridge
from ui.intake.block import Fault
from ui.intake.promise_printing import PromisePrinting
from ui.intake.view import IntakeView
from ui.names import PAPER_NAMES, PRINT_OUTCOMES
from ui.sheet_desk import LEVELS, SheetDesk
from ui.wording import sentence


class FormsPrinting(QObject):
    """What stands behind the line, behind F9 in the panel of a promise, and behind 评价小票.

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
        self._promises = PromisePrinting(bridge=bridge, desk=desk, store_lane=store_lane, sheets=sheets, parent=self)
        view.bar.forms.chosen.connect(self._print)
        view.sheet_asked.connect(self._print_promise)
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
            done=lambda came: self._view.say(LEVELS[came], f"{name} {PRINT_OUTCOMES[came]}"),
            failed=lambda error: self._view.say("error", f"{name}未打印：{sentence(error)}"),
        )

    def _print_promise(self, decision: Decision) -> None:
        """The promise as the form and the panel stand; what is wrong in them is told at its place, as at F8."""
        actor, intake, ruling = self._actor(), self._view.intake(), self._view.ruling()[1]
        if actor is not None:
            self._promises.print_out(
                self._view.ruled,
                lambda desk: promise_sheets.of_draft(desk, actor, intake, decision, ruling),
                say=self._view.say,
                failed=self._promise_failed,
            )

    def _promise_failed(self, error: BaseException) -> None:
        said = sentence(error)
        if isinstance(error, IntakeFaults):
            faults = [Fault(fault.field, sentence(fault)) for fault in error.faults]
            self._view.show_faults(faults)
            said = self._view.named(faults[0]) if len(faults) == 1 else said
        self._view.say("warn", f"承诺书未打印：{said}")

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
