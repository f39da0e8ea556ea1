"""容缺跟踪 with a real desk: listed, filtered, taken in, told again, extended and drawn to its end with keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from counter.actions import intake, lists
from counter.actions.desk import Desk
from counter.domain.case import Case, Decision, HowGot
from counter.domain.course import Correction, Defect, OwedLight
from counter.domain.item import FieldKind, FormField, ServiceItem
from counter.lanes import Lane
from counter.store import cases, journal
from counter.wire.bodies import CaseSupplemented, read_body
from tests.actions import courses
from tests.actions.approving import SECRET
from tests.conftest import CLERK, PDF, SUPERVISOR, FakeClock, draft_of, filled
from tests.ui.deferring import KEY, Stage
from ui.bridge import Bridge
from ui.deferred.rows import light_words
from ui.parts.field import Field

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
MOST_KEYS = 20


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
    """The screen over a desk with an item of which two materials can lack."""
    made = Stage(qtbot, bridge, lane, lane_desk, courses.item_with_two(items), clock, tmp_path)
    yield made
    made.close()


def test_the_list_says_the_light_in_words_and_masks_the_name(stage: Stage) -> None:
    case = stage.deferred(lacking=1)
    stage.enter(rows=1)
    assert [stage.cell(0, column) for column in (0, 2, 3, 4, 6)] == [
        "剩 5 个工作日", "容缺", "2026-03-09", "欧***", case.case_no,
    ]  # fmt: skip


def test_the_counts_of_the_lights_are_the_length_of_their_lists(stage: Stage) -> None:
    stage.deferred(serial=1)
    stage.correcting(serial=2, lacking=1)
    stage.clock.go_on(days=7)  # due today
    stage.deferred(serial=3, lacking=1)  # due on the same ninth
    stage.enter(rows=4)
    for number, chip in enumerate(stage.view.chips.values()):
        stage.hands.press(KEY.Key_0 + number, ALT)  # type: ignore[arg-type]  # the digit's key
        stage.wait_for_list(chip)
    assert stage.view.chips[OwedLight.TODAY].count() == 4
    assert stage.view.chips[None].count() == 4


def test_one_deferral_is_taken_in_within_twenty_keystrokes(stage: Stage) -> None:
    """Issue 3, Figures: from "brought in" to saved; F5, two characters, Enter, two materials, Enter, and the print."""
    case = stage.deferred(serial=1)
    stage.enter(rows=2)
    hands = stage.hands
    hands.keys = 0
    hands.press(KEY.Key_F5)  # the window's key; here it is only counted
    hands.type("欧阳")
    hands.press(KEY.Key_Return)
    stage.wait_shown(case)
    hands.press(KEY.Key_Space)
    hands.press(KEY.Key_2)  # 复印件
    hands.press(KEY.Key_Return)
    stage.says("材料补齐")
    hands.press(KEY.Key_F9)
    hands.wait_for(lambda: len(list(stage.printed.glob("*.pdf"))) == 1, "the paper")
    assert hands.keys <= MOST_KEYS
    assert stage.open_owed(case) == []
    assert stage.state(case) == "accepted"
    got = stage.lane.call(lists.read_case, stage.desk, case.case_id).case.intake.materials
    assert [material.how_got for material in got[-2:]] == [HowGot.ORIGINAL, HowGot.COPY]
    assert stage.nudges


def test_a_scanned_barcode_of_any_paper_of_the_case_opens_it(stage: Stage) -> None:
    stage.deferred(serial=1)
    case = stage.deferred(serial=2)
    paper = stage.lane.call(courses.numbers, stage.desk, case)[-1]
    stage.enter(rows=4)
    stage.hands.type(paper)
    stage.hands.press(KEY.Key_Return)
    stage.wait_shown(case)


def test_several_cases_of_a_name_are_walked_through(stage: Stage) -> None:
    stage.deferred(serial=1)
    stage.deferred(serial=2)
    stage.enter(rows=4)
    stage.hands.type("欧阳")
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(stage.view.table.hasFocus, "the list")
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(stage.view.panel.table.hasFocus, "the rows")
    stage.hands.press(KEY.Key_Escape)
    assert stage.view.showing() is None
    assert stage.view.search.hasFocus()


def test_a_part_is_taken_in_and_the_rest_stays_owed(stage: Stage) -> None:
    case = stage.correcting()
    first, second = courses.owed_codes(case)
    stage.enter(rows=2)
    stage.open(case)
    stage.hands.press(KEY.Key_Space)
    stage.hands.press(KEY.Key_Return)
    stage.says("还有 1 份待补")
    assert stage.open_owed(case) == [second]
    stage.hands.wait_for(lambda: stage.view.panel.table.rows.number_of(first) == -1, "the row gone")


def test_what_another_window_took_in_is_brought_here(stage: Stage) -> None:
    """domain.md §2: supplemented at any window of the hall; the papers of the deed have this window's numbers."""
    case = stage.elsewhere()
    stage.enter(rows=2)
    assert {stage.cell(row, 7) for row in range(2)} == {"12", "07"}
    stage.open(case)
    stage.hands.press(KEY.Key_Space)
    stage.hands.press(KEY.Key_Return)
    stage.says("材料补齐")
    assert stage.open_owed(case) == []
    assert stage.view.panel.papers()[0].startswith("421199-01-12")


def test_enter_with_nothing_ticked_says_what_is_missing_and_stores_nothing(stage: Stage) -> None:
    case = stage.deferred()
    stage.enter(rows=2)
    stage.open(case)
    stage.hands.press(KEY.Key_F8)
    stage.says("请先按空格勾选收到的材料")
    assert len(stage.open_owed(case)) == 2


def test_what_came_by_post_is_dated_by_its_arrival_and_a_wrong_day_is_told_at_its_field(stage: Stage) -> None:
    case = stage.correcting(lacking=1)
    stage.clock.go_on(days=2)
    stage.enter(rows=1)
    stage.open(case)
    stage.hands.press(KEY.Key_Space)
    panel = stage.view.panel
    panel.how.setCurrentIndex(1)
    for typed in ("三月", "2026-03-30"):
        panel.arrived.setText(typed)
        stage.hands.press(KEY.Key_F8)
        stage.hands.wait_for(lambda: bool(panel.arrived.property("wrong")), "the fault")
    assert stage.open_owed(case)
    panel.arrived.setText("2026/03/03")
    stage.hands.press(KEY.Key_Return)
    stage.says("已受理")
    (owed,) = stage.lane.call(lists.read_case, stage.desk, case.case_id).case.course.owed
    assert owed.how == "post"
    assert owed.arrived_at is not None
    assert owed.arrived_at.date().isoformat() == "2026-03-03"


def test_a_file_is_attached_to_its_material(stage: Stage, tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(PDF)
    case = stage.deferred(lacking=1)
    stage.enter(rows=1)
    stage.open(case)
    (code,) = courses.owed_codes(case)
    stage.hands.press(KEY.Key_F4)
    dialog = stage.view.panel.files.dialog()
    assert dialog is not None
    dialog.filesSelected.emit([str(scan)])
    dialog.reject()
    rows = stage.view.panel.table.rows
    stage.hands.wait_for(lambda: bool(rows.materials() and rows.materials()[0].attachments), "the file")
    QTest.keyClick(stage.view.panel.table, KEY.Key_Return)  # no window is active offscreen after a dialog
    stage.says("材料补齐")
    got = stage.lane.call(lists.read_case, stage.desk, case.case_id)
    assert next(each for each in got.case.intake.materials if each.code == code).attachments[0].file_name == "scan.pdf"


def test_a_wrong_supplement_is_told_again_once(stage: Stage) -> None:
    case = stage.deferred(lacking=1)
    stage.enter(rows=1)
    stage.open(case)
    stage.hands.press(KEY.Key_G, ALT)
    stage.hands.type("复印件未盖公章")
    stage.hands.press(KEY.Key_Return)
    stage.hands.press(KEY.Key_Return)
    stage.says("已再次书面告知")
    assert "correction_notice" in stage.lane.call(courses.paper_kinds, stage.desk, case)
    stage.hands.wait_for(lambda: bool(stage.view.panel.outlook().owed[0].owed.told_again), "told again")  # type: ignore[union-attr]
    stage.hands.press(KEY.Key_G, ALT)
    stage.says("已再次告知过一次")


def test_an_extension_waits_for_the_supervisor_who_stands_behind(stage: Stage) -> None:
    case = stage.deferred(lacking=1)
    stage.enter(rows=1)
    stage.open(case)
    hands = stage.hands
    hands.press(KEY.Key_Y, ALT)
    hands.press(KEY.Key_Return)  # the latest day is there already
    hands.type("停电")
    hands.press(KEY.Key_Return)
    hands.wait_for(stage.view.approval.asking, "现场授权")
    assert stage.view.panel.outlook().owed[0].due_on == courses.DUE  # type: ignore[union-attr]
    hands.press(KEY.Key_1)
    hands.type(SUPERVISOR.clerk_no)
    hands.press(KEY.Key_Return)
    hands.type("falsch")
    hands.press(KEY.Key_Return)
    hands.wait_for(lambda: bool(stage.view.approval.secret.property("wrong")), "the wrong secret")
    stage.view.approval.secret.setText(SECRET)
    hands.press(KEY.Key_Return)
    stage.says("补交期限已延至 2026-03-23")
    (owed,) = stage.lane.call(lists.read_case, stage.desk, case.case_id).case.course.owed
    assert (owed.extended, str(owed.due_on)) == (True, "2026-03-23")


def test_an_extension_can_wait_in_the_queue_instead(stage: Stage) -> None:
    case = stage.deferred(lacking=1)
    stage.enter(rows=1)
    stage.open(case)
    stage.hands.press(KEY.Key_Y, ALT)
    stage.hands.press(KEY.Key_Return)
    stage.hands.type("停电")
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(stage.view.approval.asking, "提请审核")
    stage.hands.press(KEY.Key_2)
    stage.hands.press(KEY.Key_Return)
    stage.says("已提请主管审核")
    (owed,) = stage.lane.call(lists.read_case, stage.desk, case.case_id).case.course.owed
    assert not owed.extended


def test_the_consequence_is_said_before_it_is_drawn_and_refused_while_the_counter_was_offline(stage: Stage) -> None:
    """faults.md F13: no lapse for what may have been brought to another window meanwhile."""
    case = stage.deferred(lacking=1)
    stage.clock.go_on(days=8)
    stage.enter(rows=1)
    stage.open(case)
    stage.hands.press(KEY.Key_L, ALT)
    form = stage.view.panel.deed_form
    texts = _texts(form)
    assert any("视为撤回申请" in text for text in texts)
    assert any("2026-03-09 之后本机尚未与平台同步" in text for text in texts)
    stage.hands.press(KEY.Key_Return)
    assert stage.state(case) == "deferred"
    stage.lane.call(courses.hear, stage.desk)
    stage.open_again(case)
    stage.hands.press(KEY.Key_L, ALT)
    stage.hands.press(KEY.Key_Return)
    stage.says("已作逾期处理：已撤回")
    assert stage.state(case) == "withdrawn"
    stage.hands.wait_for(lambda: stage.view.chips[OwedLight.LAPSED].count() == 1, "the lapsed light")


def test_the_telephone_list_shows_whole_numbers_only_for_the_one_who_is_called(stage: Stage) -> None:
    stage.deferred(serial=1)
    case = stage.deferred(serial=2)
    stage.enter(rows=4)
    stage.hands.press(KEY.Key_T, CTRL)
    calls = stage.view.calls
    stage.hands.wait_for(lambda: calls.rows.rowCount() == 2, "two people")
    shown = [str(calls.rows.data(calls.rows.index(1, column))) for column in range(3)]
    assert shown[:2] == ["欧***", "139****0000"]
    stage.hands.press(KEY.Key_Down)
    stage.hands.press(KEY.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "13900000000"
    before = stage.open_owed(case)
    stage.hands.press(KEY.Key_Return)
    stage.hands.wait_for(lambda: stage.view.showing() is stage.view.panel, "the case")
    assert stage.open_owed(case) == before


def test_the_row_one_stands_on_stays_current_when_something_else_changes(stage: Stage) -> None:
    stage.deferred(serial=1, lacking=1)
    stage.deferred(serial=2, lacking=1)
    stage.enter(rows=2)
    stage.view.go_into_list()
    stage.hands.press(KEY.Key_Down)
    before = stage.view.rows.row(1)
    stage.deferred(serial=3, lacking=1)
    stage.presenter.settle()
    stage.hands.wait_for(lambda: stage.view.rows.rowCount() == 3, "the new row")
    assert stage.view.rows.row(stage.view.table.current_row()) == before


def test_nothing_of_the_last_person_stays_on_the_screen(stage: Stage) -> None:
    case = stage.deferred()
    stage.enter(rows=2)
    stage.open(case)
    stage.presenter.show_actor(None)
    assert stage.view.rows.rowCount() == 0
    assert stage.view.showing() is None
    assert stage.view.panel.outlook() is None


@pytest.mark.parametrize(
    ("light", "left", "words"),
    [
        (OwedLight.OVERDUE, -3, "逾期 3 个工作日"),
        (OwedLight.OVERDUE, 0, "已逾期"),
        (OwedLight.TODAY, 0, "今日到期"),
        (OwedLight.NEARLY, 2, "临期，剩 2 个工作日"),
        (OwedLight.FINE, 5, "剩 5 个工作日"),
        (OwedLight.UNKNOWN, None, "期限未定"),
        (OwedLight.LAPSED, -9, "已失效"),
    ],
)
def test_every_light_is_said_in_words(light: OwedLight, left: int | None, words: str) -> None:
    assert light_words(light, left) == words


def _texts(widget: object) -> list[str]:
    from PySide6.QtWidgets import QLabel, QWidget  # noqa: PLC0415

    assert isinstance(widget, QWidget)
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_what_another_window_filled_in_since_is_read_before_it_is_written_over(stage: Stage) -> None:
    """protocol.md, Conflicts: a supplement's field carries what the clerk read in it (faults.md F11)."""
    field = next(each for each in stage.item.form if each.kind is FieldKind.TEXT and each.required)
    case = stage.lane.call(_asked_for, stage.desk, stage.item, field)
    stage.enter(rows=1)
    stage.open(case)
    (editor,) = (edit for _, edit in stage.view.panel._form_editors.values())
    editor.setFocus()
    editor.selectAll()
    stage.hands.type("甲处")
    stage.lane.call(_fill_elsewhere, stage.desk, case, field)
    stage.hands.press(KEY.Key_F8)
    told = editor.parentWidget()
    assert isinstance(told, Field)
    stage.hands.wait_for(lambda: "其他窗口已填“乙处”" in told.error(), "the other value")
    stage.hands.picture("f5-changed-elsewhere")
    assert editor.text() == "甲处", "what was typed stays"
    assert len(stage.open_owed(case)) == 1
    stage.hands.press(KEY.Key_F8)
    stage.says("已受理")
    (line,) = stage.lane.call(
        lambda: [sealed.opened() for sealed in journal.lines_of_case(stage.desk.db, case.case_id)][-1:]
    )
    body = read_body(line.kind, line.body)
    assert isinstance(body, CaseSupplemented)
    assert (body.form, body.base_form) == ({field.key: "甲处"}, {field.key: "乙处"})


def _asked_for(desk: Desk, item: ServiceItem, field: FormField) -> Case:
    """A case of which one field of the form is to be put right."""
    told = Correction(defects=(Defect(name=field.label, ground="某条例", remedy=f"更正“{field.label}”"),))
    return intake.take_case(desk, CLERK, draft_of(filled(item)), Decision.CORRECTION, told).case


def _fill_elsewhere(desk: Desk, case: Case, field: FormField) -> None:
    """The news of another window came."""
    now = cases.read_case(desk.db, case.case_id)
    assert now is not None
    filled_in = msgspec.structs.replace(now.intake, form={**now.intake.form, field.key: "乙处"})
    with desk.store.write() as db:
        cases.update_case(db, msgspec.structs.replace(now, intake=filled_in))
