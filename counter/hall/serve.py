"""Serves a hall over HTTP until it is told to stop. TLS is the business of whatever stands in front of it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn

from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.hall.app import create_app
from counter.hall.hall import Hall, utc_now
from counter.hall.looking import Pause
from counter.hall.policies import PRACTICE_POLICY

_GRACE_S = 10


class HallServer(uvicorn.Server):
    """A server that says on which port it listens as soon as it does."""

    def __init__(
        self,
        hall: Hall,
        *,
        host: str,
        port: int,
        on_ready: Callable[[int], None],
        pause: Pause = asyncio.sleep,
    ) -> None:
        config = uvicorn.Config(
            create_app(hall, pause=pause),
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_keep_alive=30,
            timeout_graceful_shutdown=_GRACE_S,
        )
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: Any = None) -> None:
        """Listening; ``on_ready`` has been called with the port."""
        await super().startup(sockets=sockets)
        if self.started:
            self._on_ready(self.servers[0].sockets[0].getsockname()[1])

    def stop(self) -> None:
        """The server ends soon; callable from any thread."""
        self.should_exit = True


def serve(
    *,
    host: str,
    port: int,
    database_url: str,
    data_dir: Path,
    catalogue: tuple[ServiceItem, ...],
    holidays: HolidayTable,
    practice: bool,
    on_ready: Callable[[Hall, int], None],
    now: Callable[[], dt.datetime] = utc_now,
) -> None:
    """Opens the hall, offers the catalogue and serves until SIGINT or SIGTERM; the hall is closed afterwards.

    Args:
        host: address to listen on; 127.0.0.1 for a practice machine.
        port: 0 takes a free one.
        database_url: empty for ``data_dir/hall.sqlite``.
        data_dir: database, scans and keys.
        catalogue: what is offered by a hall that has no catalogue yet; an imported one stays.
        holidays: the working days that go with it.
        practice: a training hall.
        on_ready: called once with the opened hall and the port, e.g. to make an enrolment code and print it.
        now: the platform's time.
    """
    hall = open_hall(database_url=database_url, data_dir=data_dir, practice=practice, now=now)
    try:
        if not hall.has_catalogue():
            hall.load_catalogue(catalogue, holidays)
        if practice and not hall.has_policy():
            hall.set_policy(PRACTICE_POLICY)
        HallServer(hall, host=host, port=port, on_ready=lambda bound: on_ready(hall, bound)).run()
    finally:
        hall.close()


def open_hall(*, database_url: str, data_dir: Path, practice: bool, now: Callable[[], dt.datetime] = utc_now) -> Hall:
    """The opened hall; an empty URL means the embedded database in ``data_dir``."""
    return Hall(database_url or f"sqlite:///{data_dir / 'hall.sqlite'}", data_dir, practice=practice, now=now)
