"""容缺跟踪 (F5), the screen: filters by light, department and text, the list, and the case or the telephone list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from counter.domain.course import OwedLight
from ui.approving.view import ApprovalLine
from ui.deferred.calls import CallPanel
from ui.deferred.panel import SupplementPanel
from ui.deferred.rows import LIGHTS, TONES, WHY, OwedLine, Wanted, light_words
from ui.parts import ActionButton, Banner, ConfirmLine, KeyHint, set_look, shown
from ui.parts.chip import Chip
from ui.parts.table import Column, PagedRows, PageTable
from ui.parts.times import day
from ui.theme import SPACE, icon

_PAUSE_MS = 150
_PANEL_PX = 584
_ROOM_FOR_ALL_PX = 1040
_WHY, _DAY, _ITEM, _NUMBER, _WINDOW = 2, 3, 5, 6, 7
_EXTRA = (_WHY, _DAY, _ITEM, _NUMBER, _WINDOW)
_ALL_DEPARTMENTS = "全部部门"


class DeferredView(QWidget):
    """Type or scan, walk with Up and Down, Enter opens, Esc goes back."""

    wanted = Signal(object)
    """What is to be listed (Wanted)."""
    entered = Signal()
    """Enter in the search line: what fits is listed at once, and a single case is opened."""
    opened = Signal(object)
    """The OwedLine that was opened."""
    calls_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = QLineEdit()
        self.search.setPlaceholderText("姓名两字、电话后四位、材料、编号，或扫描文书条码")
        self.search.setAccessibleName("查找待补材料")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.installEventFilter(self)
        self.department = QComboBox()
        self.department.setAccessibleName("部门")
        self.department.setMinimumContentsLength(8)
        self.department.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.department.addItem(_ALL_DEPARTMENTS, "")
        self.calls_button = ActionButton("电话名单", key="Ctrl+T", scope=self)
        self.banner = Banner(reserve=False)
        self.confirm = ConfirmLine(narrow=True)
        self.approval = ApprovalLine()
        self.chips: dict[OwedLight | None, Chip] = {}
        self.rows: PagedRows[OwedLine] = PagedRows(_COLUMNS, self)
        self.table = PageTable(self.rows)
        self.table.setAccessibleName("待补材料列表")
        self.panel = SupplementPanel(self)
        self.calls = CallPanel()
        self.side = QStackedWidget()
        self.side.addWidget(self.panel)
        self.side.addWidget(self.calls)
        self.side.setFixedWidth(_PANEL_PX)
        self.side.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._want)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.search)

    def want(self) -> Wanted:
        """What the filters say."""
        light = next((light for light, chip in self.chips.items() if chip.isChecked()), None)
        return Wanted(light, str(self.department.currentData() or ""), self.search.text().strip())

    def show_counts(self, counts: dict[OwedLight, int]) -> None:
        """Each light says how many there are; the first chip all of them."""
        for light, chip in self.chips.items():
            chip.set_count(sum(counts.values()) if light is None else counts[light])
        unknown = self.chips[OwedLight.UNKNOWN]
        unknown.setVisible(unknown.count() > 0 or unknown.isChecked())

    def show_departments(self, departments: Sequence[str]) -> None:
        """The departments to choose from; the chosen one stays."""
        chosen = str(self.department.currentData() or "")
        known = [self.department.itemData(row) for row in range(1, self.department.count())]
        names = [*departments, *([chosen] if chosen and chosen not in departments else [])]
        if known == names:
            return
        self.department.blockSignals(True)
        self.department.clear()
        self.department.addItem(_ALL_DEPARTMENTS, "")
        for name in names:
            self.department.addItem(shown(name), name)
        self.department.setCurrentIndex(max(self.department.findData(chosen), 0))
        self.department.blockSignals(False)

    def show_panel(self, panel: QWidget | None) -> None:
        """The case or the telephone list stands at the right, or nothing."""
        if panel is not None:
            self.side.setCurrentWidget(panel)
        self.side.setVisible(panel is not None)
        self._choose_columns()

    def showing(self) -> QWidget | None:
        """What stands at the right."""
        return None if self.side.isHidden() else self.side.currentWidget()

    def clear(self) -> None:
        """Nothing of the last person is left."""
        self.search.clear()
        self._pause.stop()
        self.chips[None].setChecked(True)
        self.department.setCurrentIndex(0)
        self.rows.start([], 0)
        self.panel.clear()
        self.calls.clear()
        self.show_panel(None)
        self.confirm.close_quietly()
        self.banner.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Down goes from the search line into the list; Enter searches at once and opens a single case."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) and self.rows.rowCount():
                self.go_into_list()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pause.stop()
                self.entered.emit()
                return True
        return super().eventFilter(watched, event)

    def go_into_list(self) -> None:
        """The list has the focus."""
        self.table.setFocus()
        self.table.go_to(max(self.table.current_row(), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc goes back one step: panel, search text."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.showing() is not None:
            self.show_panel(None)
            self.search.setFocus()
            self.search.selectAll()
        else:
            self.search.setFocus()
            self.search.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Columns that have no room are left out; the panel tells them."""
        super().resizeEvent(event)
        self._choose_columns()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE.small)
        head.addWidget(self.search, 1)
        head.addWidget(self.department)
        head.addWidget(self.calls_button)
        lights = QHBoxLayout()
        lights.setSpacing(SPACE.tiny)
        group = QButtonGroup(self)
        for number, light in enumerate((None, *LIGHTS)):
            chip = Chip(LIGHTS[light] if light else "全部", TONES[light] if light else None)
            chip.setToolTip(f"Alt+{number}")
            group.addButton(chip)
            lights.addWidget(chip)
            self.chips[light] = chip
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(chip.click)
        self.chips[None].setChecked(True)
        self._chip_keys = KeyHint("Alt+0–6")
        lights.addWidget(self._chip_keys)
        lights.addStretch(1)
        left = QVBoxLayout()
        left.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        left.setSpacing(SPACE.small)
        left.addLayout(head)
        left.addLayout(lights)
        left.addWidget(self.banner)
        left.addWidget(self.confirm)
        left.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self.approval)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.department.currentIndexChanged.connect(lambda _row: self._want())
        for chip in self.chips.values():
            chip.clicked.connect(self._want)
        self.calls_button.clicked.connect(self.calls_asked)
        self.table.opened.connect(self._open)
        self.approval.dismissed.connect(self.panel.go_back)
        self.panel.refused.connect(lambda why: self.banner.say("warn", why))
        self.calls.said.connect(lambda what: self.banner.say("info", what))

    def _choose_columns(self) -> None:
        room = self.width() - (0 if self.side.isHidden() else _PANEL_PX)
        self._chip_keys.setVisible(room >= _ROOM_FOR_ALL_PX)
        for column in _EXTRA:
            self.table.setColumnHidden(column, room < _ROOM_FOR_ALL_PX)

    def _want(self) -> None:
        self._pause.stop()
        self.wanted.emit(self.want())

    def _open(self, number: int) -> None:
        line = self.rows.row(number)
        if line is not None:
            self.opened.emit(line)


_COLUMNS: list[Column[OwedLine]] = [
    Column("灯", lambda line: light_words(line.light, line.left), 164, lambda line: TONES[line.light]),
    Column("待补材料", lambda line: line.name),
    Column("事由", lambda line: WHY[line.why], 60),
    Column("期限", lambda line: day(line.due_on), 104),
    Column("申请人", lambda line: line.applicant, 104),
    Column("事项", lambda line: line.item_name, 200),
    Column("编号", lambda line: line.case_no, 184),
    Column("窗口", lambda line: line.window, 56),
]
