"""One part of the form: its heading, its fields by the path of the intake, and how a fault finds its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter.domain.covered import named, uncovered
from ui.intake.editors import Told, on_edit, value_of
from ui.parts import Field, KeyHint, PlainLabel, set_look
from ui.theme import SPACE
from ui.wording import words

COLUMNS = 12


class Fault(NamedTuple):
    """Something wrong at a place of the intake or of a ruling, in words."""

    path: str
    words: str


class Block(QFrame):
    """A card with a heading and its key.

    Args:
        title: "① 申请人".
        key: the key that jumps here ("Alt+1").
    """

    edited = Signal()
    """The person changed something in it."""

    def __init__(self, title: str, key: str) -> None:
        super().__init__()
        set_look(self, "card")
        self.fields: dict[str, Field] = {}
        self.pictured: Callable[[], frozenset[str]] = frozenset
        """Which characters that no font draws have a picture."""
        self.head = QHBoxLayout()
        self.head.setSpacing(SPACE.small)
        self.head.addWidget(PlainLabel(title, look="section"))
        self.head.addWidget(KeyHint(key))
        self.head.addSpacing(SPACE.small)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.middle)
        self.body.setSpacing(6)
        self.body.addLayout(self.head)

    def add(self, path: str, label: str, editor: QWidget, *, required: bool = False) -> Field:
        """The editor is a field of the block under that path; an edit takes its error away."""
        field = Field(label, editor, required=required)
        field.setFocusProxy(None)  # type: ignore[arg-type]  # a proxy would be a second stop for Tab; the stub lacks None
        self.fields[path] = field
        on_edit(editor, lambda: self._touched(path))
        return field

    def value(self, path: str) -> str:
        """What stands in the field of that path."""
        return value_of(self.fields[path].editor)

    def holds(self, path: str) -> bool:
        """Whether a fault of that path belongs here."""
        return path in self.fields

    def label_of(self, path: str) -> str:
        """How the person calls that place."""
        return self.fields[path].label().text()

    def mark(self, path: str, said: str) -> None:
        """The place shows that sentence as its error; empty takes it away."""
        self.fields[path].set_error(said)

    def place(self, path: str) -> QWidget:
        """The widget that gets the focus when somebody wants to correct that path."""
        return self.fields[path].editor

    def clear_marks(self) -> None:
        """Each field shows only what is known of its text as it stands."""
        for path in self.fields:
            self.weigh(path)

    def told(self, path: str) -> Told:  # noqa: ARG002 - blocks with checks of their own use it
        """What is known of the text of that field while it is typed."""
        return Told()

    def weigh(self, path: str) -> None:
        """The field shows what is known of its text."""
        told = self.told(path)
        self.fields[path].set_error(told.error or self._no_glyph(path))
        self.fields[path].set_note(told.note)

    def start(self) -> QWidget:
        """Where the key of the block leads."""
        return next(iter(self.fields.values())).editor

    def _no_glyph(self, path: str) -> str:
        """The sentence about the first character of the field that neither a font nor a picture draws."""
        lacking = [character for character in uncovered(self.value(path)) if character not in self.pictured()]
        return words("text.no_glyph", {"character": named(lacking[0])}) if lacking else ""

    def _touched(self, path: str) -> None:
        self.weigh(path)
        self.edited.emit()


def grid() -> QGridLayout:
    """Twelve equal columns."""
    made = QGridLayout()
    made.setHorizontalSpacing(SPACE.middle)
    made.setVerticalSpacing(6)
    for column in range(COLUMNS):
        made.setColumnStretch(column, 1)
        made.setColumnMinimumWidth(column, 24)
    return made
