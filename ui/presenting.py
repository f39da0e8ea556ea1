"""What every presenter does alike: asks the store lane for the person who is signed in, and shows a list page by page.

view ── intent ──▶ presenter ── ask(function, …) ──▶ store lane
 ▲                     └◀── done, failed: dropped when the person left or another list was begun ──┘
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from counter.actions.desk import Desk
from counter.domain.staff import Actor
from counter.lanes import Lane
from ui.bridge import Bridge
from ui.parts.banner import Banner
from ui.parts.table import PAGE_ROWS, PagedRows

T = TypeVar("T")
Failed = Callable[[BaseException], object]


class Page(Protocol):
    """A page of rows and the length of the whole list."""

    @property
    def rows(self) -> Sequence[Any]:
        """Those that came."""

    @property
    def total(self) -> int:
        """How many there are."""


class ScreenPresenter(QObject):
    """Asks the store lane; an answer that was asked for by somebody who left is dropped.

    Args:
        banner: where errors are told that nobody else takes.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        nudge: called when there is something to send.
        parent: Qt's.
    """

    def __init__(
        self,
        *,
        banner: Banner,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        nudge: Callable[[], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._banner = banner
        self._bridge = bridge
        self._desk = desk
        self._store_lane = store_lane
        self._nudge = nudge
        self._actor: Actor | None = None

    @property
    def actor(self) -> Actor | None:
        """Who is signed in."""
        return self._actor

    def ask(
        self,
        function: Callable[..., T],
        *args: Any,
        done: Callable[[T], object] | None = None,
        failed: Failed | None = None,
        **kwargs: Any,
    ) -> None:
        """The function runs on the store lane with the desk first; its outcome comes here while the person is here."""
        asked_by = self._actor

        def tell(outcome: T) -> None:
            if done is not None and self._actor is asked_by:
                done(outcome)

        def lost(error: BaseException) -> None:
            if self._actor is asked_by:
                (failed or self._banner.say_error)(error)

        self._bridge.run(
            self._store_lane, function, self._desk, *args, done=tell, failed=lost, owner=self, **kwargs
        )  # fmt: skip

    def settle(self) -> None:
        """A deed was done: the screens ask again, and what is to be sent goes."""
        self._bridge.announce(["cases", "deliveries"])
        if self._nudge is not None:
            self._nudge()


class Pager(QObject):
    """Feeds a list: its first page at once, the others as they are wanted; a page of an earlier list is dropped."""

    began = Signal(object)
    """The first page, after its rows are shown."""

    def __init__(self, presenter: ScreenPresenter, rows: PagedRows[Any], *, failed: Failed) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._rows = rows
        self._failed = failed
        self._fetch: Callable[..., Page] | None = None
        self._args: tuple[Any, ...] = ()
        self._round = 0
        rows.wanted.connect(self._add)

    def start(self, fetch: Callable[..., Page], *args: Any, rows: int = PAGE_ROWS) -> None:
        """The list is what ``fetch(desk, *args, offset, limit)`` gives, from its beginning; ``rows`` of it at first."""
        self._fetch, self._args = fetch, args
        self._round += 1
        asked = self._round

        def show(page: Page) -> None:
            if asked != self._round:
                return
            if tuple(page.rows) != self._rows.rows() or page.total != self._rows.total():  # else nothing moves
                self._rows.start(page.rows, page.total)
            self.began.emit(page)

        self._presenter.ask(fetch, *args, 0, rows, done=show, failed=self._failed)

    def forget(self) -> None:
        """No answer that is still under way is shown."""
        self._round += 1
        self._fetch = None

    def _add(self, offset: int, limit: int) -> None:
        if self._fetch is None:
            return
        asked = self._round

        def add(page: Page) -> None:
            if asked == self._round:
                self._rows.add_page(offset, page.rows)
            else:
                self._rows.page_failed()  # the list was asked for anew; its next page may be

        def lost(error: BaseException) -> None:
            self._rows.page_failed()
            self._failed(error)

        self._presenter.ask(self._fetch, *self._args, offset, limit, done=add, failed=lost)
