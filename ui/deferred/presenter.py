"""容缺跟踪: asks what is owed, takes in what is brought, tells again, extends, draws the consequence; prints."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from counter.actions import course, outlook
from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.actions.outlook import Outlook
from counter.domain.case import Attachment, CounterState
from counter.domain.course import Defect
from counter.domain.ids import CaseId
from counter.domain.intake_rules import IntakeFaults
from counter.domain.proposal import ExtendOwed, Lapse, Supplement
from counter.domain.review import Review
from counter.domain.staff import Actor
from counter.errors import CounterError, RuleBroken
from counter.lanes import Lane
from ui.approving.presenter import Approver
from ui.bridge import Bridge
from ui.carrying import Carrying
from ui.deferred import sheets
from ui.deferred.panel import day_typed
from ui.deferred.rows import CallLine, OwedLine, OwedLines, Wanted, calls_of, page_of
from ui.deferred.view import DeferredView
from ui.intake import lane_jobs
from ui.papers import PaperDesk
from ui.parts.table import PAGE_ROWS
from ui.presenting import Pager, ScreenPresenter
from ui.printing_out import PrintingOut
from ui.wording import COUNTER_STATES, sentence

_SHOWN_KINDS = frozenset({"cases", "news"})
_SCREENSHOT = "粘贴的图片.png"


class DeferredPresenter(ScreenPresenter):
    """Between the screen and the deeds.

    Args:
        view: the screen.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        papers: prints.
        nudge: called when there is something to send.
        parent: Qt's.
    """

    def __init__(
        self,
        *,
        view: DeferredView,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        papers: PaperDesk,
        nudge: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            banner=view.banner, bridge=bridge, desk=desk, store_lane=store_lane, nudge=nudge, parent=parent
        )
        self._view = view
        self._panel = view.panel
        self._list = Pager(self, view.rows, failed=view.banner.say_error)
        self._calls = Pager(self, view.calls.rows, failed=view.banner.say_error)
        approver = Approver(view.approval, bridge=bridge, store_lane=store_lane, desk=desk, parent=self)
        self._carrying = Carrying(self, approver, queued=self._waits)
        self._printing = PrintingOut(
            self, papers=papers, banner=view.banner, line=view.panel.came_out, carrying=self._carrying
        )
        self._sheet: Callable[[dict[str, str]], None] | None = None
        self._eager = False
        self._kept: tuple[CaseId, str] | None = None
        self._opening: CaseId | None = None
        self._list.began.connect(self._listed)
        view.wanted.connect(self._show_list)
        view.entered.connect(self._enter)
        view.opened.connect(self._open)
        view.calls_asked.connect(self._show_calls)
        view.calls.opened.connect(self._open_call)
        view.confirm.confirmed.connect(self._reprint)
        self._connect_panel()
        bridge.changed.connect(self._changed)

    def show_actor(self, actor: Actor | None) -> None:
        """The list is that person's; None leaves nothing behind."""
        self._actor = actor
        self._opening = None
        self._list.forget()
        self._calls.forget()
        self._carrying.forget()
        self._view.clear()
        if actor is not None:
            self._show_list(Wanted())

    def open_case(self, case: CaseId, code: str = "") -> None:
        """What is owed to that case stands at the right, and its rows have the focus."""
        self._opening = case
        self.ask(outlook.look, case, done=partial(self._show_case, code, True))

    def _connect_panel(self) -> None:
        panel = self._panel
        panel.saved_asked.connect(self._save)
        panel.print_asked.connect(self._print)
        panel.tell_again_asked.connect(self._ask_tell_again)
        panel.extend_asked.connect(self._ask_extend)
        panel.lapse_asked.connect(self._ask_lapse)
        panel.files_offered.connect(self._attach)
        panel.image_offered.connect(self._attach_image)
        panel.deed_form.confirmed.connect(self._answered)

    def _show_list(self, wanted: Wanted) -> None:
        self._eager = False
        if self.actor is not None:
            self._list.start(page_of, wanted)

    def _enter(self) -> None:
        self._show_list(self._view.want())
        self._eager = bool(self._view.want().text)

    def _listed(self, page: OwedLines) -> None:
        self._view.show_counts(page.counts)
        self._view.show_departments(page.departments)
        self._keep_row(page)
        eager, self._eager = self._eager, False
        if not eager or not page.rows:
            return
        if len({line.case_id for line in page.rows}) == 1:
            self._view.table.go_to(0)
            self._open(page.rows[0])
        else:
            self._view.go_into_list()

    def _keep_row(self, page: OwedLines) -> None:
        """The row that was current before the list was asked for anew is current again, where it still is."""
        kept, self._kept = self._kept, None
        keys = [(line.case_id, line.code) for line in page.rows]
        if kept in keys:
            self._view.table.go_to(keys.index(kept))

    def _open(self, line: OwedLine) -> None:
        self.open_case(line.case_id, line.code)

    def _open_call(self, line: CallLine) -> None:
        self.open_case(line.case_id)

    def _show_case(self, code: str, focus: bool, case: Outlook) -> None:
        if case.case.case_id != self._opening:
            return
        self._panel.show_case(case, code)
        if focus:
            self._view.show_panel(self._panel)
            self._panel.table.setFocus()

    def _show_calls(self) -> None:
        self._calls.start(calls_of, self._view.want())
        self._view.show_panel(self._view.calls)
        self._view.calls.table.setFocus()

    def _changed(self, kind: str) -> None:
        """What another window or the platform did is shown; what is being ticked is left in peace."""
        if self.actor is None or kind not in _SHOWN_KINDS:
            return
        if self._view.rows.rowCount() <= PAGE_ROWS:
            line = self._view.rows.row(self._view.table.current_row())
            self._kept = (line.case_id, line.code) if line else None
            self._list.start(page_of, self._view.want())

    def _save(self) -> None:
        case, brought = self._panel.outlook(), self._panel.brought()
        if case is None or not brought.materials:
            return
        try:
            arrived_on = day_typed(brought.arrived_on)
        except ValueError:
            self._panel.show_fault("日期不对；例：2026-11-23", "arrived_on")
            return
        proposal = Supplement(
            case=case.case.case_id,
            materials=brought.materials,
            how=brought.how,
            arrived_on=arrived_on,
            form=brought.form,
            base_form=brought.base_form,
        )
        self._carrying.propose(proposal, done=self._saved, failed=self._failed)

    def _saved(self, taken: Taken) -> None:
        left = len(taken.case.course.open_owed())
        if left:
            said = f"已收下，还有 {left} 份待补"
        elif taken.case.state is CounterState.ACCEPTED:
            said = "已收下，材料齐全，已受理" if any_correction(taken) else "已收下，容缺材料补齐"
        else:
            said = "已收下，材料齐全"
        self._after(taken, said)

    def _after(self, taken: Taken, said: str) -> None:
        """The deed is told, its papers wait for F9, and the case is shown as it is now."""
        papers = f"；F9 打印 {len(taken.papers)} 份文书" if taken.papers else ""
        self._view.banner.say("good", f"{taken.case.case_no} {said}{papers}")
        self._panel.deed_form.close_quietly()
        self._panel.show_taken(taken)
        self.ask(outlook.look, taken.case.case_id, done=partial(self._show_case, "", False))
        self.settle()

    def _failed(self, error: BaseException) -> None:
        first = error.faults[0] if isinstance(error, IntakeFaults) else error
        field = first.field if isinstance(first, CounterError) else ""
        if isinstance(first, RuleBroken) and first.code == "supplement.changed_elsewhere":
            self._panel.read_theirs(field.removeprefix("form."), str(first.params["theirs"]))
        if not self._panel.deed_form.isHidden():
            self._panel.deed_form.show_fault(sentence(error), field)
        elif not self._panel.show_fault(sentence(first), field):
            self._view.banner.say_error(error)

    def _waits(self, review: Review) -> None:
        self._panel.deed_form.close_quietly()
        self._view.banner.say("info", f"{review.case_no} 已提请主管审核；批准后在“办件”中办理")
        self.settle()

    def _print(self) -> None:
        case, papers = self._panel.outlook(), self._panel.papers()
        if case is None or not papers:
            return
        if self._printing.was_printed(papers):
            self._view.confirm.ask("补打会在文书上注明“补打”及次数。", "补打", reason_hint="补打理由")
        else:
            self._printing.print_all(case.case.case_id, papers)

    def _reprint(self, reason: str) -> None:
        case = self._panel.outlook()
        if case is not None:
            self._printing.print_all(case.case.case_id, self._panel.papers(), reason)

    def _ask_tell_again(self) -> None:
        case, current = self._panel.outlook(), self._panel.current()
        if case is not None and current is not None:
            self._panel.deed_form.ask(sheets.tell_again(current))
            self._sheet = partial(self._tell_again, case.case.case_id, current.owed.code)

    def _tell_again(self, case: CaseId, code: str, answers: dict[str, str]) -> None:
        defect = Defect(ground=answers["ground"], remedy=answers["remedy"])
        self.ask(
            course.tell_again, self.actor, case, code, defect,
            done=lambda taken: self._after(taken, "已再次书面告知"), failed=self._failed,
        )  # fmt: skip

    def _ask_extend(self) -> None:
        case, current = self._panel.outlook(), self._panel.current()
        if case is not None and current is not None:
            self._panel.deed_form.ask(sheets.extend(case, current))
            self._sheet = partial(self._extend, case.case.case_id, current.owed.code)

    def _extend(self, case: CaseId, code: str, answers: dict[str, str]) -> None:
        try:
            due_on = day_typed(answers["due_on"])
        except ValueError:
            due_on = None
        if due_on is None:
            self._panel.deed_form.show_fault("日期不对；例：2026-11-23", "due_on")
            return
        proposal = ExtendOwed(case=case, code=code, due_on=due_on, reason=answers["reason"])
        self._carrying.propose(
            proposal, done=lambda taken: self._after(taken, f"补交期限已延至 {due_on}"), failed=self._failed
        )

    def _ask_lapse(self) -> None:
        case = self._panel.outlook()
        if case is not None:
            self._panel.deed_form.ask(sheets.lapse(case))
            self._sheet = partial(self._lapse, case.case.case_id)

    def _lapse(self, case: CaseId, answers: dict[str, str]) -> None:
        self._carrying.propose(
            Lapse(case=case, reason=answers.get("reason", "")),
            done=lambda taken: self._after(taken, f"已作逾期处理：{COUNTER_STATES[taken.case.state]}"),
            failed=self._failed,
        )

    def _answered(self, answers: dict[str, str]) -> None:
        if self._sheet is not None and self.actor is not None:
            self._sheet(answers)

    def _attach(self, code: str, paths: list[str]) -> None:
        row = self._panel.table.rows.row(self._panel.table.rows.number_of(code))
        if row is None:
            return
        for path in paths:
            self.ask(
                lane_jobs.attach_path, row.spec, Path(path),
                done=partial(self._attached, code), failed=self._view.banner.say_error,
            )  # fmt: skip

    def _attach_image(self, code: str, image: QImage) -> None:
        row = self._panel.table.rows.row(self._panel.table.rows.number_of(code))
        if row is not None:
            self.ask(
                lane_jobs.attach_image, row.spec, image, _SCREENSHOT,
                done=partial(self._attached, code), failed=self._view.banner.say_error,
            )  # fmt: skip

    def _attached(self, code: str, file: Attachment) -> None:
        if self._panel.table.rows.number_of(code) >= 0:
            self._panel.attach(code, file)


def any_correction(taken: Taken) -> bool:
    """Whether what was complete now was a correction, so that the case is accepted by it."""
    return any(owed.why.value == "correction" for owed in taken.case.course.owed)
