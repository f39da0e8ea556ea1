"""The item catalogue as the platform delivered it; old versions stay, because cases rest on them."""

from __future__ import annotations

import msgspec
import sqlite_utils

from counter.domain.base import Value
from counter.domain.item import ServiceItem
from counter.store.like import literal
from counter.store.rows import decoded, read_once, rows_of, written_anew
from counter.store.search_keys import search_keys

_ITEM = msgspec.json.Decoder(ServiceItem)


class ItemRow(Value):
    """What a list of items shows."""

    code: str
    version: int
    name: str
    department: str


def put_items(db: sqlite_utils.Database, items: tuple[ServiceItem, ...], ended: tuple[str, ...]) -> None:
    """These versions are the ones offered; earlier versions and ended items are kept but not offered."""
    written_anew(db)
    for item in items:
        keys = search_keys(item.name)
        db.conn.execute("UPDATE items SET offered = 0 WHERE code = ?", [item.code])
        db.conn.execute(
            "INSERT OR REPLACE INTO items (code, version, name, department, pinyin, initials, body, offered)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
            [
                item.code, item.version, item.name, item.department, keys.pinyin, keys.initials,
                msgspec.json.encode(item).decode(),
            ],
        )  # fmt: skip
    db.conn.executemany("UPDATE items SET offered = 0 WHERE code = ?", [[code] for code in ended])


def find_items(db: sqlite_utils.Database, text: str, limit: int) -> tuple[ItemRow, ...]:
    """Offered items by part of the name, full pinyin, initials, code or department; whole-beginning hits first.

    When nothing has the word as it stands, its characters in that order are enough: 社保卡 and sbk find 社会保障卡.
    """
    word = "".join(text.split()).lower()
    return _matching(db, word, f"%{literal(word)}%", limit) or _matching(
        db, word, "%" + "%".join(literal(character) for character in word) + "%", limit
    )


def _matching(db: sqlite_utils.Database, word: str, like: str, limit: int) -> tuple[ItemRow, ...]:
    rows = rows_of(
        db,
        "SELECT code, version, name, department FROM items WHERE offered = 1 AND (name LIKE :like ESCAPE '\\'"
        " OR pinyin LIKE :like ESCAPE '\\' OR initials LIKE :like ESCAPE '\\' OR lower(code) LIKE :like ESCAPE '\\'"
        " OR department LIKE :like ESCAPE '\\')"
        " ORDER BY (instr(name, :word) = 1 OR instr(pinyin, :word) = 1 OR instr(initials, :word) = 1) DESC,"
        " (instr(name, :word) > 0) DESC, length(name), code LIMIT :limit",
        {"like": like, "word": word, "limit": limit},
    )
    return tuple(msgspec.convert(row, ItemRow) for row in rows)


def read_item(db: sqlite_utils.Database, code: str, version: int | None = None) -> ServiceItem | None:
    """That version of the item, or the offered one when no version is said; None when there is none."""
    return read_once(db, ("item", code, version), lambda: _read(db, code, version))


def _read(db: sqlite_utils.Database, code: str, version: int | None) -> ServiceItem | None:
    row = db.conn.execute(
        "SELECT body FROM items WHERE code = ? AND (version = ? OR (? IS NULL AND offered = 1))",
        [code, version, version],
    ).fetchone()
    return None if row is None else decoded(_ITEM, row[0])
