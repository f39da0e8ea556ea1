"""Who may take a result away, how it is posted, and where it may go next (送达).

A licence is served on the applicant within ten working days (许可法 44); how, is told by the rules of service of the
civil procedure law (2023), which administrative organs follow:

- art. 88: handed to the one himself; of a citizen who is not there to an adult of his family who lives with him; of a
  company to its legal representative; to an agent who has authority.
- art. 89: the recipient or the adult of his family refuses: a witness is called, the refusal is noted on the 送达回证,
  and the paper is left (留置送达). An agent cannot be made to take it that way.
- art. 91: where it cannot be handed over, it is posted.
"""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from counter.domain.case import Intake
from counter.domain.handing import Collector, CollectorKind, Posting, ResultState
from counter.domain.identity import check_id_number
from counter.domain.person import ApplicantKind, Identified
from counter.domain.text import as_code, check_phone, clean_line, clean_name
from counter.errors import RuleBroken

ADULT_YEARS = 18
"""民法典 17."""
AUTHORITY_LENGTH = 200
ADDRESS_LENGTH = 120
LEAST_ADDRESS = 5
PAYERS = ("hall", "addressee")

NEXT: dict[ResultState, frozenset[ResultState]] = {
    ResultState.ANNOUNCED: frozenset({ResultState.AT_WINDOW}),
    ResultState.AT_WINDOW: frozenset({ResultState.COLLECTED, ResultState.POSTED, ResultState.UNDELIVERED}),
    ResultState.POSTED: frozenset({ResultState.PICKED_UP, ResultState.AT_WINDOW}),
    ResultState.PICKED_UP: frozenset({ResultState.DELIVERED, ResultState.AT_WINDOW}),
    ResultState.UNDELIVERED: frozenset({ResultState.AT_WINDOW}),
    ResultState.COLLECTED: frozenset(),
    ResultState.DELIVERED: frozenset(),
}
"""Every step that ``handing`` draws, and no other."""

_UPU = re.compile("[A-Z]{2}([0-9]{8})([0-9])[A-Z]{2}")
_WAYBILL = re.compile("[0-9A-Z]{10,20}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check_step(before: ResultState, after: ResultState) -> None:
    """The result may go there from where it is.

    Raises:
        RuleBroken: ``result.moved_on`` (state).
    """
    if after not in NEXT[before]:
        raise RuleBroken("result.moved_on", state=before.value)


def check_collector(collector: Collector, intake: Intake, *, today: dt.date, clerk_name: str) -> Collector:
    """Who collects is who he says he is, may take the result, and signed or refused before a witness.

    Raises:
        RuleBroken: ``handing.not_applicant`` when neither applicant nor legal representative; ``handing.himself``
            for an applicant as his own agent; ``handing.authority_missing``, ``agent.authority_over``;
            ``handing.no_citizen``, ``handing.relation_missing``, ``handing.age_unknown``,
            ``handing.not_adult`` for a relative; ``handing.not_signed``, ``handing.signed_and_refused``,
            ``handing.agent_refuses``, ``handing.witness_same``; codes of ``text``, ``identity``, ``phone``.
    """
    person = Identified(
        name=clean_name(collector.person.name, field="collector.name"),
        id_document=collector.person.id_document,
        id_number=check_id_number(
            collector.person.id_document, collector.person.id_number, today=today, field="collector.id_number"
        ).number,
    )
    checked = Collector(
        kind=collector.kind,
        person=person,
        phone=check_phone(collector.phone, field="collector.phone") if collector.phone.strip() else "",
        authority=_line(collector.authority, "collector.authority"),
        authority_until=collector.authority_until.strip(),
        signed=collector.signed,
        refusal_witness=clean_name(collector.refusal_witness, field="collector.refusal_witness", required=False),
    )
    if collector.kind is CollectorKind.APPLICANT:
        if person not in _served(intake):
            raise RuleBroken("handing.not_applicant", field="collector.id_number")
        checked = msgspec.structs.replace(checked, authority="", authority_until="")
    elif collector.kind is CollectorKind.AGENT:
        checked = _agent(checked, intake, today)
    else:
        _check_relative(checked, intake, today)
    _check_signature(checked, clerk_name)
    return checked


def check_posting(posting: Posting) -> Posting:
    """Everything that the parcel needs to arrive, with a waybill that can be one.

    Raises:
        RuleBroken: ``post.address``, ``post.waybill``, ``post.waybill_check``, ``post.payer``; codes of
            ``text`` and ``phone``.
    """
    address = clean_line(posting.address, field="posting.address", max_length=ADDRESS_LENGTH)
    if len(address) < LEAST_ADDRESS:
        raise RuleBroken("post.address", field="posting.address")
    if posting.payer not in PAYERS:
        raise RuleBroken("post.payer", field="posting.payer")
    return Posting(
        addressee=clean_line(posting.addressee, field="posting.addressee", max_length=ADDRESS_LENGTH),
        phone=check_phone(posting.phone, field="posting.phone"),
        address=address,
        waybill=_waybill(posting.waybill),
        payer=posting.payer,
    )


def _served(intake: Intake) -> tuple[Identified, ...]:
    """The people who are the recipient themselves: a citizen, or the legal representative of a company (art. 88)."""
    applicant = intake.applicant
    if applicant.kind is ApplicantKind.COMPANY:
        return (applicant.legal_representative,) if applicant.legal_representative else ()
    return (Identified(name=applicant.name, id_document=applicant.id_document, id_number=applicant.id_number),)


def _agent(collector: Collector, intake: Intake, today: dt.date) -> Collector:
    """The agent with the authority that he shows, or that the case already names for him."""
    person, known = collector.person, intake.agent
    if person.id_number in {served.id_number for served in _served(intake)}:
        raise RuleBroken("handing.himself", field="collector.kind")
    authority, until = collector.authority, collector.authority_until
    if known and not authority and (known.id_document, known.id_number) == (person.id_document, person.id_number):
        authority, until = known.authority_scope, known.authority_until
    if not authority:
        raise RuleBroken("handing.authority_missing", field="collector.authority")
    if until and not _ISO_DAY.fullmatch(until):
        raise RuleBroken("form.date", field="collector.authority_until")
    if until and until < today.isoformat():
        raise RuleBroken("agent.authority_over", field="collector.authority_until")
    return msgspec.structs.replace(collector, authority=authority, authority_until=until)


def _check_relative(collector: Collector, intake: Intake, today: dt.date) -> None:
    """Only for a citizen, only an adult who lives with him, and it is said how they are related (art. 88)."""
    if intake.applicant.kind is not ApplicantKind.NATURAL:
        raise RuleBroken("handing.no_citizen", field="collector.kind")
    if collector.person in _served(intake):
        raise RuleBroken("handing.himself", field="collector.kind")
    if not collector.authority:
        raise RuleBroken("handing.relation_missing", field="collector.authority")
    person = collector.person
    born = check_id_number(person.id_document, person.id_number, today=today).birth_on
    if born is None:
        raise RuleBroken("handing.age_unknown", field="collector.id_document")
    if (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) < ADULT_YEARS:
        raise RuleBroken("handing.not_adult", field="collector.id_number")


def _check_signature(collector: Collector, clerk_name: str) -> None:
    """Signed, or refused before a witness who is neither of the two at the window (art. 87, 89)."""
    witness = collector.refusal_witness
    if collector.signed:
        if witness:
            raise RuleBroken("handing.signed_and_refused", field="collector.signed")
        return
    if collector.kind is CollectorKind.AGENT:
        raise RuleBroken("handing.agent_refuses", field="collector.signed")
    if not witness:
        raise RuleBroken("handing.not_signed", field="collector.signed")
    if witness in {collector.person.name, clerk_name}:
        raise RuleBroken("handing.witness_same", field="collector.refusal_witness")


def _waybill(raw: str) -> str:
    """A waybill as the post prints it; the international form carries a check digit (UPU S10)."""
    waybill = as_code(raw)
    if not _WAYBILL.fullmatch(waybill):
        raise RuleBroken("post.waybill", field="posting.waybill")
    found = _UPU.fullmatch(waybill)
    if found:
        weighed = sum(int(digit) * weight for digit, weight in zip(found[1], _WEIGHTS, strict=True))
        check = 11 - weighed % 11
        if {10: 0, 11: 5}.get(check, check) != int(found[2]):
            raise RuleBroken("post.waybill_check", field="posting.waybill")
    return waybill


def _line(raw: str, field: str) -> str:
    return clean_line(raw, field=field, max_length=AUTHORITY_LENGTH, required=False)
