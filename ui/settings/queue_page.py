"""离线转交: this window's unsent work onto a stick (F8), and what another window exported from a stick (Alt+O, F9)."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.sync.carrying import SeenQueue
from counter.wire.queue_file import ENDING
from ui.parts import ActionButton, PlainLabel, set_look, shown
from ui.parts.facts import Fact, FactGrid
from ui.parts.files import FileAsker
from ui.parts.times import day_and_time
from ui.theme import SPACE


class QueuePage(QWidget):
    """Two cards: what waits here, and what was brought."""

    export_asked = Signal(str)
    """The folder that was chosen."""
    file_chosen = Signal(str)
    """The file that was chosen."""
    carry_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._files = FileAsker(self)
        self.dialog = self._files.dialog
        self.export = ActionButton("导出到 U 盘…", key="F8", look="main", scope=self)
        self.choose = ActionButton("选择文件…", key="Alt+O", scope=self)
        self.carry = ActionButton("代送到平台", key="F9", look="main", scope=self)
        self.waiting, self.brought = FactGrid(), FactGrid()
        self.progress, self._who = PlainLabel(look="strong"), PlainLabel(look="quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.middle)
        column.addWidget(self._card(
            "带走本窗口未上传的记录",
            "断网多日、电脑送修时用：未上传的记录和扫描件存成一个加密文件，只有平台能打开。"
            "本窗口的记录照常保留，联网后照常上传，不会重复。",
            self.waiting,
            self.export,
            self._who,
        ))  # fmt: skip
        column.addWidget(self._card(
            "代送其他窗口的文件",
            "本大厅其他窗口导出的文件，由联网登录的人从这里送到平台；送到后平台记下是谁代送的。中断了再按一次，从断点继续。",
            self.brought,
            self.choose,
            self.carry,
            self.progress,
        ))  # fmt: skip
        column.addStretch(1)
        modes = QFileDialog.FileMode
        self.export.clicked.connect(lambda: self._ask("导出到", modes.Directory, self.export_asked))
        self.choose.clicked.connect(lambda: self._ask("选择导出的文件", modes.ExistingFile, self.file_chosen))
        self.carry.clicked.connect(self.carry_asked)
        self.show_brought(None)

    def start(self) -> QWidget:
        """The button of the file that was brought, else the one that chooses it."""
        return self.carry if self.carry.isEnabled() else self.choose

    def show_waiting(self, lines: int, scans: int, troubles: int) -> None:
        """So much is unsent here."""
        facts = [Fact("未上传", f"记录 {lines} 条，扫描件 {scans} 份")]
        if troubles:
            facts.append(Fact("需处理", f"{troubles} 条，不在导出之列；平台已有，请到待处理（F10）办理"))
        self.waiting.show_facts(facts)

    def show_brought(self, seen: SeenQueue | None) -> None:
        """That file is to be sent, or none."""
        self.brought.show_facts([Fact("文件", "还没有选择")] if seen is None else facts_of(seen))
        if seen is None and self.carry.hasFocus():
            self.choose.setFocus()  # a button that is barred would lose the keys
        self.carry.bar("还没有选择文件" if seen is None else "")
        self.show_progress("")

    def let_export(self, reason: str) -> None:
        """This person may export, or the reason why not stands beside the button."""
        self.export.bar(reason)
        self._who.setText(reason)

    def show_progress(self, words: str) -> None:
        """How far it is."""
        self.progress.setText(words)

    def _card(self, title: str, about: str, facts: FactGrid, *line: QWidget) -> QWidget:
        card = QFrame()
        set_look(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        column.setSpacing(SPACE.small)
        column.addWidget(PlainLabel(title, look="section"))
        column.addWidget(PlainLabel(about, look="soft", wrap=True))
        column.addWidget(facts)
        row = QHBoxLayout()
        row.setSpacing(SPACE.small)
        for part in line:
            row.addWidget(part)
        row.addStretch(1)
        column.addLayout(row)
        return card

    def _ask(self, title: str, mode: QFileDialog.FileMode, chosen: SignalInstance) -> None:
        """A dialog asks where; the rest of the window lives."""
        only = f"导出的待上传文件 (*{ENDING})" if mode is QFileDialog.FileMode.ExistingFile else ""
        self._files.ask(title, lambda paths: chosen.emit(paths[0]), mode=mode, only=only, back=self.start)


def facts_of(seen: SeenQueue) -> list[Fact]:
    """What the file says of itself, for whoever carries it."""
    header = seen.header
    oldest = f"，最早 {day_and_time(header.oldest_at)}" if header.oldest_at else ""
    return [
        Fact("文件", shown(seen.path.name)),
        Fact("窗口", shown(f"{header.hall_name}　{header.window} 号窗口")),
        Fact("内容", f"记录 {header.lines} 条，扫描件 {header.scans} 份{oldest}"),
        Fact("导出时间", day_and_time(header.made_at)),
    ]
