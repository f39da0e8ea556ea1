"""A throw-away PostgreSQL cluster: in a folder of its own, over a unix socket only, gone with the process that made it.

PostgreSQL refuses to run as root, so as root it runs as Debian's ``postgres``. Without ``durable`` it does not wait for
the disk: what is tried then is what SQL means, not what a power cut leaves.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

_RUNS_AS = "postgres"
_START_WITHIN_S = "60"
_serials = itertools.count(1)


@dataclasses.dataclass(frozen=True)
class Cluster:
    """A running cluster, reached over the socket in its folder."""

    folder: Path
    programs: Path
    account: str

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of that database."""
        return f"postgresql+psycopg://{self.account}@/{database}?host={self.folder}"

    def create(self, template: str = "template0", *, how: LiteralString = "ENCODING 'UTF8' LOCALE 'C'") -> str:
        """The name of a new database, made as docs/hall.md says, or after that one, to which nobody is connected."""
        made = f"hall{next(_serials)}"
        after = sql.SQL(" {how}").format(how=sql.SQL(how)) if template == "template0" else sql.SQL("")
        name, source = sql.Identifier(made), sql.Identifier(template)
        self._execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {source}").format(name=name, source=source) + after)
        return made

    def drop(self, database: str) -> None:
        """The database is gone, whoever was connected."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(name=sql.Identifier(database)))

    def kill(self) -> None:
        """The server stops as if the machine's plug was pulled: no checkpoint, no good-bye."""
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        """The server answers on its socket."""
        self._control("start", "-l", str(self.folder / "log"), "-t", _START_WITHIN_S)

    def _control(self, *words: str) -> None:
        command = [str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-w", "-s", *words]
        _run(self.account, command)

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(
            host=str(self.folder), user=self.account, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def cluster(*, durable: bool = False, settings: str = "") -> Iterator[Cluster]:
    """A cluster that runs inside the block, with those settings of ``postgresql.conf`` too."""
    account = _RUNS_AS if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="hall-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, account)
        made = Cluster(folder=folder, programs=_programs(), account=account)
        command = [str(made.programs / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-E", "UTF8"]
        _run(account, [*command, "--locale=C", "--no-sync"])
        lines = ["listen_addresses = ''", f"unix_socket_directories = '{folder}'", "max_connections = 60"]
        lines += [] if durable else ["fsync = off", "full_page_writes = off", "shared_buffers = 32MB"]
        with (folder / "data" / "postgresql.conf").open("a") as opened:
            opened.write("\n".join([*lines, settings]) + "\n")
        made.start()
        try:
            yield made
        finally:
            made.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Where the newest PostgreSQL of this machine has its programs; Debian keeps the server's out of the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = versions[-1] if versions else shutil.which("initdb")
    if found is None:
        raise RuntimeError("PostgreSQL is not installed: installer/linux/system-packages.sh postgresql")
    return Path(found).parent


def _run(account: str, command: list[str]) -> None:
    """The program ended well; as that account when we are root."""
    entry = pwd.getpwnam(account) if os.geteuid() == 0 else None
    subprocess.run(
        command,
        check=True,
        timeout=120,
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        cwd="/",
        user=entry.pw_uid if entry else None,
        group=entry.pw_gid if entry else None,
        extra_groups=[] if entry else None,
    )
