"""办件: asks the lists, opens a case, does with it what may be done, prints its papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from counter.actions import course, decisions, lists, outlook, promise_sheets, reviews
from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.actions.lists import CaseDetail
from counter.actions.outlook import Outlook, Step
from counter.domain.case import Case, Decision
from counter.domain.course import Ruling
from counter.domain.ids import CaseId, Sha256
from counter.domain.intake_rules import IntakeFaults
from counter.domain.proposal import Decide
from counter.domain.review import Review
from counter.domain.ruling_basis import Basis
from counter.domain.staff import Actor
from counter.errors import CounterError, RuleBroken
from counter.lanes import Lane
from ui.approving.presenter import Approver
from ui.bridge import Bridge
from ui.carrying import Carrying
from ui.cases.elsewhere import Elsewhere
from ui.cases.materials_amending import MaterialsAmending
from ui.cases.moves import MATERIALS, STEPS, Move, needs_ruling, proposal_of, sheet_of
from ui.cases.rows import CaseLine, CaseLines, Wanted, page_of
from ui.cases.view import CasesView
from ui.intake import lane_jobs
from ui.intake.block import Fault
from ui.intake.promise_printing import PromisePrinting
from ui.names import DECISIONS, REVIEW_KINDS
from ui.papers import PaperDesk
from ui.parts.table import PAGE_ROWS
from ui.presenting import Pager, ScreenPresenter
from ui.printing_out import PrintingOut
from ui.sheet_desk import SheetDesk
from ui.wording import COUNTER_STATES, sentence

_SHOWN_KINDS = frozenset({"cases", "deliveries", "news", "reviews"})
_WHOLE_CATALOGUE = 10_000


class Sight(NamedTuple):
    """A case with everything that is shown of it."""

    detail: CaseDetail
    outlook: Outlook | None  # None when no day can be said, because no calendar reaches there


class Bench(NamedTuple):
    """What a later decision is worked out on."""

    case: Case
    decision: Decision
    basis: Basis
    departments: tuple[str, ...]


class CasesPresenter(ScreenPresenter):
    """Between the screen and the deeds.

    Args:
        view: the screen.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        papers: prints and previews.
        sheets: prints a promise to be signed.
        nudge: called when there is something to send.
        parent: Qt's.
    """

    def __init__(
        self,
        *,
        view: CasesView,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        papers: PaperDesk,
        sheets: SheetDesk,
        nudge: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            banner=view.banner, bridge=bridge, desk=desk, store_lane=store_lane, nudge=nudge, parent=parent
        )
        self._view = view
        self._papers = papers
        self._list = Pager(self, view.rows, failed=view.banner.say_error)
        approver = Approver(view.approval, bridge=bridge, store_lane=store_lane, desk=desk, parent=self)
        self._carrying = Carrying(self, approver, queued=self._waits)
        self._printing = PrintingOut(
            self, papers=papers, banner=view.banner, line=view.detail.came_out, carrying=self._carrying
        )
        self._promises = PromisePrinting(bridge=bridge, desk=desk, store_lane=store_lane, sheets=sheets, parent=self)
        self._amending = MaterialsAmending(
            self,
            view.materials,
            carrying=self._carrying,
            now=view.detail.outlook,
            done=partial(self._done, MATERIALS),
        )
        self._wanted: CaseId | None = None
        self._move: Move | None = None
        self._asked_on: Outlook | None = None
        self._fresh: tuple[str, ...] = ()
        self._reprint = ""
        self._elsewhere = Elsewhere(self, view=view, papers=papers)
        self._list.began.connect(self._listed)
        view.searched.connect(self.search)
        view.opened.connect(self._open)
        view.detail.print_asked.connect(self._ask_print)
        view.detail.preview_asked.connect(self._preview)
        view.detail.scan_asked.connect(self._elsewhere.show_scan)
        view.detail.moves.picked.connect(self._picked)
        view.detail.form.confirmed.connect(self._answered)
        view.ruling.confirmed.connect(self._ruled)
        view.ruling.ruled.signature_offered.connect(self._keep_signature)
        view.ruling.sheet_asked.connect(self._print_promise)
        view.ruling.left.connect(self._back_to_moves)
        view.materials.left.connect(self._back_to_moves)
        view.confirm.confirmed.connect(self._print_again)
        bridge.changed.connect(self._changed)

    def show_actor(self, actor: Actor | None) -> None:
        """The list is that person's; None leaves nothing behind."""
        self._actor = actor
        self._wanted, self._move, self._fresh = None, None, ()
        self._list.forget()
        self._carrying.forget()
        self._view.clear()
        if actor is not None:
            self.search(Wanted())

    def search(self, wanted: Wanted) -> None:
        """The list shows what fits, from its beginning."""
        if self.actor is not None:
            self._list.start(page_of, self.actor, wanted)

    def open_case(self, case_id: CaseId) -> None:
        """That case stands at the right; what was asked about the paper of another one is not asked any more."""
        if self._wanted != case_id:
            self._view.confirm.close_quietly()
        self._wanted = case_id
        self.ask(_sight, case_id, done=self._show_case)

    def _listed(self, page: CaseLines) -> None:
        self._view.show_count(page.total, page.undecided)
        ids = [line.case_id for line in page.rows]
        if self._wanted in ids and not self._view.detail.isHidden():
            self._view.table.blockSignals(True)
            self._view.table.go_to(ids.index(self._wanted))
            self._view.table.blockSignals(False)
        elif page.total == 1 and self._view.want().text:
            self._view.table.go_to(0)
            self._open(page.rows[0])
        elif not page.total:
            self._elsewhere.look_for(self._view.want())

    def _open(self, line: CaseLine) -> None:
        self._view.show_detail(True)
        self.open_case(line.case_id)

    def _show_case(self, sight: Sight) -> None:
        if sight.detail.case.case_id != self._wanted:
            return
        self._view.detail.show_case(sight.detail, sight.outlook)
        self._view.show_detail(True)
        for paper in sight.detail.papers:
            for print_no in () if paper.void else paper.uncertain:
                self._view.detail.came_out.ask(paper.paper.number, print_no, focus=False)

    def _changed(self, kind: str) -> None:
        if self.actor is None or kind not in _SHOWN_KINDS:
            return
        if self._view.rows.rowCount() <= PAGE_ROWS:  # a list that was scrolled far is left in peace
            self.search(self._view.want())
        if self._wanted is not None and not self._view.detail.isHidden():
            self.open_case(self._wanted)

    def _picked(self, move: Move) -> None:
        """A decision with a ruling has a page; everything else asks in the place of the facts."""
        detail, case = self._view.detail.detail(), self._view.detail.outlook()
        if detail is None or case is None:
            return
        self._move, self._asked_on = move, case
        if move.materials and not move.closed:
            self._view.materials.open(case, detail.papers, REVIEW_KINDS[move.asks] if move.asks else "")
            self._view.show_materials()
        elif needs_ruling(move) and move.decision is not None and not move.closed:
            self.ask(_bench, case.case.case_id, move.decision, done=self._show_bench)
        else:
            self._view.detail.ask(sheet_of(move, case, detail))

    def _show_bench(self, bench: Bench) -> None:
        if bench.case.case_id == self._wanted:
            self._view.ruling.open(bench.case, bench.decision, bench.basis, bench.departments)
            self._view.show_ruling(True)

    def _keep_signature(self, path: str) -> None:
        promise = self._view.ruling.ruled.promise()

        def done(sha256: Sha256) -> None:
            if promise is not None and self._view.ruling.ruled.promise() is promise:
                promise.show_signature(sha256)

        self.ask(lane_jobs.keep_signature, Path(path), done=done, failed=self._view.ruling.banner.say_error)

    def _print_promise(self, decision: Decision, ruling: Ruling) -> None:
        """The promise as the panel stands; what is wrong in it is told at its place, as at F8."""
        actor, case = self.actor, self._view.detail.case()
        if actor is None or case is None:
            return

        def failed(error: BaseException) -> None:
            faults = error.faults if isinstance(error, IntakeFaults) else ()
            placed = [Fault(each.field, sentence(each)) for each in faults]
            self._view.ruling.show_faults(placed, f"承诺书未打印：{sentence(error)}")

        self._promises.print_out(
            self._view.ruling.ruled,
            lambda desk: promise_sheets.of_case(desk, actor, case.case_id, decision, ruling),
            say=self._view.ruling.banner.say,
            failed=failed,
        )

    def _back_to_moves(self) -> None:
        self._view.show_ruling(False)
        self._view.detail.show_moves()

    def _ruled(self, decision: Decision, ruling: Ruling | None) -> None:
        case = self._view.detail.case()
        if case is not None:
            self._decide(case, decision, ruling)

    def _answered(self, answers: dict[str, str]) -> None:
        """The form of the chosen move was confirmed."""
        move, case = self._move, self._view.detail.outlook()
        if move is None or case is None or self.actor is None:
            return
        if move.review is not None:
            self.ask(
                reviews.carry_out_approved, self.actor, move.review.id,
                done=partial(self._done, move.title), failed=self._failed,
            )  # fmt: skip
        elif move.decision is not None:
            self._decide(case.case, move.decision, None)
        elif move.step is Step.RESUME:
            self.ask(
                course.resume, self.actor, case.case.case_id,
                done=partial(self._done, STEPS[Step.RESUME]), failed=self._failed,
            )  # fmt: skip
        else:
            try:
                proposal = proposal_of(move, case, answers, asked_on=self._asked_on or case)
            except RuleBroken as fault:
                self._asked_on = case  # what the clerk has read now, he may answer again
                self._failed(fault)
                return
            self._carrying.propose(proposal, done=partial(self._done, move.title), failed=self._failed)

    def _decide(self, case: Case, decision: Decision, ruling: Ruling | None) -> None:
        self._carrying.propose(
            Decide(case=case.case_id, decision=decision, ruling=ruling),
            done=partial(self._done, DECISIONS[decision]),
            failed=self._failed,
        )

    def _done(self, what: str, taken: Taken) -> None:
        """The deed is told, its papers wait for F9, and the case is shown as it is now."""
        self._fresh = taken.papers
        papers = f"；F9 打印 {len(taken.papers)} 份文书" if taken.papers else ""
        state = COUNTER_STATES[taken.case.state]
        self._view.banner.say("good", f"{taken.case.case_no} {what}：已保存，现为“{state}”{papers}")
        self._view.show_ruling(False)
        self._view.ruling.clear()
        self._view.detail.show_facts()
        self.open_case(taken.case.case_id)
        self.settle()

    def _failed(self, error: BaseException) -> None:
        """What is wrong stands where it can be put right."""
        faults = error.faults if isinstance(error, IntakeFaults) else (error,)
        placed = [Fault(each.field, sentence(each)) for each in faults if isinstance(each, CounterError)]
        if self._view.materials_open():
            self._amending.failed(error)
        elif self._view.ruling_open():
            self._view.ruling.show_faults(placed, f"未保存：{sentence(error)}")
        elif self._view.detail.asking():
            for fault in reversed(placed or [Fault("", sentence(error))]):
                self._view.detail.form.show_fault(fault.words, fault.path)
        else:
            self._view.banner.say_error(error)

    def _waits(self, review: Review) -> None:
        self._view.show_ruling(False)
        self._view.ruling.clear()
        self._view.detail.show_facts()
        self._view.banner.say("info", f"{review.case_no} 已提请主管审核；批准后在“办理 F8”中办理")
        self.settle()

    def _ask_print(self, number: str, again: bool) -> None:
        """A paper that is not here is brought first, with every print that the hall knows of."""
        detail = self._view.detail.detail()
        if detail is not None and detail.is_afar():
            self._elsewhere.bring(number, detail.elsewhere, lambda came_out: self._print(number, came_out))
        else:
            self._print(number, again)

    def _print(self, number: str, again: bool) -> None:
        case = self._view.detail.case()
        if case is None:
            return
        if again:
            self._reprint = number
            self._view.confirm.ask(f"补打 {number}，文书上将注明“补打”及次数。", "补打", reason_hint="补打理由")
            return
        fresh, self._fresh = self._fresh, ()
        self._printing.print_all(case.case_id, fresh if number in fresh else (number,))

    def _print_again(self, reason: str) -> None:
        case, number = self._view.detail.case(), self._reprint
        if case is not None and number:
            self._printing.print_all(case.case_id, (number,), reason)

    def _preview(self, number: str) -> None:
        def show(pages: list[QImage]) -> None:
            if not self._view.detail.isHidden():
                self._view.detail.show_pages(pages)

        def look(_came_out: bool) -> None:
            self._papers.preview(number, show, self._view.banner.say_error)

        detail = self._view.detail.detail()
        if detail is not None and detail.is_afar():
            self._elsewhere.bring(number, detail.elsewhere, look)
        else:
            look(False)


def _sight(desk: Desk, case_id: CaseId) -> Sight:
    """Runs on the store lane."""
    detail = lists.read_case(desk, case_id)
    if detail.case.purged_at is not None:
        return Sight(detail, None)
    try:
        return Sight(detail, outlook.look(desk, case_id))
    except RuleBroken as fault:
        if not fault.code.startswith("calendar."):
            raise
        return Sight(detail, None)


def _bench(desk: Desk, case_id: CaseId, decision: Decision) -> Bench:
    """Runs on the store lane."""
    found: Any = lists.search_items(desk, "", limit=_WHOLE_CATALOGUE)
    return Bench(
        case=decisions.case_of(desk, case_id),
        decision=decision,
        basis=decisions.case_basis(desk, case_id),
        departments=tuple(sorted({row.department for row in found})),
    )
