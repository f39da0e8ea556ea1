"""Tickets of this window: the hall's policy says where a rating leads, and nothing is noted of any of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from counter.actions import course, lists, tickets
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Void
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.sync.round import sync_once
from tests.conftest import SUPERVISOR, resident_number
from tests.documents import thermal
from tests.faults.support import take

BOOKING: dict[str, Any] = {
    "name": "欧阳一鸣",
    "id_number": resident_number(1),
    "department": "云溪县市场监督管理局",
    "item": "食品经营许可",
    "day": dt.date(2026, 3, 3),
    "slot": "08:30-09:29",
}
QUEUE: dict[str, Any] = {"number": "A023", "business": "企业开办", "waiting": 7, "windows": "01-08号窗口"}


def in_force(desk: Desk, platform: SimulatedPlatform, **changes: Any) -> None:
    """The policy with these changes is known at the desk."""
    platform.publish(policy=HallPolicy(version=1, needs_approval=(), **changes))
    assert sync_once(desk, platform, platform, on_this_thread).trouble == ""


def test_a_rating_ticket_leads_to_the_page_of_the_policy_until_its_last_day(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """The case's number and a day; no name of the applicant."""
    case = take(desk, items)
    in_force(desk, platform, rating_url="https://rating.example.invalid/r", rating_days=5)
    assert tickets.rating_offered(desk)
    roll = thermal.Roll(tickets.rating_ticket(desk, case.case_id))
    assert roll.codes == [f"https://rating.example.invalid/r?n={case.case_no}&e=20260307".encode()]
    whole = "".join(roll.lines)
    assert case.intake.applicant.name not in whole
    assert "培训演练" in whole


def test_a_hall_without_a_rating_page_gives_no_ticket(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """The default."""
    case = take(desk, items)
    assert not tickets.rating_offered(desk)
    with pytest.raises(RuleBroken, match=r"ticket\.no_rating"):
        tickets.rating_ticket(desk, case.case_id)


def test_an_unknown_or_voided_case_is_not_rated(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """Nothing was done that one could rate."""
    in_force(desk, platform, rating_url="https://rating.example.invalid/r")
    case = take(desk, items)
    with pytest.raises(RuleBroken, match=r"case\.unknown"):
        tickets.rating_ticket(desk, CaseId("none"))
    course.void(desk, SUPERVISOR, Void(case=case.case_id, reason="重复录入"))
    with pytest.raises(RuleBroken, match=r"case\.voided"):
        tickets.rating_ticket(desk, case.case_id)


def test_queue_and_booking_say_what_their_system_says(desk: Desk) -> None:
    """Taken now; the booking masks name and number."""
    queue = "".join(thermal.Roll(tickets.queue_ticket(desk, **QUEUE, phone_tail="0001")).lines)
    assert all(words in queue for words in ("A023", "企业开办", "0001", "2026年3月2日 09:00"))
    booking = "".join(thermal.Roll(tickets.booking_ticket(desk, **BOOKING)).lines)
    assert "欧" in booking
    assert "阳一鸣" not in booking
    assert BOOKING["id_number"] not in booking


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"waiting": -1}, "ticket.waiting"),
        ({"phone_tail": "13900000000"}, "ticket.phone_tail"),
        ({"phone_tail": "００００"}, "ticket.phone_tail"),
        ({"number": ""}, "text.empty"),
        ({"business": "企\x1b业"}, "text.control_character"),
    ],
)
def test_a_queue_ticket_that_makes_no_sense_is_refused(desk: Desk, changes: dict[str, Any], code: str) -> None:
    """By the field."""
    with pytest.raises(RuleBroken) as caught:
        tickets.queue_ticket(desk, **(QUEUE | changes))
    assert (caught.value.code, caught.value.field) == (code, next(iter(changes)))


def test_a_booking_for_yesterday_is_refused(desk: Desk) -> None:
    """It could not be used."""
    with pytest.raises(RuleBroken, match=r"ticket\.day_over"):
        tickets.booking_ticket(desk, **(BOOKING | {"day": dt.date(2026, 3, 1)}))


def test_a_ticket_leaves_no_line(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """It is no paper of the register."""
    case = take(desk, items)
    before = len(lists.read_case(desk, case.case_id).timeline)
    tickets.queue_ticket(desk, **QUEUE)
    assert len(lists.read_case(desk, case.case_id).timeline) == before
