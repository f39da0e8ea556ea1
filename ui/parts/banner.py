"""One line that says what happened; it takes the place of every message box."""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.parts.tag import StateTag
from ui.parts.text import PlainLabel, set_tone
from ui.theme import SPACE, Tone
from ui.wording import sentence

Level = Literal["info", "good", "warn", "error"]
_TONES: dict[Level, tuple[Tone, str]] = {
    "info": ("accent", "提示"),
    "good": ("good", "完成"),
    "warn": ("wait", "注意"),
    "error": ("bad", "未成功"),
}


class Banner(QFrame):
    """A line with a shape, a word and a sentence; its room is kept while it is empty, so nothing moves below it.

    Args:
        reserve: keeps its room while it says nothing.
        parent: Qt's.
    """

    def __init__(self, *, reserve: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setRetainSizeWhenHidden(reserve)
        self.setSizePolicy(policy)
        self.setMinimumHeight(34)
        self._tag = StateTag(bare=True)
        self._text = PlainLabel(wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.middle, SPACE.tiny, SPACE.middle, SPACE.tiny)
        row.setSpacing(SPACE.middle)
        row.addWidget(self._tag)
        row.addWidget(self._text, 1)
        self.hide()

    def text(self) -> str:
        """The sentence that is shown; empty when nothing is."""
        return "" if self.isHidden() else self._text.text()

    def level(self) -> Level | None:
        """The level that is shown, or None."""
        if self.isHidden():
            return None
        return next(level for level, (tone, _) in _TONES.items() if tone == self._tag.tone())

    def say(self, level: Level, text: str) -> None:
        """The sentence is shown until the next one or ``clear``."""
        tone, word = _TONES[level]
        self._tag.set_state(word, tone)
        self._text.setText(text)
        self.setAccessibleName(f"{word}：{text}")
        set_tone(self, tone)
        self.show()

    def say_error(self, error: BaseException) -> None:
        """The sentence of that error is shown."""
        self.say("error", sentence(error))

    def take_back(self, text: str) -> None:
        """That sentence is not shown any more; another one stays."""
        if self.text() == text:
            self.clear()

    def clear(self) -> None:
        """Nothing is said."""
        self._text.setText("")
        self.hide()
