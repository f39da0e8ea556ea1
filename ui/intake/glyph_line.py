"""生僻字: characters in the form that no font draws, said at once, and the pictures that are kept for them (F18)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from counter.domain.case import GlyphImage
from counter.domain.covered import named
from ui.parts import ActionButton, PlainLabel, set_tone
from ui.parts.files import FileAsker
from ui.theme import SPACE

KEY = "Ctrl+G"
_SIDE_PX = 28


class GlyphLine(QFrame):
    """Seen while the form holds such a character; Ctrl+G asks for the picture of the first that has none.

    Args:
        scope: within which the key works.
    """

    offered = Signal(str, str)
    """The character, and the path of a picture of it."""

    def __init__(self, scope: QWidget) -> None:
        super().__init__()
        self._images: dict[str, GlyphImage] = {}
        self._shapes: dict[str, QImage] = {}
        self._typed: tuple[str, ...] = ()
        self._files = FileAsker(self)
        self.dialog = self._files.dialog
        self._came_from: QWidget | None = None
        self._words = PlainLabel(wrap=True)
        self._pictures = QHBoxLayout()
        self._pictures.setSpacing(SPACE.small)
        self.ask = ActionButton("登记字形图片", key=KEY, scope=scope)
        self.ask.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.ask.clicked.connect(self.ask_for_picture)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.middle, SPACE.tiny, SPACE.middle, SPACE.tiny)
        row.setSpacing(SPACE.middle)
        row.addWidget(self._words, 1)
        row.addLayout(self._pictures)
        row.addWidget(self.ask)
        self.hide()

    def images(self) -> tuple[GlyphImage, ...]:
        """The pictures of the characters that stand in the form."""
        return tuple(self._images[character] for character in self._typed if character in self._images)

    def pictured(self) -> frozenset[str]:
        """The characters that have one."""
        return frozenset(self._images)

    def text(self) -> str:
        """What is said; empty when nothing is."""
        return "" if self.isHidden() else self._words.text()

    def show_images(self, images: Sequence[GlyphImage]) -> None:
        """Another intake stands in the form, with these pictures."""
        self._images = {image.character: image for image in images}
        self._shapes.clear()
        self._show()

    def keep(self, image: GlyphImage, shape: QImage) -> None:
        """The picture of that character is kept."""
        self._images[image.character] = image
        self._shapes[image.character] = shape
        self._show()

    def weigh(self, characters: Sequence[str]) -> None:
        """These characters of the form are drawn by no font."""
        if tuple(characters) != self._typed:
            self._typed = tuple(characters)
            self._show()

    def lacking(self) -> tuple[str, ...]:
        """The characters that neither a font nor a picture draws."""
        return tuple(character for character in self._typed if character not in self._images)

    def ask_for_picture(self) -> None:
        """The file dialog is open, for the first character that lacks a picture."""
        lacking = self.lacking()
        if not lacking or self.dialog() is not None:
            return
        self._came_from = self.window().focusWidget()
        title = f"{named(lacking[0])}的字形图片"
        self._files.ask(
            title,
            lambda paths: self.offered.emit(lacking[0], paths[0]),
            only="图片 (*.png *.bmp *.PNG *.BMP)",
            back=lambda: self._came_from,
        )

    def _show(self) -> None:
        lacking = self.lacking()
        said = []
        if lacking:
            names = "".join(map(named, lacking))
            said.append(f"{names} 没有字形，文书印不出：请登记证件上该字的图片（PNG、BMP），勿以他字代替")
        kept = [character for character in self._typed if character in self._images]
        if kept:
            said.append(f"{''.join(map(named, kept))} 以图片印出")
        self._words.setText("；".join(said))
        set_tone(self, "wait" if lacking else "good")
        self.ask.setVisible(bool(lacking))
        while self._pictures.count():
            part = self._pictures.takeAt(0)
            widget = part.widget() if part else None
            if widget is not None:
                widget.deleteLater()
        for character in kept:
            if character in self._shapes:
                self._pictures.addWidget(self._picture(character))
        self.setVisible(bool(said))

    def _picture(self, character: str) -> QLabel:
        shape = QLabel()
        smooth = Qt.TransformationMode.SmoothTransformation
        scaled = self._shapes[character].scaled(
            _SIDE_PX, _SIDE_PX, Qt.AspectRatioMode.KeepAspectRatio, smooth
        )  # fmt: skip
        shape.setPixmap(QPixmap.fromImage(scaled))
        shape.setAccessibleName(f"{named(character)}的字形")
        return shape
