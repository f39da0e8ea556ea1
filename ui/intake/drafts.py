"""未完成的草稿: offered above the form, never submitted by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from counter.domain.case import Draft
from counter.domain.workdays import HALL_TIME
from ui.intake.pick_list import PickList
from ui.parts import KeyHint, PlainLabel, set_look
from ui.parts.sidelist import SideEntry
from ui.theme import SPACE

_ROW_PX = 36
_ROWS_SEEN = 3


class DraftStrip(QFrame):
    """Each draft with its title and time; Enter goes on with it, Delete throws it away."""

    resumed = Signal(str)
    dropped = Signal(str)
    """The draft's case id."""

    def __init__(self) -> None:
        super().__init__()
        set_look(self, "card")
        self._drafts: list[Draft] = []
        self._list = PickList("草稿")
        self._list.taken.connect(lambda row: self.resumed.emit(str(self._drafts[row].case_id)))
        self._list.thrown.connect(lambda row: self.dropped.emit(str(self._drafts[row].case_id)))
        head = QHBoxLayout()
        head.setSpacing(SPACE.small)
        head.addWidget(PlainLabel("未完成的草稿", look="section"))
        head.addWidget(KeyHint("Alt+0"))
        head.addStretch(1)
        for key, words in (("Enter", "继续"), ("Delete", "放弃"), ("Esc", "先办新件")):
            head.addWidget(KeyHint(key))
            head.addWidget(PlainLabel(words, look="soft"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        column.setSpacing(SPACE.tiny)
        column.addLayout(head)
        column.addWidget(self._list)
        self.hide()

    def show_drafts(self, drafts: Sequence[Draft]) -> None:
        """These drafts are offered; none hides the strip."""
        self._drafts = list(drafts)
        self._list.show_entries([SideEntry(title_of(draft), "wait", when(draft.saved_at)) for draft in drafts])
        self._list.setFixedHeight(min(len(self._drafts), _ROWS_SEEN) * _ROW_PX + 4)
        self.setVisible(bool(self._drafts))

    def drafts(self) -> tuple[Draft, ...]:
        """What is offered."""
        return tuple(self._drafts)

    def go_to(self) -> None:
        """The list has the focus."""
        if not self.isHidden():
            self._list.setFocus()

    def holds_focus(self) -> bool:
        """Whether one is in the list."""
        return self._list.hasFocus()


def title_of(draft: Draft) -> str:
    """Applicant and item, as far as they are known."""
    return draft.title or "未填姓名"


def when(at: dt.datetime) -> str:
    """10:32:05 today, 11-22 10:32 on another day; the hall's time."""
    here = at.astimezone(HALL_TIME)
    if here.date() == dt.datetime.now(HALL_TIME).date():
        return f"{here:%H:%M:%S} 已存"
    return f"{here:%m-%d %H:%M} 已存"
