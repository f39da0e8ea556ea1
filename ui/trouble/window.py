"""The desk does not open: why, in Chinese; try again, or type the recovery code that IT gives (faults.md F19).

The database is never touched here: a code that is not its key changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from counter.errors import CounterError
from counter.lanes import Lane
from ui.alone import LoneWindow, measured_application
from ui.bridge import Bridge
from ui.parts import ActionButton, Banner, Field, PlainLabel
from ui.parts.card import new_card, place_card
from ui.theme import SPACE
from ui.wording import sentence

RECOVERABLE = frozenset({
    "keyring.absent", "keyring.locked", "keyring.key_gone", "keyring.file_broken", "keyring.file_open",
    "store.wrong_key",
})  # fmt: skip
"""What the recovery code helps against: the database is there and its key is not."""
_CARD_PX = 680
_TWO_LINES_PX = 46
_SLOT_LINES_PX = 110
_CLOSING_WAIT_S = 5.0

Recovered = tuple[bytes, CounterError | None]


class Outcome:
    """What the clerk wants now."""

    def __init__(self) -> None:
        self.again = False
        self.key: bytes | None = None


class TroubleWindow(LoneWindow):
    """Why, and the ways on; ``outcome`` says what is wanted.

    Args:
        error: what stands in the way.
        slot: the recovery slot's text, empty when there is none.
        recover: takes the code; gives the key and why it could not be kept. Runs on ``lane``.
        lane: where recovering blocks.
    """

    def __init__(self, error: CounterError, slot: str, recover: Callable[[str], Recovered], lane: Lane) -> None:
        super().__init__()
        self.outcome = Outcome()
        self._recover = recover
        self._lane = lane
        self._bridge = Bridge(self)
        self.resize(1366, 740)
        card, column = new_card(_CARD_PX)
        column.addWidget(PlainLabel("一窗受理客户端未能打开", look="brand"))
        self.banner = Banner()
        self.banner.setMinimumHeight(52)
        self.banner.say("error", sentence(error))
        column.addWidget(self.banner)
        column.addWidget(PlainLabel("本机的办件、草稿和扫描件原样未动。", look="soft", wrap=True))
        self._part = QWidget()
        self.code = QLineEdit()
        self.slot = QPlainTextEdit(slot)
        self.code_field = Field("恢复码", self.code, help_text="运维用恢复私钥打开恢复槽后得到，56 位")
        self._copy = ActionButton("复制恢复槽", key="F6", scope=self)
        self._go = ActionButton("恢复", look="main")
        self._go.set_words("恢复  Enter")
        self._again = ActionButton("再试一次", key="F5", scope=self)
        self._leave = ActionButton("关闭  Esc")
        column.addWidget(self._recovery(slot))
        self._part.setVisible(error.code in RECOVERABLE)
        row = QHBoxLayout()
        row.addWidget(PlainLabel(f"代码 {error.code}", look="quiet"))
        row.addStretch(1)
        row.addWidget(self._again)
        row.addWidget(self._leave)
        column.addLayout(row)
        place_card(card, self)
        self._again.clicked.connect(self._try_again)
        self._leave.clicked.connect(self.decided.emit)
        self.setFocusProxy(self.code if error.code in RECOVERABLE else self._again)

    def _recovery(self, slot: str) -> QWidget:
        column = QVBoxLayout(self._part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.middle)
        words = (
            "运维可以恢复：把下面的恢复槽交给运维，运维用恢复私钥换出恢复码，录入后即可继续，未上传的办件不会丢失。"
            if slot
            else "本机没有恢复槽。运维若另存有恢复码，可在此录入；否则请先修复系统密钥环，再试一次。"
        )
        about = PlainLabel(words, wrap=True)
        about.setMinimumHeight(_TWO_LINES_PX)  # a card that is centred does not ask how high its wrapped words become
        column.addWidget(about)
        self.slot.setReadOnly(True)
        self.slot.setFixedHeight(_SLOT_LINES_PX)
        self.slot.setTabChangesFocus(True)
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.slot.toPlainText()))
        field = Field("恢复槽（文件 counter.recovery）", self.slot)
        column.addWidget(field)
        column.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (field, self._copy):
            part.setVisible(bool(slot))
        self.code.setMaxLength(200)
        self.code.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly)
        self.code.returnPressed.connect(self._ask)
        self.code.textEdited.connect(lambda: self.code_field.set_error(""))
        self._go.clicked.connect(self._ask)
        column.addWidget(self.code_field)
        column.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        return self._part

    def _ask(self) -> None:
        if self.outcome.key is not None:
            self._try_again()
        elif not self.code.isReadOnly():
            self.code.setReadOnly(True)
            self._go.set_words("正在核对…")
            self._bridge.run(
                self._lane, self._recover, self.code.text(), done=self._recovered, failed=self._failed, owner=self
            )

    def _recovered(self, found: Recovered) -> None:
        self.outcome.key, trouble = found
        self.code.clear()
        if trouble is None:
            self._try_again()
            return
        self.banner.say("warn", f"密钥正确，但存不回去：{sentence(trouble)}。本次可以继续办理，下次打开仍须恢复码")
        self._go.set_words("继续办理  Enter")
        self._go.setFocus()

    def _failed(self, error: BaseException) -> None:
        self.code.setReadOnly(False)
        self._go.set_words("恢复  Enter")
        self.code_field.set_error(sentence(error))
        self.code.setFocus()
        self.code.selectAll()

    def _try_again(self) -> None:
        self.outcome.again = True
        self.decided.emit()


def ask(error: CounterError, *, slot: Callable[[], str], recover: Callable[[str], Recovered]) -> Outcome:
    """The clerk read why, and said what he wants; the window is gone."""
    _app = measured_application()
    lane = Lane("recovery")
    window = TroubleWindow(error, slot(), recover, lane)
    window.wait()
    lane.close(_CLOSING_WAIT_S)
    return window.outcome
