"""faults.md F05: over midnight, an outage, a void and a restore every number is accounted for exactly once."""

from __future__ import annotations

import datetime as dt

import pytest

from counter.actions import closing
from counter.actions.desk import Desk
from counter.domain.case import PrintOutcome
from counter.domain.closing import GapKind
from counter.domain.item import ServiceItem
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import papers
from counter.store.places import place_of_number
from tests.actions.approving import SECRET, cards
from tests.actions.courses import voided
from tests.conftest import CLERK, SUPERVISOR, FakeClock
from tests.faults.printers import Tray, run
from tests.faults.support import one_round, take

EXPLAINED = {kind.value: "已核对" for kind in GapKind}


@pytest.mark.parametrize("seed", range(3))
def test_every_number_stands_in_exactly_one_account(
    desk: Desk, items: tuple[ServiceItem, ...], platform: SimulatedPlatform, clock: FakeClock, seed: int
) -> None:
    """Closings at odd hours, days left out, work before and after each: the accounts add up to the register."""
    platform.publish(supervisors=cards())
    one_round(desk, platform)
    printer = Tray(lambda _queue: PrintOutcome.PRINTED)
    accounts = []
    for step in range(12):
        clock.go_on(hours=7 + seed)
        case = take(desk, items, step + 1)
        if step % 3 != seed:
            run(desk, printer, case.case_no)
        if step % 4 == seed:
            voided(desk, case.case_id)
        if step % 2:
            one_round(desk, platform)
        today = (clock.at + dt.timedelta(hours=8)).date()
        if step % 3 == 2 and today not in closing.closed_days(desk):
            accounts.append(
                closing.close_day(desk, CLERK, today, EXPLAINED, SUPERVISOR.clerk_no, second_secret=SECRET).account
            )
    clock.go_on(days=1)
    one_round(desk, platform)
    today = (clock.at + dt.timedelta(hours=8)).date()
    accounts.append(closing.close_day(desk, CLERK, today, EXPLAINED, SUPERVISOR.clerk_no, second_secret=SECRET).account)
    assert sum(found.numbers_issued for found in accounts) == len(papers.all_papers(desk.db)) == 12
    assert sum(found.numbers_void for found in accounts) == 3
    assert [gap.kind for gap in accounts[-1].gaps if gap.kind is GapKind.LINE_WAITING] == []
    open_papers = {gap.about for gap in accounts[-1].gaps}
    never = {paper.number for paper in papers.unprinted(desk.db)}
    assert open_papers == never


def test_a_number_without_its_paper_and_a_gap_are_named(
    desk: Desk, items: tuple[ServiceItem, ...], platform: SimulatedPlatform, clock: FakeClock
) -> None:
    """Somebody who reaches into the database changes what balances, and the account says where."""
    first, second = take(desk, items, 1), take(desk, items, 2)
    for case in (first, second):
        run(desk, Tray(lambda _queue: PrintOutcome.PRINTED), case.case_no)
    one_round(desk, platform)
    today = (clock.at + dt.timedelta(hours=8)).date()
    assert closing.account(desk, today).gaps == ()
    with desk.store.write() as db:
        db.conn.execute("DROP TRIGGER papers_are_kept")
        place = place_of_number(second.case_no)
        db.conn.execute("DELETE FROM prints WHERE place = ?", [place])
        db.conn.execute("DELETE FROM papers WHERE place = ?", [place])
    found = closing.account(desk, today)
    assert [(gap.kind, gap.about) for gap in found.gaps] == [(GapKind.NUMBER_WITHOUT_PAPER, second.case_no)]
    assert found.numbers_issued == 2
