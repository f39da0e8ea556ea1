"""离线转交: exports on the machine's lane, sends what was brought step by step; who leaves stops it where it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from counter.actions import lists
from counter.actions.desk import Desk
from counter.actions.lists import Standing
from counter.domain.staff import Actor, Role
from counter.errors import Refused, RuleBroken, Unreachable
from counter.lanes import Lane
from counter.ports import Carrier
from counter.sync.carrying import Carrying, Progress, SeenQueue, look_into
from counter.sync.exporting import Exported, export_queue
from ui.bridge import Bridge
from ui.parts.banner import Banner
from ui.presenting import ScreenPresenter
from ui.settings.queue_page import QueuePage

_NOT_A_SUPERVISOR = "由值班长或首席代表导出"


class QueuePresenter(ScreenPresenter):
    """Between the page, the desk and the platform.

    Args:
        page: the page.
        banner: where it is told.
        bridge: the crossing.
        desk: reached on the store lane only.
        store_lane: where the counts block.
        lane: where writing and sending block.
        carrier: the platform now; None before enrolment.
        token: of the sign-in now; empty for one without the platform.
        parent: Qt's.
    """

    def __init__(
        self,
        page: QueuePage,
        *,
        banner: Banner,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        lane: Lane,
        carrier: Callable[[], Carrier | None],
        token: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(banner=banner, bridge=bridge, desk=desk, store_lane=store_lane, parent=parent)
        self._page = page
        self._lane = lane
        self._carrier = carrier
        self._token = token
        self._seen: SeenQueue | None = None
        self._is_busy = False
        page.export_asked.connect(self._export)
        page.file_chosen.connect(lambda name: self.bring(Path(name)))
        page.carry_asked.connect(self._carry)

    def show_actor(self, actor: Actor | None) -> None:
        """The page is that person's; what is being sent stops after its step, and begun again it goes on."""
        self._actor, self._is_busy, self._seen = actor, False, None
        self._page.show_brought(None)
        may = actor is not None and actor.may(Role.SUPERVISOR)
        self._page.let_export("" if may else _NOT_A_SUPERVISOR)

    def refresh(self) -> None:
        """The counts are those of now."""
        if self.actor is not None:
            self.ask(lists.standing, done=self._show_waiting)

    def bring(self, file: Path) -> None:
        """That file is the one to be sent, when it is one."""
        if not self._is_busy:
            self._do(look_into, file, done=self._show_seen)

    def _show_waiting(self, standing: Standing) -> None:
        waiting = standing.waiting
        self._page.show_waiting(waiting.lines, waiting.scans, waiting.troubles)

    def _show_seen(self, seen: SeenQueue) -> None:
        self._seen = seen
        self._banner.clear()
        self._page.show_brought(seen)
        self._page.carry.setFocus()

    def _export(self, folder: str) -> None:
        if self._is_busy:
            return
        self._begin()
        self._banner.say("info", "正在导出…")
        self._do(export_queue, self._desk, self._store_lane.call, Path(folder), done=self._exported)

    def _exported(self, done: Exported) -> None:
        self._end()
        words = f"{done.path.name} 已写好：记录 {done.lines} 条，扫描件 {done.scans} 份；请带到本大厅其他窗口代送"
        if done.left_out:
            self._banner.say("warn", f"{words}。另有 {done.left_out} 份扫描件损坏，未能放入，须重新扫描")
        else:
            self._banner.say("good", words)

    def _carry(self) -> None:
        seen, carrier = self._seen, self._carrier()
        if seen is None or self._is_busy:
            return
        if carrier is None:
            self._banner.say_error(RuleBroken("enrolment.missing"))
            return
        self._begin()
        self._page.show_progress("正在代送…")
        self._do(self._carrying, carrier, seen, self._token(), done=self._go_on)

    def _carrying(self, carrier: Carrier, seen: SeenQueue, token: str) -> Carrying:
        """Runs on the machine's lane."""
        window = self._store_lane.call(self._desk.enrolment).window
        return Carrying(carrier, seen, token, own=window)

    def _go_on(self, carrying: Carrying) -> None:
        self._do(carrying.step, done=lambda progress: self._went_on(carrying, progress))

    def _went_on(self, carrying: Carrying, progress: Progress) -> None:
        if not progress.done:
            self._page.show_progress(f"正在代送，已完成 {progress.percent}%")
            self._go_on(carrying)
            return
        self._end()
        missing = self._seen.header.scans - progress.scans if self._seen else 0
        self._seen = None
        self._page.show_brought(None)
        words = f"已送到平台：记录 {progress.taken} 条，扫描件 {progress.scans} 份；文件可以删除"
        stuck = f"有 {progress.stuck} 条记录平台未接受" if progress.stuck else ""
        scans = f"有 {missing} 份扫描件平台未收下" if missing > 0 else ""
        if stuck or scans:
            self._banner.say("warn", f"{words}。{'，'.join(filter(None, (stuck, scans)))}；由原窗口联网后处理")
        else:
            self._banner.say("good", words)

    def _do(self, job: Callable[..., object], *args: object, done: Callable[..., object]) -> None:
        """The job runs on the machine's lane; its outcome comes here while the person is here."""
        asked_by = self.actor

        def tell(outcome: object) -> None:
            if self.actor is asked_by:
                done(outcome)

        def lost(error: BaseException) -> None:
            if self.actor is asked_by:
                self._lost(error)

        self._bridge.run(self._lane, job, *args, done=tell, failed=lost, owner=self)

    def _lost(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, Refused) and error.code == "queue.taken":
            self._seen = None
            self._page.show_brought(None)
        if isinstance(error, Unreachable):
            self._banner.say("warn", "平台未连接，没有送完；网络恢复后再按 F9，从断点继续")
        else:
            self._banner.say_error(error)

    def _begin(self) -> None:
        self._is_busy = True
        self._banner.clear()

    def _end(self) -> None:
        self._is_busy = False
        self._page.show_progress("")
        self.refresh()
