"""Run as a program: opens a window once, says ``usable`` on standard output when it is, and ends.

``open_once.py bare``: PySide6 with one label. ``open_once.py counter HOME POLICY``: ours. Usable means painted, and the
event loop has come round to the next key; ours has by then taken a key into the number that one signs in with. Ours
goes on typing until every room stands in the window and says the longest stall in seconds in a second line.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from ui.shop import Shop


def main(words: list[str]) -> int:
    """The window was there. Nothing of Qt is loaded before the program itself asks for it."""
    if words[0] == "bare":
        from PySide6.QtWidgets import QApplication, QLabel  # noqa: PLC0415

        app = QApplication(sys.argv[:1])
        label = QLabel("一窗受理")
        label.resize(1366, 740)

        def end() -> None:
            _say("usable")
            app.quit()

        return _show(label, end)
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from main import put_together  # noqa: PLC0415 -- found only now

    with put_together(Path(words[1]), Path(words[2])) as shop:
        return _show(shop.window, lambda: _type_on(shop))


def _show(window: QWidget, then: Callable[[], object]) -> int:
    """The window was shown and painted; ``then`` was called when the loop came round."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    window.show()
    window.repaint()
    QTimer.singleShot(0, then)
    return QApplication.exec()


def _type_on(shop: Shop) -> None:
    """A key stands in the number: usable. Then one more at every beat until the rooms are there."""
    from PySide6.QtCore import QEvent, Qt, QTimer  # noqa: PLC0415
    from PySide6.QtGui import QKeyEvent  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication, QLineEdit  # noqa: PLC0415

    number = shop.window.focusWidget()
    if not isinstance(number, QLineEdit):
        raise TypeError("the cursor is in no field")

    def press() -> None:
        typed = len(number.text())
        QApplication.sendEvent(number, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_7, Qt.KeyboardModifier(0), "7"))
        if len(number.text()) != min(typed + 1, number.maxLength()):
            raise RuntimeError("a key was lost")

    press()
    _say("usable")
    from ui.practice.stalls import BEAT_MS, Stalls  # noqa: PLC0415 -- no part of the opening

    stalls, keys = Stalls(), QTimer(shop)
    keys.timeout.connect(press)
    shop.furnished.connect(lambda: QTimer.singleShot(2 * BEAT_MS, end))

    def end() -> None:
        stalls.stop()
        _say(str(stalls.longest_ms / 1000))
        QApplication.quit()

    stalls.start()
    keys.start(BEAT_MS)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 -- what it is for


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
