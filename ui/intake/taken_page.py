"""已保存: the number, the days and the papers, large and calm; Enter begins the next case."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter.domain.case import Case, CounterState, PaperKind, PrintOutcome
from counter.domain.course import Owed, OwedFor
from ui.intake.standing import weekday_words
from ui.names import COUNTER_STATES, PAPER_NAMES, PRINT_OUTCOMES
from ui.parts import ActionButton, ConfirmLine, KeyHint, PlainLabel, StateTag, set_look
from ui.parts.came_out import CameOutLine
from ui.parts.times import day_or_open
from ui.theme import SPACE, Tone

_TONES: dict[PrintOutcome, Tone] = {
    PrintOutcome.SUBMITTED: "accent",
    PrintOutcome.PRINTED: "good",
    PrintOutcome.FAILED: "bad",
    PrintOutcome.UNCERTAIN: "wait",
}
_WIDTH_PX = 680
_OWED_SEEN = 8


class TakenPage(QWidget):
    """What the store says it has, and what is known of each print."""

    next_asked = Signal()
    print_asked = Signal(str)
    """Print again, with the reason (empty while nothing came out yet)."""
    case_shown = Signal(str)
    """The id of the case that stands here now."""
    rating_asked = Signal()
    """A 评价小票 for it."""

    def __init__(self) -> None:
        super().__init__()
        self._outcomes: dict[str, PrintOutcome | None] = {}
        self._tags: dict[str, StateTag] = {}
        self._said = PlainLabel("", look="section")
        self._number = PlainLabel("")
        self._number.setStyleSheet("font-size: 34px;")
        self._item = PlainLabel("", look="strong", wrap=True)
        self._days = PlainLabel("", wrap=True)
        self._owed = _rows(stretched=0)
        self._papers = _rows(stretched=2)
        self._trouble = PlainLabel("", look="wrong", wrap=True)
        self._trouble.hide()
        self.next = ActionButton("下一件  Enter", look="main")
        self.next.clicked.connect(self.next_asked)
        self.again = ActionButton("打印", key="F9", scope=self)
        self.again.clicked.connect(self.ask_print)
        self.rating = ActionButton("评价小票", key="Alt+P", scope=self)
        self.rating.clicked.connect(self.rating_asked)
        self._rated = PlainLabel("", look="soft")
        self.confirm = ConfirmLine(narrow=True)
        self.confirm.confirmed.connect(self.print_asked)
        self.came_out = CameOutLine()
        card = QFrame()
        set_look(card, "card")
        card.setMinimumWidth(_WIDTH_PX)
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE.wide, SPACE.wide, SPACE.wide, SPACE.wide)
        column.setSpacing(SPACE.middle)
        for part in (self._said, self._number, self._item, self._days):
            column.addWidget(part)
        column.addLayout(self._owed)
        rule = QFrame()
        set_look(rule, "rule")
        column.addWidget(rule)
        column.addLayout(self._papers)
        column.addWidget(self._trouble)
        column.addWidget(self.confirm)
        column.addWidget(self.came_out)
        column.addLayout(self._deeds())
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card)
        across.addStretch(1)
        page = QVBoxLayout(self)
        page.addStretch(2)
        page.addLayout(across)
        page.addStretch(3)

    def _deeds(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.next)
        row.addWidget(self.again)
        row.addWidget(self.rating)
        row.addWidget(self._rated)
        row.addStretch(1)
        row.addWidget(KeyHint("F2"))
        row.addWidget(PlainLabel("也可开始下一件", look="quiet"))
        return row

    def show_case(self, case: Case, papers: Sequence[tuple[PaperKind, str]]) -> None:
        """That case is stored; its papers wait for the printer."""
        _empty(self._papers)
        _empty(self._owed)
        self.confirm.hide()
        self.came_out.clear()
        self._trouble.hide()
        self.offer_rating(False)
        self._said.setText(f"已保存 · {COUNTER_STATES[case.state]}")
        self._number.setText(case.case_no)
        self._item.setText(f"{case.intake.applicant.name}　{case.item_name}")
        self._days.setText(days_words(case))
        waited = case.course.open_owed()
        for row, owed in enumerate(waited[:_OWED_SEEN]):
            self._owed.addWidget(PlainLabel(f"{row + 1}. {owed.name}", wrap=True), row, 0)
            self._owed.addWidget(PlainLabel(owed_words(owed), look="strong"), row, 1)
        if len(waited) > _OWED_SEEN:
            rest = len(waited) - _OWED_SEEN
            self._owed.addWidget(PlainLabel(f"另有 {rest} 项，见文书", look="soft"), _OWED_SEEN, 0)
        self._outcomes = {number: None for _, number in papers}
        self.again.set_words("打印")
        self._tags = {}
        for row, (kind, number) in enumerate(papers):
            tag = StateTag("等待打印", "quiet")
            self._tags[number] = tag
            self._papers.addWidget(PlainLabel(PAPER_NAMES[kind]), row, 0)
            self._papers.addWidget(PlainLabel(number, look="soft"), row, 1)
            self._papers.addWidget(tag, row, 2, Qt.AlignmentFlag.AlignLeft)
        self.next.setFocus()
        self.case_shown.emit(case.case_id)

    def show_print(self, number: str, outcome: PrintOutcome) -> None:
        """What is known of that paper's print; a paper of an earlier case is ignored."""
        if number in self._tags:
            self._outcomes[number] = outcome
            self.again.set_words("打印" if self._never_came_out() else "补打")
            self._tags[number].set_state(PRINT_OUTCOMES[outcome], _TONES[outcome])
            if outcome is not PrintOutcome.FAILED:
                self._trouble.hide()

    def ask_whether(self, number: str, print_no: int) -> None:
        """Somebody has to say whether that print came out; a paper of an earlier case is asked about there."""
        if number in self._tags:
            self.came_out.ask(number, print_no, focus=True)

    def show_answer(self, number: str, *, came_out: bool) -> None:
        """What somebody said of it; one that did not come out is printed as the original again."""
        self.show_print(number, PrintOutcome.PRINTED if came_out else PrintOutcome.FAILED)

    def show_print_trouble(self, number: str, said: str) -> None:
        """That paper did not come out; the case is stored all the same."""
        if number in self._tags:
            self.show_print(number, PrintOutcome.FAILED)
            self._trouble.setText(f"办件已保存，文书未打印：{said}（F9 再打）")
            self._trouble.show()

    def offer_rating(self, offered: bool) -> None:
        """A 评价小票 can be asked for, where the hall gives it out; nothing is said of one yet."""
        self.rating.setVisible(offered)
        self.rating.bar("" if offered else "本大厅未启用评价小票")
        self._rated.setText("")

    def say_rating(self, said: str) -> None:
        """What became of the 评价小票."""
        self._rated.setText(said)

    def rating_words(self) -> str:
        """What is said of it."""
        return self._rated.text()

    def number(self) -> str:
        """The number that is shown."""
        return self._number.text()

    def print_words(self, number: str) -> str:
        """What is said of that paper's print."""
        outcome = self._outcomes[number]
        return PRINT_OUTCOMES[outcome] if outcome else "等待打印"

    def printing(self) -> bool:
        """Whether nothing is known yet of some paper's print."""
        return None in self._outcomes.values()

    def ask_print(self) -> None:
        """F9: prints at once what never came out; a paper that did asks for the reason of 补打."""
        if self._never_came_out():
            self.print_asked.emit("")
        else:
            self.confirm.ask("补打会在文书上注明次数。", "补打", reason_hint="补打理由")

    def _never_came_out(self) -> bool:
        return all(outcome in (None, PrintOutcome.FAILED) for outcome in self._outcomes.values())


def days_words(case: Case) -> str:
    """What the case waits for and until when; a day beyond the published holidays is not guessed."""
    due, count = case.due, len(case.course.open_owed())
    days = f"承诺不晚于 {day_or_open(due.promised_on)} 办结　法定不晚于 {day_or_open(due.legal_on)} 办结"
    said = {
        CounterState.DONE_ON_SPOT: "当场办结",
        CounterState.RECEIVED: f"最迟 {day_or_open(due.accept_by)} 决定是否受理",
        CounterState.CORRECTING: f"已一次告知，须补正 {count} 项",
        CounterState.DEFERRED: f"{days}　待补 {count} 份",
        CounterState.REFUSED: "已说明理由和救济途径；材料按清单退还申请人",
        CounterState.NOT_NEEDED: "已告知申请人不需要取得许可",
    }
    return said.get(case.state, days)


def owed_words(owed: Owed) -> str:
    """补交截止 2026-03-20 周五."""
    if owed.due_on is None:
        return "补交日期 " + day_or_open(None)
    verb = "补正" if owed.why is OwedFor.CORRECTION else "补交"
    return f"{verb}截止 {owed.due_on.isoformat()} {weekday_words(owed.due_on)}"


def _rows(*, stretched: int) -> QGridLayout:
    made = QGridLayout()
    made.setHorizontalSpacing(SPACE.wide)
    made.setVerticalSpacing(6)
    made.setColumnStretch(stretched, 1)
    return made


def _empty(grid: QGridLayout) -> None:
    while grid.count():
        part = grid.takeAt(0)
        widget = part.widget() if part else None
        if widget is not None:
            widget.deleteLater()
