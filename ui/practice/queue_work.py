"""审核 (F11) by keys: the supervisor reads the evidence and decides."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.practice.at_screen import AtScreen
from ui.review.view import ReviewView


class QueueWork(AtScreen):
    """The supervisor before his queue."""

    @property
    def view(self) -> ReviewView:
        """The screen."""
        return self.shop.rooms.review.view

    def enter(self, *, rows: int, picture: str) -> None:
        """The queue with that many rows, its first one read."""
        self.hands.press(Qt.Key.Key_F11)
        self.hands.wait_for(lambda: self.view.rows.rowCount() == rows, f"{rows} in the queue")
        self.hands.wait_for(lambda: self.view.evidence.evidence() is not None, "the evidence")
        self.hands.rest(200)
        self.hands.picture(picture)

    def approve(self, *, picture: str) -> None:
        """The current one is approved with the secret."""
        self.hands.press(Qt.Key.Key_A)
        self.hands.picture(f"{picture}-secret")
        self.hands.type(self._secret)
        self.hands.press(Qt.Key.Key_Return)
        self.says(self.view.banner, "已批准")

    def give_back(self, digit: Qt.Key, *, picture: str) -> None:
        """The current one goes back to who asked, with a reason from the templates."""
        self.hands.press(Qt.Key.Key_R)
        self.hands.press(digit)
        self.hands.picture(f"{picture}-return")
        self.hands.press(Qt.Key.Key_Return)
        self.says(self.view.banner, "已退回")
