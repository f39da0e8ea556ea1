"""What is owed is brought: in part, wholly, late, by post, at the wrong moment, by somebody who is barred."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import course, intake, lists
from counter.actions.desk import Desk
from counter.documents.model import PaperContent
from counter.domain.case import Case, CounterState, PaperKind
from counter.domain.course import Defect
from counter.domain.credit import CreditList, person_key
from counter.domain.deadlines import ClockPhase, ClockPolicy
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.domain.proposal import ExtendOwed, Supplement
from counter.errors import RuleBroken
from counter.store import deliveries, facts, journal, papers
from counter.store import owed as rows_of_owed
from tests.actions.courses import (
    DUE,
    accepted,
    approved,
    brought,
    correcting,
    deferred,
    item_with_two,
    numbers,
    owed_codes,
    paper_kinds,
    put,
    rule,
)
from tests.conftest import CLERK, PDF, SUPERVISOR, FakeClock


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _kinds(desk: Desk, case: Case) -> list[str]:
    return [sealed.opened().kind for sealed in journal.lines_of_case(desk.db, case.case_id)]


def _content(desk: Desk, number: str) -> PaperContent:
    paper = papers.read_paper(desk.db, number)
    assert paper is not None
    return msgspec.json.decode(paper.content, type=PaperContent)


def _bar(desk: Desk, case: Case) -> None:
    number = case.intake.applicant.id_number
    listed = CreditList(listed_at=desk.moment().at, salt="s", barred=(person_key(number, "s"),))
    with desk.store.write() as db:
        facts.write_fact(db, "credit_list", listed)


def _refused(code: str, desk: Desk, case: Case, *codes: str, **how: object) -> RuleBroken:
    """The supplement is refused by that rule and nothing was changed."""
    before = (lists.read_case(desk, case.case_id).case, numbers(desk, case), _kinds(desk, case))
    with pytest.raises(RuleBroken) as caught:
        course.supplement(desk, CLERK, case.case_id, brought(*codes), **how)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert (lists.read_case(desk, case.case_id).case, numbers(desk, case), _kinds(desk, case)) == before
    return caught.value


def test_licence_law_art_32_5_the_last_of_a_correction_is_the_acceptance_of_that_day(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """A part on Tuesday, the rest on Wednesday: accepted on Wednesday, with its limits from there."""
    case = correcting(desk, item)
    first, second = owed_codes(case)
    clock.go_on(days=1)
    partly = course.supplement(desk, CLERK, case.case_id, brought(first))
    assert partly.case.state is CounterState.CORRECTING
    assert partly.case.accepted_at is None
    clock.go_on(days=1)
    whole = course.supplement(desk, CLERK, case.case_id, brought(second))
    assert whole.case.state is CounterState.ACCEPTED
    assert whole.case.accepted_at == clock.at
    assert whole.case.due.accept_by is None
    assert whole.case.due.promised_on == desk.calendar().add(
        dt.date(2026, 3, 4), item.promised_limit.amount, item.promised_limit.unit
    )
    assert paper_kinds(desk, case) == ["receipt", "supplement_receipt", "supplement_receipt", "acceptance"]
    assert _kinds(desk, case)[1:] == ["case.supplemented"] * 2
    assert {material.code for material in whole.case.intake.materials} >= {first, second}


def test_a_deferral_that_is_complete_is_an_ordinary_case_with_its_first_clock(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """容缺 does not pause the clock unless the policy says so (domain.md §2, Clock)."""
    case = deferred(desk, item)
    begun = course.clock_of(desk, case)
    clock.go_on(days=1)
    whole = course.supplement(desk, CLERK, case.case_id, brought(*owed_codes(case)))
    assert whole.case.state is CounterState.ACCEPTED
    assert whole.case.accepted_at == case.accepted_at
    assert whole.case.due.promised_on == begun.promised_on
    assert paper_kinds(desk, case) == ["receipt", "supplement_receipt"]
    assert not course.clock_of(desk, whole.case).deferral_open
    assert rows_of_owed.departments(desk.db) == ()


def test_where_the_policy_pauses_the_clock_the_wait_is_not_counted(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """Frozen into the case: the policy of the day on which it was taken in."""
    rule(desk, HallPolicy(version=3, clock=ClockPolicy(deferral_pauses=True)))
    case = deferred(desk, item)
    rule(desk, HallPolicy(version=4))
    assert course.clock_of(desk, case).phase is ClockPhase.PAUSED
    clock.go_on(days=2)
    whole = course.supplement(desk, CLERK, case.case_id, brought(*owed_codes(case)))
    later = desk.calendar().add(dt.date(2026, 3, 2), item.promised_limit.amount + 2, item.promised_limit.unit)
    assert whole.case.due.promised_on == later


def test_the_receipt_for_a_supplement_says_what_came_and_what_is_still_to_come(desk: Desk, item: ServiceItem) -> None:
    """Each with its day."""
    case = deferred(desk, item)
    first, _ = owed_codes(case)
    taken = course.supplement(desk, CLERK, case.case_id, brought(first))
    content = _content(desk, taken.papers[0])
    assert [(row.arrived_at is not None, row.due_on) for row in content.owed] == [(True, DUE), (False, DUE)]
    assert content.clerk_name == CLERK.name


def test_what_came_by_post_counts_from_the_day_it_arrived(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """faults.md F13: by arrival at the counter, not by when somebody typed it in."""
    case = correcting(desk, item)
    clock.go_on(days=3)
    taken = course.supplement(
        desk, CLERK, case.case_id, brought(*owed_codes(case)), how="post", arrived_on=dt.date(2026, 3, 3)
    )
    assert course.clock_of(desk, taken.case).accepted_on == dt.date(2026, 3, 3)
    assert {owed.how for owed in taken.case.course.owed} == {"post"}


def test_a_day_before_the_receipt_and_one_in_the_future_are_refused(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """And so is a way that nothing can come."""
    case = correcting(desk, item)
    clock.go_on(days=1)
    first, _ = owed_codes(case)
    _refused("supplement.before_receipt", desk, case, first, arrived_on=dt.date(2026, 3, 1))
    _refused("supplement.in_future", desk, case, first, arrived_on=dt.date(2026, 3, 4))
    _refused("supplement.how", desk, case, first, how="pigeon")


def test_only_what_is_owed_is_taken_in_and_once(desk: Desk, item: ServiceItem) -> None:
    """许可法 31: nothing unrelated is asked for, so nothing unrelated is taken."""
    case = deferred(desk, item)
    first, second = owed_codes(case)
    _refused("supplement.nothing", desk, case)
    _refused("supplement.not_owed", desk, case, "nonsense")
    _refused("material.twice", desk, case, first, first)
    course.supplement(desk, CLERK, case.case_id, brought(first))
    _refused("supplement.brought_before", desk, case, first)
    course.supplement(desk, CLERK, case.case_id, brought(second))
    _refused("case.moved_on", desk, case, second)


def test_a_case_that_nobody_knows_or_that_owes_nothing_takes_nothing(desk: Desk, item: ServiceItem) -> None:
    """A decision on a case that moved on is refused with the rule named."""
    with pytest.raises(RuleBroken) as caught:
        course.supplement(desk, CLERK, CaseId("00000000-0000-7000-8000-000000000000"), brought("x"))
    assert caught.value.code == "case.unknown"
    _refused("case.moved_on", desk, accepted(desk, item), "x")


def test_the_scans_of_a_supplement_are_sent_and_a_missing_one_is_refused(desk: Desk, item: ServiceItem) -> None:
    """They belong to the line that tells of it."""
    case = deferred(desk, item)
    first, _ = owed_codes(case)
    spec = item.material(first)
    assert spec is not None
    kept = intake.attach_file(desk, spec, content=PDF, file_name="a.pdf")
    (material,) = brought(first)
    lost = msgspec.structs.replace(
        material,
        attachments=(msgspec.structs.replace(kept, sha256="0" * 64),),
    )
    with pytest.raises(RuleBroken) as caught:
        course.supplement(desk, CLERK, case.case_id, (lost,))
    assert caught.value.code == "file.missing"
    course.supplement(desk, CLERK, case.case_id, (msgspec.structs.replace(material, attachments=(kept,)),))
    assert [scan.sha256 for scan in deliveries.waiting_scans(desk.db)] == [kept.sha256]
    line = journal.lines_of_case(desk.db, case.case_id)[-1].opened()
    assert [blob.sha256 for blob in line.blobs] == [kept.sha256]


def test_fields_of_the_form_are_put_right_with_a_supplement(desk: Desk, item: ServiceItem) -> None:
    """A key that the form does not have is refused."""
    case = correcting(desk, item)
    first, _ = owed_codes(case)
    _refused("form.unknown", desk, case, first, form={"nonsense": "x"})
    key = next(iter(case.intake.form))
    taken = course.supplement(desk, CLERK, case.case_id, brought(first), form={key: case.intake.form[key]})
    assert taken.case.intake.form == case.intake.form


def test_who_is_barred_since_needs_a_supervisor(desk: Desk, item: ServiceItem) -> None:
    """domain.md §2, Credit gate: at the start and before the supplement."""
    case = deferred(desk, item)
    first, second = owed_codes(case)
    _bar(desk, case)
    _refused("approval.needed", desk, case, first)
    proposal = Supplement(case=case.case_id, materials=brought(first))
    approval = approved(desk, proposal)
    taken = course.supplement(desk, CLERK, case.case_id, brought(first), approval=approval)
    assert owed_codes(taken.case) == (second,)
    assert journal.lines_of_case(desk.db, case.case_id)[-1].opened().approval == approval


def test_a_hall_that_does_not_ask_again_takes_it_in(desk: Desk, item: ServiceItem) -> None:
    """The policy says so; and a correction asks nobody in any hall."""
    rule(desk, HallPolicy(version=5, credit_before_supplement=False))
    case = deferred(desk, item)
    _bar(desk, case)
    assert course.supplement(desk, CLERK, case.case_id, brought(*owed_codes(case))).case.state is CounterState.ACCEPTED
    other = correcting(desk, item, serial=2)
    _bar(desk, other)
    assert course.supplement(desk, CLERK, other.case_id, brought(*owed_codes(other))).papers


def test_a_wrong_supplement_is_told_once_again_in_writing_and_not_twice(desk: Desk, item: ServiceItem) -> None:
    """domain.md §2, Wrong supplement."""
    case = deferred(desk, item)
    first, second = owed_codes(case)
    defect = Defect(ground="健康证明须在有效期内", remedy="重新开具")
    taken = course.tell_again(desk, CLERK, case.case_id, first, defect)
    content = _content(desk, taken.papers[0])
    assert [(row.ground, row.remedy) for row in content.defects] == [("健康证明须在有效期内", "重新开具")]
    assert content.correction_due_on == DUE
    with pytest.raises(RuleBroken) as caught:
        course.tell_again(desk, CLERK, case.case_id, first, defect)
    assert caught.value.code == "supplement.told_twice"
    assert course.tell_again(desk, CLERK, case.case_id, second, defect).papers
    with pytest.raises(RuleBroken) as caught:
        course.tell_again(desk, CLERK, case.case_id, "nonsense", defect)
    assert caught.value.code == "supplement.not_owed"


def test_a_defect_without_ground_or_remedy_tells_nothing(desk: Desk, item: ServiceItem) -> None:
    """许可法 32(4): told wholly."""
    case = deferred(desk, item)
    with pytest.raises(RuleBroken) as caught:
        course.tell_again(desk, CLERK, case.case_id, owed_codes(case)[0], Defect(ground="", remedy="重新开具"))
    assert (caught.value.code, caught.value.field) == ("text.empty", "ground")


def test_force_majeure_gives_a_later_day_once_with_approval(desk: Desk, item: ServiceItem) -> None:
    """At most the policy's extension: ten working days after the ninth of March are the twenty-third."""
    case = deferred(desk, item)
    first, second = owed_codes(case)
    proposal = ExtendOwed(case=case.case_id, code=first, due_on=dt.date(2026, 3, 23), reason="洪水封路")
    with pytest.raises(RuleBroken) as caught:
        course.extend_owed(desk, CLERK, proposal)
    assert caught.value.code == "approval.needed"
    taken = course.extend_owed(desk, CLERK, proposal, approved(desk, proposal))
    assert [owed.due_on for owed in taken.case.course.owed] == [dt.date(2026, 3, 23), DUE]
    (number,) = taken.papers
    paper = papers.read_paper(desk.db, number)
    assert paper is not None
    told = msgspec.json.decode(paper.content, type=PaperContent)
    assert (told.kind, told.reasons, told.ground) == (PaperKind.OWED_EXTENSION, "洪水封路", "视为撤回申请")
    assert [(each.name, each.due_on) for each in told.owed] == [(f"材料{first}", dt.date(2026, 3, 23))]
    assert told.extension is not None
    assert (told.extension.approver, told.extension.promised_before) == (SUPERVISOR.name, DUE)
    assert owed_codes(taken.case) == (first, second)
    again = msgspec.structs.replace(proposal, due_on=dt.date(2026, 3, 24))
    with pytest.raises(RuleBroken) as caught:
        course.extend_owed(desk, CLERK, again, approved(desk, again))
    assert caught.value.code == "owed.extended_before"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (dt.date(2026, 3, 9), "owed.not_later"),
        (dt.date(2026, 3, 14), "owed.day_off"),
        (dt.date(2026, 3, 24), "owed.too_late"),
    ],
)
def test_a_day_that_cannot_be_is_refused_before_anybody_signs(
    desk: Desk, item: ServiceItem, day: dt.date, code: str
) -> None:
    """Not later, a Saturday, beyond the extension."""
    case = deferred(desk, item)
    proposal = ExtendOwed(case=case.case_id, code=owed_codes(case)[0], due_on=day, reason="洪水封路")
    with pytest.raises(RuleBroken) as caught:
        course.extend_owed(desk, CLERK, proposal)
    assert caught.value.code == code


def test_the_pieces_of_two_windows_complete_a_case(desk: Desk, item: ServiceItem) -> None:
    """Each took in a part and the platform joined them; the voucher is made by whoever looks next."""
    case = correcting(desk, item)
    _refused("supplement.nothing", desk, case)
    arrived = tuple(
        msgspec.structs.replace(owed, arrived_at=case.received_at, how="window") for owed in case.course.owed
    )
    case = put(desk, case, CounterState.CORRECTING, *case.course.clock[1:], owing=arrived)
    taken = course.supplement(desk, CLERK, case.case_id, ())
    assert taken.case.state is CounterState.ACCEPTED
    assert paper_kinds(desk, case)[-1] == "acceptance"
