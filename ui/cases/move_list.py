"""办理: the list of what may be done with a case, in the place of its facts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.cases.moves import Move
from ui.parts import PlainLabel
from ui.parts.sidelist import SideEntry, SideList
from ui.theme import SPACE, Tone

_DIGITS = 9


class MoveList(QWidget):
    """Up and Down walk, Enter or the line's digit chooses, Esc goes back."""

    picked = Signal(object)
    """The Move that was chosen; a closed one too, so that its reason can be told."""

    def __init__(self) -> None:
        super().__init__()
        self._moves: tuple[Move, ...] = ()
        self.list = _Keys()
        self.list.setAccessibleName("办理事项")
        self._why = PlainLabel(look="soft", wrap=True)
        self._nothing = PlainLabel("此办件已结束，没有可办的事项。", look="quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.small, 0, 0)
        column.setSpacing(SPACE.small)
        column.addWidget(PlainLabel("办理　（数字键或 ↑↓ Enter 选择，Esc 返回）", look="quiet"))
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self._why)
        self.setFocusProxy(self.list)
        self.list.picked.connect(self._pick)
        self.list.chosen.connect(self._tell)

    def show_moves(self, moves: Sequence[Move]) -> None:
        """These may be done; the first open one is current."""
        self._moves = tuple(moves)
        self._nothing.setVisible(not moves)
        self.list.setVisible(bool(moves))
        self.list.show_entries(
            [
                SideEntry(f"{row} {move.title}" if row <= _DIGITS else f"　{move.title}", _tone(move), move.note)
                for row, move in enumerate(moves, start=1)
            ]
        )
        first = next((row for row, move in enumerate(moves) if not move.closed), 0)
        self.list.choose(first)
        self._tell(first)

    def moves(self) -> tuple[Move, ...]:
        """What is shown."""
        return self._moves

    def _tell(self, row: int) -> None:
        closed = self._moves[row].closed if 0 <= row < len(self._moves) else ""
        self._why.setText(f"现在不能办理：{closed}" if closed else "")

    def _pick(self, row: int) -> None:
        if 0 <= row < len(self._moves):
            self.list.choose(row)
            self.picked.emit(self._moves[row])


class _Keys(SideList):
    """The list with its keys."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.clicked.connect(lambda index: self.picked.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter and the digits choose."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit(self.currentIndex().row())
        elif 0 <= event.key() - Qt.Key.Key_1 < _DIGITS and not event.modifiers():
            self.picked.emit(event.key() - Qt.Key.Key_1)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


def _tone(move: Move) -> Tone:
    if move.closed:
        return "quiet"
    return "wait" if move.asks else "accent"
