"""A desk: what a deed at this window needs, opened and ready. Used on the store lane only."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

import msgspec
import sqlite_utils

from counter.clock import Moment, TrustedClock
from counter.domain.enrolment import Enrolment
from counter.domain.journal import genesis
from counter.domain.workdays import WorkCalendar, calendar_of
from counter.errors import RuleBroken, StoreTrouble
from counter.store import cases, facts, journal, reviews
from counter.store.high_water import Mark
from counter.store.journal import Entry
from counter.store.opening import CommitUncertainError, Store
from counter.store.scans import ScanStore
from counter.wire.bodies import Kind

T = TypeVar("T")
_AFTER_PURGE = frozenset({Kind.CASE_TAKEN, Kind.PAPER_PRINTED, Kind.PRINT_ANSWERED, Kind.RESULT_HANDED})
"""What needs nothing of a case that was purged but its number; and the line with which a case begins."""


class OnStore(Protocol):
    """Runs a short job on the store lane and gives its result; how the sync lane reaches the one connection."""

    def __call__(self, job: Callable[..., T], /, *arguments: object) -> T:
        """The job's result, or its error."""


@dataclasses.dataclass(frozen=True)
class Desk:
    """The opened store, the scans beside it and the time."""

    store: Store
    scans: ScanStore
    clock: TrustedClock
    printing: set[str] = dataclasses.field(default_factory=set)
    """Numbers of papers that are on their way to a printer; in memory only, so that a crash leaves none stuck."""

    @property
    def db(self) -> sqlite_utils.Database:
        """The database, for reading."""
        return self.store.db

    def moment(self) -> Moment:
        """The best known time now."""
        return self.clock.now()

    def enrolment(self) -> Enrolment:
        """Where this desk stands.

        Raises:
            RuleBroken: ``enrolment.missing`` before the one-time code was spent.
        """
        enrolment = facts.enrolment(self.db)
        if enrolment is None:
            raise RuleBroken("enrolment.missing")
        return enrolment

    def calendar(self) -> WorkCalendar:
        """The working days as the platform delivered them.

        Raises:
            RuleBroken: ``calendar.missing`` before the first catalogue came.
        """
        table = facts.holiday_table(self.db)
        if table is None:
            raise RuleBroken("calendar.missing")
        return calendar_of(table)


class Deed:
    """The open transaction of a deed: the database to write rows to and the one journal line that tells of it."""

    def __init__(self, db: sqlite_utils.Database, enrolment: Enrolment) -> None:
        self.db = db
        self.enrolment = enrolment
        self._found = journal.last_mark(db, enrolment.epoch) or _beginning(enrolment)
        self.head = self._found
        self._running = self._found.running

    @property
    def chain_head(self) -> str:
        """The hash of the last line of this epoch, for papers; empty before the first."""
        return self.head.head if self.head.seq else ""

    def has_told(self) -> bool:
        """Whether a line was appended."""
        return self.head != self._found

    def take_running(self, count: int) -> range:
        """The next running numbers of the epoch are this deed's; the journal line keeps how far they went.

        They never come from what happens to be in a table (protocol.md, Identities); a rollback gives them back.
        """
        first = self._running + 1
        self._running += count
        return range(first, first + count)

    def tell(self, entry: Entry) -> None:
        """The line is appended, and the review whose approval it uses is done; both with the transaction.

        Raises:
            RuleBroken: ``case.purged``: nothing may be made of what is not here any more (``purging``).
        """
        if entry.case is not None and entry.kind not in _AFTER_PURGE and cases.is_purged(self.db, entry.case):
            raise RuleBroken("case.purged")
        if entry.approval is not None and entry.kind != Kind.REVIEW_DECIDED:
            reviews.carried_out(self.db, entry.approval)
        self.head = journal.append(
            self.db, self.enrolment.install, msgspec.structs.replace(self.head, running=self._running), entry
        )


@contextlib.contextmanager
def deed(desk: Desk) -> Iterator[Deed]:
    """One transaction with its journal line; when the block has ended it is on the disk and the high-water mark stands.

    Raises:
        StoreTrouble: ``store.disk_full``, ``store.disk_error`` (nothing was stored) or ``store.not_saved`` (the commit
            failed and a look at the disk showed that it is not there).
        RuleBroken: ``number.no_epoch`` after a restore, until the platform gave a new epoch.
    """
    enrolment = desk.enrolment()
    if not enrolment.epoch:
        raise RuleBroken("number.no_epoch")
    done: Deed | None = None
    try:
        with desk.store.write() as db:
            done = Deed(db, enrolment)
            yield done
    except CommitUncertainError as error:
        if done is None or not done.has_told() or journal.last_mark(desk.db, enrolment.epoch) != done.head:
            raise StoreTrouble(error.code) from error
    if done.has_told():
        desk.store.high_water.write(done.head)


def is_rolled_back(desk: Desk) -> bool:
    """Whether the high-water mark names a line, or the beginning of an epoch, that this database does not know."""
    mark = desk.store.high_water.read()
    enrolment = facts.enrolment(desk.db)
    if mark is None or enrolment is None or journal.holds(desk.db, mark):
        return False
    return mark != _beginning(enrolment)


def begin_epoch(desk: Desk, enrolment: Enrolment) -> None:
    """The desk numbers in that new epoch; the high-water mark stands at its beginning.

    So a copy of an older epoch that is put back later is noticed too, although its own epoch looks open in it. A crash
    between the two writes costs one more epoch, never a number.
    """
    with desk.store.write() as db:
        facts.write_fact(db, "enrolment", enrolment)
    desk.store.high_water.write(_beginning(enrolment))


def _beginning(enrolment: Enrolment) -> Mark:
    return Mark(epoch=enrolment.epoch, seq=0, head=genesis(enrolment.install, enrolment.epoch))


def notice_rollback(desk: Desk) -> bool:
    """Whether the database is older than what this counter had acknowledged; then its epoch is over (trust.md F12).

    No number is issued until the platform has given a new epoch; everything that is in the database is kept.
    """
    enrolment = facts.enrolment(desk.db)
    if enrolment is None or not enrolment.epoch or not is_rolled_back(desk):
        return False
    with desk.store.write() as db:
        facts.write_fact(db, "enrolment", msgspec.structs.replace(enrolment, epoch=""))
    return True
