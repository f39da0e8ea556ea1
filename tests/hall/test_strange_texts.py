"""Signs and lengths that a database may refuse: a line that has them gets its verdict, and holds up nobody."""

from __future__ import annotations

import json

import msgspec
import pytest

from counter.domain.base import Value
from counter.domain.case import CounterState
from counter.domain.ids import CaseId, LineId, uuid7
from counter.domain.item import ServiceItem
from counter.domain.policy import ReviewKind
from counter.domain.review import Review
from counter.wire.bodies import (
    CaseCorrected,
    CaseVoided,
    Kind,
    MaterialsMoved,
    MovedPiece,
    PersonUnlisted,
    PrintAnswered,
    ReviewAsked,
    ReviewLocked,
    SignedOut,
)
from counter.wire.messages import EpochAnswer, EpochRequest, Verdict
from tests.hall.window import NOW, Counter, new_case, taken

NOUGHT = "a\0b"
LONG = "长" * 3000


@pytest.mark.parametrize("text", [NOUGHT, LONG])
def test_every_line_gets_its_verdict_and_the_last_one_is_settled(
    counter: Counter, item: ServiceItem, text: str
) -> None:
    case = new_case()
    whole = taken(counter, item)
    lines: list[tuple[str, Value, CaseId | None]] = [
        (Kind.CASE_TAKEN, whole, case),
        (Kind.CASE_TAKEN, taken(counter, item, item_code=text), new_case()),
        (Kind.CASE_TAKEN, msgspec.structs.replace(taken(counter, item), case_no=text), new_case()),
        (Kind.CASE_CORRECTED, CaseCorrected(supersedes=LineId(text), intake=whole.intake, reason=text), case),
        (Kind.CASE_VOIDED, CaseVoided(state_before=CounterState.ACCEPTED, reason=text, numbers=(text,)), new_case()),
        (Kind.PRINT_ANSWERED, PrintAnswered(number=text, print_no=1, came_out=True), case),
        (Kind.REVIEW_ASKED, ReviewAsked(review=_review(text, case, counter)), case),
        (Kind.REVIEW_LOCKED, ReviewLocked(review=text, locked_by=text), None),
        (Kind.MATERIALS_MOVED, _batch(text, case), None),
        (Kind.PERSON_UNLISTED, PersonUnlisted(person=text, reason=text), case),
        (Kind.SIGNED_OUT, SignedOut(lines_waiting=0), None),
    ]
    sealed = [counter.line(kind, body, case=about) for kind, body, about in lines]
    verdicts = [each.verdict for each in counter.answers(*sealed)]
    assert (verdicts[0], verdicts[-1]) == (Verdict.SETTLED, Verdict.SETTLED)
    again = [each.verdict for each in counter.answers(*sealed)]
    assert [each for each in again if each is not Verdict.DUPLICATE] == [
        each for each in verdicts if each is not Verdict.SETTLED
    ]


@pytest.mark.usefixtures("clerks")
@pytest.mark.parametrize("text", [NOUGHT, "x" * 3000])
def test_calls_with_such_texts_are_answered(counter: Counter, text: str) -> None:
    name = json.dumps({"username": text, "password": text}).encode()
    assert counter.call("POST", "/v1/sign-in", name).fault().code == "sign_in.wrong"
    day = {"epoch": text, "days": [{"day": text, "count": 1, "combined": text}]}
    assert counter.call("POST", "/v1/digest", json.dumps(day).encode()).status == 200
    reply = counter.call("POST", "/v1/epoch", msgspec.json.encode(EpochRequest(reason=text)))
    assert reply.read(EpochAnswer).epoch == "B"


def _review(review_id: str, case: CaseId, counter: Counter) -> Review:
    return Review(
        id=review_id,
        kind=ReviewKind.VOID,
        case=case,
        title=review_id,
        asked_by="0001",
        asked_at=NOW,
        reason=review_id,
        install=counter.install,
    )


def _batch(text: str, case: CaseId) -> MaterialsMoved:
    return MaterialsMoved(
        batch=text,
        to_department=True,
        department=text,
        courier=text,
        pieces=(MovedPiece(case=case, case_no=text, name=text),),
    )


def test_a_review_and_an_approval_have_ids_of_their_form(counter: Counter, item: ServiceItem) -> None:
    """36 signs, which is what a UUID has; a longer one is named as the line's fault."""
    case = new_case()
    counter.push(counter.line(Kind.CASE_TAKEN, taken(counter, item), case=case))
    (refused,) = counter.answers(
        counter.line(Kind.REVIEW_ASKED, ReviewAsked(review=_review(uuid7() + "0", case, counter)), case=case)
    )
    assert (refused.verdict, refused.code, refused.field) == (Verdict.REFUSED, "line.body", "review.id")
