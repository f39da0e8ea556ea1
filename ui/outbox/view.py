"""待处理/同步 (F10), the screen: how it stands, what needs a person, and the panel to put it right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter.actions.lists import Outbox, TroubleDetail
from counter.domain.staff import Actor
from ui.cases.rows import shown_applicant
from ui.outbox.answer_rows import AnswerLine
from ui.outbox.answers import AnswerList, AnswerPanel
from ui.outbox.heading import ListHeading
from ui.outbox.notices import NoticeList
from ui.outbox.repair import RepairPanel, cause_of, verdict_word
from ui.parts import ActionButton, Banner, PlainLabel, StateTag, set_look
from ui.parts.table import Column, PagedRows, PageTable
from ui.parts.times import day_and_time, from_iso, since
from ui.theme import SPACE
from ui.wording import event

_PANEL_PX = 460
_FACTS = ("待上传记录", "待传扫描件", "已打印未上传", "已出号未打印", "最早一条", "上次同步", "下次同步", "原因")


class Pulse(NamedTuple):
    """How the rounds go: the last one, its trouble in words, and when the next one comes."""

    running: bool = False
    last_at: dt.datetime | None = None
    cause: str = ""
    next_in_s: float | None = None


class OutboxView(QWidget):
    """Facts above, the list of what needs a person below, its panel at the right."""

    sync_asked = Signal()
    resend_asked = Signal(object, str, str)
    """The TroubleDetail, the new value of its field, the reason."""
    void_asked = Signal(object, str)
    """The TroubleDetail and the reason."""
    trouble_shown = Signal(object)
    """The TroubleDetail whose panel is shown now; None when there is none any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actor: Actor | None = None
        self.headline = StateTag("正在读取…", "quiet")
        self.sync_button = ActionButton("立即同步", key="Ctrl+R", look="main", scope=self)
        self.banner = Banner(reserve=False)
        self._values = [PlainLabel(wrap=True) for _ in _FACTS]
        self.rows: PagedRows[TroubleDetail] = PagedRows(_COLUMNS, self)
        self.table = PageTable(self.rows)
        self.table.setAccessibleName("需处理")
        self._nothing = PlainLabel("没有需要处理的记录。", look="quiet")
        self.answers = AnswerList()
        self.notices = NoticeList()
        self.panel = RepairPanel(self)
        self.answer_panel = AnswerPanel(self)
        for panel in (self.panel, self.answer_panel):
            panel.hide()
            panel.setFixedWidth(_PANEL_PX)
        troubles = ListHeading("需处理", "Alt+3")
        self._lead_into_lists(troubles)
        left = QVBoxLayout()
        left.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        left.setSpacing(SPACE.small)
        head = QHBoxLayout()
        head.addWidget(self.headline)
        head.addStretch(1)
        head.addWidget(self.sync_button)
        left.addLayout(head)
        left.addWidget(self.banner)
        left.addWidget(self._card())
        left.addSpacing(SPACE.tiny)
        left.addWidget(self.answers)
        left.addWidget(self.notices)
        left.addWidget(troubles)
        left.addWidget(self._nothing)
        left.addWidget(self.table, 1)
        left.addStretch(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.panel)
        row.addWidget(self.answer_panel)
        self.sync_button.clicked.connect(self.sync_asked)
        self.table.walked.connect(self._show_panel)
        self.table.opened.connect(lambda _row: self.panel.start_editing())
        self.answers.walked.connect(self._show_answer)
        self.panel.resend_asked.connect(self._resend)
        self.panel.void_asked.connect(self._void)
        self.setFocusProxy(self.table)

    def show_actor(self, actor: Actor | None) -> None:
        """The buttons are those of that person; None leaves nothing behind."""
        self._actor = actor
        if actor is None:
            self.rows.start([], 0)
            self.panel.clear()
            self.panel.hide()
            self.show_answers(())
            self.banner.clear()

    def show_outbox(self, outbox: Outbox) -> None:
        """The facts and the list are those; the current row stays current while it is there."""
        waiting = outbox.waiting
        size_mb = sum(scan.size_bytes for scan in outbox.scans) / 1_000_000
        oldest = from_iso(waiting.oldest_at) if waiting.oldest_at else None
        told = (
            f"{waiting.lines} 条",
            f"{waiting.scans} 份，{size_mb:.1f} MB" if waiting.scans else "0 份",
            f"{waiting.papers_ahead} 件",
            f"{len(outbox.unprinted)} 份",
            day_and_time(oldest) if oldest else "—",
        )
        for label, text in zip(self._values, told, strict=False):
            label.setText(text)
        if outbox.all_arrived():
            self.headline.set_state("全部已同步", "good")
        elif waiting.troubles:
            self.headline.set_state(f"有 {waiting.troubles} 条需要处理", "bad")
        else:
            self.headline.set_state("有未上传的内容，会自动上传", "accent")
        kept = self._current_line()
        self.rows.start(outbox.troubles, len(outbox.troubles))
        others = f"另有他人经办的 {outbox.of_others} 条，由本人或主管处理" if outbox.of_others else ""
        self._nothing.setText(others or "没有需要处理的记录。")
        self._nothing.setVisible(bool(others) or not outbox.troubles)
        self.table.setVisible(bool(outbox.troubles))
        lines = [str(detail.trouble.line) for detail in outbox.troubles]
        if lines:
            self.table.go_to(lines.index(kept) if kept in lines else 0)
        else:
            self.panel.clear()
            self.panel.hide()
            self.trouble_shown.emit(None)

    def show_answers(self, answers: Sequence[AnswerLine]) -> None:
        """What supervisors answered stands above what needs a person; its panel goes with it."""
        self.answers.show_answers(answers)
        if not answers:
            had_focus = self.answer_panel.isAncestorOf(self.focusWidget() or self)
            self.answer_panel.show_answer(None)
            self.answer_panel.hide()
            self.panel.setVisible(self.panel.detail() is not None)
            if had_focus:
                self.table.setFocus()
        elif not self.answer_panel.isHidden() or self.panel.detail() is None:
            self.answers.table.go_to(max(self.answers.table.current_row(), 0))
            self._show_answer(self.answers.current())

    def show_pulse(self, pulse: Pulse, now: dt.datetime) -> None:
        """When the last round was, how it ended, and when the next one comes."""
        self.sync_button.set_words("正在同步…" if pulse.running else "立即同步")
        last, following, cause = self._values[5], self._values[6], self._values[7]
        last.setText(since(pulse.last_at, now) if pulse.last_at else "尚未同步")
        if pulse.running:
            following.setText("正在进行")
        elif pulse.next_in_s is None:
            following.setText("—")
        else:
            following.setText(f"{max(round(pulse.next_in_s), 1)} 秒后自动进行")
        cause.setText(pulse.cause or ("正常" if pulse.last_at else "—"))

    def keyPressEvent(self, event_: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc goes back from the panel to the list."""
        home = self.table if self.answer_panel.isHidden() else self.answers.table
        if event_.key() == Qt.Key.Key_Escape and not home.hasFocus():
            home.setFocus()
        else:
            super().keyPressEvent(event_)

    def _card(self) -> QFrame:
        card = QFrame()
        set_look(card, "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        grid.setHorizontalSpacing(SPACE.large)
        grid.setVerticalSpacing(SPACE.small)
        for number, (name, value) in enumerate(zip(_FACTS, self._values, strict=True)):
            row, side = number % 4, number // 4
            grid.addWidget(PlainLabel(name, look="quiet"), row, 2 * side, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 2 * side + 1, Qt.AlignmentFlag.AlignTop)
            value.setText("—")
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 2)
        return card

    def _current_line(self) -> str:
        row = self.rows.row(self.table.current_row())
        return row.trouble.line if row else ""

    def _lead_into_lists(self, troubles: ListHeading) -> None:
        self.answers.heading.lead(self, self.answers.table)
        self.notices.heading.lead(self, self.notices.table)
        troubles.lead(self, self.table)
        for rows in (self.answers.rows, self.notices.rows):
            rows.modelReset.connect(self._choose_first)

    def _choose_first(self) -> None:
        """Whoever enters the screen stands in the first list that holds something."""
        lists = (self.answers.table, self.notices.table)
        self.setFocusProxy(next((table for table in lists if table.model().rowCount()), self.table))

    def _show_panel(self, number: int) -> None:
        detail = self.rows.row(number)
        if detail is not None and self._actor is not None:
            self.answer_panel.hide()
            self.panel.show_trouble(detail, self._actor)
            self.panel.show()
            self.trouble_shown.emit(detail)

    def _show_answer(self, line: AnswerLine | None) -> None:
        self.panel.hide()
        self.answer_panel.show_answer(line)
        self.answer_panel.setVisible(line is not None)

    def _resend(self, value: str, reason: str) -> None:
        detail = self.panel.detail()
        if detail is not None:
            self.resend_asked.emit(detail, value, reason)

    def _void(self, reason: str) -> None:
        detail = self.panel.detail()
        if detail is not None:
            self.void_asked.emit(detail, reason)


def _number(detail: TroubleDetail) -> str:
    return detail.case.case_no if detail.case else event(detail.trouble.kind)


def _applicant(detail: TroubleDetail) -> str:
    return shown_applicant(detail.case.intake.applicant.name) if detail.case else ""


_COLUMNS: list[Column[TroubleDetail]] = [
    Column("状态", lambda row: verdict_word(row.trouble.verdict), 124, lambda _row: "bad"),
    Column("编号", _number, 196),
    Column("申请人", _applicant, 96),
    Column("原因", cause_of),
]
