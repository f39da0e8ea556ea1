"""A day is closed when it balances or every gap is explained, and what comes afterwards stands in the next account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec
import pytest

from counter.actions import closing, handout, intake, printing, sessions
from counter.actions.closing import Unexplained, account, close_day, hand_over_shift, unsent_by_clerk
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import Case, Decision, PrintOutcome
from counter.domain.closing import DayAccount, Gap, GapKind, Late, LateKind, Stock
from counter.domain.handing import Collector
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from counter.store import journal
from counter.wire.bodies import DayClosed, read_body
from tests.actions.approving import SECRET, cards, know_supervisors
from tests.actions.courses import voided
from tests.actions.results import announce, himself
from tests.conftest import CLERK, PDF, SUPERVISOR, FakeClock, draft_of, filled
from tests.faults.support import one_round, promised_item, take

MONDAY = dt.date(2026, 3, 2)
TUESDAY = dt.date(2026, 3, 3)
SECOND = SUPERVISOR.clerk_no

Worked = Callable[[int], Case]


@pytest.fixture
def work(desk: Desk, items: tuple[ServiceItem, ...], platform: SimulatedPlatform) -> Worked:
    """Takes a case in, prints its paper and sends everything; the platform knows the hall's supervisors."""
    platform.publish(supervisors=cards())
    one_round(desk, platform)

    def one(serial: int) -> Case:
        case = take(desk, items, serial)
        _print(desk, case.case_no)
        one_round(desk, platform)
        return case

    return one


def _print(desk: Desk, number: str, outcome: PrintOutcome = PrintOutcome.PRINTED, reason: str = "") -> None:
    prepared = printing.prepare(desk, number, CLERK, reason=reason)
    printing.note(desk, CLERK, prepared, printer="desk", outcome=outcome)


def _gaps(found: DayAccount) -> list[tuple[GapKind, str]]:
    return [(gap.kind, gap.about) for gap in found.gaps]


def _refused(desk: Desk, day: dt.date, second: str = SECOND) -> str:
    with pytest.raises(RuleBroken) as caught:
        close_day(desk, CLERK, day, {}, second, second_secret=SECRET)
    return caught.value.code


def test_a_day_that_balances_closes_without_a_word(desk: Desk, work: Worked, platform: SimulatedPlatform) -> None:
    """Numbers, papers, lines and scans, and what was handed out; and the line tells the whole account."""
    case = work(1)
    work(2)
    result = announce(desk, case).id
    handout.sign_in_results(desk, CLERK, [result])
    for number in handout.hand_out(desk, CLERK, result, Collector(person=himself(case))).papers:
        _print(desk, number)
    _print(desk, case.case_no, reason="申请人遗失")
    one_round(desk, platform)
    closed = close_day(desk, CLERK, MONDAY, {}, SECOND, second_secret=SECRET)
    assert closed.account == account(desk, MONDAY)
    assert closed.account == DayAccount(
        day=MONDAY,
        window="12",
        cases={"accepted": 2},
        numbers_issued=4,
        numbers_void=0,
        papers_printed=4,
        reprints=1,
        lines_written=9,
        lines_delivered=9,
        scans_kept=0,
        scans_delivered=0,
        results_handed_out=1,
        gaps=(),
    )
    *_, (_, _, last) = journal.all_lines(desk.db)
    assert read_body(last.opened().kind, last.opened().body) == DayClosed(
        account=closed.account, second_signature=SECOND
    )
    assert closing.closed_days(desk) == (MONDAY,)


def test_an_outage_leaves_gaps_that_are_named_and_have_to_be_explained(
    desk: Desk, work: Worked, items: tuple[ServiceItem, ...]
) -> None:
    """A line, a scan and a paper; nothing is closed until each has its reason."""
    work(1)
    item = promised_item(items)
    kept = intake.attach_file(desk, item.materials[0], content=PDF, file_name="a.pdf")
    whole = filled(item, serial=2)
    first = msgspec.structs.replace(whole.materials[0], attachments=(kept,))
    whole = msgspec.structs.replace(whole, materials=(first, *whole.materials[1:]))
    case = intake.take_case(desk, CLERK, draft_of(whole), Decision.ACCEPTED).case
    wanted = [
        (GapKind.PAPER_NOT_PRINTED, case.case_no),
        (GapKind.LINE_WAITING, "A-3"),
        (GapKind.SCAN_WAITING, kept.sha256[:12]),
    ]
    found = account(desk, MONDAY)
    assert _gaps(found) == wanted
    assert (found.lines_written, found.lines_delivered, found.scans_kept, found.scans_delivered) == (3, 2, 1, 0)
    with pytest.raises(Unexplained) as caught:
        close_day(desk, CLERK, MONDAY, {"line_waiting": "平台中断", case.case_no: " "}, SECOND, second_secret=SECRET)
    assert (caught.value.code, caught.value.params) == ("day.unexplained", {"count": 2})
    assert [gap.kind for gap in caught.value.gaps] == [GapKind.PAPER_NOT_PRINTED, GapKind.SCAN_WAITING]
    assert closing.closed_days(desk) == ()
    reasons = {"line_waiting": "平台中断", case.case_no: "申请人明日来取", kept.sha256[:12]: "平台中断"}
    closed = close_day(desk, CLERK, MONDAY, reasons, SECOND, second_secret=SECRET)
    assert [gap.explanation for gap in closed.account.gaps] == ["申请人明日来取", "平台中断", "平台中断"]


def test_what_was_open_at_the_last_closing_stays_in_sight_until_it_is_cleared(
    desk: Desk, work: Worked, items: tuple[ServiceItem, ...], platform: SimulatedPlatform, clock: FakeClock
) -> None:
    """With the explanation that it has; and the account that it is cleared in says so, once."""
    work(1)
    case = take(desk, items, 2)
    close_day(
        desk,
        CLERK,
        MONDAY,
        {"line_waiting": "平台中断", "paper_not_printed": "打印机故障"},
        SECOND,
        second_secret=SECRET,
    )
    clock.go_on(days=1)
    found = account(desk, TUESDAY)
    carried = (
        Gap(kind=GapKind.PAPER_NOT_PRINTED, about=case.case_no, explanation="打印机故障"),
        Gap(kind=GapKind.LINE_WAITING, about="A-3", explanation="平台中断"),
    )
    assert found.gaps[:2] == carried
    assert found.unexplained() == (Gap(kind=GapKind.LINE_WAITING, about="A-4"),)  # the closing's own line
    _print(desk, case.case_no)
    one_round(desk, platform)
    closed = close_day(desk, CLERK, TUESDAY, {}, SECOND, second_secret=SECRET).account
    assert closed.gaps == ()
    assert closed.cleared == carried
    assert closed.late == (Late(kind=LateKind.PAPER_PRINTED, about=case.case_no),)
    clock.go_on(days=1)
    one_round(desk, platform)
    assert account(desk, dt.date(2026, 3, 4)).cleared == ()


def test_a_line_of_a_closed_day_that_the_platform_lost_is_a_new_gap(
    desk: Desk, work: Worked, platform: SimulatedPlatform, clock: FakeClock
) -> None:
    """trust.md F38: settled is not for ever."""
    case = work(1)
    close_day(desk, CLERK, MONDAY, {}, SECOND, second_secret=SECRET)
    clock.go_on(days=1)
    one_round(desk, platform)
    assert account(desk, TUESDAY).gaps == ()
    lost = platform.cases[case.case_id][:1]
    platform.forget(lost)
    platform.mishaps.refuse = lambda line: "item.ended" if line.id in lost else ""
    one_round(desk, platform, digest_now=True)
    assert account(desk, TUESDAY).unexplained() == (Gap(kind=GapKind.LINE_WAITING, about="A-1"),)
    one_round(desk, platform)
    assert account(desk, TUESDAY).unexplained() == (Gap(kind=GapKind.LINE_STUCK, about="A-1"),)


def test_numbers_of_a_closed_day_that_change_stand_in_the_next_account(
    desk: Desk, work: Worked, items: tuple[ServiceItem, ...], platform: SimulatedPlatform, clock: FakeClock
) -> None:
    """Issued after the closing, voided, printed again, answered about."""
    void, asked = work(1), take(desk, items, 2)
    _print(desk, asked.case_no, PrintOutcome.UNCERTAIN)
    one_round(desk, platform)
    assert _gaps(account(desk, MONDAY)) == [(GapKind.PRINT_UNCERTAIN, asked.case_no)]
    close_day(desk, CLERK, MONDAY, {asked.case_no: "待申请人确认"}, SECOND, second_secret=SECRET)
    after = work(3)
    clock.go_on(days=1)
    repair_void(desk, void)
    _print(desk, after.case_no, reason="申请人遗失")
    printing.answer_print(desk, CLERK, asked.case_no, 0, came_out=False)
    one_round(desk, platform)
    found = account(desk, TUESDAY)
    assert found.late == (
        Late(kind=LateKind.NUMBER_ISSUED, about=after.case_no),
        Late(kind=LateKind.NUMBER_VOIDED, about=void.case_no),
        Late(kind=LateKind.PRINT_ANSWERED, about=asked.case_no),
    )
    assert (found.numbers_issued, found.reprints) == (1, 1)
    assert found.unexplained() == (Gap(kind=GapKind.PAPER_NOT_PRINTED, about=asked.case_no),)
    assert found.cleared == (Gap(kind=GapKind.PRINT_UNCERTAIN, about=asked.case_no, explanation="待申请人确认"),)
    assert account(desk, MONDAY).numbers_issued == 2


def repair_void(desk: Desk, case: Case) -> None:
    """The case is void, approved by the supervisor."""
    voided(desk, case.case_id)


def test_a_day_is_closed_once_and_not_before_it_came(desk: Desk, work: Worked, clock: FakeClock) -> None:
    """Nor one that a later closing swallowed; days without work need none."""
    work(1)
    assert _refused(desk, TUESDAY) == "day.future"
    clock.go_on(days=3)
    close_day(desk, CLERK, TUESDAY, {}, SECOND, second_secret=SECRET)
    assert _refused(desk, TUESDAY) == "day.closed"
    assert _refused(desk, MONDAY) == "day.later_closed"
    assert account(desk, TUESDAY).numbers_issued == 1


def test_an_earlier_day_is_closed_without_the_work_of_today(
    desk: Desk, work: Worked, items: tuple[ServiceItem, ...], clock: FakeClock
) -> None:
    """Friday on Monday morning; today's unsent work is not Friday's gap."""
    work(1)
    clock.go_on(days=1)
    take(desk, items, 2)
    assert account(desk, MONDAY).gaps == ()
    closed = close_day(desk, CLERK, MONDAY, {}, SECOND, second_secret=SECRET)
    assert (closed.account.numbers_issued, closed.account.lines_written) == (1, 2)
    assert account(desk, TUESDAY).numbers_issued == 1


def test_a_clock_that_ran_ahead_leaves_nothing_out(
    desk: Desk, work: Worked, items: tuple[ServiceItem, ...], platform: SimulatedPlatform, clock: FakeClock
) -> None:
    """Lines of a wrong future date stand in the account of the next line that has a right one."""
    clock.go_on(days=400)
    take(desk, items, 1)
    clock.go_on(days=-400)
    work(2)
    one_round(desk, platform)
    assert account(desk, MONDAY).numbers_issued == 2


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ("", "day.second_missing"),
        (" ", "day.second_missing"),
        ("0001", "day.second_same"),
        ("7777", "day.second_unknown"),
    ],
)
def test_a_second_person_stands_for_the_day(desk: Desk, work: Worked, second: str, code: str) -> None:
    """Another one, and one who is known here."""
    work(1)
    assert _refused(desk, MONDAY, second) == code
    assert closing.closed_days(desk) == ()


def test_a_clerk_who_signed_in_here_may_be_the_second(desk: Desk, work: Worked, platform: SimulatedPlatform) -> None:
    """As well as a supervisor of the hall."""
    work(1)
    sessions.sign_in(desk, platform, on_this_thread, username="0002", password=PASSWORD)
    one_round(desk, platform)
    assert close_day(desk, CLERK, MONDAY, {}, "0002", second_secret=PASSWORD).second == "0002"


def test_the_desk_goes_to_another_clerk_with_what_is_open(
    desk: Desk, items: tuple[ServiceItem, ...], platform: SimulatedPlatform
) -> None:
    """Cases and drafts are counted from the rows; a difference in the drawer needs a word."""
    sessions.sign_in(desk, platform, on_this_thread, username="0002", password=PASSWORD)
    take(desk, items, 1)
    repair_void(desk, take(desk, items, 2))
    intake.save_draft(desk, draft_of(filled(promised_item(items), serial=3)))
    seals = Stock(name="收件专用章", counted=1, expected=1)
    tickets = Stock(name=" 取号凭条 ", counted=180, expected=200)
    with pytest.raises(RuleBroken, match=r"shift\.note_missing"):
        hand_over_shift(desk, CLERK, to_clerk="0002", stock=[seals, tickets])
    handed = hand_over_shift(desk, CLERK, to_clerk=" 0002 ", stock=[seals, tickets], note="卷纸受潮报废二十张")
    assert (handed.to_clerk, handed.open_cases, handed.drafts) == ("0002", 1, 1)
    assert [each.name for each in handed.stock] == ["收件专用章", "取号凭条"]
    *_, (_, _, last) = journal.all_lines(desk.db)
    assert read_body(last.opened().kind, last.opened().body) == handed


@pytest.mark.parametrize(
    ("to_clerk", "stock", "code"),
    [
        ("0001", (), "shift.same"),
        ("7777", (), "shift.unknown"),
        (SECOND, (Stock(name="章", counted=-1, expected=1),), "shift.stock_count"),
        (SECOND, (Stock(name="章", counted=1, expected=1),) * 2, "shift.stock_twice"),
        (SECOND, (Stock(name=" ", counted=1, expected=1),), "text.empty"),
    ],
)
def test_a_handover_that_is_not_right_is_refused(
    desk: Desk, to_clerk: str, stock: tuple[Stock, ...], code: str
) -> None:
    """And tells nothing to the journal."""
    know_supervisors(desk)
    before = list(journal.all_lines(desk.db))
    with pytest.raises(RuleBroken) as caught:
        hand_over_shift(desk, CLERK, to_clerk=to_clerk, stock=stock)
    assert caught.value.code == code
    assert list(journal.all_lines(desk.db)) == before


def test_unsent_work_is_told_with_whose_it_is(
    desk: Desk, items: tuple[ServiceItem, ...], platform: SimulatedPlatform, clock: FakeClock
) -> None:
    """How many lines, how many of them stuck, how many scans, since when."""
    assert unsent_by_clerk(desk) == ()
    since = clock.at
    bad = take(desk, items, 1)
    platform.mishaps.refuse = lambda line: "item.ended" if line.case == bad.case_id else ""
    one_round(desk, platform)
    platform.mishaps.refuse = lambda _line: ""
    sessions.sign_in(desk, platform, on_this_thread, username="0002", password=PASSWORD)
    clock.go_on(hours=1)
    _print(desk, bad.case_no)
    first, second = unsent_by_clerk(desk)
    assert (first.clerk_no, first.lines, first.troubles, first.scans, first.oldest_at) == ("0001", 2, 1, 0, since)
    assert (second.clerk_no, second.name, second.lines) == ("0002", "练习员0002", 1)
