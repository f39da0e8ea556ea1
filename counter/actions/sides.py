"""两个窗口改了同一件: what the platform disputes is decided by a person who sees both sides (faults.md F10, F11).

    disputed line ─┬ 作为补充: mine again, merged with what the platform has ▶ case.corrected
                   ├ 放弃(理由): theirs counts ▶ case.yielded; mine stays in the journal, its papers are void
                   └ 转交主管 ▶ a review with both sides, which comes back with what is to be done

Whatever is chosen, nothing is overwritten in silence and nothing is lost: the loser stands in the journal.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from counter.actions import repair
from counter.actions.amending import KEPT
from counter.actions.desk import Desk, deed
from counter.actions.intake import Taken
from counter.actions.running import PaperOrder, Written, carry, find
from counter.documents.model import PaperContent
from counter.domain.base import Value
from counter.domain.case import Case, CounterState, Intake, PaperKind
from counter.domain.ids import LineId, uuid7
from counter.domain.journal import Line
from counter.domain.merging import merge_intakes
from counter.domain.policy import ReviewKind
from counter.domain.review import Review, ReviewState, Side
from counter.domain.staff import Actor
from counter.domain.text import clean_text
from counter.errors import RuleBroken
from counter.store import cases, deliveries, hall_cases, joining, papers, reviews, voiding
from counter.store import sides as rows_of_sides
from counter.store.deliveries import Trouble
from counter.store.journal import Entry
from counter.wire.bodies import CaseAmended, CaseSupplemented, CaseYielded, IssuedPaper, Kind, ReviewAsked, read_body
from counter.wire.messages import Verdict
from counter.wire.news import CaseCard

REASON_LENGTH = 200
_ANY = frozenset(CounterState)
_PROVE_RECEIPT = frozenset({PaperKind.SUPPLEMENT_RECEIPT, PaperKind.RETURNED_MATERIALS})
"""What was received or given back was so, whatever becomes of the line."""


class Sides(Value):
    """A stuck line with both sides, when either was written, and where the other stands."""

    trouble: Trouble
    case: Case | None
    sides: tuple[Side, ...]  # empty for a line that was refused: there is no other side
    mine_at: dt.datetime
    mine_by: str  # clerk_no
    theirs_at: dt.datetime | None
    theirs_window: str = ""
    asked: Review | None = None  # the last time that it was handed to a supervisor


def sides_of(desk: Desk, line: LineId) -> Sides:
    """What this window and the platform say differently, and what a supervisor was asked or answered about it.

    Raises:
        RuleBroken: ``repair.settled`` when the line is not stuck any more.
    """
    trouble, opened = _stuck(desk, line)
    disputed = trouble.verdict == Verdict.CONFLICT
    told = rows_of_sides.of_line(desk.db, opened, theirs=trouble.theirs if disputed else "")
    card = hall_cases.read_card(desk.db, trouble.case) if trouble.case else None
    asked = [review for review in reviews.of_line(desk.db, line) if review.id != line]
    return Sides(
        trouble=trouble,
        case=cases.read_case(desk.db, trouble.case) if trouble.case else None,
        sides=told.sides if disputed else (),
        mine_at=told.mine_at,
        mine_by=opened.actor,
        theirs_at=told.theirs_at if disputed else None,
        theirs_window=card.window if card and disputed else "",
        asked=asked[-1] if asked else None,
    )


def send_mine_again(desk: Desk, actor: Actor, line: LineId, reason: str) -> Case:
    """作为补充: what this window wrote stands, with everything else as the platform has it.

    Raises:
        IntakeFaults, RuleBroken: as ``repair.correct_and_resend``.
        StoreTrouble: nothing was stored.
    """
    _, opened = _stuck(desk, line)
    case = cases.read_case(desk.db, opened.case) if opened.case else None
    if case is None:
        raise RuleBroken("sides.none")
    return repair.correct_and_resend(desk, actor, line, case.intake, reason)


def take_theirs(desk: Desk, actor: Actor, line: LineId, reason: str) -> Taken:
    """放弃: what the platform has counts here too; every disputed line of the case is put aside with that reason.

    The papers of those lines are void, but for those that prove a receipt; a paper that had been put right by them is
    issued anew with what holds now. The lines stay in the journal, and both sides stand in the new one.

    Raises:
        RuleBroken: ``repair.settled``; ``correction.no_dispute`` for a line that was refused; ``sides.none`` while the
            platform did not tell of the case; ``text.empty`` without a reason; ``item.unknown``; ``number.no_epoch``.
        StoreTrouble: nothing was stored.
    """
    trouble, opened = _stuck(desk, line)
    if trouble.verdict != Verdict.CONFLICT or opened.case is None:
        raise RuleBroken("correction.no_dispute")
    card = hall_cases.read_card(desk.db, opened.case)
    told_at = hall_cases.told_at(desk.db, opened.case)
    if card is None or told_at is None:
        raise RuleBroken("sides.none")
    why = clean_text(reason, field="reason", max_length=REASON_LENGTH)
    running = find(desk, opened.case, _ANY)
    given_up = rows_of_sides.stuck_lines(desk.db, opened.case)
    unknown = joining.unknown_lines(desk.db, opened.case, told_at)
    others = {each.id for each in unknown} - {each.id for each, _ in given_up}
    case = _theirs(running.case, card, [each for each, _ in given_up], alone=not others)
    void = [paper for each, _ in given_up for paper in _papers_given_up(each, card)]
    told = [rows_of_sides.of_line(desk.db, each, theirs=theirs).sides for each, theirs in given_up]
    both = tuple(dict.fromkeys(side for sides in told for side in sides))
    yielded_at = LineId(uuid7())

    def put_aside(db: Any) -> None:
        for paper in void:
            voiding.void_number(db, paper.number, reason=why, by=actor.clerk_no)
        for each, _ in given_up:
            deliveries.supersede(db, each.id, yielded_at)
            reviews.close_line(db, each.id)

    written = Written(
        case=case,
        kind=Kind.CASE_YIELDED,
        body=lambda issued: CaseYielded(
            supersedes=line, sides=both, reason=why, voided=tuple(paper.number for paper in void), papers=issued
        ),
        papers=_issued_anew(desk, case, [each for each, _ in given_up]),
        also=put_aside,
        line=yielded_at,
    )
    return carry(desk, actor, running, written)


def hand_to_supervisor(desk: Desk, actor: Actor, line: LineId, reason: str) -> Review:
    """转交主管: every supervisor of the hall has it before him with both sides and the clerk's words.

    His answer comes back with a reason; the line is then sent again, given up, or the case voided, here.

    Raises:
        RuleBroken: ``repair.settled``; ``sides.none`` for a line of a copied machine or about a review;
            ``sides.handed_over`` while one is asked already; ``text.empty`` without a reason; ``number.no_epoch``.
        StoreTrouble: nothing was stored.
    """
    found = sides_of(desk, line)
    if found.trouble.verdict == Verdict.CLONE or found.trouble.kind.startswith("review."):
        raise RuleBroken("sides.none")
    if found.asked is not None and found.asked.state is ReviewState.OPEN:
        raise RuleBroken("sides.handed_over")
    why = clean_text(reason, field="reason", max_length=REASON_LENGTH)
    moment, window, case = desk.moment(), desk.enrolment().window, found.case
    disputed = found.trouble.verdict == Verdict.CONFLICT
    review = Review(
        id=uuid7(),
        kind=ReviewKind.LINE_CONFLICT if disputed else ReviewKind.LINE_REFUSED,
        case=found.trouble.case,
        case_no=case.case_no if case else "",
        title=f"{case.item_name} {case.intake.applicant.name}" if case else "",
        asked_by=actor.clerk_no,
        asked_by_name=actor.name,
        asked_at=moment.at,
        reason=why,
        install=window.install,
        window=window.window,
        line=line,
        sides=found.sides,
        mine_at=found.mine_at,
        theirs_at=found.theirs_at,
    )
    with deed(desk) as doing:
        for earlier in reviews.of_line(doing.db, line):
            reviews.put(doing.db, msgspec.structs.replace(earlier, state=ReviewState.OVERTAKEN))
        reviews.put(doing.db, review)
        entry = Entry(
            kind=Kind.REVIEW_ASKED,
            body=ReviewAsked(review=review),
            actor=actor.clerk_no,
            moment=moment,
            case=review.case,
        )
        doing.tell(entry)
    return review


def _stuck(desk: Desk, line: LineId) -> tuple[Trouble, Line]:
    trouble = next((each for each in deliveries.troubles(desk.db) if each.line == line), None)
    opened = deliveries.line_of(desk.db, line)
    if trouble is None or opened is None:
        raise RuleBroken("repair.settled")
    return trouble, opened


def _theirs(mine: Case, card: CaseCard, given_up: list[Line], *, alone: bool) -> Case:
    """The platform's, with what later lines of ours changed besides; those are judged by themselves."""
    intake = mine.intake
    for each in reversed(given_up):
        _, said = rows_of_sides.intakes_of(each, card.intake)
        intake = merge_intakes(said or intake, intake, card.intake).intake
    theirs = hall_cases.case_of(card)
    if alone:
        return msgspec.structs.replace(theirs, intake=_without_ours(intake, card, given_up))
    return msgspec.structs.replace(mine, intake=intake)


def _without_ours(intake: Intake, card: CaseCard, given_up: list[Line]) -> Intake:
    """Where a line changed the form it is as merged; a line that says nothing of it leaves the platform's."""
    says = any(rows_of_sides.intakes_of(each)[1] is not None for each in given_up)
    return intake if says else card.intake


def _papers_of(line: Line) -> tuple[IssuedPaper, ...]:
    try:
        return tuple(getattr(read_body(line.kind, line.body), "papers", ()))
    except msgspec.ValidationError:
        return ()


def _papers_given_up(line: Line, card: CaseCard) -> list[IssuedPaper]:
    """What the line had issued and is void with it; where only a field was in dispute, what was brought counts."""
    try:
        body = read_body(line.kind, line.body)
    except msgspec.ValidationError:
        return []
    open_there = {owed.code for owed in card.course.open_owed()}
    if isinstance(body, CaseSupplemented) and body.base_form and open_there.isdisjoint(body.codes):
        return []
    return [paper for paper in _papers_of(line) if paper.kind not in _PROVE_RECEIPT]


def _issued_anew(desk: Desk, case: Case, given_up: list[Line]) -> list[PaperOrder]:
    """One for each paper that a given-up line had put right: it cites that one, and says what holds now."""
    orders: list[PaperOrder] = []
    for each in given_up:
        if each.kind != Kind.CASE_AMENDED or case.state is CounterState.VOIDED:
            continue
        body = read_body(each.kind, each.body)
        for paper in body.papers if isinstance(body, CaseAmended) else ():
            row = papers.read_paper(desk.db, paper.number)
            if row is not None:
                before = msgspec.json.decode(row.content, type=PaperContent)
                says: dict[str, Any] = {name: getattr(before, name) for name in KEPT} | {"cites": paper.number}
                orders.append((row.kind, says))
    return orders
