"""打印机停住了: why, how to go on, which papers wait in its queue, and another printer for this one paper (F17)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.actions.print_queue import Queue
from counter.domain.print_job import PaperJob
from ui.parts.actions import ActionButton
from ui.parts.came_out import CameOutLine
from ui.parts.text import KeyHint, PlainLabel, set_tone, shown
from ui.theme import SPACE
from ui.wording import words

KEY = "F12"
"""Leads here from every room; none of them may have it for something else."""
_JOBS_SEEN = 4
_GO_ON = "装纸或排除卡纸后在打印机上按“继续”；仍不出纸请运维恢复队列。"


class PrinterLine(QFrame):
    """Stands above the strip while a queue stands still; F12 leads here, Esc hides it until the next trouble."""

    look_asked = Signal()
    """The person did something at the printer."""
    cancel_asked = Signal(object)
    """The PaperJob that is not to come out any more."""
    elsewhere_asked = Signal(str)
    """The papers that did not come out go to that queue; the next ones go where they always go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_tone(self, "wait")
        self._came_from: QWidget | None = None
        self._buttons: list[ActionButton] = []
        self._words = PlainLabel(wrap=True)
        self._again = ActionButton("再看一次")
        self._hide = ActionButton("收起  Esc", look="bare")
        self._jobs = QVBoxLayout()
        self._jobs.setSpacing(SPACE.tiny)
        self._stuck = PlainLabel(wrap=True)
        self._others = QComboBox()
        self._others.setAccessibleName("另选打印机")
        self._elsewhere = ActionButton("用此打印机打印", look="main")
        self.came_out = CameOutLine()
        head = QHBoxLayout()
        head.addWidget(self._words, 1)
        head.addWidget(KeyHint(KEY))
        head.addWidget(self._again)
        head.addWidget(self._hide)
        self._choice = QWidget()
        choice = QHBoxLayout(self._choice)
        choice.setContentsMargins(0, 0, 0, 0)
        choice.addWidget(self._stuck, 1)
        choice.addWidget(self._others)
        choice.addWidget(self._elsewhere)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.middle, SPACE.tiny, SPACE.middle, SPACE.tiny)
        column.setSpacing(SPACE.tiny)
        column.addLayout(head)
        column.addLayout(self._jobs)
        column.addWidget(self._choice)
        column.addWidget(self.came_out)
        self._again.clicked.connect(self.look_asked)
        self._hide.clicked.connect(self.leave)
        self._elsewhere.clicked.connect(lambda: self.elsewhere_asked.emit(str(self._others.currentData())))
        self.hide()

    def text(self) -> str:
        """What is said of the queue; empty when nothing is."""
        return "" if self.isHidden() else self._words.text()

    def show_queue(self, queue: Queue, stuck: Sequence[str]) -> None:
        """The queue stands still: what waits in it, and where the papers that were not taken could be printed.

        Args:
            queue: as it was looked at.
            stuck: numbers of papers that the printer did not take.
        """
        self._words.setText(f"{words(queue.trouble, {'queue': queue.name}).partition('；')[0]}。{_GO_ON}")
        self.setAccessibleName(self._words.text())
        self._show_jobs(queue)
        others = [name for name in queue.queues if name != queue.name]
        self._others.clear()
        for name in others:
            self._others.addItem(shown(name), name)
        self._choice.setVisible(bool(stuck))
        for part in (self._others, self._elsewhere):
            part.setVisible(bool(others))
        said = "、".join(stuck)
        self._stuck.setText(f"未打印：{said}" if others else f"未打印：{said}；本机没有其他打印机")
        self.show()

    def say(self, said: str) -> None:
        """That stands beside what is said of the queue."""
        self._words.setText(said)
        self.show()

    def jobs(self) -> tuple[ActionButton, ...]:
        """The buttons that take a job out, in the order of the queue."""
        return tuple(self._buttons)

    def printers(self) -> tuple[str, ...]:
        """The other printers that are offered."""
        return tuple(str(self._others.itemData(row)) for row in range(self._others.count()))

    def print_elsewhere(self, queue: str) -> None:
        """The papers go to that printer, as if it had been picked and the button pressed."""
        self._others.setCurrentIndex(self._others.findData(queue))
        self._elsewhere.click()

    def go_to(self) -> None:
        """The line has the focus, when it is there."""
        if self.isVisible():
            self._came_from = self.window().focusWidget()
            self._again.setFocus()

    def leave(self) -> None:
        """The line is gone; the focus is where it was."""
        had_focus = self.isAncestorOf(self.window().focusWidget() or self)
        self.came_out.clear()
        self.hide()
        if had_focus and self._came_from is not None:
            self._came_from.setFocus()
        self._came_from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc hides it; Enter presses the button that has the focus."""
        focused = self.window().focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, ActionButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def _show_jobs(self, queue: Queue) -> None:
        while self._jobs.count():
            part = self._jobs.takeAt(0)
            widget = part.widget() if part else None
            if widget is not None:
                widget.deleteLater()
        self._buttons = []
        for job in queue.jobs[:_JOBS_SEEN]:
            self._jobs.addWidget(self._row(job))
        rest = [f"另有 {len(queue.jobs) - _JOBS_SEEN} 件在等待"] if len(queue.jobs) > _JOBS_SEEN else []
        rest += [f"其他程序的任务 {queue.others} 件"] if queue.others else []
        if rest:
            self._jobs.addWidget(PlainLabel("；".join(rest), look="soft"))

    def _row(self, job: PaperJob) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        again = f"（补打第 {job.again} 次）" if job.again else ""
        across.addWidget(PlainLabel(f"在队列中等待：{job.number}{again}"), 1)
        cancel = ActionButton("取消此任务")
        cancel.setAccessibleName(f"取消 {job.number}")
        cancel.clicked.connect(partial(self.cancel_asked.emit, job))
        self._buttons.append(cancel)
        across.addWidget(cancel)
        return row
