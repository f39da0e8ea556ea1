"""What the file is, which hall and window, how much, from when; Enter opens the program with it, Esc leaves.

Nothing is opened yet but the file's beginning: no database, no platform. Nothing personal stands there.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.errors import CounterError
from counter.sync.carrying import SeenQueue, look_into
from ui.parts import ActionButton, Banner, PlainLabel, set_look
from ui.parts.facts import FactGrid
from ui.settings.queue_page import facts_of
from ui.theme import SPACE, measure_by_our_font, wear_sheet
from ui.window import TITLE
from ui.wording import sentence

_CARD_PX = 680
_ABOUT_PX = 70


class BroughtWindow(QWidget):
    """One card.

    Args:
        seen: the file, or why it is none that can be sent.
    """

    decided = Signal()
    """``wanted`` says whether the program is to open; the window may go."""

    def __init__(self, seen: SeenQueue | CounterError) -> None:
        super().__init__()
        self.wanted = False
        self.setWindowTitle(TITLE)
        self.resize(1024, 560)
        set_look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card = QFrame()
        set_look(card, "card")
        card.setFixedWidth(_CARD_PX)
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE.wide, SPACE.wide, SPACE.wide, SPACE.wide)
        column.setSpacing(SPACE.middle)
        column.addWidget(PlainLabel("其他窗口导出的待上传文件", look="brand"))
        self.banner = Banner(reserve=False)
        self.facts = FactGrid()
        self.open = ActionButton("打开客户端代送  Enter", look="main")
        self.leave = ActionButton("关闭  Esc")
        column.addWidget(self.banner)
        column.addWidget(self.facts)
        about = PlainLabel(
            "内容已加密，只有平台能打开。联网登录后即可从本窗口送到平台，由平台记下是谁代送的。"
            "客户端已经打开的，请在其中按 F1、Alt+4，再按 Alt+O 选择这个文件。",
            look="soft",
            wrap=True,
        )
        about.setMinimumHeight(_ABOUT_PX)  # a card that is centred does not ask how high its wrapped words become
        column.addWidget(about)
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addStretch(1)
        row.addWidget(self.leave)
        column.addLayout(row)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        if isinstance(seen, SeenQueue):
            self.facts.show_facts(facts_of(seen))
        else:
            self.banner.say("error", sentence(seen))
            for part in (self.facts, about, self.open):
                part.hide()
        self.open.clicked.connect(self._want)
        self.leave.clicked.connect(self.decided.emit)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.activated.connect(self.decided.emit)
        self.setFocusProxy(self.open if isinstance(seen, SeenQueue) else self.leave)

    def _want(self) -> None:
        self.wanted = True
        self.decided.emit()


def ask_about(file: Path) -> bool:
    """The clerk read what the file is; True when he wants the program to open with it. The window is gone."""
    app = QApplication.instance() or QApplication([TITLE])
    if not isinstance(app, QApplication):
        raise TypeError("a Qt core application runs already")
    measure_by_our_font(app)
    seen: SeenQueue | CounterError
    try:
        seen = look_into(file)
    except CounterError as error:
        seen = error
    window = BroughtWindow(seen)
    wear_sheet(window)
    window.decided.connect(window.close)
    window.show()
    window.activateWindow()
    window.setFocus()
    QApplication.exec()
    return window.wanted
