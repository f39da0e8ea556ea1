"""One case at the right of the list: its facts, a paper as it came out, what may be done, or the form of a deed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from counter.actions.lists import CaseDetail
from counter.actions.outlook import Outlook
from counter.domain.case import Attachment, Case, CounterState
from ui.cases.facts import FactsPage, was_printed
from ui.cases.move_list import MoveList
from ui.cases.moves import moves_of
from ui.cases.reading import clock_tone, clock_words
from ui.cases.rows import state_tone
from ui.parts import ActionButton, ButtonRow, PlainLabel, StateTag, set_look
from ui.parts.came_out import CameOutLine
from ui.parts.deed_form import DeedForm, Sheet
from ui.parts.paper import PaperPreview
from ui.parts.times import day_and_time
from ui.theme import SPACE
from ui.wording import COUNTER_STATES

_FACTS, _PREVIEW, _MOVES, _FORM = range(4)
_PURGED = "已清除，不能再办理；预览、补打时从平台调取"


class CaseDetailView(QWidget):
    """Shows a case; its buttons say what is asked for."""

    print_asked = Signal(str, bool)
    """The paper's number, and whether it was printed before."""
    preview_asked = Signal(str)
    scan_asked = Signal(object)
    """The Attachment that is to be seen."""
    refused = Signal(str)

    def __init__(self, scope: QWidget) -> None:
        super().__init__()
        set_look(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._detail: CaseDetail | None = None
        self._outlook: Outlook | None = None
        self._title = PlainLabel(look="section", wrap=True)
        self._number = PlainLabel(look="soft")
        self._state = StateTag()
        self._platform = StateTag("平台尚无回音", "quiet")
        self._clock = StateTag(bare=True)
        self._act = ActionButton("办理", key="F8", look="main", scope=scope)
        self._print = ActionButton("打印", key="F9", scope=scope)
        self._preview_button = ActionButton("预览", key="Ctrl+P", scope=scope)
        self.facts = FactsPage(scope)
        self.papers_table = self.facts.papers_table
        self.preview = PaperPreview()
        self.moves = MoveList()
        self.form = DeedForm()
        self.came_out = CameOutLine(scope=scope)
        self._scans: tuple[Attachment, ...] = ()
        self._scan = 0
        self._pages = QStackedWidget()
        for page in (self.facts, self.preview, self.moves, self._scrolled(self.form)):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.small)
        column.setSpacing(SPACE.small)
        column.addWidget(self._title)
        head = QHBoxLayout()
        head.setSpacing(SPACE.small)
        head.addWidget(self._number)
        head.addStretch(1)
        head.addWidget(self._state)
        head.addWidget(self._platform)
        column.addLayout(head)
        column.addWidget(self._clock)
        column.addWidget(self._pages, 1)
        column.addWidget(self.came_out)
        column.addWidget(ButtonRow([self._act, self._print, self._preview_button]))
        self._act.clicked.connect(self.show_moves)
        self._print.clicked.connect(self._ask_print)
        self._preview_button.clicked.connect(self._ask_preview)
        self.papers_table.walked.connect(lambda _row: self._weigh())
        self.papers_table.opened.connect(lambda _row: self._ask_preview())
        self.facts.scans_asked.connect(self._begin_scans)
        self.form.dismissed.connect(self.show_moves)
        for button in (self._act, self._print, self._preview_button):
            button.refused.connect(self.refused)

    def case(self) -> Case | None:
        """The case that is shown."""
        return self._detail.case if self._detail else None

    def detail(self) -> CaseDetail | None:
        """Everything about it."""
        return self._detail

    def outlook(self) -> Outlook | None:
        """How it stands now; None when no day can be said."""
        return self._outlook

    def clock_words(self) -> str:
        """What is said of its clock."""
        return self._clock.word()

    def show_case(self, detail: CaseDetail, outlook: Outlook | None) -> None:
        """That case is shown; the paper that was chosen stays chosen when it is the same case without a new paper."""
        same = self._detail is not None and self._detail.case.case_id == detail.case.case_id
        fresh = self._detail is None or len(self._detail.papers) != len(detail.papers)
        row = self.papers_table.current_row() if same and not fresh else -1
        self._detail, self._outlook = detail, outlook
        case = detail.case
        self._title.setText(case.item_name)
        self._number.setText(case.case_no)
        self._state.set_state(COUNTER_STATES[case.state], state_tone(case.state))
        told = case.platform_state
        if detail.elsewhere:
            self._platform.set_state(f"{detail.elsewhere} 号窗口收件", "accent")
        else:
            self._platform.set_state(f"平台：{told}" if told else "平台尚无回音", "accent" if told else "quiet")
        reading = outlook.reading if outlook else None
        self._clock.set_state(
            clock_words(reading, case.state) if reading else _without_clock(case),
            clock_tone(reading) if reading else "quiet",
        )
        self.facts.show_case(detail, outlook)
        if detail.papers:
            self.papers_table.go_to(row if 0 <= row < len(detail.papers) else len(detail.papers) - 1)
        if not same:
            self.came_out.clear()
            self._leave()
        elif self._pages.currentIndex() == _MOVES:
            self.moves.show_moves(moves_of(outlook) if outlook else ())
        self._weigh()

    def clear(self) -> None:
        """Nothing of the last case is left."""
        self._detail = self._outlook = None
        self._title.setText("")
        self._number.setText("")
        self.facts.clear()
        self.moves.show_moves(())
        self.came_out.clear()
        self._leave()
        self._weigh()

    def show_pages(self, pages: Sequence[QImage]) -> None:
        """The paper is shown in place of the facts."""
        self.preview.show_pages(pages)
        self._pages.setCurrentIndex(_PREVIEW)
        self.preview.setFocus()

    def show_scan(self, attachment: Attachment, pages: Sequence[QImage], said: str) -> None:
        """The scan is shown in place of the facts, or words while there is no picture of it; not one that was left."""
        if not self._scans or self._scans[self._scan] != attachment:
            return
        if pages:
            self.preview.show_pages(pages)
        else:
            self.preview.clear(said)
        self._pages.setCurrentIndex(_PREVIEW)
        self.preview.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Right and Left go from file to file of the material while one is shown."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if step and self._scans and self._pages.currentIndex() == _PREVIEW:
            self._scan = min(max(self._scan + step, 0), len(self._scans) - 1)
            self.scan_asked.emit(self._scans[self._scan])
        else:
            super().keyPressEvent(event)

    def show_moves(self) -> None:
        """What may be done is shown in place of the facts."""
        if self._outlook is None:
            return
        self.moves.show_moves(moves_of(self._outlook))
        self._pages.setCurrentIndex(_MOVES)
        self.moves.setFocus()

    def ask(self, sheet: Sheet) -> None:
        """The form of a deed is shown in place of the facts."""
        self._pages.setCurrentIndex(_FORM)
        self.form.ask(sheet)

    def asking(self) -> bool:
        """Whether the form of a deed is open."""
        return self._pages.currentIndex() == _FORM

    def show_facts(self) -> bool:
        """The facts are shown again, with the focus on the papers; False when they were."""
        was = self._pages.currentIndex() != _FACTS
        self._leave()
        if was:
            self.papers_table.setFocus()
        return was

    def _begin_scans(self, scans: tuple[Attachment, ...]) -> None:
        self._scans, self._scan = scans, 0
        self.scan_asked.emit(scans[0])

    def _leave(self) -> None:
        self._scans, self._scan = (), 0
        self.form.close_quietly()
        self.preview.clear()
        self._pages.setCurrentIndex(_FACTS)

    def _weigh(self) -> None:
        """Each button can be pressed, or says why not."""
        case, papers = self.case(), self.facts.papers
        paper = papers.row(self.papers_table.current_row())
        ended = case is not None and case.state is CounterState.VOIDED
        is_purged = case is not None and case.purged_at is not None
        barred = _PURGED if is_purged else "" if self._outlook else _without_clock(case)
        self._act.bar("此办件已作废" if ended else barred)
        self._print.set_words("补打" if paper is not None and was_printed(paper) else "打印")
        void = paper is not None and paper.void
        none = "没有文书"
        self._print.bar(none if paper is None else "此文书已作废" if void or ended else "")
        self._preview_button.bar(none if paper is None else "")

    def _ask_print(self) -> None:
        paper = self.facts.papers.row(self.papers_table.current_row())
        if paper is not None:
            self.print_asked.emit(paper.paper.number, was_printed(paper))

    def _ask_preview(self) -> None:
        paper = self.facts.papers.row(self.papers_table.current_row())
        if paper is not None:
            self.preview_asked.emit(paper.paper.number)

    def _scrolled(self, form: DeedForm) -> QScrollArea:
        inside = QWidget()
        set_look(inside, "paper")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, SPACE.small, SPACE.tiny, SPACE.small)
        column.addWidget(form)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area


def _without_clock(case: Case | None) -> str:
    """Why no day is said: what it is reckoned from left this machine, or no calendar reaches there."""
    if case is not None and case.purged_at is not None:
        return f"本机个人信息已按规定清除（{day_and_time(case.purged_at)[:10]}）"
    return "期限暂不能计算；请联网同步"
