"""Builds ``data/schema-<n>.db`` with today's program: ``python tests/store/build_schema_fixture.py``.

Run once when a schema is released and commit the result; an old fixture is never built again, because today's program
must open what the old one wrote.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from counter.actions import enrolment, intake
from counter.domain.case import Decision
from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.platform_api.simulated import SimulatedPlatform
from counter.store.migrations import SCHEMA_VERSION
from counter.wire.catalogue import read_catalogue_files
from tests.conftest import CLERK, ROOT, FakeClock, draft_of, filled, open_desk_at
from tests.faults.support import one_round, promised_item

DATA = Path(__file__).resolve().parent / "data"


def build(items: tuple[ServiceItem, ...], holidays: HolidayTable) -> None:
    """A desk with one case that arrived, one that waits, and a draft lies in the data folder."""
    clock = FakeClock()
    item = promised_item(items)
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk_at(Path(folder), clock)
        platform = SimulatedPlatform(now=clock.now, items=(item,), holidays=holidays)
        enrolment.enrol(desk, platform, code="OK-1", platform_url="http://127.0.0.1:1")
        one_round(desk, platform)
        intake.take_case(desk, CLERK, draft_of(filled(item, serial=1)), Decision.ACCEPTED)
        one_round(desk, platform)
        clock.go_on(minutes=5)
        intake.take_case(desk, CLERK, draft_of(filled(item, serial=2), at=clock.at), Decision.RECEIVED)
        intake.save_draft(desk, draft_of(filled(item, serial=3), at=clock.at))
        desk.store.close()
        for ending in ("db", "kcv", "high"):
            shutil.copy2(Path(folder) / f"counter.{ending}", DATA / f"schema-{SCHEMA_VERSION}.{ending}")


if __name__ == "__main__":
    paths = sorted((ROOT / "resources" / "catalogue").glob("[0-9]*.json"))
    (table,) = (ROOT / "resources" / "holidays").glob("*.json")
    build(
        read_catalogue_files([(path.name, path.read_bytes()) for path in paths]),
        msgspec.json.decode(table.read_bytes(), type=HolidayTable),
    )
