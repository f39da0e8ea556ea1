"""收件: drafts, files, duplicates, and the deeds that make a case of a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from counter.actions import approvals, decisions, papers
from counter.actions.decisions import Outcome
from counter.actions.desk import Deed, Desk, deed
from counter.clock import Moment
from counter.domain.base import Value
from counter.domain.case import Attachment, Case, Decision, Draft, Intake, PaperKind
from counter.domain.course import Commitment, Deferral, Ruling
from counter.domain.ids import CaseId, Sha256
from counter.domain.item import MaterialSpec, ServiceItem
from counter.domain.journal import BlobRef
from counter.domain.media import check_file
from counter.domain.outcomes import STATES
from counter.domain.proposal import Approval
from counter.domain.staff import Actor
from counter.errors import RuleBroken
from counter.store import cases, owed
from counter.store.cases import CaseRow
from counter.store.journal import Entry
from counter.wire.bodies import CaseDecided, CaseTaken, IssuedPaper, Kind

DUPLICATE_WINDOW = dt.timedelta(days=30)
"""How far back the same person with the same item is pointed out."""
SIGNATURE_NAME = "承诺书（签名件）"
SIGNATURE_MB = 20

offers = decisions.offers_now
later_offers = decisions.offers_later
deferrable = decisions.deferrable
proposed_correction = decisions.proposed_correction
preview_due = decisions.preview_due


class Taken(Value):
    """A case that is on the disk, and the numbers of the papers to print."""

    case: Case
    papers: tuple[str, ...]


def save_draft(desk: Desk, draft: Draft) -> None:
    """The draft is on the disk as given; at most five seconds of typing are ever lost.

    Raises:
        RuleBroken: ``draft.carried_out``: it is a case already, and no draft is kept beside it.
        StoreTrouble: nothing was stored.
    """
    with desk.store.write() as db:
        if cases.holds(db, draft.case_id):
            raise RuleBroken("draft.carried_out")
        cases.save_draft(db, draft)


def carried_out(desk: Desk, case: CaseId) -> Case | None:
    """The case that the draft has become, when what a supervisor approved of it was done; None while it is a draft."""
    return cases.read_case(desk.db, case)


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


def keep_signature(desk: Desk, *, content: bytes) -> Sha256:
    """The scan of a signed promise is on the disk, ready to be named in the ruling.

    Raises:
        RuleBroken: ``file.empty``, ``file.too_big``, ``file.type``.
        StoreTrouble: the disk refused; nothing was kept.
    """
    check_file(content, file_name=SIGNATURE_NAME, max_file_mb=SIGNATURE_MB)
    return desk.scans.put(content)


def likely_duplicates(desk: Desk, intake: Intake) -> tuple[CaseRow, ...]:
    """Cases of the same person and item in the last thirty days; a hint, never a bar."""
    if not intake.applicant.id_number or not intake.item_code:
        return ()
    since = desk.moment().at - DUPLICATE_WINDOW
    return cases.cases_of_person(desk.db, intake.applicant.id_number, intake.item_code, since)


def take_case(  # noqa: PLR0917 -- screens hand a deed its arguments in their order
    desk: Desk,
    actor: Actor,
    draft: Draft,
    decision: Decision,
    ruling: Ruling | None = None,
    approval: Approval | None = None,
) -> Taken:
    """The case, its number, its papers and its journal line are on the disk together; the draft is none any more.

    A second call with the same draft gives the case that is there: a double click makes no second case.

    Args:
        desk: this window's.
        actor: who decides.
        draft: what was typed, ticked and attached.
        decision: which of those that ``offers`` shows open.
        ruling: what the decision says beyond the form; None for 收件, 受理 and 即办.
        approval: of the ``Take`` that ``decisions.settle`` gives, when the hall asks a supervisor.

    Raises:
        IntakeFaults: what is missing or wrong in form and ruling, field by field.
        RuleBroken: ``item.unknown``, ``decision.*``, ``approval.*``, ``file.missing``, ``number.no_epoch``.
        StoreTrouble: nothing was stored.
    """
    if cases.holds(desk.db, draft.case_id):
        return _as_taken(desk, decisions.case_of(desk, draft.case_id))
    moment = desk.moment()
    outcome, item = decisions.judge_draft(desk, draft.intake, decision, ruling, moment)
    signature = _files_are_there(desk, outcome)
    approvals.require(desk, actor, decisions.proposed_take(draft.case_id, outcome), approval)
    with deed(desk) as doing:
        numbers = papers.next_numbers(doing, len(outcome.papers))
        case = Case(
            case_id=draft.case_id,
            case_no=numbers[0],
            state=outcome.state,
            intake=outcome.intake,
            item_name=item.name,
            department=item.department,
            due=outcome.due,
            clerk=actor.clerk_no,
            clerk_name=actor.name,
            received_at=moment.at,
            accepted_at=outcome.accepted_at,
            course=outcome.course,
        )
        cases.insert_case(doing.db, case)
        cases.put_scans(doing.db, case.case_id, signature)
        issued = _write(doing, case, item, moment, zip(numbers, outcome.papers, strict=True))
        body = CaseTaken(
            decision=decision,
            case_no=case.case_no,
            intake=case.intake,
            item_name=item.name,
            department_code=item.department_code,
            received_at=case.received_at,
            accepted_at=case.accepted_at,
            time_trusted=moment.trusted,
            due=case.due,
            papers=issued,
            course=case.course,
        )
        entry = Entry(
            kind=Kind.CASE_TAKEN,
            body=body,
            actor=actor.clerk_no,
            moment=moment,
            case=case.case_id,
            blobs=blob_refs(case.intake, *signature),
            approval=approval,
        )
        doing.tell(entry)
    return Taken(case=case, papers=numbers)


def decide_later(  # noqa: PLR0917 -- as above
    desk: Desk,
    actor: Actor,
    case_id: CaseId,
    decision: Decision,
    ruling: Ruling | None = None,
    approval: Approval | None = None,
) -> Taken:
    """A case that was received before is decided now; each of its papers has a number of its own.

    A second 受理 or 即办 of a case that has it already gives the case that is there.

    Raises:
        IntakeFaults: what lacks for that decision, and what is wrong in the ruling.
        RuleBroken: ``case.unknown``; ``case.moved_on`` when it was decided otherwise; ``decision.*``;
            ``correction.too_late``; ``approval.*``, ``file.missing``, ``number.no_epoch``.
        StoreTrouble: nothing was stored.
    """
    case = decisions.case_of(desk, case_id)
    if ruling is None and case.state is STATES[decision]:
        return _as_taken(desk, case)
    moment = desk.moment()
    outcome, item = decisions.judge_case(desk, case, decision, ruling, moment)
    signature = _files_are_there(desk, outcome)
    approvals.require(desk, actor, decisions.proposed_decide(case_id, outcome), approval)
    decided = msgspec.structs.replace(
        case, state=outcome.state, accepted_at=outcome.accepted_at, due=outcome.due, course=outcome.course
    )
    with deed(desk) as doing:
        numbers = papers.next_numbers(doing, len(outcome.papers))
        cases.update_case(doing.db, decided)
        cases.put_scans(doing.db, case_id, signature)
        issued = _write(doing, decided, item, moment, zip(numbers, outcome.papers, strict=True))
        body = CaseDecided(
            decision=decision,
            accepted_at=decided.accepted_at,
            time_trusted=moment.trusted,
            due=decided.due,
            papers=issued,
            course=decided.course,
        )
        entry = Entry(
            kind=Kind.CASE_DECIDED,
            body=body,
            actor=actor.clerk_no,
            moment=moment,
            case=case_id,
            blobs=blob_refs(Intake(), *signature),
            approval=approval,
        )
        doing.tell(entry)
    return Taken(case=decided, papers=numbers)


def blob_refs(intake: Intake, *more: Attachment) -> tuple[BlobRef, ...]:
    """The scans of the intake and those beside it, each once."""
    unique = {attachment.sha256: attachment.size_bytes for attachment in (*intake.attachments(), *more)}
    return tuple(BlobRef(sha256=sha256, size_bytes=size) for sha256, size in unique.items())


def _write(
    doing: Deed,
    case: Case,
    item: ServiceItem,
    moment: Moment,
    wanted: Iterable[tuple[str, PaperKind]],
) -> tuple[IssuedPaper, ...]:
    """What is owed can be looked for, and the papers are issued."""
    if case.course.owed:
        owed.put_case(doing.db, case, doing.enrolment.window.window)
    return tuple(papers.issue(doing, case, item, moment, kind=kind, number=number) for number, kind in wanted)


def _as_taken(desk: Desk, case: Case) -> Taken:
    return Taken(case=case, papers=papers.numbers_of(desk, case.case_id))


def _files_are_there(desk: Desk, outcome: Outcome) -> tuple[Attachment, ...]:
    """Every attached file lies in the scan store; gives the scan of the signed promise, when there is one."""
    for attachment in outcome.intake.attachments():
        if not desk.scans.holds(attachment.sha256):
            raise RuleBroken("file.missing", field="file")
    ruling = outcome.course.ruling
    sha256 = ruling.promise.signature if isinstance(ruling, Deferral | Commitment) else None
    if sha256 is None:
        return ()
    if not desk.scans.holds(sha256):
        raise RuleBroken("file.missing", field="ruling.promise.signature")
    content = desk.scans.get(sha256)
    checked = check_file(content, file_name=SIGNATURE_NAME, max_file_mb=SIGNATURE_MB)
    return (
        Attachment(sha256=sha256, size_bytes=len(content), media_type=checked.media_type, file_name=checked.file_name),
    )
