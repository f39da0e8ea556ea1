"""A file dialog that lets the rest of the window live."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from counter.domain.media import SUFFIXES

ATTACHMENTS = f"附件 ({' '.join(f'*{suffix} *{suffix.upper()}' for suffix in SUFFIXES)})"
"""What a name filter says of files that can be attached."""


class FileAsker(QObject):
    """One dialog at a time.

    Args:
        home: the widget that the dialog stands before.
    """

    def __init__(self, home: QWidget) -> None:
        super().__init__(home)
        self._home = home
        self._dialog: QFileDialog | None = None

    def ask(
        self,
        title: str,
        chosen: Callable[[list[str]], object],
        *,
        mode: QFileDialog.FileMode = QFileDialog.FileMode.ExistingFile,
        only: str = "",
        back: Callable[[], QWidget | None] | None = None,
    ) -> None:
        """The dialog is open, or in front when it was.

        Args:
            title: of the dialog.
            chosen: takes the paths.
            mode: one file, several or a folder.
            only: a name filter of Qt's; empty is everything.
            back: which widget has the focus afterwards; without it the home.
        """
        if self._dialog is not None:
            self._dialog.raise_()
            return
        dialog = QFileDialog(self._home, title, str(Path.home()), only)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(lambda paths: chosen(list(paths)))
        dialog.finished.connect(lambda: self._gone(self._home if back is None else back()))
        self._dialog = dialog
        dialog.open()

    def dialog(self) -> QFileDialog | None:
        """The dialog while it is open."""
        return self._dialog

    def _gone(self, back: QWidget | None) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
        if back is not None:
            back.setFocus()


class FileChooser(QObject):
    """Asks for attachments.

    Args:
        home: the widget that has the focus again afterwards.
    """

    chosen = Signal(str, list)
    """What they are for, and their paths (str)."""

    def __init__(self, home: QWidget) -> None:
        super().__init__(home)
        self._asker = FileAsker(home)
        self.dialog = self._asker.dialog

    def ask(self, purpose: str) -> None:
        """The dialog is open; what is chosen is for that."""
        self._asker.ask(
            "添加附件",
            lambda paths: self.chosen.emit(purpose, paths),
            mode=QFileDialog.FileMode.ExistingFiles,
            only=ATTACHMENTS,
        )
