"""PostgreSQL's own programs for a copy of a database; the password travels in their environment, never as a word."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sqlalchemy import URL

from counter.errors import RuleBroken, StoreTrouble

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "username": "PGUSER",
    "password": "PGPASSWORD",
    "database": "PGDATABASE",
}
_WORDS_LENGTH = 300


def dump(url: URL, file: Path, *, snapshot: str) -> None:
    """The database as it is in that snapshot lies in the file, in PostgreSQL's own format, and can be read to its end.

    Raises:
        RuleBroken: ``hall.no_postgresql_client``.
        StoreTrouble: ``hall.postgresql_tool`` with what the program said.
    """
    _run(url, ["pg_dump", "--format=custom", "--schema=public", f"--snapshot={snapshot}", f"--file={file}"])
    read_through(url, file)


def read_through(url: URL, file: Path) -> None:
    """The dump is whole: every byte of it was unpacked; raises as ``dump``."""
    _run(url, ["pg_restore", f"--file={os.devnull}", str(file)])


def load(url: URL, file: Path) -> None:
    """Everything of the dump is in the database's empty schema, or nothing of it; raises as ``dump``."""
    how = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--schema=public"]
    _run(url, ["pg_restore", *how, f"--dbname={url.database}", str(file)])


def _run(url: URL, command: list[str]) -> None:
    told = {variable: getattr(url, name) for name, variable in _VARIABLES.items()}
    told |= {_VARIABLES[name]: value for name, value in url.query.items() if name in _VARIABLES}
    told |= {f"PG{name.upper()}": value for name, value in url.query.items() if name in {"sslmode", "sslrootcert"}}
    environment = os.environ | {variable: str(value) for variable, value in told.items() if value}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 -- our own words
    except FileNotFoundError:
        raise RuleBroken("hall.no_postgresql_client", program=command[0]) from None
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        raise StoreTrouble("hall.postgresql_tool", program=command[0], said=last[:_WORDS_LENGTH])
