"""设置 (F1): what IT fixed cannot be typed over and says so; a choice is kept; health and bundle are read by keys."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.domain.staff import Actor
from counter.lanes import Lane
from counter.ports import Carrier
from tests.conftest import CLERK
from tests.settings.layers import put
from tests.ui.machines import PIECES, Machine
from ui.bridge import Bridge
from ui.settings.presenter import SettingsPresenter
from ui.settings.queue_presenter import QueuePresenter
from ui.settings.view import SettingsView

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
WAIT_MS = 8000


class Screen:
    """The screen with its presenter before a machine."""

    def __init__(
        self, qtbot: QtBot, bridge: Bridge, machine: Machine, desk: Desk, store_lane: Lane, *, actor: Actor = CLERK
    ) -> None:
        self.qtbot, self.machine = qtbot, machine
        self.view = SettingsView()
        self.carrier: Carrier | None = None
        self.token = ""
        qtbot.addWidget(self.view)
        queue = QueuePresenter(
            self.view.queue,
            banner=self.view.banner,
            bridge=bridge,
            desk=desk,
            store_lane=store_lane,
            lane=machine.lane,
            carrier=lambda: self.carrier,
            token=lambda: self.token,
            parent=self.view,
        )
        self.presenter = SettingsPresenter(
            view=self.view,
            bridge=bridge,
            machine=machine.room(),
            store_lane=store_lane,
            queue=queue,
            parent=self.view,
        )
        self.presenter.show_actor(actor)
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.view.activateWindow()
        qtbot.waitUntil(lambda: bool(self.note("printer")), timeout=WAIT_MS)

    def note(self, key: str) -> str:
        """What stands beside the field's label."""
        return self.view.choices.fields[key]._side.text()

    def editor(self, key: str) -> QWidget:
        """Where it is typed."""
        return self.view.choices.fields[key].editor

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """On whatever has the focus."""
        QTest.keyClick(QApplication.focusWidget() or self.view, key, with_)

    def banner(self, words: str) -> None:
        """Waits until the line says so."""
        self.qtbot.waitUntil(lambda: words in self.view.banner.text(), timeout=WAIT_MS)


@pytest.fixture
def screen(qtbot: QtBot, bridge: Bridge, lane: Lane, tmp_path: Path, lane_desk: Desk) -> Screen:
    """With a printer that IT fixed."""
    machine = Machine(tmp_path, lane, printer="cups", allowed_printers=["front", "back"])
    return Screen(qtbot, bridge, machine, lane_desk, lane)


def test_what_it_has_fixed_is_shown_with_its_source_and_cannot_be_changed(screen: Screen) -> None:
    assert screen.note("printer") == "已锁定 · 运维策略 it.json"
    assert not screen.editor("printer").isEnabled()
    assert screen.note("ticket_printer") == "默认"
    assert screen.editor("ticket_printer").isEnabled()
    value, source = screen.view.choices._rest["allowed_printers"]
    assert (value.text(), source.text()) == ("front、back", "已锁定 · 运维策略 it.json")


def test_a_choice_is_typed_saved_by_its_key_and_kept(screen: Screen) -> None:
    """Picked from the machine's printers, or typed."""
    queue = screen.editor("print_queue")
    assert isinstance(queue, QComboBox)
    screen.qtbot.waitUntil(lambda: queue.count() == 2, timeout=WAIT_MS)
    queue.setFocus()
    screen.press(KEY.Key_Down)
    screen.press(KEY.Key_Down)
    chosen = queue.currentText()
    screen.press(KEY.Key_F8)
    screen.banner("重新打开客户端后生效")
    home = screen.machine.folder / "home"
    assert json.loads((home / "settings.json").read_text()) == {"print_queue": chosen}
    assert screen.note("print_queue") == "本人选择"
    screen.press(KEY.Key_F8)
    screen.banner("没有改动")


def test_a_wrong_value_is_told_at_its_field_and_nothing_is_written(screen: Screen) -> None:
    ticket = screen.editor("ticket_printer")
    assert isinstance(ticket, QLineEdit)
    ticket.setFocus()
    ticket.selectAll()
    QTest.keyClicks(ticket, "10.0.0.8")
    screen.press(KEY.Key_F8)
    field = screen.view.choices.fields["ticket_printer"]
    screen.qtbot.waitUntil(lambda: "tcp://" in field.error(), timeout=WAIT_MS)
    assert not (screen.machine.folder / "home" / "settings.json").exists()
    assert ticket.hasFocus()


def test_a_fault_that_came_into_the_policy_meanwhile_is_told(screen: Screen) -> None:
    put(screen.machine.folder, "policies/managed/it.json", {"pritner": "cups"})
    screen.press(KEY.Key_2, ALT)
    screen.press(KEY.Key_1, ALT)
    screen.banner("是否应为“printer”")


def test_the_health_check_tells_what_is_not_in_order_first(screen: Screen) -> None:
    screen.press(KEY.Key_2, ALT)
    rows = screen.view.health.rows
    screen.qtbot.waitUntil(lambda: rows.rowCount() == 3, timeout=WAIT_MS)
    told = [[str(rows.data(rows.index(row, column))) for column in range(3)] for row in range(3)]
    assert told == [
        ["打印机", "不合格", "本机没有打印机；请接好打印机或联系运维"],
        ["磁盘空间", "正常", "可用 9000 MB"],
        ["本机数据库", "正常", "已打开"],
    ]
    assert screen.view.health.sum.text() == "1 项不合格；其余 2 项正常"
    assert screen.view.health.table.hasFocus()
    screen.press(KEY.Key_F8)
    screen.qtbot.waitUntil(screen.view.health.look.isEnabled, timeout=WAIT_MS)


def test_the_bundle_is_read_before_it_is_written_and_is_what_was_read(screen: Screen, tmp_path: Path) -> None:
    screen.press(KEY.Key_3, ALT)
    bundle = screen.view.bundle
    assert not bundle.write.isEnabled()
    screen.qtbot.waitUntil(bundle.write.isEnabled, timeout=WAIT_MS)
    assert bundle.text.toPlainText() == "{}\n"
    screen.press(KEY.Key_Down)
    assert bundle.text.toPlainText() == "second\n"
    screen.press(KEY.Key_F8)
    dialog = bundle.dialog()
    assert isinstance(dialog, QFileDialog)
    dialog.filesSelected.emit([str(tmp_path / "out")])
    screen.banner("可以发给运维")
    (path,) = (tmp_path / "out").iterdir()
    with zipfile.ZipFile(path) as written:
        assert {name: written.read(name).decode() for name in written.namelist()} == {
            piece.name: piece.text for piece in PIECES
        }
    dialog.reject()
    screen.view.activateWindow()
    screen.qtbot.waitUntil(bundle.files.hasFocus, timeout=WAIT_MS)
    screen.press(KEY.Key_F8)
    dialog = bundle.dialog()
    assert dialog is not None
    dialog.filesSelected.emit([str(tmp_path / "out")])
    screen.banner("诊断包没有写成")  # the same second: a bundle is never written over
    dialog.reject()
