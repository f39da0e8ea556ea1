"""Rows by the names of their columns, and the JSON in them as values."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
import sqlite_utils

from counter.errors import StoreTrouble

T = TypeVar("T")
_KEPT_MOST = 64


def rows_of(
    db: sqlite_utils.Database, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
) -> list[dict[str, object]]:
    """What the statement finds, all at once.

    ``Database.query`` would set a savepoint around it, in case it should be no SELECT.
    """
    cursor = db.conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def decoded(decoder: msgspec.json.Decoder[T], text: str) -> T:
    """The value that was written.

    SQLCipher tells of a damaged overflow page only with the statement after the one that handed its zeros out.

    Raises:
        StoreTrouble: ``store.damaged``; what stands there was never written by us.
    """
    try:
        return decoder.decode(text)
    except msgspec.DecodeError as error:
        raise StoreTrouble("store.damaged") from error


def read_once(db: sqlite_utils.Database, key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` gives, read once on this connection until ``written_anew``.

    For frozen values that every deed reads and that seldom change: enrolment, holidays, policy, an item of the
    catalogue. Nobody but this connection writes, and each of them has one writer, who says so.
    """
    kept = _kept(db)
    if key not in kept:
        if len(kept) == _KEPT_MOST:
            kept.clear()
        kept[key] = read()
    value: T = kept[key]
    return value


def written_anew(db: sqlite_utils.Database, key: Hashable = None) -> None:
    """What ``read_once`` reads under that key is read again; without a key all of it, as after a rollback."""
    if key is None:
        _kept(db).clear()
    else:
        _kept(db).pop(key, None)


def _kept(db: sqlite_utils.Database) -> dict[Hashable, Any]:
    connection: Any = db.conn  # ours (``opening``)
    kept: dict[Hashable, Any] = connection.kept
    return kept
