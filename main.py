"""一窗受理客户端: the only place where things are put together. Without a command the window opens."""

from __future__ import annotations

import sys

from counter.cli import arguments as command_line
from counter.errors import CounterError
from counter.log import start_log


def main(words: list[str] | None = None) -> int:
    """What was asked for is done; the exit code says whether it went through. Errors are one line on stderr."""
    arguments = command_line.parser().parse_args(words)
    try:
        start_log(arguments.home)
        return _run(arguments.command)(arguments)
    except CounterError as error:
        print(error, file=sys.stderr)
        return 1


def _run(command: str | None):  # noqa: ANN202
    """The function of the command; each loads only what it needs, so that the window is there at once."""
    if command is None:
        from ui.opening import open_window

        return open_window
    if command == "demo":
        from counter.cli.demo import run
    elif command in {"hall", "catalogue"}:
        from counter.cli.hall import run
    else:
        from counter.cli.commands import run
    return run


if __name__ == "__main__":
    sys.exit(main())
