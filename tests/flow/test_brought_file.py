"""A window that was cut off for days: exported there, opened by a double click at another, sent, and it comes back.

Everything by the program itself: ``main``, the real hall, two machines, one stick.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from counter.cli.opening import key_ring_of, open_desk
from counter.domain.item import ServiceItem
from counter.domain.staff import Role
from counter.domain.workdays import HolidayTable
from counter.hall.enrolment import Place
from counter.hall.export import export
from counter.hall.hall import Hall
from counter.hall.policies import PRACTICE_POLICY
from counter.hall.staff import Clerk
from counter.platform_api.simulated import PASSWORD
from counter.settings import read_settings
from counter.wire.messages import Export
from tests.cli.test_enrolling import Machine
from tests.conftest import ROOT
from tests.flow.test_trouble_at_start import Hands
from tests.flow.whole_window import focused
from tests.hall.window import serving
from ui.brought.window import BroughtWindow
from ui.settings.view import SettingsView
from ui.trouble.window import TroubleWindow
from ui.window import CounterWindow

KEY = Qt.Key
CLERK_NO = "0001"
SAMPLE = ROOT / "resources" / "samples" / "06-two-cases-with-scans.json"


@pytest.fixture(autouse=True)
def _hook_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program puts its own hook there."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)


@pytest.fixture
def hall(tmp_path: Path, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real hall of today with one clerk."""
    opened = Hall(f"sqlite:///{tmp_path / 'hall.sqlite'}", tmp_path / "hall", practice=True)
    with contextlib.closing(opened):
        opened.load_catalogue(items, holidays)
        opened.set_policy(PRACTICE_POLICY)
        opened.put_clerk(Clerk(clerk_no=CLERK_NO, name="王晓梅", roles=(Role.CLERK,)), PASSWORD)
        yield opened


Machines = Callable[[str], Machine]


@pytest.fixture
def machines(tmp_path: Path, hall: Hall, capsys: pytest.CaptureFixture[str]) -> Iterator[Machines]:
    """Enrolled windows of the hall."""
    with serving(hall) as served:
        url = f"http://127.0.0.1:{served.port}"

        def machine(window: str) -> Machine:
            folder = tmp_path / window
            folder.mkdir()
            made = Machine(folder, capsys, platform_url=url)
            assert made.run("enrol", hall.new_enrolment_code(Place(window=window)))[0] == 0
            return made

        yield machine


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def cut_off(machines: Machines, stick: Path) -> tuple[Machine, Path]:
    """Window 12 after two cases that nobody could send, and its file."""
    machine = machines("12")
    assert machine.run("intake", str(SAMPLE))[0] == 0
    code, out, _ = machine.run("queue", "export", "--to", str(stick))
    told = json.loads(out)
    assert (code, told["left_out"]) == (0, 0)
    assert told["lines"] >= 2
    assert told["scans"] > 0
    return machine, Path(told["file"])


def held(hall: Hall) -> Export:
    return export(hall.database, generation=hall.generation)


def come_back(machine: Machine, hall: Hall) -> None:
    """Window 12 has its network again: everything is there once and whole."""
    arrived = held(hall)
    assert len(arrived.cases) == 2
    assert [case.blobs_missing for case in arrived.cases] == [(), ()]
    code, out, _ = machine.run("sync", "--until-empty")
    assert (code, json.loads(out)["refused"], json.loads(out)["missing_there"]) == (0, 0, 0)
    assert held(hall).cases == arrived.cases
    assert machine.run("verify")[0] == 0


class Steps:
    """What is done in the window, each as soon as its time has come."""

    def __init__(self, *steps: tuple[Callable[[], bool], Callable[[], object]]) -> None:
        self._steps = list(steps)
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)

    def begin(self, _window: QWidget) -> None:
        """From now on."""
        self._timer.start(20)

    def _look(self) -> None:
        if self._steps and self._steps[0][0]():
            self._steps.pop(0)[1]()
        elif not self._steps:
            self._timer.stop()


def test_a_double_click_shows_what_it_is_and_leads_to_sending_it(
    qapp: QApplication, machines: Machines, cut_off: tuple[Machine, Path], hall: Hall
) -> None:
    """Enter, number, password, F9."""
    machine, file = cut_off
    other = machines("07")
    hands = Hands(qapp)
    shown: list[str] = []

    def settings() -> SettingsView:
        (view,) = (each for each in qapp.allWidgets() if isinstance(each, SettingsView))
        return view

    def type_in() -> None:
        for text in (CLERK_NO, PASSWORD):
            QTest.keyClicks(focused(), text)
            QTest.keyClick(focused(), KEY.Key_Return)

    def close() -> None:
        shown.append(settings().banner.text())
        settings().window().close()

    steps = Steps(
        (lambda: qapp.focusWidget() is not None, type_in),
        (
            lambda: any(isinstance(each, SettingsView) and each.queue.carry.hasFocus() for each in qapp.allWidgets()),
            lambda: QTest.keyClick(focused(), KEY.Key_F9),
        ),
        (lambda: "已送到平台" in settings().banner.text(), close),
    )
    hands.when(BroughtWindow, lambda _window: QTest.keyClick(focused(), KEY.Key_Return))
    hands.when(CounterWindow, steps.begin)
    assert other.run(str(file))[0] == 0
    hands.stop()
    assert hands.seen == ["BroughtWindow", "CounterWindow"]
    assert "记录" in shown[0]
    (record,) = held(hall).carried
    assert (record.clerk_no, record.done_at is not None) == (CLERK_NO, True)
    come_back(machine, hall)


def test_who_closes_it_has_opened_nothing(
    qapp: QApplication, machines: Machines, cut_off: tuple[Machine, Path]
) -> None:
    hands = Hands(qapp)
    hands.when(BroughtWindow, lambda window: QTest.keyClick(window, KEY.Key_Escape))
    assert machines("07").run(str(cut_off[1]))[0] == 0
    hands.stop()
    assert hands.seen == ["BroughtWindow"]


def test_a_program_that_runs_already_says_where_the_file_goes_in(
    qapp: QApplication, cut_off: tuple[Machine, Path], machines: Machines
) -> None:
    """The second one says so and ends; the first keeps its data to itself."""
    other = machines("07")
    hands = Hands(qapp)
    told: list[str] = []

    def read(window: QWidget) -> None:
        assert isinstance(window, TroubleWindow)
        told.append(window.banner.text())
        QTest.keyClick(window, KEY.Key_Escape)

    hands.when(BroughtWindow, lambda _window: QTest.keyClick(focused(), KEY.Key_Return))
    hands.when(TroubleWindow, read)
    home = other.folder / "home"
    settings = read_settings(home, other.policy)
    with open_desk(home, settings, key_ring_of(settings)):
        assert other.run(str(cut_off[1]))[0] == 1
    hands.stop()
    assert hands.seen == ["BroughtWindow", "TroubleWindow"]
    assert "Alt+4" in told[0]


def test_without_a_screen_the_file_is_told_and_sent_by_a_command(
    machines: Machines,
    cut_off: tuple[Machine, Path],
    hall: Hall,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The password is the first line of standard input; the second time it says that all of it is there."""
    machine, file = cut_off
    other = machines("07")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for words in ((str(file),), ("queue", "show", str(file))):
        code, out, _ = other.run(*words)
        assert (code, json.loads(out)["window"]) == (0, "12")
    monkeypatch.setattr(sys, "stdin", io.StringIO(PASSWORD + "\n"))
    code, out, _ = other.run("queue", "send", str(file), "--clerk", CLERK_NO)
    told = json.loads(out)
    assert (code, set(told["answers"]), told["sent_scans"]) == (0, {"settled"}, told["scans"])
    monkeypatch.setattr(sys, "stdin", io.StringIO(PASSWORD + "\n"))
    assert other.run("queue", "send", str(file), "--clerk", CLERK_NO)[::2] == (1, "queue.taken\n")
    come_back(machine, hall)


def test_a_file_that_is_none_is_told_on_the_screen_and_in_the_terminal(
    qapp: QApplication, machines: Machines, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, file = machines("07"), stick / "a.YCQ"
    file.write_bytes(b"no queue")
    hands, told = Hands(qapp), []

    def read(window: QWidget) -> None:
        assert isinstance(window, BroughtWindow)
        told.append((window.banner.text(), window.open.isVisible()))
        QTest.keyClick(window, KEY.Key_Escape)

    hands.when(BroughtWindow, read)
    assert other.run(str(file))[0] == 0
    hands.stop()
    assert told == [("这不是导出的待上传文件，或已损坏", False)]
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert other.run(str(file))[::2] == (1, "queue.no_queue\n")
