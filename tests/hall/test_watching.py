"""The hall knows which windows have something that it does not have, and says so to its supervisors."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.review import Review, ReviewState
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.staff import PRACTICE_CLERKS
from counter.wire.bodies import Kind, ReviewDecided, SignedOut
from counter.wire.messages import NewsKind, Verdict
from counter.wire.news import read_detail
from tests.conftest import FakeClock
from tests.hall.courses import accepted, news
from tests.hall.databases import hall_url
from tests.hall.window import (
    NOW,
    PASSWORD,
    Counter,
    Served,
    blob_ref,
    holiday_table,
    load_items,
    new_case,
    serving,
    taken,
)


@pytest.fixture
def clock() -> FakeClock:
    """Half past ten on a Monday in China."""
    return FakeClock(NOW)


@pytest.fixture
def served(tmp_path: Path, clock: FakeClock) -> Iterator[Served]:
    """A hall that goes by that clock."""
    hall = Hall(hall_url(tmp_path), tmp_path, practice=True, now=clock.now)
    with contextlib.closing(hall):
        hall.load_catalogue(load_items(), holiday_table())
        hall.put_clerk(next(each for each in PRACTICE_CLERKS if each.clerk_no == "0009"), PASSWORD)
        with serving(hall) as listening:
            yield listening


@pytest.fixture
def chief(served: Served) -> Counter:
    """The supervisor's window."""
    return Counter(served, Place(window="09"))


def heard(chief: Counter) -> list[Review]:
    """Of unsent work, as the supervisor's window was told."""
    details = [read_detail(entry.kind, entry.detail) for entry in news(chief, NewsKind.REVIEW)]
    return [each for each in details if isinstance(each, Review) and each.kind is ReviewKind.UNSENT_WORK]


def states(chief: Counter, counter: Counter) -> list[tuple[str, ReviewState]]:
    """Rule and state of what was told of that window, in order."""
    return [(each.rule, each.state) for each in heard(chief) if each.install == counter.install]


def speak(counter: Counter) -> None:
    assert counter.call("GET", "/v1/news").status == 200


def test_a_window_that_is_silent_in_office_hours_is_shown_until_it_speaks(
    served: Served, counter: Counter, chief: Counter, item: ServiceItem, clock: FakeClock
) -> None:
    """By the policy's time; resolved by itself."""
    accepted(counter, item)
    clock.go_on(hours=1, minutes=59)
    speak(chief)
    served.hall.watch()
    assert heard(chief) == []
    clock.go_on(minutes=2)
    served.hall.watch()
    served.hall.watch()
    (review,) = heard(chief)
    assert (review.rule, review.window, review.state, review.case) == ("unsent.silent", "01", ReviewState.OPEN, None)
    assert review.reason == "最后联系 2026-03-02 10:30"
    speak(counter)
    assert states(chief, counter) == [("unsent.silent", ReviewState.OPEN), ("unsent.silent", ReviewState.DONE)]


def test_nights_days_off_and_windows_that_never_worked_are_no_silence(
    served: Served, counter: Counter, chief: Counter, item: ServiceItem, clock: FakeClock
) -> None:
    """From half past four on Friday to half past nine on Monday is one office hour."""
    clock.go_on(days=4, hours=6)
    accepted(counter, item)
    Counter(served, Place(window="05")).call("GET", "/v1/news")
    clock.go_on(days=2, hours=17)
    speak(chief)
    served.hall.watch()
    assert heard(chief) == []
    clock.go_on(hours=2)
    speak(chief)
    served.hall.watch()
    assert [each.window for each in heard(chief)] == ["01"]


def test_a_hall_may_choose_another_time_or_never(
    served: Served, counter: Counter, chief: Counter, item: ServiceItem, clock: FakeClock
) -> None:
    """domain.md: what differs by place is a setting."""
    served.hall.set_policy(HallPolicy(unheard_hours=0))
    accepted(counter, item)
    clock.go_on(days=3)
    speak(chief)
    served.hall.watch()
    assert heard(chief) == []
    served.hall.set_policy(HallPolicy(unheard_hours=20))
    served.hall.watch()
    assert [each.rule for each in heard(chief)] == ["unsent.silent"]


def test_lines_that_came_without_their_predecessors_are_a_gap_until_those_come(
    served: Served, counter: Counter, chief: Counter, item: ServiceItem
) -> None:
    """The hall cannot know what it says; the window is asked to send it."""
    first = counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case())
    second = counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case())
    assert [each.verdict for each in counter.answers(second)] == [Verdict.HELD]
    served.hall.watch()
    assert states(chief, counter) == [("unsent.gap", ReviewState.OPEN)]
    assert [each.verdict for each in counter.answers(first, second)] == [Verdict.SETTLED] * 2
    assert states(chief, counter) == [("unsent.gap", ReviewState.OPEN), ("unsent.gap", ReviewState.DONE)]


def test_a_scan_of_a_settled_line_that_does_not_come_is_missed(
    served: Served, counter: Counter, chief: Counter, item: ServiceItem, clock: FakeClock
) -> None:
    """Also while the window is heard."""
    content = b"%PDF-1.4 scan"
    line = counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case(), blobs=(blob_ref(content),))
    assert [each.verdict for each in counter.answers(line)] == [Verdict.SETTLED]
    clock.go_on(hours=3)
    speak(counter)
    speak(chief)
    served.hall.watch()
    assert states(chief, counter) == [("unsent.scans", ReviewState.OPEN)]
    headers = {
        "Upload-Offset": "0",
        "Upload-Length": str(len(content)),
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
    }
    assert counter.call("PATCH", f"/v1/blobs/{blob_ref(content).sha256}", content, headers).status == 204
    served.hall.watch()
    assert states(chief, counter)[-1] == ("unsent.scans", ReviewState.DONE)


def test_who_signs_out_with_waiting_work_is_named_when_it_does_not_come(
    served: Served, counter: Counter, chief: Counter, item: ServiceItem, clock: FakeClock
) -> None:
    """Within minutes and not hours: nobody is there any more to send it."""
    blobs = (blob_ref(b"one"), blob_ref(b"two"))
    lines = (
        counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case(), blobs=blobs),
        counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=1)),
    )
    assert [each.verdict for each in counter.answers(*lines)] == [Verdict.SETTLED] * 2
    served.hall.watch()
    assert heard(chief) == []
    clock.go_on(minutes=6)
    served.hall.watch()
    (review,) = heard(chief)
    assert (review.rule, review.reason) == ("unsent.left", "工号 0001 已签退，尚缺扫描件 2 份")


def test_what_a_supervisor_dealt_with_is_not_raised_again_until_the_window_was_in_order(
    served: Served, counter: Counter, chief: Counter, item: ServiceItem, clock: FakeClock
) -> None:
    """One review of a window at a time."""
    accepted(counter, item)
    clock.go_on(hours=3)
    speak(chief)
    served.hall.watch()
    (review,) = heard(chief)
    decided = ReviewDecided(review=review.id, approved=True, reason="窗口停用检修")
    (answer,) = chief.answers(chief.line(Kind.REVIEW_DECIDED, decided, actor="0009", at=clock.at))
    assert answer.verdict is Verdict.SETTLED
    clock.go_on(hours=1)
    served.hall.watch()
    assert next(each.id for each in heard(counter)) == review.id
    speak(counter)
    clock.go_on(days=1)
    speak(chief)
    served.hall.watch()
    told = [each for each in heard(chief) if each.install == counter.install]
    assert len({each.id for each in told}) == 2
    assert told[-1].state is ReviewState.OPEN
