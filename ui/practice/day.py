"""The parts of the demo's days, worked through by keys on the real screens; each part is one start of the program."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from ui.practice.hands import Hands
from ui.practice.later import RELIEF_NO, Later
from ui.practice.rulings import RULED, SUPERVISOR_NO
from ui.practice.taking import Taking
from ui.practice.visits import PARTS
from ui.shop import Shop

CLERK_NO = "0001"
_PEOPLE = {"supervisor": SUPERVISOR_NO, "second-supervisor": SUPERVISOR_NO, "relief": RELIEF_NO}
"""Who sits there, where it is not the first clerk."""
_LATER = {
    "supervisor": Later.supervisor,
    "evening": Later.evening,
    "second-day": Later.second_day,
    "second-supervisor": Later.second_supervisor,
    "relief": Later.relief,
    "last-day": Later.last_day,
}
"""What is done with cases that were taken in before; after the part's own visits."""
_LOOKED_AT = (
    (Qt.Key.Key_F5, "deferred"),
    (Qt.Key.Key_F6, "handout"),
    (Qt.Key.Key_F7, "cases"),
    (Qt.Key.Key_F10, "outbox"),
)

_DEADLY = signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL
"""Windows ends a process as hard by what it calls SIGTERM."""


def play(shop: Shop, *, part: str, out: Path, password: str) -> int:
    """That part of the day was worked through; with ``hands-on`` the window is a person's until he closes it."""
    shop.window.show()
    if part == "hands-on":
        QTimer.singleShot(0, lambda: shop.sign_in_view.sign_in_asked.emit(CLERK_NO, password))
        return QApplication.exec()
    Day(shop, out, password).work(part)
    return 0


class Day:
    """Somebody at this window.

    Args:
        shop: the window with everything behind it.
        out: where pictures and measurements go.
        password: the practice password.
    """

    def __init__(self, shop: Shop, out: Path, password: str) -> None:
        self._shop = shop
        self._out = out
        self._work = out / "work"
        self._hands = Hands(shop.window, out / "screens")
        self._password = password

    def work(self, part: str) -> None:
        """Signs in, does the part's work, looks at the other screens."""
        self.sign_in(_PEOPLE.get(part, CLERK_NO))
        if part in PARTS:
            self._take_in(part)
        if part in _LATER:
            _LATER[part](Later(self._shop, self._hands, self._out, secret=self._password))
        self._look_around(part)
        self._hands.stalls.write(self._work / f"stall-{part}.json")

    def sign_in(self, clerk_no: str) -> None:
        """The person is signed in, with the platform or without it."""
        hands = self._hands
        self._shop.sign_in_view.setFocus()
        hands.rest(50)
        hands.type(clerk_no)
        hands.press(Qt.Key.Key_Return)
        hands.type(self._password)
        hands.picture("signin")
        hands.press(Qt.Key.Key_Return)
        hands.wait_for(lambda: self._shop.window.current_key() == "F2", "signed in")
        hands.wait_for(lambda: not self._shop.heartbeat.is_running(), "first round")

    def _take_in(self, part: str) -> None:
        taking = Taking(self._shop, self._hands, self._work, password=self._password)
        pictured: set[str] = set()
        for place, visit in enumerate(PARTS[part]):
            telling = place < 1 or visit.agent or visit.files or visit.decision in RULED
            fresh = part != "decisions" or visit.decision + visit.asks not in pictured
            pictured.add(visit.decision + visit.asks)
            taking.take(visit, picture=f"{part}-{place + 1}" if telling and fresh else "", papers=part != "crash")
            if part == "crash":
                os.kill(os.getpid(), _DEADLY)

    def _look_around(self, part: str) -> None:
        """A picture of each other screen as it is at this time of the day."""
        hands = self._hands
        for key, name in _LOOKED_AT:
            hands.press(key)
            hands.rest(300)
            hands.picture(f"{name}-{part}")
        hands.press(Qt.Key.Key_F7)
        hands.rest(200)
        hands.press(Qt.Key.Key_Down)
        hands.press(Qt.Key.Key_Return)
        hands.rest(800)
        hands.picture(f"case-{part}")
        hands.press(Qt.Key.Key_F2)
