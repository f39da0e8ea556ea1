"""Serves a hall over HTTP or HTTPS until it is told to stop, in this process or in several workers."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn

from counter.domain.base import Value
from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.errors import RuleBroken
from counter.hall.hall import Hall, utc_now
from counter.hall.looking import Pause
from counter.hall.mood import MoodKind, MoodSwitch
from counter.hall.policies import PRACTICE_POLICY
from counter.hall.workers import Opening, check_workers, served_app, work

_GRACE_S = 10


class Tls(Value):
    """The server's certificate, with what stands between it and its authority, and its key; both PEM files."""

    cert: str
    key: str


class HallServer(uvicorn.Server):
    """A server that says on which port it listens as soon as it does."""

    def __init__(
        self,
        hall: Hall,
        *,
        host: str,
        port: int,
        on_ready: Callable[[int], None],
        tls: Tls | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        super().__init__(_config(served_app(hall, pause=pause), host=host, port=port, tls=tls))
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
    workers: int = 1,
    tls: Tls | None = None,
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
        now: the platform's time; with several workers something that pickle can carry.
        workers: processes; more than one on PostgreSQL only.
        tls: None for plain HTTP: on this machine, or behind what speaks TLS for us.

    Raises:
        RuleBroken: ``hall.workers``, ``hall.tls``.
        StoreTrouble: those of ``Hall``.
    """
    check_tls(tls)
    hall = open_hall(database_url=database_url, data_dir=data_dir, practice=practice, now=now)
    try:
        check_workers(workers, is_sqlite=hall.database.is_sqlite)
        if not hall.has_catalogue():
            hall.load_catalogue(catalogue, holidays)
        if practice:
            if not hall.has_policy():
                hall.set_policy(PRACTICE_POLICY)
            MoodSwitch(hall.database).turn(MoodKind.OK)
        if workers == 1:
            HallServer(hall, host=host, port=port, on_ready=lambda bound: on_ready(hall, bound), tls=tls).run()
        else:
            opening = Opening(database_url=database_url, data_dir=data_dir, practice=practice, now=now)
            config = _config(opening, host=host, port=port, tls=tls, workers=workers)
            work(opening, config, on_ready=lambda bound: on_ready(hall, bound))
    finally:
        hall.close()


def open_hall(
    *, database_url: str, data_dir: Path, practice: bool | None, now: Callable[[], dt.datetime] = utc_now
) -> Hall:
    """The opened hall; an empty URL means the embedded database in ``data_dir``."""
    return Hall(database_url or embedded(data_dir), data_dir, practice=practice, now=now)


def embedded(data_dir: Path) -> str:
    """The URL of the embedded database."""
    return f"sqlite:///{data_dir / 'hall.sqlite'}"


def check_tls(tls: Tls | None) -> None:
    """The certificate and its key can be read and belong together, before anything is opened.

    Raises:
        RuleBroken: ``hall.tls``.
    """
    if tls is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls.cert, tls.key, password=lambda: "")
    except (OSError, ssl.SSLError) as error:
        raise RuleBroken("hall.tls", reason=getattr(error, "reason", None) or error.strerror or "") from None


def _config(app: Any, *, host: str, port: int, tls: Tls | None, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        workers=workers,
        ssl_certfile=tls.cert if tls is not None else None,
        ssl_keyfile=tls.key if tls is not None else None,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_GRACE_S,
    )
