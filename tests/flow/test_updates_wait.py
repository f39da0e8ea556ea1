"""A new version waits for the clerk who works, and comes when he has left or said yes (F29, A66)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter.platform_api.simulated import SimulatedPlatform
from counter.updates.hand import alone, lay
from counter.updates.mirror import FolderMirror
from counter.updates.status import Status
from tests.conftest import FakeClock, resident_number
from tests.flow.whole_window import CTRL, KEY, Opener, WholeWindow, opener
from tests.updates.publishing import Engineer, round_of
from tests.updates.test_round import Twin
from ui.parts.tag import StateTag

SHIFT = Qt.KeyboardModifier.ShiftModifier


class Updater:
    """The machine's service, beside the window."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "updates"
        self.folder.mkdir()
        lay(self.folder)
        self.engineer = Engineer(folder / "engineer")
        self.engineer.release("1.1.0")
        self.installer = Twin()

    def round(self) -> Status:
        """What the timer starts."""
        mirror = FolderMirror(self.engineer.public_folder)
        return round_of(self.folder, self.engineer, mirror).apply(self.installer)

    def would_wait(self) -> bool:
        """Whether somebody has something in hand."""
        with alone(self.folder) as nobody:
            return not nobody


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path, clock: FakeClock, platform: SimulatedPlatform) -> Iterator[Opener]:
    """Opens the window on one home, again and again."""
    with opener(qtbot, tmp_path, clock, platform) as made:
        yield made


@pytest.fixture
def updater(tmp_path: Path) -> Updater:
    return Updater(tmp_path)


def _strip(window: WholeWindow) -> str:
    window.shop.restart.look()
    return " ".join(tag.word() for tag in window.shop.window.findChildren(StateTag) if tag.isVisible())


def test_it_is_installed_after_the_clerk_has_left(windows: Opener, updater: Updater) -> None:
    window = windows.open()
    window.sign_in("100023")
    assert updater.round().code == "updates.waits_hand"
    assert updater.installer.given == []
    assert "新版本 1.1.0：签退后安装，或 Ctrl+Shift+R" in _strip(window)
    window.sign_out()
    assert updater.round().state == "installed"


def test_it_is_installed_when_the_clerk_says_yes_but_not_in_the_middle_of_a_case(
    windows: Opener, updater: Updater
) -> None:
    window = windows.open()
    window.sign_in("100023")
    updater.round()
    window.press(KEY.Key_R, with_=CTRL | SHIFT)
    window.press(KEY.Key_Return)
    assert not updater.would_wait()
    window.type_applicant(resident_number(1), "欧阳一鸣")
    window.until(window.presenter.has_unsaved)
    window.shop.restart.look()
    assert updater.round().code == "updates.waits_hand"
    window.press(KEY.Key_R, with_=CTRL | SHIFT)
    assert any("请先办完或放弃手头这一件" in text for text in window.texts())
    dropped: list[bool] = []
    window.presenter.discard(lambda: dropped.append(True))
    window.until(lambda: bool(dropped))
    window.shop.restart.look()
    assert updater.round().state == "installed"


def test_a_window_that_was_killed_holds_nothing_back(windows: Opener, updater: Updater) -> None:
    window = windows.open()
    window.sign_in("100023")
    assert updater.would_wait()
    windows.die()
    assert not updater.would_wait()
