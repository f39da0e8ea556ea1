"""Papers of one screen go to the printer: what is known of each is told, and what nobody can know is asked once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject

from counter.actions import approvals, printing
from counter.actions.desk import Desk
from counter.domain.case import PrintOutcome
from counter.domain.ids import CaseId
from counter.domain.proposal import Approval, Reprint
from counter.domain.staff import Actor
from counter.errors import CounterError
from ui.carrying import Carrying
from ui.papers import PaperDesk
from ui.parts.banner import Banner
from ui.parts.came_out import CameOutLine
from ui.presenting import ScreenPresenter


class PrintingOut(QObject):
    """Prints for one presenter.

    Args:
        presenter: asks the store lane; its person prints.
        papers: prints.
        banner: where it is told.
        line: where it is asked.
        carrying: where a supervisor approves a reprint over the limit.
    """

    def __init__(
        self, presenter: ScreenPresenter, *, papers: PaperDesk, banner: Banner, line: CameOutLine, carrying: Carrying
    ) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._papers = papers
        self._banner = banner
        self._line = line
        self._carrying = carrying
        self._printed_before: set[str] = set()
        line.answered.connect(self._answer)

    def print_all(
        self, case: CaseId, numbers: Sequence[str], reason: str = "", *, approval: Approval | None = None
    ) -> None:
        """Each paper is on its way, in that order; a reprint over the limit with what a supervisor approved."""
        for number in numbers:
            self._print(case, number, reason, approval)

    def was_printed(self, numbers: Sequence[str]) -> bool:
        """Whether one of them came out here, or may have, so that the next one is a 补打 with a reason."""
        return not self._printed_before.isdisjoint(numbers)

    def _print(self, case: CaseId, number: str, reason: str, approval: Approval | None) -> None:
        actor = self._presenter.actor
        if actor is None:
            return
        self._banner.say("info", f"正在打印 {number}…")
        self._papers.print_paper(
            actor, number, reason, partial(self._printed, number), partial(self._failed, case, number, reason),
            approval=approval,
        )  # fmt: skip

    def _printed(self, number: str, outcome: PrintOutcome) -> None:
        if outcome is not PrintOutcome.FAILED:
            self._printed_before.add(number)
        match outcome:
            case PrintOutcome.SUBMITTED:
                self._banner.say("good", f"{number} 已提交打印")
            case PrintOutcome.PRINTED:
                self._banner.say("good", f"{number} 已出纸")
            case PrintOutcome.UNCERTAIN:
                self._banner.say("warn", f"{number} 是否出纸不确定；请查看打印机后回答")
                self._presenter.ask(unanswered, number, done=partial(self._ask, number))
            case PrintOutcome.FAILED:
                self._banner.say("error", f"{number} 没有打印出来；请检查打印机后重试")
        self._presenter.settle()

    def _failed(self, case: CaseId, number: str, reason: str, error: BaseException) -> None:
        if not isinstance(error, CounterError) or error.code != "approval.needed":
            self._banner.say_error(error)
            return
        self._banner.clear()
        self._carrying.propose(
            Reprint(case=case, number=number, reason=reason),
            done=lambda approval: self._print(case, number, reason, approval),
            failed=self._banner.say_error,
            deed=_only_approved,
        )

    def _ask(self, number: str, uncertain: Sequence[int]) -> None:
        for print_no in uncertain:
            self._line.ask(number, print_no, focus=True)

    def _answer(self, number: str, print_no: int, came_out: bool) -> None:
        actor = self._presenter.actor
        if actor is None:
            return

        def noted(_: None) -> None:
            if not came_out:
                self._printed_before.discard(number)
            said = "已出纸" if came_out else "没有出纸；F9 重新打印，仍为原件"
            self._banner.say("good" if came_out else "warn", f"{number} {said}")
            self._presenter.settle()

        self._presenter.ask(answer_print, actor, number, print_no, came_out, done=noted, failed=self._banner.say_error)


def unanswered(desk: Desk, number: str) -> tuple[int, ...]:
    """Which prints of that paper somebody still has to speak of. Runs on the store lane."""
    return tuple(each.print_no for each in printing.uncertain_prints(desk) if each.number == number)


def answer_print(desk: Desk, actor: Actor, number: str, print_no: int, came_out: bool) -> None:
    """A person said whether it came out. Runs on the store lane."""
    printing.answer_print(desk, actor, number, print_no, came_out=came_out)


def _only_approved(desk: Desk, actor: Actor, proposal: Reprint, approval: Approval | None) -> Approval | None:
    """The approval, checked; the print itself carries it."""
    approvals.require(desk, actor, proposal, approval)
    return approval
