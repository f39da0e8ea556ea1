"""What the clerk sees when the program cannot open: the sentence, the code for IT, and that nothing was changed."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from counter import VERSION
from counter.errors import CounterError
from ui.parts import ActionButton, PlainLabel
from ui.theme import SPACE, measure_by_our_font, wear_sheet
from ui.window import TITLE
from ui.wording import sentence

_WIDTH_PX = 560


class StoppedWindow(QWidget):
    """The sentence of an error that stands in the way of opening. Enter or Esc closes it.

    Args:
        error: what stood in the way; nothing was changed.
    """

    def __init__(self, error: CounterError) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.setFixedWidth(_WIDTH_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.wide, SPACE.wide, SPACE.wide, SPACE.wide)
        column.setSpacing(SPACE.middle)
        column.addWidget(PlainLabel("现在不能打开", look="brand"))
        column.addWidget(PlainLabel(sentence(error) + "。", wrap=True))
        column.addWidget(PlainLabel("程序没有改动任何数据。", look="soft", wrap=True))
        column.addWidget(PlainLabel(f"请把这一行告诉运维：{error}  版本 {VERSION}", look="quiet", wrap=True))
        row = QHBoxLayout()
        row.addStretch(1)
        self.close_button = ActionButton("关闭  Enter", look="main")
        self.close_button.clicked.connect(self.close)
        row.addWidget(self.close_button)
        column.addLayout(row)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            QShortcut(QKeySequence(key), self).activated.connect(self.close)
        self.close_button.setFocus()


def tell_stopped(error: CounterError) -> None:
    """The clerk has read why the program does not open, and closed the window."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if isinstance(app, QApplication):
        measure_by_our_font(app)
        window = StoppedWindow(error)
        wear_sheet(window)
        window.show()
        app.exec()
