"""faults.md F05: over midnight, on 11 Jan and 1 Nov, after a restore and a new installation, no number comes twice.

Three machines with two users of the system each are six profiles, and each profile is an installation of its own with
an epoch of its own (protocol.md, Identities); two of them stand at the same window.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.actions import course, intake, lists, verifying
from counter.domain.case import Case, CounterState, Decision, PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.numbers import parse_number
from counter.domain.proposal import Void
from counter.domain.staff import Actor, Role
from counter.domain.workdays import HolidayTable, local_day
from counter.errors import RuleBroken
from counter.hall.hall import Hall
from counter.store import papers
from tests.actions.courses import brought, item_with_two, owed_codes
from tests.conftest import FakeClock, draft_of, filled
from tests.faults.hall_desks import Profile, profiles
from tests.faults.printers import Tray, run

WINDOWS = ("12", "12", "07", "07", "03", "03")
PEOPLE = tuple(Actor(clerk_no=f"10{number}", name=f"练习员{number}", roles=(Role.CLERK,)) for number in range(6))
EVENING = dt.timedelta(hours=15, minutes=50)  # 23:50 in the hall


@pytest.fixture(params=[dt.date(2026, 1, 11), dt.date(2026, 10, 31)], ids=["11 Jan", "1 Nov"])
def clock(request: pytest.FixtureRequest) -> FakeClock:
    """Ten to midnight: before the day that unpadded keys confused with another, and into it."""
    return FakeClock(dt.datetime.combine(request.param, dt.time(), dt.UTC) + EVENING)


@pytest.fixture
def world(
    tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable
) -> Iterator[tuple[Hall, tuple[Profile, ...]]]:
    """A real hall and six profiles."""
    with profiles(tmp_path, clock, items, holidays, WINDOWS) as made:
        yield made


def _numbers_at_the_hall(hall: Hall) -> dict[str, tuple[str, bool]]:
    """Every number of the hall's register: its case, and whether it is void."""
    with hall.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT number, case_id, void FROM papers").all()
    assert len({number for number, _, _ in rows}) == len(rows)
    return {number: (case, bool(void)) for number, case, void in rows}


def _print(profile: Profile, case: Case, printed: list[str]) -> None:
    """The applicant holds it in his hands."""
    _, outcome, _ = run(profile.desk, Tray(lambda _queue: PrintOutcome.PRINTED), case.case_no)
    assert outcome is PrintOutcome.PRINTED
    printed.append(case.case_no)


def test_no_number_repeats_over_all_printed_papers(
    world: tuple[Hall, tuple[Profile, ...]],
    clock: FakeClock,
    items: tuple[ServiceItem, ...],
    tmp_path: Path,
) -> None:
    """Everything of the scenario at once, and then everybody is online."""
    hall, six = world
    item = item_with_two(items)
    printed: list[str] = []
    days: set[dt.date] = set()

    def work(serials: range) -> None:
        for serial in serials:
            for number, (profile, person) in enumerate(zip(six, PEOPLE, strict=True)):
                days.add(local_day(clock.at))
                _print(profile, profile.take(person, item, 10 * number + serial), printed)
                clock.go_on(seconds=40)

    work(range(1, 3))
    six[0].back_up(tmp_path / "yesterday", whole=False)
    case = six[2].correcting(PEOPLE[2], item, 99)
    _print(six[2], case, printed)
    work(range(3, 6))
    assert len(days) == 2, "over midnight"

    wrong = six[3].take(PEOPLE[3], item, 77)
    _print(six[3], wrong, printed)
    proposal = Void(case=wrong.case_id, reason="重复收件")
    voided = course.void(six[3].desk, PEOPLE[3], proposal, six[3].approved(PEOPLE[3], proposal))
    assert voided.case.state is CounterState.VOIDED

    taken = course.supplement(six[2].desk, PEOPLE[2], case.case_id, brought(*owed_codes(case)))
    assert taken.case.case_no == case.case_no, "a supplement never changes the number"
    printed += taken.papers

    six[4].round()
    six[4].reinstall(tmp_path / "anew")
    lost = [number for number in printed if number.startswith("421199-01-12-") and number in _of(six[0])][2:]
    six[0].restore(tmp_path / "yesterday")
    with pytest.raises(RuleBroken, match=r"number\.no_epoch"):
        six[0].take(PEOPLE[0], item, 55)
    six[0].round()
    for serial in (6, 7):
        for number in (0, 4):
            _print(six[number], six[number].take(PEOPLE[number], item, 10 * number + serial), printed)

    for each in six:
        for _ in range(2):
            report = each.round()
            assert report.trouble == ""
        assert lists.outbox(each.desk).all_arrived()
        assert verifying.faults(each.desk) == ()

    assert len(printed) == len(set(printed))
    register = _numbers_at_the_hall(hall)
    assert set(printed) - set(register) == set(lost), "only what the restore took away is not known there"
    assert len(lost) == 3
    epochs = {(parse_number(number).window, parse_number(number).epoch) for number in printed}
    assert len(epochs) == len(WINDOWS) + 2, "restored and newly installed: an epoch of their own"
    assert [number for number, (_, void) in register.items() if void] == [wrong.case_no]


def _of(profile: Profile) -> set[str]:
    return {paper.number for paper in papers.all_papers(profile.desk.db)}


def test_a_void_number_has_its_reason_and_its_person(
    world: tuple[Hall, tuple[Profile, ...]], items: tuple[ServiceItem, ...]
) -> None:
    """In the register of the counter and in the line that the hall has; the number is not given out again."""
    hall, six = world
    item = item_with_two(items)
    wrong = six[0].take(PEOPLE[0], item, 1)
    proposal = Void(case=wrong.case_id, reason="重复收件")
    course.void(six[0].desk, PEOPLE[0], proposal, six[0].approved(PEOPLE[0], proposal))
    rows = (
        six[0]
        .desk.db.conn.execute("SELECT number, void_reason, voided_by FROM papers WHERE void_reason IS NOT NULL")
        .fetchall()
    )
    assert rows == [(wrong.case_no, "重复收件", PEOPLE[0].clerk_no)]
    following = six[0].take(PEOPLE[0], item, 1)
    assert parse_number(following.case_no).running == parse_number(wrong.case_no).running + 1
    six[0].round()
    assert _numbers_at_the_hall(hall)[wrong.case_no] == (str(wrong.case_id), True)


def test_a_number_is_first_issued_at_acceptance_and_none_is_left_unused(
    world: tuple[Hall, tuple[Profile, ...]], items: tuple[ServiceItem, ...]
) -> None:
    """Drafts that come and go, and acceptances that are refused, leave no gap that somebody would have to explain."""
    _, six = world
    desk = six[0].desk
    item = item_with_two(items)
    first = six[0].take(PEOPLE[0], item, 1)
    for serial in range(2, 6):
        draft = draft_of(filled(item, serial=serial), at=desk.moment().at, clerk=PEOPLE[0])
        intake.save_draft(desk, draft)
        broken = draft_of(filled(item, serial=serial, name=""), at=desk.moment().at, clerk=PEOPLE[0])
        with pytest.raises(RuleBroken):
            intake.take_case(desk, PEOPLE[0], broken, Decision.ACCEPTED)
        intake.drop_draft(desk, draft.case_id)
    second = six[0].take(PEOPLE[0], item, 6)
    running = [parse_number(case.case_no).running for case in (first, second)]
    assert running[1] == running[0] + 1
    assert papers.number_faults(desk.db) == ()


def test_a_whole_profile_put_back_with_its_mark_is_found_out_by_the_hall(
    world: tuple[Hall, tuple[Profile, ...]], items: tuple[ServiceItem, ...], tmp_path: Path
) -> None:
    """The copy cannot know that it is old; the hall does not take the same place of the chain twice, and says so."""
    hall, six = world
    item = item_with_two(items)
    six[0].take(PEOPLE[0], item, 1)
    six[0].round()
    six[0].back_up(tmp_path / "profile", whole=True)
    gone = six[0].take(PEOPLE[0], item, 2)
    six[0].round()
    six[0].restore(tmp_path / "profile")
    again = six[0].take(PEOPLE[0], item, 3)
    assert again.case_no == gone.case_no
    six[0].round()
    outbox = lists.outbox(six[0].desk)
    assert not outbox.all_arrived()
    assert [detail.trouble.verdict for detail in outbox.troubles] == ["clone"]
    with pytest.raises(RuleBroken, match=r"number\.no_epoch"):
        six[0].take(PEOPLE[0], item, 4)
    six[0].round()
    renewed = six[0].take(PEOPLE[0], item, 4)
    assert parse_number(renewed.case_no).epoch not in {parse_number(gone.case_no).epoch, ""}
    six[0].round()
    assert str(renewed.case_id) in {case for case, _ in _numbers_at_the_hall(hall).values()}
    assert len(six[0].epochs()) == 2, "and no third one for the same fork"
