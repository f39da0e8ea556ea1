"""清除: ended cases lose their personal data on this machine, a few at a time, each time with a line that says so.

Machine policy says after how many days (``retention_days``); the rules stand in ``store.purging``. Files go after the
commit: a crash in between leaves files that nothing names, and those are erased the next time.
"""

from __future__ import annotations

import datetime as dt

from counter.actions.desk import Desk, deed
from counter.domain.base import Value
from counter.domain.ids import CaseId
from counter.domain.workdays import local_day
from counter.settings.checks import LEAST_RETENTION_DAYS
from counter.store import backup, closings, papers, purging, purging_told, results
from counter.store.closings import Marks
from counter.store.journal import Entry
from counter.store.purging import Rules
from counter.wire.kinds import Kind
from counter.wire.retention import CasesPurged

ACTOR = "policy"
"""Nobody purges: the machine's policy does."""
AT_ONCE = 4
"""Cases in one transaction: a clerk who saves meanwhile waits for no more than that."""
_LOOKED_AT = 40
_FILES_AT_ONCE = 8


class Step(Value):
    """What one step did, and where the next one begins; ``over`` when there is nothing after it."""

    after: int
    over: bool
    cases: int = 0
    lines: int = 0
    kept: tuple[str, ...] = ()  # why each case stays that was looked at and stays


def purge_some(desk: Desk, days: int, after: int = 0) -> Step:
    """The next few cases after that position have lost their personal data, or are known to stay.

    Args:
        desk: this one.
        days: for which nothing was done with a case or heard of it, at least seven.
        after: where the step before ended.

    Raises:
        RuleBroken: ``number.no_epoch``, ``enrolment.missing``; nothing was purged.
        StoreTrouble: nothing was purged.
    """
    moment = desk.moment()
    if days < LEAST_RETENTION_DAYS or not moment.trusted:
        return Step(after=after, over=True)
    before = moment.at - dt.timedelta(days=days)
    done: list[CaseId] = []
    kept: list[str] = []
    lines = files = 0
    position, over = after, True
    with deed(desk) as doing:
        for seen in purging.look(doing.db, _rules(desk, before), after, _LOOKED_AT):
            if len(done) == AT_ONCE:
                break
            position, over = seen.position, False
            if seen.why is None:
                continue
            why = seen.why or _on_its_way(desk, seen.case)
            gone = None if why else purging.purge(doing.db, seen.case, moment.at)
            if gone is None:
                kept.append(why or "scan_waiting")
                continue
            done.append(seen.case)
            lines, files = lines + gone.lines, files + gone.files
        if done:
            body = CasesPurged(cases=tuple(done), lines=lines, files=files, until=local_day(before), days=days)
            doing.tell(Entry(kind=Kind.CASES_PURGED, body=body, actor=ACTOR, moment=moment))
    return Step(after=position, over=over, cases=len(done), lines=lines, kept=tuple(kept))


def forget_told(desk: Desk, days: int, after: int = 0) -> int:
    """What the platform told of the next few ended cases of other windows is gone; gives where to go on, 0 at the end.

    Raises:
        StoreTrouble: nothing of them was changed.
    """
    before = desk.moment().at - dt.timedelta(days=days)
    told = purging_told.cards(desk.db, desk.enrolment().install, before, after, _LOOKED_AT)
    over = [each.case for each in told if each.over and not purging_told.numbers_of(desk.db, each.case) & desk.printing]
    if over:
        with desk.store.write() as db:
            for case in over:
                purging_told.forget(db, case)
    return told[-1].position if told else 0


def forget_handed(desk: Desk, days: int, after: int = 0) -> int:
    """Of the next few results of other windows' cases only what became of them is here; as ``forget_told``."""
    before = desk.moment().at - dt.timedelta(days=days)
    told = purging_told.handed(desk.db, before, after, _LOOKED_AT)
    over = {each.case for each in told if each.over}
    if over:
        with desk.store.write() as db:
            for case in sorted(over):
                results.purge(db, case)
    return told[-1].position if told else 0


def forget_reviews(desk: Desk, days: int, _after: int = 0) -> int:
    """The next few reviews that are over and of no case of this window are gone; how many, 0 at the end."""
    with desk.store.write() as db:
        return purging_told.drop_reviews(db, desk.moment().at - dt.timedelta(days=days), _LOOKED_AT)


def erase_some(desk: Desk, after: str = "") -> str:
    """The next few files that nothing names any more are gone; gives where to go on, empty when there is none left.

    Raises:
        StoreTrouble: ``store.disk_error``; the file is tried again the next time.
    """
    files = purging.to_erase(desk.db, after, _FILES_AT_ONCE)
    done = [file for file in files if purging.is_named(desk.db, file) or desk.scans.erase(file)]
    if done:
        with desk.store.write() as db:
            for file in done:
                purging.erased(db, file)
    return files[-1] if files else ""


def drop_backups(desk: Desk, days: int) -> None:
    """The copies that upgrades left are gone after so many days: whoever was purged stands in them, too.

    Raises:
        StoreTrouble: ``store.disk_error``.
    """
    backup.drop_old(desk.store.path, desk.moment().at - dt.timedelta(days=days))


def _rules(desk: Desk, before: dt.datetime) -> Rules:
    last = closings.last(desk.db)
    marks = last.marks if last else Marks()
    return Rules(install=desk.enrolment().install, before=before, line=marks.line, paper=marks.paper)


def _on_its_way(desk: Desk, case: CaseId) -> str:
    """Why the case stays because of what is under way at this moment."""
    numbers = {paper.number for paper in papers.papers_of_case(desk.db, case)}
    return "printing" if numbers & desk.printing else ""
