"""The binding must not eat Python: PySide6 6.12.0 took a reference of True at every emit and killed CPython 3.11."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class _Sender(QObject):
    told = Signal(object)


def test_emitting_a_signal_takes_no_reference_of_true(dressed: None) -> None:
    """A hundred emits, and True is referenced as before (a few more or less by others)."""
    del dressed
    sender = _Sender()
    sender.told.connect(lambda _what: None)
    before = sys.getrefcount(True)
    for _ in range(100):
        sender.told.emit(None)
    assert abs(sys.getrefcount(True) - before) < 50
