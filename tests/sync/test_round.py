"""One round: what was answered is recorded, nothing else is changed."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from counter.actions import course, intake, lists, repair, sessions
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import Case, Decision
from counter.domain.item import Handling, ServiceItem
from counter.domain.proposal import Void
from counter.errors import Unreachable
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from counter.store import deliveries
from counter.sync.report import Report
from counter.sync.round import sync_once
from counter.wire.messages import PushAnswer, PushRequest
from tests.actions.approving import cards
from tests.actions.courses import voided
from tests.conftest import CLERK, PDF, SUPERVISOR, FakeClock, draft_of, filled


@pytest.fixture
def take(desk: Desk, items: tuple[ServiceItem, ...]) -> Callable[[int], Case]:
    """Takes a case in, the n-th person's."""
    item = next(item for item in items if item.handling is Handling.PROMISED and "1" in item.service_targets)

    def take_one(serial: int) -> Case:
        return intake.take_case(desk, CLERK, draft_of(filled(item, serial=serial)), Decision.ACCEPTED).case

    return take_one


def _round(desk: Desk, platform: SimulatedPlatform, *, digest_now: bool = False) -> Report:
    return sync_once(desk, platform, platform, on_this_thread, digest_now=digest_now)


def test_cases_arrive_with_their_platform_number(
    desk: Desk, platform: SimulatedPlatform, take: Callable[[int], Case]
) -> None:
    """Push, news, and green only then."""
    case = take(1)
    assert not lists.outbox(desk).all_arrived()
    _round(desk, platform)
    assert lists.outbox(desk).all_arrived()
    assert lists.read_case(desk, case.case_id).case.platform_no == "42119900000001"


def test_an_answer_that_was_lost_makes_no_second_case(
    desk: Desk, platform: SimulatedPlatform, take: Callable[[int], Case]
) -> None:
    """faults.md F02: the line's id is the idempotency key, for ever."""
    take(1)

    def lose(call: str) -> None:
        if call == "push":
            raise Unreachable("platform.slow")

    platform.mishaps.after = lose
    assert _round(desk, platform).trouble == "platform.slow"
    assert lists.outbox(desk).waiting.lines == 1
    platform.mishaps.after = lambda _call: None
    _round(desk, platform)
    assert lists.outbox(desk).all_arrived()
    assert len(platform.cases) == 1


def test_a_refused_case_does_not_hold_up_its_neighbours(
    desk: Desk, platform: SimulatedPlatform, take: Callable[[int], Case]
) -> None:
    """faults.md F06."""
    bad, good = take(1), take(2)
    platform.mishaps.refuse = lambda line: "item.ended" if line.case == bad.case_id else ""
    report = _round(desk, platform)
    assert (report.settled, report.refused) == (1, 1)
    (trouble,) = lists.outbox(desk).troubles
    assert (trouble.trouble.code, trouble.trouble.case) == ("item.ended", bad.case_id)
    assert list(platform.cases) == [good.case_id]


def test_a_corrected_case_arrives_as_a_new_line(
    desk: Desk, platform: SimulatedPlatform, take: Callable[[int], Case]
) -> None:
    """需处理: fix and send as a new line that supersedes."""
    bad = take(1)
    platform.mishaps.refuse = lambda line: "phone.format" if line.kind == "case.taken" else ""
    _round(desk, platform)
    (trouble,) = deliveries.troubles(desk.db)
    applicant = msgspec.structs.replace(bad.intake.applicant, phone="13900000001")
    fixed = msgspec.structs.replace(bad.intake, applicant=applicant)
    repair.correct_and_resend(desk, CLERK, trouble.line, fixed, "电话写错")
    _round(desk, platform)
    assert lists.outbox(desk).all_arrived()
    assert lists.read_case(desk, bad.case_id).case.intake.applicant.phone == "13900000001"


def test_only_a_supervisor_voids_and_the_number_stays_in_the_register(
    desk: Desk, platform: SimulatedPlatform, take: Callable[[int], Case]
) -> None:
    """faults.md F01: emptied only by upload or by a supervisor's recorded reason."""
    platform.publish(supervisors=cards())
    bad = take(1)
    platform.mishaps.refuse = lambda line: "item.ended" if line.kind == "case.taken" else ""
    _round(desk, platform)
    with pytest.raises(Exception, match=r"approval\.needed"):
        course.void(desk, SUPERVISOR, Void(case=bad.case_id, reason="作废"))
    voided(desk, bad.case_id, "事项已停办")
    _round(desk, platform)
    assert lists.outbox(desk).all_arrived()
    assert "-000002-" in take(2).case_no


def test_a_line_that_the_platform_chokes_on_is_found_and_the_others_go(
    desk: Desk, platform: SimulatedPlatform, take: Callable[[int], Case]
) -> None:
    """faults.md F06: 500 for ever on one line; the batch is halved until it is alone."""
    cases = [take(serial) for serial in range(1, 8)]
    poisoned = cases[2].case_id
    push = platform.push

    def choke(request: PushRequest) -> PushAnswer:
        if any(sealed.opened().case == poisoned for sealed in request.lines):
            raise Unreachable("platform.error", status=500)
        return push(request)

    platform.push = choke  # type: ignore[method-assign]  # the platform's own fault
    _round(desk, platform)
    assert set(platform.cases) == {case.case_id for case in cases} - {poisoned}
    assert lists.outbox(desk).waiting.lines == 1


def test_answers_about_other_lines_or_with_another_hash_mark_nothing(
    desk: Desk, platform: SimulatedPlatform, take: Callable[[int], Case]
) -> None:
    """trust.md F34: a strange answer is no answer."""
    take(1)
    push = platform.push

    def lie(request: PushRequest) -> PushAnswer:
        answer = push(request)
        lines = tuple(msgspec.structs.replace(line, hash="0" * 64) for line in answer.lines)
        return msgspec.structs.replace(answer, lines=lines)

    platform.push = lie  # type: ignore[method-assign]  # the platform's own fault
    report = _round(desk, platform)
    assert (report.settled, report.strange) == (0, 1)
    assert lists.outbox(desk).waiting.lines == 1


def test_a_scan_goes_on_where_it_stopped(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """faults.md F09: finished parts are not sent again; the case is green only with its scans."""
    item = next(item for item in items if item.handling is Handling.PROMISED and "1" in item.service_targets)
    content = PDF + bytes(3 * 1024 * 1024)
    kept = intake.attach_file(desk, item.materials[0], content=content, file_name="a.pdf")
    whole = filled(item)
    first = msgspec.structs.replace(whole.materials[0], attachments=(kept,))
    whole = msgspec.structs.replace(whole, materials=(first, *whole.materials[1:]))
    intake.take_case(desk, CLERK, draft_of(whole), Decision.ACCEPTED)
    sent: list[str] = []

    def cut_second(call: str) -> None:
        sent.append(call)
        if sent.count("send_blob") == 2 and call == "send_blob":
            raise Unreachable("platform.away")

    platform.mishaps.before = cut_second
    assert _round(desk, platform).trouble == "platform.away"
    assert not lists.outbox(desk).all_arrived()
    sent.clear()
    platform.mishaps.before = sent.append
    _round(desk, platform)
    assert sent.count("send_blob") == 3
    assert platform.scans[kept.sha256] == content
    assert lists.outbox(desk).all_arrived()


def test_what_the_platform_lost_is_found_by_the_digest_and_sent_again(
    desk: Desk, platform: SimulatedPlatform, take: Callable[[int], Case]
) -> None:
    """trust.md F38."""
    lost = take(1)
    take(2)
    _round(desk, platform)
    platform.forget(platform.cases[lost.case_id][:])
    assert _round(desk, platform, digest_now=True).missing_there == 1
    _round(desk, platform)
    assert platform.cases[lost.case_id]
    assert lists.outbox(desk).all_arrived()


def test_a_restored_platform_gets_everything_again(
    desk: Desk, platform: SimulatedPlatform, take: Callable[[int], Case]
) -> None:
    """trust.md F37: another generation; the view is rebuilt, every kept line is sent again."""
    for serial in range(1, 4):
        take(serial)
    _round(desk, platform)
    platform.restore_empty()
    assert _round(desk, platform).generation_changed
    _round(desk, platform)
    assert len(platform.cases) == 3
    assert lists.outbox(desk).all_arrived()


def test_a_person_signs_in_without_the_platform_for_a_limited_time(
    desk: Desk, platform: SimulatedPlatform, clock: FakeClock
) -> None:
    """trust.md §4: the verifier has an end; a wrong secret stays wrong."""
    first = sessions.sign_in(desk, platform, on_this_thread, username="0001", password=PASSWORD)
    assert first.online

    def away(_call: str) -> None:
        raise Unreachable("platform.away")

    platform.mishaps.before = away
    again = sessions.sign_in(desk, platform, on_this_thread, username="0001", password=PASSWORD)
    assert (again.online, again.actor.name) == (False, "练习员0001")
    with pytest.raises(Exception, match=r"sign_in\.wrong"):
        sessions.sign_in(desk, platform, on_this_thread, username="0001", password="guess")
    clock.go_on(days=8)
    with pytest.raises(Exception, match=r"sign_in\.offline_over"):
        sessions.sign_in(desk, platform, on_this_thread, username="0001", password=PASSWORD)
