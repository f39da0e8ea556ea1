"""A paper that came out without the hall's e-seal: the clerk reads that he has to stamp it, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.devices.folder_printer import FolderPrinter
from counter.documents.pictures import page_pngs
from counter.domain.case import Case, PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.errors import Unreachable
from counter.lanes import Lane
from counter.platform_api.simulated import SimulatedPlatform
from counter.sync.round import sync_once
from tests.conftest import CLERK
from tests.documents.reading import all_of
from tests.faults.support import take
from ui.backroom import Backroom
from ui.shop import Shop

WAIT_MS = 15_000


@pytest.fixture
def case(lane: Lane, lane_desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]) -> Case:
    """A case in a hall that seals."""

    def make() -> Case:
        platform.publish(policy=HallPolicy(version=1, e_seal=True))
        sync_once(lane_desk, platform, platform, on_this_thread)
        return take(lane_desk, items)

    return lane.call(make)


@pytest.fixture
def shop(qtbot: QtBot, lane: Lane, lane_desk: Desk, platform: SimulatedPlatform, tmp_path: Path) -> Iterator[Shop]:
    """The whole window, its seals at the simulated platform."""
    del qtbot
    sync_lane, printer_lane = Lane("sync"), Lane("printer")
    made = Shop(
        Backroom(
            store_lane=lane, sync_lane=sync_lane, printer_lane=printer_lane, desk=lane_desk, platform=None,
            front_door=platform, printer=FolderPrinter(tmp_path / "papers"), queue="", pictures=page_pngs,
            seals=platform,
        )
    )  # fmt: skip
    yield made
    made.close()
    for each in (sync_lane, printer_lane):
        each.close(5)


def printed(shop: Shop, qtbot: QtBot, number: str) -> PrintOutcome:
    """What became of the paper."""
    came: list[PrintOutcome] = []
    failed: list[BaseException] = []
    shop.papers.print_paper(CLERK, number, "", came.append, failed.append)
    qtbot.waitUntil(lambda: bool(came or failed), timeout=WAIT_MS)
    assert failed == []
    return came[0]


def test_a_sealed_paper_says_nothing_more(shop: Shop, qtbot: QtBot, case: Case, tmp_path: Path) -> None:
    assert printed(shop, qtbot, case.case_no) is PrintOutcome.PRINTED
    assert "未加盖" not in shop.window.banner.text()
    (paper,) = (tmp_path / "papers").glob("*.pdf")
    assert "电子印章，与实物印章具有同等法律效力" in all_of(paper.read_bytes())[1]


def test_without_the_platform_the_clerk_is_told_to_stamp_it(
    shop: Shop, qtbot: QtBot, case: Case, platform: SimulatedPlatform, tmp_path: Path
) -> None:
    def away(_call: str) -> None:
        raise Unreachable("platform.away")

    platform.mishaps.before = away
    assert printed(shop, qtbot, case.case_no) is PrintOutcome.PRINTED
    assert shop.window.banner.text().startswith(f"{case.case_no} 未加盖电子印章，请加盖实物印章（")
    (paper,) = (tmp_path / "papers").glob("*.pdf")
    assert "（加盖" in all_of(paper.read_bytes())[1]
