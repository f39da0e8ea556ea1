"""A case that ended long ago, with everything done that has to be done before it may be purged."""

from __future__ import annotations

import dataclasses
import datetime as dt

import msgspec

from counter.actions import closing, intake, printing, purging
from counter.actions.desk import Desk
from counter.actions.purging import Step
from counter.cli.opening import on_this_thread
from counter.domain.case import Attachment, Case, Decision, PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.workdays import local_day
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import journal
from counter.sync.report import Report
from counter.sync.round import sync_once
from counter.wire.messages import NewsKind
from counter.wire.news import Act, DepartmentAct
from tests.actions.approving import SECRET, know_supervisors
from tests.actions.results import hear
from tests.conftest import CLERK, PDF, SUPERVISOR, FakeClock, draft_of, filled
from tests.faults.support import promised_item

DAYS = 7


@dataclasses.dataclass
class Quiet:
    """A desk and its platform, and what is done there step by step."""

    desk: Desk
    platform: SimulatedPlatform
    clock: FakeClock
    items: tuple[ServiceItem, ...]

    def take(self, serial: int = 1, *, scan: bytes = PDF, name: str = "欧阳一鸣") -> Case:
        """A case with a scan."""
        item = promised_item(self.items)
        whole = filled(item, serial=serial, name=name)
        spec = item.material(whole.materials[0].code)
        assert spec is not None
        kept = intake.attach_file(self.desk, spec, content=scan, file_name=f"{name}.pdf")
        first = msgspec.structs.replace(whole.materials[0], attachments=(kept,))
        draft = draft_of(
            msgspec.structs.replace(whole, materials=(first, *whole.materials[1:])), at=self.desk.moment().at
        )
        intake.save_draft(self.desk, draft)
        return intake.take_case(self.desk, CLERK, draft, Decision.ACCEPTED).case

    def print_out(self, case: Case, outcome: PrintOutcome = PrintOutcome.PRINTED, reason: str = "") -> None:
        """Its paper went to a printer."""
        prepared = printing.prepare(self.desk, case.case_no, CLERK, reason=reason)
        printing.note(self.desk, CLERK, prepared, printer="folder", outcome=outcome)

    def grant(self, case: Case) -> None:
        """The department ended it."""
        act = DepartmentAct(act=Act.GRANTED, case=case.case_id, at=self.desk.moment().at, reason=f"准予{_name(case)}")
        hear(self.desk, NewsKind.DEPARTMENT, act, case=case.case_id)

    def round(self, *, days: int = 0, digest_now: bool = True) -> Report:
        """A sync round; with ``days`` one that marks what matched and purges what may go."""
        return sync_once(
            self.desk, self.platform, self.platform, on_this_thread,
            digest_now=digest_now, retention_days=days,
        )  # fmt: skip

    def close_day(self) -> None:
        """The day balances or is explained, and two people signed."""
        know_supervisors(self.desk)
        reasons = dict.fromkeys(("line_waiting", "line_stuck", "scan_waiting", "paper_not_printed"), "已核对")
        reasons |= {"print_uncertain": "已核对"}
        day = local_day(self.desk.moment().at)
        closing.close_day(self.desk, CLERK, day, reasons, SUPERVISOR.clerk_no, second_secret=SECRET)

    def ended(self, serial: int = 1, *, scan: bytes = PDF, name: str = "欧阳一鸣") -> Case:
        """Taken, printed and granted."""
        case = self.take(serial, scan=scan, name=name)
        self.print_out(case)
        self.grant(case)
        return case

    def settle(self) -> None:
        """Everything arrived and was compared, and the day is closed."""
        self.round(days=3650)
        self.close_day()
        self.round(days=3650)

    def wait(self, days: int = 8) -> None:
        """Nothing happens for so many days."""
        self.clock.go_on(days=days)

    def purge(self, days: int = DAYS) -> Step:
        """One step, as far as a few cases go."""
        return purging.purge_some(self.desk, days)

    def erase(self) -> None:
        """Files that nothing names any more are gone."""
        after = purging.erase_some(self.desk)
        while after:
            after = purging.erase_some(self.desk, after)

    def scan_of(self, case: Case) -> Attachment:
        """Its scan."""
        return case.intake.attachments()[0]

    def lines(self, case: Case) -> int:
        """How many lines of it are here with their content."""
        return len(journal.lines_of_case(self.desk.db, case.case_id))


def _name(case: Case) -> str:
    return case.intake.applicant.name


def today(desk: Desk) -> dt.date:
    """The day at the desk."""
    return local_day(desk.moment().at)
