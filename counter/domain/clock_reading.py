"""What the clocks of a case say: the events of ``deadlines`` read in their order, at one moment.

Reading refuses what can never be (an end without a beginning). It does not refuse what came too late, because whether
it did depends on the holiday table, and a table that is corrected must make no kept case unreadable. ``add_events``
refuses that as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from counter.domain import stops as standing
from counter.domain.clock_fold import Fold, SpecialTime, within_table
from counter.domain.deadlines import (
    ClockEvent,
    ClockPhase,
    ClockPolicy,
    ClockReading,
    ClockTerms,
    CorrectionTold,
    Extended,
    Hang,
    Light,
)
from counter.domain.item import TimeLimit, TimeUnit
from counter.domain.stops import Due, Stop
from counter.domain.workdays import WorkCalendar, local_day
from counter.errors import RuleBroken

_STANDING = (ClockPhase.HUNG, ClockPhase.PAUSED)


def read_clock(
    events: Sequence[ClockEvent], terms: ClockTerms, *, calendar: WorkCalendar, policy: ClockPolicy, now: dt.datetime
) -> ClockReading:
    """Every day and the light of the case at ``now`` (or at its last event, when that bears a later time).

    Raises:
        RuleBroken: ``clock.before_receipt``, ``clock.order``, ``clock.finished``, ``clock.accepted``,
            ``clock.not_running``; ``correction.twice``, ``correction.after_acceptance``, ``correction.none``;
            ``special.not_listed``, ``special.no_days``, ``special.not_told``, ``special.open``, ``special.not_open``;
            ``extension.twice``, ``extension.amount``, ``extension.too_long``, ``extension.no_approver``,
            ``extension.no_reasons``; ``deferral.open``, ``deferral.none``; ``calendar.limit``.
        ValueError: a time without zone.
    """
    fold = Fold(terms, calendar, policy)
    for event in events:
        fold.take(event)
    return _Reader(fold, now).reading()


def add_events(
    events: Sequence[ClockEvent],
    more: Sequence[ClockEvent],
    terms: ClockTerms,
    *,
    calendar: WorkCalendar,
    policy: ClockPolicy,
) -> tuple[ClockEvent, ...]:
    """The events with those that happen now at the end.

    Raises:
        RuleBroken: as ``read_clock``; ``correction.too_late`` when silence has become acceptance (许可法 32(4));
            ``extension.too_late`` when the legal limit is over, since art. 42 extends a limit and revives none.
    """
    return _added(events, more, Fold(terms, calendar, policy))


def add_and_read(
    events: Sequence[ClockEvent],
    more: Sequence[ClockEvent],
    terms: ClockTerms,
    *,
    calendar: WorkCalendar,
    policy: ClockPolicy,
    now: dt.datetime,
) -> tuple[tuple[ClockEvent, ...], ClockReading]:
    """The events with those that happen now at the end, and what the clocks say then; raises as ``add_events``."""
    fold = Fold(terms, calendar, policy)
    longer = _added(events, more, fold)
    return longer, _Reader(fold, now).reading()


def _added(events: Sequence[ClockEvent], more: Sequence[ClockEvent], fold: Fold) -> tuple[ClockEvent, ...]:
    for event in events:
        fold.take(event)
    longer = tuple(events)
    for event in more:
        fold.take(event)
        if isinstance(event, CorrectionTold) and fold.notice_too_late:
            raise RuleBroken("correction.too_late")
        if isinstance(event, Extended):
            before = read_clock(longer, fold.terms, calendar=fold.calendar, policy=fold.policy, now=event.at)
            if before.past_legal:
                raise RuleBroken("extension.too_late")
        longer += (event,)
    return longer


class _Reader:
    """One reading of what was folded."""

    def __init__(self, fold: Fold, now: dt.datetime) -> None:
        self.fold = fold
        self.calendar = fold.calendar
        self.policy = fold.policy
        self.at = fold.close(now)
        self.today = local_day(self.at)
        self.phase = fold.phase()
        self.stops = tuple(self._special_stop(special) for special in fold.specials) + self._deferral_stops()

    def reading(self) -> ClockReading:
        """Everything together."""
        fold = self.fold
        promises, laws = self._promised(), self._legal()
        promised, legal = promises[0], laws[0]
        due, unit = self._due_now(promises, laws)
        left = None if due is None else within_table(lambda: self._left(unit, due))
        hangs = tuple(self._hang(special) for special in fold.specials)
        open_hangs = [hang for hang in hangs if self.phase is ClockPhase.HUNG and hang.ended_on is None]
        resumes = [hang.resumes_on for hang in open_hangs if hang.resumes_on is not None]
        return ClockReading(
            phase=self.phase,
            light=self._light(unit, due, left),
            received_on=fold.received_on,
            accept_by=fold.accept_by,
            deemed_accepted=fold.deemed,
            deemed_accepted_on=fold.received_on if fold.deemed else None,
            notice_too_late=fold.notice_too_late,
            accepted_on=fold.accepted_on,
            correction_due_on=fold.correction_due_on,
            promised_on=promised.on if promised else None,
            legal_on=legal.on if legal else None,
            finished_on=local_day(fold.finished_at) if fold.finished_at else None,
            due_on=due.on if due else None,
            due_at=due.at if due else None,
            left=left,
            left_unit=unit,
            past_promised=self._past(promised),
            past_legal=self._past(legal),
            extended=fold.extension is not None,
            deferral_open=fold.deferral_open(),
            hangs=hangs,
            hung_days=self._hung_days(),
            resumes_on=max(resumes) if resumes and len(resumes) == len(open_hangs) else None,
            overrun=any(hang.overrun for hang in open_hangs),
            repeated=len({hang.kind for hang in hangs}) < len(hangs),
        )

    def _promised(self) -> tuple[Due | None, TimeUnit]:
        """The end of the promise and its unit; an extension that came after a broken promise does not mend it."""
        limit = self.fold.terms.promised
        plain = self._end_of(limit)
        extension = self.fold.extension
        if extension is None or (plain is not None and extension.at >= plain.at):
            return plain, _unit(limit)
        return self._end_of(limit, extension.by), _unit(limit, extension.by)

    def _legal(self) -> tuple[Due | None, TimeUnit]:
        limit = self.fold.terms.legal_limit()
        extension = self.fold.extension.by if self.fold.extension else None
        return self._end_of(limit, extension), _unit(limit, extension)

    def _end_of(self, limit: TimeLimit, extension: TimeLimit | None = None) -> Due | None:
        """The end of a limit that runs from acceptance, around the stops."""
        fold = self.fold
        if fold.accepted_on is None or fold.accepted_at is None:
            return None
        start = (fold.accepted_on, fold.accepted_at)
        limits = (limit, extension) if extension else (limit,)
        office = self.policy.office_hours
        return within_table(lambda: standing.due(self.calendar, start, limits, self.stops, office))

    def _due_now(
        self, promised: tuple[Due | None, TimeUnit], legal: tuple[Due | None, TimeUnit]
    ) -> tuple[Due | None, TimeUnit]:
        """The end that counts now, and the unit in which the time until then is told."""
        fold = self.fold
        if self.phase is ClockPhase.FINISHED:
            return None, TimeUnit.WORKING_DAYS
        if self.phase is ClockPhase.RECEIPT:
            return _whole_day(fold.accept_by), TimeUnit.WORKING_DAYS
        if self.phase is ClockPhase.CORRECTION:
            return _whole_day(fold.correction_due_on), self.policy.correction_limit.unit
        legal_is_first = promised[0] is None or (legal[0] is not None and legal[0].at < promised[0].at)
        return legal if legal_is_first else promised

    def _left(self, unit: TimeUnit, due: Due) -> int:
        if unit is TimeUnit.HOURS:
            return standing.hours_left(self.calendar, self.at, due.at, self.stops, self.policy.office_hours)
        return standing.days_left(self.calendar, self.today, due.on, unit, self.stops)

    def _past(self, due: Due | None) -> bool:
        """Whether that end is over; the very end of a limit that stands is not, because it moves on with the time."""
        if due is None:
            return False
        return self.at > due.at if self.phase in _STANDING else self.at >= due.at

    def _light(self, unit: TimeUnit, due: Due | None, left: int | None) -> Light:
        if self.phase is ClockPhase.FINISHED:
            return Light.DONE
        if self._past(due):
            return Light.OVERDUE
        if self.phase in _STANDING:
            return Light.STOPPED
        if due is None:
            return self._light_beyond_table()
        return self._light_before(unit, due, left)

    def _light_before(self, unit: TimeUnit, due: Due, left: int | None) -> Light:
        if due.on == self.today:
            return Light.TODAY
        days = left if unit is not TimeUnit.HOURS else (due.on - self.today).days
        if days is None:
            return Light.UNKNOWN
        return Light.NEARLY if days <= self.policy.nearly_days else Light.FINE

    def _light_beyond_table(self) -> Light:
        """Fine as long as the table itself shows more days than would be 临期; nobody can know afterwards."""
        until = self.calendar.table.covers_until
        since = self.fold.received_at
        if since is None or local_day(since) < self.calendar.table.covers_from or self.today > until:
            return Light.UNKNOWN
        left = within_table(lambda: self.calendar.working_days_between(self.today, until))
        return Light.FINE if left is not None and left >= self.policy.nearly_days else Light.UNKNOWN

    def _special_stop(self, special: SpecialTime) -> Stop:
        """An open one stands as long as was told, or until now when that is over; an ended case ended it."""
        begun_at = special.begun.at
        ended_at = special.ended_at or self.fold.finished_at
        if ended_at is not None:
            return Stop(begun_at, ended_at, local_day(ended_at))
        told = within_table(lambda: self._told(special))
        if told is None:
            return Stop(begun_at, standing.NEVER_AT, standing.NEVER_ON)
        return Stop(begun_at, max(told.at, self.at), max(told.on, self.today))

    def _deferral_stops(self) -> tuple[Stop, ...]:
        """容缺 stops nothing unless the policy says so; an open one stands until now."""
        if not self.policy.deferral_pauses:
            return ()
        stops = []
        for deferral in self.fold.deferrals:
            if deferral.ended_at is None:
                stops.append(Stop(deferral.begun_at, self.at, self.today))
            else:
                stops.append(Stop(deferral.begun_at, deferral.ended_at, deferral.ended_on or standing.NEVER_ON))
        return tuple(stops)

    def _told(self, special: SpecialTime) -> Due:
        begun = special.begun
        return Due(self.calendar.due_on(begun.at, begun.needs), self.calendar.due_at(begun.at, begun.needs))

    def _hang(self, special: SpecialTime) -> Hang:
        told = within_table(lambda: self._told(special))
        ended_at = special.ended_at or self.fold.finished_at
        return Hang(
            kind=special.begun.kind,
            begun_on=local_day(special.begun.at),
            ended_on=local_day(ended_at) if ended_at else None,
            resumes_on=told.on if told else None,
            overrun=told is not None and (ended_at or self.at) >= told.at,
        )

    def _hung_days(self) -> int | None:
        accepted_on = self.fold.accepted_on
        if not self.stops or accepted_on is None:
            return 0
        stops = [stop._replace(ended_on=min(stop.ended_on, self.today)) for stop in self.stops]
        return within_table(lambda: standing.stopped_days(self.calendar, accepted_on, stops))


def _whole_day(day: dt.date | None) -> Due | None:
    return None if day is None else standing.whole_day(day)


def _unit(limit: TimeLimit, extension: TimeLimit | None = None) -> TimeUnit:
    """即办 is told in working days; an extension by days makes days of a limit in hours."""
    if limit.amount == 0:
        return TimeUnit.WORKING_DAYS
    return extension.unit if limit.unit is TimeUnit.HOURS and extension else limit.unit
