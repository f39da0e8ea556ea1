"""One line after another is given its verdict; what follows from it is gathered in ``Effects`` and written at the end.

    not whole, foreign, gap     answered, not stored: it has no place in the chain yet
    purged at its counter       known by its hash it is a duplicate; unknown it has its place, and is flagged
    id or place known           duplicate, the same answer again, or clone; a held line is judged anew
    everything else             stored in its place, whatever the verdict, so that the chain goes on

A refused line holds the later lines of its own case only. ``case.corrected``, ``case.yielded`` and ``case.voided``
answer for it; the held ones are settled when the counter sends them again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from counter.domain.base import Value
from counter.domain.ids import CaseId
from counter.domain.journal import Line, genesis
from counter.domain.review import Side
from counter.errors import RuleBroken
from counter.hall import day_ends, handing_out, line_reviews, retention, reviewing
from counter.hall.answers import StuckError, answer, answer_again, is_whole, known_as
from counter.hall.case_lines import CaseLines, storable
from counter.hall.effects import Effects
from counter.hall.enrolment import Install
from counter.hall.ledger import KnownLine, Ledger, Opened
from counter.hall.sitting import Sitting
from counter.wire.bodies import (
    CaseCorrected,
    CaseVoided,
    CaseYielded,
    DayClosed,
    MaterialsMoved,
    PaperPrinted,
    PersonUnlisted,
    PrintAnswered,
    ResultHanded,
    ReviewAsked,
    ReviewAssigned,
    ReviewDecided,
    ReviewLocked,
    ReviewOvertaken,
    ShiftHandedOver,
    SignedIn,
    SignedOut,
)
from counter.wire.messages import LineAnswer, Verdict
from counter.wire.news import PaperPrint
from counter.wire.retention import CasesPurged, LinePurged

_MOST_PRINTS = 10_000
_NUMBER_LENGTH = 60
_ABOUT_NO_CASE: dict[type[Value], Callable[[Sitting, Line, Any], None]] = {
    ReviewAsked: reviewing.ask,
    ReviewDecided: reviewing.decide,
    ReviewAssigned: reviewing.assign,
    ReviewLocked: reviewing.lock,
    ReviewOvertaken: reviewing.note_overtaken,
    MaterialsMoved: handing_out.move,
    DayClosed: day_ends.close,
    ShiftHandedOver: day_ends.hand_over,
    CasesPurged: retention.note,
    LinePurged: retention.keep_place,
}
"""Lines that are judged whether or not they name a case; a refused line of a case does not hold them."""


class Bench:
    """Judges the lines of one push against the ledger, in order."""

    def __init__(self, ledger: Ledger, install: Install, now: dt.datetime) -> None:
        self._ledger = ledger
        self._install = install
        self._sitting = Sitting(ledger, install, now)
        self._cases = CaseLines(self._sitting)

    @property
    def effects(self) -> Effects:
        """What follows from the lines so far."""
        return self._sitting.effects

    def judge(self, opened: Opened) -> LineAnswer:
        """The answer for the line; its consequences are in ``effects`` and the ledger."""
        line = opened.line
        try:
            known = self._place(opened)
            if known is not None and known.verdict is not Verdict.HELD:
                return answer_again(opened, known)
        except StuckError as stuck:
            return answer(opened, stuck)
        sides: tuple[Side, ...] = ()
        try:
            self._settle(opened)
        except StuckError as stuck:
            told, sides = answer(opened, stuck), stuck.sides
            if stuck.code.startswith("approval."):
                self.effects.flags.append((line, stuck.code))
        except RuleBroken as broken:
            told = answer(opened, StuckError(Verdict.REFUSED, broken.code, field=broken.field))
        else:
            told = LineAnswer(id=line.id, hash=opened.sealed.hash, verdict=Verdict.SETTLED)
        noted = known_as(opened, told)
        self._ledger.note(noted)
        line_reviews.note(self._sitting, opened, told, sides)
        if known is None:
            self.effects.new_lines.append((opened, noted))
        else:
            self.effects.rejudged.append(noted)
        return told

    def _place(self, opened: Opened) -> KnownLine | None:
        """The line fits the chain; gives it as it is known, None when it is new."""
        line, sealed = opened.line, opened.sealed
        if is_whole(opened) is isinstance(opened.body, LinePurged):  # what stands for a line has that line's hash
            raise StuckError(Verdict.REFUSED, "line.not_whole")
        if line.install != self._install.install or line.epoch not in self._ledger.epochs:
            raise StuckError(Verdict.REFUSED, "line.foreign")
        at_place = self._ledger.by_place.get((line.epoch, line.seq))
        known = self._ledger.by_id.get(line.id, at_place)
        if known is not None:
            mine = (line.install, line.epoch, line.seq, line.id, sealed.hash)
            if (known.install, known.epoch, known.seq, known.id, known.hash) != mine:
                raise self._clone()
            return known
        if line.seq == 1:
            before = genesis(line.install, line.epoch)
        else:
            predecessor = self._ledger.by_place.get((line.epoch, line.seq - 1))
            if predecessor is None:
                raise StuckError(Verdict.HELD, "line.gap")
            before = predecessor.hash
        after = self._ledger.by_place.get((line.epoch, line.seq + 1))
        if sealed.prev != before or (after is not None and after.prev != sealed.hash):
            raise self._clone()
        return None

    def _clone(self) -> StuckError:
        self.effects.clone_seen = True
        return StuckError(Verdict.CLONE, "line.fork")

    def _settle(self, opened: Opened) -> None:
        """The line has its effects, or StuckError or RuleBroken says why not; then it has none."""
        line, body = opened.line, opened.body
        if body is None:
            raise StuckError(Verdict.REFUSED, "line.body")
        if isinstance(body, SignedIn | SignedOut):
            return
        judge = _ABOUT_NO_CASE.get(type(body))
        if judge is not None:
            judge(self._sitting, line, body)
        elif line.case is None:
            raise StuckError(Verdict.REFUSED, "line.case")
        else:
            self._settle_of_case(line, line.case, body)

    def _settle_of_case(self, line: Line, case: CaseId, body: Value) -> None:
        if isinstance(body, CaseVoided):
            self._cases.void(line, case, body)
        elif isinstance(body, CaseCorrected):
            self._cases.correct(line, case, body)
        elif isinstance(body, CaseYielded):
            self._cases.give_up(line, case, body)
        elif any(stuck.is_before(line) for stuck in self._ledger.stuck.get(case, {}).values()):
            raise StuckError(Verdict.HELD, "case.held")
        elif isinstance(body, PaperPrinted):
            self._print(line, case, body)
        elif isinstance(body, PrintAnswered):
            self._cases.known(case)
            self.effects.print_answers.append((line, body))
        elif isinstance(body, ResultHanded):
            self._hand(line, case, body)
        elif isinstance(body, PersonUnlisted):
            approval = self._cases.approved(line, self._cases.known(case), body)
            day_ends.unlist(self._sitting, line, body)
            self._cases.use(line, approval)
        else:
            self._cases.settle(line, case, body)

    def _print(self, line: Line, case: CaseId, body: PaperPrinted) -> None:
        known = self._cases.known(case)
        if not 0 <= body.print_no <= _MOST_PRINTS:
            raise StuckError(Verdict.REFUSED, "line.body", field="print_no")
        self._cases.use(line, self._cases.approved(line, known, body))
        told = PaperPrint(
            number=storable(body.number)[:_NUMBER_LENGTH],
            install=line.install,
            window=self._install.window.window,
            print_no=body.print_no,
            again=body.again,
            outcome=body.outcome,
            copies=body.copies,
            printer=body.printer,
            reason=body.reason,
            clerk=line.actor,
            at=line.at,
        )
        self.effects.prints.append((line, told))

    def _hand(self, line: Line, case: CaseId, body: ResultHanded) -> None:
        known = self._cases.known(case)
        if body.papers:
            self._cases.check_papers(line, case, body.papers)
        handing_out.hand(self._sitting, line, known, body)
        self._sitting.issue(known.case, body.papers)
