"""出件 and 流转 as the platform judges them: one result goes to one person, whichever window hands it out.

The states are drawn in ``counter.domain.handing``. Two windows that hand out the same result do not both do so: the
second is a conflict and goes to a person.
"""

from __future__ import annotations

from counter.domain.handing import Collector, CollectorKind, Handed, Posting, ResultState
from counter.domain.journal import Line
from counter.domain.person import Applicant, ApplicantKind
from counter.errors import RuleBroken
from counter.hall.answers import StuckError
from counter.hall.books import KeptResult
from counter.hall.cases import KnownCase
from counter.hall.news import Told
from counter.hall.sitting import Sitting
from counter.wire.bodies import MaterialsMoved, ResultHanded
from counter.wire.messages import NewsKind, Verdict
from counter.wire.news import ResultMoved

NEXT = {
    ResultState.ANNOUNCED: frozenset({ResultState.AT_WINDOW}),
    ResultState.AT_WINDOW: frozenset({ResultState.COLLECTED, ResultState.POSTED, ResultState.UNDELIVERED}),
    ResultState.POSTED: frozenset({ResultState.PICKED_UP, ResultState.AT_WINDOW, ResultState.UNDELIVERED}),
    ResultState.PICKED_UP: frozenset({ResultState.DELIVERED, ResultState.AT_WINDOW, ResultState.UNDELIVERED}),
    ResultState.UNDELIVERED: frozenset({ResultState.AT_WINDOW}),
    ResultState.COLLECTED: frozenset(),
    ResultState.DELIVERED: frozenset(),
}
_BATCH_LENGTH = 64


def hand(sitting: Sitting, line: Line, known: KnownCase, body: ResultHanded) -> None:
    """The result of the case is where the window says, and the others are told.

    Raises:
        StuckError: ``result.missing``, ``result.state`` with where it is here.
        RuleBroken: ``case.other_hall``, ``result.collector``, ``result.posting``, ``text.empty`` without why.
    """
    kept = sitting.books.result(body.result)
    if kept is None:
        raise StuckError(Verdict.HELD, "result.missing")
    if kept.hall != sitting.hall or kept.document.case != known.case:
        raise RuleBroken("case.other_hall", field="result")
    handed = body.handed
    if handed.state not in NEXT[kept.state]:
        raise StuckError(Verdict.CONFLICT, "result.state", theirs=kept.state.value)
    _check(known.card.intake.applicant, handed)
    moved = KeptResult(hall=kept.hall, document=kept.document, state=handed.state)
    sitting.books.put_result(moved)
    sitting.effects.results[body.result] = (kept.hall, kept.document, handed)
    detail = ResultMoved(result=body.result, handed=handed)
    sitting.effects.news.append(
        Told.of_hall(kept.hall, NewsKind.HANDED, detail, case=kept.document.case, not_for=line.install)
    )


def move(sitting: Sitting, line: Line, body: MaterialsMoved) -> None:
    """The batch is on its way, with everything on its slip.

    Raises:
        StuckError: ``case.missing`` for a piece of a case that has not come yet.
        RuleBroken: ``batch.pieces``, ``batch.used``, ``case.other_hall``.
    """
    if not body.pieces or not body.batch.strip() or len(body.batch) > _BATCH_LENGTH:
        raise RuleBroken("batch.pieces", field="pieces")
    if sitting.books.moved_by(body.batch):
        raise RuleBroken("batch.used", field="batch")
    for place, piece in enumerate(body.pieces):
        known = sitting.ledger.cases.get(piece.case)
        if known is None:
            raise StuckError(Verdict.HELD, "case.missing")
        if known.hall != sitting.hall:
            raise RuleBroken("case.other_hall", field=f"pieces.{place}.case")
    sitting.books.move(body.batch, line.install)
    sitting.effects.batches.append((line, body))


def _check(applicant: Applicant, handed: Handed) -> None:
    if handed.state is ResultState.COLLECTED:
        _check_collector(applicant, handed.collector)
    elif handed.state is ResultState.POSTED:
        _check_posting(handed.posting)
    elif handed.state is ResultState.UNDELIVERED and not handed.reason.strip():
        raise RuleBroken("text.empty", field="handed.reason")


def _check_collector(applicant: Applicant, collector: Collector | None) -> None:
    """Who took it is named; an applicant is the applicant, an agent shows his power, a refusal has a witness.

    民事诉讼法 art. 88 (whom it may be given to), 89 (who will not sign).
    """
    if collector is None or not collector.person.name.strip():
        raise RuleBroken("result.collector", field="handed.collector")
    himself = collector.kind is CollectorKind.APPLICANT and applicant.kind is ApplicantKind.NATURAL
    if himself and collector.person.id_number != applicant.id_number:
        raise RuleBroken("result.collector", field="handed.collector.person.id_number")
    if collector.kind is CollectorKind.AGENT and not collector.authority.strip():
        raise RuleBroken("result.collector", field="handed.collector.authority")
    if not collector.signed and not collector.refusal_witness.strip():
        raise RuleBroken("result.collector", field="handed.collector.refusal_witness")


def _check_posting(posting: Posting | None) -> None:
    if posting is None or not all(
        text.strip() for text in (posting.addressee, posting.phone, posting.address, posting.waybill)
    ):
        raise RuleBroken("result.posting", field="handed.posting")
