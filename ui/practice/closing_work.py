"""交接 and 日结 (Ctrl+J) by keys: every gap explained, two people at the closing, the drawer counted."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.closing.view import ClosingView
from ui.practice.at_screen import ALT, CTRL, AtScreen
from ui.practice.rulings import SUPERVISOR_NO

_MOST_KINDS = 20


class ClosingWork(AtScreen):
    """Somebody before 交接 and 日结."""

    @property
    def view(self) -> ClosingView:
        """The screen."""
        return self.shop.rooms.closing.view

    def close_day(self, explanation: str, *, picture: str) -> int:
        """日结 with the supervisor beside; gives how many gaps had to be explained."""
        hands, day = self.hands, self.view.day
        hands.press(Qt.Key.Key_J, CTRL)
        hands.press(Qt.Key.Key_1, ALT)
        hands.wait_for(lambda: bool(day.days.count()), "the account of the day")
        hands.rest(400)
        hands.picture(f"{picture}-gaps")
        gaps = day.gaps.lines.rowCount()
        day.start().setFocus()
        for _ in range(_MOST_KINDS):
            if not day.gaps.unexplained():
                break
            hands.type(explanation)
            hands.press(Qt.Key.Key_Return, CTRL)
        day.second.setFocus()
        self.fill(SUPERVISOR_NO)
        hands.type(self._secret)
        hands.picture(f"{picture}-signed")
        hands.press(Qt.Key.Key_Return)
        self.says(self.view.banner, "已日结")
        hands.press(Qt.Key.Key_F9)
        self.says(self.view.banner, "日结表已提交打印")
        hands.picture(f"{picture}-done")
        return gaps

    def hand_over(self, counts: tuple[str, ...], note: str, to_clerk: str, *, picture: str) -> None:
        """交接班: what lies in the drawer is counted, the next clerk is named."""
        hands, shift = self.hands, self.view.shift
        hands.press(Qt.Key.Key_J, CTRL)
        hands.press(Qt.Key.Key_2, ALT)
        hands.wait_for(lambda: bool(shift.rows[0].name.text()), "what is handed over")
        hands.wait_for(shift.rows[0].counted.hasFocus, "the first count")
        self.fill(*counts, note)
        hands.type(to_clerk)
        hands.rest(200)
        hands.picture(f"{picture}-counted")
        hands.press(Qt.Key.Key_F8)
        self.says(self.view.banner, "已交接给")
        hands.press(Qt.Key.Key_F9)
        self.says(self.view.banner, "交接班表已提交打印")
