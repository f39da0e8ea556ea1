"""办理 in 办件: every decision and step by keys, its sheet first, its approval at the window or in the queue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from counter.actions import intake, reviews
from counter.actions.desk import Desk
from counter.domain.case import CounterState, Decision
from counter.domain.item import Handling, ServiceItem
from counter.domain.review import ReviewState
from counter.lanes import Lane
from counter.store import catalogue
from tests.actions import courses
from tests.actions.approving import SECRET
from tests.actions.rulings import know_credit
from tests.conftest import CLERK, SUPERVISOR, FakeClock, draft_of, filled
from tests.documents.reading import all_of
from tests.ui.casing import KEY, Stage
from ui.bridge import Bridge
from ui.names import DECISIONS

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def stage(
    *,
    qtbot: QtBot,
    bridge: Bridge,
    lane: Lane,
    lane_desk: Desk,
    items: tuple[ServiceItem, ...],
    clock: FakeClock,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Stage]:
    """The screen over a desk with an item that lists a special procedure."""
    uncertain = getattr(request, "param", "") == "uncertain"
    made = Stage(qtbot, bridge, lane, lane_desk, courses.item_with_two(items), clock, tmp_path, uncertain=uncertain)
    yield made
    made.close()


def _texts(stage: Stage) -> str:
    return "\n".join(label.text() for label in stage.view.detail.findChildren(QLabel) if label.isVisible())


def _open_steps(stage: Stage) -> list[str]:
    return [move.title for move in stage.view.detail.moves.moves() if not move.closed]


def test_the_clock_and_what_is_owed_are_said_in_words(stage: Stage) -> None:
    case = stage.make(courses.correcting)
    stage.open(case)
    assert stage.view.detail.clock_words() == "待补正，剩余 15 个工作日"
    tables = {table.accessibleName(): table for table in stage.view.detail.findChildren(type(stage.view.table))}
    model = tables["待补材料"].model()
    assert model.rowCount() == 2
    assert model.index(0, 0).data() == "剩 5 个工作日"


def test_the_countdown_of_an_unanswered_case_stands_in_list_and_detail(stage: Stage) -> None:
    """许可法 32(4): after five working days of silence the law answers."""
    case = stage.make(courses.received)
    stage.make(courses.accepted, serial=2)
    stage.clock.go_on(days=3)
    stage.presenter.show_actor(CLERK)
    stage.view.setFocus()
    stage.hands.wait_for(lambda: stage.view.rows.rowCount() == 2, "both")
    assert stage.view.undecided.count() == 1
    stage.hands.press(KEY.Key_1, ALT)
    stage.hands.wait_for(lambda: stage.view.rows.rowCount() == 1, "the undecided one")
    assert stage.view.rows.data(stage.view.rows.index(0, 6)) == "待决定，剩 2 个工作日"
    stage.view.table.setFocus()
    stage.view.table.go_to(0)
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(lambda: stage.shown(case), "the case")
    assert stage.view.detail.clock_words() == "待决定，剩余 2 个工作日"
    stage.clock.go_on(days=7)
    stage.presenter.open_case(case.case_id)
    stage.hands.wait_for(lambda: "即为受理" in stage.view.detail.clock_words(), "the law's answer")
    stage.hands.press(KEY.Key_F8)
    assert "补正告知" not in _open_steps(stage)


def test_a_correction_told_later_is_written_on_its_own_page(stage: Stage) -> None:
    whole = filled(stage.item)
    draft = draft_of(msgspec.structs.replace(whole, materials=whole.materials[:-1]))
    case = stage.lane.call(intake.take_case, stage.desk, CLERK, draft, Decision.RECEIVED).case
    stage.open(case)
    stage.choose("补正告知")
    stage.hands.wait_for(stage.view.ruling_open, "the page")
    stage.hands.press(KEY.Key_F8)
    stage.says("补正告知：已保存，现为“待补正”")
    assert not stage.view.ruling_open()
    assert stage.disk(case).papers[-1].paper.kind.value == "correction_notice"


def test_a_refusal_told_later_waits_for_the_supervisor(stage: Stage) -> None:
    case = stage.make(courses.received)
    stage.open(case)
    stage.choose("不予受理")
    stage.hands.wait_for(stage.view.ruling_open, "the page")
    stage.hands.press(KEY.Key_F8)
    stage.hands.wait_for(lambda: bool(stage.view.ruling.banner.text()), "what is missing")
    body = stage.view.ruling.ruled.body()
    assert body is not None
    for path, field in body.fields.items():
        if path.endswith("reasons"):
            field.editor.setPlainText("经核查不符合条件")  # type: ignore[attr-defined]  # a LongEdit
        elif path.endswith("legal_basis"):
            field.editor.setText("办事指南第一条")  # type: ignore[attr-defined]  # a QLineEdit
    stage.hands.press(KEY.Key_F8)
    stage.approve()
    stage.says("不予受理：已保存")
    assert stage.state(case) == "refused"


def test_esc_leaves_the_page_of_a_decision_and_nothing_was_done(stage: Stage) -> None:
    case = stage.make(courses.received)
    stage.open(case)
    stage.choose("不予受理")
    stage.hands.wait_for(stage.view.ruling_open, "the page")
    stage.hands.press(KEY.Key_Escape)
    assert not stage.view.ruling_open()
    assert stage.state(case) == "received"


def test_an_extension_says_what_it_does_and_is_approved_on_the_spot(stage: Stage) -> None:
    case = stage.make(courses.accepted)
    stage.open(case)
    stage.choose("延长办理期限")
    assert "只能延长一次" in _texts(stage)
    stage.fill("", "情况复杂")
    stage.approve()
    stage.says("延长办理期限：已保存")
    stage.hands.press(KEY.Key_F9)
    stage.hands.wait_for(lambda: len(list(stage.printed.glob("*.pdf"))) == 1, "the notice")
    assert any(entry.kind == "case.extended" for entry in stage.disk(case).timeline)
    stage.hands.press(KEY.Key_F8)
    stage.hands.wait_for(lambda: "延长办理期限" not in _open_steps(stage), "once only")


def test_too_long_an_extension_is_refused_at_its_field(stage: Stage) -> None:
    case = stage.make(courses.accepted)
    stage.open(case)
    stage.choose("延长办理期限")
    by, reason = stage.view.detail.form.editors()
    reason.setText("情况复杂")  # type: ignore[attr-defined]  # a QLineEdit
    for typed, said in (("soon", "请录入数字"), ("99", "最多延长")):
        by.setText(typed)  # type: ignore[attr-defined]  # a QLineEdit
        reason.setFocus()
        stage.hands.press(KEY.Key_Return)
        stage.hands.wait_for(lambda said=said: said in _texts(stage), said)  # type: ignore[misc]
    assert stage.state(case) == "accepted"


def test_what_the_supervisor_approved_in_his_queue_is_done_from_the_case(stage: Stage) -> None:
    case = stage.make(courses.accepted)
    stage.open(case)
    stage.choose("申请人撤回")
    stage.fill("改办其他事项")
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(stage.view.approval.asking, "提请审核")
    stage.hands.press(KEY.Key_2)
    stage.hands.press(KEY.Key_Return)
    stage.says("已提请主管审核")
    stage.lane.call(_approve_all, stage.desk)
    stage.presenter.open_case(case.case_id)
    stage.hands.wait_for(lambda: "主管已批准" in _texts(stage), "the approval")
    stage.choose("办理：撤回申请：主管已批准，待办理")
    stage.hands.press(KEY.Key_Return)
    stage.says("现为“已撤回”")
    assert stage.state(case) == "withdrawn"


def test_a_special_procedure_hangs_the_clock_and_its_end_lets_it_run(
    stage: Stage, items: tuple[ServiceItem, ...]
) -> None:
    item = next(
        item
        for item in items
        if item.special_procedures and item.handling is Handling.PROMISED and "1" in item.service_targets
    )
    stage.item = item
    case = stage.make(courses.accepted)
    stage.open(case)
    stage.choose("特别程序开始")
    stage.fill("", "15", "", "办事指南所列", "", "")
    stage.approve()
    stage.says("特别程序开始：已保存")
    stage.hands.wait_for(lambda: stage.view.detail.clock_words().startswith("挂起至"), "the clock")
    stage.choose("特别程序结束")
    stage.hands.press(KEY.Key_Return)
    stage.says("特别程序结束：已保存")
    stage.hands.wait_for(lambda: stage.view.detail.clock_words().startswith("剩余"), "the clock again")


def test_a_wrong_name_is_amended_and_the_new_paper_cites_the_old(stage: Stage) -> None:
    case = stage.make(courses.accepted)
    number = stage.disk(case).papers[-1].paper.number
    stage.open(case)
    stage.choose("文书更正")
    form = stage.view.detail.form
    answers = form.answers()
    assert answers["number"] == number
    fields = dict(zip(answers, form.editors(), strict=True))
    fields["applicant.name"].setText("欧阳一呜")  # type: ignore[attr-defined]  # a QLineEdit
    fields["reason"].setText("姓名录错")  # type: ignore[attr-defined]
    fields["reason"].setFocus()
    stage.hands.press(KEY.Key_Return)
    stage.approve()
    stage.says("文书更正：已保存")
    after = stage.disk(case)
    assert after.case.intake.applicant.name == "欧阳一呜"
    assert after.case.course.cites == number
    assert [paper.void for paper in after.papers][-2:] == [True, False]


def test_only_who_is_on_the_list_of_broken_promises_can_be_removed_from_it(stage: Stage) -> None:
    """移出失信名单 (domain.md §2, Record): with a reason, by a supervisor, and the hall is told by a journal line."""
    case = stage.make(courses.accepted)
    stage.open(case)
    assert "移出失信名单" not in _open_steps(stage)
    applicant = stage.disk(case).case.intake.applicant
    stage.lane.call(know_credit, stage.desk, applicant.id_number)
    stage.hands.press(KEY.Key_Escape)
    stage.open(case)
    stage.choose("移出失信名单")
    stage.fill("已完成信用修复，见修复证明")
    stage.approve()
    stage.says("移出失信名单：已保存")
    assert any(entry.kind == "person.unlisted" for entry in stage.disk(case).timeline)


def test_a_void_case_keeps_its_record_and_takes_no_further_step(stage: Stage) -> None:
    case = stage.make(courses.accepted)
    stage.open(case)
    stage.choose("作废")
    stage.fill("重复收件")
    stage.approve()
    stage.says("现为“已作废”")
    stage.hands.wait_for(lambda: stage.view.detail.case().state is CounterState.VOIDED, "the state")  # type: ignore[union-attr]
    stage.hands.press(KEY.Key_F8)
    stage.says("此办件已作废")


def test_a_case_owes_nothing_more_to_say_than_the_form_that_was_filled(stage: Stage) -> None:
    case = stage.make(courses.accepted)
    stage.open(case)
    tables = {table.accessibleName(): table for table in stage.view.detail.findChildren(type(stage.view.table))}
    assert tables["待补材料"].isHidden()
    shown = {tables["表单"].model().index(row, 0).data() for row in range(tables["表单"].model().rowCount())}
    assert shown == {field.label for field in stage.item.form if case.intake.form.get(field.key)}


@pytest.mark.parametrize("stage", ["uncertain"], indirect=True)
def test_an_uncertain_print_is_asked_about_once(stage: Stage) -> None:
    """faults.md F15: 不确定 is answered by a person, once."""
    case = stage.make(courses.accepted)
    stage.open(case)
    line = stage.view.detail.came_out
    stage.hands.press(KEY.Key_F9)
    stage.hands.wait_for(lambda: bool(line.question()), "the question")
    stage.hands.press(KEY.Key_N)
    stage.says("没有出纸")
    stage.hands.wait_for(lambda: "没有出纸" in _print_words(stage), "the answer beside the paper")
    stage.hands.press(KEY.Key_F9)  # the original again, without a reason
    stage.hands.wait_for(lambda: bool(line.question()), "the second question")
    stage.hands.press(KEY.Key_Y)
    stage.says("已出纸")
    prints = [row.came_out for paper in stage.disk(case).papers for row in paper.prints]
    assert prints == [False, True]
    stage.presenter.open_case(case.case_id)
    stage.hands.rest(100)
    assert line.question() == ""


@pytest.mark.parametrize("stage", ["uncertain"], indirect=True)
def test_a_key_leads_to_the_question_that_was_left_open_and_back_to_the_list(stage: Stage) -> None:
    """faults.md F15, F30: who comes back to the case later is asked without the mouse, and reads the key."""
    case = stage.make(courses.accepted)
    stage.open(case)
    line = stage.view.detail.came_out
    stage.hands.press(KEY.Key_F9)
    stage.hands.wait_for(lambda: bool(line.question()), "the question")
    stage.hands.press(KEY.Key_Escape)
    stage.presenter.open_case(case.case_id)
    stage.hands.wait_for(lambda: bool(line.question()), "the question is asked again, beside the case")
    before = stage.view.focusWidget()
    assert not line.isAncestorOf(before)
    assert "Alt+C" in _texts(stage)
    stage.hands.press(KEY.Key_C, ALT)
    stage.hands.picture("f7-came-out-by-key")
    stage.hands.press(KEY.Key_N)
    stage.says("没有出纸")
    assert stage.view.focusWidget() is before
    assert [row.came_out for paper in stage.disk(case).papers for row in paper.prints] == [False]
    stage.hands.press(KEY.Key_C, ALT)
    assert stage.view.focusWidget() is before, "nothing is asked any more"


def test_a_key_leads_to_the_papers_so_that_an_older_one_is_printed_or_looked_at(stage: Stage) -> None:
    case = stage.make(courses.received)
    stage.open(case)
    assert "Alt+2" in _texts(stage)
    stage.hands.press(KEY.Key_2, ALT)
    assert stage.view.focusWidget() is stage.view.detail.papers_table
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(lambda: stage.view.detail.preview.page_count() > 0, "its paper")


def test_a_received_case_is_committed_on_a_promise_that_is_printed_and_signed_first(stage: Stage) -> None:
    """办件: F8, 告知承诺, F9 for the sheet, Space, F8 (faults.md F12; 国办发〔2020〕42号)."""
    stage.lane.call(know_credit, stage.desk)
    stage.item = msgspec.structs.replace(stage.item, commitment_conditions=("有固定的经营场所", "有相应的设施"))
    stage.lane.call(_publish, stage.desk, stage.item)
    case = stage.make(courses.received)
    stage.open(case)
    stage.choose(DECISIONS[Decision.COMMITTED])
    stage.hands.wait_for(stage.view.ruling_open, "the panel")
    promise = stage.view.ruling.ruled.promise()
    assert promise is not None
    promise.go_to_signature()
    stage.hands.press(KEY.Key_Space)
    stage.hands.press(KEY.Key_F8)
    assert stage.view.ruling.banner.text().endswith("承诺书还没有打印；请按 F9 打印，由签署人签名")
    stage.hands.press(KEY.Key_F9)
    stage.hands.wait_for(lambda: promise.steps()[0].startswith("① 已打印"), "the sheet")
    stage.hands.picture("f7-promise-printed")
    sheet = all_of((stage.printed / "form-commitment.pdf").read_bytes())[1]
    assert f"核对码：{promise.promise().sheet}" in sheet
    assert not promise.promise().signed, "what was noted before the sheet came out was no signature on it"
    stage.hands.press(KEY.Key_Space)
    stage.hands.press(KEY.Key_F8)
    stage.says(f"{DECISIONS[Decision.COMMITTED]}：已保存")
    assert stage.state(case) == "committed"
    assert [paper.paper.kind.value for paper in stage.disk(case).papers] == ["receipt", "acceptance"]


def _publish(desk: Desk, item: ServiceItem) -> None:
    with desk.store.write() as db:
        catalogue.put_items(db, (item,), ())


def _print_words(stage: Stage) -> str:
    model = stage.view.detail.papers_table.model()
    return str(model.index(model.rowCount() - 1, 2).data())


def _approve_all(desk: Desk) -> None:
    page = reviews.list_reviews(desk, SUPERVISOR, state=ReviewState.OPEN)
    reviews.decide(desk, SUPERVISOR, [row.id for row in page.rows], approved=True, reason="", secret=SECRET)


def test_a_reprint_is_not_asked_for_any_more_once_another_case_is_opened(stage: Stage) -> None:
    """Else the reason typed for the one would print the paper of the other."""
    case, other = stage.make(courses.accepted), stage.make(courses.accepted, serial=2)
    stage.open(case)
    stage.hands.press(KEY.Key_F9)
    stage.hands.wait_for(lambda: len(list(stage.printed.glob("*.pdf"))) == 1, "the paper")
    stage.says("出纸")
    stage.hands.wait_for(lambda: bool(stage.view.detail.detail().papers[-1].prints), "the print")  # type: ignore[union-attr]
    stage.hands.press(KEY.Key_F9)
    assert not stage.view.confirm.isHidden()
    stage.view.search.setFocus()
    stage.view.search.selectAll()
    stage.hands.type(other.case_no)
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(lambda: stage.shown(other), "the other case")
    assert stage.view.confirm.isHidden()
