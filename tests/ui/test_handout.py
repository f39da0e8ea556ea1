"""出件 with a real desk: listed, signed in, collected, posted and kept with keys alone."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.domain.handing import CollectorKind, ResultState
from counter.domain.item import ServiceItem
from counter.lanes import Lane
from tests.actions import courses
from tests.conftest import FakeClock, resident_number
from tests.ui.handing_out import ALT, KEY, Stage
from ui.bridge import Bridge
from ui.handout.presenter import HandoutPresenter
from ui.handout.view import HandoutView
from ui.parts import Field
from ui.parts.chip import Chip

WAYBILL = "EA123456785CN"
MOST_KEYS = 40
"""To hand one result out: eighteen of them are the identity number."""


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
) -> Iterator[Stage]:
    """The screen over a desk."""
    made = Stage(HandoutView(), HandoutPresenter, qtbot, bridge, lane, lane_desk, items, clock, tmp_path)
    made.show(qtbot)
    yield made
    made.close()


def _enter(stage: Stage, rows: int) -> None:
    stage.enter()
    stage.hands.wait_for(lambda: stage.view.rows.rowCount() == rows, f"{rows} rows")


def _into_list(stage: Stage) -> None:
    stage.hands.press(KEY.Key_Down)
    stage.hands.wait_for(lambda: stage.view.panel.sight() is not None, "the panel")
    stage.wait_for_focus(stage.view.table)


def _ask_collector(stage: Stage) -> None:
    stage.hands.press(KEY.Key_Return)
    stage.wait_for_focus(stage.view.panel.collector.start())


def _error(stage: Stage, path: str) -> str:
    return str(stage.view.panel.collector.fields[f"collector.{path}"].error())


def _as_long_as(stage: Stage, chip: Chip) -> bool:
    return bool(stage.view.rows.total() == chip.count())


def _is_in(stage: Stage, state: ResultState) -> bool:
    return stage.view.current().state is state


def _walk_to_the_end(stage: Stage) -> None:
    """Enter from field to field, and once more on the button."""
    form = stage.view.panel.collector
    for _ in range(10):
        stage.hands.press(KEY.Key_Return)
        if form.isHidden() or form.focusWidget() is None:
            return
        stage.hands.rest(60)
        if form.isHidden():
            return


def test_the_list_masks_names_and_the_counts_are_the_length_of_their_lists(stage: Stage) -> None:
    """Each filter by its key."""
    stage.announced(1)
    stage.announced(2)
    stage.at_window(3)
    _enter(stage, 3)
    assert stage.view.rows.row(0).applicant == "欧***"
    for number, (state, chip) in enumerate(stage.view.chips.items()):
        stage.hands.press(KEY.Key_0 + number, ALT)  # type: ignore[arg-type]  # the digit's key
        stage.hands.wait_for(functools.partial(_as_long_as, stage, chip), "the list of the state")
        assert stage.view.want().state is state
    assert [stage.view.chips[state].count() for state in (None, ResultState.ANNOUNCED, ResultState.AT_WINDOW)] == [
        3, 2, 1,
    ]  # fmt: skip


def test_one_result_is_signed_in_by_one_letter_and_several_that_are_marked_together(stage: Stage) -> None:
    """窗口签收 of the current one, or of the marked ones; N prints the 出件通知 of each."""
    results = [stage.announced(serial)[1] for serial in (1, 2, 3)]
    _enter(stage, 3)
    _into_list(stage)
    stage.hands.press(KEY.Key_S)
    stage.says("已签收 1 份")
    assert [stage.state(result) for result in results] == ["at_window", "announced", "announced"]
    stage.hands.press(KEY.Key_2, ALT)
    stage.hands.press(KEY.Key_1, ALT)
    stage.hands.wait_for(lambda: stage.view.rows.rowCount() == 2, "those that wait")
    stage.view.go_into_list()
    stage.hands.press(KEY.Key_Space)
    stage.hands.press(KEY.Key_Space)
    assert len(stage.view.rows.marked()) == 2
    stage.hands.press(KEY.Key_N)
    stage.hands.wait_for(lambda: stage.paper_count() == 2, "both notices")
    assert {stage.state(result) for result in results} == {"at_window"}
    assert stage.view.rows.marked() == ()


def test_the_applicant_collects_within_forty_keys_and_both_papers_come_out(stage: Stage) -> None:
    """F6, two characters, Enter, Enter, his number, Enter through what is known, F9."""
    case, result = stage.at_window()
    _enter(stage, 1)
    hands = stage.hands
    hands.keys = 0
    hands.press(KEY.Key_F6)  # the window's key; here it is only counted
    hands.type("欧阳")
    hands.press(KEY.Key_Return)
    stage.wait_for_focus(stage.view.table)
    hands.wait_for(lambda: stage.view.panel.sight() is not None, "the panel")
    _ask_collector(stage)
    hands.type(case.intake.applicant.id_number)
    _walk_to_the_end(stage)
    stage.says("已领取；F9 打印 2 份文书")
    hands.wait_for(lambda: len(stage.view.panel.sight().papers) == 2, "the papers of the step")
    hands.press(KEY.Key_F9)
    hands.wait_for(lambda: stage.paper_count() == 2, "领取凭证 and 送达回证")
    assert hands.keys <= MOST_KEYS
    assert stage.state(result) == "collected"
    handed = stage.handed(result)
    assert (handed.collector.kind, handed.collector.signed) == (CollectorKind.APPLICANT, True)
    assert stage.lane.call(courses.paper_kinds, stage.desk, case)[-2:] == ["collection", "service_return"]
    assert stage.nudges


def test_a_number_that_is_not_the_applicants_is_told_at_the_key_that_differs(stage: Stage) -> None:
    """And nothing is handed out; the same number right says that it is his."""
    case, result = stage.at_window()
    _enter(stage, 1)
    _into_list(stage)
    _ask_collector(stage)
    right = case.intake.applicant.id_number
    stage.hands.type(right[:16])
    assert _error(stage, "id_number") == ""
    stage.hands.type("9" if right[16] != "9" else "8")
    assert "与申请人的证件不符" in _error(stage, "id_number")
    stage.view.panel.collector.hand_out_asked.emit(stage.view.panel.collector.collector())
    stage.hands.wait_for(lambda: "应为 18 位" in _error(stage, "id_number"), "what the deed says")
    assert stage.state(result) == "at_window"


def test_an_agent_needs_authority_and_the_fault_stands_at_its_field(stage: Stage) -> None:
    """Alt+2; the number is hers, the authority is missing, then it is there."""
    _case, result = stage.at_window()
    _enter(stage, 1)
    _into_list(stage)
    _ask_collector(stage)
    stage.hands.press(KEY.Key_2, ALT)
    form = stage.view.panel.collector
    stage.hands.type(resident_number(5))
    stage.hands.press(KEY.Key_Return)
    stage.hands.type("马冬梅")
    form.hand_out_asked.emit(form.collector())
    stage.hands.wait_for(lambda: "代领须有授权" in _error(stage, "authority"), "the fault")
    assert stage.state(result) == "at_window"
    stage.hands.type("代领结果文书")
    _walk_to_the_end(stage)
    stage.says("已领取")
    collector = stage.handed(result).collector
    assert (collector.kind, collector.person.name, collector.authority) == (
        CollectorKind.AGENT, "马冬梅", "代领结果文书",
    )  # fmt: skip


def test_who_refuses_before_a_witness_gets_only_the_service_return(stage: Stage) -> None:
    """民事诉讼法 89: 留置送达."""
    case, result = stage.at_window()
    _enter(stage, 1)
    _into_list(stage)
    _ask_collector(stage)
    form = stage.view.panel.collector
    stage.hands.type(case.intake.applicant.id_number)
    for _ in range(3):
        stage.hands.press(KEY.Key_Return)
    stage.hands.press(KEY.Key_2)  # 拒收
    stage.wait_for_focus(form.fields["collector.refusal_witness"].editor)
    stage.hands.type("丁一")
    _walk_to_the_end(stage)
    stage.says("已留置送达；F9 打印 1 份文书")
    assert stage.handed(result).collector.refusal_witness == "丁一"
    assert stage.lane.call(courses.paper_kinds, stage.desk, case)[-1] == "service_return"


def test_a_parcel_goes_its_way_by_letters_and_a_wrong_waybill_is_told_at_its_field(stage: Stage) -> None:
    """邮寄, 已揽件, 妥投; a cancellation that was not meant is left by Esc."""
    _case, result = stage.at_window(by_post=True)
    _enter(stage, 1)
    _into_list(stage)
    form = stage.view.panel.deed_form
    for waybill in ("EA123456789CN", WAYBILL):
        stage.hands.press(KEY.Key_P)
        stage.hands.wait_for(lambda: not form.isHidden(), "the form")
        for _ in range(3):
            stage.hands.press(KEY.Key_Return)
        stage.hands.type(waybill)
        stage.hands.press(KEY.Key_Return)
        stage.hands.press(KEY.Key_Return)
        if waybill != WAYBILL:
            stage.hands.wait_for(
                lambda: any("校验位" in each.error() for each in form.findChildren(Field)), "the fault"
            )
            assert stage.state(result) == "at_window"
            stage.hands.press(KEY.Key_Escape)
            stage.wait_for_focus(stage.view.table)
    stage.says("已交邮寄，待揽件")
    stage.hands.wait_for(lambda: stage.view.current().state is ResultState.POSTED, "posted")
    stage.hands.press(KEY.Key_C)
    stage.hands.wait_for(lambda: not form.isHidden(), "why")
    stage.hands.press(KEY.Key_Escape)
    stage.wait_for_focus(stage.view.table)
    stage.hands.press(KEY.Key_K)
    stage.says("已揽件")
    stage.hands.wait_for(lambda: stage.view.current().state is ResultState.PICKED_UP, "picked up")
    stage.hands.press(KEY.Key_T)
    stage.says("已妥投")
    assert stage.state(result) == "delivered"
    assert stage.handed(result).posting.waybill == WAYBILL


def test_a_parcel_is_cancelled_and_nobody_found_is_kept_with_its_reason(stage: Stage) -> None:
    """撤单, 未送达, and again."""
    _case, result = stage.at_window(by_post=True)
    _enter(stage, 1)
    _into_list(stage)
    hands, form = stage.hands, stage.view.panel.deed_form
    hands.press(KEY.Key_P)
    hands.wait_for(lambda: not form.isHidden(), "the form")
    for _ in range(3):
        hands.press(KEY.Key_Return)
    hands.type(WAYBILL)
    hands.press(KEY.Key_Return)
    hands.press(KEY.Key_Return)
    hands.wait_for(lambda: stage.view.current().state is ResultState.POSTED, "posted")
    for key, reason, told, after in (
        (KEY.Key_C, "申请人改为自取", "已撤单", ResultState.AT_WINDOW),
        (KEY.Key_U, "电话三次无人接", "已登记未送达", ResultState.UNDELIVERED),
    ):
        hands.press(key)
        hands.wait_for(lambda: not form.isHidden(), "the form")
        hands.type(reason)
        hands.press(KEY.Key_Return)
        stage.says(told)
        hands.wait_for(functools.partial(_is_in, stage, after), "its state")
        assert stage.handed(result).reason == reason
    hands.press(KEY.Key_A)
    stage.says("可再次送达")
    assert stage.state(result) == "at_window"


def test_a_letter_of_another_state_says_why_and_does_nothing(stage: Stage) -> None:
    """Enter on what only was announced, and S on what lies here."""
    _case, result = stage.announced()
    _enter(stage, 1)
    _into_list(stage)
    stage.hands.press(KEY.Key_Return)
    stage.says("“领取”只用于待取件的结果；这一份待签收")
    stage.hands.press(KEY.Key_P)
    stage.says("“邮寄”只用于待取件的结果")
    assert stage.state(result) == "announced"


def test_a_second_print_asks_for_a_reason(stage: Stage) -> None:
    """Also after the screen was left and entered again: the disk knows that it came out."""
    case, result = stage.at_window()
    _enter(stage, 1)
    _into_list(stage)
    _ask_collector(stage)
    stage.hands.type(case.intake.applicant.id_number)
    _walk_to_the_end(stage)
    stage.says("已领取")
    stage.hands.wait_for(lambda: len(stage.view.panel.sight().papers) == 2, "its papers")
    stage.hands.press(KEY.Key_F9)
    stage.hands.wait_for(lambda: stage.paper_count() == 2, "both papers")
    stage.hands.wait_for(lambda: stage.view.panel.sight().printed, "known as printed")
    _enter(stage, 1)
    _into_list(stage)
    stage.hands.press(KEY.Key_F9)
    stage.hands.wait_for(lambda: not stage.view.confirm.isHidden(), "why again")
    stage.hands.type("申请人遗失")
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(lambda: stage.paper_count() == 4, "both again")
    assert stage.state(result) == "collected"


def test_nothing_of_the_last_person_is_left(stage: Stage) -> None:
    """Search, marks, panel and the form with the number in it."""
    stage.at_window()
    _enter(stage, 1)
    _into_list(stage)
    _ask_collector(stage)
    stage.hands.type("4211")
    stage.presenter.show_actor(None)
    assert stage.view.rows.rowCount() == 0
    assert stage.view.panel.sight() is None
    assert stage.view.panel.collector.collector().person.id_number == ""
    assert stage.view.showing() is None
