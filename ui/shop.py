"""The window with its rooms, on the lanes, desk and platform that ``main`` opened for it.

What the sign-in does not need is loaded when it is first asked for: a room that is built, a lane that begins its work.
"""

from __future__ import annotations

import dataclasses
import functools
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from counter import VERSION
from counter.actions import lists, sessions
from counter.actions.lists import Standing
from counter.domain.case import PrintOutcome
from counter.domain.ids import CaseId
from counter.domain.staff import Actor, Session
from counter.errors import RuleBroken, SignInNeeded, Unreachable
from counter.sync import pace
from counter.updates.hand import Hand
from counter.updates.status import read_status
from ui.backroom import Backroom
from ui.bridge import Bridge
from ui.enrolling.ready import ready_to_enrol
from ui.heartbeat import Beat, Heartbeat
from ui.idle import IdleWatch
from ui.machine_room import Way
from ui.parts.printer_line import PrinterLine
from ui.restart import RestartWatch
from ui.rooms import Rooms, show_brought
from ui.signin.door import Door
from ui.signin.presenter import SignInPresenter, offline_words
from ui.signin.view import SignInView
from ui.window import CounterWindow
from ui.wording import sentence

if TYPE_CHECKING:
    from counter.actions.printing import Prepared
    from counter.sync.reading import Reading
    from ui.papers import PaperDesk
    from ui.printer_watch import PrinterWatch

# ruff: noqa: PLC0415 -- as said above

_LINK_WORDS_EVERY_MS = 15_000


class Shop(QObject):
    """The whole window, wired, with the sign-in; the rooms are built after that was painted. Made on the GUI thread.

    Args:
        backroom: what it stands on.
        parent: Qt's.
    """

    furnished = Signal()
    """Every room stands in the window."""

    def __init__(self, backroom: Backroom, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.back = backroom
        self._draw = random.Random()  # noqa: S311 -- spreads load, hides nothing
        self._failures = 0
        self._shown = ""
        self._standing: Standing | None = None
        self._interrupted: tuple[str, CaseId] | None = None  # who was typing what when his session ended
        self._quitting = False
        self._rules_told = False
        self.session: Session | None = None
        self.bridge = Bridge(self)
        self.heartbeat = Heartbeat(self.bridge, backroom.sync_lane, self._beat, self)
        self._printer_line = PrinterLine()
        self.sign_in_view = SignInView()
        self.sign_in = SignInPresenter(
            self.sign_in_view, self.bridge, backroom.sync_lane, self._sign_in, self.sign_in_view
        )
        self.enrolling = ready_to_enrol(backroom.machine, backroom.platform, self.bridge, backroom.store_lane)
        self.door = Door(self.sign_in_view, self.enrolling.view if self.enrolling else None)
        self.idle = IdleWatch(backroom.idle_minutes, parent=self)
        self.rooms = Rooms(self)
        self.window = CounterWindow(self.rooms.all, self.door, version=VERSION, printer_line=self._printer_line)
        self.restart = RestartWatch(
            self.window,
            self._hand_is_empty,
            self,
            coming=lambda: read_status(backroom.updates),
            hand=Hand(backroom.updates),
            is_printing=lambda: not backroom.printer_lane.is_idle(),
        )
        self._next_step = QTimer(self)
        self._next_step.setSingleShot(True)
        self._link_words = QTimer(self)
        self._connect()
        self.window.show_session(None)
        self._ask_standing()
        if backroom.platform is not None:
            self.heartbeat.start(pace.wait_s(0, draw=self._draw))

    @functools.cached_property
    def reading(self) -> Reading:
        """Asks the hall for what another window has."""
        from counter.sync.reading import Reading

        return Reading(self.back.desk, self.back.archive, self.back.store_lane.call)

    @functools.cached_property
    def printer_watch(self) -> PrinterWatch:
        """Keeps the line over the strip true that says that the printer stands still."""
        from ui.printer_watch import PrinterWatch

        return PrinterWatch(
            self._printer_line,
            bridge=self.bridge,
            desk=self.back.desk,
            store_lane=self.back.store_lane,
            printer_lane=self.back.printer_lane,
            printer=self.back.printer,
            queue=self.back.queue,
            parent=self,
        )

    @functools.cached_property
    def papers(self) -> PaperDesk:
        """Where every room's papers are printed and previewed."""
        from ui.papers import PaperDesk

        papers = PaperDesk(
            bridge=self.bridge,
            desk=self.back.desk,
            store_lane=self.back.store_lane,
            printer_lane=self.back.printer_lane,
            printer=self.back.printer,
            queue=self.back.queue,
            pictures=self.back.pictures,
            watch=self.printer_watch,
            reading=self.reading,
            reading_lane=self.back.reading_lane or self.back.sync_lane,
            seal=self._seal,
            parent=self,
        )
        papers.stamp_needed.connect(self._ask_for_stamp)
        return papers

    def close(self) -> None:
        """No further round begins, no answer comes over, the window is gone; lanes end by themselves. Twice is once.

        The window is deleted here and not by the interpreter's end, which would do it after the application's.
        """
        self._next_step.stop()
        self._link_words.stop()
        self.idle.stop()
        self.heartbeat.stop()
        self.restart.stop()
        self.bridge.close()
        if shiboken6.isValid(self.window):
            shiboken6.delete(self.window)
        self.rooms.close()

    def all_arrived(self) -> bool:
        """Whether, as far as the last look at the store says, nothing waits and nothing needs a person."""
        waiting = self._standing.waiting if self._standing else None
        return waiting is not None and not (waiting.lines or waiting.scans or waiting.troubles)

    def tell_bug(self) -> None:
        """The clerk reads that something went wrong and that nothing that was saved is gone."""
        self.window.banner.say("error", "程序出现异常，已保存的办件和草稿都在；请重试，仍有问题请联系运维。")

    def actor(self) -> Actor | None:
        """Who is signed in."""
        return self.session.actor if self.session else None

    def print_papers(
        self,
        numbers: tuple[str, ...],
        done: Callable[[str, PrintOutcome], object],
        failed: Callable[[str, BaseException], object],
        reason: str = "",
    ) -> None:
        """Each paper goes to the printer; ``done`` and ``failed`` are told number by number."""
        actor = self.actor()
        if actor is None:
            return
        for number in numbers:
            told, lost = functools.partial(done, number), functools.partial(failed, number)
            self.papers.print_paper(actor, number, reason, told, lost)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt's name
        """The rooms are begun once the sign-in has been painted for the first time."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            if not self._next_step.isActive():
                self._next_step.start()
        return False

    def _build_on(self) -> None:
        """One step is done; the next comes after the keys that wait already."""
        if self.window.build_on():
            self._next_step.start()
        else:
            self.furnished.emit()

    def _connect(self) -> None:
        self._next_step.timeout.connect(self._build_on)
        for view in self.door.views:
            view.installEventFilter(self)
        if self.enrolling is not None:
            self.enrolling.enrolled.connect(self._adopt)
        self.idle.idle.connect(self._lock)
        self.sign_in.signed_in.connect(self._begin)
        self.window.entered.connect(self._entered)
        self.window.leaving.connect(self._ask_unsent)
        self.window.sign_out_asked.connect(self._leave)
        self.window.ask_before_quitting(self._may_quit)
        self.restart.confirmed.connect(self._quit)
        self.window.quit_line.kept.connect(lambda: self.rooms.intake.presenter.keep(self._quit))
        self.window.quit_line.dropped.connect(lambda: self.rooms.intake.presenter.discard(self._quit))
        self.bridge.changed.connect(lambda _kind: self._ask_standing())
        self.bridge.unclaimed.connect(self.window.banner.say_error)
        self.heartbeat.ended.connect(lambda _beat: self._show_link())
        self._link_words.timeout.connect(self._show_link)
        self._link_words.timeout.connect(self.look_at_session)
        self._link_words.start(_LINK_WORDS_EVERY_MS)

    def _sign_in(self, *, username: str, password: str) -> Session:
        """Runs on the sync lane."""
        return sessions.sign_in(
            self.back.desk,
            self.back.front_door,
            self.back.store_lane.call,
            username=username,
            password=password,
        )

    def _begin(self, session: Session) -> None:
        self.session, self._shown, self._rules_told = session, "", False
        self.reading.sign_in(session.token)
        self.idle.watch(self.window.windowHandle())
        self.window.show_session(session)
        self.restart.begin()
        self.rooms.show_actor(session.actor)
        self.printer_watch.show_actor(session.actor)
        words = offline_words(session)
        if words:
            self.window.banner.say("warn", words)
        who, self._interrupted = self._interrupted, None
        if who is not None and who[0] == session.actor.clerk_no:
            self.rooms.intake.presenter.resume(who[1])
        brought, self.back = self.back.brought, dataclasses.replace(self.back, brought=None)
        if brought is not None:  # whoever signs in first has it before him
            show_brought(self, brought)
        from counter.actions.printing import warm_up

        self.bridge.run(self.back.printer_lane, warm_up, owner=self)
        self._ask_standing()
        self.heartbeat.nudge()

    def _seal(self, prepared: Prepared) -> Prepared:
        """The paper with its e-seal, where the hall has one. Runs on the printer lane."""
        from counter.sync.sealing import with_seal

        return with_seal(self.back.desk, self.back.seals, self.back.store_lane.call, prepared)

    def _adopt(self, way: Way) -> None:
        """The window was enrolled a moment ago: it has a platform now, and the first round fetches the catalogue."""
        self.back = dataclasses.replace(self.back, **vars(way))
        self.reading.reach(way.archive)
        self._ask_standing()
        self.heartbeat.start()
        self.sign_in_view.show_note("本窗口已开通，正在取事项目录；请用工号登录")

    def _lock(self) -> None:
        """Nobody has been there for so long: what is typed is kept, and the desk is free."""
        session = self.session
        if session is not None:
            words = f"{self.back.idle_minutes} 分钟无操作，已自动签退；录到一半的内容已存为草稿"
            self.rooms.intake.presenter.keep(lambda: self._interrupt(session, words))

    def _ask_for_stamp(self, number: str, code: str) -> None:
        """The paper has the place for a stamp, and the clerk reads that he has to use it."""
        why = sentence(Unreachable(code))
        self.window.banner.say("warn", f"{number} 未加盖电子印章，请加盖实物印章（{why}）")

    def _entered(self, key: str) -> None:
        """F2 on 收件 itself, or after a saved case, begins the next one; from elsewhere it comes back to the form."""
        again, self._shown = key == self._shown, key
        if key == "F2" and (again or self.rooms.intake.view.showing_taken()):
            self.rooms.intake.presenter.new_case()

    def _leave(self) -> None:
        """What is half typed is kept as a draft of the person who typed it; then the desk is free."""
        self.rooms.intake.presenter.keep(self._sign_out)

    def look_at_session(self) -> None:
        """A session that is over ends with its typing kept; whoever typed finds it again after signing in."""
        session = self.session
        if session is None:
            return

        def end(over: bool) -> None:
            if over and self.session is session:
                words = sentence(SignInNeeded("sign_in.needed"))
                self.rooms.intake.presenter.keep(lambda: self._interrupt(session, words))

        self.bridge.run(self.back.store_lane, sessions.is_over, self.back.desk, session, done=end, owner=self)

    def _interrupt(self, session: Session, words: str) -> None:
        if self.session is not session:
            return
        typing = self.rooms.intake.presenter.typing()
        self._interrupted = (session.actor.clerk_no, typing) if typing else None
        self._sign_out()
        self.sign_in_view.show_note(words)

    def _may_quit(self) -> bool:
        """Nothing stands half typed and nothing is unsent; otherwise the clerk was asked (faults.md F24)."""
        if self.session is None or self._quitting:
            return True
        half_typed = self.rooms.intake.presenter.has_unsaved()
        if half_typed or self.window.unsent():
            self.window.ask_to_quit(draft=half_typed)
            return False
        return True

    def _hand_is_empty(self) -> bool:
        return self.session is None or not self.rooms.intake.presenter.has_unsaved()

    def _quit(self) -> None:
        """The window closes; not before what was to be kept is on the disk."""
        self._quitting = True
        self.window.close()

    def _ask_unsent(self) -> None:
        """Whose work has not arrived is told in the question that is asked."""
        from counter.actions.closing import unsent_by_clerk

        self.bridge.run(self.back.store_lane, unsent_by_clerk, self.back.desk, done=self.window.tell_unsent, owner=self)

    def _sign_out(self) -> None:
        session, self.session = self.session, None
        self.reading.forget()
        self.idle.stop()
        self.rooms.show_actor(None)
        self.printer_watch.show_actor(None)
        self.window.show_session(None)
        self.restart.begin()
        if session is not None:
            self.bridge.run(self.back.store_lane, sessions.sign_out, self.back.desk, session, owner=self)

    def _beat(self) -> Beat:
        """One round, on the sync lane."""
        if self.back.platform is None:
            raise Unreachable("enrolment.missing")
        from counter.sync.round import sync_once

        report = sync_once(
            self.back.desk, self.back.platform, self.back.front_door, self.back.store_lane.call,
            retention_days=self.back.retention_days,
        )  # fmt: skip
        self._failures = self._failures + 1 if report.trouble else 0
        wait_s = (
            pace.wait_s(self._failures, retry_after_s=report.retry_after_s, draw=self._draw)
            if report.trouble
            else pace.IDLE_S
        )
        return Beat(
            wait_s=0.0 if report.generation_changed else wait_s,
            trouble=report.trouble,
            changed=frozenset(report.changed),
            settled=report.settled,
            refused=report.refused,
            scans=report.scans,
        )

    def _ask_standing(self) -> None:
        self.bridge.run(self.back.store_lane, lists.standing, self.back.desk, done=self._show_standing, owner=self)

    def _show_standing(self, standing: Standing) -> None:
        self._standing = standing
        self.door.show_enrolled(standing.window is not None)
        if standing.window is None and self.enrolling is not None:
            self.enrolling.begin()
        if self.session is not None and not self._rules_told and standing.rules_version < self.back.least_rules:
            self._rules_told = True
            known, least = standing.rules_version, self.back.least_rules
            self.window.banner.say("warn", sentence(RuleBroken("health.rules_old", version=known, least=least)))
        self.window.show_place(standing.window)
        self.sign_in.show_place(standing.window)
        self.window.show_calendar(standing.calendar)
        self.window.show_waiting(standing.waiting.lines, standing.waiting.scans, standing.waiting.troubles)

    def _show_link(self) -> None:
        self.window.show_link(self.heartbeat.silent_since())
