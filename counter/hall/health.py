"""Is the hall fit for work? Looked at from beside it, also when no server runs; nothing is changed, nobody is named."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from counter.domain.review import Review, ReviewState
from counter.errors import StoreTrouble
from counter.hall import backup, presence, standing, tables
from counter.hall.database import Database, read_fact
from counter.wire.messages import Verdict

LEAST_FREE_MB = 2000
LONGEST_UNANSWERED = dt.timedelta(days=7)
"""What a supervisor has not looked at for so long is told to whoever runs the hall."""
OLDEST_BACKUP = dt.timedelta(hours=26)
_KEYS = ("platform.key", "seal.authority", "queue.key", "admin.token")


def health(database_url: str, data_dir: Path, now: dt.datetime) -> dict[str, Any]:
    """Each check with ok and what it saw, and ok for all of them."""
    checks: dict[str, dict[str, Any]] = {"disk": _disk(data_dir), "keys": _keys(data_dir)}
    try:
        database = Database(database_url, bring_on=False)
    except StoreTrouble as trouble:
        checks["database"] = {"ok": False, "code": trouble.code}
    else:
        try:
            with database.read() as connection:
                checks |= _of_database(connection, data_dir, now)
        finally:
            database.close()
    return {"ok": all(check["ok"] for check in checks.values()), "checks": checks}


def _disk(data_dir: Path) -> dict[str, Any]:
    if not data_dir.is_dir():
        return {"ok": False, "free_mb": 0}
    free_mb = shutil.disk_usage(data_dir).free // (1024 * 1024)
    return {"ok": free_mb >= LEAST_FREE_MB, "free_mb": free_mb}


def _keys(data_dir: Path) -> dict[str, Any]:
    """The hall's secrets are there and are read by their owner only."""
    missing = [name for name in _KEYS if not (data_dir / name).is_file()]
    opened = [name for name in _KEYS if name not in missing and (data_dir / name).stat().st_mode & 0o077]
    return {"ok": not missing and not opened, "missing": missing, "readable_by_others": opened}


def _of_database(connection: Connection, data_dir: Path, now: dt.datetime) -> dict[str, dict[str, Any]]:
    found = standing.revision(connection)
    checks: dict[str, dict[str, Any]] = {
        "database": {"ok": True, "kind": connection.dialect.name},
        "migration": {"ok": found == standing.head(), "found": found, "program": standing.head()},
    }
    if not checks["migration"]["ok"]:
        return checks
    practice = read_fact(connection, "practice") != b"no"
    here = presence.workers(connection, now)
    return checks | {
        "generation": {"ok": True, "generation": (read_fact(connection, "generation") or b"").decode()},
        "unanswered": _unanswered(connection, now),
        "workers": {"ok": bool(here), "there": [f"{worker.host}/{worker.pid}" for worker in here]},
        "backup": _backup(data_dir, now, practice=practice),
    }


def _unanswered(connection: Connection, now: dt.datetime) -> dict[str, Any]:
    """Lines and reviews that wait for a person, and since when the oldest does."""
    lines, reviews = tables.lines, tables.reviews
    stuck = lines.c.superseded_by.is_(None) & lines.c.verdict.in_(
        [Verdict.REFUSED.value, Verdict.CONFLICT.value, Verdict.HELD.value]
    )
    count, oldest = connection.execute(select(func.count(), func.min(lines.c.received_at)).where(stuck)).one()
    since = [dt.datetime.fromisoformat(oldest)] if oldest else []
    waiting = connection.scalars(select(reviews.c.content).where(reviews.c.state == ReviewState.OPEN.value)).all()
    since += [msgspec.json.decode(content, type=Review).asked_at for content in waiting]
    first = min(since, default=None)
    return {
        "ok": first is None or now - first < LONGEST_UNANSWERED,
        "lines": count,
        "reviews": len(waiting),
        "oldest_at": None if first is None else first.isoformat(),
    }


def _backup(data_dir: Path, now: dt.datetime, *, practice: bool) -> dict[str, Any]:
    last = backup.last(data_dir)
    at = None if last is None else last.made_at
    return {
        "ok": practice or (at is not None and now - at < OLDEST_BACKUP),
        "last_at": None if at is None else at.isoformat(),
    }
