"""A paper on the screen, page by page, as it will come out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.parts.text import PlainLabel, set_look
from ui.theme import SPACE

_STEPS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_FIT = _STEPS.index(1.0)
_KEYS = "PageDown 翻页 · Ctrl + 放大 · Ctrl - 缩小 · Ctrl 0 适合宽度"


class PaperPreview(QScrollArea):
    """Pages below each other on a desk; Ctrl + and Ctrl - zoom, Ctrl 0 fits the width, PageUp and PageDown turn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "desk")
        self._pages: list[QImage] = []
        self._sheets: list[QLabel] = []
        self._step = _FIT
        self._desk = QWidget()
        self._column = QVBoxLayout(self._desk)
        self._column.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        self._column.setSpacing(SPACE.large)
        self._column.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._words = PlainLabel("没有可预览的文书", look="quiet")
        self._column.addWidget(self._words)
        self._keys = PlainLabel(_KEYS, look="quiet")
        self._keys.hide()
        self._column.addWidget(self._keys, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setWidget(self._desk)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("文书预览")

    def zoom(self) -> float:
        """1.0 when the page fits the width."""
        return _STEPS[self._step]

    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._sheets)

    def show_pages(self, pages: Sequence[QImage]) -> None:
        """These pages are shown from their top, fitted to the width."""
        self.clear("")
        self._words.hide()
        self._keys.setVisible(bool(pages))
        self._pages = list(pages)
        for page in self._pages:
            sheet = QLabel()
            sheet.setScaledContents(True)
            sheet.setPixmap(QPixmap.fromImage(page))
            self._sheets.append(sheet)
            self._column.addWidget(sheet)
        self._step = _FIT
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    def clear(self, words: str = "没有可预览的文书") -> None:
        """No page is shown, but these words."""
        for sheet in self._sheets:
            self._column.removeWidget(sheet)
            sheet.deleteLater()
        self._sheets, self._pages = [], []
        self._words.setText(words)
        self._words.show()
        self._keys.hide()

    def zoom_by(self, steps: int) -> None:
        """Larger for a positive number of steps, smaller for a negative one."""
        self._step = min(max(self._step + steps, 0), len(_STEPS) - 1)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the first line of this class."""
        bar = self.verticalScrollBar()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if control:
                self.zoom_by(1)
            case Qt.Key.Key_Minus if control:
                self.zoom_by(-1)
            case Qt.Key.Key_0 if control:
                self._step = _FIT
                self._lay_out()
            case Qt.Key.Key_PageDown:
                bar.setValue(bar.value() + bar.pageStep())
            case Qt.Key.Key_PageUp:
                bar.setValue(bar.value() - bar.pageStep())
            case Qt.Key.Key_Left | Qt.Key.Key_Right if not self.horizontalScrollBar().maximum():
                event.ignore()  # whoever shows several files goes to the next one
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The pages keep their share of the width."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        fitting = max(self.viewport().width() - 2 * SPACE.large, 100)
        for page, sheet in zip(self._pages, self._sheets, strict=True):
            width = round(min(fitting, 900) * self.zoom())
            sheet.setFixedSize(width, max(round(width * page.height() / max(page.width(), 1)), 1))
