"""A card in the middle of a screen that has nothing else: sign-in, enrolment, what stands in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.parts.text import set_look
from ui.theme import SPACE


def new_card(width_px: int) -> tuple[QFrame, QVBoxLayout]:
    """A card and the column of what stands in it; filled before it is placed, so that Tab goes down it."""
    card = QFrame()
    set_look(card, "card")
    card.setFixedWidth(width_px)
    column = QVBoxLayout(card)
    column.setContentsMargins(SPACE.wide, SPACE.wide, SPACE.wide, SPACE.wide)
    column.setSpacing(SPACE.middle)
    return card, column


def place_card(card: QFrame, view: QWidget) -> None:
    """The card stands in the view, a little above its middle."""
    set_look(view, "ground")
    view.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    outer = QVBoxLayout(view)
    outer.addStretch(2)
    outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
    outer.addStretch(3)
