"""Pages of one screen, each with its word and its key at the top; one of them is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.parts.banner import Banner
from ui.parts.text import KeyHint, set_look
from ui.theme import SPACE


class Page(NamedTuple):
    """One page: its word, its key, the page itself, and where its work begins."""

    word: str
    key: str
    page: QWidget
    start: Callable[[], QWidget]


class PagedView(QWidget):
    """Tabs at the top, a banner below them, then the page.

    Args:
        pages: in their order; the first is shown.
        parent: Qt's.
    """

    turned = Signal()
    """Another page is shown."""

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.banner = Banner(reserve=False)
        self.pages = QStackedWidget()
        self.tabs: list[QPushButton] = []
        self._starts = [page.start for page in pages]
        head = QHBoxLayout()
        head.setSpacing(SPACE.tiny)
        group = QButtonGroup(self)
        group.setExclusive(True)
        for number, page in enumerate(pages):
            self.pages.addWidget(page.page)
            tab = self._tab(page, number)
            group.addButton(tab)
            head.addWidget(tab)
            head.addWidget(KeyHint(page.key))
            head.addSpacing(SPACE.small)
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
        self._starts[self.pages.currentIndex()]().setFocus()

    def clear(self) -> None:
        """The first page is shown, without a word of the last person's work."""
        self.tabs[0].setChecked(True)
        self.pages.setCurrentIndex(0)
        self.banner.clear()

    def _tab(self, page: Page, number: int) -> QPushButton:
        tab = QPushButton(page.word)
        tab.setCheckable(True)
        tab.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_look(tab, "chip")
        tab.clicked.connect(lambda: self.turn_to(number))
        shortcut = QShortcut(QKeySequence(page.key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(tab.click)
        return tab
