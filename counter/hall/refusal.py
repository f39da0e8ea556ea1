"""Why the hall refuses a whole call; it becomes a ``HallFault`` with its status, and nothing was done."""

from __future__ import annotations

from counter.errors import Refused


class CallRefused(Refused):
    """The call had no effect; carries the HTTP status and the sentence for the person.

    Args:
        status: HTTP status, 4xx.
        code: stable, dotted.
        message: Chinese, without personal data.
        field: dotted path of what it concerns.
        headers: what the answer also carries, e.g. the right Upload-Offset.
    """

    def __init__(
        self, status: int, code: str, message: str, *, field: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(code, field=field)
        self.status = status
        self.message = message
        self.headers = headers or {}
