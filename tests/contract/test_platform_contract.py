"""The platform port keeps the same promises in memory and over HTTP at a real hall: one suite, both twins.

The hall stands here on either of its databases, in every run; all that is tried at a hall, under ``make
test-postgresql``.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from sqlalchemy import delete

from counter.actions import approvals, endings, enrolment, intake, lists, reviews, sessions, verifying
from counter.actions.desk import Desk, deed
from counter.cli.opening import on_this_thread
from counter.domain.case import Case, Decision
from counter.domain.ids import Sha256, uuid7
from counter.domain.item import ServiceItem, TimeLimit
from counter.domain.journal import SealedLine, seal
from counter.domain.proposal import Extend, Void
from counter.domain.workdays import HolidayTable
from counter.errors import CounterError, Refused, RuleBroken
from counter.hall import tables
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.staff import Clerk
from counter.platform_api.http import HttpFrontDoor, HttpPlatform
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from counter.ports import FrontDoor, Platform
from counter.store import deliveries, journal
from counter.store.journal import Entry
from counter.sync.report import Report
from counter.sync.round import sync_once
from counter.wire.approving import new_card
from counter.wire.kinds import Kind
from counter.wire.messages import (
    DayDigest,
    DigestRequest,
    EnrolRequest,
    EpochRequest,
    NewsKind,
    PushRequest,
    SignInRequest,
    Verdict,
)
from counter.wire.retention import CasesPurged, purged
from counter.wire.sealing import new_signing_key, public_key_of, sign_head
from tests.conftest import CLERK, PDF, SUPERVISOR, FakeClock, draft_of, filled
from tests.faults.support import promised_item
from tests.hall.databases import hall_url, postgresql_url
from tests.hall.window import serving

T = TypeVar("T")


@dataclasses.dataclass
class Counterpart:
    """A desk that was enrolled at one of the twins, and its ways there."""

    desk: Desk
    platform: Platform
    front_door: FrontDoor
    item: ServiceItem

    def round(self, *, digest_now: bool = False) -> Report:
        """One sync round."""
        return sync_once(self.desk, self.platform, self.front_door, on_this_thread, digest_now=digest_now)

    def take(self, serial: int, *contents: bytes) -> Case:
        """A case with these scans at its first material."""
        whole = filled(self.item, serial=serial)
        spec = self.item.material(whole.materials[0].code)
        assert spec is not None
        kept = tuple(
            intake.attach_file(self.desk, spec, content=content, file_name=f"{place}.pdf")
            for place, content in enumerate(contents)
        )
        first = msgspec.structs.replace(whole.materials[0], attachments=kept)
        whole = msgspec.structs.replace(whole, materials=(first, *whole.materials[1:]))
        draft = draft_of(whole, at=self.desk.moment().at)
        return intake.take_case(self.desk, CLERK, draft, Decision.ACCEPTED).case

    def push(self, *lines: SealedLine) -> list[Verdict]:
        """The verdicts of the lines, in the order of the lines."""
        signature = sign_head(self.desk.enrolment().signing_key, lines[-1].hash)
        answer = self.platform.push(PushRequest(lines=lines, signature=signature))
        assert [line.hash for line in answer.lines] == [line.hash for line in lines]
        return [line.verdict for line in answer.lines]


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Where the real hall keeps what it has."""
    return hall_url(tmp_path)


@pytest.fixture
def hall(
    database: str, tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable
) -> Iterator[Hall]:
    """A real hall with the shipped catalogue and a supervisor."""
    opened = Hall(database, tmp_path / "hall", practice=True, now=clock.now)
    with contextlib.closing(opened):
        opened.load_catalogue(items, holidays)
        opened.put_clerk(Clerk(clerk_no=SUPERVISOR.clerk_no, name=SUPERVISOR.name, roles=SUPERVISOR.roles), PASSWORD)
        yield opened


@pytest.fixture(params=["simulated", "hall", "hall on PostgreSQL"])
def other_end(
    request: pytest.FixtureRequest, platform: SimulatedPlatform, tmp_path: Path
) -> Iterator[tuple[str, FrontDoor, str]]:
    """A one-time code, the front door and the address of one twin."""
    if request.param == "simulated":
        yield "OK-1", platform, ""
        return
    if request.param == "hall on PostgreSQL":
        postgresql_url(tmp_path)  # and the folder's hall is there from now on
    opened: Hall = request.getfixturevalue("hall")
    with serving(opened) as served:
        url = f"http://127.0.0.1:{served.port}"
        yield opened.new_enrolment_code(Place()), HttpFrontDoor(url, None), url


@pytest.fixture
def there(
    bare_desk: Desk,
    other_end: tuple[str, FrontDoor, str],
    platform: SimulatedPlatform,
    items: tuple[ServiceItem, ...],
) -> Counterpart:
    """The desk, enrolled there and with its catalogue."""
    code, door, url = other_end
    enrolled = enrolment.enrol(bare_desk, door, code=code, platform_url=url or "http://127.0.0.1:1")
    if url:
        found = Counterpart(
            bare_desk, HttpPlatform(url, enrolled), HttpFrontDoor(url, enrolment=enrolled), promised_item(items)
        )
    else:
        found = Counterpart(bare_desk, platform, platform, promised_item(items))
    assert found.round().trouble == ""
    return found


def test_the_first_round_brings_the_catalogue_and_the_next_one_nothing_twice(
    there: Counterpart, items: tuple[ServiceItem, ...]
) -> None:
    """By version: whole at first, then only what changed."""
    assert len(lists.search_items(there.desk, "", limit=500)) == len(items)
    version = lists.standing(there.desk).catalogue_version
    assert version > 0
    again = there.platform.catalogue(version)
    assert (again.version, again.items, again.ended) == (version, (), ())
    assert {item.code for item in there.platform.catalogue(0).items} == {item.code for item in items}


def test_a_code_that_nobody_gave_out_is_refused_in_words_of_ours(other_end: tuple[str, FrontDoor, str]) -> None:
    """And nothing of the installation exists."""
    _, door, _ = other_end
    with pytest.raises(Refused) as caught:
        door.enrol(EnrolRequest(code="ZZZZ-ZZZZ", public_key=public_key_of(new_signing_key())))
    assert caught.value.code == "enrolment.code"


def test_a_case_with_scans_arrives_whole_and_is_numbered(there: Counterpart) -> None:
    """Lines, scans of several pieces, news, digest: green at the end and not before."""
    big = PDF + bytes(range(256)) * 10_000
    case = there.take(1, PDF, big)
    assert not lists.outbox(there.desk).all_arrived()
    report = there.round(digest_now=True)
    assert (report.settled, report.refused, report.scans, report.strange, report.trouble) == (1, 0, 2, 0, "")
    assert report.missing_there == 0
    assert lists.outbox(there.desk).all_arrived()
    assert lists.read_case(there.desk, case.case_id).case.platform_no
    assert there.round(digest_now=True).missing_there == 0
    assert verifying.faults(there.desk) == ()


def test_the_same_line_again_is_a_duplicate_for_ever(there: Counterpart) -> None:
    """The line's id is the idempotency key; its news is told once."""
    case = there.take(1)
    lines = journal.lines_of_case(there.desk.db, case.case_id)
    assert there.push(*lines) == [Verdict.SETTLED]
    assert there.push(*lines) == [Verdict.DUPLICATE]
    assert there.push(*lines) == [Verdict.DUPLICATE]
    numbered = [entry for entry in there.platform.news(0).entries if entry.kind is NewsKind.NUMBERED]
    assert [entry.case for entry in numbered] == [case.case_id]


def test_the_same_line_with_other_content_is_a_clone(there: Counterpart) -> None:
    """trust.md F17: two machines with one identity."""
    case = there.take(1)
    (sealed,) = journal.lines_of_case(there.desk.db, case.case_id)
    assert there.push(sealed) == [Verdict.SETTLED]
    other = seal(msgspec.structs.replace(sealed.opened(), actor="0002"), prev=sealed.prev)
    assert there.push(other) == [Verdict.CLONE]


def test_a_line_whose_hash_does_not_fit_settles_nothing(there: Counterpart) -> None:
    """Altered on the way or on the disk."""
    case = there.take(1)
    (sealed,) = journal.lines_of_case(there.desk.db, case.case_id)
    bent = msgspec.structs.replace(sealed, hash="ab" * 32)
    try:
        verdicts = there.push(bent)
    except CounterError as error:
        assert isinstance(error, Refused)  # noqa: PT017 -- the call or the line may be refused
    else:
        assert verdicts == [Verdict.REFUSED]
    assert [entry for entry in there.platform.news(0).entries if entry.case] == []


def test_that_ended_cases_were_purged_is_a_line_as_any_other(there: Counterpart) -> None:
    """清除 is told with how many and until when, and of no case otherwise."""
    desk, case = there.desk, there.take(1)
    moment = desk.moment()
    until = moment.at.date() - dt.timedelta(days=8)
    body = CasesPurged(cases=(case.case_id,), lines=1, files=0, until=until, days=7)
    with deed(desk) as doing:
        doing.tell(Entry(kind=Kind.CASES_PURGED, body=body, actor="policy", moment=moment))
    report = there.round(digest_now=True)
    assert (report.settled, report.refused, report.missing_there) == (2, 0, 0)
    assert lists.outbox(desk).all_arrived()


def test_a_purged_line_that_is_there_is_a_duplicate_and_one_that_is_not_has_its_place(there: Counterpart) -> None:
    """What came after it is taken, and the place without content is no case."""
    install = there.desk.enrolment().install
    first, second, third = (journal.lines_of_case(there.desk.db, there.take(serial).case_id)[0] for serial in (1, 2, 3))
    assert there.push(first) == [Verdict.SETTLED]
    assert there.push(purged(first).sent_by(install)) == [Verdict.DUPLICATE]
    assert there.push(purged(second).sent_by(install), third) == [Verdict.SETTLED, Verdict.SETTLED]
    assert there.push(purged(second).sent_by(install)) == [Verdict.DUPLICATE]
    numbered = {entry.case for entry in there.platform.news(0).entries if entry.kind is NewsKind.NUMBERED}
    assert numbered == {first.opened().case, third.opened().case}
    combined = hashlib.sha256("".join(sorted(each.hash for each in (first, second, third))).encode()).hexdigest()
    day = DayDigest(day="2026-03-02", count=3, combined=combined)
    assert there.platform.digest(DigestRequest(epoch="A", days=(day,))).differing == {}


def test_a_scan_is_resumed_where_it_stopped_and_checked_at_its_end(there: Counterpart) -> None:
    """trust.md F45; another content under that hash is thrown away."""
    content = PDF + bytes(3000)
    case = there.take(1, content)
    ((scan, _),) = lists.read_case(there.desk, case.case_id).scans
    size = len(content)
    assert there.platform.blob_offset(scan, size) == 0
    assert there.platform.send_blob(scan, size, 0, content[:1000]) == 1000
    assert there.platform.blob_offset(scan, size) == 1000
    assert there.platform.send_blob(scan, size, 500, content[500:700]) == 1000, "a piece that does not fit"
    assert there.platform.send_blob(scan, size, 1000, content[1000:]) == size
    assert there.platform.blob_offset(scan, size) == size
    false_name = Sha256("0" * 64)
    with pytest.raises(Refused) as caught:
        there.platform.send_blob(false_name, 5, 0, b"12345")
    assert caught.value.code == "blob.hash"
    assert there.platform.blob_offset(false_name, 5) == 0


def test_a_line_the_platform_does_not_know_differs_in_the_digest(there: Counterpart) -> None:
    """The day is named with what is there; equal days are not named."""
    there.take(1)
    report = there.round()
    assert (report.settled, deliveries.troubles(there.desk.db)) == (1, ())
    days = deliveries.day_digests(there.desk.db, "A", closed=False)
    assert [(day.day, day.count) for day in days] == [("2026-03-02", 1)]
    assert there.platform.digest(DigestRequest(epoch="A", days=days)).differing == {}
    bent = msgspec.structs.replace(days[0], count=2, combined="0" * 64)
    assert there.platform.digest(DigestRequest(epoch="A", days=(bent,))).differing == {"2026-03-02": (1,)}


def test_a_scan_that_the_platform_lost_is_found_by_the_digest_and_sent_again(
    there: Counterpart, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """trust.md F38: every line that names it is there, so only the comparison of the scans finds it."""
    case = there.take(1, PDF, PDF + b"2")
    assert (there.round(digest_now=True).scans, there.round(digest_now=True).missing_there) == (2, 0)
    lost = case.intake.attachments()[1].sha256
    if isinstance(there.platform, SimulatedPlatform):
        there.platform.lose_scans([lost])
    else:
        (tmp_path / "hall" / "blobs" / lost[:2] / lost).unlink()
        with request.getfixturevalue("hall").database.write() as connection:
            connection.execute(delete(tables.blobs).where(tables.blobs.c.sha256 == lost))
    assert there.round(digest_now=True).missing_there == 1
    assert [scan.sha256 for scan in deliveries.waiting_scans(there.desk.db)] == [lost]
    assert there.round(digest_now=True).scans == 1
    assert there.round(digest_now=True).missing_there == 0
    assert there.platform.blob_offset(lost, len(PDF) + 1) == len(PDF) + 1
    assert lists.outbox(there.desk).all_arrived()


def test_a_new_epoch_is_another_letter_and_old_lines_still_settle(there: Counterpart) -> None:
    """trust.md F12: after a restore old cases still upload."""
    case = there.take(1)
    asked = EpochRequest(reason="restored", id=uuid7())
    assert [there.front_door.new_epoch(asked).epoch for _ in range(2)] == ["B", "B"], "asked twice, opened once"
    assert there.push(*journal.lines_of_case(there.desk.db, case.case_id)) == [Verdict.SETTLED]


def test_a_case_that_was_settled_can_be_voided(there: Counterpart) -> None:
    """With a reason and a supervisor's approval at the window; the line arrives."""
    if isinstance(there.platform, SimulatedPlatform):
        there.platform.publish(supervisors=(new_card(SUPERVISOR.clerk_no, SUPERVISOR.name, PASSWORD),))
    case = there.take(1)
    there.round()
    proposal = Void(case=case.case_id, reason="重复录入")
    approval = approvals.approve_on_spot(there.desk, CLERK, proposal, supervisor=SUPERVISOR.clerk_no, secret=PASSWORD)
    endings.void(there.desk, CLERK, proposal, approval)
    report = there.round()
    assert (report.settled, deliveries.troubles(there.desk.db)) == (1, ())
    assert lists.outbox(there.desk).all_arrived()


def test_what_a_supervisor_decides_in_his_queue_is_taken_line_by_line(there: Counterpart) -> None:
    """Asked, locked, assigned, decided, done; sent back; taken back; and a case that moved on."""
    if isinstance(there.platform, SimulatedPlatform):
        there.platform.publish(supervisors=(new_card(SUPERVISOR.clerk_no, SUPERVISOR.name, PASSWORD),))
    cases = [there.take(serial) for serial in range(1, 5)]
    there.round()
    desk, secret = there.desk, PASSWORD
    done, returned, withdrawn, moved = (
        reviews.ask(desk, CLERK, Void(case=case.case_id, reason="重复录入"), "请核对") for case in cases
    )
    extension = Extend(case=cases[3].case_id, by=TimeLimit(amount=5), reason="情况复杂")
    later = reviews.ask(desk, CLERK, extension)
    reviews.lock(desk, SUPERVISOR, done.id)
    reviews.assign(desk, SUPERVISOR, done.id, SUPERVISOR.clerk_no)
    reviews.decide(desk, SUPERVISOR, [done.id, moved.id, later.id], approved=True, secret=secret)
    reviews.decide(desk, SUPERVISOR, [returned.id], approved=False, reason="请先核对编号")
    reviews.take_back(desk, CLERK, withdrawn.id)
    reviews.carry_out_approved(desk, CLERK, done.id)
    reviews.carry_out_approved(desk, CLERK, later.id)
    with pytest.raises(RuleBroken, match=r"review\.overtaken"):
        reviews.carry_out_approved(desk, CLERK, moved.id)
    report = there.round()
    assert (report.trouble, report.refused, deliveries.troubles(desk.db)) == ("", 0, ())
    assert lists.outbox(desk).all_arrived()
    states = [reviews.read(desk, each.id).state.value for each in (done, returned, withdrawn, moved, later)]
    assert states == ["done", "returned", "overtaken", "overtaken", "done"]


def test_who_knows_the_password_signs_in_and_nobody_else(there: Counterpart) -> None:
    """The token is checked against the key that enrolment pinned."""
    name = SUPERVISOR.clerk_no
    session = sessions.sign_in(there.desk, there.front_door, on_this_thread, username=name, password=PASSWORD)
    assert (session.actor.clerk_no, session.online) == (name, True)
    with pytest.raises(RuleBroken) as caught:
        sessions.sign_in(there.desk, there.front_door, on_this_thread, username=name, password="wrong")
    assert caught.value.code == "sign_in.wrong"
    with pytest.raises(Refused):
        there.front_door.sign_in(SignInRequest(username="nobody", password="wrong"))
    there.round()
    assert lists.outbox(there.desk).all_arrived()
