"""faults.md F13: what was brought on the last day while the counter was offline is in time, and nobody is dishonest."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import course, lists, owed
from counter.actions.desk import Desk
from counter.domain.case import Case, CounterState
from counter.domain.course import OwedLight
from counter.domain.item import ServiceItem
from counter.domain.proposal import Lapse
from counter.errors import RuleBroken, Unreachable
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import deliveries, journal
from counter.wire.messages import NewsEntry, NewsKind
from tests.actions.courses import DUE, brought, correcting, deferred, item_with_two, owed_codes
from tests.actions.results import card_of
from tests.conftest import CLERK, FakeClock
from tests.faults.support import one_round


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _offline(platform: SimulatedPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    def silence(call: str) -> None:
        raise Unreachable("platform.unreachable", call=call)

    monkeypatch.setattr(platform.mishaps, "before", silence)


def _refused(code: str, desk: Desk, case: Case) -> None:
    before = (lists.read_case(desk, case.case_id), deliveries.waiting(desk.db))
    with pytest.raises(RuleBroken) as caught:
        course.lapse(desk, CLERK, Lapse(case=case.case_id, reason="逾期"))
    assert caught.value.code == code
    assert (lists.read_case(desk, case.case_id), deliveries.waiting(desk.db)) == before


def test_brought_here_on_the_last_day_and_sent_two_days_later(
    desk: Desk, platform: SimulatedPlatform, clock: FakeClock, item: ServiceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The supplement counts by its arrival at the counter, not by when the platform hears of it."""
    case = correcting(desk, item)
    one_round(desk, platform)
    clock.go_on(days=7)
    with monkeypatch.context() as cut:
        _offline(platform, cut)
        one_round(desk, platform)
        taken = course.supplement(desk, CLERK, case.case_id, brought(*owed_codes(case)))
        clock.go_on(days=2)
        one_round(desk, platform)
        _refused("case.moved_on", desk, case)
    one_round(desk, platform)
    assert taken.case.state is CounterState.ACCEPTED
    assert course.clock_of(desk, taken.case).accepted_on == DUE
    assert owed.list_owed(desk, limit=9).total == 0
    assert not {"case.lapsed"} & {line.opened().kind for line in journal.lines_of_case(desk.db, case.case_id)}


def test_brought_to_another_window_while_this_one_was_offline(
    desk: Desk, platform: SimulatedPlatform, clock: FakeClock, item: ServiceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here it looks overdue; nothing lapses before the platform was heard, and then there is nothing to lapse."""
    case = deferred(desk, item)
    one_round(desk, platform)
    clock.go_on(days=9)
    with monkeypatch.context() as cut:
        _offline(platform, cut)
        one_round(desk, platform)
        assert owed.list_owed(desk, limit=9).counts[OwedLight.OVERDUE] == 2
        _refused("lapse.not_heard", desk, case)
    arrived = tuple(
        msgspec.structs.replace(each, arrived_at=case.received_at + dt.timedelta(days=7), how="window")
        for each in case.course.owed
    )
    complete = msgspec.structs.replace(
        case, state=CounterState.ACCEPTED, course=msgspec.structs.replace(case.course, owed=arrived)
    )
    platform.feed.append(
        NewsEntry(
            seq=len(platform.feed) + 1,
            kind=NewsKind.CASE,
            at=clock.at,
            case=case.case_id,
            detail=msgspec.Raw(msgspec.json.encode(card_of(complete))),
        )
    )
    one_round(desk, platform)
    _refused("case.moved_on", desk, case)
    assert owed.list_owed(desk, limit=9).total == 0


def test_the_last_round_before_the_day_was_over_is_no_news_of_it(
    desk: Desk, platform: SimulatedPlatform, clock: FakeClock, item: ServiceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Heard at five on the last day, when something may still come elsewhere; heard the next day, it lapses."""
    case = deferred(desk, item)
    clock.go_on(days=7, hours=8)
    one_round(desk, platform)
    clock.go_on(days=1)
    with monkeypatch.context() as cut:
        _offline(platform, cut)
        one_round(desk, platform)
        _refused("lapse.not_heard", desk, case)
    one_round(desk, platform)
    assert course.lapse(desk, CLERK, Lapse(case=case.case_id, reason="逾期")).papers


def test_a_cut_in_the_middle_of_the_news_is_no_hearing(
    desk: Desk, platform: SimulatedPlatform, clock: FakeClock, item: ServiceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first page with more to come says nothing of what the later pages hold."""
    case = deferred(desk, item)
    one_round(desk, platform)
    clock.go_on(days=9)
    whole = platform.news

    def first_page_only(after: int) -> object:
        page = whole(after)
        if monkeypatch_calls:
            raise Unreachable("platform.unreachable")
        monkeypatch_calls.append(after)
        return msgspec.structs.replace(page, more=True, cursor=page.cursor + 1)

    monkeypatch_calls: list[int] = []
    with monkeypatch.context() as cut:
        cut.setattr(platform, "news", first_page_only)
        one_round(desk, platform)
    assert monkeypatch_calls
    _refused("lapse.not_heard", desk, case)
