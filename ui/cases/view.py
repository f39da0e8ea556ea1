"""办件 (F7), the screen: one search line, the list, and the case beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui.approving.view import ApprovalLine
from ui.cases.detail import CaseDetailView
from ui.cases.materials_page import MaterialsPage
from ui.cases.rows import CaseLine, Wanted, countdown_words, remaining_tone, state_tone
from ui.cases.ruling_page import RulingPage
from ui.parts import Banner, ConfirmLine, KeyHint, PlainLabel, set_look
from ui.parts.chip import Chip
from ui.parts.table import Column, PagedRows, PageTable
from ui.parts.times import day, day_and_time
from ui.theme import SPACE, icon
from ui.wording import COUNTER_STATES

_PAUSE_MS = 150
_DETAIL_PX = 520
_ROOM_FOR_ALL_PX = 1000
_PLATFORM, _RECEIVED = 4, 5


class CasesView(QWidget):
    """Type, walk with Up and Down, Enter opens, Esc goes back."""

    searched = Signal(object)
    """What is to be listed (Wanted)."""
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
        self.undecided = Chip("待决定", "accent")
        self.undecided.setToolTip("只看还没有告知申请人的收件（五个工作日内须告知）")
        undecided = QShortcut(QKeySequence("Alt+1"), self)
        undecided.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undecided.activated.connect(self.undecided.click)
        self.banner = Banner(reserve=False)
        self.confirm = ConfirmLine(narrow=True)
        self.rows: PagedRows[CaseLine] = PagedRows(_COLUMNS, self)
        self.table = PageTable(self.rows)
        self.table.setAccessibleName("办件列表")
        self._found = QWidget()
        self.detail = CaseDetailView(self._found)
        self.detail.hide()
        self.ruling = RulingPage()
        self.materials = MaterialsPage()
        self.approval = ApprovalLine()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search_now)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.search)

    def want(self) -> Wanted:
        """What the filters say."""
        return Wanted(self.search.text().strip(), self.undecided.isChecked())

    def show_count(self, total: int, undecided: int) -> None:
        """How many cases the list has, and how many of the person's await their decision."""
        self._count.setText(f"共 {total} 件" if total else "没有符合的办件")
        self.undecided.set_count(undecided)

    def show_ruling(self, shown: bool) -> None:
        """The page of a decision stands in the place of list and case, or they are back."""
        self._pages.setCurrentIndex(1 if shown else 0)
        if shown:
            self.ruling.go_back()
        else:
            self.ruling.ruled.close_body()

    def show_materials(self) -> None:
        """The page of 材料更正 stands in the place of list and case."""
        self._pages.setCurrentWidget(self.materials)
        self.materials.go_back()

    def materials_open(self) -> bool:
        """Whether the page of 材料更正 is open."""
        return self._pages.currentWidget() is self.materials

    def ruling_open(self) -> bool:
        """Whether the page of a decision is open."""
        return self._pages.currentIndex() == 1

    def show_detail(self, shown: bool) -> None:
        """The panel at the right is open or not."""
        self.detail.setVisible(shown)
        self._choose_columns()
        if not shown:
            self.detail.show_facts()

    def clear(self) -> None:
        """Nothing of the last person is left."""
        self.search.clear()
        self.undecided.setChecked(False)
        self._pause.stop()
        self.rows.start([], 0)
        self.show_ruling(False)
        self.ruling.clear()
        self.materials.clear()
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
        """Esc goes back one step: preview or list of what may be done, detail, search text."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.detail.show_facts():
            pass
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

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE.small)
        head.addWidget(self.search, 1)
        head.addWidget(self.undecided)
        head.addWidget(KeyHint("Alt+1"))
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
        row = QHBoxLayout(self._found)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.detail)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._found)
        self._pages.addWidget(self.ruling)
        self._pages.addWidget(self.materials)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(self.approval)
        self.detail.setFixedWidth(_DETAIL_PX)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.table.opened.connect(self._open)
        self.table.walked.connect(self._follow)
        self.undecided.clicked.connect(self._search_now)
        self.approval.dismissed.connect(self._go_back)
        self.detail.refused.connect(lambda why: self.banner.say("warn", why))

    def _choose_columns(self) -> None:
        room = self.width() - (0 if self.detail.isHidden() else _DETAIL_PX)
        for column in (_PLATFORM, _RECEIVED):
            self.table.setColumnHidden(column, room < _ROOM_FOR_ALL_PX)

    def _go_back(self) -> None:
        """Nothing was approved: where one typed has the focus."""
        if self.ruling_open():
            self.ruling.go_back()
        elif self.materials_open():
            self.materials.go_back()
        elif self.detail.asking():
            self.detail.form.go_back()
        else:
            self.table.setFocus()

    def _search_now(self) -> None:
        self._pause.stop()
        self.searched.emit(self.want())

    def _open(self, number: int) -> None:
        line = self.rows.row(number)
        if line is not None:
            self.opened.emit(line)

    def _follow(self, number: int) -> None:
        """While the panel is open it follows the list."""
        if not self.detail.isHidden():
            self._open(number)


def _due_words(line: CaseLine) -> str:
    return countdown_words(line.state, line.days_left) or day(line.due_on)


_COLUMNS: list[Column[CaseLine]] = [
    Column("编号", lambda line: line.case_no, 184),
    Column("事项", lambda line: line.item_name),
    Column("申请人", lambda line: line.applicant, 84),
    Column("本窗口", lambda line: COUNTER_STATES[line.state], 104, lambda line: state_tone(line.state)),
    Column("平台", lambda line: line.platform_state or "尚无回音", 104),
    Column("收件", lambda line: day_and_time(line.received_at), 148),
    Column("期限", _due_words, 178, lambda line: remaining_tone(line.days_left)),
]
