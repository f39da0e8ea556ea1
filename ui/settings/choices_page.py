"""设置: what a person may choose is typed here; what IT has fixed stands there with its source and cannot be typed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from counter.settings import Held, Reading
from counter.settings.keys import KeyFacts, all_keys
from ui.machine_wording import source_words, value_words
from ui.parts import ActionButton, Field, PlainLabel, set_look, shown
from ui.theme import SPACE

_COLUMNS = 2
_QUEUE = "print_queue"
_MOST_CHARACTERS = 256


class ChoicesPage(QScrollArea):
    """Fields of what may be chosen, then a list of the rest."""

    save_asked = Signal(dict)
    """What was changed, by key; an empty text takes a choice back."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        set_look(inner, "ground")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.middle)
        self.fields: dict[str, Field] = {}
        self._shown: dict[str, str] = {}
        column.addWidget(self._choices())
        row = QHBoxLayout()
        self.save = ActionButton("保存", key="F8", look="main", scope=self)
        self.save.clicked.connect(self._ask)
        row.addWidget(self.save)
        row.addWidget(PlainLabel("重新打开客户端后生效；清空一项即改回默认", look="quiet"))
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(PlainLabel("由运维设定（不能在此修改）", look="section"))
        self._rest: dict[str, tuple[PlainLabel, PlainLabel]] = {}
        column.addWidget(self._others())
        column.addStretch(1)
        self.setWidget(inner)

    def start(self) -> QWidget:
        """Where the work begins: the first field that can be typed, else the button."""
        return next((field.editor for field in self.fields.values() if _is_open(field.editor)), self.save)

    def show_reading(self, reading: Reading) -> None:
        """The values that hold here, each with its source."""
        for held in reading.held:
            if held.key in self.fields:
                self._show_choice(held)
            else:
                value, source = self._rest[held.key]
                value.setText(value_words(held.value) or "—")
                value.setToolTip(value_words(held.value))
                source.setText(source_words(held))
        for field in self.fields.values():
            field.set_error("")

    def show_queues(self, queues: tuple[str, ...]) -> None:
        """These printers can be picked; another name can still be typed."""
        box = self.fields[_QUEUE].editor
        if isinstance(box, QComboBox):
            typed = box.currentText()
            box.clear()
            box.addItems([shown(name) for name in queues])
            box.setEditText(typed)

    def show_fault(self, key: str, words: str) -> bool:
        """The field that it concerns says so and has the focus; False when there is none."""
        field = self.fields.get(key)
        if field is None:
            return False
        field.set_error(words)
        field.editor.setFocus()
        return True

    def changes(self) -> Mapping[str, str]:
        """What stands there now and is another value than was shown."""
        found = {key: _value(field.editor) for key, field in self.fields.items() if _is_open(field.editor)}
        return {key: value for key, value in found.items() if value != self._shown.get(key)}

    def _show_choice(self, held: Held) -> None:
        field = self.fields[held.key]
        text = str(held.value)
        self._shown[held.key] = text
        if isinstance(field.editor, QComboBox) and field.editor.isEditable():
            field.editor.setEditText(text)
            field.editor.setEnabled(not held.locked)
        elif isinstance(field.editor, QComboBox):
            field.editor.setCurrentIndex(field.editor.findData(text))
            field.editor.setEnabled(not held.locked)
        elif isinstance(field.editor, QLineEdit):
            field.editor.setText(text)
            field.editor.setReadOnly(held.locked)
            field.editor.setFocusPolicy(Qt.FocusPolicy.NoFocus if held.locked else Qt.FocusPolicy.StrongFocus)
        field.set_note(source_words(held))

    def _choices(self) -> QFrame:
        card = QFrame()
        set_look(card, "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        grid.setHorizontalSpacing(SPACE.wide)
        grid.setVerticalSpacing(SPACE.middle)
        for place, key in enumerate(each for each in all_keys() if each.chosen):
            field = Field(key.title, _editor(key))
            field.editor.setToolTip(key.zh)
            self.fields[key.name] = field
            grid.addWidget(field, place // _COLUMNS, place % _COLUMNS)
        for number in range(_COLUMNS):
            grid.setColumnStretch(number, 1)
        return card

    def _others(self) -> QFrame:
        card = QFrame()
        set_look(card, "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        grid.setHorizontalSpacing(SPACE.wide)
        grid.setVerticalSpacing(SPACE.small)
        for place, key in enumerate(each for each in all_keys() if not each.chosen):
            name = PlainLabel(key.title, look="soft")
            name.setToolTip(key.zh)
            value, source = PlainLabel(elide=True), PlainLabel(look="quiet")
            grid.addWidget(name, place, 0)
            grid.addWidget(value, place, 1)
            grid.addWidget(source, place, 2)
            self._rest[key.name] = (value, source)
        grid.setColumnStretch(1, 1)
        return card

    def _ask(self) -> None:
        for field in self.fields.values():
            field.set_error("")
        self.save_asked.emit(dict(self.changes()))


def _editor(key: KeyFacts) -> QWidget:
    if key.choices:
        box = QComboBox()
        for choice in key.choices:
            box.addItem(value_words(choice), choice)
        return box
    if key.name == _QUEUE:
        names = QComboBox()
        names.setEditable(True)
        names.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = names.lineEdit()
        if line is not None:
            line.setPlaceholderText("留空用默认打印机")
        return names
    edit = QLineEdit()
    edit.setMaxLength(_MOST_CHARACTERS)
    edit.setPlaceholderText(
        value_words(key.default) if key.default else key.zh.split("；", maxsplit=1)[-1].rstrip("。")
    )
    return edit


def _value(editor: QWidget) -> str:
    if isinstance(editor, QComboBox):
        return editor.currentText().strip() if editor.isEditable() else str(editor.currentData())
    return editor.text().strip() if isinstance(editor, QLineEdit) else ""


def _is_open(editor: QWidget) -> bool:
    return editor.isEnabled() and not (isinstance(editor, QLineEdit) and editor.isReadOnly())
