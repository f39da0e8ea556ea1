"""收件: drafts, files, duplicates, and the deeds that make a case of a draft."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

import msgspec

from counter.actions import papers
from counter.actions.desk import Deed, Desk, deed
from counter.clock import Moment
from counter.domain.case import Attachment, Case, CounterState, Decision, Draft, Intake, PaperKind
from counter.domain.ids import CaseId
from counter.domain.intake_rules import check_decision, check_intake
from counter.domain.item import MaterialSpec, ServiceItem, TimeLimit
from counter.domain.journal import BlobRef
from counter.domain.media import check_file
from counter.domain.staff import Actor
from counter.domain.workdays import ACCEPT_WITHIN, DueDates, WorkCalendar, local_day
from counter.errors import RuleBroken
from counter.store import cases, catalogue
from counter.store.cases import CaseRow
from counter.store.journal import Entry
from counter.wire.bodies import CaseAcceptedLater, CaseTaken, IssuedPaper, Kind

_STATE = {
    Decision.RECEIVED: CounterState.RECEIVED,
    Decision.ACCEPTED: CounterState.ACCEPTED,
    Decision.DONE_ON_SPOT: CounterState.DONE_ON_SPOT,
}
_PAPERS = {
    Decision.RECEIVED: (PaperKind.RECEIPT,),
    Decision.ACCEPTED: (PaperKind.ACCEPTANCE,),
    Decision.DONE_ON_SPOT: (PaperKind.RESULT_COLLECTION,),
}
DUPLICATE_WINDOW = dt.timedelta(days=30)
"""How far back the same person with the same item is pointed out."""


@dataclasses.dataclass(frozen=True)
class Taken:
    """A case that is on the disk, and the numbers of the papers to print."""

    case: Case
    papers: tuple[str, ...]


def save_draft(desk: Desk, draft: Draft) -> None:
    """The draft is on the disk as given; at most five seconds of typing are ever lost."""
    with desk.store.write() as db:
        cases.save_draft(db, draft)


def drop_draft(desk: Desk, case: CaseId) -> None:
    """There is no draft of that case any more."""
    with desk.store.write() as db:
        cases.drop_draft(db, case)


def list_drafts(desk: Desk, actor: Actor) -> tuple[Draft, ...]:
    """The person's own drafts, newest first."""
    return cases.drafts(desk.db, actor.clerk_no)


def attach_file(desk: Desk, material: MaterialSpec, *, content: bytes, file_name: str) -> Attachment:
    """The file is on the disk under its hash, ready to be named in a draft.

    Raises:
        RuleBroken: ``file.empty``, ``file.too_big``, ``file.type``, ``file.name``.
        StoreTrouble: the disk refused; nothing was kept.
    """
    checked = check_file(content, file_name=file_name, max_file_mb=material.max_file_mb)
    sha256 = desk.scans.put(content)
    return Attachment(
        sha256=sha256, size_bytes=len(content), media_type=checked.media_type, file_name=checked.file_name
    )


def likely_duplicates(desk: Desk, intake: Intake) -> tuple[CaseRow, ...]:
    """Cases of the same person and item in the last thirty days; a hint, never a bar."""
    if not intake.applicant.id_number or not intake.item_code:
        return ()
    since = desk.moment().at - DUPLICATE_WINDOW
    return cases.cases_of_person(desk.db, intake.applicant.id_number, intake.item_code, since)


def preview_due(desk: Desk, item: ServiceItem, decision: Decision = Decision.ACCEPTED) -> DueDates:
    """The dates that a decision now would give, for the clerk to see before he decides."""
    return _due(desk.calendar(), item, decision, received=desk.moment(), accepted=desk.moment())


def _due(
    calendar: WorkCalendar, item: ServiceItem, decision: Decision, *, received: Moment, accepted: Moment
) -> DueDates:
    """收件 gives the day by which to decide, 受理 the promised and the legal day (许可法 32, 42).

    A day beyond the published holidays stays None and the paper says so in words: the calendar never guesses, and a
    case that must be accepted is not refused because the next year's holidays are not published yet.
    """
    if decision is Decision.RECEIVED:
        return DueDates(accept_by=_within_table(calendar, received, ACCEPT_WITHIN))
    return DueDates(
        promised_on=_within_table(calendar, accepted, item.promised_limit),
        legal_on=_within_table(calendar, accepted, item.legal_limit),
    )


def _within_table(calendar: WorkCalendar, start: Moment, limit: TimeLimit) -> dt.date | None:
    try:
        return calendar.due_on(start.at, limit)
    except RuleBroken as fault:
        if fault.code != "calendar.beyond_table":
            raise
        return None


def take_case(desk: Desk, actor: Actor, draft: Draft, decision: Decision) -> Taken:
    """The case, its number, its papers and its journal line are on the disk together; the draft is gone.

    A second call with the same draft gives the case that is there: a double click makes no second case.

    Raises:
        IntakeFaults: what is missing or wrong, field by field.
        RuleBroken: ``item.unknown``, ``decision.*``, ``number.no_epoch``, ``calendar.beyond_table``,
            ``paper.missing_glyph``.
        StoreTrouble: nothing was stored.
    """
    known = cases.read_case(desk.db, draft.case_id)
    if known is not None:
        return _as_taken(desk, known)
    item = catalogue.read_item(desk.db, draft.intake.item_code, draft.intake.item_version)
    if item is None:
        raise RuleBroken("item.unknown", field="item_code")
    moment = desk.moment()
    check_decision(item, decision)
    intake = check_intake(draft.intake, item, decision, today=local_day(moment.at))
    _check_files_are_there(desk, intake)
    due = _due(desk.calendar(), item, decision, received=moment, accepted=moment)
    with deed(desk) as doing:
        cases.drop_draft(doing.db, draft.case_id)  # first, so that its pages hold the rows that follow
        case = Case(
            case_id=draft.case_id,
            case_no="",
            state=_STATE[decision],
            intake=intake,
            item_name=item.name,
            department=item.department,
            due=due,
            clerk=actor.clerk_no,
            clerk_name=actor.name,
            received_at=moment.at,
            accepted_at=None if decision is Decision.RECEIVED else moment.at,
        )
        numbers = papers.next_numbers(doing, len(_PAPERS[decision]))
        case = msgspec.structs.replace(case, case_no=numbers[0])
        cases.insert_case(doing.db, case)
        issued = _issue(doing, case, item, moment, zip(numbers, _PAPERS[decision], strict=True))
        body = CaseTaken(
            decision=decision,
            case_no=case.case_no,
            intake=intake,
            item_name=item.name,
            department_code=item.department_code,
            received_at=case.received_at,
            accepted_at=case.accepted_at,
            time_trusted=moment.trusted,
            due=due,
            papers=issued,
        )
        doing.tell(
            Entry(
                kind=Kind.CASE_TAKEN,
                body=body,
                actor=actor.clerk_no,
                moment=moment,
                case=case.case_id,
                blobs=blob_refs(intake),
            )
        )
    return Taken(case=case, papers=numbers)


def accept_later(desk: Desk, actor: Actor, case_id: CaseId) -> Taken:
    """A case that was only received is accepted now; its 受理通知书 is issued under a number of its own.

    Raises:
        RuleBroken: ``case.unknown``; ``case.not_received`` when it was decided before.
        StoreTrouble: nothing was stored.
    """
    case = cases.read_case(desk.db, case_id)
    if case is None:
        raise RuleBroken("case.unknown")
    if case.state is CounterState.ACCEPTED:
        return _as_taken(desk, case)
    if case.state is not CounterState.RECEIVED:
        raise RuleBroken("case.not_received")
    item = catalogue.read_item(desk.db, case.intake.item_code, case.intake.item_version)
    if item is None:
        raise RuleBroken("item.unknown")
    moment = desk.moment()
    check_intake(case.intake, item, Decision.ACCEPTED, today=local_day(moment.at))
    due = _due(desk.calendar(), item, Decision.ACCEPTED, received=moment, accepted=moment)
    accepted = msgspec.structs.replace(case, state=CounterState.ACCEPTED, accepted_at=moment.at, due=due)
    with deed(desk) as doing:
        numbers = papers.next_numbers(doing, 1)
        cases.update_case(doing.db, accepted)
        issued = _issue(doing, accepted, item, moment, [(numbers[0], PaperKind.ACCEPTANCE)])
        body = CaseAcceptedLater(accepted_at=moment.at, time_trusted=moment.trusted, due=due, papers=issued)
        doing.tell(Entry(kind=Kind.CASE_ACCEPTED_LATER, body=body, actor=actor.clerk_no, moment=moment, case=case_id))
    return Taken(case=accepted, papers=numbers)


def blob_refs(intake: Intake) -> tuple[BlobRef, ...]:
    """The scans of the intake, each once."""
    unique = {attachment.sha256: attachment.size_bytes for attachment in intake.attachments()}
    return tuple(BlobRef(sha256=sha256, size_bytes=size) for sha256, size in unique.items())


def _issue(
    doing: Deed,
    case: Case,
    item: ServiceItem,
    moment: Moment,
    wanted: Iterable[tuple[str, PaperKind]],
) -> tuple[IssuedPaper, ...]:
    return tuple(papers.issue(doing, case, item, moment, kind=kind, number=number) for number, kind in wanted)


def _as_taken(desk: Desk, case: Case) -> Taken:
    return Taken(case=case, papers=papers.numbers_of(desk, case.case_id))


def _check_files_are_there(desk: Desk, intake: Intake) -> None:
    """Every attached file lies in the scan store."""
    for attachment in intake.attachments():
        if not desk.scans.holds(attachment.sha256):
            raise RuleBroken("file.missing", field="file")
