"""Names and values below each other; as many as there are, without a new widget for every case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.parts.text import PlainLabel
from ui.theme import SPACE

_NAME_PX = 104


class Fact(NamedTuple):
    """One line: what it is and what it says."""

    name: str
    value: str


class FactGrid(QWidget):
    """Facts in one or two columns; an empty value is a dash."""

    def __init__(self, *, columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._labels: list[tuple[PlainLabel, PlainLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.middle)
        self._grid.setVerticalSpacing(SPACE.tiny)
        for column in range(columns):
            self._grid.setColumnMinimumWidth(2 * column, _NAME_PX if columns == 1 else 0)
            self._grid.setColumnStretch(2 * column + 1, 1)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """These are shown and no others."""
        while len(self._labels) < len(facts):
            self._add()
        for number, (name, value) in enumerate(self._labels):
            there = number < len(facts)
            name.setVisible(there)
            value.setVisible(there)
            name.setText(facts[number].name if there else "")
            value.setText((facts[number].value or "—") if there else "")
        self.setVisible(bool(facts))

    def facts(self) -> tuple[Fact, ...]:
        """What is shown."""
        return tuple(Fact(name.text(), value.text()) for name, value in self._labels if not name.isHidden())

    def _add(self) -> None:
        row, side = divmod(len(self._labels), self._columns)
        name, value = PlainLabel(look="quiet"), PlainLabel(wrap=True)
        self._grid.addWidget(name, row, 2 * side, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 2 * side + 1, Qt.AlignmentFlag.AlignTop)
        self._labels.append((name, value))
