"""清除 as the platform takes it, and the place of a line whose content is gone at its counter."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from sqlalchemy import delete

from counter.domain.item import ServiceItem
from counter.hall import tables
from counter.hall.hall import Hall
from counter.wire.bodies import Kind, SignedOut
from counter.wire.messages import Verdict
from counter.wire.retention import CasesPurged, LinePurged, purged
from tests.hall.courses import SETTLED, said
from tests.hall.test_journal import export
from tests.hall.window import NOW, Counter, new_case, taken

PURGED = CasesPurged(cases=(new_case(), new_case()), lines=5, files=2, until=NOW.date() - dt.timedelta(days=7), days=7)


def test_that_a_counter_purged_ended_cases_is_taken(counter: Counter) -> None:
    """Also of cases that this platform never heard of: they are gone there, and that is worth knowing."""
    (answer,) = counter.answers(counter.line(Kind.CASES_PURGED, PURGED))
    assert said(answer) == SETTLED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cases": ()}, "purge.cases"),
        ({"cases": (PURGED.cases[0],) * 2}, "purge.cases"),
        ({"days": 6}, "purge.too_soon"),
        ({"until": NOW.date() - dt.timedelta(days=6)}, "purge.too_soon"),
        ({"days": 30}, "purge.too_soon"),
    ],
)
def test_what_was_purged_too_soon_or_is_none_is_refused(
    counter: Counter, changes: dict[str, object], code: str
) -> None:
    """It is done already; but a person hears of it."""
    body = msgspec.structs.replace(PURGED, **changes)
    (answer,) = counter.answers(counter.line(Kind.CASES_PURGED, body))
    assert said(answer) == (Verdict.REFUSED, code)


def test_a_purged_line_is_known_by_its_hash(counter: Counter, item: ServiceItem) -> None:
    """Duplicate, and nothing changes."""
    line = counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case())
    counter.push(line)
    before = export(counter.served)
    (answer,) = counter.answers(purged(line).sent_by(counter.install))
    assert (answer.verdict, answer.hash) == (Verdict.DUPLICATE, line.hash)
    assert export(counter.served) == before


def test_the_place_of_a_line_that_is_nowhere_any_more_is_kept_and_flagged(counter: Counter, item: ServiceItem) -> None:
    """What came after it goes up; the case itself is not made of nothing."""
    lost, case = counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case()), new_case()
    later = counter.line(Kind.CASE_TAKEN, taken(counter, item), case=case)
    assert counter.answers(later)[0].code == "line.gap"
    answers = counter.answers(purged(lost).sent_by(counter.install), later)
    assert [each.verdict for each in answers] == [Verdict.SETTLED, Verdict.SETTLED]
    found = export(counter.served)
    assert [each.case for each in found.cases] == [case]
    assert [(flag.line, flag.code) for flag in found.flags] == [(lost.opened().id, "line.purged")]
    again = counter.answers(purged(lost).sent_by(counter.install))
    assert again[0].verdict is Verdict.DUPLICATE


def test_a_lost_line_in_the_middle_fits_between_its_neighbours_only(
    counter: Counter, hall: Hall, item: ServiceItem
) -> None:
    """With another hash it is another history."""
    lines = [counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case()) for _ in range(3)]
    counter.push(*lines)
    with hall.database.write() as connection:
        connection.execute(delete(tables.lines).where(tables.lines.c.id == lines[1].opened().id))
    bent = msgspec.structs.replace(purged(lines[1]), hash="ab" * 32)
    assert counter.answers(bent.sent_by(counter.install))[0].verdict is Verdict.CLONE
    assert counter.answers(purged(lines[1]).sent_by(counter.install))[0].verdict is Verdict.SETTLED


def test_a_whole_line_cannot_say_of_itself_that_it_was_purged(counter: Counter) -> None:
    """Nor can another kind go without its content."""
    whole = counter.line(Kind.LINE_PURGED, LinePurged(kind="case.taken"), case=new_case())
    assert said(counter.answers(whole)[0]) == (Verdict.REFUSED, "line.not_whole")
    bent = msgspec.structs.replace(counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0)), hash="ab" * 32)
    assert said(counter.answers(bent)[0]) == (Verdict.REFUSED, "line.not_whole")
