"""The parts of the demo's day, worked through by keys on the real screens.

The clerk looks where the cursor is, types what belongs there and presses Enter, until the cursor is on 决定.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from counter.domain.item import FieldKind, FormField
from ui.intake.view import IntakeView
from ui.parts.search import SearchBox
from ui.practice import people
from ui.practice.hands import Hands
from ui.practice.people import Visit
from ui.shop import Shop

SIGN_IN_NO = "0001"
PARTS = {
    "morning": people.MORNING,
    "outage": people.OUTAGE,
    "nonsense": people.NONSENSE,
    "crash": people.CRASH,
    "evening": people.EVENING,
}
_MOST_STEPS = 80
_SCAN_PX = 1240


def play(shop: Shop, *, part: str, out: Path, password: str) -> int:
    """That part of the day was worked through; with ``hands-on`` the window is a person's until he closes it."""
    shop.window.show()
    if part == "hands-on":
        QTimer.singleShot(0, lambda: shop.sign_in_view.sign_in_asked.emit(SIGN_IN_NO, password))
        return QApplication.exec()
    Day(shop, out, password).work(part)
    return 0


class Day:
    """A clerk at this window.

    Args:
        shop: the window with everything behind it.
        out: where pictures and measurements go.
        password: the practice password.
    """

    def __init__(self, shop: Shop, out: Path, password: str) -> None:
        self._shop = shop
        self._work = out / "work"
        self._hands = Hands(shop.window, out / "screens")
        self._password = password
        self._serial = 0

    @property
    def _view(self) -> IntakeView:
        return self._shop.rooms.intake.view

    def work(self, part: str) -> None:
        """Signs in, takes the part's cases in, looks at the other screens."""
        stalls = self._hands.stalls
        self.sign_in()
        self._serial = 100 * (1 + list(PARTS).index(part))
        for place, visit in enumerate(PARTS[part]):
            self._serial += 1
            self._take(visit, picture=f"{part}-{place + 1}" if place < 1 or visit.agent or visit.files else "")
            if part == "crash":
                os.kill(os.getpid(), signal.SIGKILL)
        if part == "evening":
            self._print_what_was_not()
            self._wait_until_all_arrived()
        self._look_around(part)
        stalls.write(self._work / f"stall-{part}.json")

    def sign_in(self) -> None:
        """The clerk is signed in, with the platform or without it."""
        hands = self._hands
        self._shop.sign_in_view.setFocus()
        hands.rest(50)
        hands.type(SIGN_IN_NO)
        hands.press(Qt.Key.Key_Return)
        hands.type(self._password)
        hands.picture("signin")
        hands.press(Qt.Key.Key_Return)
        hands.wait_for(lambda: self._shop.window.current_key() == "F2", "signed in")
        hands.wait_for(lambda: not self._shop.heartbeat.is_running(), "first round")

    def _take(self, visit: Visit, *, picture: str) -> None:
        """One citizen, from the number to 已保存 with the papers out."""
        hands, view = self._hands, self._view
        hands.press(Qt.Key.Key_F2)
        hands.wait_for(lambda: not view.showing_taken() and view.service_item() is None, "a blank form")
        if visit.company:
            hands.press(Qt.Key.Key_Q, Qt.KeyboardModifier.AltModifier)
        if visit.agent:
            hands.press(Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
        hands.press(Qt.Key.Key_F3)
        if visit.wrong_number_first:
            self._mistype()
        files = visit.files
        for _ in range(_MOST_STEPS):
            focus = QApplication.focusWidget()
            if focus is None or focus is view.bar.decide:
                break
            if focus is view.materials.table:
                self._get_materials(files)
                files = 0
            else:
                self._fill(focus, visit)
            hands.rest(5)
        if picture:
            hands.rest(400)
            hands.picture(f"intake-{picture}")
        self._decide(visit, picture)

    def _mistype(self) -> None:
        """A wrong check digit; the form says so at once, and it is typed again."""
        hands = self._hands
        right = people.identity_number(self._serial)
        hands.type(right[:-1] + ("1" if right[-1] != "1" else "2"))
        number = self._view.applicant.fields["applicant.id_number"]
        hands.wait_for(lambda: bool(number.error()), "the wrong number is told")
        hands.picture("intake-wrong-number")
        hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)

    def _fill(self, focus: QWidget, visit: Visit) -> None:
        """What belongs where the cursor is; then Enter."""
        hands = self._hands
        if isinstance(focus.parentWidget(), SearchBox) or isinstance(focus, SearchBox):
            if self._view.service_item() is None:
                hands.type(visit.item)
                hands.press(Qt.Key.Key_Return)
                hands.wait_for(lambda: self._view.service_item() is not None, f"item {visit.item}")
                hands.wait_for(lambda: QApplication.focusWidget() is not focus, "the cursor goes on")
            else:
                hands.press(Qt.Key.Key_Tab)
            return
        path = self._path_of(focus)
        if isinstance(focus, QRadioButton):
            hands.press(Qt.Key.Key_1)
            if QApplication.focusWidget() is focus:
                hands.press(Qt.Key.Key_Return)
            return
        text = self._text_for(path, visit)
        if text and isinstance(focus, QLineEdit | QPlainTextEdit) and not _text_of(focus):
            hands.type(text)
        elif not isinstance(focus, QLineEdit | QPlainTextEdit) and path.startswith("form."):
            hands.press(Qt.Key.Key_1)
        hands.press(Qt.Key.Key_Return)

    def _text_for(self, path: str, visit: Visit) -> str:
        """What this citizen's papers say for that field."""
        item = self._view.service_item()
        if path.startswith("form.") and item is not None:
            field = next(field for field in item.form if field.key == path.removeprefix("form."))
            return people.value_of(field, self._serial) if _is_typed(field) else ""
        texts = {
            "applicant.id_number": people.credit_code(self._serial)
            if visit.company
            else people.identity_number(self._serial),
            "applicant.name": visit.company or visit.name,
            "applicant.phone": people.mobile(self._serial),
            "applicant.address": "云溪县城关镇清江路18号",
            "applicant.legal_representative.id_number": people.identity_number(self._serial + 40),
            "applicant.legal_representative.name": visit.name,
            "agent.id_number": people.identity_number(self._serial + 60),
            "agent.name": visit.agent,
            "agent.phone": people.mobile(self._serial + 60),
            "agent.authority_scope": "代为申请、签收文书",
            "agent.authority_until": "2026-12-31",
        }
        return texts.get(path, "")

    def _path_of(self, focus: QWidget) -> str:
        """The intake path of the field in which the cursor is; empty where there is none."""
        for block in (self._view.applicant, self._view.situations, self._view.form):
            for path, field in block.fields.items():
                if field.editor is focus or field.editor.isAncestorOf(focus):
                    return path
        return ""

    def _get_materials(self, files: int) -> None:
        """Every material of the list was got; a scan is pasted to the first ones."""
        hands, table = self._hands, self._view.materials.table
        table.go_to(0)
        for row in range(table.rows.rowCount()):
            found = table.rows.row(row)
            if found is None or found.file is not None:
                continue
            table.go_to(row)
            if not any(material.code == found.spec.code for material in table.rows.materials()):
                hands.press(Qt.Key.Key_Space)
        if files:
            table.go_to(0)
            self._paste_scan()
            hands.wait_for(lambda: bool(self._view.intake().attachments()), "the scan is kept")
            QGuiApplication.clipboard().clear()
        hands.press(Qt.Key.Key_Return)

    def _paste_scan(self) -> None:
        """A page from the document camera comes by the clipboard."""
        page = QImage(_SCAN_PX, _SCAN_PX * 7 // 5, QImage.Format.Format_RGB32)
        page.fill(QColor("white"))
        for line in range(_SCAN_PX // 10, page.height() - 60, 46):
            for x in range(120, 120 + (line * 7 + self._serial) % 900):
                page.setPixelColor(x, line, QColor("black"))
        path = self._work / f"scan-{self._serial}.png"
        page.save(str(path))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        QGuiApplication.clipboard().setMimeData(data)
        self._hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def _decide(self, visit: Visit, picture: str) -> None:
        """F8, the decision, Enter; then 已保存 and the papers."""
        hands, view = self._hands, self._view
        hands.press(Qt.Key.Key_F8)
        hands.wait_for(view.bar.asking, f"the decisions are offered for {visit.item}")
        hands.press(Qt.Key(ord(visit.decision)))
        if picture:
            hands.picture(f"decide-{picture}")
        hands.stalls.start()
        hands.press(Qt.Key.Key_Return)
        hands.wait_for(view.showing_taken, f"已保存 for {visit.item}: {view.summary.lacks()}")
        number = view.taken.number()
        if not number:
            raise RuntimeError("saved without a number")
        if visit in PARTS["crash"]:
            return
        hands.wait_for(lambda: view.taken.print_words(number) != "等待打印", "the paper")
        hands.wait_for(lambda: not self._shop.heartbeat.is_running(), "the round that sends it")
        hands.stalls.stop()
        if picture:
            hands.picture(f"taken-{picture}")

    def _print_what_was_not(self) -> None:
        """Papers that were issued and never came out, because the client was killed: found in 办件 and printed."""
        hands = self._hands
        crashed = PARTS["crash"][0].name
        hands.press(Qt.Key.Key_F7)
        hands.rest(200)
        hands.type(crashed)
        hands.wait_for(self._shop.rooms.cases.view.detail.isVisible, "the case that was saved before the crash")
        hands.picture("cases-after-crash")
        hands.press(Qt.Key.Key_F9)
        hands.rest(1500)
        hands.picture("cases-printed-after-crash")

    def _wait_until_all_arrived(self) -> None:
        """立即同步, and then nothing waits any more."""
        hands = self._hands
        hands.press(Qt.Key.Key_F10)
        hands.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        hands.wait_for(self._shop.all_arrived, "everything has arrived")

    def _look_around(self, part: str) -> None:
        """A picture of each other screen as it is at this time of the day."""
        hands = self._hands
        for key, name in ((Qt.Key.Key_F7, "cases"), (Qt.Key.Key_F10, "outbox")):
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


def _text_of(editor: QLineEdit | QPlainTextEdit) -> str:
    if isinstance(editor, QLineEdit):
        return "" if editor.hasSelectedText() else editor.text()
    return editor.toPlainText()


def _is_typed(field: FormField) -> bool:
    return field.kind not in {FieldKind.CHOICE, FieldKind.YES_NO}
