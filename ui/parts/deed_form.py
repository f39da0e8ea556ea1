"""What a deed asks for, in place of a dialog: a sentence that says what it does, a few fields, yes and no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.parts.actions import ActionButton
from ui.parts.field import Field
from ui.parts.tag import StateTag
from ui.parts.text import KeyHint, PlainLabel, set_look, shown
from ui.theme import SPACE

_LONGEST = 500


class Question(NamedTuple):
    """One field of a deed.

    Args:
        key: the name of its answer, and of the error's field that belongs to it.
        label: what is asked.
        kind: a line to type, one of ``options``, or any of them (answers are their values, by commas).
        value: what stands there at first; for "any" the ticked values by commas.
        options: value and label.
        required: yes is barred while it is empty.
        hint: an example, shown while nothing is typed.
        note: a quiet note beside the label.
    """

    key: str
    label: str
    kind: Literal["line", "one", "any"] = "line"
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    hint: str = ""
    note: str = ""


class Sheet(NamedTuple):
    """A deed as it is asked for."""

    title: str
    meaning: str  # what it does, and what follows from it
    yes: str  # what the button says
    questions: tuple[Question, ...] = ()
    asks: str = ""  # what a supervisor has to approve; empty when nobody has to
    closed: str = ""  # why it cannot be done now
    grave: bool = False  # the button warns


class DeedForm(QFrame):
    """Enter goes from field to field and at the end says yes; Esc says no; the focus goes back to where it was."""

    confirmed = Signal(dict)
    """The answers by their keys."""
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "card")
        self._came_from: QWidget | None = None
        self._sheet = Sheet("", "", "")
        self._editors: dict[str, QWidget] = {}
        self._fields: dict[str, Field] = {}
        self._title = PlainLabel(look="section", wrap=True)
        self._meaning = PlainLabel(wrap=True)
        self._asks = StateTag("", "wait", bare=True)
        self._closed = PlainLabel(look="wrong", wrap=True)
        self._wrong = PlainLabel(look="wrong", wrap=True)
        self._body = QVBoxLayout()
        self._body.setSpacing(SPACE.small)
        self._yes = ActionButton("确定", look="main")
        self._no = ActionButton("取消  Esc")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE.middle, SPACE.middle, SPACE.middle, SPACE.middle)
        self._column.setSpacing(SPACE.small)
        for part in (self._title, self._meaning, self._asks, self._closed):
            self._column.addWidget(part)
        self._column.addLayout(self._body)
        self._column.addWidget(self._wrong)
        row = QHBoxLayout()
        row.setSpacing(SPACE.small)
        row.addWidget(self._yes)
        row.addWidget(self._no)
        row.addStretch(1)
        row.addWidget(KeyHint("Enter"))
        row.addWidget(PlainLabel("下一项", look="quiet"))
        self._column.addLayout(row)
        self._yes.clicked.connect(self._say_yes)
        self._no.clicked.connect(self._say_no)
        self.hide()

    def ask(self, sheet: Sheet) -> None:
        """The deed is asked for; its first field has the focus."""
        if self.isHidden():
            focused = self.window().focusWidget()
            self._came_from = focused if focused is not None and not self.isAncestorOf(focused) else None
        self._sheet = sheet
        self._title.setText(sheet.title)
        self._meaning.setText(sheet.meaning)
        self._asks.setVisible(bool(sheet.asks))
        self._asks.set_state(f"须主管批准：{sheet.asks}", "wait")
        self._closed.setText(sheet.closed)
        self._closed.setVisible(bool(sheet.closed))
        self._wrong.hide()
        self._lay(() if sheet.closed else sheet.questions)
        set_look(self._yes, "danger" if sheet.grave else "main")
        self._yes.set_words(f"{sheet.yes}  Enter")
        self._yes.setVisible(not sheet.closed)
        self._weigh()
        self.show()
        self._first().setFocus()

    def answers(self) -> dict[str, str]:
        """What stands in the fields, by their keys."""
        return {question.key: _value(self._editors[question.key]) for question in self._asked()}

    def editors(self) -> tuple[QWidget, ...]:
        """Where the answers are typed, in their order."""
        return tuple(self._editors[question.key] for question in self._asked())

    def show_fault(self, said: str, key: str = "") -> None:
        """What is wrong, at the field of that key, or below them all."""
        field = self._fields.get(key)
        if field is None:
            self._wrong.setText(said)
            self._wrong.show()
        else:
            field.set_error(said)
            _entry(self._editors[key]).setFocus()

    def go_back(self) -> None:
        """The first field has the focus again."""
        self._first().setFocus()

    def close_quietly(self) -> None:
        """Nothing is asked any more; the focus is where it was."""
        if self.isHidden():
            return
        self.hide()
        if self._came_from is not None:
            self._came_from.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes on, Esc says no."""
        if event.key() == Qt.Key.Key_Escape:
            self._say_no()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
        else:
            super().keyPressEvent(event)

    def _asked(self) -> tuple[Question, ...]:
        return () if self._sheet.closed else self._sheet.questions

    def _lay(self, questions: Sequence[Question]) -> None:
        for field in self._fields.values():
            self._body.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._editors, self._fields = {}, {}
        for question in questions:
            editor = _editor(question)
            field = Field(question.label, editor, required=question.required, help_text=question.note)
            self._editors[question.key], self._fields[question.key] = editor, field
            self._body.addWidget(field)
            if isinstance(editor, QLineEdit):
                editor.textChanged.connect(self._weigh)
            elif isinstance(editor, QComboBox):
                editor.currentIndexChanged.connect(self._weigh)

    def _weigh(self) -> None:
        """Yes can be said once nothing that is required is empty."""
        answers = self.answers()
        for field in self._fields.values():
            field.set_error("")
        empty = next((each for each in self._asked() if each.required and not answers[each.key].strip()), None)
        self._yes.bar(f"请先填写“{empty.label}”" if empty else "")

    def _first(self) -> QWidget:
        return next(
            (_entry(editor) for editor in self._editors.values()), self._no if self._sheet.closed else self._yes
        )

    def _go_on(self) -> None:
        """The next field that has the focus after this one; after the last, the button; on the button, yes."""
        if self._no.hasFocus():
            self._say_no()
            return
        editors = list(self._editors.values())
        focused = self.focusWidget()
        here = next((place for place, each in enumerate(editors) if _holds(each, focused)), len(editors))
        if here + 1 < len(editors):
            _entry(editors[here + 1]).setFocus()
        elif self._yes.isEnabled():
            self._say_yes()

    def _say_yes(self) -> None:
        if self._sheet.closed or self._yes.reason():
            return
        self._wrong.hide()
        self.confirmed.emit(self.answers())

    def _say_no(self) -> None:
        self.close_quietly()
        self.dismissed.emit()


class _Ticks(QWidget):
    """Any of several, each by Space."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        ticked = question.value.split(",") if question.value else []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.boxes: list[tuple[str, QCheckBox]] = []
        for value, label in question.options:
            box = QCheckBox(shown(label).replace("&", "&&"))
            box.setChecked(value in ticked)
            self.boxes.append((value, box))
            column.addWidget(box)


def _editor(question: Question) -> QWidget:
    if question.kind == "any":
        return _Ticks(question)
    if question.kind == "one":
        combo = QComboBox()
        for value, label in question.options:
            combo.addItem(shown(label), value)
        combo.setCurrentIndex(max(combo.findData(question.value), 0))
        return combo
    line = QLineEdit(question.value)
    line.setMaxLength(_LONGEST)
    line.setPlaceholderText(question.hint)
    return line


def _value(editor: QWidget) -> str:
    if isinstance(editor, _Ticks):
        return ",".join(value for value, box in editor.boxes if box.isChecked())
    if isinstance(editor, QComboBox):
        return str(editor.currentData() or "")
    return editor.text() if isinstance(editor, QLineEdit) else ""


def _entry(editor: QWidget) -> QWidget:
    return editor.boxes[0][1] if isinstance(editor, _Ticks) and editor.boxes else editor


def _holds(editor: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (editor is focused or editor.isAncestorOf(focused))
