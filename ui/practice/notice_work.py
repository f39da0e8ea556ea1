"""待出具通知 (F10) by keys: each applicant's paper about what a department did is issued and printed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.outbox.view import OutboxView
from ui.practice.at_screen import ALT, AtScreen


class NoticeWork(AtScreen):
    """Somebody before the list of whom to tell."""

    @property
    def view(self) -> OutboxView:
        """The screen."""
        return self.shop.rooms.outbox.view

    def tell_all(self, *, picture: str) -> None:
        """Nobody waits to be told any more: Enter on each, and its paper came out."""
        hands, rows = self.hands, self.view.notices.rows
        hands.press(Qt.Key.Key_F10)
        hands.wait_for(lambda: bool(rows.rowCount()), "whom to tell")
        hands.picture(picture)
        while left := rows.rowCount():
            hands.press(Qt.Key.Key_2, ALT)
            hands.press(Qt.Key.Key_Return)
            hands.wait_for(
                lambda left=left: rows.rowCount() < left,  # type: ignore[misc]
                lambda: f"one is told: {self.view.banner.text()}",
            )
            self.says(self.view.banner, "已出纸")
