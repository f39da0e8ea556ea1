"""What a department did waits until the applicant has its paper."""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.actions.desk import Desk
from counter.domain.ids import CaseId
from counter.store import notices
from counter.store.notices import KnownNotice
from counter.wire.news import Act, DepartmentAct

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
CASE = CaseId("01234567-89ab-7def-8123-456789abcdef")
ACT = DepartmentAct(act=Act.ACCEPTED, case=CASE, at=AT, department="云溪县局")


def _note(desk: Desk, *acts: DepartmentAct) -> None:
    with desk.store.write() as db:
        for act in acts:
            notices.note(db, act)


def test_an_act_that_is_told_again_is_one(desk: Desk) -> None:
    """Also when it was told in another zone of time."""
    there = msgspec.structs.replace(ACT, at=AT.astimezone(dt.timezone(dt.timedelta(hours=8))))
    _note(desk, ACT, ACT, there)
    assert notices.waiting(desk.db) == (ACT,)


def test_what_was_told_does_not_wait_and_stays_told(desk: Desk) -> None:
    """A platform that was restored tells everything again."""
    _note(desk, ACT)
    with desk.store.write() as db:
        notices.issued(db, ACT, "n-1")
    _note(desk, ACT)
    assert notices.waiting(desk.db) == ()
    assert notices.of_case(desk.db, CASE) == (KnownNotice(act=ACT, number="n-1"),)


def test_the_oldest_is_told_first_and_no_paper_is_due_for_a_result(desk: Desk) -> None:
    """办结 and 失信 are told in other ways."""
    older = msgspec.structs.replace(ACT, act=Act.CORRECTION, at=AT - dt.timedelta(days=1))
    ends = [msgspec.structs.replace(ACT, act=act) for act in (Act.GRANTED, Act.DENIED, Act.DISHONEST)]
    _note(desk, ACT, older, *ends)
    assert notices.waiting(desk.db) == (older, ACT)


def test_a_case_that_went_to_another_window_is_told_there_until_it_comes_back(desk: Desk) -> None:
    """Reassigned away, and here again with the act told anew."""
    _note(desk, ACT)
    with desk.store.write() as db:
        notices.hand_over(db, CASE)
    assert notices.waiting(desk.db) == ()
    _note(desk, ACT)
    assert notices.waiting(desk.db) == (ACT,)
