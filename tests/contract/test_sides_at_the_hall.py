"""Two windows at one case of a real hall: both sides are shown, a person chooses, and nothing holds up the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from counter.actions import course, intake, lists, papers, reviews, sides, verifying
from counter.actions.desk import deed
from counter.domain.case import Case, CounterState, Decision, HowGot, PaperKind, ReceivedMaterial
from counter.domain.course import Correction, Defect
from counter.domain.ids import LineId, uuid7
from counter.domain.item import FieldKind, FormField, ServiceItem, TimeLimit
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Amend, Extend, Void
from counter.domain.review import Review, ReviewState, Side
from counter.domain.workdays import HolidayTable
from counter.errors import RuleBroken
from counter.hall.hall import Hall
from counter.store import deliveries, journal, voiding
from counter.store.journal import Entry
from counter.wire.bodies import CaseToldAgain, CaseYielded, IssuedPaper, Kind, read_body
from counter.wire.news import CaseCard
from tests.actions.courses import brought, item_with_two, numbers, owed_codes
from tests.conftest import CLERK, PDF, SUPERVISOR, FakeClock, draft_of, filled
from tests.contract.two_windows import Window, opened_hall, two_windows

A, B, C = "13900000000", "13900000001", "13900000002"


@pytest.fixture
def hall(tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    with opened_hall(tmp_path, clock, items, holidays) as opened:
        yield opened


@pytest.fixture
def windows(hall: Hall, tmp_path: Path, clock: FakeClock) -> Iterator[tuple[Window, Window]]:
    with two_windows(hall, tmp_path, clock) as made:
        yield made


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _owing(here: Window, there: Window, item: ServiceItem, clock: FakeClock) -> Case:
    """A case whose two last materials are owed; the first was brought to the second window, which has a paper too."""
    whole = filled(item)
    lacking = whole.materials[-2:]
    defects = tuple(Defect(material=one.code, name=one.code, ground="某条例", remedy="补交原件") for one in lacking)
    draft = draft_of(msgspec.structs.replace(whole, materials=whole.materials[:-2]), at=clock.at)
    case = intake.take_case(here.desk, CLERK, draft, Decision.CORRECTION, Correction(defects=defects)).case
    here.round()
    there.round()
    clock.go_on(hours=1)
    course.supplement(there.desk, CLERK, case.case_id, brought(owed_codes(case)[0]))
    there.round()
    here.round()
    return here.case(case)


def _amend(window: Window, case: Case, **changes: str) -> None:
    applicant = msgspec.structs.replace(window.case(case).intake.applicant, **changes)
    number = numbers(window.desk, case)[-1]
    amend = Amend(case=case.case_id, number=number, applicant=applicant, reason="录入有误")
    course.amend(window.desk, CLERK, amend, window.approved(amend))


def _disputed(windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock) -> tuple[Case, LineId]:
    """F11: base A; here B with another address, offline; there C, online; then here comes back."""
    here, there = windows
    case = _owing(here, there, item, clock)
    clock.go_on(minutes=1)
    _amend(here, case, phone=B, address="云溪县清江路2号")
    clock.go_on(minutes=1)
    _amend(there, case, phone=C)
    there.round()
    clock.go_on(minutes=1)
    here.round()
    (trouble,) = deliveries.troubles(here.desk.db)
    assert (trouble.verdict, trouble.code, trouble.field) == ("conflict", "case.same_field", "applicant.phone")
    return case, trouble.line


def _of_line(window: Window, line: LineId) -> list[Review]:
    page = reviews.list_reviews(window.desk, SUPERVISOR)
    return [review for review in page.rows if review.line == line]


def _all_is_well(*windows: Window) -> None:
    for window in windows:
        window.round()
        assert lists.outbox(window.desk).all_arrived()
        assert verifying.faults(window.desk) == ()


def test_both_sides_are_readable_here_and_before_a_supervisor_elsewhere_f11(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """faults.md F11: base, mine and theirs with their times; nothing was overwritten."""
    here, there = windows
    case, line = _disputed(windows, item, clock)
    seen = sides.sides_of(here.desk, line)
    assert seen.sides == (Side(field="applicant.phone", base=A, mine=B, theirs=C),)
    assert seen.theirs_at is not None
    assert seen.mine_at < seen.theirs_at
    there.round()
    (review,) = _of_line(there, line)
    assert (review.kind, review.sides, review.window) == (ReviewKind.LINE_CONFLICT, seen.sides, "12")
    assert review.mine_at == seen.mine_at
    assert there.case(case).intake.applicant.phone == C
    with pytest.raises(RuleBroken) as caught:
        reviews.decide(there.desk, SUPERVISOR, [review.id], approved=True)
    assert caught.value.code == "review.repair_needed"


def test_theirs_is_taken_mine_is_kept_and_the_paper_says_what_holds_f11(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """放弃(理由): the same case on both sides, my line in the journal, my paper void, a new one that cites it."""
    here, there = windows
    case, line = _disputed(windows, item, clock)
    mine = numbers(here.desk, case)[-1]
    taken = sides.take_theirs(here.desk, CLERK, line, "已电话核实")
    assert taken.case.intake.applicant.phone == C
    assert voiding.is_void(here.desk.db, mine)
    (anew,) = taken.papers
    detail = lists.read_case(here.desk, case.case_id)
    kinds = {each.paper.number: each.paper.kind for each in detail.papers}
    assert kinds[anew] is kinds[mine]
    _all_is_well(here, there)
    assert here.case(case).intake == there.case(case).intake
    lines = [sealed.opened() for sealed in journal.lines_of_case(here.desk.db, case.case_id)]
    body = read_body(lines[-1].kind, lines[-1].body)
    assert isinstance(body, CaseYielded)
    assert (body.sides[0].mine, body.reason) == (B, "已电话核实")
    assert [each.kind for each in lines].count(Kind.CASE_AMENDED) == 1
    there.round()
    assert _of_line(there, line) == []
    with pytest.raises(RuleBroken) as caught:
        sides.take_theirs(here.desk, CLERK, line, "再一次")
    assert caught.value.code == "repair.settled"


def test_mine_again_stands_on_both_sides_with_everything_else_of_theirs_f11(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """作为补充."""
    here, there = windows
    case, line = _disputed(windows, item, clock)
    sides.send_mine_again(here.desk, CLERK, line, "申请人到窗口确认")
    _all_is_well(here, there)
    for window in windows:
        applicant = window.case(case).intake.applicant
        assert (applicant.phone, applicant.address) == (B, "云溪县清江路2号")


def test_what_came_after_the_choice_is_asked_again_and_not_overwritten_f11(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """The other window wrote once more before mine arrived."""
    here, there = windows
    case, line = _disputed(windows, item, clock)
    sides.send_mine_again(here.desk, CLERK, line, "申请人到窗口确认")
    clock.go_on(minutes=1)
    _amend(there, case, phone="13900000003")
    there.round()
    here.round()
    (trouble,) = deliveries.troubles(here.desk.db)
    assert (trouble.kind, trouble.code) == (Kind.CASE_CORRECTED, "case.same_field")
    assert sides.sides_of(here.desk, trouble.line).sides == (
        Side(field="applicant.phone", base=C, mine=B, theirs="13900000003"),
    )
    assert there.case(case).intake.applicant.phone == "13900000003"
    sides.take_theirs(here.desk, CLERK, trouble.line, "以后到的为准")
    _all_is_well(here, there)
    assert here.case(case).intake.applicant.phone == "13900000003"


def test_a_supervisor_of_another_window_says_what_is_to_be_done_f10(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """转交主管: asked with both sides, answered with a reason, carried out where the line is, closed everywhere."""
    here, there = windows
    case, line = _disputed(windows, item, clock)
    asked = sides.hand_to_supervisor(here.desk, CLERK, line, "申请人两次说法不一")
    with pytest.raises(RuleBroken) as caught:
        sides.hand_to_supervisor(here.desk, CLERK, line, "再问一次")
    assert caught.value.code == "sides.handed_over"
    assert [review.id for review in _of_line(here, line)] == [asked.id]
    here.round()
    there.round()
    (seen,) = _of_line(there, line)
    assert (seen.id, seen.reason, seen.sides) == (asked.id, "申请人两次说法不一", asked.sides)
    reviews.lock(there.desk, SUPERVISOR, seen.id)
    reviews.decide(there.desk, SUPERVISOR, [seen.id], approved=False, reason="以先到的为准")
    there.round()
    here.round()
    answer = sides.sides_of(here.desk, line).asked
    assert answer is not None
    assert (answer.state, answer.decision_reason) == (ReviewState.RETURNED, "以先到的为准")
    sides.take_theirs(here.desk, CLERK, line, "按主管意见")
    _all_is_well(here, there)
    there.round()
    final = reviews.read(there.desk, asked.id)
    assert final.state is ReviewState.DONE
    assert here.case(case).intake.applicant.phone == C


def test_what_was_done_on_a_case_that_another_window_ended_is_put_aside_with_a_reason_f10(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """faults.md F10: not applied in silence, not dropped; the paper that it had issued is void."""
    here, there = windows
    case = _owing(here, there, item, clock)
    (second,) = owed_codes(case)
    course.supplement(here.desk, CLERK, case.case_id, brought(second))
    here.round()
    there.round()
    clock.go_on(minutes=1)
    extend = Extend(case=case.case_id, by=TimeLimit(amount=3), reason="案情复杂")
    course.extend(there.desk, CLERK, extend, there.approved(extend))
    void = Void(case=case.case_id, reason="重复收件")
    course.void(here.desk, CLERK, void, here.approved(void))
    here.round()
    clock.go_on(minutes=1)
    there.round()
    (trouble,) = deliveries.troubles(there.desk.db)
    assert (trouble.kind, trouble.code, trouble.theirs) == (Kind.CASE_EXTENDED, "case.state", "作废")
    seen = sides.sides_of(there.desk, trouble.line)
    assert seen.sides == (Side(field="state", base="", mine=Kind.CASE_EXTENDED, theirs="作废"),)
    number = numbers(there.desk, case)[-1]
    sides.take_theirs(there.desk, CLERK, trouble.line, "办件已作废")
    assert voiding.is_void(there.desk.db, number)
    assert there.case(case).state is CounterState.VOIDED
    _all_is_well(there, here)


def test_a_refused_line_cannot_be_given_up_and_waits_before_the_hall(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """It is put right, or the case is voided; a supervisor elsewhere sees it and why (domain.md §7)."""
    here, there = windows
    case = _owing(here, there, item, clock)
    line = _told_without_ground(here, case)
    here.round()
    with pytest.raises(RuleBroken) as caught:
        sides.take_theirs(here.desk, CLERK, line, "算了")
    assert caught.value.code == "correction.no_dispute"
    assert sides.sides_of(here.desk, line).sides == ()
    there.round()
    (review,) = _of_line(there, line)
    assert (review.kind, review.window, review.case) == (ReviewKind.LINE_REFUSED, "12", case.case_id)
    assert "依据" in review.reason
    sides.hand_to_supervisor(here.desk, CLERK, line, "请指示")
    void = Void(case=case.case_id, reason="重复收件")
    course.void(here.desk, CLERK, void, here.approved(void))
    for window in windows:
        window.round()
        assert lists.outbox(window.desk).all_arrived()
    assert _of_line(there, line) == []


def _told_without_ground(window: Window, case: Case) -> LineId:
    """A line that no deed writes: somebody edited the program."""
    line = LineId(uuid7())
    with deed(window.desk) as doing:
        (number,) = papers.next_numbers(doing, 1)
        paper = IssuedPaper(kind=PaperKind.CORRECTION_NOTICE, number=number, content_sha256="ab" * 32, copies=2)
        body = CaseToldAgain(code=owed_codes(case)[0], defect=Defect(), papers=(paper,))
        doing.tell(
            Entry(
                kind=Kind.CASE_TOLD_AGAIN,
                body=body,
                actor=CLERK.clerk_no,
                moment=window.desk.moment(),
                case=case.case_id,
                id=line,
            )
        )
    return line


def _field_owing(here: Window, there: Window, item: ServiceItem, clock: FakeClock) -> tuple[Case, FormField]:
    """A case whose last material and one field of the form are to be put right; both windows know it."""
    whole = filled(item)
    field = next(each for each in item.form if each.kind is FieldKind.TEXT and each.key in whole.form)
    last = whole.materials[-1]
    defects = (
        Defect(material=last.code, name=last.code, ground="某条例", remedy="补交原件"),
        Defect(name=field.label, ground="某条例", remedy=f"补填“{field.label}”"),
    )
    given = msgspec.structs.replace(whole, materials=whole.materials[:-1])
    case = intake.take_case(here.desk, CLERK, draft_of(given, at=clock.at), Decision.CORRECTION, _told(defects)).case
    here.round()
    there.round()
    clock.go_on(hours=1)
    return case, field


def _told(defects: tuple[Defect, ...]) -> Correction:
    return Correction(defects=defects)


def _put_right(window: Window, case: Case, field: FormField, value: str, *codes: str) -> None:
    course.supplement(window.desk, CLERK, case.case_id, brought(*codes), form={field.key: value})


def test_a_field_that_two_supplements_filled_differently_goes_to_a_person_and_what_came_has_come_f11(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """protocol.md, Conflicts: the supplement carries the base it was made on; materials are a union."""
    here, there = windows
    case, field = _field_owing(here, there, item, clock)
    first, second = owed_codes(case)
    _put_right(here, case, field, "甲处", first, second)
    clock.go_on(minutes=1)
    _put_right(there, case, field, "乙处", second)
    there.round()
    assert there.case(case).intake.form[field.key] == "乙处"
    clock.go_on(minutes=1)
    here.round()
    (trouble,) = deliveries.troubles(here.desk.db)
    assert (trouble.verdict, trouble.code, trouble.field) == ("conflict", "case.same_field", f"form.{field.key}")
    base = filled(item).form[field.key]
    assert sides.sides_of(here.desk, trouble.line).sides == (
        Side(field=f"form.{field.key}", base=base, mine="甲处", theirs="乙处"),
    )
    there.round()
    at_platform = there.case(case)
    assert at_platform.intake.form[field.key] == "乙处", "nothing was overwritten"
    assert at_platform.course.open_owed() == (), "the material that came here has come, whatever becomes of the field"
    assert first in {material.code for material in at_platform.intake.materials}
    assert at_platform.state is CounterState.ACCEPTED


def test_theirs_is_taken_of_a_supplement_and_its_papers_stay(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """放弃: the field is theirs, what was received stays received, and both windows say the same."""
    here, there = windows
    case, field = _field_owing(here, there, item, clock)
    first, second = owed_codes(case)
    _put_right(here, case, field, "甲处", first, second)
    clock.go_on(minutes=1)
    _put_right(there, case, field, "乙处", second)
    there.round()
    clock.go_on(minutes=1)
    here.round()
    here.round()
    (trouble,) = deliveries.troubles(here.desk.db)
    mine = numbers(here.desk, case)
    taken = sides.take_theirs(here.desk, CLERK, trouble.line, "已电话核实")
    assert taken.case.intake.form[field.key] == "乙处"
    assert not any(voiding.is_void(here.desk.db, number) for number in mine)
    _all_is_well(here, there)
    assert here.case(case).intake == there.case(case).intake
    assert here.case(case).state is there.case(case).state is CounterState.ACCEPTED


def _at_hall(hall: Hall, case: Case) -> CaseCard:
    with hall.database.read() as connection:
        raw = connection.scalar(text("SELECT card FROM cases WHERE case_id = :case"), {"case": case.case_id})
    assert raw is not None
    return msgspec.json.decode(raw, type=CaseCard)


def test_mine_is_sent_again_of_a_supplement(
    hall: Hall, windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """作为补充: what this window wrote stands on both sides, with the choice in the journal."""
    here, there = windows
    case, field = _field_owing(here, there, item, clock)
    first, second = owed_codes(case)
    _put_right(here, case, field, "甲处", first, second)
    clock.go_on(minutes=1)
    _put_right(there, case, field, "乙处", second)
    there.round()
    clock.go_on(minutes=1)
    here.round()
    here.round()
    (trouble,) = deliveries.troubles(here.desk.db)
    sides.send_mine_again(here.desk, CLERK, trouble.line, "已当面核对原件")
    _all_is_well(here, there)
    assert here.case(case).intake.form[field.key] == "甲处"
    assert _at_hall(hall, case).intake == here.case(case).intake


def test_different_fields_and_equal_answers_of_two_supplements_merge(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    here, there = windows
    case, field = _field_owing(here, there, item, clock)
    first, second = owed_codes(case)
    _put_right(here, case, field, "甲处", first)
    clock.go_on(minutes=1)
    _put_right(there, case, field, "甲处", second)
    there.round()
    clock.go_on(minutes=1)
    here.round()
    _all_is_well(here, there)
    assert here.case(case).intake == there.case(case).intake
    assert here.case(case).course.open_owed() == ()


def test_who_read_an_old_value_is_told_before_he_writes_over_it(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """The panel was open while another window's supplement came: read again, then it is his choice."""
    here, there = windows
    case, field = _field_owing(here, there, item, clock)
    first, second = owed_codes(case)
    read = {field.key: here.case(case).intake.form[field.key]}
    _put_right(there, case, field, "乙处", second)
    there.round()
    here.round()
    with pytest.raises(RuleBroken) as caught:
        course.supplement(here.desk, CLERK, case.case_id, brought(first), form={field.key: "甲处"}, base_form=read)
    assert (caught.value.code, caught.value.field) == ("supplement.changed_elsewhere", f"form.{field.key}")
    assert caught.value.params["theirs"] == "乙处"
    course.supplement(
        here.desk, CLERK, case.case_id, brought(first), form={field.key: "甲处"}, base_form={field.key: "乙处"}
    )
    _all_is_well(here, there)
    assert there.case(case).intake.form[field.key] == "甲处"


def _note(window: Window, case: Case, *materials: ReceivedMaterial) -> None:
    """材料更正 at that window, on what it knows."""
    now = {material.code: material for material in window.case(case).intake.materials}
    noted = tuple((now | {each.code: each for each in materials}).values())
    amend = Amend(case=case.case_id, number=numbers(window.desk, case)[-1], materials=noted, reason="收取方式录错")
    course.amend(window.desk, CLERK, amend, window.approved(amend))


def test_two_windows_put_materials_right_and_both_stand(
    windows: tuple[Window, Window], item: ServiceItem, clock: FakeClock
) -> None:
    """protocol.md, Conflicts: materials are a union; each re-issued paper cites the one that its window voided."""
    here, there = windows
    case = _owing(here, there, item, clock)
    first, second = here.case(case).intake.materials[:2]
    clock.go_on(minutes=1)
    _note(here, case, msgspec.structs.replace(first, how_got=HowGot.E_LICENCE, copies=3))
    spec = item.material(second.code)
    assert spec is not None
    scan = intake.attach_file(there.desk, spec, content=PDF, file_name="补扫.pdf")
    _note(there, case, msgspec.structs.replace(second, attachments=(*second.attachments, scan)))
    there.round()
    clock.go_on(minutes=1)
    here.round()
    there.round()
    here.round()
    assert all(lists.outbox(window.desk).all_arrived() for window in windows)
    number = numbers(here.desk, case)[-1]
    again = msgspec.structs.replace(here.case(case).intake.applicant, phone=B)
    amend = Amend(case=case.case_id, number=number, applicant=again, reason="x")
    course.amend(
        here.desk, CLERK, amend, here.approved(amend)
    )  # the scan that lies at the other window is no hindrance
    here.round()
    there.round()
    now = {material.code: material for material in here.case(case).intake.materials}
    assert (now[first.code].how_got, now[first.code].copies) == (HowGot.E_LICENCE, 3)
    assert scan in now[second.code].attachments
    assert here.case(case).intake == there.case(case).intake
