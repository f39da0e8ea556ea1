"""The events of a case's clock taken one after the other, as ``deadlines`` draws them; ``clock_reading`` asks here."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from counter.domain.deadlines import (
    Accepted,
    ClockEvent,
    ClockPhase,
    ClockPolicy,
    ClockTerms,
    CorrectionComplete,
    CorrectionTold,
    DeferralSupplied,
    Deferred,
    Extended,
    Finished,
    Received,
    SpecialBegun,
    SpecialEnded,
)
from counter.domain.item import TimeUnit
from counter.domain.workdays import ACCEPT_WITHIN, HALL_TIME, WorkCalendar, local_day
from counter.errors import RuleBroken

T = TypeVar("T")


def within_table(count: Callable[[], T]) -> T | None:
    """What was counted, or None when it lies beyond the holiday table: the calendar never guesses."""
    try:
        return count()
    except RuleBroken as fault:
        if fault.code != "calendar.beyond_table":
            raise
        return None


@dataclasses.dataclass
class SpecialTime:
    """One special procedure as it was begun and, perhaps, ended."""

    begun: SpecialBegun
    ended_at: dt.datetime | None = None


@dataclasses.dataclass
class DeferralTime:
    """One deferral as it was granted and, perhaps, supplied; ``ended_on`` is None beyond the holiday table too."""

    begun_at: dt.datetime
    ended_at: dt.datetime | None = None
    ended_on: dt.date | None = None


class Fold:
    """What the events so far have made of the clock; a step that cannot be raises RuleBroken and changes nothing."""

    def __init__(self, terms: ClockTerms, calendar: WorkCalendar, policy: ClockPolicy) -> None:
        self.terms = terms
        self.calendar = calendar
        self.policy = policy
        self.received_at: dt.datetime | None = None
        self.received_on: dt.date | None = None
        self.accept_by: dt.date | None = None
        self.deemed = False
        self.told = False
        self.notice_too_late = False
        self.correction_due_on: dt.date | None = None
        self.accepted_at: dt.datetime | None = None
        self.accepted_on: dt.date | None = None
        self.vouchered = False
        self.specials: list[SpecialTime] = []
        self.deferrals: list[DeferralTime] = []
        self.extension: Extended | None = None
        self.finished_at: dt.datetime | None = None
        self._last_at: dt.datetime | None = None

    def take(self, event: ClockEvent) -> None:
        """The event has happened."""
        if self.received_at is None or self._last_at is None:
            self._receive(event)
        else:
            if event.at < self._last_at:
                raise RuleBroken("clock.before_receipt" if event.at < self.received_at else "clock.order")
            if self.finished_at is not None:
                raise RuleBroken("clock.finished")
            self._notice_silence(event.at)
            self._step(event)
        self._last_at = event.at

    def close(self, now: dt.datetime) -> dt.datetime:
        """The moment at which the case is read; silence until then has had its effect.

        Another counter's clock may be a little ahead: a reading is never older than the last event.
        """
        if self._last_at is None:
            raise RuleBroken("clock.before_receipt")
        if self.finished_at is not None:
            return self.finished_at
        at = max(now, self._last_at)
        self._notice_silence(at)
        return at

    def phase(self) -> ClockPhase:
        """Where the clock stands."""
        if self.finished_at is not None:
            return ClockPhase.FINISHED
        if self.accepted_at is None:
            return ClockPhase.CORRECTION if self.told else ClockPhase.RECEIPT
        if any(special.ended_at is None for special in self.specials):
            return ClockPhase.HUNG
        return ClockPhase.PAUSED if self.deferral_open() and self.policy.deferral_pauses else ClockPhase.RUNNING

    def deferral_open(self) -> bool:
        """Whether deferred materials are still to come."""
        return bool(self.deferrals) and self.deferrals[-1].ended_at is None

    def _receive(self, event: ClockEvent) -> None:
        if not isinstance(event, Received):
            raise RuleBroken("clock.before_receipt")
        self.received_on = self._came_on(event.at)
        received_on = self.received_on
        if received_on is not None:
            limit = ACCEPT_WITHIN
            self.accept_by = within_table(lambda: self.calendar.add(received_on, limit.amount, limit.unit))
        self.received_at = event.at

    def _notice_silence(self, at: dt.datetime) -> None:
        """Nobody told anything within five working days: accepted from the day of receipt (许可法 32(4))."""
        unanswered = self.accepted_at is None and not self.told
        if unanswered and self.accept_by is not None and local_day(at) > self.accept_by:
            self.deemed = True
            self.accepted_at = self.received_at
            self.accepted_on = self.received_on

    def _step(self, event: ClockEvent) -> None:
        if isinstance(event, Received):
            raise RuleBroken("clock.order")
        if isinstance(event, CorrectionTold):
            self._tell_correction(event)
        elif isinstance(event, CorrectionComplete):
            self._complete_correction(event)
        elif isinstance(event, Accepted):
            self._accept(event)
        elif isinstance(event, Finished):
            self.finished_at = event.at
        elif self.accepted_at is None:
            raise RuleBroken("clock.not_running")
        else:
            self._step_running(event)

    def _step_running(self, event: SpecialBegun | SpecialEnded | Extended | Deferred | DeferralSupplied) -> None:
        if isinstance(event, SpecialBegun):
            self._begin_special(event)
        elif isinstance(event, SpecialEnded):
            self._end_special(event)
        elif isinstance(event, Extended):
            self._extend(event)
        elif isinstance(event, Deferred):
            if self.deferral_open():
                raise RuleBroken("deferral.open")
            self.deferrals.append(DeferralTime(event.at))
        else:
            if not self.deferral_open():
                raise RuleBroken("deferral.none")
            self.deferrals[-1] = DeferralTime(self.deferrals[-1].begun_at, event.at, self._came_on(event.at))

    def _tell_correction(self, event: CorrectionTold) -> None:
        if self.told:
            raise RuleBroken("correction.twice")
        if self.deemed:
            self.notice_too_late = True
            return
        if self.accepted_at is not None:
            raise RuleBroken("correction.after_acceptance")
        self.told = True
        limit = self.policy.correction_limit
        told_on = local_day(event.at)
        self.correction_due_on = within_table(lambda: self.calendar.add(told_on, limit.amount, limit.unit))

    def _complete_correction(self, event: CorrectionComplete) -> None:
        """Accepted from the day on which the last item came (许可法 32(5))."""
        if self.notice_too_late:
            return
        if not self.told or self.accepted_at is not None:
            raise RuleBroken("correction.none")
        self.accepted_at = event.at
        self.accepted_on = self._came_on(event.at)

    def _accept(self, event: Accepted) -> None:
        """A voucher bears its own day, never one before the receipt; one that follows an acceptance moves nothing."""
        if self.vouchered:
            raise RuleBroken("clock.accepted")
        self.vouchered = True
        if self.accepted_at is None:
            self.accepted_at = event.at
            self.accepted_on = max(local_day(event.at), self.received_on) if self.received_on is not None else None

    def _begin_special(self, event: SpecialBegun) -> None:
        if event.kind not in self.terms.special:
            raise RuleBroken("special.not_listed", kind=event.kind.label)
        if self._open_special(event) is not None:
            raise RuleBroken("special.open", kind=event.kind.label)
        if event.needs.amount < 1:
            raise RuleBroken("special.no_days")
        if not event.told_in_writing:
            raise RuleBroken("special.not_told")
        self.specials.append(SpecialTime(event))

    def _end_special(self, event: SpecialEnded) -> None:
        special = self._open_special(event)
        if special is None:
            raise RuleBroken("special.not_open", kind=event.kind.label)
        special.ended_at = event.at

    def _open_special(self, event: SpecialBegun | SpecialEnded) -> SpecialTime | None:
        same = (each for each in self.specials if each.begun.kind is event.kind and each.ended_at is None)
        return next(same, None)

    def _extend(self, event: Extended) -> None:
        most = self.terms.extension_most().amount
        if self.extension is not None:
            raise RuleBroken("extension.twice")
        if event.by.amount < 1 or event.by.unit is TimeUnit.HOURS:
            raise RuleBroken("extension.amount", most=most)
        if event.by.amount > most:
            raise RuleBroken("extension.too_long", most=most)
        if not event.approver.strip():
            raise RuleBroken("extension.no_approver")
        if not event.reasons.strip():
            raise RuleBroken("extension.no_reasons")
        self.extension = event

    def _came_on(self, at: dt.datetime) -> dt.date | None:
        """The day as which something counts that came in at that moment (``ClockPolicy.late_is_next_workday``)."""
        day = local_day(at)
        if not self.policy.late_is_next_workday:
            return day
        late = at.astimezone(HALL_TIME).time() > self.policy.closes_at
        return within_table(lambda: self.calendar.workday_from(day + dt.timedelta(days=late)))
