"""What the hall has written down beside lines and cases, looked up when a line speaks of it, once for each push.

Most lines speak of none of it, so nothing is loaded beforehand. What a line changes is put back here, so that the next
line of the same push sees it.
"""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import Connection, select

from counter.domain.base import Value
from counter.domain.handing import ResultDocument, ResultState
from counter.domain.policy import HallPolicy
from counter.domain.review import Review, ReviewState
from counter.domain.workdays import HolidayTable, WorkCalendar, calendar_of
from counter.hall import catalogue, credit, policies, supervisors, tables


class KeptReview(Value):
    """A review and the hall that it belongs to."""

    hall: str
    review: Review


class KeptResult(Value):
    """A result, the hall that hands it out, and where it is."""

    hall: str
    document: ResultDocument
    state: ResultState = ResultState.ANNOUNCED


class Books:
    """Looks into the hall's other tables, in the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._policies: dict[int, HallPolicy] = {}
        self._reviews: dict[str, KeptReview | None] = {}
        self._results: dict[str, KeptResult | None] = {}
        self._used: dict[str, str] = {}
        self._moved: dict[str, str] = {}
        self._closed: set[tuple[str, str]] = set()
        self._barred: dict[str, dt.datetime | None] = {}
        self._keys: dict[str, tuple[supervisors.SigningKey, ...]] = {}
        self._calendar: WorkCalendar | None = None
        self._salt = ""

    def policy(self, version: int) -> HallPolicy:
        """The policy of that version; raises RuleBroken policy.unknown_version."""
        found = self._policies.get(version)
        if found is None:
            found = self._policies[version] = policies.of_version(self._connection, version)
        return found

    def calendar(self) -> WorkCalendar:
        """The working days that the hall publishes."""
        if self._calendar is None:
            table = catalogue.holidays(self._connection)
            if table is None:  # no item was ever offered, so there is no case either
                table = HolidayTable(
                    source="",
                    published=dt.date.min,
                    covers_from=dt.date.min,
                    covers_until=dt.date.min,
                    holidays=(),
                    workdays=(),
                )
            self._calendar = calendar_of(table)
        return self._calendar

    def keys_of(self, clerk_no: str) -> tuple[supervisors.SigningKey, ...]:
        """Every key that the supervisor ever signed with."""
        if clerk_no not in self._keys:
            self._keys[clerk_no] = supervisors.keys_of(self._connection, clerk_no)
        return self._keys[clerk_no]

    def used_by(self, approval: str) -> str:
        """The line that used the approval, empty while none did."""
        if approval not in self._used:
            approvals = tables.approvals
            line = self._connection.scalar(select(approvals.c.line_id).where(approvals.c.id == approval))
            self._used[approval] = line or ""
        return self._used[approval]

    def use(self, approval: str, line: str) -> None:
        """The approval is used."""
        self._used[approval] = line

    def review(self, review: str) -> KeptReview | None:
        """The review, or None when nobody asked for it."""
        if review not in self._reviews:
            reviews = tables.reviews
            row = self._connection.execute(select(reviews).where(reviews.c.id == review)).one_or_none()
            self._reviews[review] = (
                None if row is None else KeptReview(hall=row.hall, review=msgspec.json.decode(row.content, type=Review))
            )
        return self._reviews[review]

    def put_review(self, hall: str, review: Review) -> None:
        """The review stands like that."""
        self._reviews[review.id] = KeptReview(hall=hall, review=review)

    def waiting_reviews(self, case: str) -> tuple[KeptReview, ...]:
        """The reviews of the case that wait for a decision or to be carried out."""
        reviews = tables.reviews
        ids = self._connection.scalars(select(reviews.c.id).where(reviews.c.case_id == case)).all()
        mine = {each for each, kept in self._reviews.items() if kept is not None and kept.review.case == case}
        found = (self.review(each) for each in sorted({*ids, *mine}))
        waiting = {ReviewState.OPEN, ReviewState.APPROVED}
        return tuple(kept for kept in found if kept is not None and kept.review.state in waiting)

    def result(self, result: str) -> KeptResult | None:
        """The result, or None when no department announced it."""
        if result not in self._results:
            results = tables.results
            row = self._connection.execute(select(results).where(results.c.id == result)).one_or_none()
            self._results[result] = (
                None
                if row is None
                else KeptResult(
                    hall=row.hall,
                    document=msgspec.json.decode(row.content, type=ResultDocument),
                    state=ResultState(row.state),
                )
            )
        return self._results[result]

    def put_result(self, kept: KeptResult) -> None:
        """The result is there."""
        self._results[kept.document.id] = kept

    def moved_by(self, batch: str) -> str:
        """The installation that sent the batch, empty when none did."""
        if batch not in self._moved:
            batches = tables.batches
            install = self._connection.scalar(select(batches.c.install).where(batches.c.batch == batch))
            self._moved[batch] = install or ""
        return self._moved[batch]

    def move(self, batch: str, install: str) -> None:
        """The batch is on its way."""
        self._moved[batch] = install

    def is_closed(self, install: str, day: str) -> bool:
        """Whether that window's day was closed."""
        if (install, day) in self._closed:
            return True
        closings = tables.closings
        known = select(closings.c.day).where(closings.c.install == install, closings.c.day == day)
        return self._connection.execute(known).first() is not None

    def close(self, install: str, day: str) -> None:
        """The day is closed."""
        self._closed.add((install, day))

    def salt(self) -> str:
        """The salt of the list of broken promises."""
        if not self._salt:
            self._salt = credit.salt(self._connection)
        return self._salt

    def barred_since(self, person: str) -> dt.datetime | None:
        """Since when the person is on the list of broken promises."""
        if person not in self._barred:
            self._barred[person] = credit.listed_since(self._connection, person)
        return self._barred[person]

    def bar(self, person: str, since: dt.datetime | None) -> None:
        """The person is on the list since then, or not any more."""
        self._barred[person] = since
