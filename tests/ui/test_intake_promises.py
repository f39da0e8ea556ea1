"""容缺 and 告知承诺 at the window: the promise is printed first, then signed, then saved (faults.md F12)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.domain.case import CounterState, PaperKind, PrintOutcome
from counter.domain.course import Commitment, Deferral
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.lanes import Lane
from counter.store import catalogue, papers
from tests.actions.courses import rule
from tests.conftest import PDF
from tests.documents.reading import all_of
from tests.ui.ruling import both_ways, deferrable, fill_without, know_hall, open_panel, sign, taken, with_printer
from tests.ui.test_intake_stage import KEY, Stage
from ui.bridge import Bridge
from ui.intake.promise_body import PromiseBody

OTHER = "已签的承诺书与现在的决定不一致；请按 F9 重新打印，重新签名"


@pytest.fixture
def stage(
    *, qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path
) -> Stage:
    """A clerk before a blank form, in a hall with supervisors, a fresh credit list and a printer."""
    lane.call(know_hall, lane_desk)
    return with_printer(Stage(qtbot, bridge, lane, lane_desk, items), tmp_path / "papers")


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], str]:
    """What the last sheet for signing says."""

    def texts(kind: str) -> str:
        return "".join(all_of((tmp_path / "papers" / f"form-{kind}.pdf").read_bytes())[1])

    return texts


def _panel(stage: Stage) -> PromiseBody:
    promise = stage.view.ruled.promise()
    assert promise is not None
    return promise


def _error(stage: Stage) -> str:
    return _panel(stage).fields["ruling.promise.signed"].error()


def test_the_sheet_is_printed_from_the_ruling_that_is_saved_and_the_notice_names_it(
    stage: Stage, read: Callable[[str], str], tmp_path: Path
) -> None:
    """F9, the applicant signs, Space, F8: list, day and consequence on the sheet; no number before there is a case."""
    item = both_ways(stage.items)
    (spec,) = deferrable(item)
    fill_without(stage, item, [spec])
    open_panel(stage)
    assert [step[0] for step in _panel(stage).steps()] == ["①", "②", "④"]
    assert _panel(stage).steps()[0] == "① 按 F9 打印承诺书，一式二份"
    stage.shot("promise-1-open", tmp_path)
    stage.press(KEY.Key_Return)
    stage.type("20260306")
    keys = stage.keys
    sign(stage)
    assert stage.keys - keys == 2
    stage.shot("promise-2-signed", tmp_path)
    stage.shot("promise-2-signed", tmp_path, 1920, 1080)
    said = read("deferral_promise")
    code = _panel(stage).promise().sheet
    assert f"核对码：{code}" in said
    assert "编号：" not in said
    assert all(part in said for part in (spec.name, "2026年3月6日", "视为撤回申请", "云溪县晨光商贸有限公司"))
    assert stage.cases() == ()
    stage.press(KEY.Key_F8)
    case = taken(stage)
    assert case.state is CounterState.DEFERRED
    assert isinstance(case.course.ruling, Deferral)
    assert (case.course.ruling.promise.signed, case.course.ruling.promise.sheet) == (True, code)


def test_a_material_that_is_taken_back_in_asks_for_a_new_sheet_and_a_new_signature(
    stage: Stage, read: Callable[[str], str], tmp_path: Path
) -> None:
    """faults.md F12: m1 and m2 marked, printed and signed; m2 comes in after all: the signed paper lists too much."""
    item = both_ways(stage.items)
    (spec,) = deferrable(item)
    wider = msgspec.structs.replace(spec, code="x2", name="可容缺材料二")
    item = msgspec.structs.replace(item, materials=(*item.materials, wider))
    stage.lane.call(lambda: _publish(stage.desk, item))
    fill_without(stage, item, [spec, wider])
    open_panel(stage)
    sign(stage)
    first = _panel(stage).promise().sheet
    assert "可容缺材料二" in read("deferral_promise")
    stage.press(KEY.Key_Escape)
    _go_to_material(stage, "x2")
    stage.press(KEY.Key_Space)
    open_panel(stage)
    assert _panel(stage).steps()[0] == "① 决定在打印之后有改动：按 F9 重新打印，重新签名"
    stage.press(KEY.Key_F8)
    stage.until(lambda: _error(stage) == OTHER)
    assert stage.cases() == ()
    stage.shot("promise-3-other", tmp_path)
    sign_again(stage, first)
    assert "可容缺材料二" not in read("deferral_promise")
    stage.press(KEY.Key_F8)
    case = taken(stage)
    assert [owed.code for owed in case.course.owed] == [spec.code]


def test_a_date_that_is_changed_after_the_print_is_told_and_the_old_date_fits_again(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    stage.press(KEY.Key_Return)
    stage.type("20260306")
    sign(stage)
    path = f"ruling.materials.{deferrable(item)[0].code}.due_on"
    stage.view.jump(path)
    stage.type("20260309")
    assert "重新打印" in _panel(stage).steps()[0]
    stage.press(KEY.Key_F8)
    stage.until(lambda: _error(stage) == OTHER)
    assert stage.cases() == ()
    stage.view.jump(path)
    stage.type("20260306")
    assert _panel(stage).steps()[0].startswith("① 已打印")
    stage.press(KEY.Key_F8)
    assert str(taken(stage).course.owed[0].due_on) == "2026-03-06"


def test_another_signer_is_another_sheet_and_the_scan_of_the_old_one_goes(stage: Stage, tmp_path: Path) -> None:
    item = both_ways(stage.items)
    scan = tmp_path / "签名.pdf"
    scan.write_bytes(PDF)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    sign(stage)
    first = _panel(stage).promise().sheet
    stage.view.signature_offered.emit(str(scan))
    stage.until(lambda: _panel(stage).promise().signature is not None)
    stage.view.jump("ruling.promise.signer")
    stage.press(KEY.Key_2)
    stage.press(KEY.Key_F9)
    stage.until(lambda: _panel(stage).promise().sheet != first)
    assert (_panel(stage).promise().signed, _panel(stage).promise().signature) == (False, None)


def test_a_commitment_is_signed_first_as_well_and_the_acceptance_names_it(
    stage: Stage, read: Callable[[str], str]
) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item)
    open_panel(stage, KEY.Key_5)
    sign(stage)
    said = read("commitment")
    assert all(condition in said for condition in item.commitment_conditions)
    assert "收件时间" not in said
    stage.press(KEY.Key_F8)
    case = taken(stage)
    assert isinstance(case.course.ruling, Commitment)
    assert f"核对码：{case.course.ruling.promise.sheet}" in said
    (number,) = [number for number, _ in stage.printed][:1]
    kind, notice = stage.lane.call(_content, stage.desk, number)
    assert kind is PaperKind.ACCEPTANCE
    assert case.course.ruling.promise.sheet in notice


def test_a_hall_that_asks_for_the_scan_is_not_content_with_the_tick(stage: Stage, tmp_path: Path) -> None:
    """The policy's promise_scan."""
    stage.lane.call(lambda: rule(stage.desk, HallPolicy(version=1, promise_scan=True)))
    item = both_ways(stage.items)
    scan = tmp_path / "签名.pdf"
    scan.write_bytes(PDF)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    assert _panel(stage).fields["ruling.promise.signed"]._side.text() == "本大厅要求按 F4 附签名扫描件"
    sign(stage)
    stage.press(KEY.Key_F8)
    stage.until(lambda: _error(stage) == "本大厅要求附承诺书的签名扫描件；请按 F4 附上")
    stage.view.signature_offered.emit(str(scan))
    stage.until(lambda: _panel(stage).promise().signature is not None)
    stage.press(KEY.Key_F8)
    assert taken(stage).state is CounterState.DEFERRED


def test_three_presses_print_one_sheet_and_a_printer_that_failed_lets_nothing_be_signed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults.md F15, F16."""
    from counter.devices.folder_printer import FolderPrinter  # noqa: PLC0415 -- the very class at the window

    jobs: list[str] = []

    def submit(_self: FolderPrinter, _pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:  # noqa: ARG001 -- the port's
        jobs.append(f"{job} x{copies}")
        return PrintOutcome.FAILED

    monkeypatch.setattr(FolderPrinter, "submit", submit)
    item = both_ways(stage.items)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    stage.press(KEY.Key_F9, KEY.Key_F9, KEY.Key_F9)
    stage.until(lambda: "没有打印出来" in stage.view.bar.banner.text())
    assert jobs == ["form-deferral_promise x2"]
    assert _panel(stage).promise().sheet == ""
    stage.press(KEY.Key_Space, KEY.Key_F8)
    assert "还没有打印" in _error(stage)
    assert stage.cases() == ()


def _content(desk: Desk, number: str) -> tuple[PaperKind, str]:
    row = papers.read_paper(desk.db, number)
    assert row is not None
    return row.kind, row.content


def _publish(desk: Desk, item: ServiceItem) -> None:
    with desk.store.write() as db:
        catalogue.put_items(db, (item,), ())


def _go_to_material(stage: Stage, code: str) -> None:
    """Down, until the material is current."""
    table = stage.view.materials.table
    assert stage.focused() is table
    stage.press(KEY.Key_Home)
    while table.current_code() != code:
        stage.press(KEY.Key_Down)


def sign_again(stage: Stage, former: str) -> None:
    """F9, another sheet than the former one, Space."""
    stage.press(KEY.Key_F9)
    stage.until(lambda: _panel(stage).promise().sheet != former)
    assert not _panel(stage).promise().signed
    stage.press(KEY.Key_Space)
