"""One line after another is given its verdict; what follows from it is gathered in ``Effects`` and written at the end.

    not whole, foreign, gap     answered, not stored: it has no place in the chain yet
    id or place known           duplicate, the same answer again, or clone; a held line is judged anew
    everything else             stored in its place, whatever the verdict, so that the chain goes on

A refused line holds the later lines of its own case only. ``case.corrected`` and ``case.voided`` answer for it; the
held ones are settled when the counter sends them again.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

import msgspec

from counter.domain.base import Value
from counter.domain.case import Decision, Intake
from counter.domain.ids import CaseId
from counter.domain.journal import Line, genesis
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.hall.answers import StuckError, answer, answer_again, is_whole, known_as
from counter.hall.enrolment import Install
from counter.hall.ledger import (
    PLATFORM_ACCEPTED,
    PLATFORM_DONE,
    PLATFORM_RECEIVED,
    PLATFORM_VOIDED,
    KnownCase,
    KnownLine,
    Ledger,
    Opened,
    taken_body,
)
from counter.hall.validation import MAX_ITEM_VERSION, check_papers, check_taken
from counter.wire.bodies import (
    CaseAcceptedLater,
    CaseCorrected,
    CaseTaken,
    CaseVoided,
    IssuedPaper,
    PaperPrinted,
    SignedIn,
    SignedOut,
)
from counter.wire.messages import LineAnswer, Verdict

_STATES = {
    Decision.RECEIVED: PLATFORM_RECEIVED,
    Decision.ACCEPTED: PLATFORM_ACCEPTED,
    Decision.DONE_ON_SPOT: PLATFORM_DONE,
}
_DECISIONS = {state: decision for decision, state in _STATES.items()}
_MOST_PRINTS = 10_000


@dataclasses.dataclass
class Effects:
    """What has to be written when all lines are judged."""

    new_lines: list[tuple[Opened, KnownLine]] = dataclasses.field(default_factory=list)
    rejudged: list[KnownLine] = dataclasses.field(default_factory=list)
    superseded: list[tuple[str, str]] = dataclasses.field(default_factory=list)  # line, by line
    papers: list[tuple[CaseId, IssuedPaper, bool]] = dataclasses.field(default_factory=list)  # new ones, void or not
    void_papers_of: list[CaseId] = dataclasses.field(default_factory=list)
    prints: list[tuple[str, PaperPrinted]] = dataclasses.field(default_factory=list)
    case_blobs: list[tuple[CaseId, str, int]] = dataclasses.field(default_factory=list)
    told: list[KnownCase] = dataclasses.field(default_factory=list)  # in order; each has a new state
    changed: list[KnownCase] = dataclasses.field(default_factory=list)  # the cases themselves, in their last state
    clone_seen: bool = False


class Bench:
    """Judges the lines of one push against the ledger, in order."""

    def __init__(self, ledger: Ledger, install: Install, now: dt.datetime) -> None:
        self._ledger = ledger
        self._install = install
        self._today = local_day(now)
        self.effects = Effects()

    def judge(self, opened: Opened) -> LineAnswer:
        """The answer for the line; its consequences are in ``effects`` and the ledger."""
        line = opened.line
        try:
            known = self._place(opened)
            if known is not None and known.verdict is not Verdict.HELD:
                return answer_again(opened, known)
        except StuckError as stuck:
            return answer(opened, stuck)
        try:
            self._settle(opened)
        except StuckError as stuck:
            told = answer(opened, stuck)
        except RuleBroken as broken:
            told = answer(opened, StuckError(Verdict.REFUSED, broken.code, field=broken.field))
        else:
            told = LineAnswer(id=line.id, hash=opened.sealed.hash, verdict=Verdict.SETTLED)
        noted = known_as(opened, told)
        self._ledger.note(noted)
        if known is None:
            self.effects.new_lines.append((opened, noted))
        else:
            self.effects.rejudged.append(noted)
        return told

    def _place(self, opened: Opened) -> KnownLine | None:
        """The line fits the chain; gives it as it is known, None when it is new."""
        line, sealed = opened.line, opened.sealed
        if not is_whole(opened):
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
        if line.case is None:
            raise StuckError(Verdict.REFUSED, "line.case")
        if isinstance(body, CaseVoided):
            self._void(line, line.case, body)
            return
        if isinstance(body, CaseCorrected):
            self._correct(line, line.case, body)
            return
        if any(stuck.is_before(line) for stuck in self._ledger.stuck.get(line.case, {}).values()):
            raise StuckError(Verdict.HELD, "case.held")
        self._settle_plain(line, line.case, body)

    def _settle_plain(self, line: Line, case: CaseId, body: Value) -> None:
        known = self._ledger.cases.get(case)
        if isinstance(body, CaseTaken):
            if known is not None:
                raise StuckError(Verdict.CONFLICT, "case.exists", theirs=known.platform_no or known.state)
            self._take(line, case, body, body.intake, epoch=line.epoch)
            return
        if known is None:
            raise StuckError(Verdict.HELD, "case.missing")
        if isinstance(body, CaseAcceptedLater):
            self._accept(line, known, body.papers, epoch=line.epoch)
        elif isinstance(body, PaperPrinted):
            if not 0 <= body.print_no <= _MOST_PRINTS:
                raise StuckError(Verdict.REFUSED, "line.body", field="print_no")
            self.effects.prints.append((line.id, msgspec.structs.replace(body, number=_storable(body.number))))

    def _take(self, line: Line, case: CaseId, body: CaseTaken, intake: Intake, *, epoch: str) -> None:
        check_taken(self._ledger, intake, body.decision, today=self._today)
        check_papers(self._ledger, case, body.papers, self._install.window, epoch=epoch)
        if body.case_no != body.papers[0].number:
            raise StuckError(Verdict.REFUSED, "paper.number_missing", field="case_no")
        self._open_case(line, case, body, intake, _STATES[body.decision])
        self._issue(case, body.papers, void=False)
        self._keep_blobs(line, case)

    def _accept(self, line: Line, known: KnownCase, papers: tuple[IssuedPaper, ...], *, epoch: str) -> None:
        if known.state != PLATFORM_RECEIVED:
            raise StuckError(Verdict.CONFLICT, "case.state", theirs=known.state)
        check_papers(self._ledger, known.case, papers, self._install.window, epoch=epoch)
        self._issue(known.case, papers, void=False)
        self._keep_blobs(line, known.case)
        self._change(known, PLATFORM_ACCEPTED)

    def _correct(self, line: Line, case: CaseId, body: CaseCorrected) -> None:
        """The correction takes the place of the line it names, and answers every refused line of the case."""
        target = self._ledger.by_id.get(body.supersedes)
        if target is None:
            raise StuckError(Verdict.HELD, "line.missing")
        if target.case != case or not target.is_stuck():
            raise StuckError(Verdict.REFUSED, "correction.not_stuck", field="supersedes")
        known = self._ledger.cases.get(case)
        if known is not None and known.state == PLATFORM_VOIDED:
            raise StuckError(Verdict.CONFLICT, "case.state", theirs=known.state)
        if known is None:
            taken, epoch = self._stuck_taking(case)
            if taken is None:
                raise StuckError(Verdict.HELD, "case.missing")
            self._take(line, case, taken, body.intake, epoch=epoch)
        else:
            check_taken(self._ledger, body.intake, _DECISIONS[known.state], today=self._today)
            accepting = target.body() if target.code != "line.body" else None
            if isinstance(accepting, CaseAcceptedLater):
                self._accept(line, known, accepting.papers, epoch=target.epoch)
            known.applicant_name = body.intake.applicant.name
            self._note_change(known)
            self._keep_blobs(line, case)
        self._supersede(line, case)

    def _void(self, line: Line, case: CaseId, body: CaseVoided) -> None:
        """The case is void with its numbers, also one that was never accepted: somebody holds its paper."""
        if line.actor not in self._ledger.supervisors:
            raise StuckError(Verdict.REFUSED, "role.supervisor_needed", field="actor")
        known = self._ledger.cases.get(case)
        if known is None:
            taken, epoch = self._stuck_taking(case)
            if taken is None:
                raise StuckError(Verdict.HELD, "case.missing")
            own = tuple(paper for paper in taken.papers if paper.number in body.numbers)
            if own:
                check_papers(self._ledger, case, own, self._install.window, epoch=epoch)
            self._open_case(line, case, taken, taken.intake, PLATFORM_VOIDED)
            self._issue(case, own, void=True)
        elif known.state == PLATFORM_VOIDED:
            raise StuckError(Verdict.CONFLICT, "case.state", theirs=known.state)
        else:
            self._change(known, PLATFORM_VOIDED)
        self.effects.void_papers_of.append(case)
        self._supersede(line, case)

    def _stuck_taking(self, case: CaseId) -> tuple[CaseTaken | None, str]:
        for stuck in self._ledger.stuck.get(case, {}).values():
            body = taken_body(stuck)
            if body is not None and stuck.install == self._install.install:
                return body, stuck.epoch
        return None, ""

    def _open_case(self, line: Line, case: CaseId, body: CaseTaken, intake: Intake, state: str) -> None:
        known = KnownCase(
            case=case,
            case_no=_storable(body.case_no)[:60],
            platform_no="",
            state=state,
            install=line.install,
            item_code=_storable(intake.item_code)[:50],
            item_version=intake.item_version if 0 <= intake.item_version < MAX_ITEM_VERSION else 0,
            applicant_name=_storable(intake.applicant.name),
            taken_line=line.id,
            is_new=True,
        )
        self._ledger.cases[case] = known
        self.effects.told.append(dataclasses.replace(known))

    def _change(self, known: KnownCase, state: str) -> None:
        known.state = state
        self._note_change(known)
        self.effects.told.append(dataclasses.replace(known, is_new=False))

    def _note_change(self, known: KnownCase) -> None:
        if known not in self.effects.changed:
            self.effects.changed.append(known)

    def _issue(self, case: CaseId, papers: tuple[IssuedPaper, ...], *, void: bool) -> None:
        for paper in papers:
            if paper.number not in self._ledger.papers:
                self._ledger.papers[paper.number] = case
                self.effects.papers.append((case, paper, void))

    def _keep_blobs(self, line: Line, case: CaseId) -> None:
        for blob in line.blobs:
            if (case, blob.sha256) not in self._ledger.case_blobs:
                self._ledger.case_blobs.add((case, blob.sha256))
                self.effects.case_blobs.append((case, blob.sha256, blob.size_bytes))

    def _supersede(self, line: Line, case: CaseId) -> None:
        """Every refused or disputed line of the case is answered; held ones are judged again when they come again."""
        for stuck in tuple(self._ledger.stuck.get(case, {}).values()):
            if stuck.verdict is not Verdict.HELD and stuck.id != line.id:
                self._ledger.note(msgspec.structs.replace(stuck, superseded=True))
                self.effects.superseded.append((stuck.id, line.id))


def _storable(text: str) -> str:
    """The text without U+0000, which PostgreSQL cannot keep."""
    return text.replace("\0", "")
