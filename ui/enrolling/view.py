"""开通, the screen: the platform's address and a one-time code, Enter."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.parts import ActionButton, Banner, Field, PlainLabel
from ui.parts.card import new_card, place_card
from ui.theme import SPACE

_CARD_PX = 460
_TWO_LINES_PX = 46


class EnrolView(QWidget):
    """Two fields and a line that says how it stands."""

    enrol_asked = Signal(str, str)
    """The code and the address as they were typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._address = QLineEdit()
        self._address.setMaxLength(256)
        self._address.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self._code = QLineEdit()
        self._code.setMaxLength(64)
        self._code.setPlaceholderText("如 K7QF-93MX")
        self._code.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly)
        self._address_field = Field("平台地址", self._address)
        self._code_field = Field("开通码", self._code)
        self._button = ActionButton("开通", look="main")
        self._button.set_words("开通  Enter")
        self._banner = Banner()
        self._banner.setMinimumHeight(52)
        card, column = new_card(_CARD_PX)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("一窗受理", look="brand"))
        head.addStretch(1)
        head.addWidget(PlainLabel("开通本窗口", look="section"))
        column.addLayout(head)
        words = "本机尚未开通。请录入运维发给本窗口的一次性开通码；开通一次即可，以后直接登录。"
        about = PlainLabel(words, look="soft", wrap=True)
        about.setMinimumHeight(_TWO_LINES_PX)  # a card that is centred does not ask how high its wrapped words become
        column.addWidget(about)
        column.addSpacing(SPACE.small)
        for widget in (self._address_field, self._code_field, self._button, self._banner):
            column.addWidget(widget)
        place_card(card, self)
        self._address.returnPressed.connect(self._code.setFocus)
        self._code.returnPressed.connect(self._ask)
        self._button.clicked.connect(self._ask)
        for edit in (self._address, self._code):
            edit.textEdited.connect(self._forget_faults)
        self.setFocusProxy(self._code)

    def show_address(self, url: str, *, note: str, locked: bool) -> None:
        """The address that holds here; one that IT has locked cannot be typed over."""
        self._address.setText(url)
        self._address.setReadOnly(locked)
        self._address.setFocusPolicy(Qt.FocusPolicy.NoFocus if locked else Qt.FocusPolicy.StrongFocus)
        self._address_field.set_note(note)

    def show_busy(self, busy: bool, words: str = "") -> None:
        """The platform is being asked: the fields wait and the button says so."""
        self._code.setReadOnly(busy)
        self._button.setEnabled(not busy)
        self._button.set_words("正在开通…" if busy else "开通  Enter")
        if words:
            self._banner.say("info", words)

    def show_fault(self, words: str, *, field: str = "") -> None:
        """What went wrong, in a line and at the field that it concerns, which has the focus."""
        self._banner.say("error", words)
        at = self._address_field if field == "platform_url" else self._code_field
        at.set_error("请核对")
        edit = self._address if field == "platform_url" else self._code
        edit.setFocus()
        edit.selectAll()

    def text(self) -> str:
        """What the line says."""
        return self._banner.text()

    def _forget_faults(self) -> None:
        self._banner.clear()
        for field in (self._address_field, self._code_field):
            field.set_error("")

    def _ask(self) -> None:
        if self._code.isReadOnly():
            return
        if not self._code.text().strip():
            self.show_fault("请录入开通码")
            return
        self._forget_faults()
        self.enrol_asked.emit(self._code.text().strip(), self._address.text().strip())
