"""容缺跟踪 (F5) by keys: what is brought is taken in, told again, given a later day, or drawn to its end."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.deferred.view import DeferredView
from ui.practice.at_screen import ALT, AtScreen
from ui.practice.visits import visit_of


class OwedWork(AtScreen):
    """Somebody before 容缺跟踪."""

    @property
    def view(self) -> DeferredView:
        """The screen."""
        return self.shop.rooms.deferred.view

    def look_around(self, part: str) -> None:
        """The list, and the list of whom to call."""
        self.hands.press(Qt.Key.Key_F5)
        self.hands.rest(300)
        self.hands.picture(f"deferred-{part}")
        self.hands.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        self.hands.rest(300)
        self.hands.picture(f"deferred-calls-{part}")
        self.hands.press(Qt.Key.Key_Escape)

    def take_in(self, name: str, pieces: int, *, picture: str = "") -> None:
        """So many pieces were brought."""
        self._open(name)
        for _ in range(pieces):
            self.hands.press(Qt.Key.Key_Space)
        if picture:
            self.hands.picture(f"{picture}-brought")
        self.hands.press(Qt.Key.Key_Return)
        self._print("已收下", picture=picture)

    def tell_again(self, name: str, ground: str, remedy: str, *, picture: str) -> None:
        """What was brought is wrong."""
        self._open(name)
        self.hands.press(Qt.Key.Key_G, ALT)
        self.hands.picture(f"{picture}-form")
        self.fill(ground, remedy)
        self._print("已再次书面告知")

    def extend(self, name: str, reason: str, *, picture: str) -> None:
        """It may come until the latest day that the hall allows; the supervisor approves at the window."""
        self._open(name)
        self.hands.press(Qt.Key.Key_Y, ALT)
        self.hands.picture(f"{picture}-form")
        self.fill("", reason)
        self.approve_here(self.view.approval)
        self.says(self.view.banner, "补交期限已延至")

    def lapse(self, name: str, reason: str, *, picture: str) -> None:
        """Nothing came: the consequence of the hall's rule."""
        self._open(name)
        self.hands.press(Qt.Key.Key_L, ALT)
        self.hands.picture(f"{picture}-form")
        self.fill(reason)
        self._print("已作逾期处理")

    def _open(self, name: str) -> None:
        panel, party = self.view.panel, visit_of(name).party
        self.find(Qt.Key.Key_F5, self.view.search, party)

        def shown() -> bool:
            outlook = panel.outlook()
            return outlook is not None and outlook.case.intake.applicant.name == party and not panel.isHidden()

        def opened() -> bool:
            return shown() and panel.table.hasFocus()

        self.hands.wait_for(opened, f"what {name} owes")

    def _print(self, said: str, *, picture: str = "") -> None:
        """The deed is on the disk, and F9 prints its papers."""
        panel = self.view.panel
        self.says(self.view.banner, said)
        self.hands.wait_for(lambda: bool(panel.papers()), "the papers of the deed")
        if picture:
            self.hands.rest(150)
            self.hands.picture(f"{picture}-done")
        numbers = panel.papers()
        self.hands.press(Qt.Key.Key_F9)
        self.came_out(numbers, self.view.banner.text)
        self.says(self.view.banner, "已出纸", "已提交")
