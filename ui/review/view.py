"""审核 (F11), the screen: the queue at the left, the evidence at the right, and below it what is decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from counter.domain.policy import ReviewKind
from ui.names import REVIEW_KINDS
from ui.parts import ActionButton, Banner, ButtonRow, KeyHint, PlainLabel, set_look
from ui.parts.chip import Chip
from ui.parts.deed_form import DeedForm
from ui.parts.table import Column, PagedRows, PageTable
from ui.parts.times import day_and_time
from ui.review.deciding import DecisionForm
from ui.review.evidence import EvidencePanel
from ui.review.rows import SCOPES, Counts, ReviewLine, Scope, Wanted
from ui.theme import SPACE

_WALK_MS = 60
"""So long the list has to rest on a row before its evidence is read."""
_PANEL_SHARE = 0.51
_PANEL_LEAST_PX, _PANEL_MOST_PX = 620, 900
_MARK, _KIND, _ITEM, _APPLICANT, _ASKER, _WINDOW, _ASKED, _WAITED, _STANDING = range(9)
_ROOM_PX = {_STANDING: 520, _APPLICANT: 590, _WINDOW: 660, _ASKER: 760, _ASKED: 900}
"""So wide the list has to be for that column; the evidence tells the rest."""


class ReviewView(QWidget):
    """↑↓ walk, Space marks, Enter or → the evidence, Esc back; the keys of the deeds stand on their buttons."""

    wanted = Signal(object)
    """What is to be listed (Wanted)."""
    looked = Signal(object)
    """The ReviewLine on which the list rests."""
    approve_asked = Signal()
    return_asked = Signal()
    assign_asked = Signal()
    lock_asked = Signal()
    break_asked = Signal()
    open_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.marks: dict[str, ReviewLine] = {}
        self.banner = Banner(reserve=False)
        self.chips: dict[Scope, Chip] = {}
        self.kind = QComboBox()
        self.kind.setAccessibleName("事由")
        self.kind.setMinimumContentsLength(9)
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._marked = PlainLabel(look="strong")
        self._nothing = PlainLabel("没有需要审核的事项。", look="quiet")
        self.rows: PagedRows[ReviewLine] = PagedRows(self._columns(), self)
        self.table = _QueueTable(self.rows)
        self.table.setAccessibleName("审核队列")
        self.evidence = EvidencePanel()
        self.decision = DecisionForm()
        self.deed = DeedForm()
        self.approve = ActionButton("批准", key="A", look="main", scope=self)
        self.give_back = ActionButton("退回", key="R", scope=self)
        self.assign = ActionButton("分派", key="F", scope=self)
        self.lock = ActionButton("锁定", key="L", scope=self)
        self.break_lock = ActionButton("破锁", key="B", scope=self)
        self.scan = ActionButton("看扫描件", key="P", scope=self)
        self.open = ActionButton("打开办件", key="G", scope=self)
        self._side, self._buttons = QWidget(), QWidget()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_WALK_MS)
        self._rest.timeout.connect(self._look)
        self._lay_out()
        self._connect()
        self.show_counts({scope: {} for scope in Scope})
        self.setFocusProxy(self.table)

    def want(self) -> Wanted:
        """What the filters say."""
        scope = next((scope for scope, chip in self.chips.items() if chip.isChecked()), Scope.OPEN)
        value = self.kind.currentData()
        return Wanted(scope, ReviewKind(value) if value else None)

    def current(self) -> ReviewLine | None:
        """The review on which the list stands."""
        return self.rows.row(self.table.current_row())

    def targets(self) -> tuple[ReviewLine, ...]:
        """What a decision is about: those that are marked, else the current one."""
        if self.marks:
            return tuple(self.marks.values())
        line = self.current()
        return (line,) if line else ()

    def show_counts(self, counts: Counts) -> None:
        """Each chip says how long its list is, each kind how many of it the present one has."""
        wanted = self.want()
        for scope, chip in self.chips.items():
            kinds = counts[scope]
            chip.set_count(kinds.get(wanted.kind, 0) if wanted.kind else sum(kinds.values()))
        here = counts[wanted.scope]
        kinds_here = [kind for kind in ReviewKind if here.get(kind) or kind is wanted.kind]
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem(f"全部事由 {sum(here.values())}", "")
        for kind in kinds_here:
            self.kind.addItem(f"{REVIEW_KINDS[kind]} {here.get(kind, 0)}", kind.value)
        self.kind.setCurrentIndex(max(self.kind.findData(wanted.kind.value), 0) if wanted.kind else 0)
        self.kind.blockSignals(False)

    def show_rest(self, row: int) -> None:
        """After a new list: the row that is current, or that there is nothing."""
        self._nothing.setVisible(not self.rows.rowCount())
        self._side.setVisible(bool(self.rows.rowCount()))
        if self.rows.rowCount():
            self.table.go_to(min(max(row, 0), self.rows.rowCount() - 1))
        else:
            self.evidence.clear()
        known = {line.id: line for line in self.rows.rows()}
        self.marks = {key: known.get(key, line) for key, line in self.marks.items() if key in known}
        self.weigh()

    def drop_marks(self) -> None:
        """Nothing is marked."""
        self.marks.clear()
        self.weigh()

    def weigh(self) -> None:
        """Each button can be pressed, or says why not."""
        line, many = self.current(), self.targets()
        nothing = "" if line else "没有选中的事项"
        self.approve.set_words(f"批准 {len(many)} 项" if len(self.marks) > 1 else _approve_word(line))
        self.give_back.set_words(f"退回 {len(many)} 项" if len(self.marks) > 1 else "退回")
        self.approve.bar(nothing or _first(many, ReviewLine.closed_approval))
        self.give_back.bar(nothing or _first(many, ReviewLine.closed_decision))
        self.assign.bar(nothing or (line.closed_lock() if line else ""))
        self.lock.set_words("解锁" if line and line.mine else "锁定")
        self.lock.bar(nothing or (line.closed_lock() if line else ""))
        self.break_lock.setVisible(bool(line and not line.closed_break()))
        evidence = self.evidence.evidence()
        shown = evidence if evidence and line and evidence.line.id == line.id else None
        self.scan.bar(nothing or ("" if shown and self.evidence.has_scan() else "没有扫描件"))
        here = shown is not None and (shown.case_id is not None or shown.line.repair)
        self.open.set_words("去待处理" if line and line.repair else "打开办件")
        self.open.bar(nothing or ("" if here else "办件不在本窗口，或还是草稿"))
        self._marked.setText(f"已标记 {len(self.marks)} 项" if self.marks else "")
        self.table.viewport().update()

    def close_forms(self) -> None:
        """Nothing is being decided."""
        self.decision.close_quietly()
        self.deed.close_quietly()

    def deciding(self) -> bool:
        """Whether something is being typed that must not move."""
        return not self.decision.isHidden() or not self.deed.isHidden()

    def clear(self) -> None:
        """Nothing of the last person is left."""
        self._rest.stop()
        self.close_forms()
        self.marks.clear()
        self.chips[Scope.OPEN].setChecked(True)
        self.kind.setCurrentIndex(0)
        self.rows.start([], 0)
        self.evidence.clear()
        self.show_rest(0)
        self.banner.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc goes back one step: scan, evidence, marks; Left goes from the evidence to the list."""
        back = event.key() == Qt.Key.Key_Escape
        if back and self.evidence.close_preview():
            self.evidence.materials_table.setFocus()
        elif (back or event.key() == Qt.Key.Key_Left) and not self.table.hasFocus():
            self.table.setFocus()
        elif back and self.marks:
            self.drop_marks()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The evidence has the larger half; columns that have no room are left out, the evidence tells them."""
        super().resizeEvent(event)
        panel = min(max(round(self.width() * _PANEL_SHARE), _PANEL_LEAST_PX), _PANEL_MOST_PX)
        self._side.setFixedWidth(panel)
        for column, least in _ROOM_PX.items():
            self.table.setColumnHidden(column, self.width() - panel < least)

    def _columns(self) -> list[Column[ReviewLine]]:
        return [
            Column("", lambda _line: "", 30, lambda line: "good" if line.id in self.marks else None),
            Column("事由", lambda line: REVIEW_KINDS[line.kind], 128),
            Column("事项", lambda line: line.item_name),
            Column("申请人", lambda line: line.applicant, 80),
            Column("提请人", lambda line: line.asker, 84),
            Column("窗口", lambda line: line.window, 52),
            Column("提请", lambda line: day_and_time(line.asked_at), 140),
            Column("已等", lambda line: line.waited, 84, lambda line: line.patience),
            Column("状态", lambda line: line.standing[0], 104, lambda line: line.standing[1]),
        ]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE.tiny)
        group = QButtonGroup(self)
        for number, scope in enumerate(Scope, start=1):
            chip = Chip(SCOPES[scope])
            chip.setToolTip(f"Alt+{number}")
            group.addButton(chip)
            head.addWidget(chip)
            self.chips[scope] = chip
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(chip.click)
        self.chips[Scope.OPEN].setChecked(True)
        head.addWidget(KeyHint("Alt+1–4"))
        head.addStretch(1)
        second = QHBoxLayout()
        second.setSpacing(SPACE.small)
        second.addWidget(self.kind)
        second.addWidget(self._marked)
        second.addStretch(1)
        for key, word in (("空格", "标记"), ("Enter", "看依据"), ("Esc", "返回")):
            second.addWidget(KeyHint(key))
            second.addWidget(PlainLabel(word, look="quiet"))
        left = QVBoxLayout()
        left.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        left.setSpacing(SPACE.small)
        left.addLayout(head)
        left.addLayout(second)
        left.addWidget(self.banner)
        left.addWidget(self._nothing)
        left.addWidget(self.table, 1)
        self._lay_out_side()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._side)

    def _lay_out_side(self) -> None:
        set_look(self._side, "paper")
        self._side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.evidence, 1)
        deeds = QVBoxLayout()
        deeds.setContentsMargins(SPACE.large, SPACE.tiny, SPACE.large, SPACE.small)
        deeds.setSpacing(6)
        deeds.addWidget(self.decision)
        deeds.addWidget(self.deed)
        deeds.addWidget(self._buttons)
        side.addLayout(deeds)
        rows = QVBoxLayout(self._buttons)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addWidget(ButtonRow([self.approve, self.give_back]))
        others = QHBoxLayout()
        others.setSpacing(SPACE.small)
        for button in (self.lock, self.break_lock, self.assign, self.scan, self.open):
            others.addWidget(button)
        others.addStretch(1)
        rows.addLayout(others)

    def _connect(self) -> None:
        for chip in self.chips.values():
            chip.clicked.connect(self._want_anew)
        self.kind.currentIndexChanged.connect(lambda _row: self._want_anew())
        self.table.walked.connect(lambda _row: self._walk())
        self.table.opened.connect(lambda _row: self.evidence.setFocus())
        self.table.marked.connect(self._mark)
        self.decision.opened.connect(self._buttons.hide)
        self.decision.gone.connect(self._buttons.show)
        self.approve.clicked.connect(self.approve_asked)
        self.give_back.clicked.connect(self.return_asked)
        self.assign.clicked.connect(self.assign_asked)
        self.lock.clicked.connect(self.lock_asked)
        self.break_lock.clicked.connect(self.break_asked)
        self.scan.clicked.connect(lambda _checked: self.evidence.open_scan())
        self.open.clicked.connect(self.open_asked)
        for button in (self.approve, self.give_back, self.assign, self.lock, self.break_lock, self.scan, self.open):
            button.refused.connect(lambda why: self.banner.say("warn", why))

    def _want_anew(self) -> None:
        self.marks.clear()
        self.close_forms()
        self.wanted.emit(self.want())

    def _walk(self) -> None:
        self.weigh()
        self._rest.start()

    def _look(self) -> None:
        line = self.current()
        if line is not None:
            self.looked.emit(line)

    def _mark(self) -> None:
        line = self.current()
        if line is None:
            return
        if self.marks.pop(line.id, None) is None:
            self.marks[line.id] = line
        self.weigh()
        self.table.go_to(min(self.table.current_row() + 1, self.rows.rowCount() - 1))


class _QueueTable(PageTable):
    """A table in which Space marks and Right opens."""

    marked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Space marks, Right opens; letters are the keys of the deeds and search for nothing."""
        if event.key() == Qt.Key.Key_Space:
            self.marked.emit()
        elif event.key() == Qt.Key.Key_Right and self.current_row() >= 0:
            self.opened.emit(self.current_row())
        elif event.key() == Qt.Key.Key_Left or (event.text().isprintable() and event.text()):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _approve_word(line: ReviewLine | None) -> str:
    """批准 signs something; what has no proposal is only brought to its end."""
    return "了结" if line is not None and line.settles_only else "批准"


def _first(lines: Sequence[ReviewLine], closed: Callable[[ReviewLine], str]) -> str:
    """Why one of them is closed."""
    found = next(((line, closed(line)) for line in lines if closed(line)), None)
    if found is None:
        return ""
    line, why = found
    return f"{REVIEW_KINDS[line.kind]} {line.item_name}：{why}" if len(lines) > 1 else why
