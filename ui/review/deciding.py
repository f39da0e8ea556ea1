"""批准 and 退回, in place of a dialog: the secret once for one or many, the reason from templates by digit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter.actions.reviews import REASON_LENGTH
from counter.domain.policy import ReviewKind
from ui.parts import ActionButton, Field, PlainLabel, StateTag, set_look, set_tone
from ui.parts.text import set_wrong
from ui.theme import SPACE

_SECRET_LENGTH = 200
_NAMED_MOST = 4
_GENERAL = (
    "理由不充分，请写明具体事实和依据",
    "缺少证明材料，请补充扫描件后重新提请",
    "所列依据与事项不符，请核对条款",
    "填写有误，请核对后重新提请",
)
_OF_KIND: dict[ReviewKind, tuple[str, ...]] = {
    ReviewKind.REFUSAL: (
        "材料可以补正，应一次性告知补正，不宜直接不予受理（许可法 32 条第四项）",
        "理由未针对申请条件逐项说明，请补写（许可法 38 条）",
    ),
    ReviewKind.DEFERRAL_OUTSIDE_NORM: ("容缺材料过多，请先收齐主要材料", "该材料为决定性材料，不宜容缺"),
    ReviewKind.DEFERRAL_EXTENSION: ("不属不可抗力，请按原期限补交", "延期天数过长，请缩短后重新提请"),
    ReviewKind.EXTENSION: ("尚未穷尽办理期限，暂不延长", "延期理由不能告知申请人，请改写（许可法 42 条）"),
    ReviewKind.SPECIAL_PROCEDURE: ("所需时间过长，请与承办单位核实", "该程序依法不在不计期限之列（许可法 45 条）"),
    ReviewKind.WITHDRAWAL: ("未见申请人签名的撤回申请，请补充扫描件", "请确认申请人本人意愿后重新提请"),
    ReviewKind.REVOCATION: ("撤销事实不清，请补充证据", "应先听取申请人意见"),
    ReviewKind.AMENDMENT: ("请收回原文书后再更正重发", "更正内容与证件不符，请核对"),
    ReviewKind.VOID: ("不是误收，应作更正或撤回，不宜作废", "请收回已发文书后再作废"),
    ReviewKind.REPRINT_OVER_LIMIT: ("请收回原件后再补打", "可用电子文书代替，不必补打"),
    ReviewKind.UNLISTING: ("修复证明不足，请补充", "移出期限未到，请到期后再提请"),
}


def templates_for(kinds: Sequence[ReviewKind]) -> tuple[str, ...]:
    """The reasons that are offered: those of the kind first, when all are of one kind."""
    one = kinds[0] if len(set(kinds)) == 1 else None
    return (*(_OF_KIND.get(one, ()) if one else ()), *_GENERAL)


class DecisionForm(QFrame):
    """Enter sends, Esc goes back; the secret is gone once it is sent.

    A digit takes a template while nothing else was typed, Alt and a digit at any time.
    """

    approve_asked = Signal(str, str)
    """The secret, empty where none is needed, and the opinion."""
    return_asked = Signal(str)
    """The reason."""
    dismissed = Signal()
    opened = Signal()
    gone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_tone(self, "wait")
        self._templates: tuple[str, ...] = ()
        self._approving = self._needs_secret = False
        self._came_from: QWidget | None = None
        self._head = StateTag("", "wait", bare=True)
        self._what = PlainLabel(wrap=True)
        self._wrong = PlainLabel(look="wrong", wrap=True)
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setMaxLength(_SECRET_LENGTH)
        self.reason = QLineEdit()
        self.reason.setMaxLength(REASON_LENGTH)
        self._secret_field = Field("授权密码", self.secret, required=True, help_text="用后即清")
        self._reason_field = Field("审核意见", self.reason)
        self._offered = PlainLabel(look="soft", wrap=True)
        self._yes = ActionButton("批准  Enter", look="main")
        self._no = ActionButton("返回  Esc")
        fields = QHBoxLayout()
        fields.setSpacing(SPACE.middle)
        fields.addWidget(self._secret_field, 1)
        fields.addWidget(self._reason_field, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.small)
        buttons.addWidget(self._yes)
        buttons.addWidget(self._no)
        buttons.addWidget(self._wrong, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        column.setSpacing(6)
        column.addWidget(self._head)
        column.addWidget(self._what)
        column.addWidget(self._offered)
        column.addLayout(fields)
        column.addLayout(buttons)
        for editor in (self.secret, self.reason):
            editor.textChanged.connect(lambda _text: self.show_wrong(""))
        self._yes.clicked.connect(self._send)
        self._no.clicked.connect(self._leave)
        self.reason.installEventFilter(self)
        self.hide()

    def ask_approval(self, titles: Sequence[str], *, secret: bool) -> None:
        """Those are to be approved; the secret has the focus where one is needed."""
        self._approving, self._needs_secret, self._templates = True, secret, ()
        verb = "批准" if secret else "了结"
        self._head.set_state(f"{verb} {len(titles)} 项" if len(titles) > 1 else verb, "wait")
        self._yes.set_words(f"{verb}  Enter")
        set_look(self._yes, "main")
        self._reason_field.set_note("可不填")
        self._reason_field.set_required(False)
        self._open(titles, self.secret if secret else self.reason)

    def ask_return(self, titles: Sequence[str], kinds: Sequence[ReviewKind]) -> None:
        """Those are to be returned to who asked; the reason has the focus."""
        self._approving, self._needs_secret, self._templates = False, False, templates_for(kinds)
        self._head.set_state(f"退回 {len(titles)} 项" if len(titles) > 1 else "退回提请人", "wait")
        self._yes.set_words("退回  Enter")
        set_look(self._yes, "danger")
        self._reason_field.set_note("数字键选用，可再修改")
        self._reason_field.set_required(True)
        self._open(titles, self.reason)

    def approving(self) -> bool:
        """Whether it is open for an approval."""
        return not self.isHidden() and self._approving

    def set_busy(self, why: str) -> None:
        """Nothing can be sent while that is going on; empty lets it be again."""
        self._yes.bar(why)

    def show_wrong(self, said: str) -> None:
        """It was not done, for that reason; what can be put right has the focus."""
        self._wrong.setText(said)
        set_wrong(self.secret, bool(said) and self._needs_secret)
        set_wrong(self.reason, bool(said) and not self._needs_secret)
        if said:
            (self.secret if self._needs_secret else self.reason).setFocus()

    def wrong(self) -> str:
        """What is said to be wrong."""
        return self._wrong.text()

    def close_quietly(self) -> None:
        """Nothing is asked any more; the focus is where it was."""
        if self.isHidden():
            return
        self.hide()
        if self._came_from is not None:
            self._came_from.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the first line of this class."""
        digit = event.key() - Qt.Key.Key_1
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._no.hasFocus():
                self._leave()
            else:
                self._send()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and 0 <= digit < len(self._templates):
            self._take(digit)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A digit in a reason that was not touched takes a template."""
        if watched is self.reason and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
            if bare and self._offer(event.key() - Qt.Key.Key_1):
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """The secret goes with the form."""
        self.secret.clear()
        super().hideEvent(event)
        self.gone.emit()

    def _open(self, titles: Sequence[str], first: QLineEdit) -> None:
        if self.isHidden():
            focused = self.window().focusWidget()
            self._came_from = focused if focused is not None and not self.isAncestorOf(focused) else None
        self.set_busy("")
        self.secret.clear()
        self.reason.clear()
        self.show_wrong("")
        more = f"\n… 等 {len(titles)} 项" if len(titles) > _NAMED_MOST else ""
        self._what.setText("\n".join(titles[:_NAMED_MOST]) + more)
        self._offered.setText("\n".join(f"{place}　{text}" for place, text in enumerate(self._templates, start=1)))
        self._offered.setVisible(bool(self._templates))
        self._secret_field.setVisible(self._needs_secret)
        self.show()
        self.opened.emit()
        first.setFocus()

    def _offer(self, number: int) -> bool:
        untouched = not self.reason.text() or self.reason.text() in self._templates
        if not untouched or not 0 <= number < len(self._templates):
            return False
        self._take(number)
        return True

    def _take(self, number: int) -> None:
        self.reason.setText(self._templates[number])
        self.reason.setCursorPosition(len(self.reason.text()))

    def _send(self) -> None:
        if not self._yes.isEnabled():
            return
        secret, reason = self.secret.text(), self.reason.text().strip()
        self.secret.clear()
        if self._needs_secret and not secret:
            self.show_wrong("请录入授权密码")
        elif not self._approving and not reason:
            self.show_wrong("退回须写明理由")
        elif self._approving:
            self.set_busy("正在核对…")
            self.approve_asked.emit(secret, reason)
        else:
            self.set_busy("正在退回…")
            self.return_asked.emit(reason)

    def _leave(self) -> None:
        if self._yes.isEnabled():  # an answer is not on its way
            self.close_quietly()
            self.dismissed.emit()
