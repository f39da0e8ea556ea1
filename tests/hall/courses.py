"""Cases in every state that a decision of intake can give, as a counter sends them."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

import msgspec
from sqlalchemy import text

from counter.domain.base import Value
from counter.domain.case import Decision, HowGot, PaperKind, ReceivedMaterial
from counter.domain.course import (
    Correction,
    Course,
    CreditAnswer,
    CreditProof,
    Deferral,
    DeferredMaterial,
    Promise,
    Refusal,
    RefusalGround,
    Ruling,
)
from counter.domain.handing import ResultDocument
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.policy import ReviewKind
from counter.domain.ruling_basis import Basis, lacking, owed_by
from counter.domain.workdays import DueDates
from counter.wire.bodies import CaseDecided, CaseSupplemented, CaseTaken, Kind
from counter.wire.messages import LineAnswer, NewsEntry, NewsKind, NewsPage, Verdict
from counter.wire.news import CaseCard, DepartmentAct, read_detail
from tests.hall.approving import approve_body
from tests.hall.window import NOW, Counter, Served, new_case, paper, taken

T = TypeVar("T")
DEFERRED = "m06"  # 食品从业人员健康证明
PROOF = CreditProof(answer=CreditAnswer.CLEAN, listed_at=NOW, checked_at=NOW)
REFUSAL = Refusal(ground=RefusalGround.NOT_ELIGIBLE, reasons="经营场所与污染源的距离不符合规定", legal_basis="第十条")
DUE_ON = dt.date(2026, 3, 9)  # the promised day is 10 March: six working days after Monday, 2 March
SETTLED = (Verdict.SETTLED, "")


def deferral(**changes: object) -> Deferral:
    """A lawful deferral of the one material that the guide marks."""
    plain = Deferral(
        materials=(DeferredMaterial(code=DEFERRED, due_on=DUE_ON, form="复印件"),),
        promise=Promise(name="张测试", signed=True),
        credit=PROOF,
    )
    return msgspec.structs.replace(plain, **changes)


def take(
    counter: Counter, item: ServiceItem, decision: Decision, ruling: Ruling | None, **changes: object
) -> CaseTaken:
    """A case taken in with that decision and what it says."""
    owed = owed_by(ruling, item, correction_due_on=dt.date(2026, 3, 23))
    course = Course(ruling=ruling, owed=owed)
    accepted_at = NOW if decision in {Decision.ACCEPTED, Decision.DEFERRED, Decision.COMMITTED} else None
    return taken(counter, item, **({"decision": decision, "course": course, "accepted_at": accepted_at} | changes))


def correction(counter: Counter, item: ServiceItem) -> Correction:
    """Everything that lacks, with ground and remedy."""
    basis = Basis(
        item=item,
        intake=taken(counter, item).intake,
        credit=PROOF,
        received_on=NOW.date(),
        promised_on=None,
        today=NOW.date(),
    )
    return Correction(defects=lacking(basis))


def sent(counter: Counter, body: CaseTaken, **others: object) -> CaseId:
    """The case is on the platform."""
    case = new_case()
    (answer,) = counter.answers(counter.line(Kind.CASE_TAKEN, body, case=case, **others))
    assert (answer.verdict, answer.code) == SETTLED, answer
    return case


def received(counter: Counter, item: ServiceItem) -> CaseId:
    """收件."""
    return sent(counter, take(counter, item, Decision.RECEIVED, None))


def accepted(counter: Counter, item: ServiceItem, *, policy: int = 0) -> CaseId:
    """受理, under that version of the hall's policy."""
    body = take(counter, item, Decision.ACCEPTED, None)
    return sent(counter, msgspec.structs.replace(body, course=msgspec.structs.replace(body.course, policy=policy)))


def deferred(counter: Counter, item: ServiceItem, **changes: object) -> CaseId:
    """容缺受理."""
    return sent(counter, take(counter, item, Decision.DEFERRED, deferral(), **changes))


def correcting(counter: Counter, item: ServiceItem) -> CaseId:
    """待补正."""
    return sent(counter, take(counter, item, Decision.CORRECTION, correction(counter, item)))


def decided(counter: Counter, decision: Decision, ruling: Ruling | None = None) -> CaseDecided:
    """A later decision."""
    return CaseDecided(
        decision=decision,
        accepted_at=NOW if decision is Decision.ACCEPTED else None,
        time_trusted=True,
        due=DueDates(),
        papers=(paper(counter.number()),),
        course=Course(ruling=ruling),
    )


def brought(counter: Counter, *codes: str, at: dt.datetime = NOW, how: str = "window") -> CaseSupplemented:
    """What was owed and comes now."""
    return CaseSupplemented(
        arrived_at=at,
        how=how,
        materials=tuple(ReceivedMaterial(code=code, how_got=HowGot.COPY) for code in codes),
        codes=codes,
        completes=False,
        accepted_at=None,
        due=DueDates(),
        papers=(paper(counter.number(), PaperKind.SUPPLEMENT_RECEIPT),),
    )


def tell(
    counter: Counter, kind: Kind, case: CaseId, body: Value, *, approve: ReviewKind | None = None, **others: object
) -> LineAnswer:
    """The answer to a line of the case, with a supervisor's approval when one is named."""
    if approve is not None:
        others["approval"] = approve_body(counter.served.hall, approve, case, body, at=others.get("at", NOW))
    (answer,) = counter.answers(counter.line(kind, body, case=case, **others))
    return answer


def said(answer: LineAnswer) -> tuple[Verdict, str]:
    """Verdict and code."""
    return answer.verdict, answer.code


def news(counter: Counter, kind: NewsKind) -> list[NewsEntry]:
    """The entries of that kind, oldest first."""
    page = counter.call("GET", "/v1/news").read(NewsPage)
    assert not page.more
    return [entry for entry in page.entries if entry.kind is kind]


def cards(counter: Counter) -> list[CaseCard]:
    """The cards that the window got."""
    return [_detail(entry, CaseCard) for entry in news(counter, NewsKind.CASE)]


def acts(counter: Counter) -> list[DepartmentAct]:
    """What departments told the window."""
    return [_detail(entry, DepartmentAct) for entry in news(counter, NewsKind.DEPARTMENT)]


def results(counter: Counter) -> list[ResultDocument]:
    """The results that the window heard of."""
    return [_detail(entry, ResultDocument) for entry in news(counter, NewsKind.RESULT)]


def state(served: Served, case: CaseId) -> str:
    """What the platform says of the case."""
    with served.hall.database.read() as connection:
        return str(connection.scalar(text("SELECT state FROM cases WHERE case_id = :case"), {"case": case}))


def card(served: Served, case: CaseId) -> CaseCard:
    """How the case stands on the platform."""
    with served.hall.database.read() as connection:
        raw = connection.scalar(text("SELECT card FROM cases WHERE case_id = :case"), {"case": case})
    return msgspec.json.decode(raw, type=CaseCard)


def _detail(entry: NewsEntry, kind: type[T]) -> T:
    detail = read_detail(entry.kind, entry.detail)
    assert isinstance(detail, kind)
    return detail
