"""verify: what this counter has to be able to show, and nothing that lies at another window."""

from __future__ import annotations

import msgspec

from counter.actions import intake, verifying
from counter.actions.desk import Desk
from counter.domain.case import Attachment, Decision
from counter.domain.ids import Sha256
from counter.domain.item import ServiceItem
from counter.store import cases
from tests.actions import courses
from tests.conftest import CLERK, draft_of, filled

PDF = b"%PDF-1.7 a scan that nobody reads"


def test_a_scan_of_this_counter_that_is_gone_is_named(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    item = courses.item_with_two(items)
    kept = intake.attach_file(desk, item.materials[0], content=PDF, file_name="a.pdf")
    typed = filled(item)
    first, *rest = typed.materials
    with_scan = msgspec.structs.replace(first, attachments=(kept,))
    intake.take_case(
        desk, CLERK, draft_of(msgspec.structs.replace(typed, materials=(with_scan, *rest))), Decision.ACCEPTED
    )
    assert verifying.faults(desk) == ()
    desk.scans._path(kept.sha256).unlink()
    assert verifying.faults(desk) == (f"store.scan_missing {kept.sha256[:12]}",)


def test_a_scan_that_lies_at_another_window_is_not_missed_here(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """A case of two windows names the scans of both; the journal of each sends its own."""
    case = courses.accepted(desk, courses.item_with_two(items))
    theirs = Attachment(sha256=Sha256("ab" * 32), size_bytes=9, media_type="application/pdf", file_name="b.pdf")
    with desk.store.write() as db:
        cases.put_scans(db, case.case_id, (theirs,))
    assert verifying.faults(desk) == ()
