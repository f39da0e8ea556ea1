"""办件 (F7), the screen: one search line, the list, and the case beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.cases.detail import CaseDetailView
from ui.cases.rows import CaseLine, remaining_tone, remaining_words, state_tone
from ui.parts import Banner, ConfirmLine, KeyHint, PlainLabel, set_look
from ui.parts.table import Column, PagedRows, PageTable
from ui.parts.times import day, day_and_time
from ui.theme import SPACE, icon
from ui.wording import COUNTER_STATES

_PAUSE_MS = 150
_DETAIL_PX = 520
_ROOM_FOR_ALL_PX = 1000
_PLATFORM, _RECEIVED, _DUE = 4, 5, 6


class CasesView(QWidget):
    """Type, walk with Up and Down, Enter opens, Esc goes back."""

    searched = Signal(str)
    opened = Signal(object)
    """The CaseLine that was opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = QLineEdit()
        self.search.setPlaceholderText("姓名两字、证件号后四位、电话后四位、编号，或扫描文书条码")
        self.search.setAccessibleName("查找办件")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.installEventFilter(self)
        self._count = PlainLabel(look="quiet")
        self.banner = Banner(reserve=False)
        self.confirm = ConfirmLine(narrow=True)
        self.rows: PagedRows[CaseLine] = PagedRows(_COLUMNS, self)
        self.table = PageTable(self.rows)
        self.table.setAccessibleName("办件列表")
        self.detail = CaseDetailView(self)
        self.detail.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search_now)
        head = QHBoxLayout()
        head.setSpacing(SPACE.small)
        head.addWidget(self.search, 1)
        head.addWidget(self._count)
        for key, word in (("↑↓", "选择"), ("Enter", "打开"), ("Esc", "返回")):
            head.addWidget(KeyHint(key))
            head.addWidget(PlainLabel(word, look="quiet"))
        left = QVBoxLayout()
        left.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        left.setSpacing(SPACE.small)
        left.addLayout(head)
        left.addWidget(self.banner)
        left.addWidget(self.confirm)
        left.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.detail)
        self.detail.setFixedWidth(_DETAIL_PX)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.table.opened.connect(self._open)
        self.table.walked.connect(self._follow)
        self.setFocusProxy(self.search)

    def text(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    def show_count(self, total: int) -> None:
        """How many cases the list has."""
        self._count.setText(f"共 {total} 件" if total else "没有符合的办件")

    def show_detail(self, shown: bool) -> None:
        """The panel at the right is open or not."""
        self.detail.setVisible(shown)
        self._choose_columns()
        if not shown:
            self.detail.close_preview()

    def clear(self) -> None:
        """Nothing of the last person is left."""
        self.search.clear()
        self._pause.stop()
        self.rows.start([], 0)
        self.show_detail(False)
        self.detail.clear()
        self.confirm.close_quietly()
        self.banner.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Down goes from the search line into the list; Enter searches at once and opens a single hit."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) and self.rows.rowCount():
                self.table.setFocus()
                self.table.go_to(max(self.table.current_row(), 0))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._search_now()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc goes back one step: preview, detail, search text."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.detail.close_preview():
            self.detail.papers_table.setFocus()
        elif not self.detail.isHidden():
            self.show_detail(False)
            self.table.setFocus()
        elif self.search.hasFocus():
            self.search.clear()
        else:
            self.search.setFocus()
            self.search.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Columns that have no room are left out; the detail tells them."""
        super().resizeEvent(event)
        self._choose_columns()

    def _choose_columns(self) -> None:
        room = self.width() - (0 if self.detail.isHidden() else _DETAIL_PX)
        for column in (_PLATFORM, _RECEIVED, _DUE):
            self.table.setColumnHidden(column, room < _ROOM_FOR_ALL_PX)

    def _search_now(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text())

    def _open(self, number: int) -> None:
        line = self.rows.row(number)
        if line is not None:
            self.opened.emit(line)

    def _follow(self, number: int) -> None:
        """While the panel is open it follows the list."""
        if not self.detail.isHidden():
            self._open(number)


def _due_words(line: CaseLine) -> str:
    left = remaining_words(line.days_left)
    return left or day(line.due_on)


_COLUMNS: list[Column[CaseLine]] = [
    Column("编号", lambda line: line.case_no, 184),
    Column("事项", lambda line: line.item_name),
    Column("申请人", lambda line: line.applicant, 112),
    Column("本窗口", lambda line: COUNTER_STATES[line.state], 104, lambda line: state_tone(line.state)),
    Column("平台", lambda line: line.platform_state or "尚无回音", 104),
    Column("收件", lambda line: day_and_time(line.received_at), 148),
    Column("期限", _due_words, 136, lambda line: remaining_tone(line.days_left)),
]
