"""出件: asks what the departments made, signs it in, checks who collects, posts it, keeps what nobody took; prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from counter.actions import handout, result_sight
from counter.actions.desk import Desk
from counter.actions.handout import HandedOut
from counter.actions.result_sight import ResultSight
from counter.domain.handing import Collector, Posting, ResultState
from counter.domain.staff import Actor
from counter.errors import CounterError
from counter.lanes import Lane
from ui.approving.presenter import Approver
from ui.bridge import Bridge
from ui.carrying import Carrying
from ui.handout import deeds
from ui.handout.batching import Batching
from ui.handout.deeds import MANY, Step
from ui.handout.rows import STATES, ResultLine, ResultLines, Wanted, page_of
from ui.handout.view import HandoutView
from ui.papers import PaperDesk
from ui.parts.table import PAGE_ROWS
from ui.presenting import Pager, ScreenPresenter
from ui.printing_out import PrintingOut
from ui.sheet_desk import SheetDesk
from ui.wording import sentence

_SHOWN_KINDS = frozenset({"cases", "news"})
_ASKED = {
    Step.POST: deeds.posting,
    Step.UNDELIVERED: deeds.undelivered,
    Step.BROUGHT_BACK: deeds.brought_back,
    Step.CANCEL: deeds.cancel,
}
_AT_ONCE = {Step.PICKED_UP: ResultState.PICKED_UP, Step.DELIVERED: ResultState.DELIVERED}


class HandoutPresenter(ScreenPresenter):
    """Between the screen and the deeds.

    Args:
        view: the screen.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        papers: prints papers.
        sheets: prints slips.
        nudge: called when there is something to send.
        parent: Qt's.
    """

    def __init__(
        self,
        *,
        view: HandoutView,
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
        self._panel = view.panel
        self._list = Pager(self, view.rows, failed=view.banner.say_error)
        self._batching = Batching(self, view.batch, banner=view.banner, sheets=sheets)
        approver = Approver(view.approval, bridge=bridge, store_lane=store_lane, desk=desk, parent=self)
        self._carrying = Carrying(self, approver, queued=lambda _review: self.settle())
        self._printing = PrintingOut(
            self, papers=papers, banner=view.banner, line=view.panel.came_out, carrying=self._carrying
        )
        self._eager = False
        self._asked: Step | None = None
        self._current = ""
        self._list.began.connect(self._listed)
        view.wanted.connect(self._show_list)
        view.entered.connect(self._enter)
        view.walked.connect(self._walk)
        view.stepped.connect(self._step)
        view.batch_asked.connect(self._show_batch)
        self._batching.kept.connect(view.rows.unmark_all)
        view.confirm.confirmed.connect(self._reprint)
        view.panel.print_asked.connect(self._print)
        view.panel.collector.hand_out_asked.connect(self._hand_out)
        view.panel.deed_form.confirmed.connect(self._answered)
        bridge.changed.connect(self._changed)

    def show_actor(self, actor: Actor | None) -> None:
        """The list is that person's; None leaves nothing behind."""
        self._actor = actor
        self._current = ""
        self._list.forget()
        self._batching.forget()
        self._carrying.forget()
        self._view.clear()
        if actor is not None:
            self._show_list(Wanted())

    def _show_list(self, wanted: Wanted) -> None:
        self._eager = False
        if self.actor is not None:
            self._list.start(page_of, wanted)

    def _enter(self) -> None:
        self._show_list(self._view.want())
        self._eager = True

    def _listed(self, page: ResultLines) -> None:
        """The counts are shown; the result that was current is current again, wherever it stands now."""
        self._view.show_counts(page.counts)
        eager, self._eager = self._eager, False
        place = next((n for n, line in enumerate(page.rows) if line.id == self._current), -1)
        if place >= 0:
            self._view.table.blockSignals(True)
            self._view.table.go_to(place)
            self._view.table.blockSignals(False)
            self._look(self._current)
        if eager and page.rows:
            if place < 0:
                self._view.table.go_to(0)
            self._view.go_into_list()

    def _walk(self, line: ResultLine) -> None:
        """The panel follows the list, unless a form is open in it."""
        if self._panel.asking() and line.id != self._current:
            self._panel.close_forms()
        self._current = line.id
        self._look(line.id)

    def _look(self, result: str, then: Callable[[ResultSight], object] | None = None) -> None:
        self.ask(result_sight.look, result, done=partial(self._show, then))

    def _show(self, then: Callable[[ResultSight], object] | None, sight: ResultSight) -> None:
        if sight.document.id != self._current:
            return
        self._panel.show_result(sight)
        if self._view.showing() is not self._view.batch:
            self._view.show_panel(self._panel)
        if then is not None:
            then(sight)

    def _show_batch(self) -> None:
        self._view.show_panel(self._view.batch)
        self._batching.begin(self._view.rows.marked())

    def _changed(self, kind: str) -> None:
        """What another window or the platform did is shown; a form that is being filled in is left in peace."""
        if self.actor is None or kind not in _SHOWN_KINDS or self._panel.asking():
            return
        if self._view.rows.rowCount() <= PAGE_ROWS:
            self._list.start(page_of, self._view.want())

    def _step(self, step: Step) -> None:
        """The step is taken with the current result, or with all that are marked where it is one for many."""
        if self.actor is None:
            return
        line = self._view.current()
        marked = self._view.rows.marked() if step in MANY else ()
        lines = marked or ((line,) if line else ())
        if not lines:
            self._view.banner.say("warn", "请先在列表中选一份结果")
            return
        why = next((why for each in lines if (why := deeds.closed(step, each.state))), "")
        if why:
            self._view.banner.say("warn", why)
        elif step in MANY:
            self._sign_in([each.id for each in lines], notices=step is Step.SIGN_IN_AND_TELL)
        elif step is Step.AGAIN:
            self._move(handout.try_again, "可再次送达")
        elif step in _AT_ONCE:
            self._move(handout.post_state, STATES[_AT_ONCE[step]], _AT_ONCE[step])
        else:
            self._look(lines[0].id, partial(self._ask_step, step))

    def _ask_step(self, step: Step, sight: ResultSight) -> None:
        self._view.banner.clear()
        self._view.show_panel(self._panel)
        if sight.intake is None and step in {Step.HAND_OUT, Step.POST}:
            self._view.banner.say("warn", "本窗口还没有这一办件的资料；联网同步后再办")
        elif step is Step.HAND_OUT:
            self._panel.ask_collector(sight)
        else:
            self._asked = step
            self._panel.ask(_ASKED[step](sight))

    def _sign_in(self, ids: Sequence[str], *, notices: bool) -> None:
        def done(signed: tuple[HandedOut, ...]) -> None:
            self._view.rows.unmark_all()
            numbers = [number for each in signed for number in each.papers]
            papers = f"；正在打印 {len(numbers)} 份出件通知" if numbers else ""
            self._view.banner.say("good", f"已签收 {len(signed)} 份，可以通知申请人来取{papers}")
            for each in signed:
                if each.papers:
                    self._printing.print_all(each.result.document.case, each.papers)
            self._settled()

        self.ask(handout.sign_in_results, self.actor, ids, notices=notices, done=done)

    def _hand_out(self, collector: Collector) -> None:
        self.ask(
            handout.hand_out, self.actor, self._current, collector,
            done=partial(self._handed, "已领取" if collector.signed else "已留置送达"), failed=self._not_handed,
        )  # fmt: skip

    def _handed(self, said: str, done: HandedOut) -> None:
        """The papers of the step wait for F9; the list has the focus again."""
        name = done.result.document.name
        papers = f"；F9 打印 {len(done.papers)} 份文书" if done.papers else ""
        self._view.banner.say("good", f"{name} {said}{papers}")
        self._panel.close_forms()
        self._view.table.setFocus()
        self._settled()

    def _not_handed(self, error: BaseException) -> None:
        field = error.field if isinstance(error, CounterError) else ""
        if self._panel.collector.isHidden():
            self._view.banner.say_error(error)
        else:
            self._panel.collector.show_fault(sentence(error), field)

    def _answered(self, answers: dict[str, str]) -> None:
        """The form of a step was filled in."""
        failed = self._not_posted
        match self._asked:
            case Step.POST:
                posting = Posting(**answers)
                self.ask(
                    handout.post, self.actor, self._current, posting,
                    done=partial(self._handed, "已交邮寄，待揽件"), failed=failed,
                )  # fmt: skip
            case Step.UNDELIVERED:
                self._move(handout.undelivered, "已登记未送达", answers["reason"])
            case Step.CANCEL:
                self._move(handout.cancel_posting, "已撤单，可领取或再邮寄", answers["reason"])
            case Step.BROUGHT_BACK:
                self._move(handout.post_state, "已登记退回", ResultState.AT_WINDOW, answers["reason"])

    def _move(self, deed: Callable[..., object], said: str, *args: object) -> None:
        def done(_result: object) -> None:
            line = self._view.current()
            self._view.banner.say("good", f"{line.name if line else ''} {said}".strip())
            self._panel.close_forms()
            self._view.table.setFocus()
            self._settled()

        self.ask(deed, self.actor, self._current, *args, done=done, failed=self._not_posted)

    def _not_posted(self, error: BaseException) -> None:
        if self._panel.deed_form.isHidden():
            self._view.banner.say_error(error)
        else:
            field = error.field.removeprefix("posting.") if isinstance(error, CounterError) else ""
            self._panel.deed_form.show_fault(sentence(error), field)

    def _settled(self) -> None:
        self._list.start(page_of, self._view.want())
        if self._current:
            self._look(self._current)
        self.settle()

    def _print(self) -> None:
        sight = self._panel.sight()
        if sight is None or not sight.papers:
            return
        if sight.printed or self._printing.was_printed(sight.papers):
            self._view.confirm.ask("补打会在文书上注明“补打”及次数。", "补打", reason_hint="补打理由")
        else:
            self._printing.print_all(sight.document.case, sight.papers)

    def _reprint(self, reason: str) -> None:
        sight = self._panel.sight()
        if sight is not None:
            self._printing.print_all(sight.document.case, sight.papers, reason)
