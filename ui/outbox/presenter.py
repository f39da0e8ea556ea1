"""待处理/同步: asks what is unsent, asks for a round at once, puts stuck lines right."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QObject, QTimer

from counter.actions import lists, repair
from counter.actions.desk import Desk
from counter.actions.intake import Taken
from counter.actions.lists import Outbox, TroubleDetail
from counter.domain.case import Case
from counter.domain.review import Review
from counter.domain.staff import Actor
from counter.errors import CounterError
from counter.lanes import Lane
from ui.bridge import Bridge
from ui.heartbeat import Beat, Heartbeat
from ui.outbox.answering import AnswersPresenter
from ui.outbox.fields import inner, value_of, with_value
from ui.outbox.notices import NoticesPresenter
from ui.outbox.sides import SidesPresenter
from ui.outbox.view import OutboxView, Pulse
from ui.wording import known, sentence, words

_TICK_MS = 1000
_SHOWN_KINDS = frozenset({"cases", "deliveries", "news"})


class OutboxPresenter(QObject):
    """Between the screen, the heartbeat and the deeds.

    Args:
        view: the screen.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        heartbeat: the rounds.
        answers: what supervisors answered, in the same screen.
        parent: Qt's.
    """

    def __init__(
        self,
        *,
        view: OutboxView,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        heartbeat: Heartbeat,
        answers: AnswersPresenter | None = None,
        notices: NoticesPresenter | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._bridge = bridge
        self._desk = desk
        self._store_lane = store_lane
        self._heartbeat = heartbeat
        self._answers = answers
        self._notices = notices
        self._sides = SidesPresenter(
            block=view.panel.sides, banner=view.banner, bridge=bridge, desk=desk, store_lane=store_lane,
            nudge=heartbeat.nudge, parent=self,
        )  # fmt: skip
        view.trouble_shown.connect(self._sides.show_trouble)
        self._actor: Actor | None = None
        self._asked = False
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_pulse)
        view.sync_asked.connect(self._sync)
        view.resend_asked.connect(self._resend)
        view.void_asked.connect(self._void)
        bridge.changed.connect(self._changed)
        heartbeat.began.connect(self._show_pulse)
        heartbeat.ended.connect(self._ended)
        heartbeat.broke.connect(self._broke)

    def show_actor(self, actor: Actor | None) -> None:
        """The screen is that person's; None leaves nothing behind."""
        self._actor = actor
        self._view.show_actor(actor)
        self._sides.show_actor(actor)
        for part in (self._answers, self._notices):
            if part is not None:
                part.show_actor(actor)
        if actor is None:
            self._tick.stop()
        else:
            self._tick.start()
            self.refresh()

    def refresh(self) -> None:
        """The screen shows what the rows say now."""
        if self._actor is not None:
            self._bridge.run(
                self._store_lane,
                lists.outbox,
                self._desk,
                self._actor,
                done=self._show,
                failed=self._view.banner.say_error,
                owner=self,
            )

    def _show(self, outbox: Outbox) -> None:
        if self._actor is not None:
            self._view.show_outbox(outbox)
            self._show_pulse()

    def _changed(self, kind: str) -> None:
        if kind in _SHOWN_KINDS:
            self.refresh()

    def _sync(self) -> None:
        self._asked = True
        self._view.banner.say("info", "正在同步…")
        self._heartbeat.beat_now()

    def _ended(self, beat: Beat) -> None:
        self._show_pulse()
        self.refresh()
        if not self._asked or self._heartbeat.is_running():
            return
        self._asked = False
        if beat.trouble:
            self._view.banner.say("warn", f"未能完成同步：{cause_words(beat.trouble)}")
        elif beat.refused:
            done = f"已上传 {beat.settled} 条、扫描 {beat.scans} 份，平台退回 {beat.refused} 条"
            self._view.banner.say("warn", done)
        elif beat.settled or beat.scans:
            self._view.banner.say("good", f"已上传 {beat.settled} 条、扫描 {beat.scans} 份")
        else:
            self._view.banner.say("good", "已与平台核对，没有需要上传的内容")

    def _broke(self, error: BaseException) -> None:
        self._asked = False
        self._view.banner.say_error(error)
        self._show_pulse()

    def _show_pulse(self) -> None:
        last = self._heartbeat.last()
        beat, at = last or (None, None)
        self._view.show_pulse(
            Pulse(
                running=self._heartbeat.is_running(),
                last_at=at,
                cause=cause_words(beat.trouble) if beat and beat.trouble else "",
                next_in_s=self._heartbeat.next_in_s(),
            ),
            dt.datetime.now(dt.UTC),
        )

    def _resend(self, detail: TroubleDetail, value: str, reason: str) -> None:
        if self._actor is None or detail.case is None:
            return
        intake = detail.case.intake
        path = detail.trouble.field
        if path and value_of(intake, path) is not None:
            intake = with_value(intake, path, value)
        self._bridge.run(
            self._store_lane,
            repair.correct_and_resend,
            self._desk,
            self._actor,
            detail.trouble.line,
            intake,
            reason,
            done=self._resent,
            failed=lambda error: self._not_resent(error, path),
            owner=self,
        )

    def _resent(self, case: Case) -> None:
        self._view.banner.say("good", f"{case.case_no} 已改正，将重新上传")
        self._settle()

    def _not_resent(self, error: BaseException, path: str) -> None:
        field = error.field if isinstance(error, CounterError) else ""
        if field and field in {inner(path), "reason"}:
            self._view.panel.show_fault(sentence(error), at_value=field != "reason")
        else:
            self._view.banner.say_error(error)

    def _void(self, detail: TroubleDetail, reason: str) -> None:
        if self._actor is None or detail.case is None:
            return
        self._bridge.run(
            self._store_lane,
            repair.void_or_ask,
            self._desk,
            self._actor,
            detail.case.case_id,
            reason,
            done=self._voided,
            failed=self._view.banner.say_error,
            owner=self,
        )

    def _voided(self, done: Taken | Review) -> None:
        if isinstance(done, Review):
            self._view.banner.say("good", f"{done.case_no} 的作废已提请另一位主管审核")
        else:
            self._view.banner.say("good", f"{done.case.case_no} 已作废")
        self._settle()

    def _settle(self) -> None:
        self._bridge.announce(["cases", "deliveries"])
        self._heartbeat.nudge()


def cause_words(code: str) -> str:
    """The sentence of a round's trouble; the code itself when it is none of ours."""
    if known(code):
        try:
            return words(code, {})
        except KeyError:
            return f"平台拒绝（{code}）"
    return f"平台拒绝（{code}）"
