"""Where lines are judged: what the hall knows, who sends, what time it is, and what follows so far."""

from __future__ import annotations

import dataclasses
import datetime as dt

import msgspec

from counter.domain.case_clock import events_of, in_their_order, reading_of
from counter.domain.clock_fold import Fold
from counter.domain.clock_reading import add_events
from counter.domain.deadlines import ClockEvent, ClockReading, Finished, terms_of
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.journal import Line
from counter.domain.policy import HallPolicy
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.hall.books import Books
from counter.hall.cases import KnownCase, as_case, changed, hall_of, words_of
from counter.hall.effects import Effects, NewPaper
from counter.hall.enrolment import Install
from counter.hall.ledger import Ledger
from counter.wire.bodies import IssuedPaper
from counter.wire.news import CaseCard


@dataclasses.dataclass
class Sitting:
    """One push before the hall."""

    ledger: Ledger
    install: Install
    now: dt.datetime
    effects: Effects = dataclasses.field(default_factory=Effects)

    @property
    def books(self) -> Books:
        """What is written down beside lines and cases."""
        return self.ledger.books

    @property
    def today(self) -> dt.date:
        """The day it is in the hall."""
        return local_day(self.now)

    @property
    def hall(self) -> str:
        """The hall of who sends."""
        return hall_of(self.install.window)

    def rules_of(self, card: CaseCard) -> Rules:
        """What the case is judged by; raises RuleBroken item.unknown or policy.unknown_version."""
        item = self.ledger.shelf.find(self.ledger.connection, card.item_code, card.item_version)
        if item is None:
            raise RuleBroken("item.unknown", field="item_code")
        return Rules(item=item, policy=self.books.policy(card.course.policy), books=self.books, now=self.now)

    def stand(self, line: Line, known: KnownCase, card: CaseCard) -> None:
        """The case stands like that; its window is told of a new state, and others of what they have to know."""
        owed_before = known.owes()
        before, known.card, known.state = known.state, card, words_of(card)
        if known.state == before:
            self.effects.note(known)
        else:
            self.effects.note_state(known)
        if owed_before or known.owes() or line.install != known.install:
            self.effects.show(known, not_for=line.install)

    def issue(self, case: CaseId, papers: tuple[IssuedPaper, ...], *, void: bool = False) -> None:
        """The papers are in the register, each number once."""
        for paper in papers:
            if paper.number not in self.ledger.papers:
                self.ledger.papers[paper.number] = case
                self.effects.papers.append(NewPaper(case=case, install=self.install.install, paper=paper, void=void))

    def keep_blobs(self, line: Line, case: CaseId) -> None:
        """The scans of the line belong to the case."""
        for blob in line.blobs:
            if (case, blob.sha256) not in self.ledger.case_blobs:
                self.ledger.case_blobs.add((case, blob.sha256))
                self.effects.case_blobs.append((case, blob.sha256, blob.size_bytes, line.install))


@dataclasses.dataclass(frozen=True)
class Rules:
    """The guide and the policy that are frozen into a case, and the hall's working days."""

    item: ServiceItem
    policy: HallPolicy
    books: Books
    now: dt.datetime

    def reading(self, card: CaseCard, *, now: dt.datetime | None = None) -> ClockReading:
        """What the clocks of the case say; raises RuleBroken for events that cannot be."""
        calendar = self.books.calendar()
        return reading_of(as_case(card), self.item, calendar=calendar, policy=self.policy.clock, now=now or self.now)

    def fold(self, card: CaseCard, now: dt.datetime) -> Fold:
        """What happened to the clock, without counting days; raises RuleBroken for events that cannot be."""
        terms = terms_of(self.item, joint=self.item.joint_handling)
        fold = Fold(terms, self.books.calendar(), self.policy.clock)
        for event in events_of(as_case(card)):
            fold.take(event)
        fold.close(now)
        return fold

    def with_event(self, card: CaseCard, event: ClockEvent) -> CaseCard:
        """The case after that event, with its dates read anew; raises RuleBroken when it cannot be.

        Two counters' clocks differ a little: an event is never dated before the last one.
        """
        events = events_of(as_case(card))
        event = msgspec.structs.replace(event, at=max(event.at, *(before.at for before in events)))
        terms = terms_of(self.item, joint=self.item.joint_handling)
        clock = add_events(events, (event,), terms, calendar=self.books.calendar(), policy=self.policy.clock)
        return self.read_anew(changed(card, clock=clock))

    def with_arrival(self, card: CaseCard, event: ClockEvent) -> CaseCard:
        """The case after something arrived, which counts from its arrival whatever was done since."""
        return self.read_anew(changed(card, clock=in_their_order(events_of(as_case(card)), event)))

    def read_anew(self, card: CaseCard) -> CaseCard:
        """The case with the dates that its clock gives."""
        return msgspec.structs.replace(card, due=self.reading(card).due_dates())

    def finished(self, card: CaseCard, at: dt.datetime) -> CaseCard:
        """The case at an end: its clock does not run any more and its dates stay."""
        events = events_of(as_case(card))
        if any(isinstance(event, Finished) for event in events):
            return card
        at = max(at, *(before.at for before in events))
        return changed(card, clock=(*events, Finished(at=at)))
