"""待出具通知 in 待处理: whom to tell what a department did, with his telephone; Enter issues and prints his paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from counter.actions import notices
from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.actions.notices import OpenNotice
from counter.domain.staff import Actor
from counter.lanes import Lane
from counter.wire.news import Act
from ui.approving.presenter import Approver
from ui.approving.view import ApprovalLine
from ui.bridge import Bridge
from ui.carrying import Carrying
from ui.cases.rows import shown_applicant
from ui.names import PAPER_NAMES
from ui.outbox.heading import ListHeading
from ui.papers import PaperDesk
from ui.parts import Banner
from ui.parts.came_out import CameOutLine
from ui.parts.fitted import FittedTable
from ui.parts.table import Column, PagedRows
from ui.parts.times import day_and_time
from ui.presenting import ScreenPresenter
from ui.printing_out import PrintingOut
from ui.theme import SPACE

_ROWS_MOST = 5
_SHOWN_KINDS = frozenset({"cases", "news"})
_ACTS: dict[Act, str] = {
    Act.ACCEPTED: "部门受理",
    Act.REFUSED: "部门不予受理",
    Act.CORRECTION: "部门要求补正",
    Act.HUNG: "特别程序开始",
    Act.RESUMED: "特别程序结束",
    Act.EXTENDED: "部门延期",
}


class NoticeList(QWidget):
    """The people to tell, who waits longest first; hidden while there is nobody."""

    issue_asked = Signal(object)
    """Enter on that OpenNotice."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: PagedRows[OpenNotice] = PagedRows(_COLUMNS, self)
        self.table = FittedTable(self.rows, most=_ROWS_MOST)
        self.table.setAccessibleName("待出具通知")
        self.approval = ApprovalLine()
        self.came_out = CameOutLine()
        self.heading = ListHeading("", "Alt+2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tiny)
        for part in (self.heading, self.table, self.approval, self.came_out):
            column.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._tell)
        self.show_notices(())

    def show_notices(self, found: Sequence[OpenNotice]) -> None:
        """These wait; the current one stays current while it is there, else it is the first."""
        kept = self.rows.row(self.table.current_row())
        self.rows.start(found, len(found))
        self.heading.say(f"待出具通知 {len(found)} 份　Enter 出具并打印，电话告知申请人")
        for part in (self.heading, self.table):
            part.setVisible(bool(found))
        if found:
            self.table.go_to(list(found).index(kept) if kept is not None and kept in found else 0)

    def _tell(self, number: int) -> None:
        notice = self.rows.row(number)
        if notice is not None:
            self.issue_asked.emit(notice)


class NoticesPresenter(ScreenPresenter):
    """Between the list and the deed; asks again whenever cases or news changed.

    Args:
        view: the list.
        banner: where it is told.
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
        view: NoticeList,
        banner: Banner,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        papers: PaperDesk,
        nudge: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(banner=banner, bridge=bridge, desk=desk, store_lane=store_lane, nudge=nudge, parent=parent)
        self._view = view
        self._is_busy = False
        approver = Approver(view.approval, bridge=bridge, store_lane=store_lane, desk=desk, parent=self)
        carrying = Carrying(self, approver, queued=lambda _review: self.settle())
        self._printing = PrintingOut(self, papers=papers, banner=banner, line=view.came_out, carrying=carrying)
        view.issue_asked.connect(self._issue)
        bridge.changed.connect(self._changed)

    def show_actor(self, actor: Actor | None) -> None:
        """The list is that person's; None leaves nothing behind."""
        self._actor, self._is_busy = actor, False
        self._view.show_notices(())
        self.refresh()

    def refresh(self) -> None:
        """The list says what the rows say now."""
        if self.actor is not None:
            self.ask(notices.open_notices, done=self._view.show_notices)

    def _changed(self, kind: str) -> None:
        if kind in _SHOWN_KINDS:
            self.refresh()

    def _issue(self, notice: OpenNotice) -> None:
        """Once, however often the key is pressed."""
        if self._is_busy:
            return
        self._is_busy = True

        def issued(taken: Taken) -> None:
            self._is_busy = False
            called = f"；请电话告知 {notice.phone}" if notice.phone else ""
            self._banner.say("good", f"{notice.case_no} 已出具{PAPER_NAMES[notice.paper]}{called}")
            self._printing.print_all(taken.case.case_id, taken.papers)
            self.settle()
            self.refresh()

        def failed(error: BaseException) -> None:
            self._is_busy = False
            self._banner.say_error(error)
            self.refresh()

        self.ask(notices.issue_notice, self.actor, notice.case, done=issued, failed=failed)


_COLUMNS: list[Column[OpenNotice]] = [
    Column("部门的决定", lambda row: _ACTS[row.act], 136, lambda _row: "wait"),
    Column("应出具", lambda row: PAPER_NAMES[row.paper], 124),
    Column("编号", lambda row: row.case_no, 196),
    Column("申请人", lambda row: shown_applicant(row.applicant_name), 104),
    Column("电话", lambda row: row.phone or "—", 116),
    Column("时间", lambda row: day_and_time(row.acted_at)),
]
