"""A desk with very many cases, made in seconds: the rows of ``take_case``, many cases to one transaction."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import msgspec

from counter.actions import papers
from counter.actions.desk import Deed, Desk, deed
from counter.clock import Moment
from counter.domain.case import Case, CounterState, Decision, Intake, PaperKind
from counter.domain.identity import resident_check_char
from counter.domain.ids import CaseId, uuid7
from counter.domain.intake_rules import check_intake
from counter.domain.item import Handling, ServiceItem
from counter.domain.workdays import DueDates
from counter.store import cases, deliveries
from counter.store.journal import Entry
from counter.wire.bodies import CaseTaken, Kind
from counter.wire.messages import LineAnswer, Verdict
from tests.conftest import CLERK, KEY, filled

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "子轩雨桐浩宇欣怡梓涵俊杰思远若谷清扬一鸣志强秀英建国丽华明哲文博静雯"
_NOTE_TO_TWO_KB = 95
"""Characters of a note that bring a line with six materials to about 2 KB."""


def policy_of(home: Path) -> Path:
    """A machine policy that names the key of the tests' desks, so that a program of its own can open the home."""
    key_file, policy = home / "key.txt", home / "policies"
    key_file.touch(mode=0o600)
    key_file.write_text(KEY.hex())
    (policy / "managed").mkdir(parents=True, exist_ok=True)
    (policy / "managed" / "bench.json").write_text(json.dumps({"key_file": str(key_file)}))
    return policy


def name_of(serial: int) -> str:
    """An invented name, another for each of the first forty thousand."""
    rest, family = divmod(serial, len(SURNAMES))
    last, middle = divmod(rest, len(GIVEN))
    return SURNAMES[family] + GIVEN[middle] + GIVEN[last % len(GIVEN)]


def six_material_item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which a natural person brings six materials."""
    return next(
        item
        for item in items
        if item.handling is Handling.PROMISED and "1" in item.service_targets and len(filled(item).materials) == 6
    )


def fill(desk: Desk, items: tuple[ServiceItem, ...], count: int, *, noted: bool = False) -> None:
    """That many accepted cases with their papers and lines are on the disk, none of them sent.

    Args:
        desk: enrolled, with the catalogue.
        items: the shipped catalogue.
        count: how many cases.
        noted: whether each line is to be about 2 KB.
    """
    now = desk.moment()
    offered = (six_material_item(items),) if noted else _for_persons(items)
    checked = [check_intake(filled(item), item, Decision.ACCEPTED, today=now.at.date()) for item in offered]
    with deed(desk) as doing:
        for serial in range(count):
            place = serial % len(offered)
            moment = Moment(at=now.at - dt.timedelta(minutes=count - serial), trusted=True, offset_ms=0)
            intake = _of_another(checked[place], serial, noted=noted)
            _take(doing, offered[place], intake, moment)


def settle(desk: Desk, *, but_last: int) -> None:
    """All lines have arrived and are durable, but the last few, which wait."""
    waiting = deliveries.waiting_lines(desk.db, 1_000_000)
    now = desk.moment().at
    settled = waiting[: len(waiting) - but_last]
    with desk.store.write() as db:
        for line_id, sealed in settled:
            deliveries.record_answer(db, LineAnswer(id=line_id, hash=sealed.hash, verdict=Verdict.SETTLED), now)
        deliveries.mark_durable(db, desk.enrolment().epoch, len(settled))


def _for_persons(items: tuple[ServiceItem, ...]) -> tuple[ServiceItem, ...]:
    return tuple(item for item in items if item.handling is Handling.PROMISED and "1" in item.service_targets)


def _of_another(intake: Intake, serial: int, *, noted: bool) -> Intake:
    applicant = msgspec.structs.replace(
        intake.applicant,
        name=name_of(serial),
        id_number=_id_number(serial),
        phone=f"139{serial:08d}",
    )
    note = "材料齐全，申请人要求邮寄。" * 20 if noted else ""
    return msgspec.structs.replace(intake, applicant=applicant, note=note[:_NOTE_TO_TWO_KB])


def _id_number(serial: int) -> str:
    first = f"42119919{60 + serial // 1000 % 40}0307{serial % 1000:03d}"
    return first + resident_check_char(first)


def _take(doing: Deed, item: ServiceItem, intake: Intake, moment: Moment) -> None:
    """The rows of ``take_case`` for an accepted case."""
    due = DueDates(promised_on=moment.at.date(), legal_on=moment.at.date())
    case = Case(
        case_id=CaseId(uuid7()),
        case_no="",
        state=CounterState.ACCEPTED,
        intake=intake,
        item_name=item.name,
        department=item.department,
        due=due,
        clerk=CLERK.clerk_no,
        clerk_name=CLERK.name,
        received_at=moment.at,
        accepted_at=moment.at,
    )
    (number,) = papers.next_numbers(doing, 1)
    case = msgspec.structs.replace(case, case_no=number)
    cases.insert_case(doing.db, case)
    issued = papers.issue(doing, case, item, moment, kind=PaperKind.ACCEPTANCE, number=number)
    body = CaseTaken(
        decision=Decision.ACCEPTED,
        case_no=number,
        intake=intake,
        item_name=item.name,
        department_code=item.department_code,
        received_at=moment.at,
        accepted_at=moment.at,
        time_trusted=True,
        due=due,
        papers=(issued,),
    )
    entry = Entry(kind=Kind.CASE_TAKEN, body=body, actor=CLERK.clerk_no, moment=moment, case=case.case_id)
    doing.tell(entry)
