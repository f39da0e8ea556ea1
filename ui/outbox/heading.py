"""The heading of one of the lists of 待处理, with the key that leads into the list from anywhere on the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QTableView, QWidget

from ui.parts import KeyHint, PlainLabel
from ui.theme import SPACE


class ListHeading(QWidget):
    """What the list holds, and its key."""

    def __init__(self, text: str, key: str) -> None:
        super().__init__()
        self._key = key
        self._title = PlainLabel(text, look="section")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        row.addWidget(self._title)
        row.addWidget(KeyHint(key))
        row.addStretch(1)

    def say(self, text: str) -> None:
        """The heading is that."""
        self._title.setText(text)

    def lead(self, screen: QWidget, table: QTableView) -> None:
        """The key leads from anywhere on the screen into that table, onto its first row if it was on none."""
        shortcut = QShortcut(QKeySequence(self._key), screen)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

        def enter() -> None:
            if not table.isVisible():
                return
            table.setFocus()
            if not table.currentIndex().isValid():
                table.setCurrentIndex(table.model().index(0, 0))

        shortcut.activated.connect(enter)
