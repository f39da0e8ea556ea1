"""A labelled editor with its error beside the label, so that a form does not move when something is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.parts.text import PlainLabel, set_look, set_wrong
from ui.theme import SPACE


class Field(QWidget):
    """Label, required mark and editor; an error or a note stands at the right of the label's line.

    Args:
        label: what is asked.
        editor: where it is typed; a QLineEdit, QComboBox, QPlainTextEdit or a widget that has one.
        required: shows the mark.
        help_text: a quiet note while nothing is wrong.
    """

    mended = Signal()
    """The error that was shown is there no more."""

    def __init__(
        self,
        label: str,
        editor: QWidget,
        *,
        required: bool = False,
        help_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._help = help_text
        self._error = ""
        self._label = PlainLabel(label, look="soft")
        self._mark = PlainLabel("*" if required else "", look="wrong")
        self._side = PlainLabel(help_text, look="quiet", elide=True)
        self._side.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = QHBoxLayout()
        head.setSpacing(SPACE.tiny)
        head.addWidget(self._label)
        head.addWidget(self._mark)
        head.addSpacing(SPACE.small)
        head.addWidget(self._side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(editor)
        self.setFocusProxy(editor)
        self._name = f"{label}（必填）" if required else label
        editor.setAccessibleName(self._name)

    def label(self) -> QLabel:
        """The label, for those who want to align it."""
        return self._label

    def set_required(self, required: bool) -> None:
        """The mark is shown or not."""
        self._mark.setText("*" if required else "")
        self._name = f"{self._label.text()}（必填）" if required else self._label.text()
        self.editor.setAccessibleName(self._name)

    def error(self) -> str:
        """The error that is shown; empty when none is."""
        return self._error

    def set_error(self, error: str) -> None:
        """The error stands beside the label and the editor has a red edge; empty takes both away."""
        was_wrong, self._error = bool(self._error), error
        self._show_side()
        set_wrong(self.editor, bool(error))
        self.editor.setAccessibleDescription(error)
        if was_wrong and not error:
            self.mended.emit()

    def set_note(self, note: str) -> None:
        """The quiet note beside the label, seen while there is no error."""
        self._help = note
        self._show_side()

    def _show_side(self) -> None:
        set_look(self._side, "wrong" if self._error else "quiet")
        self._side.setText(self._error or self._help)
        self._side.setToolTip(self._error)
