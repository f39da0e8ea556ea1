"""登录, the screen: number, password, Enter."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.parts import ActionButton, Banner, Field, PlainLabel, StateTag
from ui.parts.card import new_card, place_card
from ui.theme import SPACE

_CARD_PX = 420


class SignInView(QWidget):
    """Two fields and a line that says how it stands."""

    sign_in_asked = Signal(str, str)
    """The number and the password as they were typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = PlainLabel(look="soft", wrap=True)
        self._practice = StateTag("培训演练", "wait")
        self._practice.hide()
        self._number = QLineEdit()
        self._number.setMaxLength(64)
        self._number.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly)
        self._password = QLineEdit()
        self._password.setMaxLength(128)
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._number_field = Field("工号", self._number)
        self._password_field = Field("密码", self._password)
        self._button = ActionButton("登录", key="", look="main")
        self._button.set_words("登录  Enter")
        self._banner = Banner()
        self._banner.setMinimumHeight(52)
        card, column = new_card(_CARD_PX)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("一窗受理", look="brand"))
        head.addStretch(1)
        head.addWidget(self._practice)
        column.addLayout(head)
        column.addWidget(self._place)
        column.addSpacing(SPACE.small)
        for widget in (self._number_field, self._password_field, self._button, self._banner):
            column.addWidget(widget)
        place_card(card, self)
        self._number.returnPressed.connect(self._next)
        self._password.returnPressed.connect(self._ask)
        self._button.clicked.connect(self._ask)
        self._number.textEdited.connect(self._banner.clear)
        self._password.textEdited.connect(self._banner.clear)
        self.setFocusProxy(self._number)

    def show_place(self, words: str, *, practice: bool) -> None:
        """The window that one signs in at."""
        self._place.setText(words)
        self._practice.setVisible(practice)

    def show_busy(self, busy: bool) -> None:
        """A sign-in is under way: the fields wait, the button says so."""
        for widget in (self._number, self._password):
            widget.setReadOnly(busy)
        self._button.setEnabled(not busy)
        self._button.set_words("正在登录…" if busy else "登录  Enter")

    def show_fault(self, words: str, *, field: str = "") -> None:
        """What went wrong, in a line; the field that it concerns has the focus and is selected."""
        self._banner.say("error", words)
        at = self._number if field == "username" else self._password
        at.setFocus()
        at.selectAll()

    def show_note(self, words: str) -> None:
        """Something worth knowing before one signs in."""
        self._banner.say("info", words)

    def clear(self) -> None:
        """Nothing of the last person is left, and the number has the focus."""
        self._number.clear()
        self._password.clear()
        self._banner.clear()
        self.show_busy(False)
        self._number.setFocus()

    def _next(self) -> None:
        if self._password.text():
            self._ask()
        else:
            self._password.setFocus()

    def _ask(self) -> None:
        if self._password.isReadOnly():
            return
        number = self._number.text().strip()
        if not number:
            self.show_fault("请输入工号", field="username")
        elif not self._password.text():
            self.show_fault("请输入密码", field="password")
        else:
            self.sign_in_asked.emit(number, self._password.text())
