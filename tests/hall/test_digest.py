"""The comparison by days finds what is missing and only that."""

from __future__ import annotations

import hashlib

import msgspec

from counter.domain.journal import SealedLine
from counter.wire.bodies import Kind, SignedOut
from counter.wire.messages import DayDigest, DigestAnswer, DigestRequest
from tests.hall.window import NOW, Counter


def line(counter: Counter, day: int) -> SealedLine:
    return counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0), at=NOW.replace(day=day))


def digest(day: str, *lines: SealedLine) -> DayDigest:
    joined = "".join(sorted(each.hash for each in lines))
    return DayDigest(day=day, count=len(lines), combined=hashlib.sha256(joined.encode()).hexdigest())


def differing(counter: Counter, *days: DayDigest) -> dict[str, tuple[int, ...]]:
    request = DigestRequest(epoch=counter.epoch, days=days)
    return counter.call("POST", "/v1/digest", msgspec.json.encode(request)).read(DigestAnswer).differing


def test_equal_days_differ_in_nothing_and_a_lost_line_shows(counter: Counter) -> None:
    first, second, third = line(counter, 2), line(counter, 2), line(counter, 3)
    counter.push(first, second, third)
    days = (digest("2026-03-02", first, second), digest("2026-03-03", third))
    assert differing(counter, *days) == {}
    with counter.served.hall.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM lines WHERE seq = 2")
    assert differing(counter, *days) == {"2026-03-02": (1,)}


def test_a_refused_line_is_here_but_not_counted(counter: Counter) -> None:
    settled = line(counter, 2)
    refused = counter.line("case.teleported", SignedOut(lines_waiting=0))
    counter.push(settled, refused)
    assert differing(counter, digest("2026-03-02", settled)) == {}
    assert differing(counter, digest("2026-03-02")) == {"2026-03-02": (1, 2)}


def test_a_day_that_is_not_here_at_all_differs_with_nothing(counter: Counter) -> None:
    assert differing(counter, digest("2026-03-05", line(counter, 5))) == {"2026-03-05": ()}
