"""② 事项 and ③ 情形: which item it is, and the answers to its questions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from counter.domain.item import Handling, ServiceItem
from ui.intake.block import COLUMNS, Block, grid
from ui.intake.editors import ChoiceRow, Option, fill
from ui.parts import PlainLabel
from ui.parts.search import Choice, SearchBox
from ui.parts.text import set_wrong
from ui.theme import SPACE

HANDLINGS = {Handling.ON_SPOT: "即办件", Handling.PROMISED: "承诺件"}


class ItemSearch(SearchBox):
    """Enter never takes a result of an earlier text: it waits for the answer to what stands there now."""

    def __init__(self, hint: str) -> None:
        super().__init__(hint)
        self._answered = ""
        self._rows.setParent(self._list)  # the rows end with the list, never before it

    def show_results(self, text: str, choices: Sequence[Choice]) -> None:
        """The results of that text are shown."""
        if text == self.text():
            self._answered = text
        super().show_results(text, choices)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """As the search box, but with stale results closed before Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._answered != self.text():
            self.close_results()
        super().keyPressEvent(event)


class ItemBlock(Block):
    """A search box; once an item is picked its name stands there and a line below says whose it is."""

    searched = Signal(str)
    picked = Signal(str)
    """The code of the item that was taken."""

    def __init__(self) -> None:
        super().__init__("② 事项", "Alt+2")
        self._box = ItemSearch("名称、拼音、首字母或编码，Enter 选定")
        self._box.searched.connect(self.searched)
        self._box.chosen.connect(lambda key: self.picked.emit(str(key)))
        self._line = PlainLabel("", look="quiet", elide=True)
        self.head.addWidget(self._box, 6)
        self.head.addSpacing(SPACE.tiny)
        self.head.addWidget(self._line, 7)
        self._wrong = PlainLabel("", look="wrong")
        self._wrong.hide()
        self.body.addWidget(self._wrong)
        self.show_item(None)

    def show_results(self, text: str, choices: Sequence[Choice]) -> None:
        """The results of that search are shown."""
        self._box.show_results(text, choices)

    def show_item(self, item: ServiceItem | None) -> None:
        """That item is the one; None empties the box."""
        self._box.close_results()
        fill(self._box, item.name if item else "")
        self._box.setCursorPosition(0)
        self._line.setText(f"{item.department} · {HANDLINGS[item.handling]} · {item.code}" if item else "")
        self.mark("item_code", "")

    def holds(self, path: str) -> bool:
        """The item and what can be decided on it."""
        return path in {"item_code", "decision"}

    def label_of(self, path: str) -> str:
        """Faults of the item name it."""
        return "事项" if path == "item_code" else "决定"

    def mark(self, path: str, said: str) -> None:  # noqa: ARG002 - there is one place only
        """The error stands below the box."""
        set_wrong(self._box, bool(said))
        self._wrong.setText(said)
        self._wrong.setVisible(bool(said))

    def place(self, path: str) -> QWidget:  # noqa: ARG002 - there is one place only
        """The box."""
        return self._box

    def clear_marks(self) -> None:
        """Nothing is known while one searches."""
        self.mark("item_code", "")

    def start(self) -> QWidget:
        """The box."""
        return self._box


class SituationBlock(Block):
    """Short questions beside each other; a digit answers and goes on."""

    answered = Signal()

    def __init__(self) -> None:
        super().__init__("③ 情形", "Alt+3")
        self.head.addWidget(PlainLabel("数字键作答", look="quiet"))
        self.head.addStretch(1)
        self._sheet: QWidget | None = None
        self.hide()

    def show_item(self, item: ServiceItem | None, answers: dict[str, str]) -> None:
        """The questions of that item with the answers so far; without questions the block is hidden."""
        if self._sheet is not None:
            self.body.removeWidget(self._sheet)
            self._sheet.hide()
            self._sheet.deleteLater()
        self._sheet = QWidget()
        rows = grid()
        rows.setContentsMargins(0, 0, 0, 0)
        self._sheet.setLayout(rows)
        self.fields.clear()
        row_number = column = 0
        for situation in item.situations if item else ():
            row = ChoiceRow([Option(answer.code, answer.label) for answer in situation.answers])
            fill(row, answers.get(situation.code, ""))
            field = self.add(f"situations.{situation.code}", situation.question, row)
            row.answered.connect(self.answered)
            span = COLUMNS if row.is_long() else COLUMNS // 2
            if column + span > COLUMNS:
                row_number, column = row_number + 1, 0
            rows.addWidget(field, row_number, column, 1, span)
            column += span
        self.body.addWidget(self._sheet)
        self.setVisible(bool(self.fields))

    def situations(self) -> dict[str, str]:
        """Question to answer, as far as answered."""
        answers = {path.removeprefix("situations."): self.value(path) for path in self.fields}
        return {question: answer for question, answer in answers.items() if answer}
