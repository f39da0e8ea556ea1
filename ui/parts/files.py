"""A file dialog that lets the rest of the window live."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from counter.domain.media import SUFFIXES


class FileChooser(QObject):
    """Asks for attachments; one dialog at a time.

    Args:
        home: the widget that has the focus again afterwards.
    """

    chosen = Signal(str, list)
    """What they are for, and their paths (str)."""

    def __init__(self, home: QWidget) -> None:
        super().__init__(home)
        self._home = home
        self._dialog: QFileDialog | None = None

    def ask(self, purpose: str) -> None:
        """The dialog is open; what is chosen is for that."""
        if self._dialog is not None:
            self._dialog.raise_()
            return
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
        dialog = QFileDialog(self._home, "添加附件", str(Path.home()), f"附件 ({patterns})")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.chosen.emit(purpose, list(paths)))
        dialog.finished.connect(self._gone)
        self._dialog = dialog
        dialog.open()

    def dialog(self) -> QFileDialog | None:
        """The dialog while it is open."""
        return self._dialog

    def _gone(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
        self._home.setFocus()
