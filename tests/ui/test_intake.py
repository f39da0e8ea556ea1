"""收件 with a real desk in the real shell, worked by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from counter.actions import intake as deeds
from counter.actions.desk import Desk
from counter.domain.case import CounterState, Decision, PrintOutcome
from counter.domain.item import Handling, Need, ServiceItem
from counter.domain.person import ApplicantKind
from counter.errors import DeviceTrouble
from counter.lanes import Lane
from tests.conftest import CLERK, company_code, draft_of, filled, resident_number, sample_value
from tests.ui.test_intake_stage import ALT, CTRL, KEY, Stage, decide, fill, plain_item
from ui.bridge import Bridge
from ui.parts.search import SearchBox


@pytest.fixture
def stage(*, qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...]) -> Stage:
    """A clerk before a blank form."""
    return Stage(qtbot, bridge, lane, lane_desk, items)


def walk_form(stage: Stage, item: ServiceItem) -> None:
    """From the last material to the decision: what is required is typed, Enter goes on."""
    stage.press(KEY.Key_Return)
    for field in item.form:
        if field.required:
            stage.type(sample_value(field))
        stage.press(KEY.Key_Return)
    stage.press(KEY.Key_Return)  # the remark stays empty


def test_a_simple_case_is_taken_with_keys_alone_and_few_of_them(stage: Stage) -> None:
    item = plain_item(stage)
    stage.type(resident_number())
    stage.press(KEY.Key_Return)
    stage.type("欧阳一鸣")
    stage.press(KEY.Key_Return)
    stage.type("13900000000")
    stage.press(KEY.Key_Return, KEY.Key_Return)  # the address stays empty
    stage.type(item.name)
    stage.press(KEY.Key_Return)
    stage.until(lambda: stage.view.service_item() == item)
    stage.settle()
    assert stage.focused() is stage.view.materials.table
    for material in item.materials:
        stage.press(KEY.Key_Space if material.need is not Need.OPTIONAL else KEY.Key_Down)
    walk_form(stage, item)
    assert stage.focused() is stage.view.bar.decide
    stage.press(KEY.Key_Return, KEY.Key_Return)
    stage.until(stage.view.showing_taken)
    (case,) = stage.cases()
    assert (case.intake.applicant.name, case.intake.applicant.phone) == ("欧阳一鸣", "13900000000")
    assert case.state is CounterState.ACCEPTED
    assert stage.view.taken.number() == case.case_no
    typed = 18 + 4 + 11 + len(item.name) + sum(len(sample_value(field)) for field in item.form if field.required)
    steps = 5 + len(item.materials) + 1 + len(item.form) + 1 + 2
    assert stage.keys == typed + steps


def test_the_saved_page_leads_to_the_next_case_with_enter(stage: Stage) -> None:
    fill(stage, plain_item(stage))
    decide(stage)
    stage.press(KEY.Key_Return)
    stage.until(lambda: not stage.view.showing_taken())
    stage.settle()
    assert stage.focused() is stage.view.applicant.number()
    assert not stage.presenter.has_unsaved()
    assert stage.view.drafts.drafts() == ()


def test_a_wrong_check_digit_is_refused_in_words_while_one_types(stage: Stage) -> None:
    right = resident_number()
    stage.type(right[:-1] + ("1" if right[-1] != "1" else "2"))
    field = stage.view.applicant.fields["applicant.id_number"]
    assert field.error() == "校验位不符；请对照证件逐位核对"
    stage.press(KEY.Key_Backspace)
    assert field.error() == ""
    stage.type(right[-1])
    assert field.error() == ""


def test_what_was_said_of_a_wrong_field_goes_away_with_the_fault(stage: Stage) -> None:
    """A sentence at the foot that is not true any more sends a tired clerk looking for what is right already."""
    right = resident_number()
    stage.type(right[:-1] + ("1" if right[-1] != "1" else "2"))
    stage.press(KEY.Key_Return)
    stage.view.focus_number()
    assert "校验位不符" in stage.view.bar.banner.text()
    stage.press(KEY.Key_End)
    stage.press(KEY.Key_Backspace)
    stage.type(right[-1])
    assert stage.view.bar.banner.text() == ""


def test_full_width_digits_stand_there_as_they_will_be_kept(stage: Stage) -> None:
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
    stage.type(resident_number().translate(full_width))
    stage.press(KEY.Key_Return)
    assert stage.view.applicant.value("applicant.id_number") == resident_number()


def test_a_name_of_three_hundred_characters_or_with_a_control_character_is_told(stage: Stage) -> None:
    field = stage.view.applicant.fields["applicant.name"]
    stage.view.focus_on(field.editor)
    stage.type("张" * 300)
    assert field.error() == "最多 50 字，现为 300 字"
    assert stage.view.intake().applicant.name == "张" * 300
    stage.view.focus_on(field.editor)
    stage.type("张\u202e三")
    assert "无法显示" in field.error()


def test_what_lacks_is_marked_and_the_first_fault_has_the_focus(stage: Stage) -> None:
    item = plain_item(stage)
    stage.pick(item)
    stage.press(KEY.Key_F8, KEY.Key_Return)
    stage.until(lambda: stage.view.bar.banner.text() != "")
    assert stage.cases() == ()
    assert stage.view.applicant.fields["applicant.id_number"].error()
    assert stage.view.applicant.fields["applicant.name"].error() == "此项必填"
    assert stage.focused() in {
        stage.view.applicant.number(), stage.view.applicant.fields["applicant.name"].editor,
    }  # fmt: skip
    assert stage.view.summary.lacks()


def test_enter_on_a_lack_leads_to_its_field(stage: Stage) -> None:
    item = plain_item(stage)
    stage.pick(item)
    stage.press(KEY.Key_6, with_=ALT)
    paths = [lack.path for lack in stage.view.summary.lacks()]
    stage.press(*[KEY.Key_Down] * paths.index("applicant.phone"), KEY.Key_Return)
    assert stage.focused() is stage.view.applicant.fields["applicant.phone"].editor


def test_pressing_decide_twice_makes_one_case(stage: Stage) -> None:
    fill(stage, plain_item(stage))
    stage.press(KEY.Key_F8, KEY.Key_Return)
    stage.view.decide_asked.emit(Decision.ACCEPTED)
    stage.press(KEY.Key_F8)
    assert stage.view.bar.decide.reason() == "正在保存…"
    stage.until(stage.view.showing_taken)
    stage.settle()
    assert len(stage.cases()) == 1
    assert len(stage.printed) == 1
    assert stage.nudges == 1


def test_a_disk_that_refuses_says_not_saved_and_keeps_everything_typed(stage: Stage) -> None:
    item = plain_item(stage)
    fill(stage, item)
    stage.qtbot.waitUntil(lambda: stage.view.summary.saved() != "", timeout=8000)
    before = stage.view.intake()

    def refuse_writing(refuse: str) -> None:
        stage.desk.db.conn.execute(f"PRAGMA query_only = {refuse}")

    stage.lane.call(refuse_writing, "ON")
    stage.press(KEY.Key_F8, KEY.Key_Return)
    stage.until(lambda: stage.view.bar.banner.text().startswith("未保存："))
    assert stage.view.intake() == before
    assert not stage.view.showing_taken()
    stage.lane.call(refuse_writing, "OFF")
    decide(stage)
    assert len(stage.cases()) == 1


def test_what_was_typed_is_on_the_disk_within_two_seconds_and_offered_after_a_crash(
    stage: Stage,
) -> None:
    item = plain_item(stage)
    stage.pick(item)
    stage.press(KEY.Key_Space)
    stage.view.focus_number()
    stage.type(resident_number())
    stage.press(KEY.Key_Return)
    stage.type("欧阳一鸣")
    stage.qtbot.waitUntil(
        lambda: any(
            draft.intake.applicant.name == "欧阳一鸣" for draft in stage.lane.call(deeds.list_drafts, stage.desk, CLERK)
        ),
        timeout=2500,
    )
    typed = stage.view.intake()
    again = Stage(stage.qtbot, stage.bridge, stage.lane, stage.desk, stage.items)
    (offered,) = again.view.drafts.drafts()
    assert offered.title == f"欧阳一鸣 · {item.name}"
    assert again.view.intake().applicant.name == ""
    assert again.view.drafts.holds_focus()
    again.press(KEY.Key_Return)
    again.until(lambda: again.view.service_item() == item)
    assert again.view.intake() == typed
    again.settle()
    assert again.view.drafts.drafts() == ()


def test_cancelling_asks_once_and_leaves_no_draft(stage: Stage) -> None:
    stage.type("4211")
    stage.until(lambda: stage.view.summary.saved() != "")
    stage.press(KEY.Key_Backspace, with_=CTRL)
    assert stage.view.intake().applicant.id_number == "4211"
    stage.press(KEY.Key_Return)
    stage.until(lambda: stage.view.intake().applicant.id_number == "")
    stage.settle()
    assert stage.lane.call(deeds.list_drafts, stage.desk, CLERK) == ()


def test_f2_keeps_a_half_form_as_a_draft_and_begins_anew(stage: Stage) -> None:
    stage.type("4211")
    assert stage.presenter.has_unsaved()
    stage.press(KEY.Key_F2)
    stage.until(lambda: stage.view.intake().applicant.id_number == "")
    stage.until(lambda: len(stage.view.drafts.drafts()) == 1)
    assert not stage.presenter.has_unsaved()
    stage.press(KEY.Key_0, with_=ALT)
    stage.press(KEY.Key_Delete)
    stage.until(lambda: stage.view.drafts.drafts() == ())
    assert stage.lane.call(deeds.list_drafts, stage.desk, CLERK) == ()


def test_drafts_that_come_late_take_no_key_from_who_began(stage: Stage) -> None:
    """A clerk who goes on at once after the sign-in is not led away from the form."""
    stage.type("4211")
    stage.press(KEY.Key_F2)
    stage.until(lambda: len(stage.view.drafts.drafts()) == 1)
    stage.presenter.show_actor(CLERK)
    stage.presenter.new_case()  # before the store has answered
    stage.view.focus_number()
    stage.until(lambda: len(stage.view.drafts.drafts()) == 1)
    stage.settle()
    assert stage.focused() is stage.view.applicant.number()


def test_coming_back_from_another_screen_keeps_the_form(stage: Stage) -> None:
    stage.type("4211")
    stage.press(KEY.Key_F7)
    stage.press(KEY.Key_F2)
    stage.settle()
    assert stage.view.intake().applicant.id_number == "4211"
    assert stage.focused() is stage.view.applicant.number()


def test_nothing_of_one_clerk_is_shown_to_the_next(stage: Stage) -> None:
    stage.type("4211")
    stage.presenter.keep()
    stage.presenter.show_actor(None)
    stage.settle()
    assert stage.view.intake().applicant.id_number == ""
    assert stage.view.drafts.drafts() == ()
    assert len(stage.lane.call(deeds.list_drafts, stage.desk, CLERK)) == 1


def test_the_closed_decisions_say_why(stage: Stage) -> None:
    fill(stage, stage.item(Handling.ON_SPOT))
    stage.press(KEY.Key_F8)
    line = stage.view.bar.line
    assert line.current() is Decision.DONE_ON_SPOT
    stage.press(KEY.Key_1)
    assert line.current() is Decision.DONE_ON_SPOT
    assert "受理不可选：本事项是即办件；请选择即办办结" in line.words()
    stage.press(KEY.Key_Return)
    stage.until(stage.view.showing_taken)
    (case,) = stage.cases()
    assert case.state is CounterState.DONE_ON_SPOT


def test_only_received_shows_the_day_to_decide_by(stage: Stage) -> None:
    fill(stage, plain_item(stage))
    stage.press(KEY.Key_F8, KEY.Key_2)
    assert "最迟 2026-03-09 决定是否受理" in stage.view.bar.line.words()
    stage.press(KEY.Key_Return)
    stage.until(stage.view.showing_taken)
    assert stage.cases()[0].state is CounterState.RECEIVED


def test_esc_leaves_the_question_and_saves_nothing(stage: Stage) -> None:
    fill(stage, plain_item(stage))
    stage.press(KEY.Key_F8, KEY.Key_Escape)
    assert not stage.view.bar.asking()
    assert stage.cases() == ()


def test_a_company_with_an_agent_is_taken(stage: Stage) -> None:
    item = next(item for item in stage.items if "1" not in item.service_targets and item.handling is Handling.PROMISED)
    stage.pick(item)
    assert stage.view.applicant.kind() is ApplicantKind.COMPANY
    stage.view.show_intake(filled(item), item)
    stage.press(KEY.Key_F3)
    stage.type(company_code(7).lower())
    stage.press(KEY.Key_D, with_=ALT)
    stage.type(resident_number(5))
    stage.press(KEY.Key_Return)
    stage.type("司马相如")
    stage.press(KEY.Key_Return)
    stage.type("13900000001")
    stage.press(KEY.Key_Return)
    stage.type("代为提交")
    stage.press(KEY.Key_Return)
    stage.type("20271231")
    stage.press(KEY.Key_Return)
    assert stage.view.applicant.value("agent.authority_until") == "2027-12-31"
    decide(stage)
    (case,) = stage.cases()
    assert case.intake.applicant.id_number == company_code(7)
    assert case.intake.agent is not None
    assert (case.intake.agent.name, case.intake.agent.authority_until) == ("司马相如", "2027-12-31")


def test_the_days_are_shown_before_one_decides(stage: Stage) -> None:
    item = plain_item(stage)
    stage.pick(item)
    stage.until(lambda: stage.view.summary.fact("承诺办结").startswith("2026-"))
    assert stage.view.summary.fact("收件后决定") == "最迟 2026-03-09"


def test_the_same_person_with_the_same_item_is_pointed_out(stage: Stage) -> None:
    item = plain_item(stage)
    taken = stage.lane.call(deeds.take_case, stage.desk, CLERK, draft_of(filled(item)), Decision.ACCEPTED)
    fill(stage, item)
    stage.until(lambda: taken.case.case_no in stage.view.summary.duplicates.text())


def test_a_paper_that_did_not_come_out_does_not_unsave_the_case(stage: Stage) -> None:
    stage.print_error = DeviceTrouble("printer.no_answer")
    fill(stage, plain_item(stage))
    decide(stage)
    (case,) = stage.cases()
    assert stage.view.taken.print_words(case.case_no) == "失败"
    stage.print_error = None
    stage.press(KEY.Key_F9)
    assert stage.printed == [(case.case_no, ""), (case.case_no, "")]
    assert stage.view.taken.print_words(case.case_no) == "已提交"


def test_printing_again_asks_for_the_reason(stage: Stage) -> None:
    fill(stage, plain_item(stage))
    decide(stage)
    number = stage.view.taken.number()
    stage.press(KEY.Key_F9)
    stage.type("卡纸")
    stage.press(KEY.Key_Return)
    assert stage.printed == [(number, ""), (number, "卡纸")]
    assert stage.view.showing_taken()


def test_a_print_of_an_earlier_case_changes_nothing_on_the_page(stage: Stage) -> None:
    fill(stage, plain_item(stage))
    decide(stage)
    stage.view.taken.show_print("another", PrintOutcome.FAILED)
    assert stage.view.taken.print_words(stage.view.taken.number()) == "已提交"


def test_enter_never_takes_a_result_of_an_earlier_text(stage: Stage) -> None:
    first, second = stage.items[0], stage.items[-1]
    stage.press(KEY.Key_2, with_=ALT)
    stage.type(first.name)
    box = stage.view.item.start()
    assert isinstance(box, SearchBox)
    stage.qtbot.waitUntil(box.results_shown)
    stage.settle()
    stage.pick(second, second.name)
    assert stage.view.service_item() == second


def test_markup_in_a_name_is_shown_as_it_was_typed(stage: Stage) -> None:
    item = plain_item(stage)
    fill(stage, item)
    name = stage.view.applicant.fields["applicant.name"].editor
    assert isinstance(name, QLineEdit)
    name.setText("<b>欧阳</b>")
    stage.press(KEY.Key_F8, KEY.Key_Return)
    stage.until(lambda: stage.view.showing_taken() or stage.view.bar.banner.text() != "")
    shown = [label.text() for label in stage.view.taken.findChildren(type(stage.view.taken._item))]
    assert not stage.view.showing_taken() or f"<b>欧阳</b>　{item.name}" in shown
    assert stage.view.taken._item.textFormat() is Qt.TextFormat.PlainText


def test_tab_walks_as_one_reads_also_after_another_item_was_picked(stage: Stage) -> None:
    first, second = stage.items[0], plain_item(stage)
    stage.pick(first)
    stage.pick(second)
    stage.view.focus_on(stage.view.applicant.start())
    seen = []
    for _ in range(60):
        stage.press(KEY.Key_Tab)
        seen.append(stage.focused().accessibleName().removesuffix("（必填）"))
        if stage.focused() is stage.view.bar.decide:
            break
    form = [stage.view.form.fields[f"form.{field.key}"].label().text() for field in second.form]
    top = ["证件类型", "证件号码", "姓名", "联系电话", "地址", "", "", "名称、拼音、首字母或编码，Enter 选定", "材料"]
    assert seen == [*top, *form, "备注", "决定"]
