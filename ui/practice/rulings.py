"""The panel of a decision, worked by keys: what lacks, what is promised, why it is refused; and the supervisor."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.intake.view import IntakeView
from ui.practice.hands import Hands
from ui.practice.visits import Visit

SUPERVISOR_NO = "0009"
RULED = "345678"
"""The decisions that have a panel."""
QUEUE_REASON = "申请人坚持要书面答复，请审核"
_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


def write(hands: Hands, view: IntakeView, visit: Visit, picture: str) -> None:
    """The panel of the visit's decision is written; F8 comes next."""
    hands.wait_for(
        lambda: view.ruling_open() is not None, lambda: f"the panel for {visit.item}: {view.bar.line.words()}"
    )
    match visit.decision:
        case "3":
            _tell_what_lacks(hands, visit)
        case "4":
            for _ in visit.lacking:
                hands.press(Qt.Key.Key_Return)
                if visit.due:
                    hands.type(visit.due)
                hands.press(Qt.Key.Key_Return)
            _promise(hands, view, visit)
        case "5":
            _promise(hands, view, visit)
        case "7":
            hands.type(visit.body)
            hands.rest(50)
            hands.press(Qt.Key.Key_Return)
            _say_why(hands, visit)
        case _:
            _say_why(hands, visit)
    if picture:
        hands.rest(100)
        hands.picture(f"ruling-{picture}")


def ask_supervisor(hands: Hands, view: IntakeView, visit: Visit, *, secret: str, picture: str) -> None:
    """He approves at the window with his secret, or the draft waits in his queue."""
    line = view.bar.approval
    hands.wait_for(line.asking, f"the supervisor is asked for {visit.item}")
    if picture:
        hands.picture(f"approval-{picture}")
    if visit.asks == "here":
        hands.press(Qt.Key.Key_1)
        hands.type(SUPERVISOR_NO)
        hands.press(Qt.Key.Key_Return)
        hands.type(secret)
        hands.press(Qt.Key.Key_Return)
        return
    hands.press(Qt.Key.Key_2)
    hands.type(QUEUE_REASON)
    hands.press(Qt.Key.Key_Return)
    hands.wait_for(lambda: "已提请审核" in view.bar.banner.text(), "the draft waits in the queue")


def _tell_what_lacks(hands: Hands, visit: Visit) -> None:
    """What was not brought stands there already; a defect of the clerk's own is added."""
    name, remedy = visit.defect
    if name:
        hands.press(Qt.Key.Key_N, _ALT)
        hands.type(name)
        hands.press(Qt.Key.Key_Return)
        hands.press(Qt.Key.Key_Return)
        hands.type(remedy)


def _promise(hands: Hands, view: IntakeView, visit: Visit) -> None:
    """Who signs, F9 for the sheet, his signature, Space."""
    hands.press(Qt.Key(ord(visit.signer)))
    hands.press(Qt.Key.Key_F9)
    hands.wait_for(lambda: _sheet_is_there(view), f"the promise of {visit.item} is printed for signing")
    hands.press(Qt.Key.Key_Space)


def _sheet_is_there(view: IntakeView) -> bool:
    promise = view.ruled.promise()
    return promise is not None and bool(promise.promise().sheet)


def _say_why(hands: Hands, visit: Visit) -> None:
    hands.press(Qt.Key(ord(visit.reason)), _CTRL)
