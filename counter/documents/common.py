"""Groups of parts that several kinds of paper share: who applied, for what, which materials, what to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from counter.documents import parts
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words, time_in_words
from counter.documents.model import PaperContent, PaperFee
from counter.documents.parts import Column, Fact
from counter.documents.sheet import BODY, NOTES
from counter.documents.wording import words

_FEN = 100


def opening(content: PaperContent, name: str) -> list[Strip]:
    """Unit, title and the line that addresses the applicant."""
    line = words(f"{content.kind}.address", applicant=content.applicant_name)
    return [
        *parts.title(content.department, name),
        *(strip._replace(keep_next=True) for strip in parts.paragraph(line, BODY, indent=False)),
    ]


def person_facts(content: PaperContent) -> list[Fact]:
    """Applicant with his full identity, agent and contact (domain.md §6, fields of the acceptance notice)."""
    agent = content.agent_name
    document = " ".join(part for part in (content.agent_id_document, content.agent_id_number) if part)
    if agent and document:
        agent = words("value.with_kind", name=agent, kind=document)
    return [
        Fact(words("label.applicant"), content.applicant_name),
        Fact(words("label.applicant_kind"), content.applicant_kind),
        Fact(words("label.id_document", id_document=content.id_document), content.id_number),
        Fact(words("label.phone"), content.contact_phone),
        Fact(words("label.legal_representative"), content.legal_representative),
        Fact(words("label.contact"), content.contact_name),
        Fact(words("label.agent"), agent, wide=True),
        Fact(words("label.address"), content.applicant_address, wide=True),
    ]


def item_facts(content: PaperContent) -> list[Fact]:
    """What was applied for, and when it came in."""
    return [
        Fact(words("label.item"), content.item_name, wide=True),
        Fact(words("label.item_code"), content.item_code, wide=True),
        Fact(words("label.received_at"), time_in_words(content.received_at)),
        Fact(words("label.accepted_at"), time_in_words(content.accepted_at) if content.accepted_at else ""),
    ]


def due_facts(content: PaperContent) -> list[Fact]:
    """The promised and the statutory day of the decision, with the limits that they come from."""
    days = [
        words(code, date=_with_limit(day_in_words(day), limit))
        for code, day, limit in (
            ("value.promised_due", content.promised_due_on, content.promised_limit),
            ("value.legal_due", content.legal_due_on, content.legal_limit),
        )
        if day
    ]
    return [Fact(words("label.due"), "；".join(days), wide=True)]


def _with_limit(day: str, limit: str) -> str:
    return words("value.with_limit", date=day, limit=limit) if limit else day


def fee_in_words(fees: Sequence[PaperFee]) -> str:
    """All fees in one sentence, or that none is charged."""

    def one(fee: PaperFee) -> str:
        yuan, fen = divmod(fee.amount_fen, _FEN)
        code = "value.fee_per_unit" if fee.unit else "value.fee"
        text = words(code, name=fee.name, amount=f"{yuan}.{fen:02d}", unit=fee.unit)
        return text + (words("value.fee_basis", basis=fee.basis) if fee.basis else "")

    return "；".join(map(one, fees)) or words("value.no_fee")


def provisional_time(content: PaperContent) -> list[Strip]:
    """The note that the time is this machine's own, where it is (protocol.md, The journal line)."""
    if not content.time_is_provisional:
        return []
    return parts.paragraph(words("time.provisional"), NOTES, indent=False, space_before=4)


def material_table(content: PaperContent) -> list[Strip]:
    """材料清单: what was due, how it came, how many copies; the last column only when there is something to note."""
    if not content.materials:
        return []
    noted = any(material.note for material in content.materials)
    columns = [
        Column(words("column.place"), 32, centred=True),
        Column(words("column.material")),
        Column(words("column.kind"), 77, centred=True),
        Column(words("column.how_got"), 55, centred=True),
        Column(words("column.required"), 33, centred=True),
        Column(words("column.received"), 33, centred=True),
        *([Column(words("column.note"), 77)] if noted else []),
    ]
    rows = [
        [
            str(place),
            material.name,
            material.kind,
            material.how_got,
            str(material.required_copies),
            str(material.received_copies),
            *([material.note] if noted else []),
        ]
        for place, material in enumerate(content.materials, start=1)
    ]
    return [*parts.heading(words("table.materials", count=len(rows))), *parts.table(columns, rows)]


def notes(texts: Iterable[str]) -> list[Strip]:
    """告知事项: numbered notes under their heading."""
    given = [text for text in texts if text]
    strips = parts.heading(words("notes.heading"))
    for place, text in enumerate(given, start=1):
        strips += parts.numbered(f"{place}．", text, NOTES)
    return strips


def where_to_ask(content: PaperContent) -> list[str]:
    """Telephone numbers and the address of the hall, as far as they are known."""
    phones = ""
    if content.enquiry_phone and content.complaint_phone:
        phones = words("note.enquiry", enquiry=content.enquiry_phone, complaint=content.complaint_phone)
    elif content.enquiry_phone:
        phones = words("note.enquiry_only", enquiry=content.enquiry_phone)
    elif content.complaint_phone:
        phones = words("note.complaint_only", complaint=content.complaint_phone)
    place = ""
    if content.hall_address:
        place = words("note.address", address=content.hall_address)
    own = words("note.own", note=content.note) if content.note else ""
    return [own, place + phones]
