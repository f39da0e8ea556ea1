"""审核结果 in 待处理: the list of answers, and beside it the one that is current with what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.approving.view import ApprovalLine
from ui.outbox.answer_rows import AnswerLine
from ui.outbox.heading import ListHeading
from ui.parts import ActionButton, ButtonRow, PlainLabel, StateTag, set_look
from ui.parts.came_out import CameOutLine
from ui.parts.facts import Fact, FactGrid
from ui.parts.fitted import FittedTable
from ui.parts.table import Column, PagedRows
from ui.theme import SPACE

_ROWS_MOST = 5


class AnswerList(QWidget):
    """Up and Down walk, Enter carries out what was approved, or opens what was returned; hidden while it is empty."""

    walked = Signal(object)
    """The AnswerLine that became current."""
    taken = Signal(object)
    """Enter on that AnswerLine."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: PagedRows[AnswerLine] = PagedRows(_COLUMNS, self)
        self.table = FittedTable(self.rows, most=_ROWS_MOST)
        self.table.setAccessibleName("审核结果")
        self.approval = ApprovalLine()
        self.came_out = CameOutLine()
        self.heading = ListHeading("审核结果", "Alt+1")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tiny)
        for part in (self.heading, self.table, self.approval, self.came_out):
            column.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(self.table)
        self.table.walked.connect(lambda _row: self._tell(self.walked))
        self.table.opened.connect(lambda _row: self._tell(self.taken))
        self.show_answers(())

    def current(self) -> AnswerLine | None:
        """The answer on which the list stands."""
        return self.rows.row(self.table.current_row())

    def show_answers(self, answers: Sequence[AnswerLine]) -> None:
        """These wait; the current one stays current while it is there."""
        kept = self.current()
        self.rows.start(answers, len(answers))
        self.heading.say(f"审核结果 {len(answers)} 项")
        for part in (self.heading, self.table):
            part.setVisible(bool(answers))
        ids = [line.id for line in answers]
        if kept is not None and kept.id in ids:
            self.table.go_to(ids.index(kept.id))

    def _tell(self, signal: object) -> None:
        line = self.current()
        if line is not None:
            signal.emit(line)  # type: ignore[attr-defined]  # a bound signal


class AnswerPanel(QWidget):
    """One answer: what was asked, what the supervisor said, and the keys."""

    carry_out_asked = Signal()
    open_asked = Signal()
    aside_asked = Signal()

    def __init__(self, scope: QWidget) -> None:
        super().__init__()
        set_look(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._line: AnswerLine | None = None
        self._state = StateTag("", "good")
        self._kind = PlainLabel(look="section")
        self._title = PlainLabel(look="strong", wrap=True)
        self._opinion = PlainLabel(wrap=True)
        self._answer, self._facts = FactGrid(), FactGrid()
        self.carry_out = ActionButton("办理并打印  Enter", look="main")
        self.open = ActionButton("打开", key="Alt+O", scope=scope)
        self.aside = ActionButton("不再提请", key="Alt+X", scope=scope)
        head = QHBoxLayout()
        head.addWidget(self._kind)
        head.addStretch(1)
        head.addWidget(self._state)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.small)
        column.setSpacing(SPACE.small)
        column.addLayout(head)
        column.addWidget(self._title)
        column.addWidget(self._answer)
        column.addWidget(PlainLabel("提请的内容", look="section"))
        column.addWidget(self._facts)
        column.addStretch(1)
        column.addWidget(ButtonRow([self.carry_out]))
        column.addWidget(ButtonRow([self.open, self.aside]))
        self.carry_out.clicked.connect(self.carry_out_asked)
        self.open.clicked.connect(self.open_asked)
        self.aside.clicked.connect(self.aside_asked)

    def line(self) -> AnswerLine | None:
        """The answer that is shown."""
        return self._line

    def show_answer(self, line: AnswerLine | None) -> None:
        """That answer is shown, or nothing."""
        self._line = line
        if line is None:
            self._title.setText("")
            self._answer.show_facts(())
            self._facts.show_facts(())
            return
        self._state.set_state(*line.said)
        self._kind.setText(line.kind)
        number = line.case_no or ("草稿" if line.is_draft else "")
        self._title.setText("　".join(part for part in (line.item_name, line.applicant, number) if part))
        opinion = [Fact("审核意见" if line.approved else "退回理由", line.opinion)] if line.opinion else []
        asker = [] if line.own else [Fact("提请人", line.asker)]
        closed = [Fact("不能执行", line.closed)] if line.approved and line.closed else []
        self._answer.show_facts([Fact("审核人", line.decided), *opinion, *asker, *closed])
        self._facts.show_facts(line.facts)
        self.carry_out.setVisible(line.approved)
        self.carry_out.bar(line.closed)
        self.open.set_words("打开草稿" if line.is_draft else "打开办件")
        self.open.bar("" if line.case else "没有办件")
        self.aside.setVisible(not line.approved)
        self.aside.bar("" if line.own else "由提请人本人决定")


_COLUMNS: list[Column[AnswerLine]] = [
    Column("结果", lambda line: line.said[0], 164, lambda line: line.said[1]),
    Column("事由", lambda line: line.kind, 112),
    Column("事项", lambda line: line.item_name, 176),
    Column("申请人", lambda line: line.applicant, 80),
    Column("审核意见", lambda line: line.opinion),
]
