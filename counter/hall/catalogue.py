"""事项目录 as it is offered: every version kept, changes handed out as a delta by catalogue version."""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import Connection, select, update

from counter.domain.base import canonical
from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.errors import RuleBroken
from counter.hall import credit, policies, supervisors, tables
from counter.hall.database import Database, insert_all, read_fact, write_fact
from counter.hall.news import Told, tell
from counter.hall.refusal import CallRefused
from counter.wire.messages import CataloguePage, NewsKind

_VERSION = "catalogue_version"
_HOLIDAYS = "holidays"


class ItemShelf:
    """Items by code and version, each decoded once; a version never changes, so nothing here grows old."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, int], ServiceItem] = {}

    def find(self, connection: Connection, code: str, version: int) -> ServiceItem | None:
        """The item, or None when that version was never offered."""
        found = self._items.get((code, version))
        if found is None:
            items = tables.items
            content = connection.scalar(select(items.c.content).where(items.c.code == code, items.c.version == version))
            if content is None:
                return None
            found = self._items[code, version] = msgspec.json.decode(content, type=ServiceItem)
        return found


def load_catalogue(
    database: Database, items: tuple[ServiceItem, ...], holidays: HolidayTable, *, now: dt.datetime
) -> int:
    """These items and holidays are offered; the version went up by one if anything differs from before.

    Raises:
        RuleBroken: ``catalogue.version_in_use`` for an item that changed without a new version of its own.
    """
    with database.write() as connection:
        version = _version(connection)
        offers = {row.code: row for row in connection.execute(select(tables.offers))}
        kept = {(row.code, row.version): row.content for row in connection.execute(select(tables.items))}
        changed = False
        new_items, new_offers = [], []
        for item in items:
            content = canonical(item)
            before = kept.get((item.code, item.version))
            if before is not None and before != content:
                raise RuleBroken("catalogue.version_in_use", field=item.code, version=item.version)
            if before is None:
                new_items.append({"code": item.code, "version": item.version, "content": content})
            offer = offers.pop(item.code, None)
            if offer is None:
                new_offers.append(
                    {"code": item.code, "version": item.version, "changed_in": version + 1, "ended": False}
                )
            elif offer.ended or offer.version != item.version:
                _change(connection, item.code, version=item.version, changed_in=version + 1, ended=False)
                changed = True
        for offer in offers.values():
            if not offer.ended:
                _change(connection, offer.code, version=offer.version, changed_in=version + 1, ended=True)
                changed = True
        insert_all(connection, tables.items, new_items)
        insert_all(connection, tables.offers, new_offers)
        table = msgspec.json.encode(holidays)
        changed = changed or bool(new_offers) or read_fact(connection, _HOLIDAYS) != table
        if changed:
            version += 1
            write_fact(connection, _VERSION, str(version).encode())
            write_fact(connection, _HOLIDAYS, table)
            tell(connection, [Told(install="", kind=NewsKind.CATALOGUE)], at=now)
    return version


def has_catalogue(database: Database) -> bool:
    """Whether anything was ever offered here."""
    with database.read() as connection:
        return _version(connection) > 0


def holidays(connection: Connection) -> HolidayTable | None:
    """The working days that go with the catalogue, or None before the first was loaded."""
    table = read_fact(connection, _HOLIDAYS)
    return None if table is None else msgspec.json.decode(table, type=HolidayTable)


def page(database: Database, after: int, *, now: dt.datetime) -> CataloguePage:
    """What changed after that version; everything when the asker knows a version that this hall never had.

    Policy, supervisors and credit list are whole each time: they are short, and half a list would be a wrong one.

    Raises:
        CallRefused: ``catalogue.missing`` before the first catalogue was loaded.
    """
    items, offers = tables.items, tables.offers
    with database.read() as connection:
        version = _version(connection)
        table = holidays(connection)
        if table is None:
            raise CallRefused(404, "catalogue.missing", "平台尚未发布事项目录。")
        since = after if after <= version else 0
        newer = connection.execute(
            select(offers.c.code, offers.c.ended, items.c.content)
            .join(items, (items.c.code == offers.c.code) & (items.c.version == offers.c.version))
            .where(offers.c.changed_in > since)
            .order_by(offers.c.code)
        ).all()
        policy = policies.current_signed(connection)
        cards = supervisors.cards(connection)
        known_dishonest = credit.listed(connection, now=now)
    return CataloguePage(
        version=version,
        items=tuple(msgspec.json.decode(row.content, type=ServiceItem) for row in newer if not row.ended),
        ended=tuple(row.code for row in newer if row.ended),
        holidays=table,
        policy=policy,
        supervisors=cards,
        credit=known_dishonest,
    )


def _version(connection: Connection) -> int:
    return int(read_fact(connection, _VERSION) or b"0")


def _change(connection: Connection, code: str, *, version: int, changed_in: int, ended: bool) -> None:
    values = {"version": version, "changed_in": changed_in, "ended": ended}
    connection.execute(update(tables.offers).where(tables.offers.c.code == code).values(values))
