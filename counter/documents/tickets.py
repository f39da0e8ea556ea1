"""取号凭条, 预约凭证 and 评价小票 for the 80 mm printer (domain.md §6 nos. 1, 2 and 28).

Nobody's name or number stands on them in full, and the QR code of 评价 holds address, case number and last day only.
"""

from __future__ import annotations

import datetime as dt

from counter.documents.codes import checked_base, checked_number
from counter.documents.drawing import check_glyphs, missing_in
from counter.documents.local_time import day_in_words, time_in_words
from counter.documents.model import MissingGlyph
from counter.documents.roll import Roll
from counter.documents.wording import words
from counter.domain.base import Value
from counter.domain.text import mask_id, mask_name


class QueueTicket(Value):
    """取号凭条: which number, how many before it, where."""

    hall_name: str
    number: str  # A023
    business: str  # 业务队列: 企业开办
    waiting: int
    windows: str  # "01-08号窗口"
    phone_tail: str = ""  # the last four digits
    taken_at: dt.datetime
    practice: bool = False


class BookingTicket(Value):
    """预约凭证: who may come when; name and number are masked here."""

    hall_name: str
    name: str
    id_number: str
    department: str
    item: str
    day: dt.date
    slot: str  # "08:30-09:29"
    practice: bool = False


class RatingTicket(Value):
    """评价小票: a QR code that leads to the rating page, until a day; voluntary."""

    hall_name: str
    window: str
    clerk_name: str
    case_no: str
    url_base: str  # of the settings, never of a case
    until: dt.date
    practice: bool = False


Ticket = QueueTicket | BookingTicket | RatingTicket


def missing_glyphs(ticket: Ticket) -> tuple[MissingGlyph, ...]:
    """Every character of the ticket that no font of ours draws; to be asked before printing (faults.md F18)."""
    return missing_in(ticket)


def print_ticket(ticket: Ticket) -> bytes:
    """The ticket as ESC/POS bytes; the same ticket gives the same bytes.

    Raises:
        RuleBroken: ``paper.missing_glyph``; ``paper.number_grammar``, ``paper.progress_url_grammar`` of the QR code.
        StoreTrouble: ``paper.font_missing``.
    """
    check_glyphs(missing_glyphs(ticket))
    roll = Roll()
    roll.line(ticket.hall_name, centred=True)
    if isinstance(ticket, QueueTicket):
        _queue(roll, ticket)
    elif isinstance(ticket, BookingTicket):
        _booking(roll, ticket)
    else:
        _rating(roll, ticket)
    if ticket.practice:
        roll.line(words("ticket.practice"), centred=True)
    return roll.cut()


def _queue(roll: Roll, ticket: QueueTicket) -> None:
    roll.line(words("ticket.queue"), centred=True)
    roll.large(ticket.number)
    roll.rule()
    roll.facts(
        [
            (words("ticket.business"), ticket.business),
            (words("ticket.waiting"), words("ticket.people", count=ticket.waiting)),
            (words("ticket.windows"), ticket.windows),
            (words("ticket.phone"), ticket.phone_tail),
            (words("ticket.taken"), time_in_words(ticket.taken_at)),
        ],
    )
    roll.rule()
    roll.line(words("ticket.queue.note"))


def _booking(roll: Roll, ticket: BookingTicket) -> None:
    roll.large(words("ticket.booking"))
    roll.rule()
    roll.facts(
        [
            (words("ticket.name"), mask_name(ticket.name)),
            (words("ticket.id"), mask_id(ticket.id_number)),
            (words("ticket.slot"), f"{day_in_words(ticket.day)} {ticket.slot}"),
            (words("ticket.department"), ticket.department),
            (words("ticket.item"), ticket.item),
        ],
    )
    roll.rule()
    roll.line(words("ticket.booking.note"))


def _rating(roll: Roll, ticket: RatingTicket) -> None:
    roll.large(words("ticket.rating"))
    roll.rule()
    roll.facts(
        [
            (words("ticket.case"), ticket.case_no),
            (words("ticket.window"), ticket.window),
            (words("ticket.clerk"), ticket.clerk_name),
            (words("ticket.until"), day_in_words(ticket.until)),
        ],
    )
    roll.rule()
    roll.qr(rating_url(ticket))
    roll.line(words("ticket.rating.scan"), centred=True)
    roll.line(words("ticket.rating.note"))


def rating_url(ticket: RatingTicket) -> str:
    """``<base>?n=<case number>&e=<last day>`` and nothing else.

    Raises:
        RuleBroken: ``paper.number_grammar``, ``paper.progress_url_grammar``.
    """
    base = checked_base(ticket.url_base, field="url_base")
    return f"{base}?n={checked_number(ticket.case_no)}&e={ticket.until:%Y%m%d}"
