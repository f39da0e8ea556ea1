"""faults.md F19 at the whole program: the key is gone, the clerk reads it, IT's code is typed, and the window opens."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from counter import recovery
from counter.cli.opening import key_ring_of, open_desk
from counter.settings import read_settings
from main import main
from tests.settings.layers import put
from ui.trouble.window import TroubleWindow
from ui.window import CounterWindow

KEY = Qt.Key
LIMIT_MS = 20_000


class Hands:
    """Whoever sits before the screen: does something with each window that comes, once."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.seen: list[str] = []
        self._done: set[int] = set()
        self._steps: dict[type[QWidget], Callable[[QWidget], object]] = {}
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(20)
        self._limit = QTimer()
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(app.quit)
        self._limit.start(LIMIT_MS)

    def when(self, kind: type[QWidget], step: Callable[[QWidget], object]) -> None:
        """What is done when such a window is there."""
        self._steps[kind] = step

    def stop(self) -> None:
        """Nobody is there; and whoever comes after is given his own time."""
        self._timer.stop()
        self._limit.stop()

    def _look(self) -> None:
        for widget in self._app.topLevelWidgets():
            step = self._steps.get(type(widget))
            if step is not None and widget.isActiveWindow() and id(widget) not in self._done:
                self._done.add(id(widget))
                self.seen.append(type(widget).__name__)
                step(widget)


@pytest.fixture(autouse=True)
def _hook_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program puts its own hook there."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, Path, Path, str]:
    """Home, policy folder, key file, and IT's private recovery key."""
    private, public = recovery.new_recovery_key()
    home, policy, key = tmp_path / "home", tmp_path / "policies", tmp_path / "it" / "key"
    put(policy, "managed/it.json", {"key_file": str(key), "recovery_key": public})
    settings = read_settings(home, policy)
    with open_desk(home, settings, key_ring_of(settings)):
        pass
    return home, policy, key, private


def test_the_code_leads_from_the_trouble_to_the_window(
    qapp: QApplication, desk: tuple[Path, Path, Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    home, policy, key, private = desk
    right = key.read_text()
    key.unlink()
    hands = Hands(qapp)

    def recover(window: QWidget) -> None:
        assert isinstance(window, TroubleWindow)
        QTest.keyClicks(window.code, recovery.code_of(recovery.open_slot(window.slot.toPlainText(), private)))
        QTest.keyClick(window.code, KEY.Key_Return)

    hands.when(TroubleWindow, recover)
    hands.when(CounterWindow, QWidget.close)
    assert main(["--home", str(home), "--policy", str(policy)]) == 0
    hands.stop()
    assert hands.seen == ["TroubleWindow", "CounterWindow"]
    assert key.read_text() == right
    assert capsys.readouterr().err == "keyring.key_gone\n"


def test_who_closes_it_has_changed_nothing(qapp: QApplication, desk: tuple[Path, Path, Path, str]) -> None:
    home, policy, key, _ = desk
    key.unlink()
    before = {path.name: path.read_bytes() for path in home.glob("counter.*")}
    hands = Hands(qapp)
    hands.when(TroubleWindow, lambda window: QTest.keyClick(window, KEY.Key_Escape))
    assert main(["--home", str(home), "--policy", str(policy)]) == 1
    hands.stop()
    assert hands.seen == ["TroubleWindow"]
    assert {path.name: path.read_bytes() for path in home.glob("counter.*")} == before
    assert not key.exists()


def test_a_misspelt_policy_is_told_on_the_screen_until_it_is_mended(
    qapp: QApplication, desk: tuple[Path, Path, Path, str]
) -> None:
    """F5 tries again."""
    home, policy, key, _ = desk
    put(policy, "managed/it.json", {"key_fil": str(key)})
    hands = Hands(qapp)

    def mend(window: QWidget) -> None:
        assert isinstance(window, TroubleWindow)
        assert "是否应为“key_file”" in window.banner.text()
        put(policy, "managed/it.json", {"key_file": str(key)})
        QTest.keyClick(window, KEY.Key_F5)

    hands.when(TroubleWindow, mend)
    hands.when(CounterWindow, QWidget.close)
    assert main(["--home", str(home), "--policy", str(policy)]) == 0
    hands.stop()
    assert hands.seen == ["TroubleWindow", "CounterWindow"]
