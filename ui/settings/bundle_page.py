"""诊断包: every file of it is read here before anything is written; F8 puts it into a folder."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from counter.health.bundle import Piece
from ui.parts import ActionButton, PlainLabel
from ui.parts.files import FileAsker
from ui.parts.sidelist import SideEntry, SideList
from ui.parts.text import shown
from ui.theme import SPACE

_LIST_PX = 220
_BYTES_PER_KB = 1024


class BundlePage(QWidget):
    """The files at the left, the text of the current one at the right."""

    write_asked = Signal(str)
    """The folder that was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: tuple[Piece, ...] = ()
        self._folders = FileAsker(self)
        self.dialog = self._folders.dialog
        self.files = SideList()
        self.files.setFixedWidth(_LIST_PX)
        self.files.setAccessibleName("诊断包中的文件")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("文件内容")
        self.write = ActionButton("存到文件夹…", key="F8", look="main", scope=self)
        self.write.clicked.connect(self.ask_folder)
        self.write.bar("正在收集…")
        words = "发给运维前可逐份查看；只含版本、设置、体检结果、数量和日志代码，不含姓名、证件号等个人信息。"
        row = QHBoxLayout()
        row.addWidget(self.write)
        row.addSpacing(SPACE.small)
        row.addWidget(PlainLabel(words, look="quiet", wrap=True), 1)
        both = QHBoxLayout()
        both.setSpacing(SPACE.small)
        both.addWidget(self.files)
        both.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.middle)
        column.addLayout(row)
        column.addLayout(both, 1)
        self.files.chosen.connect(self._show)

    def start(self) -> QWidget:
        """The list of files."""
        return self.files

    def pieces(self) -> tuple[Piece, ...]:
        """What would be written."""
        return self._pieces

    def show_pieces(self, pieces: tuple[Piece, ...]) -> None:
        """These can be read, and written."""
        self._pieces = pieces
        self.files.show_entries([SideEntry(piece.name, note=_size(piece)) for piece in pieces])
        self.files.choose(0)
        self._show(0)
        self.write.bar("")

    def ask_folder(self) -> None:
        """A dialog asks for the folder; the rest of the window lives."""
        self._folders.ask(
            "诊断包存到",
            lambda paths: self.write_asked.emit(paths[0]),
            mode=QFileDialog.FileMode.Directory,
            back=self.start,
        )

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._pieces):
            self.text.setPlainText("\n".join(shown(line) for line in self._pieces[row].text.split("\n")))


def _size(piece: Piece) -> str:
    size = len(piece.text.encode())
    return f"{size} B" if size < _BYTES_PER_KB else f"{size // _BYTES_PER_KB} KB"
