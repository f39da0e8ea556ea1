"""``make bench``: every figure beside its yardstick of the same run, in one table; exit code 1 when one is missed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from counter.errors import CounterError  # noqa: E402 -- after the path
from tests.bench import (  # noqa: E402
    bench_opening,
    bench_owed,
    bench_papers,
    bench_pushing,
    bench_reviews,
    bench_saving,
    bench_search,
)
from tests.bench.big_store import fill, policy_of, settle  # noqa: E402
from tests.bench.desks import enrolled_desk, shipped_items  # noqa: E402
from tests.bench.rows import Row, table  # noqa: E402

CASES = 20_000
STILL_WAITING = 50


def main() -> int:
    """The table is printed; 0 when every target is met."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    rows: list[Row] = []
    # on the disk that the program lies on: a /tmp in memory would make every fsync free
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as name:
        folder = Path(name)
        _measure(rows, "saving", lambda: bench_saving.rows(folder))
        home = folder / "big"
        with enrolled_desk(home) as desk:
            fill(desk, shipped_items(), CASES)
            settle(desk, but_last=STILL_WAITING)
            _measure(rows, "search", lambda: bench_search.rows(desk))
            bench_owed.defer(desk, bench_owed.OPEN)
            _measure(rows, "deferrals", lambda: bench_owed.rows(desk))
            bench_reviews.ask(desk, bench_reviews.OPEN)
            _measure(rows, "reviews", lambda: bench_reviews.rows(desk))
            bench_reviews.take_away(desk)
        _measure(rows, "opening", lambda: bench_opening.rows(home, policy_of(home)))
        _measure(rows, "papers", bench_papers.rows)
        _measure(rows, "pushing", lambda: bench_pushing.rows(folder))
    print(table(rows))  # noqa: T201 -- what it is for
    return 0 if all(row.ok is not False for row in rows) else 1


def _measure(rows: list[Row], name: str, take: Callable[[], list[Row]]) -> None:
    print(f"measuring {name} …", file=sys.stderr, flush=True)  # noqa: T201
    try:
        rows.extend(take())
    except (RuntimeError, CounterError, subprocess.SubprocessError) as trouble:
        rows.append(Row(name, f"not measured: {trouble}", ok=False))


if __name__ == "__main__":
    sys.exit(main())
