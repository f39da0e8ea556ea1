"""办件 as the platform holds it: the card, the words for its state, and where it belongs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from counter.domain.case import OPEN, RUNNING, Case, CounterState
from counter.domain.case_clock import open_procedures
from counter.domain.ids import CaseId, InstallId
from counter.domain.staff import Window
from counter.hall import tables
from counter.wire.news import CaseCard

HUNG = "挂起"
DENIED = "不予许可"
WORDS = {
    CounterState.RECEIVED: "已收件",
    CounterState.CORRECTING: "待补正",
    CounterState.ACCEPTED: "已受理",
    CounterState.DEFERRED: "容缺受理",
    CounterState.COMMITTED: "告知承诺受理",
    CounterState.DONE_ON_SPOT: "已办结",
    CounterState.REFUSED: "不予受理",
    CounterState.NOT_NEEDED: "不需许可",
    CounterState.WITHDRAWN: "已撤回",
    CounterState.REVOKED: "已撤销受理",
    CounterState.NOT_GRANTED: "不予审批",
    CounterState.TERMINATED: "已终止",
    CounterState.RETURNED: "已退办",
    CounterState.DONE: "已办结",
    CounterState.VOIDED: "作废",
}
"""What the platform says of a case (domain.md §5)."""
_SHARED = tuple(name for name in Case.__struct_fields__ if name in CaseCard.__struct_fields__)


@dataclasses.dataclass(eq=False)
class KnownCase:
    """The platform's side of a case while lines or departments change it."""

    card: CaseCard
    state: str  # in words
    platform_no: str  # empty until a new case is written
    hall: str
    taken_line: str
    is_new: bool = False
    changed_at: dt.datetime | None = None  # before what is judged now; None of a new one

    @property
    def case(self) -> CaseId:
        """Which case."""
        return self.card.case

    @property
    def install(self) -> InstallId:
        """The window that works on it."""
        return self.card.install

    def is_open(self) -> bool:
        """Whether something can still be done with it."""
        return self.card.state in OPEN

    def owes(self) -> bool:
        """Whether something is still to be brought, so that every window of the hall has to know."""
        return self.is_open() and bool(self.card.course.open_owed())


def load(connection: Connection, case_ids: Sequence[str]) -> Iterator[KnownCase]:
    """The cases of those ids that are here."""
    for row in connection.execute(select(tables.cases).where(tables.cases.c.case_id.in_(case_ids))):
        yield of_row(row)


def of_row(row: Row[Any]) -> KnownCase:
    """The case of a row of ``cases``."""
    return KnownCase(
        card=msgspec.json.decode(row.card, type=CaseCard),
        state=row.state,
        platform_no=row.platform_no,
        hall=row.hall,
        taken_line=row.taken_line,
        changed_at=dt.datetime.fromisoformat(row.changed_at),
    )


def words_of(card: CaseCard) -> str:
    """The state in words; a case in a special procedure says so, because its clock stands."""
    if card.state in RUNNING and open_procedures(card.course.clock):
        return HUNG
    return WORDS[card.state]


def hall_of(window: Window) -> str:
    """The name of a window's hall: region and hall."""
    return f"{window.region}-{window.hall}"


def as_case(card: CaseCard) -> Case:
    """The case as the rules of the domain read it."""
    return Case(case_id=card.case, **{name: getattr(card, name) for name in _SHARED})


def changed(card: CaseCard, state: CounterState | None = None, **course: object) -> CaseCard:
    """The card with that state and those fields of its course."""
    return msgspec.structs.replace(
        card, state=state or card.state, course=msgspec.structs.replace(card.course, **course)
    )
