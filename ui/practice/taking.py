"""收件 by keys: one citizen from the blank form to 已保存 with the papers out.

The clerk looks where the cursor is, types what belongs there and presses Enter, until the cursor is on 决定.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from counter.domain.item import FieldKind, FormField
from ui.intake.view import IntakeView
from ui.parts.search import SearchBox
from ui.practice import people, rulings
from ui.practice.hands import Hands
from ui.practice.visits import Visit, serial_of
from ui.shop import Shop

_MOST_STEPS = 80
_SCAN_PX = 1240


class Taking:
    """A clerk before the form.

    Args:
        shop: the window with everything behind it.
        hands: his.
        work: where scans are made.
        password: the practice password, which is the supervisor's secret too.
    """

    def __init__(self, shop: Shop, hands: Hands, work: Path, *, password: str) -> None:
        self._shop = shop
        self._hands = hands
        self._work = work
        self._password = password
        self._serial = 0

    @property
    def _view(self) -> IntakeView:
        return self._shop.rooms.intake.view

    def take(self, visit: Visit, *, picture: str, papers: bool = True) -> None:
        """One citizen, from the number to 已保存; with ``papers`` they are out and the platform has it."""
        self._serial = serial_of(visit)
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
                self._get_materials(visit, files)
                files = 0
            else:
                self._fill(focus, visit)
            hands.rest(5)
        if picture:
            hands.rest(400)
            hands.picture(f"intake-{picture}")
        self._decide(visit, picture, papers=papers)

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
            "applicant.legal_representative.id_number": people.identity_number(self._serial + people.REPRESENTATIVE),
            "applicant.legal_representative.name": visit.name,
            "agent.id_number": people.identity_number(self._serial + people.AGENT),
            "agent.name": visit.agent,
            "agent.phone": people.mobile(self._serial + people.AGENT),
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

    def _get_materials(self, visit: Visit, files: int) -> None:
        """Every material that was brought is ticked; a scan is pasted to the first one, or it was put right here."""
        hands, table = self._hands, self._view.materials.table
        table.go_to(0)
        for row in range(table.rows.rowCount()):
            found = table.rows.row(row)
            if found is None or found.file is not None or found.spec.code in visit.lacking:
                continue
            table.go_to(row)
            if not any(material.code == found.spec.code for material in table.rows.materials()):
                hands.press(Qt.Key.Key_Space)
        if files:
            table.go_to(0)
            self._paste_scan()
            hands.wait_for(lambda: bool(self._view.intake().attachments()), "the scan is kept")
            QGuiApplication.clipboard().clear()
        if visit.fixed:
            table.go_to(0)
            hands.press(Qt.Key.Key_G)
            hands.type(visit.fixed)
            hands.press(Qt.Key.Key_Return)
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

    def _decide(self, visit: Visit, picture: str, *, papers: bool) -> None:
        """F8, the decision, its panel, the supervisor; then 已保存 and the papers, or a draft that waits for him."""
        hands, view = self._hands, self._view
        hands.press(Qt.Key.Key_F8)
        hands.wait_for(view.bar.asking, f"the decisions are offered for {visit.item}")
        hands.press(Qt.Key(ord(visit.decision)))
        if picture:
            hands.picture(f"decide-{picture}")
        save = Qt.Key.Key_Return
        if visit.decision in rulings.RULED:
            hands.press(Qt.Key.Key_Return)
            rulings.write(hands, view, visit, picture)
            save = Qt.Key.Key_F8
        hands.stalls.start()
        hands.press(save)
        if visit.asks:
            rulings.ask_supervisor(hands, view, visit, secret=self._password, picture=picture)
        if visit.asks != "queue":
            self._see_saved(visit, picture, papers=papers)
        hands.stalls.stop()

    def _see_saved(self, visit: Visit, picture: str, *, papers: bool) -> None:
        hands, view = self._hands, self._view
        hands.wait_for(view.showing_taken, lambda: f"已保存 for {visit.item}: {view.bar.banner.text()}")
        if not view.taken.number():
            raise RuntimeError("saved without a number")
        if not papers:
            return
        hands.wait_for(lambda: not view.taken.printing(), "the papers")
        hands.wait_for(lambda: not self._shop.heartbeat.is_running(), "the round that sends it")
        if picture:
            hands.picture(f"taken-{picture}")


def _text_of(editor: QLineEdit | QPlainTextEdit) -> str:
    if isinstance(editor, QLineEdit):
        return "" if editor.hasSelectedText() else editor.text()
    return editor.toPlainText()


def _is_typed(field: FormField) -> bool:
    return field.kind not in {FieldKind.CHOICE, FieldKind.YES_NO}
