"""The news feed: numbered inside the writing transaction, and there is one writer, so its order is the commit order.

An order by time would show a reader entry 8 before entry 7 is committed, and he would never see 7 (trust.md F39).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from counter.domain.base import Value
from counter.domain.ids import CaseId, InstallId
from counter.hall import tables
from counter.hall.database import Database, insert_all, take_numbers
from counter.wire.messages import NewsEntry, NewsKind, NewsPage

PAGE_ENTRIES = 500
PAGE_BYTES = 1024 * 1024
"""Details in one page; a card is a few kilobytes, and a counter behind a thin line asks again for what is left."""
_TO_HALL = "hall/"


class Told(Value):
    """A piece of news before it has its place.

    ``install`` is whom it concerns: empty for everybody, ``hall/…`` for every window of a hall but ``not_for``.
    """

    install: str
    kind: NewsKind
    not_for: str = ""
    case: CaseId | None = None
    platform_no: str = ""
    state: str = ""
    words: str = ""
    detail: bytes | None = None  # JSON of the kind's value

    @classmethod
    def of_hall(
        cls, hall: str, kind: NewsKind, detail: msgspec.Struct, *, case: CaseId | None, not_for: str = ""
    ) -> Told:
        """News to every window of the hall."""
        return cls(install=_TO_HALL + hall, kind=kind, not_for=not_for, case=case, detail=msgspec.json.encode(detail))


def tell(connection: Connection, entries: Sequence[Told], *, at: dt.datetime) -> None:
    """The entries stand at the end of the feed, in this order, when the caller's transaction is committed."""
    if not entries:
        return
    seqs = take_numbers(connection, "news", len(entries))
    rows = [
        {
            "seq": seq,
            "install": entry.install,
            "not_for": entry.not_for,
            "kind": entry.kind.value,
            "at": at.isoformat(),
            "case_id": entry.case,
            "platform_no": entry.platform_no,
            "state": entry.state,
            "words": entry.words,
            "detail": entry.detail,
        }
        for seq, entry in zip(seqs, entries, strict=True)
    ]
    insert_all(connection, tables.news, rows)


def page(
    database: Database, install: InstallId, after: int, *, hall: str, generation: str, now: dt.datetime
) -> NewsPage:
    """What concerns this installation after the cursor, oldest first; ``cursor`` is where the next page begins."""
    news = tables.news
    with database.read() as connection:
        rows = connection.execute(
            select(news)
            .where(news.c.seq > after, news.c.install.in_(("", install, _TO_HALL + hall)), news.c.not_for != install)
            .order_by(news.c.seq)
            .limit(PAGE_ENTRIES + 1)
        ).all()
    entries = tuple(_entry(row) for row in rows[: _fitting(rows)])
    return NewsPage(
        generation=generation,
        entries=entries,
        cursor=entries[-1].seq if entries else after,
        more=len(rows) > len(entries),
        server_time=now,
    )


def _fitting(rows: Sequence[Row[Any]]) -> int:
    """How many of the rows make one page; at least one, however big."""
    size_bytes = 0
    for count, row in enumerate(rows[:PAGE_ENTRIES]):
        size_bytes += len(row.detail or b"")
        if size_bytes > PAGE_BYTES and count:
            return count
    return min(len(rows), PAGE_ENTRIES)


def _entry(row: Row[Any]) -> NewsEntry:
    return NewsEntry(
        seq=row.seq,
        kind=NewsKind(row.kind),
        at=dt.datetime.fromisoformat(row.at),
        case=CaseId(row.case_id) if row.case_id else None,
        platform_no=row.platform_no,
        state=row.state,
        words=row.words,
        detail=msgspec.Raw(row.detail or b"null"),
    )
