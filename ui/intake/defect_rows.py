"""补正内容 as rows: what is missing or wrong, its ground and its remedy, each of which may be rewritten."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from counter.domain.course import Defect
from ui.intake.editors import Editor, LongEdit, fill, on_edit, value_of
from ui.parts import PlainLabel
from ui.parts.text import set_wrong
from ui.theme import SPACE

_TITLES = ("", "缺少或有误的内容", "依据", "补正要求")
_STRETCH = (0, 9, 10, 10)
_NAME = 1
_PLACES = {"name": 1, "material": 1, "ground": 2, "remedy": 3}
_LINES = 2
_MOST_LINES = 6
_AROUND_TEXT_PX = 16


class GrowingEdit(LongEdit):
    """As high as its text, so that the whole of it is read; Enter goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width breaks the text into other lines."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = min(max(int(self.document().size().height()), 1), _MOST_LINES)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + _AROUND_TEXT_PX)


class DefectRow:
    """One defect on the screen.

    Args:
        defect: as it stands.
        own: the clerk added it: name and place are his.
    """

    def __init__(self, defect: Defect, *, own: bool) -> None:
        self.defect, self.own = defect, own
        self.wrong = PlainLabel("", look="wrong", wrap=True)
        self.wrong.hide()
        self.editors: dict[str, Editor] = {}
        if own and not defect.material:
            called = GrowingEdit()
            called.setPlaceholderText("写明哪里不符")
            self.editors["name"] = called
        self.editors["ground"] = GrowingEdit()
        self.editors["remedy"] = GrowingEdit()
        for name, editor in self.editors.items():
            fill(editor, getattr(defect, name))
            editor.setAccessibleName(f"{_TITLES[_PLACES[name]]} {defect.name}".strip())

    def value(self) -> Defect:
        """As it is written now."""
        typed = {name: value_of(editor) for name, editor in self.editors.items()}
        return Defect(material=self.defect.material, **({"name": self.defect.name} | typed))

    def editor(self, name: str) -> Editor:
        """The editor of that part; the first one there is for a part that cannot be rewritten."""
        return self.editors.get(name) or next(iter(self.editors.values()))


class DefectSheet(QWidget):
    """The rows with their titles; made anew when a row comes, goes or moves."""

    edited = Signal()

    def __init__(self, rows: list[DefectRow]) -> None:
        super().__init__()
        self.rows = rows
        lay = QGridLayout(self)
        lay.setContentsMargins(0, 0, 0, 0)
        lay.setHorizontalSpacing(SPACE.small)
        lay.setVerticalSpacing(6)
        for column, (title, stretch) in enumerate(zip(_TITLES, _STRETCH, strict=True)):
            lay.addWidget(PlainLabel(title, look="soft"), 0, column)
            lay.setColumnStretch(column, stretch)
        for number, row in enumerate(rows, start=1):
            place = _LINES * number
            lay.addWidget(PlainLabel(f"{number}.", look="soft"), place, 0, Qt.AlignmentFlag.AlignTop)
            if "name" not in row.editors:
                name = PlainLabel(f"{row.defect.name}{'（有误）' if row.own else '（未提交）'}", wrap=True)
                lay.addWidget(name, place, _NAME, Qt.AlignmentFlag.AlignTop)
            for part, editor in row.editors.items():
                lay.addWidget(editor, place, _PLACES[part], Qt.AlignmentFlag.AlignTop)
                on_edit(editor, partial(self._touched, row))
            lay.addWidget(row.wrong, place + 1, 1, 1, len(_TITLES) - 1)

    def mark(self, number: int, part: str, said: str) -> None:
        """That part of that row is wrong; empty takes it away from the row."""
        row = self.rows[number]
        row.wrong.setText(f"{_TITLES[_PLACES[part]]}：{said}" if said and part in row.editors else said)
        row.wrong.setVisible(bool(said))
        for name, editor in row.editors.items():
            set_wrong(editor, bool(said) and editor is row.editor(part))
            editor.setAccessibleDescription(said if name == part else "")

    def stops(self) -> list[QWidget]:
        """Every editor as one reads."""
        return [editor for row in self.rows for editor in row.editors.values()]

    def current(self) -> int:
        """The row in which the focus is; -1 outside."""
        return next(
            (place for place, row in enumerate(self.rows) if any(e.hasFocus() for e in row.editors.values())), -1
        )

    def focus_row(self, number: int) -> None:
        """The first editor of that row has the focus."""
        if self.rows:
            editor = next(iter(self.rows[min(max(number, 0), len(self.rows) - 1)].editors.values()))
            editor.setFocus()

    def _touched(self, row: DefectRow) -> None:
        if row.wrong.text():
            self.mark(self.rows.index(row), "", "")
        self.edited.emit()
