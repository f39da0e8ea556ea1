"""A window that stands alone, before the program or instead of it, until somebody has decided."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import measure_by_our_font, wear_sheet
from ui.window import TITLE


class LoneWindow(QWidget):
    """Esc decides as well; what was decided, the window itself says."""

    decided = Signal()
    """The window may go."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.activated.connect(self.decided.emit)

    def wait(self) -> None:
        """It was shown until it was decided."""
        wear_sheet(self)
        self.decided.connect(self.close)
        self.show()
        self.activateWindow()
        self.setFocus()
        QApplication.exec()


def measured_application() -> QApplication:
    """The application, which measures by our font; kept by the caller as long as windows stand.

    Raises:
        TypeError: an application without windows runs in this process.
    """
    app = QApplication.instance() or QApplication([TITLE])
    if not isinstance(app, QApplication):
        raise TypeError("a Qt core application runs already")
    measure_by_our_font(app)
    return app
