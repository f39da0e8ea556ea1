"""交接 and 日结 (Ctrl+J), the screen: two pages, the day and the shift."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.closing.day_page import DayPage
from ui.closing.shift_page import ShiftPage
from ui.parts.pages import Page, PagedView


class ClosingView(PagedView):
    """Alt+1 the day, Alt+2 the shift."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.day = DayPage()
        self.shift = ShiftPage()
        super().__init__(
            (Page("日结", "Alt+1", self.day, self.day.start), Page("交接班", "Alt+2", self.shift, self.shift.start)),
            parent,
        )

    def clear(self) -> None:
        """Nothing of the last person is left."""
        super().clear()
        self.day.clear()
        self.shift.clear()
