"""What every screen of the later days needs: forms filled by keys, the supervisor at the window, the printer."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from ui.approving.view import ApprovalLine
from ui.parts.banner import Banner
from ui.practice.hands import Hands
from ui.practice.rulings import SUPERVISOR_NO
from ui.shop import Shop

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
_MOST_ESC = 5


class AtScreen:
    """Somebody before one of the screens.

    Args:
        shop: the window with everything behind it.
        hands: his.
        out: where papers come out and pictures go.
        secret: the supervisor's.
    """

    def __init__(self, shop: Shop, hands: Hands, out: Path, *, secret: str) -> None:
        self.shop = shop
        self.hands = hands
        self._papers = out / "papers"
        self._secret = secret

    def find(self, key: Qt.Key, search: QLineEdit, text: str) -> None:
        """On that screen, that is searched for."""
        self.hands.press(key)
        for _ in range(_MOST_ESC):
            if search.hasFocus():
                break
            self.hands.press(Qt.Key.Key_Escape)
        self.hands.press(Qt.Key.Key_A, CTRL)
        self.hands.press(Qt.Key.Key_Delete)
        self.hands.type(text)
        self.hands.press(Qt.Key.Key_Return)

    def fill(self, *answers: str) -> None:
        """Enter goes on after each answer; an empty one leaves what stands there."""
        for answer in answers:
            if answer:
                self.hands.press(Qt.Key.Key_A, CTRL)
                self.hands.type(answer)
            self.hands.press(Qt.Key.Key_Return)

    def approve_here(self, line: ApprovalLine, *, picture: str = "") -> None:
        """The supervisor stands behind the clerk and types number and secret."""
        self.hands.wait_for(line.asking, "the supervisor is asked")
        if picture:
            self.hands.picture(picture)
        self.hands.press(Qt.Key.Key_1)
        self.fill(SUPERVISOR_NO, self._secret)

    def says(self, banner: Banner, *parts: str) -> None:
        """The banner says one of that."""
        self.hands.wait_for(
            lambda: any(part in banner.text() for part in parts), lambda: f"{parts}; it says: {banner.text()}"
        )

    def came_out(self, numbers: Collection[str], banner: Callable[[], str]) -> None:
        """The papers of those numbers lie in the printer's folder."""
        files = [self._papers / f"paper-{number}.pdf" for number in numbers]
        self.hands.wait_for(lambda: all(file.exists() for file in files), lambda: f"papers {numbers}: {banner()}")
