"""What tests of results share: a result that a department announced, as the platform tells it."""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.actions.desk import Desk
from counter.domain.case import Case
from counter.domain.handing import ResultDocument
from counter.domain.ids import CaseId, InstallId
from counter.domain.person import Identified
from counter.store import news
from counter.wire.messages import NewsEntry, NewsKind
from counter.wire.news import CaseCard


def document_of(case: Case, name: str = "准予行政许可决定书", *, by_post: bool = False) -> ResultDocument:
    """The result of the case."""
    applicant = case.intake.applicant
    return ResultDocument(
        id=f"{name}-{case.case_no}",
        case=case.case_id,
        case_no=case.case_no,
        name=name,
        number="云许〔2026〕17号",
        applicant_name=applicant.name,
        applicant_id_number=applicant.id_number,
        phone=applicant.phone,
        department=case.department,
        by_post=by_post,
        announced_at=case.received_at + dt.timedelta(days=1),
    )


def hear(desk: Desk, kind: NewsKind, detail: object, *, case: CaseId | None = None) -> None:
    """The platform told it."""
    raw = msgspec.Raw(msgspec.json.encode(detail))
    with desk.store.write() as db:
        news.apply(db, NewsEntry(seq=1, kind=kind, at=desk.moment().at, case=case, detail=raw))


def announce(desk: Desk, case: Case, name: str = "准予行政许可决定书", *, by_post: bool = False) -> ResultDocument:
    """The department announced a result of the case."""
    document = document_of(case, name, by_post=by_post)
    hear(desk, NewsKind.RESULT, document, case=case.case_id)
    return document


def card_of(case: Case, window: str = "07") -> CaseCard:
    """The case as another window of the hall took it in."""
    return CaseCard(
        case=case.case_id,
        case_no=case.case_no,
        install=InstallId("window-07"),
        window=window,
        state=case.state,
        item_code=case.intake.item_code,
        item_version=case.intake.item_version,
        item_name=case.item_name,
        department=case.department,
        intake=case.intake,
        course=case.course,
        due=case.due,
        clerk="0077",
        clerk_name="高志远",
        received_at=case.received_at,
        accepted_at=case.accepted_at,
    )


def himself(case: Case) -> Identified:
    """The applicant with the document that he applied with."""
    applicant = case.intake.applicant
    return applicant.legal_representative or Identified(
        name=applicant.name, id_document=applicant.id_document, id_number=applicant.id_number
    )
