"""The foot of the form: the deeds with their keys, what was said last, and the questions that they open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter.domain.case import Decision
from ui.approving.view import ApprovalLine
from ui.intake.decision_line import DecisionLine
from ui.intake.fix_line import FixLine
from ui.intake.forms_line import FormsLine
from ui.intake.standing import Shown
from ui.parts import ActionButton, Banner, ConfirmLine, Field
from ui.theme import SPACE


class DecisionBar(QWidget):
    """One line of deeds; a question takes their place.

    Args:
        scope: the screen within which the keys work.
    """

    decide_pressed = Signal()
    attach_pressed = Signal()
    cancel_pressed = Signal()
    decided = Signal(object)
    """The confirmed Decision."""
    lacking = Signal()
    """Enter although something lacks first."""
    closed = Signal()
    """The question was left without an answer."""

    def __init__(self, scope: QWidget) -> None:
        super().__init__()
        self.decide = ActionButton("决定", key="F8", look="main", scope=scope)
        self.attach = ActionButton("附件", key="F4", scope=scope)
        self.promise = ActionButton("打印承诺书", key="F9")  # the screen's own key, which prints once the case is saved
        self.promise.hide()
        self.cancel = ActionButton("放弃本件", key="Ctrl+Backspace", scope=scope)
        self.banner = Banner()
        self.line = DecisionLine()
        self.approval = ApprovalLine()
        self.confirm = ConfirmLine()
        self.fix = FixLine()
        self.print_form = ActionButton("表单", key="Alt+F", scope=scope)
        self.forms = FormsLine()
        self.decide.clicked.connect(self.decide_pressed)
        self.attach.clicked.connect(self.attach_pressed)
        self.cancel.clicked.connect(self.cancel_pressed)
        self.line.confirmed.connect(self._decided)
        self.line.lacking.connect(self._lacking)
        self.line.dismissed.connect(self.close_question)
        self.approval.dismissed.connect(self.closed)
        for button in (self.decide, self.attach, self.cancel):
            button.refused.connect(lambda why: self.banner.say("info", why))
        self._foot = QWidget()
        self.approval.opened.connect(self._foot.hide)
        self.approval.gone.connect(self._foot.show)
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        row.addWidget(self.decide)
        row.addWidget(self.promise)
        row.addWidget(self.attach)
        row.addWidget(self.cancel)
        row.addWidget(self.print_form)
        row.addWidget(self.banner, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.tiny, 0, 0)
        column.setSpacing(SPACE.tiny)
        column.addWidget(self.line)
        column.addWidget(self.fix)
        column.addWidget(self.forms)
        column.addWidget(self.approval)
        column.addWidget(self.confirm)
        column.addWidget(self._foot)

    def ask(self, shown: Sequence[Shown], best: Decision | None) -> None:
        """The decisions are offered in the place of the deeds."""
        self.banner.clear()
        self._foot.hide()
        self.line.ask(shown, best)

    def show_deed(self, decision_name: str, *, signed: bool = False) -> None:
        """F8 confirms that decision, whose panel is open; empty: it opens the decisions. F9 prints what is signed.

        Args:
            decision_name: whose panel is open.
            signed: F4 asks for the scan of what is signed there.
        """
        self.decide.set_words(f"确认{decision_name}" if decision_name else "决定")
        self.attach.set_words("签名扫描件" if signed else "附件")
        self.attach.setVisible(signed or not decision_name)
        self.promise.setVisible(signed)
        self.cancel.setVisible(not decision_name)

    def asking(self) -> bool:
        """Whether the decisions are offered."""
        return not self.line.isHidden()

    def close_question(self) -> None:
        """The decisions are not offered any more."""
        if self.asking():
            self.end_question()
            self.closed.emit()

    def end_question(self) -> None:
        """The deeds stand at the foot again; nobody is told."""
        self.line.hide()
        self._foot.show()

    def set_busy(self, why: str) -> None:
        """Nothing can be decided while that is going on; empty lets it be again."""
        buttons: Sequence[ActionButton] = (self.decide, self.attach, self.promise, self.cancel)
        for button in buttons:
            button.bar(why)

    def _lacking(self) -> None:
        self.end_question()
        self.lacking.emit()

    def tell_error_of(self, editor: QWidget) -> None:
        """The whole sentence of a marked field stands here when one comes to it, until the field is right."""
        field = editor.parentWidget()
        if isinstance(field, Field) and field.error():
            told = f"{field.label().text()}：{field.error()}"
            self.banner.say("warn", told)
            field.mended.connect(partial(self.banner.take_back, told), Qt.ConnectionType.SingleShotConnection)

    def _decided(self, decision: Decision) -> None:
        self.end_question()
        self.decided.emit(decision)
