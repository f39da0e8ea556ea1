"""Forms and 评价小票 at 收件, by keys alone, on real printers that lie in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.devices.folder_printer import FolderPrinter
from counter.devices.folder_ticket_printer import FolderTicketPrinter
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.lanes import Lane
from counter.platform_api.simulated import SimulatedPlatform
from counter.sync.round import sync_once
from tests.documents import thermal
from tests.documents.reading import all_of
from tests.ui.test_intake_stage import ALT, KEY, Stage, decide, fill, plain_item
from ui.bridge import Bridge
from ui.intake.forms_printing import FormsPrinting
from ui.sheet_desk import SheetDesk


@pytest.fixture
def printer_lane() -> Iterator[Lane]:
    """Where the printers block."""
    lane = Lane("printer")
    yield lane
    lane.close(5.0)


@pytest.fixture
def stage(
    *, qtbot: QtBot, bridge: Bridge, lane: Lane, printer_lane: Lane, lane_desk: Desk, tmp_path: Path,
    items: tuple[ServiceItem, ...],
) -> Stage:  # fmt: skip
    """A clerk before a blank form, with both printers."""
    found = Stage(qtbot, bridge, lane, lane_desk, items)
    sheets = SheetDesk(
        bridge=bridge, desk=lane_desk, store_lane=lane, printer_lane=printer_lane,
        printer=FolderPrinter(tmp_path / "papers"), queue="", parent=found.view,
    )  # fmt: skip
    FormsPrinting(
        found.view, sheets=sheets, bridge=bridge, desk=lane_desk, store_lane=lane, printer_lane=printer_lane,
        tickets_printer=FolderTicketPrinter(tmp_path / "tickets"), actor=lambda: found.actor,
    )  # fmt: skip
    return found


def said(stage: Stage) -> str:
    """What stands at the foot."""
    return stage.view.bar.banner.text()


def test_a_consultation_is_printed_for_the_item_that_is_picked_with_two_keys(stage: Stage, tmp_path: Path) -> None:
    item = plain_item(stage)
    stage.pick(item)
    was = stage.focused()
    stage.press(KEY.Key_F, with_=ALT)
    stage.press(KEY.Key_1)
    stage.until(lambda: said(stage) == "一次性告知单 已出纸")
    assert item.name in all_of((tmp_path / "papers" / "form-consultation.pdf").read_bytes())[1]
    assert stage.focused() is was
    assert stage.cases() == ()


def test_a_form_bears_what_is_typed_so_far(stage: Stage, tmp_path: Path) -> None:
    fill(stage, plain_item(stage))
    name = stage.view.intake().applicant.name
    for number, kind in (
        (Qt.Key.Key_2, "authority"),
        (Qt.Key.Key_3, "truth_promise"),
        (Qt.Key.Key_4, "privacy_notice"),
    ):
        stage.press(KEY.Key_F, with_=ALT)
        stage.press(number)
        stage.until((tmp_path / "papers" / f"form-{kind}.pdf").exists)
        stage.until(lambda: said(stage).endswith("已出纸"))
        text = all_of((tmp_path / "papers" / f"form-{kind}.pdf").read_bytes())[1]
        assert kind == "privacy_notice" or name in text


def test_without_an_item_the_clerk_reads_what_to_do(stage: Stage, tmp_path: Path) -> None:
    stage.press(KEY.Key_F, with_=ALT)
    stage.press(KEY.Key_1)
    stage.until(lambda: said(stage) == "一次性告知单未打印：先选定事项，再打印此表单")
    assert not (tmp_path / "papers").exists()


def test_esc_leaves_the_line_and_goes_back(stage: Stage) -> None:
    was = stage.focused()
    stage.press(KEY.Key_F, with_=ALT)
    assert stage.view.bar.forms.isVisible()
    stage.press(KEY.Key_Escape)
    assert not stage.view.bar.forms.isVisible()
    assert stage.focused() is was


def test_a_rating_is_offered_and_printed_where_the_hall_gives_it_out(
    stage: Stage, platform: SimulatedPlatform, tmp_path: Path
) -> None:
    platform.publish(policy=HallPolicy(version=1, rating_url="https://rating.example.invalid/r"))
    stage.lane.call(sync_once, stage.desk, platform, platform, on_this_thread)
    fill(stage, plain_item(stage))
    decide(stage)
    taken = stage.view.taken
    stage.until(taken.rating.isVisible)
    stage.press(KEY.Key_P, with_=ALT)
    stage.until(lambda: taken.rating_words() == "已出纸")
    (file,) = (tmp_path / "tickets").iterdir()
    (case,) = stage.cases()
    assert case.case_no.encode() in thermal.Roll(file.read_bytes()).codes[0]


def test_a_hall_without_a_rating_page_offers_none(stage: Stage) -> None:
    fill(stage, plain_item(stage))
    decide(stage)
    stage.settle()
    assert not stage.view.taken.rating.isVisible()
