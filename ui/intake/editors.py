"""The editors of the form: Enter goes on from each of them, and the wheel changes none of them by accident."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from counter.domain.identity import IdDocument, check_as_typed, check_id_number
from counter.domain.usc import check_uscc_as_typed
from counter.domain.workdays import HALL_TIME
from ui.parts import shown
from ui.theme import SPACE
from ui.wording import words

_LONGEST_PASTE = 2000
"""More than any rule allows, so that a long text is told to be too long and not cut off in silence."""
_ROW_OF_TEXT = 54
_HALF_ROW_OF_TEXT = 27
_LINE_BREAK = Qt.KeyboardModifier.ShiftModifier


def today() -> dt.date:
    """The day by this machine, for hints while one types; the deed asks the trusted clock."""
    return dt.datetime.now(HALL_TIME).date()


def line(hint: str = "") -> QLineEdit:
    """A one-line editor."""
    made = QLineEdit()
    made.setMaxLength(_LONGEST_PASTE)
    made.setPlaceholderText(hint)
    return made


class LongEdit(QPlainTextEdit):
    """Several lines; Tab and Enter go on, Shift+Enter breaks the line."""

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setPlaceholderText(hint)
        self.setFixedHeight(54)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter is left to the form."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & _LINE_BREAK:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Option(NamedTuple):
    """One answer: what is kept and what is read."""

    value: str
    label: str


class Picker(QComboBox):
    """One of several; its digit picks it, Down opens the list; the wheel does nothing."""

    picked = Signal()

    def __init__(self, options: Sequence[Option], *, may_be_empty: bool = False) -> None:
        super().__init__()
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if may_be_empty:
            self.addItem("", "")
        for number, option in enumerate(options, start=1):
            self.addItem(f"{number} {shown(option.label)}", option.value)
        self.currentIndexChanged.connect(self.picked)

    def value(self) -> str:
        """What is picked."""
        return str(self.currentData() or "")

    def pick(self, value: str) -> None:
        """That value is picked."""
        self.setCurrentIndex(max(self.findData(value), 0))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Left to the page, which scrolls."""
        event.ignore()


class ChoiceRow(QWidget):
    """Answers beside each other, or below each other when they are long; a digit picks one, the arrows walk.

    Args:
        options: the answers, in order of their digits.
        allow_none: nothing need be picked at first.
    """

    picked = Signal()
    answered = Signal()
    """A digit picked an answer: the form may go on."""

    def __init__(self, options: Sequence[Option], *, allow_none: bool = True) -> None:
        super().__init__()
        width = sum(len(option.label) + 4 for option in options)
        self._long, long = width > _HALF_ROW_OF_TEXT, width > _ROW_OF_TEXT
        box = QBoxLayout(QBoxLayout.Direction.TopToBottom if long else QBoxLayout.Direction.LeftToRight, self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0 if long else SPACE.middle)
        self._options = list(options)
        self._group = QButtonGroup(self)
        for number, option in enumerate(options):
            button = QRadioButton(f"{number + 1} {shown(option.label)}".replace("&", "&&"))
            self._group.addButton(button, number)
            box.addWidget(button)
        if not long:
            box.addStretch(1)
        if not allow_none:
            self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._toggled)

    def is_long(self) -> bool:
        """Whether the answers need the whole width."""
        return self._long

    def entry(self) -> QWidget:
        """Which answer gets the focus: the picked one, else the first."""
        return self._group.checkedButton() or self._group.button(0)

    def value(self) -> str:
        """What is picked; empty when nothing is."""
        number = self._group.checkedId()
        return self._options[number].value if number >= 0 else ""

    def pick(self, value: str) -> None:
        """That value is picked; an empty or unknown one clears."""
        number = next((place for place, option in enumerate(self._options) if option.value == value), -1)
        if number >= 0:
            self._group.button(number).setChecked(True)
        elif (checked := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            checked.setChecked(False)
            self._group.setExclusive(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """A digit picks."""
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(self._options) and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._group.button(number).setChecked(True)
            self._group.button(number).setFocus()
            self.answered.emit()
        else:
            super().keyPressEvent(event)

    def _toggled(self, _number: int, checked: bool) -> None:
        if checked:
            self.picked.emit()


class Tick(QCheckBox):
    """Yes or not yet; Space ticks, Enter goes on."""

    def __init__(self, words: str) -> None:
        super().__init__(shown(words).replace("&", "&&"))


YES = "yes"
Editor = QLineEdit | LongEdit | Picker | ChoiceRow | Tick


def entry_of(editor: QWidget) -> QWidget:
    """The widget that really takes the focus for that editor."""
    return editor.entry() if isinstance(editor, ChoiceRow) else editor


def value_of(editor: QWidget) -> str:
    """What stands in the editor."""
    if isinstance(editor, QLineEdit):
        return editor.text()
    if isinstance(editor, LongEdit):
        return editor.toPlainText()
    if isinstance(editor, Picker | ChoiceRow):
        return editor.value()
    if isinstance(editor, Tick):
        return YES if editor.isChecked() else ""
    raise TypeError(type(editor).__name__)


def fill(editor: QWidget, value: str) -> None:
    """The editor holds that value and tells nobody."""
    with QSignalBlocker(editor):
        if isinstance(editor, QLineEdit):
            editor.setText(value)
        elif isinstance(editor, LongEdit):
            editor.setPlainText(value)
        elif isinstance(editor, Picker | ChoiceRow):
            editor.pick(value)
        elif isinstance(editor, Tick):
            editor.setChecked(bool(value))
        else:
            raise TypeError(type(editor).__name__)


def on_edit(editor: QWidget, told: Callable[[], object]) -> None:
    """Told whenever the person changes the editor."""
    if isinstance(editor, QLineEdit | LongEdit):
        editor.textChanged.connect(lambda *_: told())
    elif isinstance(editor, Picker | ChoiceRow):
        editor.picked.connect(told)
    elif isinstance(editor, Tick):
        editor.toggled.connect(lambda *_: told())
    else:
        raise TypeError(type(editor).__name__)


class Told(NamedTuple):
    """What is said of a text while it is typed: an error, or a quiet note."""

    error: str = ""
    note: str = ""


def told_of_number(document: IdDocument | None, text: str) -> Told:
    """What is said of an identity number, or of a unified social credit code when there is no document."""
    if not text.strip():
        return Told()
    check = check_uscc_as_typed(text) if document is None else check_as_typed(document, text, today())
    if not check.complete:
        said = words(check.code, check.params)
        return Told(note=said) if check.code.endswith(".incomplete") else Told(error=said)
    if check.code:
        return Told(note=words(check.code, check.params))
    if document is None:
        return Told(note="校验通过")
    read = check_id_number(document, text, today=today())
    if read.sex is None or read.birth_on is None:
        return Told(note="格式相符")
    return Told(note=f"校验通过，{read.sex.label}，{read.birth_on.isoformat()} 生")


def document_options() -> tuple[Option, ...]:
    """Every identity document with its name."""
    return tuple(Option(document.value, document.label) for document in IdDocument)
