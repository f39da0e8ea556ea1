"""Run as a program: opens a window once, says so on standard output when it can be used, and ends.

``open_once.py bare``: PySide6 with one label. ``open_once.py counter HOME POLICY``: ours. Usable means shown, and the
event loop has come round to the next key.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def main(words: list[str]) -> int:
    """The window was there. Nothing of Qt is loaded before the program itself asks for it."""
    if words[0] == "bare":
        from PySide6.QtWidgets import QApplication, QLabel  # noqa: PLC0415

        app = QApplication(sys.argv[:1])
        label = QLabel("一窗受理")
        label.resize(1366, 740)
        _show(label)
        return app.exec()
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from main import put_together  # noqa: PLC0415 -- found only now

    with put_together(Path(words[1]), Path(words[2])) as shop:
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415

        _show(shop.window)
        return QApplication.exec()


def _show(window: QWidget) -> None:
    from PySide6.QtCore import QTimer  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    window.show()
    QTimer.singleShot(0, lambda: (print("usable", flush=True), QApplication.quit()))  # noqa: T201 -- what it is for


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
