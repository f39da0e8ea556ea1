"""The news feed: numbered inside the writing transaction, and there is one writer, so its order is the commit order.

An order by time would show a reader entry 8 before entry 7 is committed, and he would never see 7 (trust.md F39).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection, select

from counter.domain.base import Value
from counter.domain.ids import CaseId, InstallId
from counter.hall import tables
from counter.hall.database import Database, insert_all, take_numbers
from counter.wire.messages import NewsEntry, NewsKind, NewsPage

PAGE_ENTRIES = 500


class Told(Value):
    """A piece of news before it has its place. ``install`` is whom it concerns; empty for everybody."""

    install: str
    kind: NewsKind
    case: CaseId | None = None
    platform_no: str = ""
    state: str = ""
    words: str = ""


def tell(connection: Connection, entries: Sequence[Told], *, at: dt.datetime) -> None:
    """The entries stand at the end of the feed, in this order, when the caller's transaction is committed."""
    if not entries:
        return
    seqs = take_numbers(connection, "news", len(entries))
    rows = [
        {
            "seq": seq,
            "install": entry.install,
            "kind": entry.kind.value,
            "at": at.isoformat(),
            "case_id": entry.case,
            "platform_no": entry.platform_no,
            "state": entry.state,
            "words": entry.words,
        }
        for seq, entry in zip(seqs, entries, strict=True)
    ]
    insert_all(connection, tables.news, rows)


def page(database: Database, install: InstallId, after: int, *, generation: str, now: dt.datetime) -> NewsPage:
    """What concerns this installation after the cursor, oldest first; ``cursor`` is where the next page begins."""
    news = tables.news
    with database.read() as connection:
        rows = connection.execute(
            select(news)
            .where(news.c.seq > after, news.c.install.in_(("", install)))
            .order_by(news.c.seq)
            .limit(PAGE_ENTRIES + 1)
        ).all()
    entries = tuple(
        NewsEntry(
            seq=row.seq,
            kind=NewsKind(row.kind),
            at=dt.datetime.fromisoformat(row.at),
            case=CaseId(row.case_id) if row.case_id else None,
            platform_no=row.platform_no,
            state=row.state,
            words=row.words,
        )
        for row in rows[:PAGE_ENTRIES]
    )
    return NewsPage(
        generation=generation,
        entries=entries,
        cursor=entries[-1].seq if entries else after,
        more=len(rows) > PAGE_ENTRIES,
        server_time=now,
    )
