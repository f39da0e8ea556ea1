"""Several workers of one hall on one PostgreSQL: each a process, none with anything that another would need.

    parent      binds the address, opens the hall once (migrations, catalogue), says where it listens, then starts the
                workers and starts another one for each that dies (uvicorn's own supervisor)
    worker      opens the hall anew on the same database and the same folder, and answers whoever comes

What is kept in a worker's memory is made from what never changes (items by version) or only spares work (when a window
was last written down as heard). The embedded database has one process: it has one writer at a time anyway, and
processes would ask it again and again where threads wait in turn.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from litestar import Litestar
from uvicorn.supervisors import Multiprocess

from counter.errors import RuleBroken
from counter.hall.app import create_app
from counter.hall.hall import Hall
from counter.hall.looking import Pause
from counter.hall.presence import present

MOST_WORKERS = 16
"""Ten connections each: PostgreSQL's own limit of a hundred would be passed by more."""
_BACKLOG = 2048


@dataclasses.dataclass(frozen=True)
class Opening:
    """How a worker opens its hall, which is closed again with the application; goes from process to process."""

    database_url: str
    data_dir: Path
    practice: bool
    now: Callable[[], dt.datetime]

    def __call__(self) -> Litestar:
        """The application over a hall of its own."""
        hall = Hall(self.database_url, self.data_dir, practice=self.practice, now=self.now)
        app = served_app(hall)
        app.on_shutdown.append(hall.close)
        return app


def served_app(hall: Hall, *, pause: Pause = asyncio.sleep) -> Litestar:
    """The application of a process that is one of the hall's workers while it serves."""
    app, here = create_app(hall, pause=pause), contextlib.AsyncExitStack()

    async def come() -> None:
        await here.enter_async_context(present(hall))

    app.on_startup.append(come)
    app.on_shutdown.append(here.aclose)
    return app


def check_workers(workers: int, *, is_sqlite: bool) -> None:
    """So many workers can be.

    Raises:
        RuleBroken: ``hall.workers`` with how many can.
    """
    most = 1 if is_sqlite else MOST_WORKERS
    if not 1 <= workers <= most:
        raise RuleBroken("hall.workers", most=most)


def work(opening: Opening, config: uvicorn.Config, *, on_ready: Callable[[int], None]) -> None:
    """The workers have served until SIGINT or SIGTERM.

    Args:
        opening: of each worker's hall.
        config: of the server, without an application; ``workers`` says how many.
        on_ready: called once with the port; who comes from then on is answered when the first worker is there.
    """
    config.app = opening
    config.factory = True
    with config.bind_socket() as bound:
        bound.listen(_BACKLOG)
        on_ready(_port_of(bound))
        Multiprocess(config, sockets=[bound]).run()


def _port_of(bound: socket.socket) -> int:
    return int(bound.getsockname()[1])
