"""Every check of an open desk, as days go by and as the platform does or does not answer."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.item import ServiceItem
from counter.errors import Unreachable
from counter.health.desk import desk_findings
from counter.health.findings import Check, Finding, Level
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import facts
from tests.conftest import FakeClock
from tests.faults.support import one_round, take


def _look(desk: Desk, platform: SimulatedPlatform | None, *, least: int = 0) -> dict[Check, Finding]:
    found = desk_findings(desk, platform, on_this_thread, least_hall_rules=least)
    return {finding.check: finding for finding in found}


def _told(desk: Desk, platform: SimulatedPlatform | None, check: Check, *, least: int = 0) -> tuple[Level, str]:
    finding = _look(desk, platform, least=least)[check]
    return finding.level, finding.code


def test_an_enrolled_desk_that_is_up_to_date_is_well(desk: Desk, platform: SimulatedPlatform) -> None:
    """Every check, without a word of anybody."""
    found = _look(desk, platform)
    assert {finding.level for finding in found.values()} == {Level.OK}
    assert found[Check.ENROLMENT].seen == {"hall": "01", "window": "12", "epoch": "A"}


def test_a_desk_that_was_never_enrolled_says_so_and_knows_no_time(bare_desk: Desk) -> None:
    """Instead of asking a platform that it has not."""
    found = {check: (finding.level, finding.code) for check, finding in _look(bare_desk, None).items()}
    assert found[Check.ENROLMENT] == (Level.BAD, "enrolment.missing")
    assert found[Check.PLATFORM] == (Level.BAD, "enrolment.missing")
    assert found[Check.CLOCK] == (Level.WARN, "health.clock_unknown")
    assert found[Check.CATALOGUE] == (Level.BAD, "health.no_catalogue")
    assert found[Check.HOLIDAYS] == (Level.BAD, "calendar.missing")


def test_a_platform_that_does_not_answer_is_told_by_its_code(desk: Desk, platform: SimulatedPlatform) -> None:
    """And nothing else is bad for that."""

    def away(_call: str) -> None:
        raise Unreachable("platform.proxy_password")

    platform.mishaps.before = away
    found = _look(desk, platform)
    assert {check for check, finding in found.items() if finding.level is not Level.OK} == {Check.PLATFORM}
    assert found[Check.PLATFORM].code == "platform.proxy_password"


@pytest.mark.parametrize(("offset_ms", "level"), [(299_999, Level.OK), (-300_000, Level.BAD), (86_400_000, Level.BAD)])
def test_a_clock_that_is_five_minutes_off_is_bad(
    desk: Desk, platform: SimulatedPlatform, offset_ms: int, level: Level
) -> None:
    """faults.md F22; in whole minutes."""
    with desk.store.write() as db:
        facts.write_fact(db, "clock_offset_ms", offset_ms)
    finding = _look(desk, platform)[Check.CLOCK]
    assert finding.level is level
    assert finding.params == ({} if level is Level.OK else {"minutes": abs(offset_ms) // 60_000})


def test_what_was_not_fetched_for_days_is_worth_a_look(
    desk: Desk, platform: SimulatedPlatform, clock: FakeClock
) -> None:
    """The catalogue after a week, the holidays when nobody stands by them any more."""
    clock.go_on(days=7)
    assert _told(desk, platform, Check.CATALOGUE) == (Level.OK, "")
    clock.go_on(days=1)
    assert _told(desk, platform, Check.CATALOGUE) == (Level.WARN, "health.catalogue_old")
    clock.go_on(days=300)
    assert _told(desk, platform, Check.HOLIDAYS)[0] is Level.WARN
    one_round(desk, platform)
    assert _told(desk, platform, Check.CATALOGUE) == (Level.OK, "")


def test_hall_rules_older_than_it_demands_are_bad(desk: Desk, platform: SimulatedPlatform) -> None:
    """And a part that could not be trusted is worth a look."""
    assert _told(desk, platform, Check.HALL_RULES, least=1) == (Level.BAD, "health.rules_old")
    with desk.store.write() as db:
        facts.write_fact(db, "hall_rules_warnings", {"policy": "policy.signature"})
    assert _told(desk, platform, Check.HALL_RULES) == (Level.WARN, "policy.signature")


def test_a_queue_is_told_by_the_age_of_its_oldest_line(
    desk: Desk, platform: SimulatedPlatform, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """A day is worth a look, three days are bad; sent, all is well."""
    take(desk, items)
    assert _told(desk, platform, Check.QUEUE) == (Level.OK, "")
    clock.go_on(hours=24)
    assert _told(desk, platform, Check.QUEUE) == (Level.WARN, "health.queue_old")
    clock.go_on(hours=48)
    finding = _look(desk, platform)[Check.QUEUE]
    assert (finding.level, finding.params) == (Level.BAD, {"lines": 1, "hours": 72})
    one_round(desk, platform)
    assert _told(desk, platform, Check.QUEUE) == (Level.OK, "")


def test_a_finding_can_be_sent_as_json(desk: Desk, platform: SimulatedPlatform) -> None:
    """As the bundle has it."""
    for finding in _look(desk, platform).values():
        assert msgspec.json.decode(msgspec.json.encode(finding), type=Finding) == finding
