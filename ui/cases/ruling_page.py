"""A later decision that says something beyond the form: its panel in the place of list and case."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from counter.domain.case import Case, Decision
from counter.domain.course import Ruling
from counter.domain.ids import CaseId
from counter.domain.ruling_basis import Basis
from ui.intake.block import Fault
from ui.intake.editors import entry_of
from ui.intake.ruling_panel import RulingPanel
from ui.intake.walking import next_place
from ui.names import DECISIONS
from ui.parts import ActionButton, Banner, ButtonRow, PlainLabel, set_look
from ui.theme import SPACE


class RulingPage(QWidget):
    """Enter goes from field to field, F8 decides, F9 prints a promise to be signed, F4 attaches it, Esc goes back."""

    sheet_asked = Signal(object, object)
    """The Decision and the Ruling whose promise is to be printed for signing."""
    confirmed = Signal(object, object)
    """The Decision and its Ruling."""
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._decision: Decision | None = None
        self._case_id: CaseId | None = None
        self._title = PlainLabel(look="section")
        self._case = PlainLabel(look="soft")
        self._yes = ActionButton("确定", key="F8", look="main", scope=self)
        self._sheet = ActionButton("打印承诺书", key="F9")
        self._scan = ActionButton("签名扫描件", key="F4")
        self._no = ActionButton("返回  Esc")
        self.ruled = RulingPanel(self._yes)
        self.banner = Banner(reserve=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        column.setSpacing(SPACE.small)
        column.addWidget(self._title)
        column.addWidget(self._case)
        column.addWidget(self.ruled, 1)
        column.addWidget(self.banner)
        column.addWidget(ButtonRow([self._yes, self._sheet, self._scan, self._no]))
        self._yes.clicked.connect(self._confirm)
        self._no.clicked.connect(self._leave)
        self._sheet.clicked.connect(self._print_promise)
        self._scan.clicked.connect(self._ask_scan)

    def open(self, case: Case, decision: Decision, basis: Basis, departments: Sequence[str]) -> None:
        """The panel of that decision on that case stands here; its first field has the focus."""
        if case.case_id != self._case_id:
            self.ruled.forget()
        self._decision, self._case_id = decision, case.case_id
        self._title.setText(f"{DECISIONS[decision]}　{case.item_name}")
        self._case.setText(f"{case.case_no}　{case.intake.applicant.name}")
        self._yes.set_words(DECISIONS[decision])
        self.banner.clear()
        self.ruled.open(decision, basis, departments)
        for button in (self._sheet, self._scan):
            button.setVisible(self.ruled.promise() is not None)
        self.go_back()

    def clear(self) -> None:
        """Nothing of the last case is left."""
        self._decision = self._case_id = None
        self.ruled.forget()
        self.banner.clear()
        self._title.setText("")
        self._case.setText("")

    def go_back(self) -> None:
        """The first field has the focus."""
        body = self.ruled.body()
        if body is not None:
            self._focus_on(body.start())

    def show_faults(self, faults: Sequence[Fault], said: str) -> None:
        """Each fault at its place, the first with the focus; below, what stood in the way."""
        body = self.ruled.body()
        if body is not None:
            body.clear_marks()
            ruled = [fault for fault in faults if body.holds(fault.path)]
            for fault in reversed(ruled):
                body.mark(fault.path, fault.words)
            if ruled:
                self._focus_on(body.place(ruled[0].path))
        self.banner.say("warn", said)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the first line of this class."""
        if event.key() == Qt.Key.Key_Escape:
            if not self.ruled.leave_choice():
                self._leave()
        elif event.key() == Qt.Key.Key_F4:
            self._ask_scan()
        elif event.key() == Qt.Key.Key_F9:
            self._print_promise()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._sheet.hasFocus():
            self._sheet.click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._scan.hasFocus():
            self._scan.click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._yes.hasFocus():
            self._yes.click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._no.hasFocus():
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = QApplication.focusWidget()
            following = next_place(self.ruled.page, focused) if focused else None
            self._focus_on(following or self._yes)
        else:
            super().keyPressEvent(event)

    def _focus_on(self, widget: QWidget) -> None:
        target = entry_of(widget)
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self.ruled.ensureWidgetVisible(target, 0, SPACE.wide)

    def _confirm(self) -> None:
        faults = self.ruled.faults()
        if faults:
            self.show_faults(faults, f"未保存：{faults[0].words}")
        elif self._decision is not None:
            ruling: Ruling | None = self.ruled.written()[1]
            self.confirmed.emit(self._decision, ruling)

    def _print_promise(self) -> None:
        """It is printed as it stands, and the focus waits where its signature is noted."""
        promise = self.ruled.promise()
        if promise is None or self._decision is None:
            return
        faults = promise.unreadable()
        if faults:
            self.show_faults(faults, f"承诺书未打印：{faults[0].words}")
        else:
            promise.go_to_signature()
            self.sheet_asked.emit(self._decision, promise.ruling())

    def _ask_scan(self) -> None:
        promise = self.ruled.promise()
        if promise is not None:
            promise.ask_signature()

    def _leave(self) -> None:
        """What is written stays until it is another case."""
        self.ruled.close_body()
        self.left.emit()
