"""faults.md F16: which 补打 it is goes up to the hall with every print."""

from __future__ import annotations

from pathlib import Path

import msgspec

from counter.domain.case import PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.journal import Line
from counter.domain.workdays import HolidayTable
from counter.hall.hall import Hall
from counter.store import deliveries
from counter.wire.bodies import PaperPrinted, read_body
from tests.actions.courses import item_with_two
from tests.conftest import CLERK, FakeClock
from tests.faults.hall_desks import profiles
from tests.faults.printers import Tray, run


def _prints(hall: Hall, number: str) -> list[tuple[int, str, str]]:
    """Which 补打, what became of it and why, as the hall has it in its lines."""
    with hall.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT line FROM lines WHERE kind = 'paper.printed' ORDER BY seq").all()
    lines = [msgspec.json.decode(row.line, type=Line) for row in rows]
    told = [read_body(line.kind, line.body) for line in lines]
    return [
        (body.again, body.outcome, body.reason)
        for body in told
        if isinstance(body, PaperPrinted) and body.number == number
    ]


def test_the_hall_knows_every_print_with_its_number_and_reason(
    tmp_path: Path, clock: FakeClock, items: tuple[ServiceItem, ...], holidays: HolidayTable
) -> None:
    """A failed print is none: the hall counts originals and 补打 as the applicant holds them."""
    with profiles(tmp_path, clock, items, holidays, ("12",)) as (hall, (window,)):
        case = window.take(CLERK, item_with_two(items), 1)
        good, bad = Tray(lambda _queue: PrintOutcome.PRINTED), Tray(lambda _queue: PrintOutcome.FAILED, prints=False)
        run(window.desk, bad, case.case_no)
        run(window.desk, good, case.case_no)
        run(window.desk, good, case.case_no, reason="申请人遗失")
        assert window.round().trouble == ""
        run(window.desk, good, case.case_no, reason="申请人另存")
        assert window.round().trouble == ""
        assert deliveries.troubles(window.desk.db) == ()
        assert _prints(hall, case.case_no) == [
            (0, "failed", ""),
            (0, "printed", ""),
            (1, "printed", "申请人遗失"),
            (2, "printed", "申请人另存"),
        ]
