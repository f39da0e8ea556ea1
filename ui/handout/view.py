"""出件 (F6), the screen: filters by state and text, the list, and the result or the batch beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from counter.domain.handing import ResultState
from ui.approving.view import ApprovalLine
from ui.handout.batch import BatchPanel
from ui.handout.deeds import STEP_OF_KEY, Step
from ui.handout.panel import ResultPanel
from ui.handout.rows import STATES, TONES, ResultLine, ResultRows, Wanted
from ui.parts import ActionButton, Banner, ConfirmLine, KeyHint, PlainLabel, set_look
from ui.parts.chip import Chip
from ui.parts.table import Column, PageTable
from ui.parts.times import day_and_time
from ui.theme import SPACE, icon

_PAUSE_MS = 150
_PANEL_PX = 520
_ROOM_FOR_ALL_PX = 1000
_ROOM_FOR_NUMBER_PX = 780
_NUMBER, _DEPARTMENT, _SINCE = 4, 5, 6


class ResultTable(PageTable):
    """The list; the letters of the steps, Space marks, Enter hands out."""

    stepped = Signal(object)
    """The Step whose letter was pressed."""
    mark_asked = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the first line of this class; a letter with Alt or Ctrl is somebody else's."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and event.key() in STEP_OF_KEY:
            self.stepped.emit(STEP_OF_KEY[event.key()])
        elif plain and event.key() == Qt.Key.Key_Space:
            self.mark_asked.emit(self.current_row())
        else:
            super().keyPressEvent(event)


class HandoutView(QWidget):
    """Type or scan, walk with Up and Down; the panel follows; the keys stand on its buttons; Esc goes back."""

    wanted = Signal(object)
    """What is to be listed (Wanted)."""
    entered = Signal()
    """Enter in the search line: what fits is listed at once, and the first one is current."""
    walked = Signal(object)
    """The ResultLine that became current."""
    stepped = Signal(object)
    """The Step that is to be taken with the current result, or with all that are marked."""
    batch_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = QLineEdit()
        self.search.setPlaceholderText("姓名两字、证件或电话后四位、文号、编号，或扫描文书条码")
        self.search.setAccessibleName("查找结果")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.installEventFilter(self)
        self.batch_button = ActionButton("流转", key="Ctrl+B", scope=self)
        self.banner = Banner(reserve=False)
        self.confirm = ConfirmLine(narrow=True)
        self.approval = ApprovalLine()
        self.chips: dict[ResultState | None, Chip] = {}
        self._states = QGridLayout()
        self.rows = ResultRows(_COLUMNS, self)
        self.table = ResultTable(self.rows)
        self.table.setAccessibleName("结果列表")
        self._marked = PlainLabel(look="quiet")
        self.panel = ResultPanel()
        self.batch = BatchPanel()
        self.side = QStackedWidget()
        self.side.addWidget(self.panel)
        self.side.addWidget(self.batch)
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
        state = next((state for state, chip in self.chips.items() if chip.isChecked()), None)
        return Wanted(state, self.search.text().strip())

    def show_counts(self, counts: dict[ResultState, int]) -> None:
        """Each state says how many there are; the first chip all of them."""
        for state, chip in self.chips.items():
            chip.set_count(sum(counts.values()) if state is None else counts[state])
        self._choose_columns()

    def show_panel(self, panel: QWidget | None) -> None:
        """The result or the batch stands at the right, or nothing."""
        if panel is not None:
            self.side.setCurrentWidget(panel)
        self.side.setVisible(panel is not None)
        self._choose_columns()

    def showing(self) -> QWidget | None:
        """What stands at the right."""
        return None if self.side.isHidden() else self.side.currentWidget()

    def current(self) -> ResultLine | None:
        """The result that is current in the list."""
        return self.rows.row(self.table.current_row())

    def clear(self) -> None:
        """Nothing of the last person is left."""
        self.search.clear()
        self._pause.stop()
        self.chips[None].setChecked(True)
        self.rows.unmark_all()
        self.rows.start([], 0)
        self.panel.clear()
        self.batch.clear()
        self.show_panel(None)
        self.confirm.close_quietly()
        self.banner.clear()

    def go_into_list(self) -> None:
        """The list has the focus."""
        self.table.setFocus()
        self.table.go_to(max(self.table.current_row(), 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Down goes from the search line into the list; Enter searches at once."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) and self.rows.rowCount():
                self.go_into_list()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pause.stop()
                self.entered.emit()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc goes back one step: batch, list, search text, marks."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.showing() is self.batch:
            self.show_panel(None)
            self.search.setFocus()
        elif not self.search.hasFocus():
            self.search.setFocus()
            self.search.selectAll()
        elif self.search.text():
            self.search.clear()
        else:
            self.rows.unmark_all()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Columns that have no room are left out; the panel tells them."""
        super().resizeEvent(event)
        self._choose_columns()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE.small)
        head.addWidget(self.search, 1)
        head.addWidget(self._marked)
        head.addWidget(self.batch_button)
        self._states.setSpacing(SPACE.tiny)
        group = QButtonGroup(self)
        for number, state in enumerate((None, *STATES)):
            chip = Chip(STATES[state] if state else "全部", TONES[state] if state else None)
            chip.setToolTip(f"Alt+{number}")
            group.addButton(chip)
            self.chips[state] = chip
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(chip.click)
            typed = QShortcut(QKeySequence(f"Alt+{number}"), self.search)
            typed.setContext(Qt.ShortcutContext.WidgetShortcut)
            typed.activated.connect(chip.click)
        self.chips[None].setChecked(True)
        keys = QHBoxLayout()
        keys.setSpacing(SPACE.tiny)
        for key, word in (("Alt+0–7", "筛选"), ("空格", "选中几份"), ("Esc", "返回")):
            keys.addWidget(KeyHint(key))
            keys.addWidget(PlainLabel(word, look="quiet"))
            keys.addSpacing(SPACE.small)
        keys.addStretch(1)
        left = QVBoxLayout()
        left.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        left.setSpacing(SPACE.small)
        left.addLayout(head)
        left.addLayout(self._states)
        left.addWidget(self.banner)
        left.addWidget(self.confirm)
        left.addWidget(self.table, 1)
        left.addLayout(keys)
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
        for chip in self.chips.values():
            chip.clicked.connect(self._want)
        self.batch_button.clicked.connect(self.batch_asked)
        self.table.walked.connect(self._walk)
        self.table.opened.connect(lambda _row: self.stepped.emit(Step.HAND_OUT))
        self.table.stepped.connect(self.stepped)
        self.table.mark_asked.connect(self._mark)
        self.rows.marked_changed.connect(self._show_marked)
        self.panel.step_asked.connect(self.stepped)
        self.batch.refused.connect(lambda why: self.banner.say("warn", why))
        for key, pressed in (("F8", self._press_save), ("F9", self._press_print)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(pressed)
        self.panel.collector.left.connect(self.table.setFocus)
        self.approval.dismissed.connect(self.table.setFocus)

    def _press_save(self) -> None:
        """F8 keeps the batch that is being put together."""
        if self.showing() is self.batch:
            self._press(self.batch.save_button)

    def _press_print(self) -> None:
        """F9 prints what belongs to what stands at the right."""
        if self.showing() is self.batch:
            self._press(self.batch.print_button)
        elif self.showing() is self.panel:
            self._press(self.panel.print_button)

    def _press(self, button: ActionButton) -> None:
        if button.isEnabled():
            button.click()
        else:
            self.banner.say("warn", button.reason())

    def _choose_columns(self) -> None:
        room = self.width() - (0 if self.side.isHidden() else _PANEL_PX)
        for column in (_DEPARTMENT, _SINCE):
            self.table.setColumnHidden(column, room < _ROOM_FOR_ALL_PX)
        self.table.setColumnHidden(_NUMBER, room < _ROOM_FOR_NUMBER_PX)
        self._lay_states(self.width() - _PANEL_PX - 2 * SPACE.large)  # as with the panel, so that nothing jumps

    def _lay_states(self, room_px: int) -> None:
        """The filters in one row, or in two where their numbers need the room."""
        chips = list(self.chips.values())
        one_row = sum(chip.sizeHint().width() + SPACE.tiny for chip in chips) <= room_px
        in_a_row = len(chips) if one_row else len(chips) // 2
        for number, chip in enumerate(chips):
            self._states.addWidget(chip, number // in_a_row, number % in_a_row)
        for column in range(len(chips) + 1):
            self._states.setColumnStretch(column, 1 if column == in_a_row else 0)

    def _mark(self, number: int) -> None:
        """Marked, and on to the next one."""
        self.rows.toggle(number)
        if number + 1 < self.rows.rowCount():
            self.table.go_to(number + 1)

    def _show_marked(self) -> None:
        count = len(self.rows.marked())
        self._marked.setText(f"已选 {count} 份" if count else "")

    def _walk(self, number: int) -> None:
        line = self.rows.row(number)
        if line is not None:
            self.walked.emit(line)

    def _want(self) -> None:
        self._pause.stop()
        self.wanted.emit(self.want())


_COLUMNS: list[Column[ResultLine]] = [
    Column("选", lambda _line: "", 40),
    Column("状态", lambda line: STATES[line.state], 88, lambda line: TONES[line.state]),
    Column("结果", lambda line: line.name),
    Column("申请人", lambda line: line.applicant, 96),
    Column("办件编号", lambda line: line.case_no, 184),
    Column("部门", lambda line: line.department, 136),
    Column("自", lambda line: day_and_time(line.since), 136),
]
