"""What every panel of a decision has: fields by the path of the ruling, reasons by key, the way back to the form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from counter.domain.course import Ruling
from ui.intake.block import Block, Fault
from ui.intake.editors import LongEdit
from ui.parts import ActionButton, KeyHint, PlainLabel
from ui.theme import SPACE

_REASONS = "ruling.reasons"
_REASONS_PX = 96


class Template(NamedTuple):
    """A reason that is written by one key: what the button says, and the sentence."""

    name: str
    text: str


class RulingBody(Block):
    """One panel; made for one opening, with what was typed before.

    Args:
        title: "一次性补正告知".
    """

    def __init__(self, title: str) -> None:
        super().__init__(title, "Esc")
        self.head.addWidget(PlainLabel("回到表单，所写保留", look="quiet"))
        self.head.addStretch(1)

    def ruling(self) -> Ruling:
        """What stands in the panel.

        Raises:
            NotImplementedError: a panel says what it holds.
        """
        raise NotImplementedError

    def faults(self) -> tuple[Fault, ...]:
        """What cannot even be read as a ruling, such as a day that is none."""
        return ()

    def stops(self) -> list[QWidget]:
        """Where Tab and Enter stop, in the order in which one reads."""
        return [field.editor for field in self.fields.values()]

    def holds(self, path: str) -> bool:
        """Every fault of the ruling belongs here."""
        return path.split(".", 1)[0] == "ruling"

    def label_of(self, path: str) -> str:
        """The label of the field that is nearest to the path."""
        return super().label_of(self.nearest(path))

    def mark(self, path: str, said: str) -> None:
        """The nearest field shows it."""
        super().mark(self.nearest(path), said)

    def place(self, path: str) -> QWidget:
        """The nearest field."""
        return super().place(self.nearest(path))

    def nearest(self, path: str) -> str:
        """The field of that path, one below it, one above it, or the first."""
        if path in self.fields:
            return path
        below = [known for known in self.fields if known.startswith(f"{path}.")]
        above = [known for known in self.fields if path.startswith(f"{known}.")]
        return next(iter(below + above + list(self.fields)))

    def hint(self, key: str, words: str) -> None:
        """The heading shows that key at its right."""
        self.head.addWidget(KeyHint(key))
        self.head.addWidget(PlainLabel(words, look="quiet"))
        self.head.addSpacing(SPACE.tiny)

    def add_reasons(self, text: str, templates: Sequence[Template]) -> QWidget:
        """The reasons are a field; each template has a key that writes it."""
        editor = LongEdit("写明具体事实和理由；Shift+Enter 换行")
        editor.setFixedHeight(_REASONS_PX)
        editor.setPlainText(text)
        field = self.add(_REASONS, "理由", editor, required=True)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.tiny)
        row.addWidget(PlainLabel("常用理由", look="quiet"))
        for number, template in enumerate(templates, start=1):
            button = ActionButton(template.name, key=f"Ctrl+{number}", look="bare", scope=self)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(template.text)
            button.clicked.connect(lambda _checked=False, said=template.text: self._write(editor, said))
            row.addWidget(button)
        row.addStretch(1)
        keys = QWidget()
        keys.setLayout(row)
        self.body.addWidget(field)
        self.body.addWidget(keys)
        return field

    def _write(self, editor: QPlainTextEdit, said: str) -> None:
        """The sentence stands at the end; once only."""
        typed = editor.toPlainText().rstrip()
        if said not in typed:
            editor.setPlainText(f"{typed}{said}")
        editor.moveCursor(editor.textCursor().MoveOperation.End)
        editor.setFocus()
