"""文书: numbers are taken and papers are issued inside the deed that needs them; their content is frozen there."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

import msgspec

from counter.actions.desk import Deed, Desk
from counter.actions.glyphs import named_in
from counter.actions.saying import limit_words, says_of
from counter.clock import Moment
from counter.documents.model import COPIES, PaperContent, PaperFee, PaperMaterial, PaperResult
from counter.domain.base import canonical
from counter.domain.case import Case, HowGot, Intake, PaperKind, ReceivedMaterial
from counter.domain.ids import CaseId
from counter.domain.intake_rules import needed_materials
from counter.domain.item import MaterialSpec, ServiceItem
from counter.domain.numbers import PaperNumber, format_number
from counter.domain.person import Applicant, ApplicantKind
from counter.domain.staff import Window
from counter.store import papers
from counter.store.papers import PaperRow
from counter.wire.bodies import IssuedPaper

HOW_GOT_WORDS = {
    HowGot.ORIGINAL: "原件",
    HowGot.COPY: "复印件",
    HowGot.SCAN: "扫描",
    HowGot.E_LICENCE: "电子证照",
    HowGot.SHARED: "数据共享",
    HowGot.EXEMPT: "免提交",
}
"""收取方式 as the applicant reads it."""
_QUERY_CODE_DIGITS = 6


def next_numbers(doing: Deed, count: int) -> tuple[str, ...]:
    """The next numbers of this window; each is taken when the deed issues its paper."""
    window, epoch = doing.enrolment.window, doing.enrolment.epoch
    return tuple(
        format_number(
            PaperNumber(region=window.region, hall=window.hall, window=window.window, epoch=epoch, running=running)
        )
        for running in doing.take_running(count)
    )


def numbers_of(desk: Desk, case: CaseId) -> tuple[str, ...]:
    """The numbers of the case's papers in the order of issue."""
    return tuple(paper.number for paper in papers.papers_of_case(desk.db, case))


def issue_all(
    doing: Deed, case: Case, item: ServiceItem, moment: Moment, kinds: Sequence[PaperKind], **says: Any
) -> tuple[IssuedPaper, ...]:
    """Each of these papers has a number and is issued, in the deed's transaction; ``says`` as for ``issue``."""
    numbers = next_numbers(doing, len(kinds))
    return tuple(
        issue(doing, case, item, moment, kind=kind, number=number, **says)
        for number, kind in zip(numbers, kinds, strict=True)
    )


def issue(
    doing: Deed, case: Case, item: ServiceItem, moment: Moment, *, kind: PaperKind, number: str, **says: Any
) -> IssuedPaper:
    """The paper is issued with its content frozen, in the deed's transaction.

    Args:
        doing: the open deed.
        case: as it stands after the deed.
        item: as frozen into the case.
        moment: of the deed.
        kind: which paper.
        number: taken for it in this deed.
        says: what it says beyond case and course (``saying``): fields of ``PaperContent`` by name.
    """
    content = content_of(case, item, doing.enrolment.window, moment, kind=kind, number=number)
    said = says_of(doing.db, kind, case, item) | says
    content = msgspec.structs.replace(content, chain_head=doing.chain_head[:8], **said)
    frozen = canonical(content)
    sha256 = hashlib.sha256(frozen).hexdigest()
    copies = COPIES[kind]
    papers.insert_paper(
        doing.db,
        PaperRow(
            number=number,
            case_id=case.case_id,
            kind=kind,
            copies=copies,
            content=frozen.decode(),
            content_sha256=sha256,
            issued_at=moment.at,
        ),
    )
    return IssuedPaper(kind=kind, number=number, content_sha256=sha256, copies=copies, content=frozen.decode())


def content_of(
    case: Case, item: ServiceItem, window: Window, moment: Moment, *, kind: PaperKind, number: str
) -> PaperContent:
    """Everything that the paper says, in words."""
    intake = case.intake
    applicant, agent = intake.applicant, intake.agent
    return PaperContent(
        kind=kind,
        number=number,
        case_code=case.case_no,
        query_code=_query_code(),
        department=item.department,
        hall_name=window.hall_name,
        hall_address=item.hall_address,
        window=f"{window.window}号窗口",
        clerk_name=case.clerk_name,
        **applicant_says(intake),
        item_name=item.name,
        item_code=item.code,
        item_type=item.item_type,
        received_at=case.received_at,
        accepted_at=case.accepted_at,
        issued_at=moment.at,
        time_is_provisional=not moment.trusted,
        decision_due_on=case.due.accept_by,
        promised_due_on=case.due.promised_on,
        promised_limit=limit_words(item.promised_limit),
        legal_due_on=case.due.legal_on,
        legal_limit=limit_words(item.legal_limit),
        excluded_time=item.special_procedures,
        materials=_material_rows(case, item, whole=kind is PaperKind.RECEIPT),
        fees=tuple(
            PaperFee(name=fee.name, amount_fen=fee.amount_fen, unit=fee.unit, basis=fee.basis) for fee in item.fees
        ),
        results=tuple(PaperResult(name=result.name, validity=result.validity) for result in item.results)
        if kind is PaperKind.RESULT_COLLECTION
        else (),
        delivery="窗口领取或邮政送达" if item.posted_delivery else "窗口领取",
        collector_name=agent.name if agent else applicant.name,
        collector_relation="代理人" if agent else "本人",
        enquiry_phone=item.enquiry_phone,
        complaint_phone=item.complaint_phone,
        note=intake.note,
        progress_url_base=window.progress_url,
        practice=window.practice,
        glyph_images=named_in(intake),
    )


def applicant_says(intake: Intake) -> dict[str, Any]:
    """Who applies, by whom and how to call him: fields of ``PaperContent`` by name; empty ones where nothing is known.

    The kind and the document of somebody who has not said a word are not guessed.
    """
    applicant, agent, contact = intake.applicant, intake.agent, intake.contact
    representative = applicant.legal_representative
    known = bool(applicant.name or applicant.id_number)
    kind = "自然人" if applicant.kind is ApplicantKind.NATURAL else "法人或其他组织"
    return {
        "applicant_kind": kind if known else "",
        "applicant_name": applicant.name,
        "id_document": _document(applicant) if known else "",
        "id_number": applicant.id_number,
        "legal_representative": representative.name if representative else "",
        "applicant_address": applicant.address,
        "agent_name": agent.name if agent else "",
        "agent_id_document": agent.id_document.label if agent else "",
        "agent_id_number": agent.id_number if agent else "",
        "contact_name": contact.name if contact else "",
        "contact_phone": contact.phone if contact else (agent.phone if agent else applicant.phone),
    }


def _document(applicant: Applicant) -> str:
    return "统一社会信用代码" if applicant.kind is ApplicantKind.COMPANY else applicant.id_document.label


def _material_rows(case: Case, item: ServiceItem, *, whole: bool) -> tuple[PaperMaterial, ...]:
    """What was got; on a receipt also what is still lacking, so that it tells everything at once."""
    got = {material.code: material for material in case.intake.materials}
    asked = needed_materials(item, case.intake.situations) if whole else ()
    specs = [spec for spec in item.materials if spec.code in got or spec in asked]
    return tuple(_row(spec, got.get(spec.code)) for spec in specs)


def _row(spec: MaterialSpec, got: ReceivedMaterial | None) -> PaperMaterial:
    return PaperMaterial(
        name=spec.name,
        kind=spec.kind.label,
        how_got=HOW_GOT_WORDS[got.how_got] if got else "未收",
        required_copies=spec.copies,
        received_copies=got.copies if got else 0,
        note=f"已当场更正：{got.fixed_on_spot}" if got and got.fixed_on_spot else "",
    )


def _query_code() -> str:
    return f"{secrets.randbelow(10**_QUERY_CODE_DIGITS):0{_QUERY_CODE_DIGITS}}"
