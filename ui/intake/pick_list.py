"""A short list from which Enter takes and Delete throws away."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from ui.parts.sidelist import SideList


class PickList(SideList):
    """Up and Down walk; Enter or a click takes; Delete asks to throw away."""

    taken = Signal(int)
    thrown = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.clicked.connect(lambda index: self.taken.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the first line; the rest is Qt's."""
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.taken.emit(row)
        elif event.key() == Qt.Key.Key_Delete and row >= 0:
            self.thrown.emit(row)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """A row is current as soon as one is here."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.choose(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """No row is current while one is elsewhere."""
        super().focusOutEvent(event)
        if self.isVisible():
            self.setCurrentIndex(QModelIndex())
