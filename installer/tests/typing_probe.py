"""Runs inside a root with the package's own Python: a line of our theme takes keys until 回车, then says what it holds.

Copied over ``app/start.py`` of a root that is thrown away, so that the package's launcher chooses the input method.
"""

import sys
from pathlib import Path

_APP = Path(__file__).resolve().parent
sys.path[:0] = [str(_APP), str(_APP.parent / "site")]

from PySide6.QtCore import QTimer  # noqa: E402 -- found only now
from PySide6.QtWidgets import QApplication, QLineEdit  # noqa: E402

from ui.theme import measure_by_our_font, wear_sheet  # noqa: E402

_MOST_MS = 40_000


def main() -> None:
    """The words that stood in the line when Enter was pressed are on standard output."""
    app = QApplication(sys.argv[:1])
    measure_by_our_font(app)
    line = QLineEdit()
    line.setWindowTitle("TYPING")
    line.resize(500, 60)
    wear_sheet(line)
    line.returnPressed.connect(app.quit)
    line.show()
    line.activateWindow()
    line.setFocus()
    QTimer.singleShot(_MOST_MS, app.quit)
    app.exec()
    sys.stdout.write(f"typed={line.text()}\n")


if __name__ == "__main__":
    main()
