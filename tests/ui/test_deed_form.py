"""The form of a deed, the question after an uncertain print, and the chips of a filter, by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.parts.came_out import CameOutLine
from ui.parts.chip import Chip
from ui.parts.deed_form import DeedForm, Question, Sheet

KEY = Qt.Key
SHEET = Sheet(
    "延期",
    "只能延长一次。",
    "延长",
    (
        Question("by", "天数", value="10", required=True),
        Question("unit", "单位", "one", "b", (("a", "日"), ("b", "个工作日"))),
        Question("returned", "退回", "any", "x,y", (("x", "甲"), ("y", "乙"))),
        Question("reason", "理由", required=True),
    ),
)


class _Desk(QWidget):
    """A screen with an editor that had the focus before."""

    def __init__(self, part: QWidget) -> None:
        super().__init__()
        self.editor = QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(self.editor)
        column.addWidget(part)


def _show(qtbot: QtBot, part: QWidget) -> _Desk:
    desk = _Desk(part)
    qtbot.addWidget(desk)
    with qtbot.waitExposed(desk):
        desk.show()
    desk.activateWindow()
    desk.editor.setFocus()
    return desk


def _press(desk: QWidget, key: Qt.Key) -> None:
    focused = desk.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def test_enter_goes_through_the_fields_and_says_yes_at_the_end(qtbot: QtBot) -> None:
    form = DeedForm()
    desk = _show(qtbot, form)
    form.ask(SHEET)
    for _ in range(3):
        _press(desk, KEY.Key_Return)
    focused = desk.focusWidget()
    assert focused is form.editors()[3]
    QTest.keyClicks(focused, "why")
    with qtbot.waitSignal(form.confirmed) as told:
        _press(desk, KEY.Key_Return)
    assert told.args == [{"by": "10", "unit": "b", "returned": "x,y", "reason": "why"}]


def test_yes_is_barred_while_something_required_is_empty(qtbot: QtBot) -> None:
    form = DeedForm()
    desk = _show(qtbot, form)
    form.ask(SHEET)
    told: list[object] = []
    form.confirmed.connect(told.append)
    for _ in range(6):
        _press(desk, KEY.Key_Return)
    assert told == []


def test_a_fault_stands_at_its_field_and_goes_with_the_next_letter(qtbot: QtBot) -> None:
    form = DeedForm()
    desk = _show(qtbot, form)
    form.ask(SHEET)
    form.show_fault("最多延长 10 个工作日", "by")
    by = form.editors()[0]
    assert by.property("wrong")
    assert desk.focusWidget() is by
    QTest.keyClicks(by, "1")
    assert not by.property("wrong")


def test_a_closed_deed_says_why_and_only_goes_back(qtbot: QtBot) -> None:
    form = DeedForm()
    desk = _show(qtbot, form)
    form.ask(SHEET._replace(closed="补交期限未过"))
    told: list[object] = []
    form.confirmed.connect(told.append)
    with qtbot.waitSignal(form.dismissed):
        _press(desk, KEY.Key_Return)
    assert told == []
    assert form.answers() == {}
    assert desk.focusWidget() is desk.editor


def test_esc_asks_no_more_and_the_focus_is_where_it_was(qtbot: QtBot) -> None:
    form = DeedForm()
    desk = _show(qtbot, form)
    form.ask(SHEET)
    _press(desk, KEY.Key_Escape)
    assert form.isHidden()
    assert desk.focusWidget() is desk.editor


@pytest.mark.parametrize(("key", "came_out"), [(KEY.Key_Y, True), (KEY.Key_N, False)])
def test_an_uncertain_print_is_answered_by_one_key_and_not_asked_again(
    qtbot: QtBot, key: Qt.Key, *, came_out: bool
) -> None:
    line = CameOutLine()
    desk = _show(qtbot, line)
    line.ask("A-1", 0, focus=True)
    with qtbot.waitSignal(line.answered) as told:
        _press(desk, key)
    assert told.args == ["A-1", 0, came_out]
    assert desk.focusWidget() is desk.editor
    line.ask("A-1", 0, focus=True)
    assert line.question() == ""
    line.ask("A-1", 1, focus=False)
    assert line.question().startswith("A-1")
    assert desk.focusWidget() is desk.editor


def test_esc_leaves_the_question_open_for_another_look(qtbot: QtBot) -> None:
    line = CameOutLine()
    desk = _show(qtbot, line)
    line.ask("A-1", 0, focus=True)
    _press(desk, KEY.Key_Escape)
    assert line.question() == ""
    line.ask("A-1", 0, focus=False)
    assert line.question()


def test_a_chip_says_its_word_and_its_number(qtbot: QtBot) -> None:
    chip = Chip("已逾期", "bad")
    qtbot.addWidget(chip)
    narrow = chip.sizeHint().width()
    chip.set_count(1234)
    assert chip.accessibleName() == "已逾期 1234"
    assert chip.sizeHint().width() > narrow
