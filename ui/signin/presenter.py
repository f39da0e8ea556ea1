"""登录: asks the platform, or the verifier of an earlier sign-in while the platform is away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from counter.domain.staff import Session, Window
from counter.errors import CounterError
from counter.lanes import Lane
from ui.bridge import Bridge
from ui.parts.times import day_and_time
from ui.signin.view import SignInView
from ui.wording import sentence


class SignInPresenter(QObject):
    """One sign-in at a time; the password is kept nowhere.

    Args:
        view: the screen.
        bridge: the crossing.
        lane: where the sign-in blocks (the sync lane).
        sign_in: takes username and password by name; gives the Session or raises.
        parent: Qt's.
    """

    signed_in = Signal(object)
    """The Session."""

    def __init__(
        self,
        view: SignInView,
        bridge: Bridge,
        lane: Lane,
        sign_in: Callable[..., Session],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._bridge = bridge
        self._lane = lane
        self._sign_in = sign_in
        view.sign_in_asked.connect(self._ask)

    def show_place(self, place: Window | None) -> None:
        """The screen names the window, or says that this machine is not enrolled yet."""
        if place is None:
            self._view.show_place("本机尚未开通；请联系运维用一次性开通码开通", practice=False)
        else:
            words = f"{place.region_name}  {place.hall_name}  {place.window} 号窗口"
            self._view.show_place(words, practice=place.practice)

    def _ask(self, username: str, password: str) -> None:
        self._view.show_busy(True)
        self._bridge.run(
            self._lane,
            self._sign_in,
            username=username,
            password=password,
            done=self._done,
            failed=self._failed,
            owner=self,
        )

    def _done(self, session: Session) -> None:
        self._view.clear()
        self.signed_in.emit(session)

    def _failed(self, error: BaseException) -> None:
        self._view.show_busy(False)
        field = error.field if isinstance(error, CounterError) else ""
        self._view.show_fault(sentence(error), field=field)


def offline_words(session: Session) -> str:
    """What the window says after a sign-in without the platform; empty after one with it."""
    return "" if session.online else f"平台未连接，已离线登录；离线登录期限至 {day_and_time(session.offline_until)}"
