"""A case that is under way: found at this window or among the hall's, and what a deed on it writes.

A deed on a case that another window took in makes it a row here as well; its numbers stay with the window that issued
them, and the papers of the deed are this window's.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec
import sqlite_utils

from counter.actions import papers
from counter.actions.desk import Desk, deed
from counter.actions.intake import Taken
from counter.clock import Moment
from counter.documents.model import PaperOwed
from counter.domain.base import Value
from counter.domain.case import OPEN, Case, CounterState, PaperKind
from counter.domain.case_clock import day_of, events_of, reading_of
from counter.domain.clock_reading import add_events
from counter.domain.course import Course
from counter.domain.deadlines import ClockEvent, ClockReading, Finished, terms_of
from counter.domain.ids import CaseId, LineId
from counter.domain.item import ServiceItem
from counter.domain.journal import BlobRef
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Approval
from counter.domain.staff import Actor
from counter.domain.text import clean_text
from counter.domain.workdays import WorkCalendar
from counter.errors import RuleBroken
from counter.store import cases, catalogue, facts, hall_cases, owed, policies
from counter.store.journal import Entry
from counter.wire.bodies import IssuedPaper, Kind

REASON_LENGTH = 200

PaperOrder = tuple[PaperKind, dict[str, Any]]
"""A paper that a deed issues, and what it says beyond the case."""


@dataclasses.dataclass(frozen=True)
class Running:
    """A case with everything that a deed on it is judged by."""

    case: Case
    item: ServiceItem
    policy: HallPolicy
    calendar: WorkCalendar
    moment: Moment
    window: str  # where it was taken in
    ours: bool  # whether it is a row here already

    @property
    def at(self) -> dt.datetime:
        """Now, or the last event's time when another counter's clock is a little ahead."""
        return max(self.moment.at, *(event.at for event in events_of(self.case)))

    def reading(self, case: Case | None = None) -> ClockReading:
        """What the clocks of the case say now, or would say of the case as given."""
        subject = case or self.case
        return reading_of(subject, self.item, calendar=self.calendar, policy=self.policy.clock, now=self.moment.at)

    def with_event(self, event: ClockEvent) -> tuple[ClockEvent, ...]:
        """The clock's events with this one at the end; raises RuleBroken when it cannot be."""
        terms = terms_of(self.item, joint=self.item.joint_handling)
        return add_events(events_of(self.case), (event,), terms, calendar=self.calendar, policy=self.policy.clock)

    def changed(self, state: CounterState | None = None, **course: object) -> Case:
        """The case with that state and those fields of its course, its dates read anew."""
        case = msgspec.structs.replace(
            self.case,
            state=state or self.case.state,
            course=msgspec.structs.replace(self.case.course, **course),
        )
        return msgspec.structs.replace(case, due=self.reading(case).due_dates())

    def ended(self, state: CounterState, reason: str, *, lapsed: bool = False) -> Case:
        """The case at that end, for that reason; its clock does not run any more and its dates stay."""
        course = msgspec.structs.replace(
            self.case.course, clock=self.with_event(Finished(at=self.at)), end_reason=reason, lapsed=lapsed
        )
        return msgspec.structs.replace(self.case, state=state, course=course)


@dataclasses.dataclass(frozen=True)
class Written:
    """What a deed on a running case writes: the case afterwards, its papers, and what the journal says."""

    case: Case
    kind: Kind
    body: Callable[[tuple[IssuedPaper, ...]], Value]
    papers: Sequence[PaperOrder] = ()
    blobs: tuple[BlobRef, ...] = ()
    approval: Approval | None = None
    line: LineId | None = None  # its id, where something else has to name it
    also: Callable[[sqlite_utils.Database], None] | None = None  # what else is written in the same transaction
    after: Callable[[sqlite_utils.Database, tuple[IssuedPaper, ...]], None] | None = None  # the same, with the numbers


def find(desk: Desk, case_id: CaseId, states: Collection[CounterState] = OPEN) -> Running:
    """The case, of this window or of another of the hall.

    Raises:
        RuleBroken: ``case.unknown``; ``case.moved_on`` when it is in none of those states any more; ``case.purged``
            until the platform told of it again; ``item.unknown`` when the catalogue here does not have the item of
            another window's case.
    """
    case = cases.read_case(desk.db, case_id)
    card = hall_cases.read_card(desk.db, case_id)
    is_purged = case is not None and case.purged_at is not None
    if is_purged and card is None:
        raise RuleBroken("case.purged")
    found = hall_cases.case_of(card) if card and (case is None or is_purged) else case
    if found is None:
        raise RuleBroken("case.unknown")
    if found.state not in states:
        raise RuleBroken("case.voided" if found.state is CounterState.VOIDED else "case.moved_on")
    item = catalogue.read_item(desk.db, found.intake.item_code, found.intake.item_version)
    if item is None:
        raise RuleBroken("item.unknown", field="item_code")
    return Running(
        case=found,
        item=item,
        policy=policies.of_version(desk.db, found.course.policy),
        calendar=desk.calendar(),
        moment=desk.moment(),
        window=card.window if card else desk.enrolment().window.window,
        ours=case is not None,
    )


def case_of_number(desk: Desk, number: str) -> CaseId:
    """The case of that paper of ours, or of that case number of the hall.

    Raises:
        RuleBroken: ``case.unknown``.
    """
    wanted = number.strip().upper()
    case = cases.case_of_number(desk.db, wanted) or hall_cases.case_of_number(desk.db, wanted)
    if case is None:
        raise RuleBroken("case.unknown")
    return case


def carry(desk: Desk, actor: Actor, running: Running, written: Written) -> Taken:
    """Rows, papers and the journal line are on the disk together; gives the case and the numbers of the new papers.

    Raises:
        RuleBroken: ``number.no_epoch``.
        StoreTrouble: nothing was stored.
    """
    case, moment = written.case, running.moment
    with deed(desk) as doing:
        if not running.ours:
            cases.insert_case(doing.db, running.case)
        issued: tuple[IssuedPaper, ...] = ()
        for kind, says in written.papers:
            issued += papers.issue_all(doing, case, running.item, moment, (kind,), **{"clerk_name": actor.name, **says})
        if written.also is not None:
            written.also(doing.db)
        if written.after is not None:
            written.after(doing.db, issued)
        cases.update_case(doing.db, case)
        owed.put_case(doing.db, case, running.window)
        entry = Entry(
            kind=written.kind,
            body=written.body(issued),
            actor=actor.clerk_no,
            moment=moment,
            case=case.case_id,
            blobs=written.blobs,
            approval=written.approval,
            id=written.line,
        )
        doing.tell(entry)
    return Taken(case=case, papers=tuple(paper.number for paper in issued))


def heard_at(desk: Desk) -> dt.datetime | None:
    """When the platform last told everything that it knew; None before the first time."""
    return facts.read_fact(desk.db, "news_heard_at", dt.datetime)


def said(reason: str, field: str = "reason") -> str:
    """The reason, clean.

    Raises:
        RuleBroken: ``text.empty`` and others of ``text``.
    """
    return clean_text(reason, field=field, max_length=REASON_LENGTH)


def rows_of_owed(course: Course, reading: ClockReading) -> tuple[PaperOwed, ...]:
    """待补材料 as a paper shows it: with its day, and when it was brought."""
    return tuple(
        PaperOwed(name=each.name, form=each.need, due_on=day_of(each, reading), arrived_at=each.arrived_at)
        for each in course.owed
    )


def names_of(item: ServiceItem, codes: Collection[str]) -> tuple[str, ...]:
    """The materials by their names, in the order of the guide."""
    return tuple(spec.name for spec in item.materials if spec.code in codes)
