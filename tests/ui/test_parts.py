"""The small widgets keep their promises: plain text, keys, no jumps, no dialogs."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from counter.errors import RuleBroken
from ui.parts import ActionButton, Banner, ButtonRow, ConfirmLine, Field, PlainLabel, StateTag, shown
from ui.parts.paper import PaperPreview
from ui.parts.search import Choice, SearchBox
from ui.parts.sidelist import SideEntry, SideList
from ui.parts.table import Column, PagedRows, PageTable

KEY = Qt.Key


def test_a_typed_name_is_shown_literally_and_what_is_invisible_becomes_visible() -> None:
    assert shown("张·三 <b>") == "张·三 <b>"
    assert shown("a\u202eb\x00c") == "a⟦U+202E⟧b⟦U+0000⟧c"
    assert shown("一\n二") == "一\n二"


def test_a_label_is_plain_text_whatever_it_is_given(qtbot: QtBot) -> None:
    label = PlainLabel()
    qtbot.addWidget(label)
    label.setText("<img src='file:///etc/passwd'>\u202e")
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == "<img src='file:///etc/passwd'>⟦U+202E⟧"


def test_a_banner_keeps_its_room_and_says_an_error_in_words(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    assert banner.sizePolicy().retainSizeWhenHidden()
    assert banner.text() == ""
    banner.say_error(RuleBroken("material.none"))
    assert (banner.level(), banner.text()) == ("error", "还没有勾选任何材料")
    banner.say("good", "已保存")
    assert (banner.level(), banner.text()) == ("good", "已保存")
    banner.clear()
    assert (banner.level(), banner.text()) == (None, "")


def test_a_field_shows_its_error_without_growing(qtbot: QtBot) -> None:
    field = Field("身份证号", QLineEdit(), required=True)
    qtbot.addWidget(field)
    field.resize(400, 60)
    field.show()
    before = field.sizeHint().height()
    field.set_error("校验位不符；请对照证件逐位核对")
    assert field.error() == "校验位不符；请对照证件逐位核对"
    assert field.editor.property("wrong") is True
    assert field.editor.accessibleDescription() == "校验位不符；请对照证件逐位核对"
    assert field.sizeHint().height() == before
    field.set_error("")
    assert field.editor.property("wrong") is False
    assert field.editor.accessibleName() == "身份证号（必填）"


def test_a_button_is_pressed_by_its_key_and_says_why_when_it_is_barred(qtbot: QtBot) -> None:
    scope = QWidget()
    qtbot.addWidget(scope)
    button = ActionButton("受理", key="F8", scope=scope)
    row = ButtonRow([button])
    column = QVBoxLayout(scope)
    editor = QLineEdit()
    column.addWidget(editor)
    column.addWidget(row)
    pressed: list[str] = []
    refused: list[str] = []
    button.clicked.connect(lambda: pressed.append("F8"))
    button.refused.connect(refused.append)
    with qtbot.waitExposed(scope):
        scope.show()
    scope.activateWindow()
    editor.setFocus()
    QTest.keyClick(scope, KEY.Key_F8)
    assert pressed == ["F8"]
    button.bar("还没有选择事项")
    assert not button.isEnabled()
    assert (button.toolTip(), row.note()) == ("还没有选择事项", "还没有选择事项")
    QTest.keyClick(scope, KEY.Key_F8)
    assert (pressed, refused) == (["F8"], ["还没有选择事项"])
    button.bar("")
    assert button.isEnabled()
    assert row.note() == ""


def test_a_question_needs_its_reason_and_enter_and_esc_answer_it(qtbot: QtBot) -> None:
    desk = QWidget()
    qtbot.addWidget(desk)
    column = QVBoxLayout(desk)
    before = QLineEdit()
    line = ConfirmLine()
    column.addWidget(before)
    column.addWidget(line)
    answers: list[str] = []
    dismissed: list[bool] = []
    line.confirmed.connect(answers.append)
    line.dismissed.connect(lambda: dismissed.append(True))
    with qtbot.waitExposed(desk):
        desk.show()
    desk.activateWindow()
    before.setFocus()
    line.ask("作废此办件？", "作废", reason_hint="作废理由")
    reason = desk.focusWidget()
    assert isinstance(reason, QLineEdit)
    assert reason is not before
    QTest.keyClick(reason, KEY.Key_Return)
    assert answers == []
    QTest.keyClicks(reason, "  test  ")
    QTest.keyClick(reason, KEY.Key_Return)
    assert answers == ["test"]
    assert line.isHidden()
    assert desk.focusWidget() is before
    line.ask("签退？", "签退")
    yes = desk.focusWidget()
    assert yes is not None
    QTest.keyClick(yes, KEY.Key_Escape)
    assert (dismissed, desk.focusWidget()) == ([True], before)


def _search(qtbot: QtBot, desk: QWidget) -> tuple[SearchBox, list[str], list[object]]:
    qtbot.addWidget(desk)
    desk.resize(600, 500)
    box = SearchBox("事项")
    QVBoxLayout(desk).addWidget(box)
    asked: list[str] = []
    taken: list[object] = []
    box.searched.connect(asked.append)
    box.chosen.connect(taken.append)
    with qtbot.waitExposed(desk):
        desk.show()
    desk.activateWindow()
    box.setFocus()
    return box, asked, taken


def test_results_are_walked_and_taken_with_keys(qtbot: QtBot) -> None:
    desk = QWidget()
    box, asked, taken = _search(qtbot, desk)
    QTest.keyClicks(box, "yl")
    qtbot.waitUntil(lambda: asked == ["yl"])
    box.show_results("yl", [Choice("a", "养老"), Choice("b", "医疗", "医保局"), Choice("c", "印刷")])
    assert box.results_shown()
    for key in (KEY.Key_Down, KEY.Key_Down, KEY.Key_Down, KEY.Key_Up):
        QTest.keyClick(box, key)
    QTest.keyClick(box, KEY.Key_Return)
    assert taken == ["b"]
    assert not box.results_shown()


def test_an_answer_for_another_text_is_ignored_and_esc_closes(qtbot: QtBot) -> None:
    desk = QWidget()
    box, asked, taken = _search(qtbot, desk)
    QTest.keyClicks(box, "yl")
    qtbot.waitUntil(lambda: asked == ["yl"])
    box.show_results("y", [Choice("a", "养老")])
    assert not box.results_shown()
    box.show_results("yl", [])
    assert box.results_shown()
    QTest.keyClick(box, KEY.Key_Escape)
    assert not box.results_shown()
    assert taken == []


def test_enter_before_the_answer_takes_the_first_result_when_it_comes(qtbot: QtBot) -> None:
    desk = QWidget()
    box, asked, taken = _search(qtbot, desk)
    QTest.keyClicks(box, "yl")
    QTest.keyClick(box, KEY.Key_Return)
    assert asked == ["yl"]
    box.show_results("yl", [Choice("a", "养老"), Choice("b", "医疗")])
    assert taken == ["a"]


def test_a_table_asks_for_one_page_at_a_time_and_ignores_a_page_of_an_earlier_list(qtbot: QtBot) -> None:
    rows: PagedRows[str] = PagedRows([Column("名称", lambda row: row)])
    table = PageTable(rows)
    qtbot.addWidget(table)
    wanted: list[tuple[int, int]] = []
    rows.wanted.connect(lambda offset, limit: wanted.append((offset, limit)))
    rows.start(["a", "b"], 5)
    root = QModelIndex()
    rows.fetchMore(root)
    rows.fetchMore(root)
    assert wanted == [(2, 100)]
    rows.add_page(1, ["x"])
    assert rows.rows() == ("a", "b")
    rows.fetchMore(root)
    rows.add_page(2, ["c", "d", "e"])
    assert rows.rows() == ("a", "b", "c", "d", "e")
    assert not rows.canFetchMore(root)


def test_enter_opens_the_current_row_of_a_table(qtbot: QtBot) -> None:
    rows: PagedRows[str] = PagedRows([Column("名称", lambda row: row)])
    table = PageTable(rows)
    qtbot.addWidget(table)
    rows.start(["a", "b\u202e"], 2)
    opened: list[int] = []
    table.opened.connect(opened.append)
    table.go_to(0)
    QTest.keyClick(table, KEY.Key_Down)
    QTest.keyClick(table, KEY.Key_Return)
    assert opened == [1]
    assert rows.data(rows.index(1, 0)) == "b⟦U+202E⟧"


def test_home_and_end_go_to_the_first_and_the_last_row(qtbot: QtBot) -> None:
    """Rows are whole: Qt's own Home goes to the first cell of the same row, which nobody sees."""
    rows: PagedRows[str] = PagedRows([Column("名称", lambda row: row), Column("事项", lambda row: row)])
    table = PageTable(rows)
    qtbot.addWidget(table)
    QTest.keyClick(table, KEY.Key_End)
    assert table.current_row() == -1
    rows.start(["a", "b", "c"], 3)
    QTest.keyClick(table, KEY.Key_End)
    assert table.current_row() == 2
    QTest.keyClick(table, KEY.Key_Home)
    assert table.current_row() == 0


def test_a_side_list_keeps_its_place_when_states_change(qtbot: QtBot) -> None:
    side = SideList()
    qtbot.addWidget(side)
    side.show_entries([SideEntry("申请人"), SideEntry("材料", "wait", "1/3")])
    chosen: list[int] = []
    side.chosen.connect(chosen.append)
    side.choose(1)
    side.show_entries([SideEntry("申请人", "good"), SideEntry("材料", "good", "3/3")])
    assert chosen == [1]
    assert side.currentIndex().row() == 1


def test_a_state_is_a_word_first(qtbot: QtBot) -> None:
    tag = StateTag("已受理", "good")
    qtbot.addWidget(tag)
    tag.set_state("已作废", "quiet")
    assert (tag.word(), tag.tone(), tag.accessibleName()) == ("已作废", "quiet", "已作废")
    assert not tag.grab().toImage().isNull()


def test_a_paper_is_zoomed_and_turned_with_keys(qtbot: QtBot) -> None:
    preview = PaperPreview()
    qtbot.addWidget(preview)
    preview.resize(500, 400)
    page = QImage(595, 842, QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)
    preview.show_pages([page, page])
    with qtbot.waitExposed(preview):
        preview.show()
    assert (preview.page_count(), preview.zoom()) == (2, 1.0)
    assert [label.text() for label in preview.findChildren(PlainLabel) if label.isVisible()] == [
        "PageDown 翻页 · Ctrl + 放大 · Ctrl - 缩小 · Ctrl 0 适合宽度"
    ]
    QTest.keyClick(preview, KEY.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert preview.zoom() == 1.25
    QTest.keyClick(preview, KEY.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(preview, KEY.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert preview.zoom() == 0.8
    QTest.keyClick(preview, KEY.Key_0, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(preview, KEY.Key_PageDown)
    assert preview.verticalScrollBar().value() > 0
    preview.clear()
    assert preview.page_count() == 0
