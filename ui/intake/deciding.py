"""决定: from F8 to a case on the disk: offers, the panel of the decision, the supervisor where the hall asks one.

F8 ─▶ offers ─▶ 受理 收件 即办 ────────────────────▶ take ─▶ stored
└─▶ 补正 容缺 承诺 不予受理 … ─▶ panel ──▶ │
└─ approval.needed ─▶ 现场授权 ─▶ take with the approval
└▶ 提请审核 ─▶ the draft waits
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from counter.actions.desk import Desk
from counter.domain.case import Decision, Draft
from counter.domain.course import Ruling
from counter.domain.ids import CaseId, Sha256
from counter.domain.intake_rules import IntakeFaults, intake_faults
from counter.domain.item import ServiceItem
from counter.domain.proposal import Approval, Take
from counter.domain.staff import Actor
from counter.errors import CounterError, RuleBroken, SignInNeeded, StoreTrouble
from counter.lanes import Lane
from ui.approving.presenter import Approver
from ui.bridge import Bridge
from ui.intake import lane_jobs
from ui.intake.block import Fault
from ui.intake.editors import today
from ui.intake.lane_jobs import OnDisk
from ui.intake.ruling_panel import RULED
from ui.intake.standing import Standing, basis_now, best_of, usual_of, weigh
from ui.intake.summary import Preview
from ui.intake.view import IntakeView
from ui.names import DECISIONS
from ui.wording import sentence

_NOTHING: tuple[str, ...] = ()
_AT_ONCE = frozenset({None, Decision.ACCEPTED, Decision.DONE_ON_SPOT})
"""Where these are the best, the credit answer changes nothing: F8 does not wait for it."""


class Work(NamedTuple):
    """One decision that is being carried out: what was approved is exactly what is done."""

    who: Actor
    draft: Draft
    decision: Decision
    ruling: Ruling | None


class Deciding(QObject):
    """What F8 leads to; never blocks the GUI thread.

    Args:
        view: the screen.
        bridge: the crossing to lanes.
        store_lane: where the desk may be touched.
        desk: only handed to the lane.
        actor: who is signed in now.
        build: the draft as it stands.
        parent: Qt's.
    """

    began = Signal()
    """A decision is being stored: nothing is saved beside it."""
    stored = Signal(object)
    """OnDisk: the case with its papers."""
    kept = Signal()
    """It was not stored; everything typed stays."""
    waits = Signal(object)
    """The Review in which the draft waits for a supervisor."""

    def __init__(
        self,
        view: IntakeView,
        *,
        bridge: Bridge,
        store_lane: Lane,
        desk: Desk,
        actor: Callable[[], Actor | None],
        build: Callable[[Actor], Draft],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view, self._bridge, self._lane, self._desk = view, bridge, store_lane, desk
        self._actor, self._build = actor, build
        self._approver = Approver(view.bar.approval, bridge=bridge, store_lane=store_lane, desk=desk, parent=self)
        self._case_id = CaseId("")
        self._standing: Standing | None = None
        self._departments: tuple[str, ...] = ()
        self._asked = self._answered = _NOTHING
        self._then: Callable[[], object] | None = None
        self._busy = False
        view.decide_pressed.connect(self._ask)
        view.decide_asked.connect(self._decided)
        view.ruling_confirmed.connect(self._confirmed)
        view.lacks_asked.connect(self._show_what_lacks)
        view.signature_offered.connect(self._keep_signature)

    def busy(self) -> bool:
        """Whether a decision is being stored."""
        return self._busy

    def begin(self, case_id: CaseId) -> None:
        """Another case stands in the form; nothing of the former one is known."""
        self._case_id = case_id
        self._standing, self._then = None, None
        self._asked = self._answered = _NOTHING
        self._approver.forget()

    def resume(self, decision: Decision) -> None:
        """The panel of that decision opens again with what was written in it before."""
        self._then = lambda: self._open(decision)
        self.renew()

    def renew(self) -> None:
        """The store is asked anew: item or rules have changed."""
        self._departments = ()
        self._asked = self._answered = _NOTHING
        self.weigh()

    def weigh(self) -> None:
        """What still lacks is shown beside the form; the store is asked when item or applicant are others."""
        item, intake = self._view.service_item(), self._view.intake()
        if item is None:
            self._view.show_lacks([Fault("item_code", "请选择事项")])
            return
        day = self._standing.basis.today if self._standing else today()
        self._view.show_lacks(faults_of(intake_faults(intake, item, usual_of(item), today=day)))
        key = (item.code, str(item.version), intake.applicant.id_number.strip())
        if key == self._asked:
            return
        self._asked = key
        self._bridge.run(
            self._lane,
            lane_jobs.stand,
            self._desk,
            self._case_id,
            item,
            intake,
            self._departments,
            done=lambda standing: self._stands(key, standing),
            failed=lambda error: self._stands_not(key, error),
            owner=self._view,
        )

    def _stands(self, key: tuple[str, ...], standing: Standing) -> None:
        if key != self._asked:
            return
        self._answered, self._standing, self._departments = key, standing, standing.departments
        self._view.summary.show_preview(Preview(accepted=standing.accepted, received=standing.received))
        then, self._then = self._then, None
        if then is not None:
            then()
        elif self._view.bar.asking():
            self._view.bar.line.renew(weigh(standing, self._view.intake()))

    def _stands_not(self, key: tuple[str, ...], error: BaseException) -> None:
        if key == self._asked:
            self._standing, self._asked = None, _NOTHING
            self._view.summary.show_preview(Preview(trouble=sentence(error)))
            if self._then is not None:
                self._then = None
                self._view.say("error", sentence(error))

    def _known(self) -> Standing | None:
        """What was told of this item; of another one nothing is known."""
        item, standing = self._view.service_item(), self._standing
        return standing if standing is not None and item is not None and standing.basis.item == item else None

    def _ask(self) -> None:
        """F8: the decisions are offered, at once unless the best one hangs on an answer that is on its way."""
        if self._view.service_item() is None:
            self._view.say("info", "请先选定事项")
            self._view.jump("item_code")
            return
        self.weigh()
        standing = self._known()
        if standing is not None:
            shown = weigh(standing, self._view.intake())
            if self._answered == self._asked or best_of(shown) in _AT_ONCE:
                self._view.ask_decision(shown, best_of(shown))
                return
        self._then = self._ask

    def _decided(self, decision: Decision) -> None:
        item = self._view.service_item()
        if decision not in RULED or item is None:
            self._start(decision, None)
        elif not self._form_lacks(item, decision):
            self._open(decision)

    def _open(self, decision: Decision) -> None:
        standing = self._known()
        if standing is not None:
            self._view.open_ruling(decision, basis_now(standing, self._view.intake()), standing.departments)

    def _keep_signature(self, path: str) -> None:
        """The scan of the signed promise is kept and belongs to the panel that is still open."""
        promise = self._view.ruled.promise()
        if promise is None:
            return

        def done(sha256: Sha256) -> None:
            if self._view.ruled.promise() is promise:
                promise.show_signature(sha256)
                self._view.bar.banner.clear()

        self._bridge.run(
            self._lane,
            lane_jobs.keep_signature,
            self._desk,
            Path(path),
            done=done,
            failed=lambda error: self._view.say("error", sentence(error)),
            owner=promise,
        )

    def _show_what_lacks(self) -> None:
        item = self._view.service_item()
        if item is not None and not self._form_lacks(item, usual_of(item)):
            self._view.focus_on(self._view.materials.table)

    def _form_lacks(self, item: ServiceItem, decision: Decision) -> bool:
        """Whether the form stands in the way of that decision; each fault is shown at its place."""
        day = self._standing.basis.today if self._standing else today()
        faults = intake_faults(self._view.intake(), item, decision, today=day)
        if faults:
            self._view.show_faults(faults_of(faults))
            self._view.show_lacks(faults_of(faults))
            self._view.say("warn", f"还不能{DECISIONS[decision]}：{sentence(IntakeFaults(faults))}")
        return bool(faults)

    def _confirmed(self, decision: Decision) -> None:
        """F8 in a panel: what cannot be read stays there, the rest goes to the store."""
        faults = self._view.ruled.faults()
        if faults:
            self._view.show_faults(faults)
            self._view.say("warn", f"未保存：{self._view.named(faults[0])}")
        else:
            self._start(decision, self._view.ruling()[1])

    def _start(self, decision: Decision, ruling: Ruling | None) -> None:
        """One at a time; only the store's answer says that it is saved."""
        who = self._actor()
        if self._busy:
            return
        if who is None:
            self._failed(SignInNeeded("sign_in.needed"), None)
            return
        self._take(Work(who, self._build(who), decision, ruling), None)

    def _take(self, work: Work, approval: Approval | None) -> None:
        self.began.emit()
        self._busy = True
        self._view.bar.set_busy("正在保存…")
        self._bridge.run(
            self._lane,
            lane_jobs.take,
            self._desk,
            work.who,
            work.draft,
            work.decision,
            work.ruling,
            approval,
            done=self._done,
            failed=lambda error: self._failed(error, work),
            owner=self._view,
        )

    def _done(self, there: OnDisk) -> None:
        self._rest()
        self.stored.emit(there)

    def _failed(self, error: BaseException, work: Work | None) -> None:
        """Everything typed stays; each fault stands at its field; a supervisor is asked where he has to be."""
        self._rest()
        self.kept.emit()
        if isinstance(error, IntakeFaults):
            faults = faults_of(error.faults)
            of_form = [fault for fault in faults if not fault.path.startswith("ruling")]
            self._view.show_faults(faults)
            if of_form:
                self._view.show_lacks(of_form)
            said = self._view.named(faults[0]) if len(faults) == 1 else sentence(error)
            self._view.say("warn", f"未保存：{said}")
        elif isinstance(error, RuleBroken) and error.code == "approval.needed" and work is not None:
            self._ask_supervisor(error, work)
        else:
            stays = "；已录入的内容仍在" if isinstance(error, StoreTrouble) else ""
            self._view.say("error", f"未保存：{sentence(error)}{stays}")
            if isinstance(error, CounterError) and error.field and self._view.ruling_open() is None:
                self._view.jump(error.field)

    def _ask_supervisor(self, needed: RuleBroken, work: Work) -> None:
        draft = work.draft
        self._approver.ask(
            needed,
            Take(case=draft.case_id, decision=work.decision, intake=draft.intake, ruling=work.ruling),
            work.who,
            approved=lambda approval: self._take(work, approval),
            queued=self.waits.emit,
        )

    def _rest(self) -> None:
        self._busy = False
        self._view.bar.set_busy("")


def faults_of(faults: tuple[RuleBroken, ...]) -> list[Fault]:
    """Each with its place and its words."""
    return [Fault(fault.field, sentence(fault)) for fault in faults]
