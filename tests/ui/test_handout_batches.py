"""流转 with a real desk: results come in and materials go out, each with its slip, with keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from counter.actions import batches
from counter.actions.desk import Desk
from counter.domain.item import ServiceItem
from counter.lanes import Lane
from counter.store.batches import Batch
from tests.conftest import FakeClock
from tests.ui.handing_out import ALT, CTRL, KEY, Stage
from ui.bridge import Bridge
from ui.handout.presenter import HandoutPresenter
from ui.handout.view import HandoutView


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


def _batches(stage: Stage) -> tuple[Batch, ...]:
    return stage.lane.call(batches.list_batches, stage.desk)[0]


def _begin(stage: Stage) -> None:
    stage.hands.press(KEY.Key_B, CTRL)
    stage.hands.wait_for(lambda: stage.view.showing() is stage.view.batch, "the batch")


def test_marked_results_come_in_with_their_slip_and_are_signed_in_by_it(stage: Stage) -> None:
    """证照流转: marked, Ctrl+B, the courier, F8, F9; the department is known already."""
    results = [stage.announced(serial)[1] for serial in (1, 2)]
    stage.enter()
    stage.hands.wait_for(lambda: stage.view.rows.rowCount() == 2, "the results")
    stage.hands.press(KEY.Key_Down)
    stage.hands.press(KEY.Key_Space)
    stage.hands.press(KEY.Key_Space)
    _begin(stage)
    stage.wait_for_focus(stage.view.batch.courier)
    stage.hands.type("丁一")
    stage.hands.press(KEY.Key_F8)
    stage.says("其中的结果已签收；F9 打印流转单")
    (batch,) = _batches(stage)
    assert {piece.result for piece in batch.moved.pieces} == set(results)
    assert (batch.moved.to_department, batch.moved.courier) == (False, "丁一")
    assert {stage.state(result) for result in results} == {"at_window"}
    stage.hands.press(KEY.Key_F9)
    stage.hands.wait_for((stage.printed / f"slip-{batch.moved.batch}.pdf").is_file, "the slip")
    stage.says("一式二份，请双方签字")
    stage.hands.wait_for(lambda: stage.view.rows.marked() == (), "nothing marked any more")


def test_what_came_in_is_not_marked_any_more_in_a_list_that_it_left(stage: Stage) -> None:
    """Else the next 签收 would try it once more, and all that are marked with it would be refused."""
    for serial in (1, 2):
        stage.announced(serial)
    stage.enter()
    stage.hands.press(KEY.Key_1, ALT)
    stage.hands.wait_for(lambda: stage.view.rows.rowCount() == 2, "what is announced")
    stage.hands.press(KEY.Key_Down)
    stage.hands.press(KEY.Key_Space)
    _begin(stage)
    stage.wait_for_focus(stage.view.batch.courier)
    stage.hands.type("丁一")
    stage.hands.press(KEY.Key_F8)
    stage.says("其中的结果已签收")
    stage.hands.wait_for(lambda: stage.view.rows.rowCount() == 1, "the other one")
    assert stage.view.rows.marked() == ()


def test_a_barcode_puts_the_materials_of_its_case_on_the_slip(stage: Stage) -> None:
    """材料流转: scanned, one piece taken away, another one twice, and out with it."""
    case, _result = stage.announced()
    stage.enter()
    _begin(stage)
    panel = stage.view.batch
    stage.wait_for_focus(panel.number)
    stage.hands.type(case.case_no)
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(lambda: panel.pieces.rowCount() == len(case.intake.materials), "its materials")
    assert panel.department.text() == case.department
    panel.table.setFocus()
    panel.table.go_to(0)
    stage.hands.press(KEY.Key_Plus)
    stage.hands.press(KEY.Key_Down)
    stage.hands.press(KEY.Key_Delete)
    panel.courier.setFocus()
    stage.hands.type("丁一")
    stage.hands.press(KEY.Key_Return)
    stage.hands.press(KEY.Key_Return)
    stage.says("已登记")
    (batch,) = _batches(stage)
    assert batch.moved.to_department
    assert len(batch.moved.pieces) == len(case.intake.materials) - 1
    assert batch.moved.pieces[0].copies == case.intake.materials[0].copies + 1
    stage.hands.wait_for(lambda: panel.before.rowCount() == 1, "the batch among those of before")


def test_a_number_that_means_nothing_is_told_at_its_field_and_the_same_one_is_not_added_twice(stage: Stage) -> None:
    """The slip is as it was."""
    case, _result = stage.announced()
    stage.enter()
    _begin(stage)
    panel = stage.view.batch
    stage.wait_for_focus(panel.number)
    stage.hands.type("421199-01-12-A-999999-9")
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(lambda: bool(panel.number.property("wrong")), "the fault")
    assert panel.pieces.rowCount() == 0
    for _ in range(2):
        panel.number.setText(case.case_no)
        stage.hands.press(KEY.Key_Return)
        stage.hands.wait_for(lambda: panel.number.text() == "", "looked up")
    assert panel.pieces.rowCount() == len(case.intake.materials)
    stage.hands.press(KEY.Key_F8)
    stage.says("请填写经手人")
    assert _batches(stage) == ()
