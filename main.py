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
from counter.local_disk import check_local
from counter.log import note_bug, start_log
from counter.secrets import keep_memory_private

if TYPE_CHECKING:
    from counter.cli.opening import Opened
    from counter.ports import Printer
    from counter.settings import Settings
    from ui.shop import Shop

CLOSING_WAIT_S = 10.0
TURN_S = 0.0001
"""How long a lane may go on in Python while the GUI thread waits. Laying out one screen makes Qt call into Python a
hundred times; with Python's own 5 ms each call waits as long beside a lane that draws a paper (stalls of 75 ms in the
demo's day; with this 19 ms).
"""


def main(words: list[str] | None = None) -> int:
    """What was asked for is done; the exit code says whether it went through. Errors are one line on stderr."""
    arguments = command_line.parser().parse_args(words)
    keep_memory_private()
    try:
        tell_running(kernel_names())
        if arguments.command == "update":  # the machine's, not a desk's: no home is made for it
            from counter.cli.updating import run

            return run(arguments)
        check_local(arguments.home)
        start_log(arguments.home)
        return _function_of(arguments.command)(arguments)
    except CounterError as error:
        print(error, file=sys.stderr)
        if arguments.command is None and _has_screen():
            from ui.stopped import tell_stopped

            tell_stopped(error)
        return 1


def _has_screen() -> bool:
    """Whether a window can be shown; Qt ends the whole program where there is no display."""
    return sys.platform == "win32" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


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
    else:
        from counter.cli.commands import run
    return run


def open_window(arguments: argparse.Namespace) -> int:
    """The window was open until the clerk closed it; then everything was closed in the opposite order.

    When he asked for the version that IT installed meanwhile, this process is that version now.
    """
    from PySide6.QtWidgets import QApplication

    with put_together(arguments.home, arguments.policy) as shop:
        sys.excepthook = lambda _type, error, _trace: _tell_bug(shop, error)
        shop.window.show()
        ended = QApplication.exec()
    if shop.restart.launcher is not None:
        start_instead(shop.restart.launcher, sys.argv[1:])
    return ended


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
def put_together(home: Path, policy: Path) -> Iterator[Shop]:
    """Lanes, desk, platform, printer and screens stand ready; when the block ends they are closed, the last one first.

    Raises:
        CounterError: what stands in the way of opening; nothing was changed.
    """
    sys.setswitchinterval(TURN_S)
    gc.disable()  # nothing that is made now is garbage; collecting while loading costs a tenth of the start
    # the rooms below first: once PySide6 is there, its import hook reads the source of every module that comes later
    from counter.cli.opening import key_ring_of, open_desk, ticket_printer_of
    from counter.lanes import Lane
    from counter.settings import read_settings

    settings = read_settings(home, policy)
    from PySide6.QtWidgets import QApplication

    from ui.shop import Backroom, Shop
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
            lambda: on_store.enter_context(open_desk(home, settings, key_ring_of(settings)))
        )
        closing.callback(sync_lane.close, CLOSING_WAIT_S)
        closing.callback(reading_lane.close, CLOSING_WAIT_S)
        closing.callback(printer_lane.close, CLOSING_WAIT_S)
        shop = Shop(
            Backroom(
                store_lane=store_lane,
                sync_lane=sync_lane,
                printer_lane=printer_lane,
                desk=opened.desk,
                platform=opened.platform,
                front_door=opened.front_door,
                printer=_printer(settings, home),
                queue=settings.print_queue,
                pictures=_pictures,
                seals=opened.seals,
                archive=opened.archive,
                reading_lane=reading_lane,
                tickets=ticket_printer_of(settings, home),
            )
        )
        closing.callback(shop.close)
        shop.furnished.connect(gc.freeze)
        wear_sheet(shop.window)
        gc.freeze()
        gc.enable()
        yield shop


def _pictures(pdf: bytes, *, width_px: int, most: int = 0) -> tuple[bytes, ...]:
    from counter.documents.pictures import page_pngs

    return page_pngs(pdf, width_px=width_px, most=most)


def _printer(settings: Settings, home: Path) -> Printer:
    """The printer that the settings name."""
    if settings.printer == "cups":
        from counter.devices.cups_printer import CupsPrinter

        return CupsPrinter()
    if settings.printer == "window":
        from ui.qt_printer import QtPrinter

        return QtPrinter(lambda pdf, width_px: _pictures(pdf, width_px=width_px))
    from counter.devices.folder_printer import FolderPrinter

    return FolderPrinter(Path(settings.paper_folder) if settings.paper_folder else home / "papers")


if __name__ == "__main__":
    sys.exit(main())
