"""Lines of a case: taken, taken further step by step, corrected, voided. The states are drawn in ``domain.course``."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from typing import Any

import msgspec

from counter.domain.base import Value
from counter.domain.case import OPEN, RUNNING, CounterState, Intake
from counter.domain.ids import CaseId, LineId
from counter.domain.item import ServiceItem
from counter.domain.journal import Line
from counter.domain.merging import merge_intakes
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.proposal import Approval
from counter.errors import RuleBroken
from counter.hall import approvals, course_steps, deciding, line_reviews, noticing, reviewing
from counter.hall.answers import StuckError
from counter.hall.cases import KnownCase, changed, words_of
from counter.hall.ledger import KnownLine, taken_body
from counter.hall.sitting import Sitting
from counter.hall.validation import MAX_ITEM_VERSION, check_intake, check_papers
from counter.wire.bodies import (
    CaseAmended,
    CaseCorrected,
    CaseDecided,
    CaseExtended,
    CaseHung,
    CaseLapsed,
    CaseNoticeIssued,
    CaseOwedExtended,
    CaseResumed,
    CaseRevoked,
    CaseSupplemented,
    CaseTaken,
    CaseToldAgain,
    CaseVoided,
    CaseWithdrawn,
    CaseYielded,
    IssuedPaper,
)
from counter.wire.messages import Verdict
from counter.wire.news import CaseCard

_WAITING = frozenset({CounterState.CORRECTING, CounterState.DEFERRED})
_UNDECIDED = frozenset({CounterState.RECEIVED, CounterState.CORRECTING})
_ANY = frozenset(CounterState) - {CounterState.VOIDED}
_STUCK = frozenset({Verdict.REFUSED, Verdict.CONFLICT})


@dataclasses.dataclass(frozen=True)
class Step:
    """One kind of step: what judges it, from which states it may come, whether it always issues a paper."""

    judge: Callable[[Sitting, Line, CaseCard, Any], CaseCard]
    states: frozenset[CounterState]
    issues: bool = True


STEPS: dict[type[Value], Step] = {
    CaseDecided: Step(deciding.decide, _UNDECIDED),
    CaseSupplemented: Step(course_steps.supplement, _WAITING | RUNNING, issues=False),
    CaseToldAgain: Step(course_steps.tell_again, _WAITING),
    CaseOwedExtended: Step(course_steps.extend_owed, _WAITING),
    CaseLapsed: Step(course_steps.lapse, _WAITING),
    CaseHung: Step(course_steps.hang, RUNNING),
    CaseResumed: Step(course_steps.resume, RUNNING, issues=False),
    CaseExtended: Step(course_steps.extend, RUNNING),
    CaseWithdrawn: Step(course_steps.withdraw, OPEN, issues=False),
    CaseRevoked: Step(course_steps.revoke, RUNNING),
    CaseAmended: Step(course_steps.amend, _ANY),
    CaseNoticeIssued: Step(noticing.issue, _ANY),
}
"""Any window of the hall may take these (domain.md §1 rule 17, §2): the case is the hall's and not the clerk's."""


class CaseLines:
    """Judges the lines of cases and changes the cases accordingly."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._ledger = sitting.ledger
        self._effects = sitting.effects

    def known(self, case: CaseId) -> KnownCase:
        """The case, of the sender's own hall.

        Raises:
            StuckError: ``case.missing`` while it has not come, ``case.other_hall``.
        """
        known = self._ledger.cases.get(case)
        if known is None:
            raise StuckError(Verdict.HELD, "case.missing")
        if known.hall != self._sitting.hall:
            raise StuckError(Verdict.REFUSED, "case.other_hall", field="case")
        return known

    def settle(self, line: Line, case: CaseId, body: Value) -> None:
        """The case was taken in or goes a step further; StuckError or RuleBroken says why not."""
        if isinstance(body, CaseTaken):
            known = self._ledger.cases.get(case)
            if known is not None:
                reviewing.claim_twice(self._sitting, line, known)
                raise StuckError(Verdict.CONFLICT, "case.exists", theirs=known.platform_no or known.state)
            self._take(line, case, body, (line,))
            return
        self._step(line, self.known(case), body, line.epoch)

    def correct(self, line: Line, case: CaseId, body: CaseCorrected) -> None:
        """The correction takes the place of the line it names, and answers every refused line of the case."""
        target = self._ledger.by_id.get(body.supersedes)
        if target is None:
            raise StuckError(Verdict.HELD, "line.missing")
        if target.case != case or not target.is_stuck():
            raise StuckError(Verdict.REFUSED, "correction.not_stuck", field="supersedes")
        known = self._ledger.cases.get(case)
        if known is None:
            stuck, taken = self._stuck_taking(case)
            if stuck is None or taken is None:
                raise StuckError(Verdict.HELD, "case.missing")
            corrected = msgspec.structs.replace(taken, intake=body.intake)
            self._take(line, case, corrected, (line, stuck.opened()), epoch=stuck.epoch, approved_as=taken)
        else:
            self._correct_known(line, self.known(case), body, target)
        self._supersede(line, case)

    def give_up(self, line: Line, case: CaseId, body: CaseYielded) -> None:
        """What stands here counts; the disputed line is put aside for ever, its papers void but kept in the register.

        Raises:
            StuckError: ``line.missing``, ``correction.not_stuck``; ``correction.no_dispute`` for a line that was
                refused: that is put right, or the case is voided.
            RuleBroken: ``text.empty`` without a reason; codes of ``check_papers``.
        """
        target = self._ledger.by_id.get(body.supersedes)
        if target is None:
            raise StuckError(Verdict.HELD, "line.missing")
        known = self.known(case)
        if target.case != case or not target.is_stuck() or target.install != line.install:
            raise StuckError(Verdict.REFUSED, "correction.not_stuck", field="supersedes")
        if target.verdict is not Verdict.CONFLICT:
            raise StuckError(Verdict.REFUSED, "correction.no_dispute", field="supersedes")
        if not body.reason.strip():
            raise RuleBroken("text.empty", field="reason")
        if body.papers:
            self.check_papers(line, case, body.papers)
        self._register_disputed(line, case, void=body.voided)
        self._sitting.issue(case, body.papers)
        self._effects.show(known)
        self._supersede(line, case, {Verdict.CONFLICT})

    def void(self, line: Line, case: CaseId, body: CaseVoided) -> None:
        """The case is void with its numbers, also one that was never accepted: somebody holds its paper."""
        known = self._ledger.cases.get(case)
        if known is None:
            stuck, taken = self._stuck_taking(case)
            if stuck is None or taken is None:
                raise StuckError(Verdict.HELD, "case.missing")
            self._use_for_void(line, case, body, self._policy(taken.course.policy))
            own = tuple(paper for paper in taken.papers if paper.number in body.numbers)
            if own:
                self.check_papers(line, case, own, epoch=stuck.epoch)
            card = changed(self._card(line, case, taken), CounterState.VOIDED, owed=())
            self._open_case(line, card)
            self._sitting.issue(case, own, void=True)
        elif self.known(case).card.state is CounterState.VOIDED:
            raise StuckError(Verdict.CONFLICT, "case.state", theirs=known.state)
        else:
            self._use_for_void(line, case, body, self._policy(known.card.course.policy))
            self._sitting.stand(line, known, changed(known.card, CounterState.VOIDED, end_reason=body.reason))
            reviewing.overtake(self._sitting.books, self._effects, known)
        self._effects.void_papers_of.append(case)
        self._supersede(line, case)

    def approved(self, line: Line, known: KnownCase, body: Value) -> Approval | None:
        """The approval under which the line is done, when the case's policy asks for one; StuckError when it lacks."""
        policy = self._policy(known.card.course.policy)
        return approvals.check(self._sitting, line, known.case, body, policy)

    def use(self, line: Line, approval: Approval | None) -> None:
        """The approval is used, if there is one."""
        if approval is not None:
            reviewing.carry_out(self._sitting, line, approval)

    def check_papers(self, line: Line, case: CaseId, papers: tuple[IssuedPaper, ...], *, epoch: str = "") -> None:
        """The numbers are the sender's and stand on no other case."""
        check_papers(self._ledger, case, papers, self._sitting.install.window, epoch=epoch or line.epoch)

    def _take(
        self,
        line: Line,
        case: CaseId,
        body: CaseTaken,
        signed: tuple[Line, ...],
        *,
        epoch: str = "",
        approved_as: CaseTaken | None = None,
    ) -> None:
        """The case is here.

        Args:
            line: which brings it: the taking, or the correction of one that was refused.
            case: its id.
            body: what was taken in.
            signed: the lines whose approval may cover it.
            epoch: in which its papers are numbered.
            approved_as: what the supervisor saw, when a correction changed something since.
        """
        card = deciding.take(self._sitting, signed[-1], self._card(line, case, body), body)
        self.check_papers(line, case, body.papers, epoch=epoch)
        if body.case_no != body.papers[0].number:
            raise StuckError(Verdict.REFUSED, "paper.number_missing", field="case_no")
        approval = self._approval_of_taking(case, body, signed, approved_as)
        known = self._open_case(line, card)
        self.use(line, approval)
        self._sitting.issue(case, body.papers)
        self._sitting.keep_blobs(line, case)
        if known.owes():
            self._effects.show(known, not_for=line.install)

    def _approval_of_taking(
        self, case: CaseId, body: CaseTaken, signed: tuple[Line, ...], approved_as: CaseTaken | None
    ) -> Approval | None:
        policy = self._policy(body.course.policy)
        ways = [(each, said) for each in signed for said in (body, approved_as) if said is not None]
        stuck: StuckError | None = None
        for each, said in ways:
            try:
                return approvals.check(self._sitting, each, case, said, policy)
            except StuckError as error:
                stuck = stuck if stuck is not None and error.code == "approval.missing" else error
        raise stuck or StuckError(Verdict.REFUSED, "approval.missing", field="approval")

    def _step(
        self, line: Line, known: KnownCase, body: Value, epoch: str, *, corrected: CaseCard | None = None
    ) -> None:
        step = STEPS.get(type(body))
        if step is None:
            raise StuckError(Verdict.REFUSED, "line.body")
        if known.card.state not in step.states:
            raise StuckError(Verdict.CONFLICT, "case.state", theirs=known.state)
        papers: tuple[IssuedPaper, ...] = getattr(body, "papers", ())
        if papers or step.issues:
            self.check_papers(line, known.case, papers, epoch=epoch)
        approval = self.approved(line, known, body)
        sides = course_steps.disputed(known.card, body) if isinstance(body, CaseSupplemented) else ()
        card = step.judge(self._sitting, line, corrected or known.card, body)
        self._sitting.stand(line, known, card)
        if isinstance(body, CaseAmended):
            self._ledger.void_papers.add(body.voided)
            self._effects.void_numbers.append(body.voided)
        if isinstance(body, CaseLapsed) and body.consequence is not None:
            self._effects.bar(known, self._sitting.books, body.reason, self._sitting.now)
        self.use(line, approval)
        self._sitting.issue(known.case, papers)
        self._sitting.keep_blobs(line, known.case)
        reviewing.overtake(self._sitting.books, self._effects, known)
        course_steps.refuse_sides(sides)  # last: what was received was received, only the fields are in dispute

    def _correct_known(self, line: Line, known: KnownCase, body: CaseCorrected, target: KnownLine) -> None:
        """The step that was refused is done with what was put right; a step that cannot be done stays undone."""
        if known.card.state is CounterState.VOIDED:
            raise StuckError(Verdict.CONFLICT, "case.state", theirs=known.state)
        intake = body.intake
        if body.base_intake is not None:  # what another window wrote since the person chose is not overwritten either
            merged = merge_intakes(body.base_intake, intake, known.card.intake)
            course_steps.refuse_sides(merged.sides)
            intake = merged.intake
        check_intake(self._ledger, intake, None, today=self._sitting.today)
        corrected = deciding.replaced(known.card, intake)
        refused = target.body() if target.code != "line.body" else None
        if refused is not None and type(refused) in STEPS and target.verdict is Verdict.REFUSED:
            self._step(_as_sent(target.opened(), line), known, refused, target.epoch, corrected=corrected)
        else:
            self._register_disputed(line, known.case)
            self._sitting.stand(line, known, corrected)
        self._sitting.keep_blobs(line, known.case)

    def _register_disputed(self, line: Line, case: CaseId, *, void: tuple[str, ...] = ()) -> None:
        """The papers of disputed lines are in the register: somebody holds them, whatever became of the lines."""
        for stuck in tuple(self._ledger.stuck.get(case, {}).values()):
            if stuck.verdict is not Verdict.CONFLICT or stuck.install != line.install or stuck.code == "line.body":
                continue
            said = stuck.body()
            own: tuple[IssuedPaper, ...] = getattr(said, "papers", ())
            if own:
                self.check_papers(line, case, own, epoch=stuck.epoch)
            self._sitting.issue(case, tuple(each for each in own if each.number in void), void=True)
            self._sitting.issue(case, tuple(each for each in own if each.number not in void))
            if isinstance(said, CaseAmended) and self._ledger.papers.get(said.voided) == case:
                self._ledger.void_papers.add(said.voided)
                self._effects.void_numbers.append(said.voided)

    def _use_for_void(self, line: Line, case: CaseId, body: CaseVoided, policy: HallPolicy) -> None:
        """A supervisor approved it; where the hall asks for no approval, a supervisor does it."""
        approval = approvals.check(self._sitting, line, case, body, policy)
        if not policy.asks(ReviewKind.VOID) and line.actor not in self._ledger.supervisors:
            raise StuckError(Verdict.REFUSED, "role.supervisor_needed", field="actor")
        self.use(line, approval)

    def _policy(self, version: int) -> HallPolicy:
        return self._sitting.books.policy(version)

    def _stuck_taking(self, case: CaseId) -> tuple[KnownLine | None, CaseTaken | None]:
        for stuck in self._ledger.stuck.get(case, {}).values():
            body = taken_body(stuck)
            if body is not None and stuck.install == self._sitting.install.install:
                return stuck, body
        return None, None

    def _card(self, line: Line, case: CaseId, body: CaseTaken) -> CaseCard:
        intake = body.intake
        item = self._item(intake)
        return CaseCard(
            case=case,
            case_no=storable(body.case_no)[:60],
            install=line.install,
            window=self._sitting.install.window.window,
            state=CounterState.RECEIVED,
            item_code=storable(intake.item_code)[:50],
            item_version=intake.item_version if 0 <= intake.item_version < MAX_ITEM_VERSION else 0,
            item_name=item.name if item is not None else storable(body.item_name),
            department=item.department if item is not None else "",
            intake=intake,
            course=body.course,
            due=body.due,
            clerk=line.actor,
            clerk_name="",
            received_at=body.received_at,
            accepted_at=body.accepted_at,
        )

    def _item(self, intake: Intake) -> ServiceItem | None:
        if not 0 <= intake.item_version < MAX_ITEM_VERSION:
            return None
        return self._ledger.shelf.find(self._ledger.connection, intake.item_code, intake.item_version)

    def _open_case(self, line: Line, card: CaseCard) -> KnownCase:
        known = KnownCase(
            card=card,
            state=words_of(card),
            platform_no="",
            hall=self._sitting.hall,
            taken_line=line.id,
            is_new=True,
        )
        self._ledger.cases[card.case] = known
        self._effects.note_state(known)
        return known

    def _supersede(self, line: Line, case: CaseId, verdicts: Collection[Verdict] = _STUCK) -> None:
        """Every refused or disputed line of the case is answered; held ones are judged again when they come again."""
        for stuck in tuple(self._ledger.stuck.get(case, {}).values()):
            if stuck.verdict in verdicts and stuck.id != line.id:
                self._ledger.note(msgspec.structs.replace(stuck, superseded=True))
                self._effects.superseded.append((stuck.id, line.id))
                line_reviews.close(self._sitting, LineId(stuck.id), case)


def storable(text: str) -> str:
    """The text without U+0000, which PostgreSQL cannot keep."""
    return text.replace("\0", "")


def _as_sent(refused: Line, correction: Line) -> Line:
    """The refused line as its correction brings it: with the approval of either."""
    approval = correction.approval or refused.approval
    return msgspec.structs.replace(refused, id=correction.id, approval=approval, install=correction.install)
