"""已保存: the number, the days and the papers, large and calm; Enter begins the next case."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter.domain.case import Case, CounterState, PaperKind, PrintOutcome
from ui.parts import ActionButton, ConfirmLine, KeyHint, PlainLabel, StateTag, set_look
from ui.parts.times import day_or_open
from ui.theme import SPACE, Tone
from ui.wording import COUNTER_STATES, PAPER_NAMES, PRINT_OUTCOMES

_PAPER_OF = {
    CounterState.RECEIVED: PaperKind.RECEIPT,
    CounterState.ACCEPTED: PaperKind.ACCEPTANCE,
    CounterState.DONE_ON_SPOT: PaperKind.RESULT_COLLECTION,
}
_TONES: dict[PrintOutcome, Tone] = {
    PrintOutcome.SUBMITTED: "accent",
    PrintOutcome.PRINTED: "good",
    PrintOutcome.FAILED: "bad",
    PrintOutcome.UNCERTAIN: "wait",
}
_WIDTH_PX = 680


class TakenPage(QWidget):
    """What the store says it has, and what is known of each print."""

    next_asked = Signal()
    print_asked = Signal(str)
    """Print again, with the reason (empty while nothing came out yet)."""

    def __init__(self) -> None:
        super().__init__()
        self._outcomes: dict[str, PrintOutcome | None] = {}
        self._tags: dict[str, StateTag] = {}
        self._said = PlainLabel("", look="section")
        self._number = PlainLabel("")
        self._number.setStyleSheet("font-size: 34px;")
        self._item = PlainLabel("", look="strong", wrap=True)
        self._days = PlainLabel("", wrap=True)
        self._papers = QGridLayout()
        self._papers.setHorizontalSpacing(SPACE.wide)
        self._papers.setColumnStretch(2, 1)
        self._trouble = PlainLabel("", look="wrong", wrap=True)
        self._trouble.hide()
        self.next = ActionButton("下一件  Enter", look="main")
        self.next.clicked.connect(self.next_asked)
        self.again = ActionButton("打印", key="F9", scope=self)
        self.again.clicked.connect(self.ask_print)
        self.confirm = ConfirmLine(narrow=True)
        self.confirm.confirmed.connect(self.print_asked)
        card = QFrame()
        set_look(card, "card")
        card.setMinimumWidth(_WIDTH_PX)
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE.wide, SPACE.wide, SPACE.wide, SPACE.wide)
        column.setSpacing(SPACE.middle)
        for part in (self._said, self._number, self._item, self._days):
            column.addWidget(part)
        rule = QFrame()
        set_look(rule, "rule")
        column.addWidget(rule)
        column.addLayout(self._papers)
        column.addWidget(self._trouble)
        column.addWidget(self.confirm)
        row = QHBoxLayout()
        row.addWidget(self.next)
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(KeyHint("F2"))
        row.addWidget(PlainLabel("也可开始下一件", look="quiet"))
        column.addLayout(row)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card)
        across.addStretch(1)
        page = QVBoxLayout(self)
        page.addStretch(2)
        page.addLayout(across)
        page.addStretch(3)

    def show_case(self, case: Case, papers: tuple[str, ...]) -> None:
        """That case is stored; its papers wait for the printer."""
        while self._papers.count():
            part = self._papers.takeAt(0)
            widget = part.widget() if part else None
            if widget is not None:
                widget.deleteLater()
        self.confirm.hide()
        self._trouble.hide()
        self._said.setText(f"已保存 · {COUNTER_STATES[case.state]}")
        self._number.setText(case.case_no)
        self._item.setText(f"{case.intake.applicant.name}　{case.item_name}")
        self._days.setText(days_words(case))
        self._outcomes = dict.fromkeys(papers)
        self.again.set_words("打印")
        self._tags = {}
        for row, number in enumerate(papers):
            tag = StateTag("等待打印", "quiet")
            self._tags[number] = tag
            self._papers.addWidget(PlainLabel(PAPER_NAMES[_PAPER_OF[case.state]]), row, 0)
            self._papers.addWidget(PlainLabel(number, look="soft"), row, 1)
            self._papers.addWidget(tag, row, 2, Qt.AlignmentFlag.AlignLeft)
        self.next.setFocus()

    def show_print(self, number: str, outcome: PrintOutcome) -> None:
        """What is known of that paper's print; a paper of an earlier case is ignored."""
        if number in self._tags:
            self._outcomes[number] = outcome
            self.again.set_words("打印" if self._never_came_out() else "补打")
            self._tags[number].set_state(PRINT_OUTCOMES[outcome], _TONES[outcome])
            if outcome is not PrintOutcome.FAILED:
                self._trouble.hide()

    def show_print_trouble(self, number: str, said: str) -> None:
        """That paper did not come out; the case is stored all the same."""
        if number in self._tags:
            self.show_print(number, PrintOutcome.FAILED)
            self._trouble.setText(f"办件已保存，文书未打印：{said}（F9 再打）")
            self._trouble.show()

    def number(self) -> str:
        """The number that is shown."""
        return self._number.text()

    def print_words(self, number: str) -> str:
        """What is said of that paper's print."""
        outcome = self._outcomes[number]
        return PRINT_OUTCOMES[outcome] if outcome else "等待打印"

    def ask_print(self) -> None:
        """F9: prints at once what never came out; a paper that did asks for the reason of 补打."""
        if self._never_came_out():
            self.print_asked.emit("")
        else:
            self.confirm.ask("补打会在文书上注明次数。", "补打", reason_hint="补打理由")

    def _never_came_out(self) -> bool:
        return all(outcome in (None, PrintOutcome.FAILED) for outcome in self._outcomes.values())


def days_words(case: Case) -> str:
    """The days that the case must be answered by; one beyond the published holidays is not guessed."""
    due = case.due
    if case.state is CounterState.DONE_ON_SPOT:
        return "当场办结"
    if case.state is CounterState.RECEIVED:
        return f"最迟 {day_or_open(due.accept_by)} 决定是否受理"
    return f"承诺不晚于 {day_or_open(due.promised_on)} 办结　法定不晚于 {day_or_open(due.legal_on)} 办结"
