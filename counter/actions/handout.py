"""出件: a result is signed in at the window, handed to who may have it, posted, or kept because nobody was found.

The states are drawn in ``domain.handing``. Every step is a deed with its line ``result.handed``; the papers of a step
are issued in it. A result whose case another window of the hall took in is handed out here as well.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from counter.actions import papers
from counter.actions.desk import Deed, Desk, deed
from counter.actions.running import Running, find
from counter.clock import Moment
from counter.documents.model import PaperCollector, PaperPosting, PaperResult
from counter.domain.case import CounterState, PaperKind
from counter.domain.handing import Collector, CollectorKind, Handed, Posting, ResultDocument, ResultState
from counter.domain.handing_rules import check_collector, check_posting, check_step
from counter.domain.person import ApplicantKind
from counter.domain.staff import Actor
from counter.domain.text import clean_text
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.store import cases, results
from counter.store.journal import Entry
from counter.store.results import Result, ResultPage
from counter.wire.bodies import IssuedPaper, Kind, ResultHanded

REASON_LENGTH = 200
_NOT_VOID = frozenset(CounterState) - {CounterState.VOIDED}
_PAYER_WORDS = {"hall": "政务服务大厅", "addressee": "收件人"}


@dataclasses.dataclass(frozen=True)
class HandedOut:
    """A result as it stands on the disk, and the numbers of the papers to print."""

    result: Result
    papers: tuple[str, ...]


def list_results(
    desk: Desk, *, state: ResultState | None = None, text: str = "", offset: int = 0, limit: int = 100
) -> ResultPage:
    """Results of the hall by state, two characters of a name, the last four of a number, or a whole number."""
    return results.list_results(desk.db, state=state, text=text, offset=offset, limit=limit)


def results_of_number(desk: Desk, number: str) -> tuple[Result, ...]:
    """The results that a result's id, a case number or the number of any paper of ours means.

    Raises:
        RuleBroken: ``result.unknown``.
    """
    by_id = results.read(desk.db, number.strip())
    found = (by_id,) if by_id else results.of_number(desk.db, number)
    if not found:
        raise RuleBroken("result.unknown", field="number")
    return found


def sign_in_results(desk: Desk, actor: Actor, ids: Sequence[str], *, notices: bool = False) -> tuple[HandedOut, ...]:
    """窗口签收: the results lie at the window; all of them or none.

    With ``notices`` each has its 出件通知 for the applicant, where the case is known here.

    Raises:
        RuleBroken: ``result.none``; ``result.unknown``; ``result.moved_on`` for one that is not only announced.
    """
    if not ids:
        raise RuleBroken("result.none")
    moment = desk.moment()
    found = [_read(desk, result) for result in dict.fromkeys(ids)]
    for result in found:
        if result.state is not ResultState.ANNOUNCED:
            raise RuleBroken("result.moved_on", state=result.state.value)
    known = {result.document.id: _case_of(desk, result) for result in found} if notices else {}
    handed = Handed(state=ResultState.AT_WINDOW, at=moment.at, clerk=actor.clerk_no)
    signed_in = []
    with deed(desk) as doing:
        for result in found:
            issued: tuple[IssuedPaper, ...] = ()
            running = known.get(result.document.id)
            if running is not None:
                _keep_case(doing, running)
                issued = _issue(doing, actor, running, result, (PaperKind.COLLECTION_NOTICE,))
            moved = _tell(doing, actor, moment, result, handed, issued=issued)
            signed_in.append(HandedOut(result=moved, papers=tuple(paper.number for paper in issued)))
    return tuple(signed_in)


def hand_out(desk: Desk, actor: Actor, result_id: str, collector: Collector) -> HandedOut:
    """已取件: who collects was checked and signed the 送达回证, or refused before a witness (民事诉讼法 87-89).

    Who signs gets a 领取凭证 too; a paper that says "received" is not issued to one who refused.

    Raises:
        RuleBroken: ``result.unknown``, ``result.moved_on``; ``case.unknown``, ``case.voided``; ``handing.*``,
            ``agent.authority_over`` and the codes of ``text``, ``identity`` and ``phone``.
    """
    result = _read(desk, result_id, ResultState.COLLECTED)
    running = find(desk, result.document.case, _NOT_VOID)
    moment = running.moment
    checked = check_collector(collector, running.case.intake, today=local_day(moment.at), clerk_name=actor.name)
    handed = Handed(state=ResultState.COLLECTED, at=moment.at, clerk=actor.clerk_no, collector=checked)
    kinds = (PaperKind.COLLECTION, PaperKind.SERVICE_RETURN) if checked.signed else (PaperKind.SERVICE_RETURN,)
    shown = _collector_words(checked, running, moment)
    return _carry(
        desk, actor, running, result, handed=handed, kinds=kinds,
        collector=shown, collector_name=shown.name, collector_relation=shown.relation, delivery=shown.way,
    )  # fmt: skip


def post(desk: Desk, actor: Actor, result_id: str, posting: Posting) -> HandedOut:
    """待揽件: the result is ready for the post with its waybill (邮政送达).

    Raises:
        RuleBroken: ``result.unknown``, ``result.moved_on``; ``post.not_offered`` when neither the guide nor the
            applicant asks for it; ``post.*``, ``case.*`` and the codes of ``text`` and ``phone``.
    """
    result = _read(desk, result_id, ResultState.POSTED)
    running = find(desk, result.document.case, _NOT_VOID)
    if not (result.document.by_post or running.item.posted_delivery):
        raise RuleBroken("post.not_offered")
    checked = check_posting(posting)
    handed = Handed(state=ResultState.POSTED, at=running.moment.at, clerk=actor.clerk_no, posting=checked)
    shown = PaperPosting(
        addressee=checked.addressee,
        phone=checked.phone,
        address=checked.address,
        waybill=checked.waybill,
        payer=_PAYER_WORDS[checked.payer],
    )
    kinds = (PaperKind.POSTING,)
    return _carry(desk, actor, running, result, handed=handed, kinds=kinds, posting=shown, delivery="邮寄送达")


def post_state(desk: Desk, actor: Actor, result_id: str, state: ResultState, reason: str = "") -> Result:
    """The post picked the parcel up, delivered it, or brought it back: then it lies at the window again.

    Raises:
        RuleBroken: ``result.unknown``; ``result.moved_on``; ``text.empty`` for a return without a reason.
    """
    result = _read(desk, result_id, state)
    if result.state not in {ResultState.POSTED, ResultState.PICKED_UP}:
        raise RuleBroken("result.moved_on", state=result.state.value)
    return _move(desk, actor, result, state, reason, needs_reason=state is ResultState.AT_WINDOW)


def cancel_posting(desk: Desk, actor: Actor, result_id: str, reason: str) -> Result:
    """撤单: the post did not fetch it yet and does not any more; the result lies at the window again.

    Raises:
        RuleBroken: ``result.unknown``; ``post.picked_up``; ``result.moved_on``; ``text.empty``.
    """
    result = _read(desk, result_id)
    if result.state is ResultState.PICKED_UP:
        raise RuleBroken("post.picked_up")
    if result.state is not ResultState.POSTED:
        raise RuleBroken("result.moved_on", state=result.state.value)
    return _move(desk, actor, result, ResultState.AT_WINDOW, reason)


def undelivered(desk: Desk, actor: Actor, result_id: str, reason: str) -> Result:
    """未送达: nobody could be found; what was tried stands in the reason.

    Raises:
        RuleBroken: ``result.unknown``, ``result.moved_on``, ``text.empty``.
    """
    return _move(desk, actor, _read(desk, result_id, ResultState.UNDELIVERED), ResultState.UNDELIVERED, reason)


def try_again(desk: Desk, actor: Actor, result_id: str, reason: str = "") -> Result:
    """An undelivered result is ready to be collected or posted again.

    Raises:
        RuleBroken: ``result.unknown``, ``result.moved_on``.
    """
    result = _read(desk, result_id)
    if result.state is not ResultState.UNDELIVERED:
        raise RuleBroken("result.moved_on", state=result.state.value)
    return _move(desk, actor, result, ResultState.AT_WINDOW, reason, needs_reason=False)


def sign_in_within(doing: Deed, actor: Actor, moment: Moment, found: Iterable[Result]) -> None:
    """Those that are only announced are signed in, in a deed that brought them (证照流转)."""
    handed = Handed(state=ResultState.AT_WINDOW, at=moment.at, clerk=actor.clerk_no)
    for result in found:
        if result.state is ResultState.ANNOUNCED:
            _tell(doing, actor, moment, result, handed)


def _read(desk: Desk, result_id: str, then: ResultState | None = None) -> Result:
    """The result; raises ``result.unknown``, or ``result.moved_on`` when it may not go there from where it is."""
    result = results.read(desk.db, result_id)
    if result is None:
        raise RuleBroken("result.unknown")
    if then is not None:
        check_step(result.state, then)
    return result


def _move(
    desk: Desk, actor: Actor, result: Result, state: ResultState, reason: str, *, needs_reason: bool = True
) -> Result:
    """The result is in that state, for that reason; who posted it stays known as long as it is with the post."""
    why = clean_text(reason, field="reason", max_length=REASON_LENGTH, required=needs_reason)
    moment = desk.moment()
    with_post = state in {ResultState.PICKED_UP, ResultState.DELIVERED} and result.handed is not None
    posting = result.handed.posting if with_post and result.handed else None
    handed = Handed(state=state, at=moment.at, clerk=actor.clerk_no, posting=posting, reason=why)
    with deed(desk) as doing:
        return _tell(doing, actor, moment, result, handed)


def _carry(
    desk: Desk,
    actor: Actor,
    running: Running,
    result: Result,
    *,
    handed: Handed,
    kinds: tuple[PaperKind, ...],
    **says: Any,
) -> HandedOut:
    """Row, papers and line are on the disk together."""
    with deed(desk) as doing:
        _keep_case(doing, running)
        issued = _issue(doing, actor, running, result, kinds, **says)
        moved = _tell(doing, actor, running.moment, result, handed, issued=issued)
    return HandedOut(result=moved, papers=tuple(paper.number for paper in issued))


def _case_of(desk: Desk, result: Result) -> Running | None:
    """The result's case, as far as this window knows it and can issue papers of it."""
    try:
        return find(desk, result.document.case, _NOT_VOID)
    except RuleBroken:
        return None


def _keep_case(doing: Deed, running: Running) -> None:
    """A case of another window is a row here from now on, so that papers can belong to it."""
    if cases.read_case(doing.db, running.case.case_id) is None:
        cases.insert_case(doing.db, running.case)


def _issue(
    doing: Deed, actor: Actor, running: Running, result: Result, kinds: tuple[PaperKind, ...], **says: Any
) -> tuple[IssuedPaper, ...]:
    shown = _result_words(result.document)
    return papers.issue_all(
        doing, running.case, running.item, running.moment, kinds, results=(shown,), clerk_name=actor.name, **says
    )


def _tell(
    doing: Deed, actor: Actor, moment: Moment, result: Result, handed: Handed, *, issued: tuple[IssuedPaper, ...] = ()
) -> Result:
    results.put_handed(doing.db, result.document.id, handed)
    doing.tell(
        Entry(
            kind=Kind.RESULT_HANDED,
            body=ResultHanded(result=result.document.id, handed=handed, papers=issued),
            actor=actor.clerk_no,
            moment=moment,
            case=result.document.case,
        )
    )
    return msgspec.structs.replace(result, state=handed.state, handed=handed)


def _result_words(document: ResultDocument) -> PaperResult:
    return PaperResult(name=document.name, number=document.number, validity=document.validity, copies=document.copies)


def _collector_words(collector: Collector, running: Running, moment: Moment) -> PaperCollector:
    """The collector as the 送达回证 shows him."""
    company = running.case.intake.applicant.kind is ApplicantKind.COMPANY
    relation = {
        CollectorKind.APPLICANT: "法定代表人" if company else "本人",
        CollectorKind.AGENT: "代理人",
        CollectorKind.ADULT_RELATIVE: f"同住成年家属（{collector.authority}）",
    }[collector.kind]
    return PaperCollector(
        name=collector.person.name,
        relation=relation,
        id_document=collector.person.id_document.label,
        id_number=collector.person.id_number,
        phone=collector.phone,
        authority=collector.authority if collector.kind is CollectorKind.AGENT else "",
        way="直接送达" if collector.signed else "留置送达",
        at=moment.at,
        refusal_witness=collector.refusal_witness,
    )
