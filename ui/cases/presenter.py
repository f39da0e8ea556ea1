"""办件: asks the lists, opens a case, accepts what was only received, prints its papers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from counter.actions import intake, lists
from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.actions.lists import CaseDetail
from counter.domain.case import Decision, PrintOutcome
from counter.domain.ids import CaseId
from counter.domain.staff import Actor
from counter.lanes import Lane
from ui.bridge import Bridge
from ui.cases.rows import CaseLine, CaseLines, page_of
from ui.cases.view import CasesView
from ui.papers import PaperDesk
from ui.parts.table import PAGE_ROWS

_SHOWN_KINDS = frozenset({"cases", "deliveries", "news"})


class CasesPresenter(QObject):
    """Between the screen and the deeds.

    Args:
        view: the screen.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        papers: prints and previews.
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
        nudge: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._bridge = bridge
        self._desk = desk
        self._store_lane = store_lane
        self._papers = papers
        self._nudge = nudge
        self._actor: Actor | None = None
        self._text = ""
        self._round = 0
        self._wanted: CaseId | None = None
        self._printing: tuple[str, bool] | None = None
        view.searched.connect(self.search)
        view.opened.connect(self._open)
        view.rows.wanted.connect(self._fetch)
        view.detail.accept_asked.connect(self._ask_accept)
        view.detail.print_asked.connect(self._ask_print)
        view.detail.preview_asked.connect(self._preview)
        view.confirm.confirmed.connect(self._confirmed)
        view.confirm.dismissed.connect(self._dismissed)
        bridge.changed.connect(self._changed)

    def show_actor(self, actor: Actor | None) -> None:
        """The list is that person's; None leaves nothing behind."""
        self._actor = actor
        self._wanted = None
        self._round += 1
        self._text = ""
        self._view.clear()
        if actor is not None:
            self.search("")

    def search(self, text: str) -> None:
        """The list shows what fits the text, from its beginning."""
        if self._actor is None:
            return
        self._text = text
        self._round += 1
        asked = self._round
        self._bridge.run(
            self._store_lane,
            page_of,
            self._desk,
            self._actor,
            text,
            0,
            PAGE_ROWS,
            done=lambda page: self._show_first(asked, page),
            failed=self._view.banner.say_error,
            owner=self,
        )

    def open_case(self, case_id: CaseId) -> None:
        """That case stands at the right."""
        self._wanted = case_id
        self._bridge.run(
            self._store_lane,
            lists.read_case,
            self._desk,
            case_id,
            done=self._show_detail,
            failed=self._view.banner.say_error,
            owner=self,
        )

    def _show_first(self, asked: int, page: CaseLines) -> None:
        if asked != self._round:
            return
        current = self._view.rows.row(self._view.table.current_row())
        self._view.rows.start(page.rows, page.total)
        self._view.show_count(page.total)
        ids = [line.case_id for line in page.rows]
        if current is not None and current.case_id in ids:
            self._view.table.blockSignals(True)
            self._view.table.go_to(ids.index(current.case_id))
            self._view.table.blockSignals(False)
        elif page.total == 1 and self._text:
            self._view.table.go_to(0)
            self._open(page.rows[0])

    def _fetch(self, offset: int, limit: int) -> None:
        asked = self._round

        def add(page: CaseLines) -> None:
            if asked == self._round:
                self._view.rows.add_page(offset, page.rows)

        def lost(error: BaseException) -> None:
            self._view.rows.page_failed()
            self._view.banner.say_error(error)

        if self._actor is not None:
            self._bridge.run(
                self._store_lane,
                page_of,
                self._desk,
                self._actor,
                self._text,
                offset,
                limit,
                done=add,
                failed=lost,
                owner=self,
            )

    def _open(self, line: CaseLine) -> None:
        self._view.show_detail(True)
        self.open_case(line.case_id)

    def _show_detail(self, detail: CaseDetail) -> None:
        if detail.case.case_id == self._wanted and self._actor is not None:
            self._view.detail.show_case(detail)
            self._view.show_detail(True)

    def _changed(self, kind: str) -> None:
        if self._actor is None or kind not in _SHOWN_KINDS:
            return
        if self._view.rows.rowCount() <= PAGE_ROWS:  # a list that was scrolled far is left in peace
            self.search(self._text)
        if self._wanted is not None and not self._view.detail.isHidden():
            self.open_case(self._wanted)

    def _ask_accept(self) -> None:
        case = self._view.detail.case()
        if case is not None:
            self._printing = None
            self._view.confirm.ask(f"受理 {case.case_no}？受理后开始计算办理期限，并出具受理通知书。", "受理")

    def _ask_print(self, number: str, again: bool) -> None:
        if again:
            self._printing = (number, True)
            self._view.confirm.ask(f"补打 {number}，文书上将注明“补打”及次数。", "补打", reason_hint="补打理由")
        else:
            self._print(number, "")

    def _confirmed(self, reason: str) -> None:
        printing, self._printing = self._printing, None
        if printing is not None:
            self._print(printing[0], reason)
        else:
            self._accept()

    def _dismissed(self) -> None:
        self._printing = None

    def _accept(self) -> None:
        case = self._view.detail.case()
        if case is None or self._actor is None:
            return
        self._bridge.run(
            self._store_lane,
            intake.decide_later,
            self._desk,
            self._actor,
            case.case_id,
            Decision.ACCEPTED,
            done=self._accepted,
            failed=self._view.banner.say_error,
            owner=self,
        )

    def _accepted(self, taken: Taken) -> None:
        self._view.banner.say("good", f"已受理 {taken.case.case_no}；按 F9 打印受理通知书")
        self._bridge.announce(["cases", "deliveries"])
        self._nudge()

    def _print(self, number: str, reason: str) -> None:
        if self._actor is None:
            return
        self._view.banner.say("info", f"正在打印 {number}…")
        self._papers.print_paper(
            self._actor, number, reason, lambda outcome: self._printed(number, outcome), self._view.banner.say_error
        )

    def _printed(self, number: str, outcome: PrintOutcome) -> None:
        match outcome:
            case PrintOutcome.SUBMITTED:
                self._view.banner.say("good", f"{number} 已提交打印")
            case PrintOutcome.PRINTED:
                self._view.banner.say("good", f"{number} 已出纸")
            case PrintOutcome.UNCERTAIN:
                self._view.banner.say("warn", f"{number} 是否出纸不确定；请查看打印机，未出纸可补打")
            case PrintOutcome.FAILED:
                self._view.banner.say("error", f"{number} 没有打印出来；请检查打印机后重试")
        self._nudge()

    def _preview(self, number: str) -> None:
        def show(pages: list[QImage]) -> None:
            if not self._view.detail.isHidden():
                self._view.detail.show_pages(pages)

        self._papers.preview(number, show, self._view.banner.say_error)
