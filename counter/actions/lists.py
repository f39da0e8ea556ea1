"""What the screens and the command line ask to see; nothing here changes anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from counter.actions import paper_sight
from counter.actions.desk import Desk
from counter.domain.base import Value
from counter.domain.case import Case, CounterState, PrintOutcome
from counter.domain.ids import CaseId, Sha256
from counter.domain.item import ServiceItem
from counter.domain.journal import Line, SealedLine
from counter.domain.staff import Actor, Role, Window
from counter.domain.workdays import CalendarWarning, local_day, table_age_warning
from counter.errors import RuleBroken
from counter.store import (
    cases,
    catalogue,
    deliveries,
    facts,
    hall_cases,
    hall_papers,
    journal,
    papers,
    policies,
    voiding,
)
from counter.store.cases import CasePage, CaseRow
from counter.store.catalogue import ItemRow
from counter.store.deliveries import Trouble, Waiting, WaitingScan
from counter.store.papers import PaperRow
from counter.wire.bodies import read_body
from counter.wire.news import CaseCard, PaperPrint


class TimelineEntry(Value):
    """One thing that happened to a case."""

    at: dt.datetime
    kind: str
    actor: str
    hash: str
    body: Value | None = None  # what the line says; None when nobody asked for it or it cannot be read


class PaperDetail(Value):
    """A paper, every time that it is known to have been printed, at any window, and whether its number is void.

    ``here`` is false while another window's paper was not brought here: of it only number and kind are known.
    """

    paper: PaperRow
    prints: tuple[PaperPrint, ...]
    void: bool = False
    here: bool = True
    uncertain: tuple[int, ...] = ()  # prints of this window that somebody has to speak of


class CaseDetail(Value):
    """Everything about one case that a screen shows."""

    case: Case
    item: ServiceItem
    papers: tuple[PaperDetail, ...]
    timeline: tuple[TimelineEntry, ...]
    scans: tuple[tuple[Sha256, bool], ...]  # hash, and whether it has arrived
    elsewhere: str = ""  # the window of the hall that took it in, when no row of it is here

    def is_afar(self) -> bool:
        """Whether its papers have to be brought: another window has them, or they were purged here."""
        return bool(self.elsewhere) or self.case.purged_at is not None


class Standing(Value):
    """What the status strip shows of this desk."""

    window: Window | None
    epoch: str
    waiting: Waiting
    catalogue_version: int
    clock_offset_ms: int | None
    calendar: CalendarWarning | None = None  # what somebody should do about the holiday table
    rules_version: int = 0  # of the hall's rules; 0 before any came


class TroubleDetail(Value):
    """A stuck line with the case that it concerns."""

    trouble: Trouble
    case: Case | None


class Outbox(Value):
    """待处理/同步: what is unsent and why."""

    waiting: Waiting
    troubles: tuple[TroubleDetail, ...]
    scans: tuple[WaitingScan, ...]
    unprinted: tuple[PaperRow, ...]
    of_others: int = 0  # stuck lines that somebody else signed: his or the supervisor's, not this person's to read

    def all_arrived(self) -> bool:
        """Green: nothing waits, no scan waits, nothing needs a person (faults.md F08)."""
        return not (self.waiting.lines or self.waiting.scans or self.waiting.troubles)


def search_items(desk: Desk, text: str, limit: int = 50) -> tuple[ItemRow, ...]:
    """Offered items by name, pinyin, initials, code or department."""
    return catalogue.find_items(desk.db, text, limit)


def read_item(desk: Desk, code: str, version: int | None = None) -> ServiceItem:
    """The item at that version, or as it is offered now.

    Raises:
        RuleBroken: ``item.unknown``.
    """
    item = catalogue.read_item(desk.db, code, version)
    if item is None:
        raise RuleBroken("item.unknown", field="item_code")
    return item


def find_cases(
    desk: Desk, actor: Actor, text: str, offset: int = 0, limit: int = 100, *, state: CounterState | None = None
) -> CasePage:
    """The person's own cases (a supervisor's: everybody's) by name, number or item; a whole paper number finds any.

    Also one of another window of the hall, because the citizen who shows the paper may come to any window.
    """
    clerk = None if actor.may(Role.SUPERVISOR) else actor.clerk_no
    page = cases.find_cases(desk.db, text=text, clerk=clerk, offset=offset, limit=limit, state=state)
    return page if page.total else _of_the_hall(desk, text, offset, state)


def read_case(desk: Desk, case_id: CaseId) -> CaseDetail:
    """Everything about the case; of another window's what the platform told, and the papers that were brought here.

    Of a purged one what is left here, with what the platform told since.

    Raises:
        RuleBroken: ``case.unknown``.
    """
    case = cases.read_case(desk.db, case_id)
    card = hall_cases.read_card(desk.db, case_id) if case is None or case.purged_at is not None else None
    if card is not None and case is None:
        told = hall_cases.case_of(card)
        item = read_item(desk, told.intake.item_code, told.intake.item_version)
        return CaseDetail(
            case=told,
            item=item,
            papers=_papers_elsewhere(desk, card),
            timeline=(),
            scans=(),
            elsewhere=card.window,
        )
    if case is None:
        raise RuleBroken("case.unknown")
    left = (
        TimelineEntry(at=line.at, kind=line.kind, actor="", hash=line.hash)
        for line in journal.purged_of_case(desk.db, case_id)
    )
    if card is not None:  # purged here, and told again by the platform
        case = msgspec.structs.replace(case, intake=card.intake, course=card.course)
    return CaseDetail(
        case=case,
        item=read_item(desk, case.intake.item_code, case.intake.item_version),
        papers=tuple(_paper_detail(desk, paper) for paper in papers.papers_of_case(desk.db, case_id)),
        timeline=(*left, *(_timeline_entry(line) for line in journal.lines_of_case(desk.db, case_id))),
        scans=cases.scans_of_case(desk.db, case_id),
    )


def outbox(desk: Desk, actor: Actor | None = None) -> Outbox:
    """What is unsent, stuck or unprinted, counted from the rows; for a clerk the stuck lines that he signed himself.

    The next person at the machine reads nothing of the last one's applicants (faults.md F21); a supervisor reads all.
    """
    stuck = deliveries.troubles(desk.db)
    shown = tuple(trouble for trouble in stuck if actor is None or _may_read(desk, actor, trouble))
    return Outbox(
        waiting=deliveries.waiting(desk.db),
        troubles=tuple(
            TroubleDetail(trouble=trouble, case=(trouble.case and cases.read_case(desk.db, trouble.case)) or None)
            for trouble in shown
        ),
        scans=deliveries.waiting_scans(desk.db),
        unprinted=papers.unprinted(desk.db),
        of_others=len(stuck) - len(shown),
    )


def standing(desk: Desk) -> Standing:
    """Where this desk stands and what waits."""
    enrolment = facts.enrolment(desk.db)
    return Standing(
        window=enrolment.window if enrolment else None,
        epoch=enrolment.epoch if enrolment else "",
        waiting=deliveries.waiting(desk.db),
        catalogue_version=facts.read_fact(desk.db, "catalogue_version", int) or 0,
        clock_offset_ms=facts.read_fact(desk.db, "clock_offset_ms", int),
        calendar=calendar_warning(desk),
        rules_version=policies.current(desk.db).version,
    )


def calendar_warning(desk: Desk) -> CalendarWarning | None:
    """What somebody should do about the holiday table; it is as young as the platform's last word on it."""
    table = facts.holiday_table(desk.db)
    if table is None:
        return None
    asked_at = facts.read_fact(desk.db, "holidays_at", int)
    confirmed_on = local_day(dt.datetime.fromtimestamp(asked_at, dt.UTC)) if asked_at else None
    return table_age_warning(local_day(desk.moment().at), table, confirmed_on=confirmed_on)


def _of_the_hall(desk: Desk, text: str, offset: int, state: CounterState | None) -> CasePage:
    """The case of the hall that bears that whole number, as one row."""
    case_id = hall_cases.case_of_number(desk.db, "".join(text.split()).upper())
    card = hall_cases.read_card(desk.db, case_id) if case_id else None
    if card is None or (state is not None and card.state is not state):
        return CasePage(rows=(), total=0)
    row = CaseRow(
        case_id=card.case,
        case_no=card.case_no,
        state=card.state,
        item_name=card.item_name,
        applicant_name=card.intake.applicant.name,
        clerk=card.clerk,
        received_at=card.received_at,
        due=card.due,
        platform_no="",
        platform_state="",
    )
    return CasePage(rows=() if offset else (row,), total=1, elsewhere=card.window)


def _paper_detail(desk: Desk, paper: PaperRow) -> PaperDetail:
    prints = paper_sight.prints_of(desk, paper.number, paper.case_id)
    void = voiding.is_void(desk.db, paper.number)
    return PaperDetail(paper=paper, prints=prints, void=void, uncertain=_uncertain(desk, prints))


def _papers_elsewhere(desk: Desk, card: CaseCard) -> tuple[PaperDetail, ...]:
    """Papers of another window's case by what the platform told of them, with the content of those that are here."""
    told_at = hall_cases.told_at(desk.db, card.case) or card.received_at
    brought = {paper.number: paper for paper in hall_papers.of_case(desk.db, card.case)}
    details = []
    for told in card.papers:
        kept = brought.get(told.number)
        row = PaperRow(
            number=told.number,
            case_id=card.case,
            kind=told.kind,
            copies=kept.copies if kept else 0,
            content=kept.content if kept else "",
            content_sha256=kept.content_sha256 if kept else "",
            issued_at=told_at,
        )
        prints = hall_papers.prints_of(desk.db, told.number)
        void = told.void or (kept is not None and kept.void)
        details.append(
            PaperDetail(paper=row, prints=prints, void=void, here=kept is not None, uncertain=_uncertain(desk, prints))
        )
    return tuple(details)


def _uncertain(desk: Desk, prints: Sequence[PaperPrint]) -> tuple[int, ...]:
    install = desk.enrolment().install
    return tuple(
        each.print_no
        for each in prints
        if each.install == install and each.outcome is PrintOutcome.UNCERTAIN and each.came_out is None
    )


def _may_read(desk: Desk, actor: Actor, trouble: Trouble) -> bool:
    line = None if actor.may(Role.SUPERVISOR) else deliveries.line_of(desk.db, trouble.line)
    return line is None or line.actor in {actor.clerk_no, ""}


def _timeline_entry(sealed: SealedLine) -> TimelineEntry:
    line = sealed.opened()
    return TimelineEntry(at=line.at, kind=line.kind, actor=line.actor, hash=sealed.hash, body=_body(line))


def _body(line: Line) -> Value | None:
    """What the line says; a line of a later version is shown without it."""
    try:
        return read_body(line.kind, line.body)
    except msgspec.ValidationError:
        return None
