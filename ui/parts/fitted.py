"""A short table that is as high as its rows, so that what it stands in scrolls and not the table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt

from ui.parts.table import PagedRows, PageTable
from ui.theme import TOKENS

_HEAD_PX = 36
_EDGE_PX = 4


class FittedTable(PageTable):
    """As high as its rows, or as so many of them.

    Args:
        rows: what it shows.
        most: with more rows than that it scrolls after all; 0 is never.
    """

    def __init__(self, rows: PagedRows[Any], *, most: int = 0) -> None:
        super().__init__(rows)
        self._most = most
        if not most:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows.modelReset.connect(self._fit)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its rows."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def _fit(self) -> None:
        count = max(self.model().rowCount(), 1)
        shown = min(count, self._most) if self._most else count
        self.setFixedHeight(_HEAD_PX + shown * int(TOKENS["row_px"]) + _EDGE_PX)
