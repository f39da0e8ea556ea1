"""出件 (F6) by keys: signed in, handed out, posted, not delivered; batches between the window and the departments."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt

from counter.domain.handing import ResultState
from ui.cases.rows import shown_applicant
from ui.handout.deeds import STEPS, Step
from ui.handout.rows import STATES
from ui.handout.view import HandoutView
from ui.practice.at_screen import ALT, CTRL, AtScreen
from ui.practice.visits import visit_of

_STATE_KEYS = {state: Qt.Key(Qt.Key.Key_1 + place) for place, state in enumerate(STATES)}


class Collecting(NamedTuple):
    """Who stands there: his number as his card says it, which of the choices he is, and whether he signs."""

    number: str
    name: str = ""  # where the case does not name him
    who: Qt.Key = Qt.Key.Key_1  # 1 himself, 2 the agent, 3 a relative
    witness: str = ""  # who saw that he would not sign


class HandWork(AtScreen):
    """Somebody before 出件."""

    @property
    def view(self) -> HandoutView:
        """The screen."""
        return self.shop.rooms.handout.view

    def sign_in_all(self, *, picture: str) -> None:
        """Everything that the departments announced is signed in, and its notices come out."""
        hands, view = self.hands, self.view
        self._list(ResultState.ANNOUNCED)
        hands.picture(f"{picture}-announced")
        for _ in range(view.rows.rowCount()):
            hands.press(Qt.Key.Key_Space)
        hands.press(Qt.Key.Key_N)
        self.says(view.banner, "已签收", "已出纸", "已提交")
        hands.wait_for(lambda: view.rows.rowCount() == 0, "nothing is announced any more")
        hands.rest(600)

    def hand_out(self, name: str, collecting: Collecting, *, picture: str) -> None:
        """领取: who collects is checked, signs or refuses, and the papers are printed."""
        hands, view = self.hands, self.view
        self._open(name)
        hands.press(Qt.Key.Key_Return)
        form = view.panel.collector
        hands.wait_for(form.isVisible, f"the form for {name}")
        if collecting.who != Qt.Key.Key_1:
            hands.press(collecting.who, ALT)
        self.fill(collecting.number, collecting.name, "")
        if collecting.who != Qt.Key.Key_1:
            self.fill("", "")
        hands.press(Qt.Key.Key_2 if collecting.witness else Qt.Key.Key_1)
        if collecting.witness:
            self.fill(collecting.witness)
        hands.picture(f"{picture}-collector")
        hands.press(Qt.Key.Key_Return)
        self._print("已领取", "已留置送达")
        hands.picture(f"{picture}-done")

    def post(self, name: str, waybill: str, *, picture: str) -> None:
        """邮寄: the parcel with its waybill."""
        self._open(name)
        self.hands.press(Qt.Key.Key_P)
        self.hands.wait_for(lambda: not self.view.panel.deed_form.isHidden(), f"the parcel for {name}")
        self.fill("", "", "", waybill)
        self.hands.picture(f"{picture}-parcel")
        self.hands.press(Qt.Key.Key_Return)
        self._print("已交邮寄")

    def step(self, name: str, step: Step) -> None:
        """A step that asks nothing: 已揽件, 妥投."""
        self._open(name)
        before = STEPS[step].state
        self.hands.wait_for(lambda: (line := self.view.current()) is not None and line.state is before, STATES[before])
        self.hands.press(STEPS[step].key)
        self.hands.wait_for(
            lambda: (line := self.view.current()) is not None and line.state is not before, f"{step} for {name}"
        )

    def undelivered(self, name: str, reason: str, *, picture: str) -> None:
        """未送达: what was tried."""
        self._open(name)
        self.hands.press(Qt.Key.Key_U)
        self.hands.wait_for(lambda: not self.view.panel.deed_form.isHidden(), "what was tried")
        self.hands.type(reason)
        self.hands.picture(f"{picture}-undelivered")
        self.hands.press(Qt.Key.Key_Return)
        self.says(self.view.banner, "已登记未送达")

    def send_materials(self, numbers: tuple[str, ...], courier: str, *, picture: str) -> None:
        """材料出库: the cases of those numbers go to their department with a slip."""
        self.hands.press(Qt.Key.Key_F6)
        self.hands.press(Qt.Key.Key_B, CTRL)
        batch = self.view.batch
        self.hands.wait_for(batch.isVisible, "the batch")
        batch.number.setFocus()
        for number in numbers:
            before = batch.pieces.rowCount()
            self.hands.type(number)
            self.hands.press(Qt.Key.Key_Return)
            self.hands.wait_for(lambda before=before: batch.pieces.rowCount() > before, f"the pieces of {number}")  # type: ignore[misc]
        self._keep_batch(courier, picture=picture)

    def receive_result(self, courier: str, *, picture: str) -> None:
        """证照从部门来: the first of what is announced comes with a courier and is signed in with its slip."""
        self._list(ResultState.ANNOUNCED)
        announced = self.view.rows.rowCount()
        self.hands.press(Qt.Key.Key_Space)
        self.hands.press(Qt.Key.Key_B, CTRL)
        self.hands.wait_for(self.view.batch.isVisible, "the batch")
        self._keep_batch(courier, picture=picture)
        self.hands.wait_for(lambda: self.view.rows.rowCount() < announced, "what came is signed in")

    def _keep_batch(self, courier: str, *, picture: str) -> None:
        batch = self.view.batch
        batch.courier.setFocus()
        self.hands.type(courier)
        self.hands.picture(f"{picture}-batch")
        self.hands.press(Qt.Key.Key_F8)
        self.says(self.view.banner, "F9 打印流转单")
        self.hands.press(Qt.Key.Key_F9)
        self.says(self.view.banner, "已出纸", "已提交", "已打印")
        self.hands.press(Qt.Key.Key_Escape)

    def _list(self, state: ResultState) -> None:
        self.hands.press(Qt.Key.Key_F6)
        self.find(Qt.Key.Key_F6, self.view.search, "")
        self.hands.press(_STATE_KEYS[state], ALT)
        chip = self.view.chips[state]
        self.hands.wait_for(lambda: self.view.rows.rowCount() == chip.count() > 0, f"what is {STATES[state]}")
        self.hands.press(Qt.Key.Key_Home)
        self.view.go_into_list()
        self.view.table.go_to(0)

    def _open(self, name: str) -> None:
        party = visit_of(name).party
        self.find(Qt.Key.Key_F6, self.view.search, party)
        self.hands.press(Qt.Key.Key_0, ALT)

        def shown() -> bool:
            sight, line = self.view.panel.sight(), self.view.current()
            return (
                sight is not None
                and line is not None
                and sight.document.id == line.id
                and sight.document.applicant_name == party
                and self.view.rows.rowCount() == 1
            )

        masked = shown_applicant(party)

        def listed() -> bool:
            first = self.view.rows.row(0)
            return self.view.rows.rowCount() == 1 and first is not None and first.applicant == masked

        self.hands.wait_for(listed, f"the result of {name}")
        self.view.go_into_list()
        self.view.table.go_to(0)
        self.hands.wait_for(shown, f"the result of {name} at the right")

    def _print(self, *said: str) -> None:
        """The step is on the disk, and F9 prints its papers."""
        self.says(self.view.banner, *said)
        sight = self.view.panel.sight
        before = sight()
        self.hands.wait_for(
            lambda: (there := sight()) is not None and bool(there.papers) and there.state is not ResultState.AT_WINDOW,
            f"the papers after {before.document.name if before else ''}",
        )
        there = sight()
        numbers = there.papers if there else ()
        self.hands.press(Qt.Key.Key_F9)
        self.came_out(numbers, self.view.banner.text)
        self.says(self.view.banner, "已出纸", "已提交")
