"""Text as it is: never rich, nothing invisible (trust.md A59: a typed name must not load an image or turn the line)."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from counter.domain.covered import is_covered, with_names
from ui.theme import Tone

_LINE_BREAKS = frozenset("\n")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def shown(text: str) -> str:
    """The text with every control, direction or invisible character made visible by its code point in ⟦⟧.

    A character that no font draws is named in 〔〕 (faults.md F18): on no screen does it stand as a box or a '?'.
    """
    if not text.isprintable():
        text = "".join(
            f"⟦U+{ord(sign):04X}⟧" if unicodedata.category(sign) in _UNSEEN and sign not in _LINE_BREAKS else sign
            for sign in text
        )
    return text if is_covered(text) else with_names(text)


def set_look(widget: QWidget, look: str) -> None:
    """The widget wears that look of the style sheet."""
    _restyle(widget, "look", look)


def set_tone(widget: QWidget, tone: Tone | None) -> None:
    """The widget wears that tone, or none."""
    _restyle(widget, "tone", tone or "")


def set_wrong(widget: QWidget, wrong: bool) -> None:
    """The editor shows, or no longer shows, that its value is wrong."""
    _restyle(widget, "wrong", wrong)


def _restyle(widget: QWidget, name: str, value: object) -> None:
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    for label in widget.findChildren(QLabel):
        label.style().unpolish(label)
        label.style().polish(label)


class PlainLabel(QLabel):
    """A label that shows its text literally.

    Args:
        text: what it shows.
        look: a look of the style sheet ("title", "section", "quiet", "soft", "strong", "wrong").
        wrap: breaks long text into lines.
        elide: cuts long text with … instead of asking for room; the whole text stays in ``text()``.
    """

    def __init__(
        self, text: str = "", *, look: str = "", wrap: bool = False, elide: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if look:
            set_look(self, look)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name, so that no way leads past ``shown``
        """The text is shown, with nothing invisible in it."""
        super().setText(shown(text))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draws the text, cut with … when it does not fit and may be cut."""
        if not self._elide:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        area = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, self.alignment() | Qt.TextFlag.TextSingleLine, text)


class KeyHint(PlainLabel):
    """A key in a cap, as it stands on the keyboard: F8."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, look="key", parent=parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"快捷键 {key}")
