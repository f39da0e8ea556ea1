"""清除 in a round: after a digest that matched, told in the same round, and what the platform loses later is told."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions import lists, verifying
from counter.actions import reviews as review_deeds
from counter.actions.closing import unsent_by_clerk
from counter.actions.desk import Desk
from counter.domain.case import Case
from counter.domain.item import ServiceItem
from counter.domain.policy import ReviewKind
from counter.domain.review import Review, ReviewState
from counter.errors import RuleBroken, Unreachable
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import deliveries, journal, reviews
from tests.actions.approving import SECRET, know_supervisors
from tests.actions.quiet import DAYS, Quiet
from tests.conftest import PDF, SUPERVISOR, FakeClock
from ui.review.sight import look
from ui.wording import sentence


@pytest.fixture
def quiet(desk: Desk, platform: SimulatedPlatform, clock: FakeClock, items: tuple[ServiceItem, ...]) -> Quiet:
    """A desk at which cases end."""
    return Quiet(desk, platform, clock, items)


@pytest.fixture
def gone(quiet: Quiet) -> Case:
    """A case that ended, and was purged in a round."""
    case = quiet.ended(1, scan=PDF + b"1")
    quiet.settle()
    quiet.wait()
    assert quiet.round(days=DAYS).purged.cases == 1
    return case


def _reviews(quiet: Quiet) -> tuple[Review, ...]:
    page = reviews.page(
        quiet.desk.db, state=ReviewState.OPEN, kind=ReviewKind.LINE_CONFLICT, asked_by="", offset=0, limit=99
    )
    return page.rows


def test_a_round_purges_after_its_digest_and_tells_the_platform_at_once(quiet: Quiet) -> None:
    """Lines, file, and nothing waits that a clerk would see."""
    case, open_one = quiet.ended(1, scan=PDF + b"1"), quiet.take(2)
    quiet.print_out(open_one)
    quiet.settle()
    quiet.wait()
    report = quiet.round(days=DAYS)
    assert (report.trouble, report.purged.cases, report.purged.lines, report.purged.kept) == ("", 1, 2, {"open": 1})
    assert report.purged.trouble == ""
    assert {"cases", "deliveries"} <= report.changed
    assert lists.outbox(quiet.desk).all_arrived()
    assert [sealed.opened().kind for sealed in quiet.platform.lines.values()][-1] == "cases.purged"
    assert quiet.lines(case) == 0
    assert verifying.faults(quiet.desk) == ()
    assert quiet.round(days=DAYS).missing_there == 0


def test_it_is_done_once_a_day_and_never_without_a_policy(quiet: Quiet) -> None:
    """With the digest, which is daily."""
    case = quiet.ended()
    quiet.settle()
    quiet.wait()
    assert quiet.round(days=0).purged.cases == 0
    assert quiet.round(days=DAYS, digest_now=False).purged.cases == 0, "compared today already"
    quiet.wait(1)
    assert quiet.round(days=DAYS, digest_now=False).purged.cases == 1
    assert quiet.lines(case) == 0


def test_nothing_is_purged_in_a_round_whose_digest_misses_something(quiet: Quiet) -> None:
    """A platform that loses one may lose another."""
    lost, other = quiet.ended(1, scan=PDF + b"1"), quiet.ended(2, scan=PDF + b"2")
    quiet.settle()
    quiet.wait()
    (line, _) = journal.lines_of_case(quiet.desk.db, lost.case_id)
    quiet.platform.forget([line.opened().id])
    report = quiet.round(days=DAYS)
    assert (report.missing_there, report.purged.cases) == (1, 0)
    assert (quiet.lines(lost), quiet.lines(other)) == (2, 2)
    assert quiet.round(days=DAYS).purged.cases == 2, "sent again, and the same at both ends"


def test_nothing_is_purged_when_the_platform_is_away_for_its_digest(quiet: Quiet) -> None:
    """An answer that did not come says nothing."""
    case = quiet.ended()
    quiet.settle()
    quiet.wait()

    def away(call: str) -> None:
        if call == "digest":
            raise Unreachable("platform.away")

    quiet.platform.mishaps.before = away
    report = quiet.round(days=DAYS)
    assert (report.trouble, report.purged.cases, quiet.lines(case)) == ("platform.away", 0, 2)


def test_a_purged_line_that_the_platform_lost_is_told_once_with_its_number_and_holds_up_nothing(
    quiet: Quiet, gone: Case
) -> None:
    """It cannot be sent again; later cases go on, and no round goes in circles."""
    lines = [line.id for line in journal.purged_of_case(quiet.desk.db, gone.case_id)]
    quiet.platform.forget([lines[0]])
    later = quiet.take(2, scan=PDF + b"2")
    report = quiet.round(days=DAYS)
    assert report.missing_there == 1
    assert deliveries.waiting(quiet.desk.db).lines == 1
    assert unsent_by_clerk(quiet.desk) == (), "nobody's work waits"
    report = quiet.round(days=DAYS)
    assert (report.trouble, report.missing_there) == ("", 0)
    assert later.case_id in quiet.platform.cases
    assert lists.outbox(quiet.desk).all_arrived()
    (told,) = _reviews(quiet)
    assert (told.case_no, told.rule, told.line) == (gone.case_no, "retention.missing_there", None)
    assert told.title == gone.item_name
    for _ in range(3):
        assert quiet.round(days=DAYS).missing_there == 0
    know_supervisors(quiet.desk)
    sight = look(quiet.desk, SUPERVISOR, told.id)
    assert sight.rule == sentence(RuleBroken("retention.missing_there"))
    decided = review_deeds.decide(quiet.desk, SUPERVISOR, [told.id], approved=True, secret=SECRET)
    assert (_reviews(quiet), len(decided)) == ((), 1)
    assert verifying.faults(quiet.desk) == ()


def test_a_platform_that_was_restored_whole_knows_the_purged_lines_by_their_hash(quiet: Quiet, gone: Case) -> None:
    """trust.md F37: everything is offered again; duplicate, and nobody is troubled."""
    quiet.platform.generation = "g2"
    assert quiet.round(days=DAYS).generation_changed
    assert deliveries.waiting(quiet.desk.db).lines > 2
    assert quiet.round(days=DAYS).trouble == ""
    assert lists.outbox(quiet.desk).all_arrived()
    assert _reviews(quiet) == ()
    assert lists.read_case(quiet.desk, gone.case_id).case.intake.applicant.name == ""


def test_an_exported_queue_carries_what_is_left_of_a_purged_line(quiet: Quiet, gone: Case) -> None:
    """As a push does, and no longer than it was reckoned."""
    del gone
    quiet.take(2, scan=PDF + b"2")
    with quiet.desk.store.write() as db:
        deliveries.forget_everything(db)
    waiting = deliveries.waiting_lines(quiet.desk.db, 99)
    kinds = [sealed.opened().kind for _, sealed in waiting]
    assert (kinds.count("line.purged"), kinds.count("case.taken")) == (2, 1)
    named = journal.lines_named(quiet.desk.db, tuple(line for line, _ in waiting))
    assert [bytes(each.line) for each in named] == [bytes(sealed.line) for _, sealed in waiting]
    sizes = deliveries.waiting_sizes(quiet.desk.db)
    assert [each.line for each in sizes] == [line for line, _ in waiting]
    assert all(size.size_bytes >= len(bytes(sealed.line)) for size, (_, sealed) in zip(sizes, waiting, strict=True))


def test_a_platform_that_was_restored_to_its_beginning_gets_what_is_here_and_a_person_the_rest(
    quiet: Quiet, gone: Case
) -> None:
    """Purged cases by their numbers, once each; what was not purged goes up again."""
    kept = quiet.ended(2, scan=PDF + b"2")
    quiet.settle()
    quiet.platform.restore_empty()
    assert quiet.round(days=DAYS).generation_changed
    for _ in range(3):
        report = quiet.round(days=DAYS)
    assert (report.trouble, report.missing_there) == ("", 0)
    assert lists.outbox(quiet.desk).all_arrived()
    assert list(quiet.platform.cases) == [kept.case_id]
    assert [each.case_no for each in _reviews(quiet)] == [gone.case_no]
    scan = quiet.scan_of(kept).sha256
    assert list(quiet.platform.scans) == [scan]


def test_a_purged_scan_that_the_platform_lost_is_told_and_not_looked_for_here(quiet: Quiet, gone: Case) -> None:
    """Its hash is still asked about every day."""
    scan = quiet.scan_of(gone).sha256
    assert scan in quiet.platform.scans
    assert quiet.round(days=DAYS).missing_there == 0
    quiet.platform.lose_scans([scan])
    assert quiet.round(days=DAYS).missing_there == 1
    assert quiet.round(days=DAYS).missing_there == 0, "once"
    assert deliveries.waiting_scans(quiet.desk.db) == ()
    assert [(each.case_no, each.rule) for each in _reviews(quiet)] == [(gone.case_no, "retention.missing_there")]


def test_what_was_told_stays_told_when_the_case_is_purged_again(quiet: Quiet, gone: Case) -> None:
    """The review is no personal data, and without it the same would be told every week."""
    quiet.platform.lose_scans([quiet.scan_of(gone).sha256])
    quiet.round(days=DAYS)
    (told,) = _reviews(quiet)
    with quiet.desk.store.write() as db:
        reviews.put(db, msgspec.structs.replace(told, state=ReviewState.DONE))
    quiet.wait(30)
    report = quiet.round(days=DAYS)
    assert (report.missing_there, report.purged.cases) == (0, 0)
    assert reviews.read(quiet.desk.db, told.id) is not None


def test_a_disk_that_is_full_ends_it_and_the_round_went_through(quiet: Quiet) -> None:
    """The code is told; nothing of the case is touched, and the next day goes on."""
    case = quiet.ended()
    quiet.settle()
    quiet.wait()
    quiet.desk.db.conn.execute(
        "CREATE TRIGGER full BEFORE UPDATE ON papers BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    )
    report = quiet.round(days=DAYS)
    assert (report.trouble, report.purged.cases, report.purged.trouble) == ("", 0, "store.disk_full")
    assert quiet.lines(case) == 2
    quiet.desk.db.conn.execute("DROP TRIGGER full")
    assert quiet.round(days=DAYS).purged.cases == 1
