"""小票: 取号凭条, 预约凭证 and 评价小票 as the 80 mm printer takes them (domain.md §6 nos. 1, 2 and 28).

They have no number of the register and nothing is noted of them. Queue and booking come from the hall's own systems;
the 评价小票 belongs to a case of this window, leads to the page that the hall's policy names, and is voluntary.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from counter.actions.desk import Desk
from counter.domain.case import CounterState
from counter.domain.ids import CaseId
from counter.domain.policy import HallPolicy
from counter.domain.text import clean_line
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.store import cases, policies

if TYPE_CHECKING:
    from counter.documents.tickets import Ticket

_LINE = 60
_TAIL_DIGITS = 4


def rating_offered(desk: Desk) -> bool:
    """Whether this hall gives 评价小票 out."""
    return bool(policies.current(desk.db).rating_url)


def rating_ticket(desk: Desk, case_id: CaseId) -> bytes:
    """评价小票 of the case: leads to its rating page until the hall's last day.

    Raises:
        RuleBroken: ``ticket.no_rating`` when the hall gives none out; ``case.unknown``; ``case.voided``;
            ``paper.progress_url_grammar`` for an address of the policy that is none.
    """
    from counter.documents.tickets import RatingTicket  # noqa: PLC0415 -- reportlab takes 0.1 s, as in ``printing``

    policy: HallPolicy = policies.current(desk.db)
    if not policy.rating_url:
        raise RuleBroken("ticket.no_rating")
    case = cases.read_case(desk.db, case_id)
    if case is None:
        raise RuleBroken("case.unknown")
    if case.state is CounterState.VOIDED:
        raise RuleBroken("case.voided")
    window = desk.enrolment().window
    return _draw(
        RatingTicket(
            hall_name=window.hall_name,
            window=f"{window.window}号窗口",
            clerk_name=case.clerk_name,
            case_no=case.case_no,
            url_base=policy.rating_url,
            until=local_day(desk.moment().at) + dt.timedelta(days=policy.rating_days),
            practice=window.practice,
        )
    )


def queue_ticket(desk: Desk, *, number: str, business: str, waiting: int, windows: str, phone_tail: str = "") -> bytes:
    """取号凭条, taken now.

    Raises:
        RuleBroken: ``text.*`` with its field; ``ticket.waiting`` for fewer than nobody; ``ticket.phone_tail`` for more
            than the last four digits: a whole number lies about in the hall with the paper.
    """
    from counter.documents.tickets import QueueTicket  # noqa: PLC0415 -- as in ``rating_ticket``

    if waiting < 0:
        raise RuleBroken("ticket.waiting", field="waiting")
    if phone_tail and not (len(phone_tail) == _TAIL_DIGITS and phone_tail.isascii() and phone_tail.isdigit()):
        raise RuleBroken("ticket.phone_tail", field="phone_tail")
    window = desk.enrolment().window
    return _draw(
        QueueTicket(
            hall_name=window.hall_name,
            number=clean_line(number, field="number", max_length=12),
            business=clean_line(business, field="business", max_length=_LINE),
            waiting=waiting,
            windows=clean_line(windows, field="windows", max_length=_LINE),
            phone_tail=phone_tail,
            taken_at=desk.moment().at,
            practice=window.practice,
        )
    )


def booking_ticket(
    desk: Desk, *, name: str, id_number: str, department: str, item: str, day: dt.date, slot: str
) -> bytes:
    """预约凭证; name and number are masked on it.

    Raises:
        RuleBroken: ``text.*`` with its field; ``ticket.day_over`` for a day that is past.
    """
    from counter.documents.tickets import BookingTicket  # noqa: PLC0415 -- as in ``rating_ticket``

    if day < local_day(desk.moment().at):
        raise RuleBroken("ticket.day_over", field="day")
    window = desk.enrolment().window
    return _draw(
        BookingTicket(
            hall_name=window.hall_name,
            name=clean_line(name, field="name", max_length=_LINE),
            id_number=clean_line(id_number, field="id_number", max_length=_LINE),
            department=clean_line(department, field="department", max_length=_LINE),
            item=clean_line(item, field="item", max_length=2 * _LINE),
            day=day,
            slot=clean_line(slot, field="slot", max_length=_LINE),
            practice=window.practice,
        )
    )


def _draw(ticket: Ticket) -> bytes:
    from counter.documents.tickets import print_ticket  # noqa: PLC0415 -- as in ``rating_ticket``

    return print_ticket(ticket)
