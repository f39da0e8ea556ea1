"""How much of what lies in the store, without a word of it: for support's bundle."""

from __future__ import annotations

import sqlite_utils


def counts(db: sqlite_utils.Database) -> dict[str, dict[str, int]]:
    """Rows per table, and journal lines by kind and by what the platform said of them."""
    tables = [row[0] for row in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    rows = {name: int(db.conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables}
    kinds = db.conn.execute("SELECT kind, count(*) FROM journal GROUP BY kind ORDER BY kind").fetchall()
    verdicts = db.conn.execute("SELECT verdict, count(*) FROM line_status GROUP BY verdict ORDER BY verdict").fetchall()
    return {
        "rows": rows,
        "lines_by_kind": {str(name): int(count) for name, count in kinds},
        "lines_by_verdict": {str(name): int(count) for name, count in verdicts},
    }


def schema(db: sqlite_utils.Database) -> str:
    """Every statement that the database is made of, and its version."""
    statements = db.conn.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name").fetchall()
    version = db.conn.execute("PRAGMA user_version").fetchone()[0]
    return f"-- user_version {version}\n" + "".join(f"{row[0]};\n" for row in statements)
