"""审批部门, played by the hall: what a department answers to a case, from the command line or a scripted day.

    accept    RECEIVED, CORRECTING ▶ ACCEPTED         correct  RECEIVED ▶ CORRECTING, all told once (许可法 32(4))
    refuse    RECEIVED, CORRECTING ▶ REFUSED, by field
    hang      在办 ▶ 挂起, for a procedure that the guide lists (许可法 45)      resume   挂起 ▶ 在办
    extend    在办, once, with reasons (许可法 42)
    grant     在办, nothing owed, clock running ▶ DONE with its results         deny     the same, 不予许可
    reassign  to another window of the hall, in any open state
    dishonest the applicant comes on the list of broken promises, in any state

Every act is one transaction beside the running server; the windows hear of it in their news.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

import msgspec
from sqlalchemy import Connection, select

from counter.domain.base import Value
from counter.domain.case import OPEN, RUNNING, CounterState, Intake
from counter.domain.case_clock import events_of, open_procedures
from counter.domain.course import Correction, Defect, Refusal, RefusalGround
from counter.domain.deadlines import Accepted, CorrectionTold, Extended, SpecialBegun, SpecialEnded, SpecialProcedure
from counter.domain.handing import ResultDocument
from counter.domain.ids import InstallId, uuid7
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.ruling_basis import owed_by
from counter.domain.staff import Window
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.hall import cases, noticing, reviewing, tables
from counter.hall.books import Books
from counter.hall.cases import DENIED, KnownCase, as_case, changed, hall_of, words_of
from counter.hall.catalogue import ItemShelf
from counter.hall.database import Database, take_numbers
from counter.hall.effects import Effects
from counter.hall.news import Told
from counter.hall.sitting import Rules
from counter.hall.writing import write_effects
from counter.wire.messages import NewsKind
from counter.wire.news import TELLS, Act, CaseCard, DepartmentAct

OFFICIAL = "审批科"
_UNDECIDED = frozenset({CounterState.RECEIVED, CounterState.CORRECTING})


class Verb(enum.StrEnum):
    """What the command line calls it."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    CORRECT = "correct"
    HANG = "hang"
    RESUME = "resume"
    EXTEND = "extend"
    GRANT = "grant"
    DENY = "deny"
    REASSIGN = "reassign"
    DISHONEST = "dishonest"


class Order(Value):
    """One act: upon which case, and what it says. Only what the verb needs has to be given."""

    act: Verb
    case_no: str = ""
    item: str = ""  # instead of a number: the oldest case of that item for which the act is open
    reason: str = ""
    field: str = ""  # refuse: which field is wrong
    defects: tuple[Defect, ...] = ()  # correct
    procedure: SpecialProcedure | None = None  # hang
    days: TimeLimit | None = None  # hang, extend
    basis: str = ""  # hang, refuse: the law
    to_window: str = ""  # reassign
    official: str = OFFICIAL
    number: str = ""  # grant, deny: the number of the result, instead of a running one


@dataclasses.dataclass
class Desk:
    """What a department looks at while it acts."""

    connection: Connection
    effects: Effects
    known: KnownCase
    rules: Rules
    order: Order
    now: dt.datetime

    @property
    def card(self) -> CaseCard:
        """The case as it stands."""
        return self.known.card


def act(database: Database, shelf: ItemShelf, order: Order, *, now: dt.datetime) -> DepartmentAct:
    """The act is on the disk and its news are told; gives what the windows hear.

    Raises:
        RuleBroken: ``act.case`` for a number that is not here; ``act.state`` (state) when the case cannot be acted
            upon like that; ``act.owed`` for 办结 while something is owed; ``act.hung`` while its clock stands;
            ``act.needs`` (field) when the order lacks what the verb needs; ``act.window``; ``act.number`` for a case
            without a number to list; codes of the clock (``special.*``, ``extension.*``, ``correction.*``).
    """
    with database.write() as connection:
        effects = Effects()
        known = _find(connection, order)
        books = Books(connection)
        item = shelf.find(connection, known.card.item_code, known.card.item_version)
        if item is None:
            raise RuleBroken("act.case", field="case_no")
        rules = Rules(item=item, policy=books.policy(known.card.course.policy), books=books, now=now)
        desk = Desk(connection, effects, known, rules, order, now)
        told = _VERBS[order.act](desk)
        reviewing.overtake(books, effects, known)
        write_effects(connection, effects, region="", now=now)
    return told


def _find(connection: Connection, order: Order) -> KnownCase:
    rows = tables.cases
    if order.case_no:
        found = connection.execute(
            select(rows).where((rows.c.case_no == order.case_no) | (rows.c.platform_no == order.case_no))
        ).all()
    else:
        found = connection.execute(
            select(rows).where(rows.c.item_code == order.item).order_by(rows.c.platform_no)
        ).all()
    known = [cases.of_row(row) for row in found]
    open_to_it = [each for each in known if each.card.state in _STATES[order.act]]
    chosen = open_to_it or known
    if not chosen:
        raise RuleBroken("act.case", field="case_no" if order.case_no else "item")
    if not open_to_it:
        raise RuleBroken("act.state", field="act", state=chosen[0].state)
    return chosen[0]


def _accept(desk: Desk) -> DepartmentAct:
    card = desk.rules.with_event(desk.card, Accepted(at=desk.now))
    owed = tuple(
        msgspec.structs.replace(each, arrived_at=desk.now, how="window") if each.open else each
        for each in card.course.owed
    )
    card = msgspec.structs.replace(changed(card, CounterState.ACCEPTED, owed=owed), accepted_at=desk.now)
    return _stand(desk, card, Act.ACCEPTED)


def _refuse(desk: Desk) -> DepartmentAct:
    """With reasons, and by field when one is wrong (许可法 38(2))."""
    order = desk.order
    ruling = Refusal(
        ground=RefusalGround.NOT_ELIGIBLE, reasons=_needed(order.reason, "reason"), legal_basis=order.basis
    )
    card = changed(desk.card, CounterState.REFUSED, ruling=ruling, end_reason=order.reason)
    return _stand(desk, desk.rules.finished(card, desk.now), Act.REFUSED)


def _correct(desk: Desk) -> DepartmentAct:
    """Everything that is missing is told once, within five working days (许可法 32(4))."""
    defects = tuple(_whole(defect, desk.rules.item) for defect in desk.order.defects)
    if not defects:
        raise RuleBroken("act.needs", field="defects")
    ruling = Correction(defects=defects)
    card = desk.rules.with_event(desk.card, CorrectionTold(at=desk.now))
    due_on = desk.rules.reading(card).correction_due_on
    owed = owed_by(ruling, desk.rules.item, correction_due_on=due_on)
    card = changed(card, CounterState.CORRECTING, ruling=ruling, owed=owed)
    return _stand(desk, card, Act.CORRECTION, defects=defects)


def _whole(defect: Defect, item: ServiceItem) -> Defect:
    """Each with its ground and its remedy (许可法 32(4)); for a material of the guide it says what the guide says."""
    spec = item.material(defect.material) if defect.material else None
    if defect.material and spec is None:
        raise RuleBroken("material.unknown", field="defects")
    if spec is not None:
        law = spec.legal_basis or item.legal_basis[0]
        standard = spec.standard or f"{spec.kind.label}{spec.copies}份"
        defect = msgspec.structs.replace(
            defect,
            name=defect.name or spec.name,
            ground=defect.ground or law,
            remedy=defect.remedy or f"重新提交，{standard}",
        )
    if not (defect.name and defect.ground and defect.remedy):
        raise RuleBroken("act.needs", field="defects")
    return defect


def _hang(desk: Desk) -> DepartmentAct:
    order = desk.order
    if order.procedure is None or order.days is None:
        raise RuleBroken("act.needs", field="days" if order.procedure is not None else "procedure")
    begun = SpecialBegun(at=desk.now, kind=order.procedure, needs=order.days, told_in_writing=True)
    card = desk.rules.with_event(desk.card, begun)
    return _stand(desk, card, Act.HUNG, procedure=order.procedure, days=order.days, basis=order.basis)


def _resume(desk: Desk) -> DepartmentAct:
    kinds = open_procedures(events_of(as_case(desk.card)))
    if not kinds:
        raise RuleBroken("act.state", field="act", state=desk.known.state)
    card = desk.card
    for kind in kinds:
        card = desk.rules.with_event(card, SpecialEnded(at=desk.now, kind=kind))
    return _stand(desk, card, Act.RESUMED)


def _extend(desk: Desk) -> DepartmentAct:
    order = desk.order
    if order.days is None:
        raise RuleBroken("act.needs", field="days")
    reasons = _needed(order.reason, "reason")
    extended = Extended(at=desk.now, by=order.days, approver=order.official, reasons=reasons)
    return _stand(desk, desk.rules.with_event(desk.card, extended), Act.EXTENDED, days=order.days)


def _grant(desk: Desk) -> DepartmentAct:
    _check_may_end(desk)
    told = _stand(desk, _done(desk), Act.GRANTED)
    for place, spec in enumerate(desk.rules.item.results):
        _announce(desk, spec.name, spec.validity, granted=True, first=not place)
    return told


def _deny(desk: Desk) -> DepartmentAct:
    """不予许可, with reasons in a written decision (许可法 38(2))."""
    _needed(desk.order.reason, "reason")
    _check_may_end(desk)
    told = _stand(desk, _done(desk), Act.DENIED, word=DENIED)
    name = "不予行政许可决定书" if desk.rules.item.is_licence else "不予办理决定书"
    _announce(desk, name, "", granted=False, first=True)
    return told


def _reassign(desk: Desk) -> DepartmentAct:
    wanted = _needed(desk.order.to_window, "to_window")
    target = _window(desk.connection, desk.known.hall, wanted)
    if target.install == desk.known.install:
        raise RuleBroken("act.window", field="to_window")
    before = desk.known.install
    card = msgspec.structs.replace(desk.card, install=target.install, window=target.window)
    told = _stand(desk, card, Act.REASSIGNED, to_window=wanted)
    desk.effects.show(desk.known)
    desk.effects.news.append(_to(before, told))
    desk.effects.news.extend(_to(target.install, each) for each in noticing.waiting(desk.connection, desk.card.case))
    return told


def _dishonest(desk: Desk) -> DepartmentAct:
    reason = _needed(desk.order.reason, "reason")
    if not desk.card.intake.applicant.id_number:
        raise RuleBroken("act.number", field="case_no")
    desk.effects.bar(desk.known, desk.rules.books, reason, desk.now)
    return _tell(desk, Act.DISHONEST)


_VERBS = {
    Verb.ACCEPT: _accept,
    Verb.REFUSE: _refuse,
    Verb.CORRECT: _correct,
    Verb.HANG: _hang,
    Verb.RESUME: _resume,
    Verb.EXTEND: _extend,
    Verb.GRANT: _grant,
    Verb.DENY: _deny,
    Verb.REASSIGN: _reassign,
    Verb.DISHONEST: _dishonest,
}
_STATES = {
    Verb.ACCEPT: _UNDECIDED,
    Verb.REFUSE: _UNDECIDED,
    Verb.CORRECT: frozenset({CounterState.RECEIVED}),
    Verb.HANG: RUNNING,
    Verb.RESUME: RUNNING,
    Verb.EXTEND: RUNNING,
    Verb.GRANT: RUNNING,
    Verb.DENY: RUNNING,
    Verb.REASSIGN: OPEN,
    Verb.DISHONEST: frozenset(CounterState),
}


def _check_may_end(desk: Desk) -> None:
    """No 办结 while anything is owed (domain.md §2, Closing gate), nor while the clock stands."""
    if desk.card.course.open_owed():
        raise RuleBroken("act.owed", field="act", count=len(desk.card.course.open_owed()))
    if open_procedures(desk.card.course.clock):
        raise RuleBroken("act.hung", field="act")


def _done(desk: Desk) -> CaseCard:
    return desk.rules.finished(changed(desk.card, CounterState.DONE, end_reason=desk.order.reason), desk.now)


def _stand(desk: Desk, card: CaseCard, what: Act, *, word: str = "", **details: object) -> DepartmentAct:
    """The case stands like that, its window hears of it, and the hall while something is owed."""
    known = desk.known
    owed_before = known.owes()
    known.card, known.state = card, word or words_of(card)
    desk.effects.note_state(known)
    if owed_before or known.owes():
        desk.effects.show(known)
    return _tell(desk, what, **details)


def _tell(desk: Desk, what: Act, **details: object) -> DepartmentAct:
    order = desk.order
    told = DepartmentAct(
        act=what,
        case=desk.known.case,
        at=desk.now,
        department=desk.rules.item.department,
        official=order.official,
        reason=order.reason,
        field=order.field,
        **details,  # type: ignore[arg-type]  # each verb names fields of its own
    )
    desk.effects.note(desk.known)
    desk.effects.news.append(_to(desk.known.install, told))
    if what in TELLS:
        desk.effects.acts.append(told)
    return told


def _to(install: InstallId, told: DepartmentAct) -> Told:
    return Told(install=install, kind=NewsKind.DEPARTMENT, case=told.case, detail=msgspec.json.encode(told))


def _announce(desk: Desk, name: str, validity: str, *, granted: bool, first: bool) -> None:
    """The result waits to be signed in; every window of the hall may hand it out, and needs the case for that."""
    desk.effects.show(desk.known)
    card, intake = desk.card, desk.card.intake
    year = local_day(desk.now).year
    number = desk.order.number if desk.order.number and first else ""
    if not number:
        running = take_numbers(desk.connection, f"result/{desk.known.hall}/{year}", 1)[0]
        number = f"〔{year}〕{running:05d}号"
    result = ResultDocument(
        id=uuid7(),
        case=card.case,
        case_no=card.case_no,
        name=name,
        number=number,
        validity=validity,
        granted=granted,
        applicant_name=intake.applicant.name,
        applicant_id_number=intake.applicant.id_number,
        phone=_phone(intake),
        department=_department(desk.rules.item),
        announced_at=desk.now,
    )
    desk.effects.results[result.id] = (desk.known.hall, result, None)
    desk.effects.news.append(Told.of_hall(desk.known.hall, NewsKind.RESULT, result, case=card.case))


def _phone(intake: Intake) -> str:
    """Whom one calls: the contact, else the agent, else the applicant himself."""
    asked = (intake.contact, intake.agent, intake.applicant)
    return next((person.phone for person in asked if person is not None and person.phone), "")


def _department(item: ServiceItem) -> str:
    return item.entrusted_to or item.department


def _window(connection: Connection, hall: str, window: str) -> Window:
    """The newest installation at that window of the hall."""
    installs = tables.installs
    rows = connection.scalars(select(installs.c.window).order_by(installs.c.enrolled_at.desc()))
    for content in rows:
        found = msgspec.json.decode(content, type=Window)
        if hall_of(found) == hall and found.window == window:
            return found
    raise RuleBroken("act.window", field="to_window")


def _needed(text: str, field: str) -> str:
    if not text.strip():
        raise RuleBroken("act.needs", field=field)
    return text
