"""日结 and 交接: a day is closed when it balances or every gap is explained, and two people stand for it.

open day ── account balances, or each gap has an explanation; a second person ──▶ closed, for ever
what is done afterwards stands in the account of the next day that is closed
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from counter.actions import seconding
from counter.actions.accounting import reckon
from counter.actions.desk import Desk, deed
from counter.domain.case import OPEN
from counter.domain.closing import DayAccount, Gap, Stock, Unsent
from counter.domain.staff import Actor
from counter.domain.text import clean_line, clean_text
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.store import closings, deliveries, staff, supervisors
from counter.store.closings import Closing
from counter.store.journal import Entry
from counter.wire.bodies import DayClosed, Kind, ShiftHandedOver

EXPLANATION_LENGTH = 200
NOTE_LENGTH = 500
NAME_LENGTH = 40
MOST_COUNTED = 100_000


class Unexplained(RuleBroken):
    """The day does not close: these gaps have no explanation."""

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        super().__init__("day.unexplained", field="explanations", count=len(gaps))
        self.gaps = gaps


def account(desk: Desk, day: dt.date) -> DayAccount:
    """The account of a day: as it was signed, or as the rows say now while the day is open."""
    closing = closings.read(desk.db, day)
    return closing.account if closing else reckon(desk, day).account


def read_closing(desk: Desk, day: dt.date) -> Closing | None:
    """The closing of the day with who signed it, or None while it is open."""
    return closings.read(desk.db, day)


def closed_days(desk: Desk, limit: int = 100) -> tuple[dt.date, ...]:
    """The days that are closed, the latest first."""
    return closings.closed_days(desk.db, limit)


def close_day(
    desk: Desk,
    actor: Actor,
    day: dt.date,
    explanations: Mapping[str, str],
    second: str,
    *,
    second_secret: str,
) -> Closing:
    """The day is closed with that account; its sheet can be printed and signed by both.

    Args:
        desk: this one.
        actor: who closes.
        day: today or an earlier day; earlier days that nobody closed are in it.
        explanations: by what a gap is about, or by its kind for all of that kind ("line_waiting": 平台中断).
        second: number of the other person who signs, a clerk who signed in here once or a supervisor of the hall.
        second_secret: his own secret, typed by himself: he stands at the desk when it is closed.

    Raises:
        Unexplained: ``day.unexplained``; nothing was changed.
        RuleBroken: ``day.future``, ``day.closed``, ``day.later_closed``; ``day.second_missing``, ``day.second_same``,
            ``day.second_unknown`` and the codes of ``seconding``; codes of ``text``.
    """
    moment = desk.moment()
    _check_day(desk, day, today=local_day(moment.at))
    number, name = _second(desk, actor, second)
    seconding.show_presence(desk, number, second_secret)
    reckoned = reckon(desk, day)
    gaps = tuple(_explained(gap, explanations) for gap in reckoned.account.gaps)
    settled = msgspec.structs.replace(reckoned.account, gaps=gaps)
    if settled.unexplained():
        raise Unexplained(settled.unexplained())
    closing = Closing(
        account=settled,
        clerk=actor.clerk_no,
        clerk_name=actor.name,
        second=number,
        second_name=name,
        at=moment.at,
        marks=reckoned.marks,
    )
    with deed(desk) as doing:
        closings.insert(doing.db, closing)
        body = DayClosed(account=settled, second_signature=number)
        doing.tell(Entry(kind=Kind.DAY_CLOSED, body=body, actor=actor.clerk_no, moment=moment))
    return closing


def hand_over_shift(
    desk: Desk, actor: Actor, *, to_clerk: str, stock: Sequence[Stock], note: str = ""
) -> ShiftHandedOver:
    """交接班: the desk went to another clerk with what is open and what lies in the drawer.

    Raises:
        RuleBroken: ``shift.same``, ``shift.unknown``; ``shift.stock_twice``, ``shift.stock_count``;
            ``shift.note_missing`` when counted and expected differ; codes of ``text``.
    """
    receiver = to_clerk.strip()
    if receiver == actor.clerk_no:
        raise RuleBroken("shift.same", field="to_clerk")
    if name_of(desk, receiver) is None:
        raise RuleBroken("shift.unknown", field="to_clerk")
    counted = tuple(_counted(place, each) for place, each in enumerate(stock))
    if len({each.name for each in counted}) != len(counted):
        raise RuleBroken("shift.stock_twice", field="stock")
    said = clean_text(note, field="note", max_length=NOTE_LENGTH, required=False)
    if not said and any(each.counted != each.expected for each in counted):
        raise RuleBroken("shift.note_missing", field="note")
    cases, drafts = closings.work_of(desk.db, actor.clerk_no, OPEN)
    waiting = deliveries.waiting(desk.db)
    body = ShiftHandedOver(
        to_clerk=receiver,
        open_cases=cases,
        drafts=drafts,
        stock=counted,
        note=said,
        lines_waiting=waiting.lines + waiting.troubles,
    )
    with deed(desk) as doing:
        doing.tell(Entry(kind=Kind.SHIFT_HANDED_OVER, body=body, actor=actor.clerk_no, moment=desk.moment()))
    return body


def name_of(desk: Desk, clerk_no: str) -> str | None:
    """The name of a person who is known here, a clerk who signed in once or a supervisor; None for anybody else."""
    verifier = staff.read_verifier(desk.db, clerk_no)
    if verifier is not None:
        return verifier.actor.name
    card = supervisors.card(desk.db, clerk_no)
    return card.name if card else None


def unsent_by_clerk(desk: Desk) -> tuple[Unsent, ...]:
    """Whose work the platform does not have yet, and how much of it; told at sign-out and on the supervisor's board."""
    by_clerk: dict[str, Unsent] = {}

    def of(clerk: str) -> Unsent:
        verifier = staff.read_verifier(desk.db, clerk) if clerk not in by_clerk else None
        name = verifier.actor.name if verifier else ""
        return by_clerk.get(clerk) or Unsent(clerk_no=clerk, name=name, lines=0, troubles=0, scans=0)

    for waiting in closings.unsent(desk.db):
        found = of(waiting.line.actor)
        oldest = min(found.oldest_at or waiting.line.at, waiting.line.at)
        by_clerk[found.clerk_no] = msgspec.structs.replace(
            found, lines=found.lines + 1, troubles=found.troubles + waiting.stuck, oldest_at=oldest
        )
    for clerk in closings.waiting_scans(desk.db).values():
        found = of(clerk)
        by_clerk[clerk] = msgspec.structs.replace(found, scans=found.scans + 1)
    return tuple(by_clerk[clerk] for clerk in sorted(by_clerk))


def _check_day(desk: Desk, day: dt.date, *, today: dt.date) -> None:
    """The day can be closed now: it has come, it is open, and no later day swallowed it."""
    if day > today:
        raise RuleBroken("day.future", field="day")
    last = closings.last(desk.db)
    if last is None or last.account.day < day:
        return
    raise RuleBroken("day.closed" if closings.read(desk.db, day) else "day.later_closed", field="day")


def _second(desk: Desk, actor: Actor, second: str) -> tuple[str, str]:
    """Number and name of who signs beside the clerk; his signature itself stands on the sheet."""
    number = second.strip()
    if not number:
        raise RuleBroken("day.second_missing", field="second")
    if number == actor.clerk_no:
        raise RuleBroken("day.second_same", field="second")
    name = name_of(desk, number)
    if name is None:
        raise RuleBroken("day.second_unknown", field="second")
    return number, name


def _explained(gap: Gap, explanations: Mapping[str, str]) -> Gap:
    """The gap with what is said of it now, or was said at an earlier closing."""
    said = explanations.get(gap.about) or explanations.get(gap.kind.value) or ""
    text = clean_text(said, field=f"explanations.{gap.about}", max_length=EXPLANATION_LENGTH, required=False)
    return msgspec.structs.replace(gap, explanation=text or gap.explanation)


def _counted(place: int, stock: Stock) -> Stock:
    if not (0 <= stock.counted <= MOST_COUNTED and 0 <= stock.expected <= MOST_COUNTED):
        raise RuleBroken("shift.stock_count", field=f"stock.{place}.counted")
    name = clean_line(stock.name, field=f"stock.{place}.name", max_length=NAME_LENGTH)
    return Stock(name=name, counted=stock.counted, expected=stock.expected)
