"""What 收件 does with the store: drafts as one types, the item, the files, and the one deed that makes a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from counter.actions import intake as deeds
from counter.actions import lists
from counter.actions.desk import Desk
from counter.domain.case import Case, Draft, Intake, PrintOutcome
from counter.domain.ids import CaseId, uuid7
from counter.domain.item import ServiceItem
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor
from counter.errors import RuleBroken
from counter.lanes import Lane
from ui.bridge import Bridge
from ui.intake import lane_jobs
from ui.intake.attaching import Attaching
from ui.intake.deciding import Deciding
from ui.intake.draft_keeper import DraftKeeper, Then, is_blank
from ui.intake.drafts import title_of, when
from ui.intake.glyph_keeping import GlyphKeeping
from ui.intake.lane_jobs import OnDisk
from ui.intake.view import IntakeView
from ui.names import REVIEW_KINDS
from ui.printing_out import answer_print, unanswered
from ui.wording import sentence

_WEIGH_AFTER_MS = 200


class PrintPapers(Protocol):
    """Given by main: starts printing; told number by number what became of it."""

    def __call__(
        self,
        numbers: tuple[str, ...],
        done: Callable[[str, PrintOutcome], object],
        failed: Callable[[str, BaseException], object],
        reason: str = "",
    ) -> object:
        """The papers will be printed; ``reason`` is that of 补打, empty for a first print."""


class IntakePresenter(QObject):
    """Between the screen and the store lane; never blocks the GUI thread.

    Args:
        view: the screen; belongs to this presenter.
        bridge: the crossing to lanes.
        store_lane: where the desk may be touched.
        desk: the opened store; only handed to the lane.
        actor: who is signed in now, None when nobody is.
        print_papers: starts printing.
        nudge: tells the heartbeat that there is something to send.
        parent: Qt's.
    """

    def __init__(
        self,
        view: IntakeView,
        *,
        bridge: Bridge,
        store_lane: Lane,
        desk: Desk,
        actor: Callable[[], Actor | None],
        print_papers: PrintPapers,
        nudge: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view, self._bridge, self._lane, self._desk = view, bridge, store_lane, desk
        self._actor, self._print, self._nudge = actor, print_papers, nudge
        self._who: Actor | None = None
        self._fresh = False  # somebody signed in and has not begun yet
        self._case_id = CaseId(uuid7())
        self._started_at = dt.datetime.now(dt.UTC)
        self._on_disk = False
        self._papers: tuple[str, ...] = ()
        self._asked_duplicates = ("", "")
        self._keeper = DraftKeeper(bridge=bridge, lane=store_lane, desk=desk, build=self._draft_to_keep, parent=view)
        self._deciding = Deciding(
            view,
            bridge=bridge,
            store_lane=store_lane,
            desk=desk,
            actor=actor,
            build=self._draft,
            parent=view,
        )
        self._weigh_soon = QTimer(view)
        self._weigh_soon.setSingleShot(True)
        self._weigh_soon.setInterval(_WEIGH_AFTER_MS)
        self._connect()

    def show_actor(self, actor: Actor | None) -> None:
        """That person works here: a blank form, and his drafts are offered. None: nothing of anybody is shown."""
        self._who = actor
        self._blank()
        if actor is None:
            self._view.drafts.show_drafts(())
        else:
            self._fresh = True
            self._load_drafts()

    def new_case(self) -> None:
        """F2: a blank form; a half-filled one is kept as a draft."""
        self._fresh = False
        self.keep(self._begin)

    def resume(self, case_id: CaseId) -> None:
        """The person's draft of that case stands in the form, from the disk; a half-filled other one is kept."""

        def found(drafts: tuple[Draft, ...]) -> None:
            draft = next((each for each in drafts if each.case_id == case_id), None)
            if draft is None:
                self._view.say("warn", "没有这份草稿：可能已经办理，或是别人的草稿")
            elif case_id != self._case_id or self._view.showing_taken():
                self.keep(lambda: self._open(draft))

        if self._who is not None:
            self._run(deeds.list_drafts, self._desk, self._who, done=found)

    def has_unsaved(self) -> bool:
        """Whether a half-filled form stands here that is no case yet."""
        return not self._view.showing_taken() and not self._is_blank()

    def typing(self) -> CaseId | None:
        """Which draft is being typed; None for a blank form and a saved case."""
        return self._case_id if self.has_unsaved() else None

    def keep(self, then: Then | None = None) -> None:
        """暂存: the draft is on the disk as it stands, then ``then`` is called; not when the store refused."""
        if not self._deciding.busy():
            self._keeper.save(then)

    def discard(self, then: Then | None = None) -> None:
        """放弃: no draft of this case stays; then ``then`` is called."""
        if not self._deciding.busy():
            self._keeper.rest()
            self._keeper.drop(self._case_id, then)
            self._blank()

    def _connect(self) -> None:
        view = self._view
        view.edited.connect(self._edited)
        view.search_asked.connect(self._search)
        view.item_asked.connect(self._read_item)
        self._deciding.began.connect(self._keeper.rest)
        self._deciding.stored.connect(self._stored)
        self._deciding.kept.connect(self._keeper.touch)
        self._deciding.waits.connect(self._waits)
        GlyphKeeping(view.sheet, self._run, self._desk)
        Attaching(view, self._run, self._desk, lambda: self._case_id)
        view.new_asked.connect(self.new_case)
        view.cancel_asked.connect(lambda: self.discard(self._begin))
        view.draft_resumed.connect(self._resume)
        view.draft_dropped.connect(lambda case: self._keeper.drop(CaseId(case), self._load_drafts))
        view.print_asked.connect(self._print_now)
        view.taken.came_out.answered.connect(self._answer_print)
        self._weigh_soon.timeout.connect(self._weigh)
        self._keeper.saved.connect(self._draft_saved)
        self._keeper.failed.connect(self._draft_failed)
        self._bridge.changed.connect(self._changed)

    def _begin(self) -> None:
        self._blank()
        self._load_drafts()
        self._view.focus_number()

    def _blank(self) -> None:
        now = dt.datetime.now(dt.UTC)
        self._stand(Draft(case_id=CaseId(uuid7()), intake=Intake(), clerk="", started_at=now, saved_at=now), None)

    def _stand(self, draft: Draft, item: ServiceItem | None, *, on_disk: bool = False) -> None:
        """The form holds that draft."""
        self._case_id, self._started_at, self._on_disk = draft.case_id, draft.started_at, on_disk
        self._papers, self._asked_duplicates = (), ("", "")
        self._keeper.rest()
        self._view.bar.set_busy("")
        self._deciding.begin(draft.case_id)
        self._view.show_intake(draft.intake, item)
        self._view.ruled.remember(draft.decision, draft.ruling)
        self._weigh()

    def _is_blank(self) -> bool:
        return is_blank(self._view.intake())

    def _edited(self) -> None:
        self._fresh = False
        if not self._deciding.busy() and not self._view.showing_taken():
            self._keeper.touch()
            self._weigh_soon.start()

    def _draft(self, clerk: Actor) -> Draft:
        item, intake = self._view.service_item(), self._view.intake()
        decision, ruling = self._view.ruling()
        title = " · ".join(part for part in (intake.applicant.name.strip()[:40], item.name if item else "") if part)
        return Draft(
            case_id=self._case_id,
            intake=intake,
            clerk=clerk.clerk_no,
            started_at=self._started_at,
            saved_at=self._started_at,
            title=title,
            decision=decision,
            ruling=ruling,
        )

    def _draft_to_keep(self) -> Draft | None:
        if (
            self._who is None
            or self._deciding.busy()
            or self._view.showing_taken()
            or (self._is_blank() and not self._on_disk)
        ):
            return None
        self._on_disk = True
        return self._draft(self._who)

    def _draft_saved(self, case_id: str, saved_at: dt.datetime) -> None:
        if case_id == self._case_id and not self._view.showing_taken():
            self._view.summary.show_saved(f"草稿 {when(saved_at)}")

    def _draft_failed(self, error: BaseException) -> None:
        if isinstance(error, RuleBroken) and error.code == "draft.carried_out":
            self._changed("drafts")
            return
        self._view.summary.show_saved("草稿未能保存")
        self._view.say("error", f"草稿未保存：{sentence(error)}")

    def _load_drafts(self) -> None:
        if self._who is None:
            return

        def done(drafts: tuple[Draft, ...]) -> None:
            if self._who is None:
                return
            here = self._case_id if self._on_disk else ""
            self._view.drafts.show_drafts([draft for draft in drafts if draft.case_id != here])
            fresh, self._fresh = self._fresh, False  # who went on by himself keeps his place
            if fresh and self._view.isVisible():
                (self._view.drafts.go_to if self._view.drafts.drafts() else self._view.focus_number)()

        self._run(deeds.list_drafts, self._desk, self._who, done=done)

    def _resume(self, case_id: str) -> None:
        found = next((draft for draft in self._view.drafts.drafts() if draft.case_id == case_id), None)
        if found is not None:
            self.keep(lambda: self._open(found))

    def _open(self, draft: Draft) -> None:
        def show(opened: lane_jobs.OpenedItem | None) -> None:
            item = opened.item if opened else None
            self._stand(draft, item, on_disk=True)
            self._view.summary.show_saved(f"草稿 {when(draft.saved_at)}")
            self._load_drafts()
            self._view.focus_number()
            if item is not None and draft.decision is not None and draft.ruling is not None:
                self._deciding.resume(draft.decision)
            if self._who is not None:
                self._run(lane_jobs.review_of, self._desk, self._who, draft.case_id, done=self._tell_review)
            if opened is not None and opened.words():
                self._view.say("warn", opened.words())

        def failed(error: BaseException) -> None:
            self._say_error(f"{title_of(draft)}：{sentence(error)}")

        if draft.intake.item_code:
            code, version = draft.intake.item_code, draft.intake.item_version
            self._run(lane_jobs.open_item, self._desk, code, version, done=show, failed=failed)
        else:
            show(None)

    def _tell_review(self, review: Review | None) -> None:
        """The clerk reads what the supervisor said of the draft that stands here."""
        if review is None or review.case != self._case_id:
            return
        kind = REVIEW_KINDS[review.kind]
        if review.state is ReviewState.APPROVED:
            self._view.say("good", f"主管已批准（{kind}）；内容未改动的，按 F8 即可办理")
        elif review.state is ReviewState.RETURNED:
            self._view.say("warn", f"主管退回（{kind}）：{review.decision_reason}")
        else:
            self._view.say("info", f"已提请审核（{kind}），等待主管决定")

    def _changed(self, kind: str) -> None:
        if kind == "catalogue" and not self._view.showing_taken():
            self._deciding.renew()
        elif kind == "drafts" and self._who is not None:
            self._load_drafts()
            if self.has_unsaved() and not self._deciding.busy():
                case_id = self._case_id
                self._run(deeds.carried_out, self._desk, case_id, done=lambda case: self._is_case(case_id, case))

    def _is_case(self, case_id: CaseId, case: Case | None) -> None:
        """The draft that stands here was carried out elsewhere, as a supervisor approved it: it is offered no more."""
        if case is None or case_id != self._case_id or self._view.showing_taken():
            return
        more = "" if self._view.intake() == case.intake else "；此后在草稿上的改动没有办进去，请在办件中核对"
        self._blank()
        self._view.say(
            "warn" if more else "good", f"{case.case_no} 已按批准的内容办理，草稿不再保留；见“办件 F7”{more}"
        )

    def _search(self, text: str) -> None:
        show = self._view.item.show_results
        self._run(lane_jobs.search, self._desk, text, done=lambda choices: show(text, choices))

    def _read_item(self, code: str) -> None:
        def done(item: ServiceItem) -> None:
            self._view.pick_item(item)
            self._weigh()

        self._run(lists.read_item, self._desk, code, done=done)

    def _weigh(self) -> None:
        """What still lacks is shown beside the form, and likely duplicates are looked for."""
        self._deciding.weigh()
        item, intake = self._view.service_item(), self._view.intake()
        asked = (intake.applicant.id_number.strip(), item.code if item else "")
        if item is not None and asked != self._asked_duplicates:
            self._asked_duplicates = asked
            self._run(lane_jobs.duplicates, self._desk, intake, done=lambda found: self._show_duplicates(asked, found))

    def _show_duplicates(self, asked: tuple[str, str], found: list[str]) -> None:
        if asked == self._asked_duplicates:
            self._view.summary.show_duplicates(found)

    def _stored(self, there: OnDisk) -> None:
        numbers = tuple(number for _, number in there.papers)
        if there.case.case_id == self._case_id:
            self._papers, self._on_disk = numbers, False
            self._view.show_taken(there.case, there.papers)
        self._bridge.announce(("cases", "deliveries", "drafts"))
        self._print(numbers, self._printed, self._print_failed)
        self._nudge()

    def _waits(self, review: Review) -> None:
        """The draft stays on the disk until the supervisor has decided; the next applicant can come."""

        def done() -> None:
            self._begin()
            self._view.say("good", f"已提请审核（{REVIEW_KINDS[review.kind]}）；草稿已保留，待主管决定后办理")

        self._nudge()
        self.keep(done)

    def _print_now(self, reason: str) -> None:
        if self._papers:
            self._print(self._papers, self._printed, self._print_failed, reason=reason)

    def _printed(self, number: str, outcome: PrintOutcome) -> None:
        """What is known of it stands there; what nobody can know is asked once (faults.md F15)."""
        taken = self._view.taken
        taken.show_print(number, outcome)

        def ask(prints: tuple[int, ...]) -> None:
            for print_no in prints:
                taken.ask_whether(number, print_no)

        if outcome is PrintOutcome.UNCERTAIN:
            self._run(unanswered, self._desk, number, done=ask)

    def _answer_print(self, number: str, print_no: int, came_out: bool) -> None:
        actor = self._actor()
        if actor is None:
            return

        def noted(_: None) -> None:
            self._view.taken.show_answer(number, came_out=came_out)
            self._bridge.announce(("cases", "deliveries"))
            self._nudge()

        self._run(answer_print, self._desk, actor, number, print_no, came_out, done=noted)

    def _print_failed(self, number: str, error: BaseException) -> None:
        self._view.taken.show_print_trouble(number, sentence(error))

    def _run(
        self,
        job: Callable[..., object],
        *arguments: object,
        done: Callable[..., object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        told = failed or (lambda error: self._say_error(sentence(error)))
        self._bridge.run(self._lane, job, *arguments, done=done, failed=told, owner=self._view)

    def _say_error(self, said: str) -> None:
        self._view.say("error", said)
