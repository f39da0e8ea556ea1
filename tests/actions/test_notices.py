"""A department acted by itself: the window gives the applicant the paper that says so, once."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import course, notices
from counter.actions.desk import Desk
from counter.documents.model import PaperContent, PaperDefect
from counter.documents.paper import render
from counter.domain.case import Case, CounterState, PaperKind
from counter.domain.course import Defect
from counter.domain.deadlines import SpecialProcedure, listed_procedures
from counter.domain.item import Handling, ServiceItem, TimeLimit
from counter.domain.person import Contact
from counter.errors import RuleBroken
from counter.store import cases, journal, papers
from counter.wire.bodies import CaseNoticeIssued, Kind, read_body
from counter.wire.messages import NewsKind
from counter.wire.news import Act, DepartmentAct
from tests.actions.courses import accepted, item_with_two, paper_kinds, received, voided
from tests.actions.results import card_of, hear
from tests.conftest import CLERK, FakeClock


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _act(desk: Desk, case: Case, what: Act, **says: object) -> DepartmentAct:
    told = DepartmentAct(act=what, case=case.case_id, at=desk.moment().at, department="云溪县局", **says)  # type: ignore[arg-type]  # each act has its own
    hear(desk, NewsKind.DEPARTMENT, told, case=case.case_id)
    return told


def _issue(desk: Desk, case: Case) -> PaperContent:
    """The paper that was issued; it can be drawn, and its line names the act."""
    (number,) = notices.issue_notice(desk, CLERK, case.case_id).papers
    paper = papers.read_paper(desk.db, number)
    assert paper is not None
    content = msgspec.json.decode(paper.content, type=PaperContent)
    assert render(content).startswith(b"%PDF")
    line = journal.lines_of_case(desk.db, case.case_id)[-1].opened()
    body = read_body(line.kind, line.body)
    assert line.kind == Kind.CASE_NOTICE_ISSUED
    assert isinstance(body, CaseNoticeIssued)
    assert [issued.number for issued in body.papers] == [number]
    return content


def test_acceptance_by_the_department_is_told_with_its_voucher_licence_law_article_32(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """许可法 32: accepted or not, a dated written voucher is issued."""
    case = received(desk, item)
    clock.go_on(days=1)
    _act(desk, case, Act.ACCEPTED)
    (todo,) = notices.open_notices(desk)
    assert (todo.case, todo.act, todo.paper, todo.phone) == (
        case.case_id,
        Act.ACCEPTED,
        PaperKind.ACCEPTANCE,
        "13900000000",
    )
    content = _issue(desk, case)
    row = cases.read_case(desk.db, case.case_id)
    assert row is not None
    assert (content.kind, content.accepted_at, content.promised_due_on) == (
        PaperKind.ACCEPTANCE,
        clock.at,
        row.due.promised_on,
    )
    assert notices.open_notices(desk) == ()


def test_refusal_by_the_department_is_told_with_reasons_and_remedies_licence_law_article_38(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """许可法 38(2)."""
    case = received(desk, item)
    clock.go_on(hours=1)
    _act(desk, case, Act.REFUSED, reason="场所与污染源的距离不够", basis="某条例第十条")
    content = _issue(desk, case)
    assert (content.kind, content.reasons, content.legal_basis) == (
        PaperKind.REFUSAL,
        "场所与污染源的距离不够",
        "某条例第十条",
    )
    assert "行政复议" in content.remedies


def test_correction_by_the_department_is_told_at_once_and_whole_licence_law_article_32_4(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """许可法 32(4): everything, with its ground, its remedy and the day."""
    case = received(desk, item)
    clock.go_on(hours=1)
    code = case.intake.materials[0].code
    defect = Defect(material=code, name="营业执照", ground="某条例第三条", remedy="补交原件")
    _act(desk, case, Act.CORRECTION, defects=(defect,))
    content = _issue(desk, case)
    assert content.kind is PaperKind.CORRECTION_NOTICE
    assert content.defects == (PaperDefect(name="营业执照", ground="某条例第三条", remedy="补交原件"),)
    assert content.correction_due_on == dt.date(2026, 3, 23)


def test_special_procedure_its_end_and_extension_are_told_in_their_order_licence_law_articles_42_and_45(
    desk: Desk, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """许可法 45: the days in writing; 42: the reasons. What was told late is told in the order of the acts."""
    item = next(each for each in items if each.handling is Handling.PROMISED and _procedures(each))
    case = accepted(desk, item)
    procedure = _procedures(item)[0]
    clock.go_on(hours=1)
    _act(desk, case, Act.HUNG, procedure=procedure, days=TimeLimit(amount=9), basis="某条例第三条")
    clock.go_on(days=2)
    _act(desk, case, Act.RESUMED)
    running = cases.read_case(desk.db, case.case_id)
    assert running is not None
    before = course.clock_of(desk, running)
    clock.go_on(hours=1)
    _act(desk, case, Act.EXTENDED, days=TimeLimit(amount=3), official="韩局长", reason="案情复杂")
    assert [todo.act for todo in notices.open_notices(desk)] == [Act.HUNG, Act.RESUMED, Act.EXTENDED]
    hung, resumed, extended = (_issue(desk, case) for _ in range(3))
    assert hung.procedure is not None
    assert (hung.procedure.name, hung.procedure.days, hung.procedure.basis, hung.procedure.begins_on) == (
        procedure.label,
        "9个工作日",
        "某条例第三条",
        dt.date(2026, 3, 2),
    )
    assert resumed.procedure is not None
    assert (resumed.procedure.begins_on, resumed.procedure.resumed_on) == (dt.date(2026, 3, 2), dt.date(2026, 3, 4))
    assert extended.extension is not None
    assert (extended.extension.by, extended.extension.approver, extended.reasons) == ("3个工作日", "韩局长", "案情复杂")
    assert (extended.extension.promised_before, extended.extension.legal_before) == (
        before.promised_on,
        before.legal_on,
    )
    assert sorted(paper_kinds(desk, case)[1:]) == ["extension", "resumption", "special_procedure"]


def test_what_was_told_is_not_told_twice(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """However often the platform tells, and however often somebody presses."""
    case = received(desk, item)
    clock.go_on(hours=1)
    act = _act(desk, case, Act.ACCEPTED)
    _issue(desk, case)
    hear(desk, NewsKind.DEPARTMENT, act, case=case.case_id)
    before = paper_kinds(desk, case)
    with pytest.raises(RuleBroken) as caught:
        notices.issue_notice(desk, CLERK, case.case_id)
    assert caught.value.code == "notice.none"
    assert paper_kinds(desk, case) == before


def test_an_act_that_does_not_go_together_with_the_case_is_told_by_nobody_yet(
    desk: Desk, clock: FakeClock, item: ServiceItem
) -> None:
    """A correction after the acceptance has no effect (许可法 32(4)): a supervisor sees it, no paper says it."""
    case = accepted(desk, item)
    clock.go_on(hours=1)
    _act(desk, case, Act.CORRECTION, defects=(Defect(name="a", ground="b", remedy="c"),))
    assert notices.open_notices(desk) == ()
    with pytest.raises(RuleBroken) as caught:
        notices.issue_notice(desk, CLERK, case.case_id)
    assert caught.value.code == "notice.not_here"


def test_nobody_is_told_of_a_case_that_is_void(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """Its numbers are void as well."""
    case = received(desk, item)
    clock.go_on(hours=1)
    _act(desk, case, Act.ACCEPTED)
    voided(desk, case.case_id)
    assert notices.open_notices(desk) == ()
    with pytest.raises(RuleBroken) as caught:
        notices.issue_notice(desk, CLERK, case.case_id)
    assert caught.value.code == "case.voided"


def test_the_contact_is_called_before_the_applicant(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """Who was named to be called is called."""
    case = received(desk, item)
    intake = msgspec.structs.replace(case.intake, contact=Contact(name="马冬梅", phone="13911112222"))
    with desk.store.write() as db:
        cases.update_case(db, msgspec.structs.replace(case, intake=intake))
    clock.go_on(hours=1)
    _act(desk, case, Act.ACCEPTED)
    (todo,) = notices.open_notices(desk)
    assert (todo.contact_name, todo.phone, todo.applicant_name) == ("马冬梅", "13911112222", "欧阳一鸣")


def test_a_case_that_came_from_another_window_is_told_of_here(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """It was reassigned to this window with an act that the other had not told."""
    case = received(desk, item)
    away = msgspec.structs.replace(case, case_id="0" * 8 + case.case_id[8:], case_no="421199-01-07-A-000001-1")
    clock.go_on(hours=1)
    told = DepartmentAct(act=Act.ACCEPTED, case=away.case_id, at=clock.at, department="云溪县局")
    hear(desk, NewsKind.DEPARTMENT, told, case=away.case_id)
    assert notices.open_notices(desk) == ()
    row = cases.read_case(desk.db, case.case_id)
    assert row is not None
    hear(desk, NewsKind.DEPARTMENT, msgspec.structs.replace(told, case=case.case_id), case=case.case_id)
    mine = cases.read_case(desk.db, case.case_id)
    assert mine is not None
    card = card_of(msgspec.structs.replace(mine, case_id=away.case_id, case_no=away.case_no))
    hear(desk, NewsKind.CASE, card, case=away.case_id)
    assert {todo.case_no for todo in notices.open_notices(desk)} == {case.case_no, away.case_no}
    assert _issue(desk, away).case_code == away.case_no


def test_a_case_that_went_away_is_told_of_there(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """改派."""
    case = received(desk, item)
    clock.go_on(hours=1)
    _act(desk, case, Act.ACCEPTED)
    _act(desk, case, Act.REASSIGNED, to_window="07")
    assert notices.open_notices(desk) == ()
    row = cases.read_case(desk.db, case.case_id)
    assert row is not None
    assert row.state is CounterState.ACCEPTED


def _procedures(item: ServiceItem) -> tuple[SpecialProcedure, ...]:
    return listed_procedures(item.special_procedures)
