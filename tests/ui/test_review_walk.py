"""From the clerk's draft over F11 to the paper at F10, in the whole window, with keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter.actions import intake, reviews
from counter.actions.desk import Desk
from counter.devices.folder_printer import FolderPrinter
from counter.documents.pictures import page_pngs
from counter.domain.case import CounterState, Decision
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Take
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor, Role
from counter.lanes import Lane
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from counter.store import cases
from tests.actions import courses
from tests.actions.approving import SECRET, cards
from tests.conftest import draft_of, filled
from tests.faults.support import one_round
from tests.ui.reviewing import REFUSAL
from ui.backroom import Backroom
from ui.practice.hands import Hands
from ui.shop import Shop

KEY = Qt.Key
CLERK_NO, CHIEF_NO = "100023", "9001"


class _Counter:
    """The window of the program with a draft that is to be refused."""

    def __init__(self, shop: Shop, hands: Hands, papers: Path) -> None:
        self.shop, self.hands, self.papers = shop, hands, papers

    def sign_in(self, number: str, room: str, *, answers: int = 0) -> None:
        """That person sits down, and goes to that room when so many answers have come."""
        self.hands.type(number)
        self.hands.press(KEY.Key_Return)
        self.hands.type(PASSWORD)
        self.hands.press(KEY.Key_Return)
        self.hands.wait_for(lambda: self.shop.actor() is not None, "the session")
        rows = self.shop.rooms.outbox.view.answers.rows
        self.hands.wait_for(lambda: rows.rowCount() == answers, f"{answers} answers")
        self.hands.press(getattr(KEY, f"Key_{room}"))

    def sign_out(self) -> None:
        """The desk is free."""
        self.shop.window.sign_out_asked.emit()
        self.hands.wait_for(lambda: self.shop.actor() is None, "the end of the session")

    def on_disk(self, review: Review) -> tuple[ReviewState, CounterState | None]:
        """How review and case stand."""
        desk = self.shop.back.desk

        def look() -> tuple[ReviewState, CounterState | None]:
            found = cases.read_case(desk.db, review.case) if review.case else None
            return reviews.read(desk, review.id).state, found.state if found else None

        return self.shop.back.store_lane.call(look)


@pytest.fixture
def counter(
    *, qapp: QApplication, qtbot: QtBot, lane: Lane, lane_desk: Desk, platform: SimulatedPlatform, tmp_path: Path
) -> Iterator[_Counter]:
    """The whole window; the hall has published its rules and supervisors."""
    platform.publish(policy=HallPolicy(version=1), supervisors=cards())
    lane.call(one_round, lane_desk, platform)
    sync_lane, printer_lane = Lane("sync"), Lane("printer")
    shop = Shop(
        Backroom(
            store_lane=lane, sync_lane=sync_lane, printer_lane=printer_lane, desk=lane_desk, platform=platform,
            front_door=platform, printer=FolderPrinter(tmp_path / "papers"), queue="", pictures=page_pngs,
        )
    )  # fmt: skip
    with qtbot.waitExposed(shop.window):
        shop.window.show()
    shop.window.activateWindow()
    qtbot.waitUntil(shop.window.isActiveWindow, timeout=8000)
    yield _Counter(shop, Hands(shop.window, tmp_path / "screens"), tmp_path / "papers")
    shop.close()
    assert printer_lane.close(20.0)
    assert sync_lane.close(5.0)
    qapp.sendPostedEvents()


@pytest.fixture
def asked(lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...]) -> Review:
    """The clerk's draft waits for a supervisor."""
    clerk = Actor(clerk_no=CLERK_NO, name="王晓梅", roles=(Role.CLERK,))

    def ask() -> Review:
        draft = draft_of(filled(courses.item_with_two(items)), at=lane_desk.moment().at, clerk=clerk)
        intake.save_draft(lane_desk, draft)
        proposal = Take(case=draft.case_id, decision=Decision.REFUSED, intake=draft.intake, ruling=REFUSAL)
        return reviews.ask(lane_desk, clerk, proposal, "年龄不符")

    return lane.call(ask)


def test_a_refusal_is_approved_at_f11_and_printed_at_f10(counter: _Counter, asked: Review) -> None:
    """许可法 38; the platform takes every line of it."""
    hands, shop = counter.hands, counter.shop
    counter.sign_in(CHIEF_NO, "F11")
    review = shop.rooms.review.view
    hands.wait_for(lambda: review.evidence.evidence() is not None, "the evidence")
    hands.press(KEY.Key_A)
    review.decision.secret.setText(SECRET)
    hands.press(KEY.Key_Return)
    hands.wait_for(lambda: "已批准 1 项" in review.banner.text(), "the decision")
    counter.sign_out()
    counter.sign_in(CLERK_NO, "F10", answers=1)
    assert shop.rooms.outbox.view.answers.table.hasFocus()
    hands.press(KEY.Key_Return)
    hands.wait_for(lambda: bool(list(counter.papers.glob("*.pdf"))), "the paper")
    hands.wait_for(lambda: counter.on_disk(asked) == (ReviewState.DONE, CounterState.REFUSED), "the end")
    hands.wait_for(shop.all_arrived, "the platform")


def test_a_returned_draft_stands_in_the_form_again(counter: _Counter, asked: Review) -> None:
    hands, shop = counter.hands, counter.shop
    counter.sign_in(CHIEF_NO, "F11")
    review = shop.rooms.review.view
    hands.wait_for(lambda: review.evidence.evidence() is not None, "the evidence")
    hands.press(KEY.Key_R)
    hands.press(KEY.Key_1)
    hands.press(KEY.Key_Return)
    hands.wait_for(lambda: "已退回 1 项" in review.banner.text(), "the return")
    counter.sign_out()
    counter.sign_in(CLERK_NO, "F10", answers=1)
    assert shop.rooms.outbox.view.answers.table.hasFocus()
    hands.press(KEY.Key_Return)
    hands.wait_for(lambda: shop.rooms.intake.view.intake().applicant.name == "欧阳一鸣", "the draft in the form")
    assert shop.window.current_key() == "F2"
    assert counter.on_disk(asked) == (ReviewState.RETURNED, None)


def test_a_clerk_does_not_come_into_the_supervisors_room(counter: _Counter, asked: Review) -> None:
    counter.sign_in(CLERK_NO, "F11")
    counter.hands.rest(50)
    assert counter.shop.window.current_key() == "F2"
    assert not counter.shop.rooms.review.view.isVisible()
    assert counter.on_disk(asked)[0] is ReviewState.OPEN
