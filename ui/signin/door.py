"""The door: 登录 at an enrolled window, 开通 before."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget


class Door(QStackedWidget):
    """One of both screens; it begins with the sign-in.

    Args:
        sign_in: shown at an enrolled window.
        enrolling: shown before; None where nobody can enrol.
    """

    def __init__(self, sign_in: QWidget, enrolling: QWidget | None) -> None:
        super().__init__()
        self._sign_in = sign_in
        self._enrolling = enrolling
        self.views = tuple(view for view in (sign_in, enrolling) if view is not None)
        for view in self.views:
            self.addWidget(view)
        self.setFocusProxy(sign_in)

    def show_enrolled(self, enrolled: bool) -> None:
        """The screen that is right now is shown; the focus goes there, also before the window is."""
        wanted = self._sign_in if enrolled or self._enrolling is None else self._enrolling
        if self.currentWidget() is wanted:
            return
        self.setCurrentWidget(wanted)
        self.setFocusProxy(wanted)
        wanted.setFocus()
