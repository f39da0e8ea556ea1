"""Groups of parts that several kinds of paper share: who applied, for what, which materials, what to know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from counter.documents import parts, signing
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words, local_day, time_in_words
from counter.documents.model import LICENCE_ITEM, PaperCollector, PaperContent, PaperFee, PaperKind, PaperOwed
from counter.documents.parts import Column, Fact
from counter.documents.sheet import BODY, NOTES, Type
from counter.documents.wording import words
from counter.errors import RuleBroken

_FEN = 100
_TO_BE_WRITTEN = "\u3000" * 12  # room for a name that is written by hand


def title_of(content: PaperContent) -> str:
    """The name of the paper; only a licence is called one."""
    if content.kind is PaperKind.NOT_NEEDED and not is_licence(content):
        return words("not_needed.title.other")
    return words(f"{content.kind}.title")


def is_licence(content: PaperContent) -> bool:
    """Whether the item is an administrative licence; no other paper may cite 行政许可法."""
    return content.item_type == LICENCE_ITEM


def by_type(code: str, content: PaperContent, **values: str) -> str:
    """The text of that code for a licence or for another item."""
    return words(f"{code}.licence" if is_licence(content) else f"{code}.other", **values)


def day_of(moment: dt.datetime) -> str:
    """The day of a moment in words, in China."""
    return day_in_words(local_day(moment))


def day_or_nothing(day: dt.date | None) -> str:
    """The day in words, or nothing when there is none."""
    return day_in_words(day) if day else ""


def opening(content: PaperContent, *, unit: str | None = None, to: str | None = None) -> list[Strip]:
    """Unit, title, which paper this one replaces, and the line that addresses the reader.

    Args:
        content: of the paper.
        unit: over the title, when it is not the department; empty for what a citizen makes.
        to: the line of address, when it is not the applicant; empty for none.
    """
    strips = parts.title(content.department if unit is None else unit, title_of(content))
    if content.cites:
        strips += parts.paragraph(words("cites", number=content.cites), NOTES, indent=False)
    if to is None:
        to = words("address.applicant", applicant=content.applicant_name) if content.applicant_name else ""
    if to:
        strips += parts.paragraph(to, BODY, indent=False)
    return [strip._replace(keep_next=True) for strip in strips]


def to_department(content: PaperContent) -> list[Strip]:
    """The opening of what an applicant addresses to the department."""
    department = content.department or _TO_BE_WRITTEN
    return opening(content, unit="", to=words("address.department", department=department))


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


def signed_promise(content: PaperContent, kind: PaperKind) -> str:
    """Which signed sheet belongs to this notice, by its code; nothing when none was printed for signing."""
    promise = content.promise
    if promise is None or not content.check_code:
        return ""
    paper = words("value.paper", name=words(f"{kind}.title"))
    return words("promise.signed", paper=paper, signer=promise.signer, name=promise.name, check_code=content.check_code)


def for_signing(content: PaperContent) -> list[Strip]:
    """On a sheet that is signed before there is a case: what binds it to the notice."""
    if content.number or not content.check_code:
        return []
    first, *rest = parts.paragraph(words("promise.for_signing"), NOTES, indent=False)
    return [first._replace(space_before=NOTES.leading_pt / 2), *rest]


def principal_facts(content: PaperContent) -> list[Fact]:
    """The applicant alone, for a form on which he may write himself."""
    document = words("label.id_document", id_document=content.id_document) if content.id_document else ""
    return [
        Fact(words("label.name"), content.applicant_name),
        Fact(words("label.phone"), content.contact_phone),
        Fact(document or words("label.id_number"), content.id_number),
        Fact(words("label.legal_representative"), content.legal_representative),
        Fact(words("label.address"), content.applicant_address, wide=True),
    ]


def witness(taker: PaperCollector | None) -> str:
    """Who saw that the addressee would not sign (民事诉讼法 89), or nothing."""
    if taker is None or not taker.refusal_witness:
        return ""
    return words("service_return.witness", witness=taker.refusal_witness)


def case_facts(content: PaperContent) -> list[list[Fact]]:
    """Who and what in few rows, for a notice in a case whose particulars the applicant has on an earlier paper."""
    person, item = person_facts(content), item_facts(content)
    left_out = {words(f"label.{name}") for name in ("applicant_kind", "phone", "contact", "address", "item_code")}
    kept = [fact for fact in [*person, *item] if fact.label not in left_out]
    return [kept[: -len(item) + 1], kept[-len(item) + 1 :]]


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
    return [Fact(words("label.due"), due_days(content), wide=True)]


def due_days(content: PaperContent, *, limits: bool = True) -> str:
    """Both days of the decision in words, as far as they are known; ``limits`` adds what they come from."""
    days = (
        ("value.promised_due", content.promised_due_on, content.promised_limit),
        ("value.legal_due", content.legal_due_on, content.legal_limit),
    )
    return "；".join(
        words(code, date=_with_limit(day_in_words(day), limit if limits else "")) for code, day, limit in days if day
    )


def _with_limit(day: str, limit: str) -> str:
    return words("value.with_limit", date=day, limit=limit) if limit else day


def fee_in_words(fees: Sequence[PaperFee]) -> str:
    """All fees in one sentence, or that none is charged."""

    def one(fee: PaperFee) -> str:
        code = "value.fee_per_unit" if fee.unit else "value.fee"
        text = words(code, name=fee.name, amount=yuan(fee.amount_fen), unit=fee.unit)
        return text + (words("value.fee_basis", basis=fee.basis) if fee.basis else "")

    return "；".join(map(one, fees)) or words("value.no_fee")


def yuan(amount_fen: int) -> str:
    """An amount in yuan with two places."""
    whole, rest = divmod(amount_fen, _FEN)
    return f"{whole}.{rest:02d}"


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
    """告知事项: numbered notes under their heading; nothing when there are none."""
    strips = numbered(texts, NOTES)
    return [*parts.heading(words("notes.heading")), *strips] if strips else []


def owed_table(content: PaperContent) -> list[Strip]:
    """应补交的材料: how and until when each has to be brought, and when it was, if any was."""
    if not content.owed:
        return []
    dated = any(owed.arrived_at for owed in content.owed)
    columns = [
        Column(words("column.place"), 32, centred=True),
        Column(words("column.material")),
        Column(words("column.form"), 126),
        Column(words("column.arrived" if dated else "column.due"), 126, centred=True),
    ]
    rows = [
        [str(place), owed.name, owed.form, _arrival(owed) if dated else day_or_nothing(owed.due_on)]
        for place, owed in enumerate(content.owed, start=1)
    ]
    return [*parts.heading(words("table.owed", count=len(rows))), *parts.table(columns, rows)]


def _arrival(owed: PaperOwed) -> str:
    if owed.arrived_at:
        return time_in_words(owed.arrived_at)
    if owed.due_on:
        return words("value.not_arrived_due", due=day_in_words(owed.due_on))
    return words("value.not_arrived")


def returned_table(content: PaperContent) -> list[Strip]:
    """退回的材料, when anything goes back."""
    if not content.returned:
        return []
    columns = [Column(words("column.place"), 32, centred=True), Column(words("column.material"))]
    rows = [[str(place), name] for place, name in enumerate(content.returned, start=1)]
    return [*parts.heading(words("table.returned", count=len(rows))), *parts.table(columns, rows)]


def result_table(content: PaperContent) -> list[Strip]:
    """结果文书, when there are any."""
    if not content.results:
        return []
    columns = [
        Column(words("column.place"), 34, centred=True),
        Column(words("column.result")),
        Column(words("column.result_number"), 126),
        Column(words("column.validity"), 134),
        Column(words("column.copies"), 34, centred=True),
    ]
    rows = [
        [str(place), result.name, result.number, result.validity, str(result.copies)]
        for place, result in enumerate(content.results, start=1)
    ]
    return [*parts.heading(words("table.results", count=len(rows))), *parts.table(columns, rows)]


def space() -> list[Strip]:
    """A little room between two tables."""
    return [Strip(6, lambda _sheet, _top: None, keep_next=True)]


def lacking(field: str) -> RuleBroken:
    """The error for a content without what its kind of paper is about."""
    return RuleBroken("paper.lacking", field=field)


def progress(content: PaperContent) -> str:
    """How the applicant learns how far his case is, as far as the hall offers it."""
    if content.query_code and content.progress_url_base:
        return words("note.progress", query_code=content.query_code)
    if content.query_code:
        return words("note.progress_code", query_code=content.query_code)
    return words("note.progress_scan") if content.progress_url_base else ""


def numbered(texts: Iterable[str], style: Type = BODY) -> list[Strip]:
    """Numbered paragraphs of the body."""
    given = [text for text in texts if text]
    return [strip for place, text in enumerate(given, start=1) for strip in parts.numbered(f"{place}．", text, style)]


def remedies(content: PaperContent) -> list[Strip]:
    """救济途径 under its own heading, in full size: nobody may miss it (许可法 38, 行政复议法 20, 行政诉讼法 46)."""
    if not content.remedies:
        return []
    return [*parts.heading(words("remedies.heading")), *parts.paragraph(content.remedies, NOTES)]


def sealed(
    content: PaperContent,
    *,
    lines: Sequence[str] | None = None,
    seal: str = "seal.department",
    day: dt.date | None = None,
) -> list[Strip]:
    """The end of a paper that the department seals: lines to sign, the department, the day, the place of the seal."""
    if lines is None:
        lines = (words("sign.applicant"), words("sign.applicant_day"), words("sign.clerk", clerk=content.clerk_name))
    return [
        *_pictured(content),
        *signing.signatures(
            lines=lines,
            department=content.department,
            seal=words(seal, department=content.department),
            day=day_in_words(day or local_day(content.issued_at)),
        ),
    ]


def signed(content: PaperContent, left: Sequence[str], right: Sequence[str] = ()) -> list[Strip]:
    """The end of a paper without a seal: lines to sign in two columns."""
    return [*_pictured(content), *signing.sign_lines(left, right)]


def _pictured(content: PaperContent) -> list[Strip]:
    """The note that a character is printed from a picture (domain.md §3.3)."""
    if not content.glyph_images:
        return []
    note = words("glyph.note", characters="、".join(content.glyph_images))
    return parts.paragraph(note, NOTES, indent=False, space_before=4)


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
