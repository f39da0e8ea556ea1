"""What the file is, which hall and window, how much, from when; Enter opens the program with it, Esc leaves.

Nothing is opened yet but the file's beginning: no database, no platform. Nothing personal stands there.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from counter.errors import CounterError
from counter.sync.carrying import SeenQueue, look_into
from ui.alone import LoneWindow, measured_application
from ui.parts import ActionButton, Banner, PlainLabel
from ui.parts.card import new_card, place_card
from ui.parts.facts import FactGrid
from ui.settings.queue_page import facts_of
from ui.wording import sentence

_CARD_PX = 680
_ABOUT_PX = 70


class BroughtWindow(LoneWindow):
    """One card; ``wanted`` says whether the program is to open.

    Args:
        seen: the file, or why it is none that can be sent.
    """

    def __init__(self, seen: SeenQueue | CounterError) -> None:
        super().__init__()
        self.wanted = False
        self.resize(1024, 560)
        card, column = new_card(_CARD_PX)
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
        place_card(card, self)
        if isinstance(seen, SeenQueue):
            self.facts.show_facts(facts_of(seen))
        else:
            self.banner.say("error", sentence(seen))
            for part in (self.facts, about, self.open):
                part.hide()
        self.open.clicked.connect(self._want)
        self.leave.clicked.connect(self.decided.emit)
        self.setFocusProxy(self.open if isinstance(seen, SeenQueue) else self.leave)

    def _want(self) -> None:
        self.wanted = True
        self.decided.emit()


def ask_about(file: Path) -> bool:
    """The clerk read what the file is; True when he wants the program to open with it. The window is gone."""
    _app = measured_application()
    seen: SeenQueue | CounterError
    try:
        seen = look_into(file)
    except CounterError as error:
        seen = error
    window = BroughtWindow(seen)
    window.wait()
    return window.wanted
