"""一窗受理客户端: the only place where things are put together. Without a command the window opens."""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from counter.cli import arguments as command_line
from counter.errors import CounterError, RuleBroken
from counter.in_use import kernel_names, tell_running
from counter.installed import start_instead
from counter.log import note_bug, start_log
from counter.secrets import keep_memory_private
from counter.settings import default_home, desk_home, policy_folder

if TYPE_CHECKING:
    from counter.actions.desk import Desk
    from counter.cli.opening import Opened
    from counter.health.bundle import Piece
    from counter.health.findings import Report
    from counter.lanes import Lane
    from counter.ports import Printer
    from counter.settings import Settings
    from ui.machine_room import MachineRoom
    from ui.shop import Shop

CLOSING_WAIT_S = 10.0
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
TURN_S = 0.0001
"""How long a lane may go on in Python while the GUI thread waits. Laying out one screen makes Qt call into Python a
hundred times; with Python's own 5 ms each call waits as long beside a lane that draws a paper (stalls of 75 ms in the
demo's day; with this 19 ms).
"""


def main(words: list[str] | None = None) -> int:
    """What was asked for is done; the exit code says whether it went through. Errors are one line on stderr."""
    arguments = command_line.parse(words)
    keep_memory_private()
    arguments.recovered = None
    if arguments.carried is not None and not _has_screen():
        arguments.command, arguments.action, arguments.file = "queue", "show", arguments.carried
    elif arguments.carried is not None and not is_to_be_carried(arguments.carried):
        return 0
    while True:
        try:
            tell_running(kernel_names())
            _settle(arguments)
            if arguments.command == "update":  # the machine's, not a desk's: no home is made for it
                from counter.cli.updating import run

                return run(arguments)
            start_log(arguments.home)
            return _function_of(arguments.command)(arguments)
        except CounterError as found:
            error = RuleBroken("queue.running") if arguments.carried and found.code == "store.in_use" else found
            print(error, file=sys.stderr)
            if arguments.command is not None or not _has_screen() or not ask_what_now(arguments, error):
                return 1


def is_to_be_carried(file: Path) -> bool:
    """The clerk read what the exported queue is; True when he wants the window with it."""
    from ui.brought.window import ask_about

    return ask_about(file)


def _settle(arguments: argparse.Namespace) -> None:
    """Policy folder and home are those that hold here; the hall and the demo keep a desk's policy out of theirs."""
    if arguments.command in {"hall", "catalogue", "demo"}:
        arguments.home = arguments.home or default_home()
        return
    arguments.policy = policy_folder(arguments.policy)
    if arguments.command != "update":
        arguments.home = desk_home(arguments.home, arguments.policy)


def _has_screen() -> bool:
    """Whether a window can be shown; Qt ends the whole program where there is no display."""
    return sys.platform == "win32" or any(os.environ.get(name) for name in _SCREENS)


def _function_of(command: str | None) -> Callable[[argparse.Namespace], int]:
    """The function of the command; each loads only what it needs, so that the window is there at once.

    Raises:
        RuleBroken: ``settings.no_hall``: a counter's package brings no hall server.
    """
    if command is None:
        return open_window
    if command == "clerk-day":
        return work_a_day
    if command in {"demo", "hall", "catalogue"} and importlib.util.find_spec("litestar") is None:
        raise RuleBroken("settings.no_hall")
    if command == "demo":
        from counter.cli.demo import run
    elif command in {"hall", "catalogue"}:
        from counter.cli.hall import run
    elif command in {"recover", "recovery"}:
        from counter.cli.recovering import run
    elif command in {"health", "diagnose", "policy"}:
        return look_at_machine
    else:
        from counter.cli.commands import run
    return run


def open_window(arguments: argparse.Namespace) -> int:
    """The window was open until the clerk closed it; then everything was closed in the opposite order.

    When he asked for the version that IT installed meanwhile, this process is that version now.
    """
    from PySide6.QtWidgets import QApplication

    with put_together(arguments.home, arguments.policy, arguments.recovered, arguments.carried) as shop:
        sys.excepthook = lambda _type, error, _trace: _tell_bug(shop, error)
        shop.window.show()
        ended = QApplication.exec()
    if shop.restart.launcher is not None:
        start_instead(shop.restart.launcher, sys.argv[1:-1] if arguments.carried else sys.argv[1:])
    return ended


def ask_what_now(arguments: argparse.Namespace, error: CounterError) -> bool:
    """The clerk read why the desk does not open; True when he wants it tried again, with the key that IT recovered."""
    from ui.trouble.window import ask

    outcome = ask(error, slot=lambda: _slot(arguments), recover=lambda code: _recover(arguments, code))
    arguments.recovered = outcome.key
    return outcome.again


def _slot(arguments: argparse.Namespace) -> str:
    from counter.cli.keeping import slot_of

    return slot_of(arguments.home) if arguments.home else ""


def _recover(arguments: argparse.Namespace, code: str) -> tuple[bytes, CounterError | None]:
    """The key of that code, and why it could not be kept, if so."""
    from counter.cli.keeping import keep_again, recovered_key
    from counter.cli.opening import key_ring_of
    from counter.settings import read_settings

    key = recovered_key(arguments.home, code)
    try:
        keep_again(arguments.home, key, key_ring_of(read_settings(arguments.home, arguments.policy)))
    except CounterError as error:
        return key, error
    return key, None


def look_at_machine(arguments: argparse.Namespace) -> int:
    """``health``, ``diagnose`` and ``policy``; the screen's fonts are drawn as the window draws them, without one."""
    from counter.cli.checking import run

    return run(arguments, _undrawn_without_display)


def _undrawn_without_display(text: str) -> str:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # draws into memory alike; a session bus or X is not needed
    from PySide6.QtGui import QGuiApplication

    from ui.theme.glyph_check import undrawn_on_screen

    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    try:
        return undrawn_on_screen(text)
    finally:
        del app


def _tell_bug(shop: Shop, error: BaseException) -> None:
    """A bug of ours is in the log without its text, and the clerk reads that what was saved is kept."""
    note_bug("window", error)
    shop.tell_bug()


def work_a_day(arguments: argparse.Namespace) -> int:
    """One part of the demo's day was worked through, by keys or, with a display, by whoever sits before it."""
    from ui.practice.day import play

    with put_together(arguments.home, arguments.policy) as shop:
        return play(shop, part=arguments.part, out=arguments.out, password=arguments.password.read_text().strip())


@contextlib.contextmanager
def put_together(home: Path, policy: Path, key: bytes | None = None, brought: Path | None = None) -> Iterator[Shop]:
    """Lanes, desk, platform, printer and screens stand ready; when the block ends they are closed, the last one first.

    Args:
        home: the desk's folder.
        policy: the policy folder.
        key: what IT recovered, instead of what the key ring says.
        brought: the exported queue with which the program was opened.

    Raises:
        CounterError: what stands in the way of opening; nothing was changed.
    """
    sys.setswitchinterval(TURN_S)
    gc.disable()  # nothing that is made now is garbage; collecting while loading costs a tenth of the start
    # the rooms below first: once PySide6 is there, its import hook reads the source of every module that comes later
    from counter.cli.opening import key_ring_of, open_desk, ticket_printer_of
    from counter.lanes import Lane
    from counter.secrets import HeldKey
    from counter.settings import read

    reading = read(home, policy).whole()
    settings = reading.settings
    key_ring = HeldKey(key) if key else key_ring_of(settings)
    from PySide6.QtWidgets import QApplication

    from ui.backroom import Backroom
    from ui.shop import Shop
    from ui.theme import measure_by_our_font, wear_sheet

    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("a Qt core application runs already")
    measure_by_our_font(app)
    with contextlib.ExitStack() as closing:
        store_lane, sync_lane, printer_lane, reading_lane = (
            Lane(name, on_bug=note_bug) for name in ("store", "sync", "printer", "reading")
        )
        closing.callback(store_lane.close, CLOSING_WAIT_S)
        on_store = contextlib.ExitStack()
        closing.callback(store_lane.call, on_store.close)
        opened: Opened = store_lane.call(
            lambda: on_store.enter_context(open_desk(home, settings, key_ring, platform_url=reading.fixed_url))
        )
        closing.callback(sync_lane.close, CLOSING_WAIT_S)
        closing.callback(reading_lane.close, CLOSING_WAIT_S)
        closing.callback(printer_lane.close, CLOSING_WAIT_S)
        printer = _printer(settings, home)
        shop = Shop(
            Backroom(
                store_lane=store_lane,
                sync_lane=sync_lane,
                printer_lane=printer_lane,
                desk=opened.desk,
                platform=opened.platform,
                front_door=opened.front_door,
                printer=printer,
                queue=settings.print_queue,
                pictures=_pictures,
                seals=opened.seals,
                archive=opened.archive,
                carrier=opened.carrier,
                brought=brought,
                reading_lane=reading_lane,
                tickets=ticket_printer_of(settings, home),
                idle_minutes=settings.idle_lock_minutes,
                least_rules=settings.least_hall_rules,
                retention_days=settings.retention_days,
                machine=_machine_room(home, policy, opened.desk, printer, (store_lane, printer_lane, closing)),
            )
        )
        closing.callback(shop.close)
        shop.furnished.connect(gc.freeze)
        wear_sheet(shop.window)
        gc.freeze()
        gc.enable()
        yield shop


def _machine_room(
    home: Path, policy: Path, desk: Desk, printer: Printer, at: tuple[Lane, Lane, contextlib.ExitStack]
) -> MachineRoom:
    """What 设置 and 开通 do on this machine; each loads what it needs when it is asked for."""
    from counter.clock import SystemClock
    from counter.lanes import Lane
    from counter.settings import choose, read
    from ui.machine_room import MachineRoom, Way

    store_lane, printer_lane, closing = at
    lane = Lane("machine", on_bug=note_bug)
    closing.callback(lane.close, CLOSING_WAIT_S)

    def enrol(code: str, platform_url: str) -> Way:
        from counter.cli.enrolling import enrol_here

        opened = enrol_here(desk, read(home, policy).whole(), code, platform_url)
        return Way(
            front_door=opened.front_door,
            platform=opened.platform,
            seals=opened.seals,
            archive=opened.archive,
            carrier=opened.carrier,
        )

    def look() -> Report:
        from counter.cli.checking import look_at_desk, machine_of
        from counter.health.machine import queue_state
        from ui.theme.glyph_check import undrawn_on_screen

        reading = read(home, policy)
        queue = reading.settings.print_queue
        machine = machine_of(home, reading, undrawn_on_screen, lambda: printer_lane.call(queue_state, printer, queue))
        return look_at_desk(machine, desk, store_lane.call)

    def pieces(report: Report) -> tuple[Piece, ...]:
        from counter.health import bundle

        return bundle.pieces(home, read(home, policy), report, desk)

    def write(folder: Path, parts: tuple[Piece, ...]) -> Path:
        from counter.health import bundle

        return bundle.write_bundle(folder, parts, now=SystemClock().now())

    return MachineRoom(
        lane=lane,
        read=lambda: read(home, policy),
        choose=lambda changes: choose(home, changes, policy),
        enrol=enrol,
        queues=lambda: printer_lane.call(printer.queues),
        look=look,
        pieces=pieces,
        write=write,
    )


def _pictures(pdf: bytes, *, width_px: int, most: int = 0) -> tuple[bytes, ...]:
    from counter.documents.pictures import page_pngs

    return page_pngs(pdf, width_px=width_px, most=most)


def _printer(settings: Settings, home: Path) -> Printer:
    """The printer that the settings name, with the queues that IT allows."""
    from counter.cli.opening import only_allowed

    if settings.printer == "cups":
        from counter.devices.cups_printer import CupsPrinter

        return only_allowed(CupsPrinter(), settings)
    if settings.printer == "window":
        from ui.qt_printer import QtPrinter

        return only_allowed(QtPrinter(lambda pdf, width_px: _pictures(pdf, width_px=width_px)), settings)
    from counter.devices.folder_printer import FolderPrinter

    return FolderPrinter(Path(settings.paper_folder) if settings.paper_folder else home / "papers")


if __name__ == "__main__":
    sys.exit(main())
