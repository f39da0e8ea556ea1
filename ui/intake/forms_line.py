"""表单 at the foot of 收件: a number prints that form, filled in as far as the case is typed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from counter.domain.case import PaperKind
from ui.names import PAPER_NAMES
from ui.parts import ActionButton, PlainLabel, set_tone
from ui.theme import SPACE

OFFERED = (PaperKind.CONSULTATION, PaperKind.AUTHORITY, PaperKind.TRUTH_PROMISE, PaperKind.PRIVACY_NOTICE)
"""In the order of their numbers; a package gets its paper with the packages."""


class FormsLine(QFrame):
    """1 to 4 print that form, Esc leaves."""

    chosen = Signal(object)
    """The PaperKind."""
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("打印表单")
        set_tone(self, "accent")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        row.setSpacing(SPACE.small)
        row.addWidget(PlainLabel("打印表单", look="strong"))
        for number, kind in enumerate(OFFERED, start=1):
            button = ActionButton(f"{number} {PAPER_NAMES[kind]}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(self._choose, kind))
            row.addWidget(button)
        row.addStretch(1)
        leave = ActionButton("返回  Esc")
        leave.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        leave.clicked.connect(self._leave)
        row.addWidget(leave)
        self.hide()

    def ask(self) -> None:
        """The line has the focus."""
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 -- Qt's name
        """The numbers, and Esc."""
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(OFFERED):
            self._choose(OFFERED[place])
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _choose(self, kind: PaperKind, _checked: bool = False) -> None:
        self._leave()
        self.chosen.emit(kind)

    def _leave(self) -> None:
        self.hide()
        self.left.emit()
