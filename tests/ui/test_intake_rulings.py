"""The panels of the decisions: faults at their fields, rows that come and go, days, and what a crash leaves."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter.actions import intake as deeds
from counter.actions.desk import Desk
from counter.domain.case import CounterState, Decision
from counter.domain.course import Correction, Deferral, Refusal, Signer
from counter.domain.item import ServiceItem
from counter.lanes import Lane
from tests.conftest import CLERK, PDF, company_code
from tests.ui.ruling import (
    AGENT,
    both_ways,
    deferrable,
    fill_without,
    know_hall,
    open_panel,
    required,
    sign,
    taken,
    with_printer,
    written,
)
from tests.ui.test_intake_stage import ALT, CTRL, KEY, Stage
from ui.bridge import Bridge
from ui.intake.correction_body import CorrectionBody
from ui.intake.ruling_body import RulingBody


@pytest.fixture
def stage(
    *, qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path
) -> Stage:
    """A clerk before a blank form, in a hall with supervisors and a fresh credit list."""
    lane.call(know_hall, lane_desk)
    return with_printer(Stage(qtbot, bridge, lane, lane_desk, items), tmp_path / "papers")


def body(stage: Stage) -> RulingBody:
    """The open panel."""
    there = stage.view.ruled.body()
    assert there is not None
    return there


def rows(stage: Stage) -> list[str]:
    """The names of the defects as they stand."""
    ruling = written(stage)
    assert isinstance(ruling, Correction)
    return [defect.name for defect in ruling.defects]


def test_a_promise_without_signature_is_refused_at_its_tick(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    stage.press(KEY.Key_F8)
    assert body(stage).fields["ruling.promise.signed"].error() == "承诺书还没有打印；请按 F9 打印，由签署人签名"
    stage.press(KEY.Key_F9)
    promise = stage.view.ruled.promise()
    assert promise is not None
    stage.until(lambda: promise.steps()[0].startswith("① 已打印"))
    stage.press(KEY.Key_F8)
    stage.until(lambda: body(stage).fields["ruling.promise.signed"].error() == "承诺书尚未签名；请签名后确认")
    assert stage.focused() is body(stage).fields["ruling.promise.signed"].editor
    assert stage.cases() == ()
    stage.press(KEY.Key_Space, KEY.Key_F8)
    assert taken(stage).state is CounterState.DEFERRED


def test_f4_attaches_the_scan_of_the_signed_promise(stage: Stage, tmp_path: Path) -> None:
    item = both_ways(stage.items)
    scan = tmp_path / "承诺书.pdf"
    scan.write_bytes(PDF)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    sign(stage)
    stage.press(KEY.Key_F4)
    promise = stage.view.ruled.promise()
    assert promise is not None
    files = promise.files()
    assert files is not None
    dialog = files.dialog()
    assert dialog is not None
    dialog.filesSelected.emit([str(scan)])
    dialog.done(1)
    stage.window.activateWindow()
    stage.until(lambda: promise.promise().signature is not None and stage.window.isActiveWindow())
    assert promise.fields["ruling.promise.signed"]._side.text() == "已附签名扫描件"
    stage.press(KEY.Key_F8)
    ruling = taken(stage).course.ruling
    assert isinstance(ruling, Deferral)
    assert ruling.promise.signature == hashlib.sha256(PDF).hexdigest()


def test_a_scan_that_is_none_is_told_and_nothing_is_signed(stage: Stage, tmp_path: Path) -> None:
    item = both_ways(stage.items)
    scan = tmp_path / "承诺书.pdf"
    scan.write_bytes(b"GIF89a")
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    stage.view.signature_offered.emit(str(scan))
    stage.until(lambda: "只能添加" in stage.view.bar.banner.text())
    ruling = written(stage)
    assert isinstance(ruling, Deferral)
    assert (ruling.promise.signed, ruling.promise.signature) == (False, None)


def test_a_day_says_its_weekday_and_none_after_the_promised_one_is_taken(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    path = f"ruling.materials.{deferrable(item)[0].code}.due_on"
    field = body(stage).fields[path]
    assert field._side.text() == "周一，最迟的一天"
    stage.view.jump(path)
    stage.type("2026-03-06")
    assert field._side.text() == "周五"
    stage.view.jump(path)
    stage.type("20260317")
    assert field.error() == "补交日期不得晚于承诺办结日 2026-03-16"
    stage.press(KEY.Key_F9)
    stage.until(lambda: "补交日期" in stage.view.bar.banner.text() or "处" in stage.view.bar.banner.text())
    assert stage.focused() is field.editor
    assert stage.cases() == ()


def test_a_day_that_is_none_is_not_read_as_the_latest_one(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    path = f"ruling.materials.{deferrable(item)[0].code}.due_on"
    stage.view.jump("ruling.promise.signed")
    stage.press(KEY.Key_Space)
    stage.view.jump(path)
    stage.type("2026-02-30")
    stage.press(KEY.Key_F8)
    stage.settle()
    assert stage.view.bar.banner.text() == "未保存：补交日期：日期不对；例：2026-11-23"
    assert stage.focused() is body(stage).fields[path].editor
    assert stage.cases() == ()


def test_an_agent_whose_authority_is_over_may_not_sign_and_the_panel_says_so(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, deferrable(item), agent=msgspec.structs.replace(AGENT, authority_scope=""))
    standing = stage.presenter._deciding._standing
    assert standing is not None
    basis = msgspec.structs.replace(standing.basis, intake=stage.view.intake())
    stage.view.open_ruling(Decision.DEFERRED, basis, ())
    assert body(stage).fields["ruling.promise.signer"]._side.text() == "代理人没有有效的授权，不能签署承诺"
    stage.view.jump("ruling.promise.signer")
    stage.press(KEY.Key_3)
    ruling = written(stage)
    assert isinstance(ruling, Deferral)
    assert ruling.promise.signer is Signer.APPLICANT


def test_the_credit_answer_stands_there_with_the_age_of_its_list(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    names = [widget.accessibleName() for widget in body(stage).findChildren(type(stage.view.bar.banner._tag))]
    assert "信用核查：无失信记录（名单 3 小时前更新）" in names


def test_every_missing_material_stands_in_a_correction_with_ground_and_remedy(stage: Stage) -> None:
    item = both_ways(stage.items)
    lacking = [*required(item)[:2], *deferrable(item)]
    fill_without(stage, item, lacking)
    open_panel(stage)
    ruling = written(stage)
    assert isinstance(ruling, Correction)
    assert {defect.material for defect in ruling.defects} == {spec.code for spec in lacking}
    assert all(defect.ground and defect.remedy for defect in ruling.defects)


def test_own_rows_come_move_and_go_and_those_of_the_guide_stay(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, required(item)[:1])
    open_panel(stage)
    must = required(item)[0].name
    for name in ("甲处不符", "乙处不符"):
        stage.press(KEY.Key_N, with_=ALT)
        stage.type(name)
    assert rows(stage) == [must, "甲处不符", "乙处不符"]
    stage.press(KEY.Key_Up, with_=ALT)
    assert rows(stage) == [must, "乙处不符", "甲处不符"]
    stage.press(KEY.Key_Up, with_=ALT)
    assert rows(stage) == [must, "乙处不符", "甲处不符"]
    stage.press(KEY.Key_Delete, with_=CTRL)
    assert rows(stage) == [must, "甲处不符"]
    stage.press(KEY.Key_Delete, with_=CTRL)
    assert rows(stage) == [must, "甲处不符"]
    assert isinstance(body(stage), CorrectionBody)
    stage.view.jump("ruling.defects.1.name")
    stage.press(KEY.Key_Delete, with_=CTRL)
    assert rows(stage) == [must]


def test_a_material_that_was_got_but_is_wrong_is_added_from_the_list(stage: Stage) -> None:
    item = both_ways(stage.items)
    first, second = required(item)[:2]
    fill_without(stage, item, [first])
    open_panel(stage)
    stage.press(KEY.Key_M, with_=ALT)
    stage.press(KEY.Key_Escape)
    assert rows(stage) == [first.name]
    assert stage.view.ruling_open() is Decision.CORRECTION
    stage.press(KEY.Key_M, with_=ALT)
    stage.press(KEY.Key_Return)
    assert rows(stage) == [first.name, second.name]
    stage.press(KEY.Key_F8)
    case = taken(stage)
    assert [owed.code for owed in case.course.owed] == [first.code, second.code]


def test_a_row_without_a_remedy_is_refused_at_its_field(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, required(item)[:1])
    open_panel(stage)
    stage.press(KEY.Key_N, with_=ALT)
    stage.type("甲处不符")
    stage.press(KEY.Key_F8)
    stage.until(lambda: stage.view.bar.banner.text() != "")
    there = body(stage)
    assert stage.view.bar.banner.text() == "未保存：甲处不符：此项必填"
    assert stage.focused() is there.place("ruling.defects.1.remedy")
    assert stage.focused().accessibleDescription() == "此项必填"
    stage.type("重填")
    assert stage.focused().accessibleDescription() == ""


def test_two_rows_of_one_name_are_told_to_be_one(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, required(item)[:1])
    open_panel(stage)
    for _ in range(2):
        stage.press(KEY.Key_N, with_=ALT)
        stage.type("甲处不符")
        stage.press(KEY.Key_Return, KEY.Key_Return)
        stage.type("重填")
    stage.press(KEY.Key_F8)
    stage.until(lambda: stage.view.bar.banner.text() != "")
    assert stage.view.bar.banner.text() == "未保存：“甲处不符”写了两条；请合并为一条"
    assert stage.cases() == ()


def test_a_fault_of_the_form_is_told_before_the_panel_opens(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, required(item)[:1])
    stage.view.applicant.fill_path("applicant.phone", "")
    open_panel(stage)
    assert stage.view.ruling_open() is None
    assert stage.view.applicant.fields["applicant.phone"].error()
    assert "还不能补正告知" in stage.view.bar.banner.text()


def test_reasons_come_by_key_once_and_are_required(stage: Stage) -> None:
    fill_without(stage, both_ways(stage.items))
    open_panel(stage, KEY.Key_8)
    stage.press(KEY.Key_F8)
    stage.until(lambda: stage.view.bar.banner.text() != "")
    assert body(stage).fields["ruling.reasons"].error() == "此项必填"
    stage.press(KEY.Key_1, with_=CTRL)
    stage.press(KEY.Key_1, with_=CTRL)
    assert body(stage).value("ruling.reasons") == "所申请事项的行政许可已经依法取消，不需要取得许可。"


def test_the_law_follows_the_ground_until_somebody_writes_another(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item)
    open_panel(stage, KEY.Key_6)
    assert body(stage).value("ruling.legal_basis") == item.legal_basis[0]
    stage.press(KEY.Key_2)
    assert "第七十八条" in body(stage).value("ruling.legal_basis")
    stage.view.jump("ruling.legal_basis")
    stage.type("《某办法》第三条")
    stage.view.jump("ruling.ground")
    stage.press(KEY.Key_1)
    assert body(stage).value("ruling.legal_basis") == "《某办法》第三条"


def test_what_goes_back_is_chosen_by_space(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item)
    open_panel(stage, KEY.Key_6)
    stage.view.jump(f"ruling.returned.{required(item)[0].code}")
    stage.press(KEY.Key_Space)
    ruling = written(stage)
    assert isinstance(ruling, Refusal)
    got = [material.code for material in stage.view.intake().materials]
    assert list(ruling.returned) == [code for code in got if code != required(item)[0].code]


def test_esc_leads_back_to_the_form_and_what_was_written_stays(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, required(item)[:1])
    open_panel(stage)
    stage.press(KEY.Key_N, with_=ALT)
    stage.type("甲处不符")
    stage.press(KEY.Key_Escape)
    assert stage.view.ruling_open() is None
    assert stage.focused() is stage.view.materials.table
    stage.view.materials.table.go_to_material(required(item)[0].code)
    stage.press(KEY.Key_Space)
    stage.press(KEY.Key_F8, KEY.Key_3, KEY.Key_Return)
    assert rows(stage) == ["甲处不符"]


def test_enter_walks_through_a_panel_and_tab_too(stage: Stage) -> None:
    fill_without(stage, both_ways(stage.items))
    open_panel(stage, KEY.Key_7)
    stage.type("永兴省药品监督管理局")
    stage.press(KEY.Key_Return)
    stage.press(KEY.Key_Tab)
    assert stage.focused() is body(stage).fields["ruling.reasons"].editor
    stage.press(KEY.Key_Return)
    assert stage.focused() is body(stage).fields["ruling.legal_basis"].editor
    for _ in stage.view.intake().materials:
        stage.press(KEY.Key_Return)
    stage.press(KEY.Key_Return)
    assert stage.focused() is stage.view.bar.decide


def test_a_half_written_ruling_comes_back_after_a_crash(stage: Stage) -> None:
    """F24: half-typed content is recoverable on the next start."""
    item = both_ways(stage.items)
    fill_without(stage, item, required(item)[:1])
    open_panel(stage)
    stage.press(KEY.Key_N, with_=ALT)
    stage.type("甲处不符")

    def kept() -> bool:
        drafts = stage.lane.call(deeds.list_drafts, stage.desk, CLERK)
        return any(
            isinstance(draft.ruling, Correction) and draft.ruling.defects[-1].name == "甲处不符" for draft in drafts
        )

    stage.qtbot.waitUntil(kept, timeout=2500)
    typed = written(stage)
    again = Stage(stage.qtbot, stage.bridge, stage.lane, stage.desk, stage.items)
    again.press(KEY.Key_Return)
    again.until(lambda: again.view.ruling_open() is Decision.CORRECTION)
    assert written(again) == typed
    assert again.view.ruled.isAncestorOf(again.focused())


def test_a_draft_keeps_day_signer_and_signature(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    stage.press(KEY.Key_Return)
    stage.type("20260306")
    stage.press(KEY.Key_Return, KEY.Key_2, KEY.Key_Return, KEY.Key_Space)
    stage.presenter.keep()
    stage.settle()
    again = Stage(stage.qtbot, stage.bridge, stage.lane, stage.desk, stage.items)
    again.press(KEY.Key_Return)
    again.until(lambda: again.view.ruling_open() is Decision.DEFERRED)
    ruling = written(again)
    assert isinstance(ruling, Deferral)
    assert ruling.materials[0].due_on == dt.date(2026, 3, 6)
    assert (ruling.promise.signer, ruling.promise.signed) == (Signer.LEGAL_REPRESENTATIVE, True)


def test_a_new_case_knows_nothing_of_the_ruling_before(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, required(item)[:1])
    open_panel(stage)
    stage.press(KEY.Key_N, with_=ALT)
    stage.type("甲处不符")
    stage.presenter.new_case()
    stage.settle()
    assert stage.view.ruling_open() is None
    assert stage.view.ruling() == (None, None)
    fill_without(stage, item, required(item)[:1])
    open_panel(stage)
    assert rows(stage) == [required(item)[0].name]


def test_who_was_barred_meanwhile_is_refused_by_the_store_and_loses_nothing(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    sign(stage)
    stage.lane.call(lambda: know_hall(stage.desk, barred=company_code()))
    typed = written(stage)
    stage.press(KEY.Key_F8)
    stage.until(lambda: "失信名单" in stage.view.bar.banner.text())
    assert written(stage) == typed
    assert stage.cases() == ()
    assert QApplication.focusWidget() is not None
