"""A supervisor at his own desk sees the scans beside what another window asks him about (F11)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from counter.actions import enrolment, reviews
from counter.actions import intake as deeds
from counter.domain.case import Attachment, Decision
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Take
from counter.errors import Unreachable
from counter.platform_api.simulated import SimulatedPlatform
from counter.wire.reading import ScanPiece
from tests.actions.approving import cards
from tests.conftest import CLERK, FakeClock, draft_of, filled, open_desk_at
from tests.faults.support import one_round, promised_item
from tests.flow.whole_window import KEY, Opener, WholeWindow, opener
from tests.ui.reviewing import REFUSAL, pdf_of
from ui.review.view import ReviewView
from ui.wording import sentence


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path, clock: FakeClock, platform: SimulatedPlatform) -> Iterator[Opener]:
    """Opens the window on one home, again and again."""
    platform.publish(policy=HallPolicy(version=1), supervisors=cards())
    with opener(qtbot, tmp_path, clock, platform) as made:
        yield made


@pytest.fixture
def scan(
    tmp_path_factory: pytest.TempPathFactory, windows: Opener, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> Attachment:
    """Of a draft that another window wants to refuse."""
    desk = open_desk_at(tmp_path_factory.mktemp("other"), clock)
    enrolment.enrol(desk, windows.platform, code="OK-2", platform_url="http://127.0.0.1:1")
    one_round(desk, windows.platform)
    item = promised_item(items)
    whole = filled(item)
    spec = item.material(whole.materials[0].code)
    assert spec is not None
    kept = deeds.attach_file(desk, spec, content=pdf_of(pages=2), file_name="申请书.pdf")
    first = msgspec.structs.replace(whole.materials[0], attachments=(kept,))
    draft = draft_of(msgspec.structs.replace(whole, materials=(first, *whole.materials[1:])), at=clock.at)
    asked = Take(case=draft.case_id, decision=Decision.REFUSED, intake=draft.intake, ruling=REFUSAL)
    reviews.ask(desk, CLERK, asked, "请核对")
    one_round(desk, windows.platform)
    desk.store.close()
    windows.platform.stand_at(windows.install)
    return kept


def look(window: WholeWindow) -> ReviewView:
    """F11; the list rests on what is asked."""
    window.press(KEY.Key_F11)
    view = window.shop.rooms.review.view
    window.until(lambda: view.rows.rowCount() == 1 and view.evidence.evidence() is not None)
    window.settle()
    return view


def test_the_scan_of_another_windows_draft_stands_beside_the_review(windows: Opener, scan: Attachment) -> None:
    """P shows it, as one that lies here; nothing of it stays on this machine."""
    window = windows.open()
    window.sign_in("900001")
    view = look(window)
    (row,) = (each for each in view.evidence.evidence().scans())  # type: ignore[union-attr]  # it is shown
    assert "Enter 调阅" in row.said
    window.press(KEY.Key_P)
    window.until(lambda: view.evidence.preview.page_count() == 2)
    assert not window.desk.scans.holds(scan.sha256)
    assert windows.platform.archive.readings == [("900001", scan.sha256)]


def test_without_the_hall_it_is_said_why_there_is_no_scan(windows: Opener, scan: Attachment) -> None:
    """And the evidence is still there to be read."""
    window = windows.open()
    window.sign_in("900001")
    view = look(window)
    windows.off()
    window.press(KEY.Key_P)
    away = sentence(Unreachable("platform.unreachable"))
    window.until(lambda: view.banner.text() == away)
    assert not view.evidence.showing_scan()
    assert not window.desk.scans.holds(scan.sha256)


def test_a_scan_that_the_platform_exchanged_is_never_shown(windows: Opener, scan: Attachment) -> None:
    """One byte in another place."""
    window = windows.open()
    window.sign_in("900001")
    view = look(window)
    bent = bytearray(windows.platform.scans[scan.sha256])
    bent[-1] ^= 1

    def exchanged(asked: object) -> object:
        del asked
        return ScanPiece(content=bytes(bent), size_bytes=len(bent))

    windows.platform.archive.scan_piece = exchanged  # type: ignore[method-assign,assignment]  # a platform that lies
    window.press(KEY.Key_P)
    window.until(lambda: "平台给的内容与登记的不符" in view.banner.text())
    assert view.evidence.preview.page_count() == 0
