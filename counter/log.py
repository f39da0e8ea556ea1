"""The log: one JSON object per line, only ids and codes; never a name, a number or a form value (trust.md §4).

Values are let through by the name of their field, so a new field is silent until somebody thought about it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import logging.handlers
import os
from pathlib import Path

ALLOWED = frozenset({
    "case", "line", "seq", "epoch", "kind", "code", "field", "count", "wait_s", "took_ms", "lane", "job", "verdict",
    "settled", "refused", "scans", "news", "trouble", "version", "error",
})  # fmt: skip
"""The fields that a log line may carry."""
_MOST_BYTES = 2 * 1024 * 1024
_logger = logging.getLogger("counter")


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {})
        shown = {name: value for name, value in fields.items() if name in ALLOWED}
        return json.dumps({"at": self.formatTime(record), "event": record.msg, **shown}, ensure_ascii=True)


def _rename(full: str, to: str) -> None:
    """The full file has its next name, or goes on growing while another program has it open (Windows renames none)."""
    with contextlib.suppress(PermissionError):
        os.replace(full, to)  # noqa: PTH105 -- logging hands over names


def start_log(home: Path) -> None:
    """Events are written to ``log/counter.jsonl`` in the home, at most five files of 2 MB."""
    folder = home / "log"
    handler: logging.Handler
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:  # whoever opens the desk next says what is wrong with the folder
        _wear(logging.NullHandler())
        return
    handler = logging.handlers.RotatingFileHandler(
        folder / "counter.jsonl", maxBytes=_MOST_BYTES, backupCount=4, encoding="utf-8", delay=True
    )
    handler.rotator = _rename
    handler.setFormatter(_Line())
    _wear(handler)


def listen(level: str) -> None:
    """``info`` keeps events and bugs, ``error`` bugs alone."""
    _logger.setLevel(logging.ERROR if level == "error" else logging.INFO)


def _wear(handler: logging.Handler) -> None:
    for old in list(_logger.handlers):
        _logger.removeHandler(old)
        old.close()
    _logger.addHandler(handler)
    _logger.setLevel(logging.INFO)
    _logger.propagate = False


def note(event: str, **fields: str | float) -> None:
    """The event is in the log with those of its fields that are allowed. ``event`` is a constant, never data."""
    _logger.info(event, extra={"fields": fields})


def note_bug(where: str, error: BaseException) -> None:
    """A bug is in the log by its type and place; its text is left out, because it may carry personal data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
    _logger.error("bug", extra={"fields": {"job": where, "error": f"{type(error).__name__} {place}"}})
