"""The panel that puts one stuck line right: the platform's reason, the field it named, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from counter.actions.lists import TroubleDetail
from counter.domain.staff import Actor, Role
from ui.outbox.fields import is_on_paper, label_of, value_of
from ui.outbox.sides import SidesBlock
from ui.parts import ActionButton, ButtonRow, ConfirmLine, Field, PlainLabel, StateTag, set_look
from ui.parts.times import day_and_time, from_iso
from ui.theme import SPACE
from ui.wording import event, known, words

_REASON_LENGTH = 200
_VERDICTS = {"refused": "平台退回", "conflict": "与平台冲突", "clone": "本机被复制"}


def verdict_word(verdict: str) -> str:
    """What the platform said of the line, in two or three words."""
    return _VERDICTS.get(verdict, verdict)


def cause_of(detail: TroubleDetail) -> str:
    """Our sentence when we know the code, otherwise the platform's own words."""
    trouble = detail.trouble
    if known(trouble.code):
        try:
            return words(trouble.code, {})
        except KeyError:
            pass  # the sentence needs parameters that the platform did not send; its own words serve
    return trouble.message or f"平台未说明原因（{trouble.code or '无代码'}）"


class RepairPanel(QWidget):
    """Shows one trouble; says what is asked for."""

    resend_asked = Signal(str, str)
    """The new value of the named field (as it was when there is none) and the reason."""
    void_asked = Signal(str)
    """The reason."""

    def __init__(self, scope: QWidget) -> None:
        super().__init__()
        set_look(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._detail: TroubleDetail | None = None
        self._before = ""
        self._title = PlainLabel(look="section", wrap=True)
        self._number = PlainLabel(look="soft", wrap=True)
        self._verdict = StateTag("", "bad")
        self._cause = PlainLabel(wrap=True, look="strong")
        self._message = PlainLabel(wrap=True, look="soft")
        self._theirs = PlainLabel(wrap=True, look="soft")
        self.value = QLineEdit()
        self.value.setMaxLength(500)
        self._field = Field("", self.value)
        self.reason = QLineEdit()
        self.reason.setMaxLength(_REASON_LENGTH)
        self.reason.setPlaceholderText("例：电话少录一位，已与申请人核对")
        self._reason_field = Field("改正理由", self.reason, required=True)
        self._resend = ActionButton("改正后重发", key="F8", look="main", scope=scope)
        self._void = ActionButton("作废", look="danger")
        self.confirm = ConfirmLine(narrow=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.small)
        column.setSpacing(SPACE.small)
        for part in (self._verdict, self._title, self._number, self._cause, self._message, self._theirs):
            column.addWidget(part)
        column.addSpacing(SPACE.small)
        column.addWidget(self._field)
        column.addWidget(self._reason_field)
        column.addWidget(ButtonRow([self._resend, self._void]))
        column.addWidget(self.confirm)
        self.sides = SidesBlock(scope)
        column.addWidget(self.sides)
        column.addStretch(1)
        self._resend.clicked.connect(self._ask_resend)
        self._void.clicked.connect(self._ask_void)
        self.confirm.confirmed.connect(self.void_asked)
        self.value.returnPressed.connect(self.reason.setFocus)
        self.reason.returnPressed.connect(self._resend.click)
        self.reason.textChanged.connect(self._weigh)

    def detail(self) -> TroubleDetail | None:
        """The trouble that is shown."""
        return self._detail

    def show_trouble(self, detail: TroubleDetail, actor: Actor) -> None:
        """That trouble is shown; what was typed for it stays while it is the same one."""
        same = self._detail is not None and self._detail.trouble.line == detail.trouble.line
        self._detail = detail
        self._may_void = actor.may(Role.SUPERVISOR)
        case, trouble = detail.case, detail.trouble
        at = from_iso(trouble.at)
        self._verdict.set_state(verdict_word(trouble.verdict), "bad")
        self._title.setText(case.item_name if case else event(trouble.kind))
        told = [case.case_no if case else "", event(trouble.kind), day_and_time(at) if at else ""]
        self._number.setText("  ".join(part for part in told if part))
        cause = cause_of(detail)
        self._cause.setText(cause)
        message = trouble.message if trouble.message != cause else ""
        self._message.setText(f"平台原话：{message}" if message else "")
        self._message.setVisible(bool(message))
        self._theirs.setText(f"平台现有内容：{trouble.theirs}" if trouble.theirs else "")
        self._theirs.setVisible(bool(trouble.theirs))
        if not same:
            self.confirm.close_quietly()
            self._show_field()
        self._weigh()

    def clear(self) -> None:
        """Nothing of the last trouble is left."""
        self._detail = None
        self.value.clear()
        self.reason.clear()
        self.confirm.close_quietly()

    def show_fault(self, words_: str, *, at_value: bool) -> None:
        """What is wrong with the correction, at its field."""
        (self._field if at_value and not self._field.isHidden() else self._reason_field).set_error(words_)

    def start_editing(self) -> None:
        """The first thing to type has the focus."""
        (self.reason if self._field.isHidden() else self.value).setFocus()

    def _show_field(self) -> None:
        detail = self._detail
        path = detail.trouble.field if detail else ""
        now = value_of(detail.case.intake, path) if detail and detail.case and path else None
        editable = now is not None and not is_on_paper(path)
        self._before = now or ""
        self._field.setVisible(editable)
        self._field.label().setText(label_of(path))
        self.value.setText(self._before if editable else "")
        self.value.setAccessibleName(label_of(path))
        self.reason.clear()
        self._field.set_error("")
        self._reason_field.set_error("")

    def _weigh(self) -> None:
        detail = self._detail
        if detail is None:
            return
        path = detail.trouble.field
        self._reason_field.set_error("")
        if detail.case is None:
            self._resend.bar("这一条不属于办件；请联系运维")
        elif detail.trouble.verdict == "clone":
            self._resend.bar("本机数据曾被复制；请联系运维")
        elif path and is_on_paper(path):
            self._resend.bar("此项已印在文书上，不能改；请由首席代表作废后重新收件")
        elif not self.reason.text().strip():
            self._resend.bar("请先写明改正理由")
        else:
            self._resend.bar("")
        if detail.case is None:
            self._void.bar("这一条不属于办件；请联系运维")
        else:
            self._void.bar("" if self._may_void else "作废须由首席代表办理")

    def _ask_resend(self) -> None:
        if self._detail is not None and not self._resend.reason():
            self.resend_asked.emit(self.value.text(), self.reason.text().strip())

    def _ask_void(self) -> None:
        case = self._detail.case if self._detail else None
        if case is not None:
            self.confirm.ask(f"作废 {case.case_no}？编号不再使用。", "作废", reason_hint="作废理由")

    _may_void = False
