"""What a row of 出件 says, made on the store lane so that the GUI thread only draws; rows can be marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from counter.actions import handout
from counter.actions.desk import Desk
from counter.domain.handing import Handed, ResultDocument, ResultState
from counter.domain.ids import CaseId
from ui.cases.rows import PURGED, shown_applicant
from ui.parts.table import TONE_ROLE, Column, Index, PagedRows
from ui.theme import Tone

STATES: dict[ResultState, str] = {
    ResultState.ANNOUNCED: "待签收",
    ResultState.AT_WINDOW: "待取件",
    ResultState.POSTED: "待揽件",
    ResultState.PICKED_UP: "已揽件",
    ResultState.UNDELIVERED: "未送达",
    ResultState.COLLECTED: "已取件",
    ResultState.DELIVERED: "已妥投",
}
"""In the order of what is still to be done."""
TONES: dict[ResultState, Tone] = {
    ResultState.ANNOUNCED: "accent",
    ResultState.AT_WINDOW: "wait",
    ResultState.POSTED: "accent",
    ResultState.PICKED_UP: "accent",
    ResultState.UNDELIVERED: "bad",
    ResultState.COLLECTED: "good",
    ResultState.DELIVERED: "good",
}
MARK = 0
"""The column of the mark."""


class Wanted(NamedTuple):
    """What somebody wants to see."""

    state: ResultState | None = None
    text: str = ""


class ResultLine(NamedTuple):
    """One result, ready to be shown: the applicant's name is masked."""

    id: str
    case: CaseId
    case_no: str
    name: str
    number: str
    granted: bool
    applicant: str
    department: str
    copies: int
    state: ResultState
    by_post: bool
    since: dt.datetime


class ResultLines(NamedTuple):
    """A page of rows, the length of the list, and how many there are in each state."""

    rows: tuple[ResultLine, ...]
    total: int
    counts: dict[ResultState, int]


class _Result(Protocol):
    """What is read of a result."""

    @property
    def document(self) -> ResultDocument: ...
    @property
    def state(self) -> ResultState: ...
    @property
    def handed(self) -> Handed | None: ...


def page_of(desk: Desk, wanted: Wanted, offset: int, limit: int) -> ResultLines:
    """A page of the results. Runs on the store lane."""
    page = handout.list_results(desk, state=wanted.state, text=wanted.text, offset=offset, limit=limit)
    rows: Sequence[_Result] = page.rows
    return ResultLines(tuple(_line(row) for row in rows), page.total, page.counts)


class ResultRows(PagedRows[ResultLine]):
    """The list; a marked row bears a tick, and what is marked stays marked while the list is asked again."""

    marked_changed = Signal()

    def __init__(self, columns: Sequence[Column[ResultLine]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._marked: dict[str, ResultLine] = {}

    def start(self, rows: Sequence[ResultLine], total: int) -> None:
        """A new list; a marked result whose state is another by now is not marked any more."""
        now = {row.id: row for row in rows}
        before = len(self._marked)
        self._marked = {
            key: line for key, line in self._marked.items() if key not in now or now[key].state is line.state
        }
        super().start(rows, total)
        if len(self._marked) != before:
            self.marked_changed.emit()

    def toggle(self, number: int) -> None:
        """That row is marked, or not any more."""
        line = self.row(number)
        if line is None:
            return
        if self._marked.pop(line.id, None) is None:
            self._marked[line.id] = line
        self.dataChanged.emit(self.index(number, MARK), self.index(number, MARK))
        self.marked_changed.emit()

    def marked(self) -> tuple[ResultLine, ...]:
        """What is marked, in the order of marking."""
        return tuple(self._marked.values())

    def unmark_all(self) -> None:
        """Nothing is marked."""
        if not self._marked:
            return
        self._marked.clear()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, MARK), self.index(self.rowCount() - 1, MARK))
        self.marked_changed.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The tick of a marked row in the first column; elsewhere as the columns say."""
        row = self.row(index.row()) if index.isValid() else None
        if row is not None and index.column() == MARK:
            if role == TONE_ROLE:
                return "good" if row.id in self._marked else None
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return "已选" if row.id in self._marked else "未选"
        return super().data(index, role)


def _line(row: _Result) -> ResultLine:
    document = row.document
    return ResultLine(
        id=document.id,
        case=document.case,
        case_no=document.case_no,
        name=document.name,
        number=document.number,
        granted=document.granted,
        applicant=shown_applicant(document.applicant_name) or PURGED,
        department=document.department,
        copies=document.copies,
        state=row.state,
        by_post=document.by_post,
        since=row.handed.at if row.handed else document.announced_at,
    )
