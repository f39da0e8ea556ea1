"""The hall looks at its windows by itself: also when none of them speaks, a silent one is noticed (``watching``)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from litestar.concurrency import sync_to_thread
from sqlalchemy.exc import SQLAlchemyError

from counter.hall.beside import beside
from counter.hall.hall import Hall
from counter.hall.watching import LOOK_EVERY

_log = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[object]]
"""Ends after so many seconds; ``asyncio.sleep`` outside tests."""


@contextlib.asynccontextmanager
async def looking(hall: Hall, pause: Pause = asyncio.sleep) -> AsyncIterator[None]:
    """Inside the block the hall looks at every window from time to time; the last look has ended when it ends."""
    async with beside(_look_on(hall, pause)):
        yield


async def _look_on(hall: Hall, pause: Pause) -> None:
    """A database that cannot be asked now is asked again: this is one look, and the next one tells the same."""
    while True:
        await pause(LOOK_EVERY.total_seconds())
        try:
            await asyncio.shield(sync_to_thread(hall.watch))
        except SQLAlchemyError as error:
            _log.error("look failed error=%s", type(error).__name__)
