"""A hall is put back to yesterday's backup, on either database, and its windows bring everything again (F37)."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from counter.actions import closing, intake, lists, printing
from counter.actions import reviews as review_deeds
from counter.actions.desk import Desk
from counter.domain.case import Case, Decision, PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.proposal import Void
from counter.domain.review import Review, ReviewState
from counter.domain.workdays import HolidayTable, local_day
from counter.errors import CounterError, RuleBroken, StoreTrouble
from counter.hall import backup, restore
from counter.hall.export import export
from counter.hall.hall import UNFINISHED, Hall
from counter.hall.staff import Clerk
from counter.store import deliveries, facts, reviews
from counter.wire.messages import Export, NewsKind
from counter.wire.news import Act, DepartmentAct
from tests.actions.approving import SECRET, know_supervisors
from tests.actions.results import hear
from tests.conftest import CLERK, PDF, SUPERVISOR, FakeClock, draft_of, filled
from tests.faults.hall_desks import Profile
from tests.faults.support import promised_item
from tests.hall.databases import postgresql_url, sqlite_url
from tests.hall.window import PASSWORD, serving


class Site:
    """A hall's machine: its folder, its database, and the profiles of its windows."""

    def __init__(self, folder: Path, url: str, clock: FakeClock, item: ServiceItem) -> None:
        self.folder, self.url, self.clock, self.item = folder, url, clock, item
        self.data = folder / "hall"
        self.profiles: dict[str, Profile] = {}
        self.taken: list[Case] = []

    @contextlib.contextmanager
    def open(self) -> Iterator[Hall]:
        """The hall serves inside the block, and the windows find it."""
        hall = Hall(self.url, self.data, practice=True, now=self.clock.now)
        with contextlib.closing(hall), serving(hall) as served:
            self.at = hall, f"http://127.0.0.1:{served.port}"
            for profile in self.profiles.values():
                profile._hall, profile._url = self.at
            yield hall

    def window(self, number: str) -> Profile:
        """That window, enrolled when it was not yet."""
        if number not in self.profiles:
            self.profiles[number] = Profile(self.folder / f"w{number}", self.clock, *self.at, number)
        return self.profiles[number]

    def take(self, number: str, serial: int) -> Case:
        """A whole application at that window, with a scan of its own."""
        desk = self.window(number).desk
        whole = filled(self.item, serial=serial)
        spec = self.item.material(whole.materials[0].code)
        assert spec is not None
        scan = intake.attach_file(desk, spec, content=PDF + str(serial).encode(), file_name="1.pdf")
        first = msgspec.structs.replace(whole.materials[0], attachments=(scan,))
        whole = msgspec.structs.replace(whole, materials=(first, *whole.materials[1:]))
        case = intake.take_case(desk, CLERK, draft_of(whole, at=desk.moment().at), Decision.ACCEPTED).case
        self.taken.append(case)
        return case

    def rounds(self) -> None:
        """Every window has brought and heard everything; one round to notice the other hall, two to bring and hear."""
        for _ in range(3):
            for profile in self.profiles.values():
                assert profile.round().trouble == ""
        for profile in self.profiles.values():
            assert lists.outbox(profile.desk).all_arrived()

    def backed_up(self) -> Path:
        """Yesterday's backup."""
        file = self.folder / "evening.tar"
        backup.make(self.url, self.data, file, scans=self.folder / "scans", now=self.clock.now())
        return file

    def restored(self, file: Path) -> restore.Restored:
        """The hall is yesterday's."""
        return restore.restore(self.url, self.data, file, scans=self.folder / "scans", now=self.clock.now())

    def held(self, hall: Hall) -> Export:
        """What the hall holds, and that it holds everything once."""
        found = export(hall.database, generation=hall.generation)
        assert sorted(case.case for case in found.cases) == sorted(case.case_id for case in self.taken)
        assert {case.case: case.case_no for case in found.cases} == {each.case_id: each.case_no for each in self.taken}
        papers = [number for case in found.cases for number in case.papers]
        assert len(set(papers)) == len(papers) == len(self.taken)
        assert [case for case in found.cases if case.blobs_missing or case.lines != 1] == []
        return found


@pytest.fixture(params=["embedded", "PostgreSQL"])
def site(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    clock: FakeClock,
    items: tuple[ServiceItem, ...],
    holidays: HolidayTable,
) -> Iterator[Site]:
    """A hall with its catalogue and two windows, each of which took a case in and brought it."""
    made = Site(
        tmp_path,
        sqlite_url(tmp_path / "hall") if request.param == "embedded" else postgresql_url(tmp_path),
        clock,
        promised_item(items),
    )
    made.data.mkdir()
    with contextlib.closing(Hall(made.url, made.data, practice=True, now=clock.now)) as hall:
        hall.load_catalogue(items, holidays)
    with made.open():
        made.take("12", 1)
        made.take("07", 2)
        made.rounds()
    yield made
    for profile in made.profiles.values():
        profile.desk.store.close()


def test_everything_that_came_after_the_backup_comes_again_once(site: Site) -> None:
    """Also from a window that was enrolled since, and in an epoch that was opened since; no number is given twice."""
    with site.open() as hall:
        before = hall.generation
        file = site.backed_up()
        site.take("12", 3)
        site.take("33", 4)  # enrolled after the backup
        site.rounds()
        _lose_the_epoch(site.window("07"))
        site.rounds()
        site.take("07", 5)  # in an epoch of after the backup
        site.rounds()
        lost = {case.platform_no for case in site.held(hall).cases}
    done = site.restored(file)
    assert (done.rows["cases"], done.epochs_brought_in, done.restores) == (2, 2, 1)
    with site.open() as hall:
        assert hall.generation == done.generation != before
        site.rounds()
        found = site.held(hall)
        given = {case.platform_no for case in found.cases}
        assert len(given) == len(site.taken)
        assert len(given & lost) == 2  # those of the backup keep theirs; what came again got others
        new = site.take("51", 6)
        site.rounds()
        site.held(hall)
        assert new.case_no.split("-")[3] > "A"  # beyond every epoch that may have been given


def test_a_second_restore_of_the_same_backup_gives_no_number_again(site: Site) -> None:
    with site.open():
        file = site.backed_up()
    seen: set[str] = set()
    for serial in (3, 4):
        site.restored(file)
        with site.open() as hall:
            site.take("12", serial)
            site.rounds()
            found = site.held(hall).cases
            new = {each.platform_no for each in found if each.case == site.taken[-1].case_id}
            assert not new & seen
            seen |= {each.platform_no for each in found}


def test_a_hall_is_restored_on_a_machine_that_has_nothing(site: Site, tmp_path: Path) -> None:
    """Keys and scans come with the backup: the windows go on without being enrolled again."""
    with site.open() as hall:
        file, key = site.backed_up(), hall.signing_key
        site.take("12", 3)
        site.rounds()
    shutil.move(site.data, tmp_path / "burnt")
    site.restored(file)
    with site.open() as hall:
        assert hall.signing_key == key
        site.rounds()
        site.held(hall)


def test_a_restore_that_was_broken_off_leaves_no_hall_open_and_goes_on(site: Site) -> None:
    """The mark stands before anything is moved; who starts the hall then hears why it does not start."""
    with site.open():
        file = site.backed_up()
        site.take("12", 3)
        site.rounds()
    (site.data / UNFINISHED).touch()
    with pytest.raises(StoreTrouble, match=r"^hall\.restore_unfinished$"):
        Hall(site.url, site.data, practice=True)
    site.restored(file)
    with site.open() as hall:
        site.rounds()
        site.held(hall)


def test_nothing_is_restored_while_somebody_works_and_nothing_that_is_not_whole(site: Site, tmp_path: Path) -> None:
    with site.open() as hall:
        file = site.backed_up()
        with pytest.raises(RuleBroken, match=r"^hall\.running$"):
            site.restored(file)
        with pytest.raises(RuleBroken, match=r"^backup\.exists$"):
            site.backed_up()
        generation = hall.generation
    whole = file.read_bytes()
    for name, content in (
        ("cut", whole[: len(whole) // 2]),
        ("empty", b""),
        ("bent", whole.replace(b"CREATE TABLE" if b"CREATE TABLE" in whole else b"PGDMP", b"CREATE TABLX", 1)),
        ("stranger", b"<html>" * 9999),
    ):
        spoilt = tmp_path / name
        spoilt.write_bytes(content)
        with pytest.raises(CounterError, match=r"^backup\.(unreadable|not_whole)"):
            site.restored(spoilt)
    with site.open() as hall:
        assert hall.generation == generation
        site.held(hall)


def test_a_hall_that_was_put_back_by_other_means_is_fenced_the_same_way(site: Site) -> None:
    """A snapshot of the machine, or PostgreSQL's own archive: ``hall restored`` says that it was."""
    with site.open() as hall:
        before = hall.generation
    done = restore.mark_restored(site.url, site.data, now=site.clock.now())
    assert done.backup_made_at is None
    with site.open() as hall:
        assert hall.generation == done.generation != before
        site.take("51", 3)
        site.rounds()
        site.held(hall)


def test_a_backup_is_of_the_database_that_it_was_made_of(site: Site, tmp_path: Path) -> None:
    with site.open():
        file = site.backed_up()
    is_sqlite = site.url.startswith("sqlite")
    other = postgresql_url(tmp_path / "other") if is_sqlite else sqlite_url(tmp_path / "other")
    with pytest.raises(RuleBroken, match=r"^backup\.other_kind kind=(sqlite|postgresql)$"):
        restore.restore(other, tmp_path / "other", file, scans=None, now=site.clock.now())


def test_a_line_that_was_answered_otherwise_since_the_backup_leaves_no_gap(site: Site) -> None:
    """Who decided second was told so and is done; his line goes again for its place, and what came later behind it."""
    with site.open() as hall:
        hall.put_clerk(Clerk(clerk_no=SUPERVISOR.clerk_no, name=SUPERVISOR.name, roles=SUPERVISOR.roles), PASSWORD)
        site.rounds()
        file = site.backed_up()
        case = site.taken[0]
        review = review_deeds.ask(site.window("12").desk, CLERK, Void(case=case.case_id, reason="重复录入"))
        site.rounds()
        for number in ("12", "07"):
            desk = site.window(number).desk
            review_deeds.decide(desk, SUPERVISOR, [review.id], approved=False, reason="请先核对")
        site.rounds()
        site.take("07", 3)
        site.rounds()
    site.restored(file)
    with site.open() as hall:
        site.rounds()
        found = export(hall.database, generation=hall.generation)
        assert sorted(case.case for case in found.cases) == sorted(case.case_id for case in site.taken)
        assert deliveries.waiting(site.window("07").desk.db).lines == 0
        assert deliveries.waiting_lines(site.window("07").desk.db, 9) == ()


def test_what_a_window_purged_since_the_backup_is_told_and_what_came_later_comes_again(site: Site) -> None:
    """Without its place in the chain every later line would wait for ever for its predecessor (line.gap)."""
    with site.open():
        file = site.backed_up()
        gone = _purged(site)
        site.take("12", 4)
        site.rounds()
    site.restored(file)
    with site.open() as hall:
        site.rounds()
        site.taken.remove(gone)
        found = export(hall.database, generation=hall.generation)
        assert sorted(case.case for case in found.cases) == sorted(case.case_id for case in site.taken)
        desk = site.window("12").desk
        assert {flag.code for flag in found.flags} == {"line.purged"}
        assert [(each.case_no, each.rule) for each in _open_reviews(desk)] == [
            (gone.case_no, "retention.missing_there")
        ]
        assert site.window("12").round(digest_now=True).missing_there == 0
        site.take("12", 5)
        site.rounds()


def _purged(site: Site) -> Case:
    """A case that ended at window 12, was printed and accounted, and purged eight days later."""
    profile, case = site.window("12"), site.take("12", 3)
    desk = profile.desk
    for each in site.taken:
        if each.case_no.split("-")[2] == "12":
            prepared = printing.prepare(desk, each.case_no, CLERK)
            printing.note(desk, CLERK, prepared, printer="folder", outcome=PrintOutcome.PRINTED)
    act = DepartmentAct(act=Act.GRANTED, case=case.case_id, at=desk.moment().at)
    hear(desk, NewsKind.DEPARTMENT, act, case=case.case_id)
    site.rounds()
    know_supervisors(desk)
    day = local_day(desk.moment().at)
    closing.close_day(desk, CLERK, day, {}, SUPERVISOR.clerk_no, second_secret=SECRET)
    site.clock.go_on(days=8)
    site.rounds()
    assert profile.round(digest_now=True, retention_days=7).purged.cases == 1
    return case


def _open_reviews(desk: Desk) -> tuple[Review, ...]:
    return reviews.page(desk.db, state=ReviewState.OPEN, kind=None, asked_by="", offset=0, limit=99).rows


def _lose_the_epoch(profile: Profile) -> None:
    """The counter was put back itself, and asks for another epoch in its next round."""
    desk = profile.desk
    with desk.store.write() as db:
        facts.write_fact(db, "enrolment", msgspec.structs.replace(desk.enrolment(), epoch=""))
