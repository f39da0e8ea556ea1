"""One case at the right of the list: facts, papers, materials, timeline, or a paper as it came out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from counter.actions.lists import CaseDetail, PaperDetail, TimelineEntry
from counter.actions.papers import HOW_GOT_WORDS
from counter.domain.case import Case, CounterState, PrintOutcome, ReceivedMaterial
from counter.domain.text import mask_id, mask_phone
from ui.cases.rows import state_tone
from ui.parts import ActionButton, ButtonRow, PlainLabel, StateTag, set_look
from ui.parts.paper import PaperPreview
from ui.parts.table import Column, PagedRows, PageTable
from ui.parts.times import day, day_and_time
from ui.theme import SPACE, TOKENS, Tone
from ui.wording import COUNTER_STATES, PAPER_NAMES, PRINT_OUTCOMES, event

_HEAD_PX = 36


class CaseDetailView(QWidget):
    """Shows a case; its buttons say what is asked for."""

    accept_asked = Signal()
    print_asked = Signal(str, bool)
    """The paper's number, and whether it was printed before."""
    preview_asked = Signal(str)

    def __init__(self, scope: QWidget) -> None:
        super().__init__()
        set_look(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._detail: CaseDetail | None = None
        self._title = PlainLabel(look="section", wrap=True)
        self._number = PlainLabel(look="soft")
        self._state = StateTag()
        self._platform = StateTag("平台尚无回音", "quiet")
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(SPACE.middle)
        self._facts.setVerticalSpacing(SPACE.tiny)
        self._facts.setColumnStretch(1, 1)
        self._facts.setColumnStretch(3, 1)
        self._values = [self._fact(number, name) for number, name in enumerate(_FACTS)]
        self._accept = ActionButton("受理", key="F8", look="main", scope=scope)
        self._print = ActionButton("打印", key="F9", scope=scope)
        self._preview_button = ActionButton("预览", key="Ctrl+P", scope=scope)
        self._papers: PagedRows[PaperDetail] = PagedRows(_PAPER_COLUMNS, self)
        self._materials: PagedRows[tuple[ReceivedMaterial, str]] = PagedRows(_MATERIAL_COLUMNS, self)
        self._timeline: PagedRows[TimelineEntry] = PagedRows(_TIMELINE_COLUMNS, self)
        self.papers_table = _FittedTable(self._papers)
        self.papers_table.setAccessibleName("文书")
        self.preview = PaperPreview()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._scrolled())
        self._pages.addWidget(self.preview)
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
        column.addWidget(self._pages, 1)
        column.addWidget(ButtonRow([self._accept, self._print, self._preview_button]))
        self._accept.clicked.connect(self.accept_asked)
        self._print.clicked.connect(self._ask_print)
        self._preview_button.clicked.connect(self._ask_preview)
        self.papers_table.walked.connect(lambda _row: self._weigh())
        self.papers_table.opened.connect(lambda _row: self._ask_preview())

    def case(self) -> Case | None:
        """The case that is shown."""
        return self._detail.case if self._detail else None

    def show_case(self, detail: CaseDetail) -> None:
        """That case is shown; the paper that was chosen stays chosen when it is the same case."""
        same = self._detail is not None and self._detail.case.case_id == detail.case.case_id
        row = self.papers_table.current_row() if same else -1
        self._detail = detail
        case = detail.case
        self._title.setText(case.item_name)
        self._number.setText(case.case_no)
        self._state.set_state(COUNTER_STATES[case.state], state_tone(case.state))
        told = case.platform_state
        self._platform.set_state(f"平台：{told}" if told else "平台尚无回音", "accent" if told else "quiet")
        for label, text in zip(self._values, _fact_texts(case), strict=True):
            label.setText(text or "—")
        self._papers.start(detail.papers, len(detail.papers))
        names = {spec.code: spec.name for spec in detail.item.materials}
        got = [(material, names.get(material.code, material.code)) for material in case.intake.materials]
        self._materials.start(got, len(got))
        self._timeline.start(detail.timeline, len(detail.timeline))
        if detail.papers:
            self.papers_table.go_to(row if 0 <= row < len(detail.papers) else len(detail.papers) - 1)
        if not same:
            self.close_preview()
        self._weigh()

    def clear(self) -> None:
        """Nothing of the last case is left."""
        self._detail = None
        for label in (self._title, self._number, *self._values):
            label.setText("")
        for rows in (self._papers, self._materials, self._timeline):
            rows.start([], 0)
        self.close_preview()
        self._weigh()

    def show_pages(self, pages: Sequence[QImage]) -> None:
        """The paper is shown in place of the facts."""
        self.preview.show_pages(pages)
        self._pages.setCurrentIndex(1)
        self.preview.setFocus()

    def close_preview(self) -> bool:
        """The facts are shown again; False when they were."""
        was = self._pages.currentIndex() == 1
        self._pages.setCurrentIndex(0)
        if was:
            self.preview.clear()
        return was

    def _weigh(self) -> None:
        """Each button can be pressed, or says why not."""
        case = self.case()
        received = case is not None and case.state is CounterState.RECEIVED
        self._accept.setVisible(received)
        paper = self._papers.row(self.papers_table.current_row())
        voided = case is not None and case.state is CounterState.VOIDED
        self._print.set_words("补打" if paper is not None and _was_printed(paper) else "打印")
        self._print.bar("没有文书" if paper is None else "此办件已作废" if voided else "")
        self._preview_button.bar("没有文书" if paper is None else "")

    def _ask_print(self) -> None:
        paper = self._papers.row(self.papers_table.current_row())
        if paper is not None:
            self.print_asked.emit(paper.paper.number, _was_printed(paper))

    def _ask_preview(self) -> None:
        paper = self._papers.row(self.papers_table.current_row())
        if paper is not None:
            self.preview_asked.emit(paper.paper.number)

    def _fact(self, number: int, name: str) -> PlainLabel:
        value = PlainLabel(wrap=True)
        row, side = divmod(number, 2)
        title = PlainLabel(name, look="quiet")
        self._facts.addWidget(title, row, 2 * side, Qt.AlignmentFlag.AlignTop)
        self._facts.addWidget(value, row, 2 * side + 1, Qt.AlignmentFlag.AlignTop)
        return value

    def _scrolled(self) -> QScrollArea:
        inside = QWidget()
        set_look(inside, "paper")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, SPACE.small, SPACE.tiny, SPACE.small)
        column.setSpacing(SPACE.small)
        column.addLayout(self._facts)
        for title, table in (
            ("文书", self.papers_table),
            ("材料", _FittedTable(self._materials)),
            ("经过", _FittedTable(self._timeline)),
        ):
            column.addSpacing(SPACE.tiny)
            column.addWidget(PlainLabel(title, look="section"))
            table.setAccessibleName(title)
            column.addWidget(table)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area


class _FittedTable(PageTable):
    """A short table that is as high as its rows, so that the panel scrolls and not the table."""

    def __init__(self, rows: PagedRows[Any]) -> None:
        super().__init__(rows)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows.modelReset.connect(self._fit)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its rows."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def _fit(self) -> None:
        self.setFixedHeight(_HEAD_PX + max(self.model().rowCount(), 1) * int(TOKENS["row_px"]) + 4)


def _was_printed(paper: PaperDetail) -> bool:
    """Whether it came out, or may have, so that the next one is a 补打."""
    return any(row.outcome is not PrintOutcome.FAILED for row in paper.prints)


def _print_words(paper: PaperDetail) -> str:
    if not paper.prints:
        return "未打印"
    times = sum(row.outcome is not PrintOutcome.FAILED for row in paper.prints)
    return f"{PRINT_OUTCOMES[paper.prints[-1].outcome]}，{times} 次"


def _print_tone(paper: PaperDetail) -> Tone:
    if not paper.prints:
        return "wait"
    tones: dict[PrintOutcome, Tone] = {
        PrintOutcome.PRINTED: "good",
        PrintOutcome.SUBMITTED: "accent",
        PrintOutcome.UNCERTAIN: "wait",
        PrintOutcome.FAILED: "bad",
    }
    return tones[paper.prints[-1].outcome]


def _scan_words(entry: tuple[ReceivedMaterial, str]) -> str:
    files = len(entry[0].attachments)
    return f"{files} 个文件" if files else "—"


_PAPER_COLUMNS: list[Column[PaperDetail]] = [
    Column("文书", lambda row: PAPER_NAMES[row.paper.kind], 112),
    Column("编号", lambda row: row.paper.number),
    Column("打印", _print_words, 144, _print_tone),
]
_MATERIAL_COLUMNS: list[Column[tuple[ReceivedMaterial, str]]] = [
    Column("材料", lambda row: row[1]),
    Column("方式", lambda row: HOW_GOT_WORDS[row[0].how_got], 84),
    Column("份数", lambda row: str(row[0].copies), 56, right=True),
    Column("附件", _scan_words, 84),
]
_TIMELINE_COLUMNS: list[Column[TimelineEntry]] = [
    Column("时间", lambda row: day_and_time(row.at), 148),
    Column("事项", lambda row: event(row.kind)),
    Column("经办", lambda row: row.actor, 100),
]
_FACTS = ("申请人", "证件号码", "联系电话", "代理人", "收件", "受理", "决定期限", "承诺办结", "法定办结", "平台编号")


def _fact_texts(case: Case) -> tuple[str, ...]:
    """The facts in the order of their names; numbers are masked, because others see the screen (PIPL 6)."""
    intake = case.intake
    return (
        intake.applicant.name,
        mask_id(intake.applicant.id_number),
        mask_phone(intake.applicant.phone),
        intake.agent.name if intake.agent else "",
        day_and_time(case.received_at),
        day_and_time(case.accepted_at) if case.accepted_at else "",
        day(case.due.accept_by),
        day(case.due.promised_on),
        day(case.due.legal_on),
        case.platform_no,
    )
