"""日结 and 交接班 with a real desk: each gap explained, two people, both sheets, with keys alone."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from counter.actions import closing, printing
from counter.actions.closing_sight import look_at_day
from counter.actions.desk import Desk
from counter.domain.case import Case, PrintOutcome
from counter.domain.closing import DayAccount, Gap, GapKind, Late, LateKind, Stock
from counter.domain.item import ServiceItem
from counter.domain.staff import Actor, Role
from counter.lanes import Lane
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import closings
from counter.wire.bodies import Kind, ShiftHandedOver
from tests.actions.approving import SECRET, cards
from tests.conftest import CLERK, SUPERVISOR, FakeClock
from tests.faults.support import one_round, take
from tests.ui.handing_out import ALT, CTRL, KEY, Stage
from ui.bridge import Bridge
from ui.closing.account import GAPS, LATE, entries, history_words
from ui.closing.presenter import ClosingPresenter
from ui.closing.view import ClosingView

MONDAY = dt.date(2026, 3, 2)


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
    platform: SimulatedPlatform,
) -> Iterator[Stage]:
    """The screen over a desk whose platform knows the supervisors."""
    platform.publish(supervisors=cards())
    made = Stage(ClosingView(), ClosingPresenter, qtbot, bridge, lane, lane_desk, items, clock, tmp_path, papers=False)
    made.presenter.show_actor(CLERK)
    yield made
    made.close()


def _case(stage: Stage, serial: int, *, printed: bool = True) -> Case:
    def work() -> Case:
        case = take(stage.desk, stage.items, serial)
        if printed:
            prepared = printing.prepare(stage.desk, case.case_no, CLERK)
            printing.note(stage.desk, CLERK, prepared, printer="desk", outcome=PrintOutcome.PRINTED)
        return case

    return stage.lane.call(work)


def _send(stage: Stage, platform: SimulatedPlatform) -> None:
    stage.lane.call(one_round, stage.desk, platform)


def _enter(stage: Stage, qtbot: QtBot, gaps: int) -> None:
    """The screen was entered and says how many gaps there are."""
    stage.show(qtbot)
    stage.hands.wait_for(lambda: "发出编号" in stage.view.day.account.words(), "the account")
    stage.hands.wait_for(lambda: stage.view.day.gaps.lines.rowCount() == gaps, f"{gaps} gaps")
    stage.hands.wait_for(lambda: isinstance(QApplication.focusWidget(), QLineEdit), "where the work begins")


def _closing(stage: Stage) -> closings.Closing | None:
    return stage.lane.call(closing.read_closing, stage.desk, MONDAY)


def _last_handover(desk: Desk) -> ShiftHandedOver:
    line = closings.last_line(desk.db, Kind.SHIFT_HANDED_OVER)
    assert line is not None
    return msgspec.json.decode(line.body, type=ShiftHandedOver)


def _close(stage: Stage, day: dt.date) -> None:
    stage.lane.call(
        functools.partial(closing.close_day, stage.desk, CLERK, day, {}, SUPERVISOR.clerk_no, second_secret=SECRET)
    )


def _told(stage: Stage, part: str) -> bool:
    return part in str(stage.view.day.told_wrong())


def _sign(stage: Stage, number: str = SUPERVISOR.clerk_no, secret: str = SECRET) -> None:
    stage.wait_for_focus(stage.view.day.second)
    stage.hands.type(number)
    stage.hands.press(KEY.Key_Return)
    stage.hands.type(secret)
    stage.hands.press(KEY.Key_Return)


def test_a_day_that_balances_wants_only_the_second_person(
    stage: Stage, platform: SimulatedPlatform, qtbot: QtBot
) -> None:
    """The cursor is at his number; then the sheet."""
    _case(stage, 1)
    _send(stage, platform)
    _enter(stage, qtbot, gaps=0)
    assert "写下记录 2 条\n平台收到 2 条\n" in stage.view.day.account.words()
    _sign(stage)
    stage.says("2026-03-02 已日结；F9 打印日结表")
    found = _closing(stage)
    assert found is not None
    assert (found.clerk, found.second, found.second_name) == (CLERK.clerk_no, SUPERVISOR.clerk_no, SUPERVISOR.name)
    stage.hands.press(KEY.Key_F9)
    stage.hands.wait_for((stage.printed / "day-2026-03-02.pdf").is_file, "the sheet")
    assert stage.nudges


def test_each_gap_is_explained_where_it_stands_and_enter_goes_to_the_next(
    stage: Stage, platform: SimulatedPlatform, qtbot: QtBot
) -> None:
    """Two papers that were not printed; the last Enter leads to the second person."""
    numbers = [_case(stage, serial, printed=False).case_no for serial in (1, 2)]
    _send(stage, platform)
    _enter(stage, qtbot, gaps=2)
    stage.hands.press(KEY.Key_F8)
    stage.hands.type("申请人明日来取")
    assert stage.view.day.gaps.unexplained() == 1
    stage.hands.press(KEY.Key_Return)
    stage.hands.type("卡纸")
    stage.hands.press(KEY.Key_Return)
    _sign(stage)
    stage.says("已日结")
    found = _closing(stage)
    assert found is not None
    assert {gap.about: gap.explanation for gap in found.account.gaps} == {
        numbers[0]: "申请人明日来取",
        numbers[1]: "卡纸",
    }


def test_what_is_said_of_one_can_be_said_of_all_of_its_kind_and_of_no_other(stage: Stage, qtbot: QtBot) -> None:
    """Ctrl+Enter on the papers leaves the lines that wait."""
    for serial in (1, 2, 3):
        _case(stage, serial, printed=False)
    _enter(stage, qtbot, gaps=6)
    stage.hands.type("打印机故障，明日补打")
    stage.hands.press(KEY.Key_Return, CTRL)
    assert stage.view.day.gaps.unexplained() == 3
    stage.hands.type("专线中断")
    stage.hands.press(KEY.Key_Return, CTRL)
    _sign(stage)
    stage.says("已日结")
    found = _closing(stage)
    assert found is not None
    told = {(gap.kind, gap.explanation) for gap in found.account.gaps}
    assert told == {(GapKind.PAPER_NOT_PRINTED, "打印机故障，明日补打"), (GapKind.LINE_WAITING, "专线中断")}


def test_the_day_does_not_close_with_a_gap_or_with_a_wrong_secret(
    stage: Stage, platform: SimulatedPlatform, qtbot: QtBot
) -> None:
    """Each is said where it stands, the secret is gone, what was typed stays; then it closes."""
    _case(stage, 1, printed=False)
    _send(stage, platform)
    _enter(stage, qtbot, gaps=1)
    page = stage.view.day
    page.second.setFocus()
    _sign(stage)
    assert "还有 1 处不符没有说明" in page.told_wrong()
    page.gaps.setFocus()
    stage.hands.type("卡纸")
    stage.hands.press(KEY.Key_Return)
    for number, secret, told in (
        (SUPERVISOR.clerk_no, "wrong", "第二人的密码不对"),
        (CLERK.clerk_no, SECRET, "第二人不能是经办人自己"),
        ("7777", SECRET, "本机不认识这个工号"),
    ):
        page.second.setFocus()
        page.second.selectAll()
        _sign(stage, number, secret)
        stage.hands.wait_for(functools.partial(_told, stage, told), told)
        assert page.secret.text() == ""
    assert _closing(stage) is None
    assert page.gaps.explanations()
    page.second.setFocus()
    page.second.selectAll()
    _sign(stage)
    stage.says("已日结")


def test_what_was_typed_stays_while_the_account_changes_beside_it(
    stage: Stage, platform: SimulatedPlatform, qtbot: QtBot, bridge: Bridge
) -> None:
    """A round delivers the lines; the papers keep their explanation."""
    _case(stage, 1, printed=False)
    _enter(stage, qtbot, gaps=2)
    stage.hands.type("卡纸")
    _send(stage, platform)
    bridge.announce(["deliveries"])
    stage.hands.wait_for(lambda: stage.view.day.gaps.lines.rowCount() == 1, "the line has arrived")
    assert list(stage.view.day.gaps.explanations().values()) == ["卡纸"]


def test_a_round_that_changes_the_account_leaves_the_clerk_in_the_explanation_that_he_types(
    stage: Stage, platform: SimulatedPlatform, qtbot: QtBot, bridge: Bridge
) -> None:
    """His next key stands behind the last one, and not in the number of the second person."""
    number = _case(stage, 1, printed=False).case_no
    _enter(stage, qtbot, gaps=2)
    stage.hands.type("申请人")
    editor = QApplication.focusWidget()
    _send(stage, platform)
    bridge.announce(["deliveries"])
    stage.hands.wait_for(lambda: stage.view.day.gaps.lines.rowCount() == 1, "the line has arrived")
    assert QApplication.focusWidget() is editor
    stage.hands.type("明日来取")
    assert stage.view.day.gaps.explanations() == {number: "申请人明日来取"}
    assert not stage.view.day.second.text()


def test_a_closed_day_is_only_read_and_an_earlier_one_can_be_looked_at(
    stage: Stage, platform: SimulatedPlatform, qtbot: QtBot
) -> None:
    """Its sheet can be printed again on the next day."""
    _case(stage, 1)
    _send(stage, platform)
    _close(stage, MONDAY)
    stage.clock.go_on(days=1)
    stage.show(qtbot)
    page = stage.view.day
    stage.hands.wait_for(lambda: page.days.count() == 2, "both days")
    page.days.setCurrentIndex(1)
    stage.hands.wait_for(lambda: not page.second.isVisible(), "the closed day")
    assert "当日收件 1 件" in page.account.words()
    stage.hands.press(KEY.Key_F9)
    stage.hands.wait_for((stage.printed / "day-2026-03-02.pdf").is_file, "the sheet")


def test_the_desk_goes_to_the_next_clerk_with_what_is_counted(
    stage: Stage, platform: SimulatedPlatform, qtbot: QtBot
) -> None:
    """Open cases, a seal too few with its note, and the sheet."""
    _case(stage, 1)
    _send(stage, platform)
    _enter(stage, qtbot, gaps=0)
    stage.hands.press(KEY.Key_2, ALT)
    page = stage.view.shift
    stage.wait_for_focus(page.rows[0].counted)
    for typed in ("1", "0"):
        stage.hands.type(typed)
        stage.hands.press(KEY.Key_Return)
    for typed in ("200", "200"):  # of the tickets nobody knows yet how many there must be
        stage.hands.type(typed)
        stage.hands.press(KEY.Key_Return)
    stage.hands.press(KEY.Key_F8)
    assert page.barred() == "数不符，请写明原因"
    stage.hands.type("收件章送修，有收据")
    stage.hands.press(KEY.Key_Return)
    stage.hands.type(SUPERVISOR.clerk_no)
    stage.hands.wait_for(lambda: page.receiver() == SUPERVISOR.name, "his name")
    stage.hands.press(KEY.Key_Return)
    stage.hands.press(KEY.Key_Return)
    stage.says("已交接给 9001；F9 打印交接班表")
    told = stage.lane.call(_last_handover, stage.desk)
    assert (told.to_clerk, told.open_cases, told.note) == (SUPERVISOR.clerk_no, 1, "收件章送修，有收据")
    assert [(each.counted, each.expected) for each in told.stock] == [(1, 1), (0, 1), (200, 200)]
    stage.hands.press(KEY.Key_F9)
    stage.hands.wait_for((stage.printed / "shift.pdf").is_file, "the sheet")


def test_the_next_clerk_finds_what_was_counted_as_what_he_must_have(stage: Stage, qtbot: QtBot) -> None:
    """And an unknown number is told beside its field."""
    stock = [Stock(name="骑缝章", counted=2, expected=2)]
    stage.lane.call(closing.hand_over_shift, stage.desk, CLERK, to_clerk=SUPERVISOR.clerk_no, stock=stock)
    stage.presenter.show_actor(Actor(clerk_no="9001", name="周立新", roles=(Role.CLERK,)))
    stage.show(qtbot)
    stage.hands.press(KEY.Key_2, ALT)
    page = stage.view.shift
    stage.hands.wait_for(lambda: page.rows[0].name.text() == "骑缝章", "the drawer")
    assert (page.rows[0].expected.text(), page.rows[1].name.text()) == ("2", "")
    page.to_clerk.setFocus()
    stage.hands.type("7777")
    stage.hands.wait_for(lambda: bool(page.to_clerk.property("wrong")), "nobody knows him")


def test_nothing_of_the_last_person_is_left(stage: Stage, platform: SimulatedPlatform, qtbot: QtBot) -> None:
    """Neither explanation nor number nor secret."""
    _case(stage, 1, printed=False)
    _send(stage, platform)
    _enter(stage, qtbot, gaps=1)
    stage.hands.type("卡纸")
    stage.view.day.second.setText("9001")
    stage.view.day.secret.setText("x")
    stage.presenter.show_actor(None)
    page = stage.view.day
    assert (page.second.text(), page.secret.text(), page.gaps.explanations()) == ("", "", {})
    assert page.account.words() == ""


def test_every_gap_and_every_late_change_has_its_word() -> None:
    """Also those of which there is none today."""
    assert set(GAPS) == set(GapKind)
    assert set(LATE) == set(LateKind)


def test_the_account_says_how_much_is_short_and_what_came_right() -> None:
    """Every figure in its group, the shortfall beside the half that lacks."""
    account = DayAccount(
        day=MONDAY, window="12", cases={"accepted": 2, "deferred": 1}, numbers_issued=5, numbers_void=1,
        papers_printed=3, reprints=1, lines_written=9, lines_delivered=7, scans_kept=2, scans_delivered=2,
        results_handed_out=1, gaps=(), cleared=(Gap(kind=GapKind.LINE_WAITING, about="A-1"),),
        late=(Late(kind=LateKind.NUMBER_VOIDED, about="x"), Late(kind=LateKind.NUMBER_VOIDED, about="y")),
    )  # fmt: skip
    lines = {(title, line.name): (line.value, line.short) for title, group in entries(account) for line in group}
    assert lines["办件", "当日收件"] == ("3 件", None)
    assert lines["办件", "　容缺受理"] == ("1 件", None)
    assert lines["编号和文书", "打印文书"] == ("3 份", 1)
    assert [short for (title, _), (_, short) in lines.items() if title == "上传"][:2] == [None, 0]
    assert history_words(account) == "上次不符、现已消除 1 项　日结后作废 2 项"


def test_a_day_that_a_later_one_swallowed_says_so(stage: Stage, platform: SimulatedPlatform) -> None:
    """It is closed within the later one, and cannot be closed again."""
    _case(stage, 1)
    _send(stage, platform)
    stage.clock.go_on(days=1)
    tuesday = MONDAY + dt.timedelta(days=1)
    _close(stage, tuesday)
    assert stage.lane.call(look_at_day, stage.desk, MONDAY).swallowed
    assert not stage.lane.call(look_at_day, stage.desk, tuesday).swallowed
