"""交接 and 日结 (Ctrl+J), the screen: two pages, the day and the shift."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.closing.day_page import DayPage
from ui.closing.shift_page import ShiftPage
from ui.parts import Banner, KeyHint, set_look
from ui.theme import SPACE

_TABS = (("日结", "Alt+1"), ("交接班", "Alt+2"))


class ClosingView(QWidget):
    """Alt+1 the day, Alt+2 the shift."""

    turned = Signal()
    """The other page is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.banner = Banner(reserve=False)
        self.day = DayPage()
        self.shift = ShiftPage()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.day)
        self.pages.addWidget(self.shift)
        head = QHBoxLayout()
        head.setSpacing(SPACE.tiny)
        group = QButtonGroup(self)
        group.setExclusive(True)
        self.tabs: list[QPushButton] = []
        for number, (word, key) in enumerate(_TABS):
            tab = QPushButton(word)
            tab.setCheckable(True)
            tab.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            set_look(tab, "chip")
            group.addButton(tab)
            head.addWidget(tab)
            head.addWidget(KeyHint(key))
            head.addSpacing(SPACE.small)
            tab.clicked.connect(lambda _checked=False, number=number: self.turn_to(number))
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(tab.click)
            self.tabs.append(tab)
        self.tabs[0].setChecked(True)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        column.setSpacing(SPACE.middle)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self.pages, 1)

    def turn_to(self, number: int) -> None:
        """That page is shown, and its work begins where it begins."""
        self.pages.setCurrentIndex(number)
        self.banner.clear()
        self.go_to_start()
        self.turned.emit()

    def go_to_start(self) -> None:
        """The focus is where the work of the page begins."""
        (self.shift.start() if self.pages.currentWidget() is self.shift else self.day.start()).setFocus()

    def clear(self) -> None:
        """Nothing of the last person is left."""
        self.tabs[0].setChecked(True)
        self.pages.setCurrentIndex(0)
        self.day.clear()
        self.shift.clear()
        self.banner.clear()
