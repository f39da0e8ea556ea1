"""Rows by the names of their columns, and the JSON in them as values."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec
import sqlite_utils

from counter.errors import StoreTrouble

T = TypeVar("T")


def rows_of(
    db: sqlite_utils.Database, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
) -> list[dict[str, object]]:
    """What the statement finds, all at once.

    ``Database.query`` would set a savepoint around it, in case it should be no SELECT.
    """
    cursor = db.conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def decoded(decoder: msgspec.json.Decoder[T], text: str | bytes) -> T:
    """The value that was written.

    SQLCipher tells of a damaged overflow page only with the statement after the one that handed its zeros out.

    Raises:
        StoreTrouble: ``store.damaged``; what stands there was never written by us.
    """
    try:
        return decoder.decode(text)
    except msgspec.DecodeError as error:
        raise StoreTrouble("store.damaged") from error


@functools.lru_cache(maxsize=32)
def decoded_once(text: bytes, of: type[T]) -> T:
    """The value that was written, made once as long as the text is the same.

    For frozen values that many deeds read and that seldom change: an item of the catalogue, the holidays. Their text is
    read as bytes (``CAST … AS BLOB``): nobody has to make characters of it to see that it is the same.
    """
    return decoded(msgspec.json.Decoder(of), text)
