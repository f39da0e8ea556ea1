"""材料更正 in 办件: by keys alone, the scans stay, and the paper is issued anew with the old number on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from counter.actions import intake
from counter.actions.desk import Desk
from counter.documents.model import PaperContent
from counter.domain.case import Attachment, Case, Decision, HowGot
from counter.domain.item import ServiceItem
from counter.lanes import Lane
from counter.store import cases, papers
from tests.actions.courses import item_with_two
from tests.conftest import CLERK, PDF, FakeClock, draft_of, filled
from tests.ui.casing import KEY, Stage
from ui.bridge import Bridge


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
    made = Stage(qtbot, bridge, lane, lane_desk, item_with_two(items), clock, tmp_path)
    yield made
    made.close()


def _with_scan(desk: Desk, item: ServiceItem, *, serial: int = 1) -> Case:
    """An accepted case whose first material has a scan."""
    whole = filled(item, serial=serial)
    first, *rest = whole.materials
    spec = item.material(first.code)
    assert spec is not None
    scan = intake.attach_file(desk, spec, content=PDF, file_name="营业执照.pdf")
    scanned = msgspec.structs.replace(first, how_got=HowGot.COPY, attachments=(scan,))
    given = msgspec.structs.replace(whole, materials=(scanned, *rest))
    return intake.take_case(desk, CLERK, draft_of(given), Decision.ACCEPTED).case


def _open_page(stage: Stage) -> Case:
    case = stage.make(_with_scan)
    stage.open(case)
    stage.choose("材料更正")
    stage.hands.wait_for(stage.view.materials_open, "the page")
    return case


def test_how_it_was_got_is_put_right_by_keys_and_the_new_paper_cites_the_old(stage: Stage, tmp_path: Path) -> None:
    """F8, 材料更正, 1 for 原件, + for the copies, F4's scan, the reason, F8, the supervisor, F9."""
    case = _open_page(stage)
    page = stage.view.materials
    assert page.table.hasFocus()
    first = case.intake.materials[0]
    stage.hands.press(KEY.Key_1)
    page.table.go_to(0)
    stage.hands.press(KEY.Key_Plus)
    more = tmp_path / "补扫.pdf"
    more.write_bytes(PDF + b"%")
    page.files_offered.emit(first.code, [str(more)])
    stage.hands.wait_for(lambda: len(page.materials()[0].attachments) == 2, "the scan")
    stage.hands.picture("f7-materials")
    stage.hands.press(KEY.Key_Return)
    assert page.number.hasFocus()
    stage.hands.press(KEY.Key_Return)
    stage.hands.type("收取方式录错")
    stage.hands.press(KEY.Key_F8)
    stage.approve()
    stage.says("材料更正：已保存")
    assert not stage.view.materials_open()
    now = stage.disk(case)
    changed = now.case.intake.materials[0]
    assert (changed.how_got, changed.copies, len(changed.attachments)) == (HowGot.ORIGINAL, first.copies + 1, 2)
    old, new = now.papers
    assert old.void
    content = stage.lane.call(_content, stage.desk, new.paper.number)
    assert content.cites == old.paper.number
    assert content.materials[0].how_got == "原件"
    course = stage.view.detail.facts._course
    stage.hands.wait_for(lambda: "更正材料 1 项" in str(course.data(course.index(0, 1))), "the course")


def test_a_scan_that_was_taken_in_cannot_be_taken_away_and_the_page_says_so(stage: Stage) -> None:
    """Space on the material and Delete on the file leave both; a file that was added just now goes again."""
    case = _open_page(stage)
    page = stage.view.materials
    before = page.materials()
    stage.hands.press(KEY.Key_Space)
    assert page.materials() == before
    assert "已收的扫描件不能去掉" in page.banner.text()
    page.table.go_to(0)
    assert "已收的扫描件不能去掉" in page._note.text()
    stage.hands.picture("f7-materials-scan-stays")
    stage.hands.press(KEY.Key_Down)
    stage.hands.press(KEY.Key_Delete)
    assert page.materials() == before
    stage.hands.press(KEY.Key_F8)
    assert page.banner.text().endswith("材料与原来相同，没有要更正的")
    stage.hands.press(KEY.Key_Escape)
    assert stage.view.detail.moves.isVisible()
    assert stage.disk(case).case.intake == case.intake


def test_a_reason_is_asked_for_at_its_field(stage: Stage) -> None:
    _open_page(stage)
    stage.hands.press(KEY.Key_1)
    stage.hands.press(KEY.Key_F8)
    page = stage.view.materials
    assert page.reason.hasFocus()
    assert "更正理由" in page.banner.text()
    assert not stage.view.approval.asking()


def test_what_another_window_took_in_meanwhile_stays(stage: Stage) -> None:
    """protocol.md, Conflicts: materials are a union, also with what came while the page was open."""
    case = _open_page(stage)
    stage.hands.press(KEY.Key_1)
    other = case.intake.materials[1]
    scan = stage.lane.call(_scan_elsewhere, stage.desk, case)
    stage.presenter.open_case(case.case_id)
    shown = stage.view.detail
    stage.hands.wait_for(lambda: scan in _scans_of(shown.case(), other.code), "the news")
    stage.view.materials.reason.setText("收取方式录错")
    stage.hands.press(KEY.Key_F8)
    stage.approve()
    stage.says("材料更正：已保存")
    after = stage.disk(case).case
    assert after.intake.materials[0].how_got is HowGot.ORIGINAL
    assert scan in _scans_of(after, other.code)


def test_nothing_of_the_last_person_stays(stage: Stage) -> None:
    _open_page(stage)
    stage.presenter.show_actor(None)
    assert not stage.view.materials_open()
    assert stage.view.materials.materials() == ()
    assert stage.view.materials.number.count() == 0


def _content(desk: Desk, number: str) -> PaperContent:
    row = papers.read_paper(desk.db, number)
    assert row is not None
    return msgspec.json.decode(row.content, type=PaperContent)


def _scan_elsewhere(desk: Desk, case: Case) -> Attachment:
    """The news of another window came: a scan more of the second material."""
    first, second, *rest = case.intake.materials
    sha256 = desk.scans.put(PDF + b"%%")
    scan = Attachment(sha256=sha256, size_bytes=len(PDF) + 2, media_type="application/pdf", file_name="另窗.pdf")
    materials = (first, msgspec.structs.replace(second, attachments=(scan,)), *rest)
    with desk.store.write() as db:
        theirs = msgspec.structs.replace(case.intake, materials=materials)
        cases.update_case(db, msgspec.structs.replace(case, intake=theirs))
    return scan


def _scans_of(case: Case | None, code: str) -> tuple[Attachment, ...]:
    found = [material for material in case.intake.materials if material.code == code] if case else []
    return found[0].attachments if found else ()
