"""设置 (F1), the screen: three pages, the choices, the health check, the bundle for support."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.parts import Banner, KeyHint, set_look
from ui.settings.bundle_page import BundlePage
from ui.settings.choices_page import ChoicesPage
from ui.settings.health_page import HealthPage
from ui.theme import SPACE

_TABS = (("设置", "Alt+1"), ("体检", "Alt+2"), ("诊断包", "Alt+3"))


class SettingsView(QWidget):
    """Alt+1 the choices, Alt+2 the health check, Alt+3 the bundle."""

    turned = Signal()
    """Another page is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.banner = Banner(reserve=False)
        self.choices = ChoicesPage()
        self.health = HealthPage()
        self.bundle = BundlePage()
        self.pages = QStackedWidget()
        for page in (self.choices, self.health, self.bundle):
            self.pages.addWidget(page)
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
        self.tabs[number].setChecked(True)
        self.pages.setCurrentIndex(number)
        self.banner.clear()
        self.go_to_start()
        self.turned.emit()

    def go_to_start(self) -> None:
        """The focus is where the work of the page begins."""
        pages = (self.choices, self.health, self.bundle)
        pages[self.pages.currentIndex()].start().setFocus()

    def clear(self) -> None:
        """The first page is shown, without a word of the last person's work."""
        self.tabs[0].setChecked(True)
        self.pages.setCurrentIndex(0)
        self.banner.clear()
