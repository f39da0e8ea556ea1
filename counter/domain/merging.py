"""合并: two windows worked on one case; what each changed is kept, and what both changed goes to a person.

    only one changed it ────────────▶ his
    both made the same of it ───────▶ that
    both changed it, differently ───▶ ours stays, and both sides are shown (faults.md F11)
    materials, arrivals, events ────▶ the union: two windows may both have received something

Who a person is changes as a whole: a name from one window with a number from the other would be nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from counter.domain.base import Value
from counter.domain.case import Intake, ReceivedMaterial
from counter.domain.course import Course, Owed
from counter.domain.deadlines import ClockEvent, DeferralSupplied, Deferred, SpecialBegun, SpecialEnded
from counter.domain.person import Agent, Applicant, ApplicantKind, Contact, Identified
from counter.domain.review import Side

T = TypeVar("T")

_AGAIN = (SpecialBegun, SpecialEnded, Deferred, DeferralSupplied)
"""Events that a clock may have more than once."""


class Merged(Value):
    """One intake of two, and every field that both changed differently."""

    intake: Intake
    sides: tuple[Side, ...] = ()


def merge_intakes(base: Intake, mine: Intake, theirs: Intake) -> Merged:
    """What both made of ``base``; where they disagree, ours, with both sides told."""
    meeting = _Meeting()
    intake = msgspec.structs.replace(
        theirs,
        applicant=_applicant(meeting, base.applicant, mine.applicant, theirs.applicant),
        agent=_agent(meeting, base.agent, mine.agent, theirs.agent),
        contact=meeting.pick("contact", base.contact, mine.contact, theirs.contact, _contact_words),
        materials=_materials(base.materials, mine.materials, theirs.materials),
        form=_answers(meeting, "form", base.form, mine.form, theirs.form),
        situations=_answers(meeting, "situations", base.situations, mine.situations, theirs.situations),
        note=meeting.pick("note", base.note, mine.note, theirs.note, str),
    )
    return Merged(intake=intake, sides=tuple(meeting.sides))


def merge_answers(form: dict[str, str], base: dict[str, str], theirs: Intake) -> Merged:
    """As ``merge_intakes``, of one who put only some fields of the form right, and says what stood in those before."""
    on = msgspec.structs.replace(theirs, form=theirs.form | base)
    return merge_intakes(on, msgspec.structs.replace(on, form=on.form | form), theirs)


def merge_courses(mine: Course, theirs: Course) -> Course:
    """What was brought to either has been brought; the later day counts; every event of the clock happened once."""
    ours = {owed.code: owed for owed in mine.owed}
    known = {owed.code for owed in theirs.owed}
    return msgspec.structs.replace(
        theirs,
        policy=theirs.policy or mine.policy,
        ruling=theirs.ruling or mine.ruling,
        owed=(
            *(_owed(ours[owed.code], owed) if owed.code in ours else owed for owed in theirs.owed),
            *(owed for owed in mine.owed if owed.code not in known),
        ),
        clock=_events(mine.clock, theirs.clock),
        end_reason=theirs.end_reason or mine.end_reason,
        lapsed=theirs.lapsed or mine.lapsed,
        cites=theirs.cites or mine.cites,
    )


def united(before: tuple[ReceivedMaterial, ...], more: tuple[ReceivedMaterial, ...]) -> tuple[ReceivedMaterial, ...]:
    """What was there and what came: a material that came again is as it came, with every scan of both."""
    came = {material.code: material for material in more}
    kept = {material.code: material for material in before}
    return tuple(
        _joined(kept.get(code), came.get(code)) for code in (*kept, *(code for code in came if code not in kept))
    )


def _joined(before: ReceivedMaterial | None, after: ReceivedMaterial | None) -> ReceivedMaterial:
    last = after or before
    assert last is not None  # noqa: S101 -- the code is of one of them
    if before is None or after is None:
        return last
    held = {attachment.sha256 for attachment in before.attachments}
    more = tuple(attachment for attachment in after.attachments if attachment.sha256 not in held)
    return msgspec.structs.replace(last, attachments=before.attachments + more)


class _Meeting:
    """Picks field by field and remembers what both changed."""

    def __init__(self) -> None:
        self.sides: list[Side] = []

    def pick(self, field: str, base: T, mine: T, theirs: T, words: Callable[[T], str]) -> T:
        if mine in (theirs, base):
            return theirs
        if theirs != base:
            self.sides.append(Side(field=field, base=words(base), mine=words(mine), theirs=words(theirs)))
        return mine


def _applicant(meeting: _Meeting, base: Applicant, mine: Applicant, theirs: Applicant) -> Applicant:
    who = meeting.pick(
        "applicant.id_number", _identity(base), _identity(mine), _identity(theirs), lambda each: _person_words(each[1])
    )
    representative = meeting.pick(
        "applicant.legal_representative",
        base.legal_representative,
        mine.legal_representative,
        theirs.legal_representative,
        _person_words,
    )
    kind, person = who
    return Applicant(
        kind=kind,
        name=person.name,
        id_document=person.id_document,
        id_number=person.id_number,
        legal_representative=representative,
        phone=meeting.pick("applicant.phone", base.phone, mine.phone, theirs.phone, str),
        address=meeting.pick("applicant.address", base.address, mine.address, theirs.address, str),
    )


def _agent(meeting: _Meeting, base: Agent | None, mine: Agent | None, theirs: Agent | None) -> Agent | None:
    """Another agent is another person as a whole; of the same one the telephone and the authority change apart."""
    if base is None or mine is None or theirs is None or len({_who(base), _who(mine), _who(theirs)}) > 1:
        return meeting.pick("agent", base, mine, theirs, _person_words)
    scope, until = meeting.pick(
        "agent.authority_scope",
        (base.authority_scope, base.authority_until),
        (mine.authority_scope, mine.authority_until),
        (theirs.authority_scope, theirs.authority_until),
        " ".join,
    )
    phone = meeting.pick("agent.phone", base.phone, mine.phone, theirs.phone, str)
    return msgspec.structs.replace(theirs, phone=phone, authority_scope=scope, authority_until=until)


def _answers(
    meeting: _Meeting, where: str, base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> dict[str, str]:
    """Each key by itself; one that is not there is empty."""
    keys = (*theirs, *(key for key in mine if key not in theirs), *(key for key in base if key not in theirs | mine))
    picked = {
        key: meeting.pick(f"{where}.{key}", base.get(key, ""), mine.get(key, ""), theirs.get(key, ""), str)
        for key in keys
    }
    return {key: value for key, value in picked.items() if value}


def _materials(
    base: tuple[ReceivedMaterial, ...], mine: tuple[ReceivedMaterial, ...], theirs: tuple[ReceivedMaterial, ...]
) -> tuple[ReceivedMaterial, ...]:
    """The union; only what one took away and the other left alone is gone."""
    began = {material.code: material for material in base}
    ours = {material.code: material for material in mine}
    others = {material.code: material for material in theirs}
    gone = {
        code
        for code, material in began.items()
        if (code not in ours and others.get(code, material) == material)
        or (code not in others and ours.get(code, material) == material)
    }
    codes = (*others, *(code for code in ours if code not in others))
    changed = {code for code, material in ours.items() if material != began.get(code)}
    return tuple(
        _joined(others.get(code), ours.get(code)) if code in changed else _joined(ours.get(code), others.get(code))
        for code in codes
        if code not in gone
    )


def _owed(mine: Owed, theirs: Owed) -> Owed:
    """It came when it came first; a day that was extended stays extended."""
    arrivals = [(owed.arrived_at, owed.how) for owed in (theirs, mine) if owed.arrived_at is not None]
    arrived_at, how = min(arrivals, default=(None, ""), key=lambda arrival: arrival[0])
    days = [owed.due_on for owed in (theirs, mine) if owed.due_on is not None]
    return msgspec.structs.replace(
        theirs,
        due_on=max(days, default=None),
        arrived_at=arrived_at,
        how=how,
        told_again=mine.told_again or theirs.told_again,
        extended=mine.extended or theirs.extended,
    )


def _events(mine: tuple[ClockEvent, ...], theirs: tuple[ClockEvent, ...]) -> tuple[ClockEvent, ...]:
    """By their time; of what can happen only once, the platform's counts."""
    once = {type(event) for event in theirs if not isinstance(event, _AGAIN)}
    more = tuple(event for event in mine if event not in theirs and type(event) not in once)
    return tuple(sorted((*theirs, *more), key=lambda event: event.at))


def _identity(applicant: Applicant) -> tuple[ApplicantKind, Identified]:
    return applicant.kind, _person(applicant)


def _who(agent: Agent) -> tuple[str, str]:
    return agent.name, agent.id_number


def _person(someone: Applicant) -> Identified:
    return Identified(name=someone.name, id_document=someone.id_document, id_number=someone.id_number)


def _person_words(person: Identified | Agent | None) -> str:
    return "" if person is None else f"{person.name} {person.id_number}".strip()


def _contact_words(contact: Contact | None) -> str:
    return "" if contact is None else f"{contact.name} {contact.phone}".strip()
