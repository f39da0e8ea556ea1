"""不符事项: one row each, its explanation typed beside it; Enter goes to the next one that has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from counter.domain.closing import Gap, GapKind
from ui.closing.account import EXAMPLES, GAPS
from ui.parts.table import Column, PagedRows, PageTable

_LONGEST = 200
_SAID = 2


class GapLine(NamedTuple):
    """One gap with what is said of it so far."""

    kind: GapKind
    about: str
    said: str


class GapTable(PageTable):
    """Type; Enter keeps it and goes on, Ctrl+Enter says the same of all of that kind, Up and Down walk."""

    edited = Signal()
    """Something is said of another gap now."""
    finished = Signal()
    """Enter, and nothing is left to be explained."""

    def __init__(self) -> None:
        self.lines: PagedRows[GapLine] = PagedRows(_COLUMNS)
        super().__init__(self.lines)
        self.lines.setParent(self)
        self.setAccessibleName("不符事项")
        self._open = self._laying = False
        self._editor = QLineEdit(self.viewport())
        self._editor.setMaxLength(_LONGEST)
        self._editor.hide()
        self._editor.installEventFilter(self)
        self._editor.textEdited.connect(self._keep)
        self.walked.connect(lambda _row: self._place())
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._place())

    def show_gaps(self, gaps: Sequence[Gap], said: dict[str, str], *, open_day: bool) -> None:
        """These are the gaps; what was typed of them stays, and so does who types. On a closed day they are only read.

        The editor is not taken away in between, because its focus would go to the second person's number.
        """
        current = self.lines.row(self.current_row())
        self._open, self._laying = open_day, True
        rows = [
            GapLine(gap.kind, gap.about, said.get(gap.about, gap.explanation) if open_day else gap.explanation)
            for gap in gaps
        ]
        self.lines.start(rows, len(rows))
        place = next((n for n, row in enumerate(rows) if current and row.about == current.about), 0)
        if rows:
            self.go_to(place)
        self._laying = False
        self._place()

    def explanations(self) -> dict[str, str]:
        """What is said of each gap, by what it is about."""
        return {line.about: line.said.strip() for line in self.lines.rows() if line.said.strip()}

    def unexplained(self) -> int:
        """How many have nothing said of them."""
        return sum(not line.said.strip() for line in self.lines.rows())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The editor of the current row takes the keys."""
        super().focusInEvent(event)
        if self._open and self.lines.rowCount():
            self.go_to(max(self.current_row(), 0))
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The editor stays on its row."""
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The keys of the first line of this class, from within the editor."""
        if watched is not self._editor or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    self._say_of_all()
                self._next()
            case Qt.Key.Key_Up:
                self.go_to(max(self.current_row() - 1, 0))
            case Qt.Key.Key_Down:
                self.go_to(min(self.current_row() + 1, self.lines.rowCount() - 1))
            case _:
                return False
        return True

    def _place(self) -> None:
        """The editor stands over the cell of the current row with what is said there."""
        if self._laying:
            return
        row = self.current_row()
        line = self.lines.row(row)
        if line is None or not self._open:
            self._editor.hide()
            return
        self._editor.setGeometry(self.visualRect(self.lines.index(row, _SAID)))
        if self._editor.text() != line.said:
            self._editor.setText(line.said)
        self._editor.setPlaceholderText(EXAMPLES[line.kind])
        self._editor.setAccessibleName(f"{GAPS[line.kind]} {line.about} 的说明")
        self._editor.show()
        if self.hasFocus():
            self._editor.setFocus()

    def _keep(self, text: str) -> None:
        line = self.lines.row(self.current_row())
        if line is not None:
            self._say({line.about}, text)

    def _say(self, about: set[str], text: str) -> None:
        self.lines.replace_rows([row._replace(said=text) if row.about in about else row for row in self.lines.rows()])
        self.edited.emit()

    def _say_of_all(self) -> None:
        line = self.lines.row(self.current_row())
        if line is not None and line.said.strip():
            same = {row.about for row in self.lines.rows() if row.kind is line.kind and not row.said.strip()}
            self._say(same, line.said)

    def _next(self) -> None:
        """The next one without an explanation is current, from here on and then from the top."""
        rows, here = self.lines.rows(), self.current_row()
        order = [*range(here, len(rows)), *range(here)]
        following = next((n for n in order if not rows[n].said.strip()), None)
        if following is None:
            self.finished.emit()
        else:
            self.go_to(following)


_COLUMNS: list[Column[GapLine]] = [
    Column("不符", lambda line: GAPS[line.kind], 148, lambda line: "good" if line.said.strip() else "wait"),
    Column("编号、记录", lambda line: line.about, 196),
    Column("说明", lambda line: line.said),
]
