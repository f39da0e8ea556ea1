"""体检: every check with how it stands and why; F8 looks again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter.health.findings import Finding, Level, Report
from ui.machine_wording import CHECKS, LEVELS, seen_words
from ui.parts import ActionButton, PlainLabel
from ui.parts.table import Column, PagedRows, PageTable
from ui.theme import SPACE, Tone
from ui.wording import known, words

_CHECK_PX = 150
_LEVEL_PX = 110


def finding_words(finding: Finding) -> str:
    """Why it is not in order, or what was seen."""
    if not finding.code:
        return seen_words(finding)
    return words(finding.code, finding.params) if known(finding.code) else f"请联系运维并报代码 {finding.code}"


class HealthPage(QWidget):
    """A table of checks and a line that sums them up."""

    look_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: PagedRows[Finding] = PagedRows((
            Column("项目", lambda finding: CHECKS[finding.check], width_px=_CHECK_PX),
            Column("状态", lambda finding: LEVELS[finding.level][0], width_px=_LEVEL_PX, tone=_tone),
            Column("说明", finding_words),
        ))  # fmt: skip
        self.table = PageTable(self.rows)
        self.table.setAccessibleName("体检结果")
        self.sum = PlainLabel("尚未检查", look="strong")
        self.look = ActionButton("重新检查", key="F8", look="main", scope=self)
        self.look.clicked.connect(self.look_asked.emit)
        row = QHBoxLayout()
        row.addWidget(self.look)
        row.addSpacing(SPACE.small)
        row.addWidget(self.sum, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.middle)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def start(self) -> QWidget:
        """The table, to walk through."""
        return self.table

    def show_busy(self, busy: bool) -> None:
        """Looking takes seconds: the button says so."""
        self.look.bar("正在检查…" if busy else "")
        if busy:
            self.sum.setText("正在检查…")

    def show_report(self, report: Report) -> None:
        """Every check; what is not in order stands first."""
        worst = {Level.BAD: 0, Level.WARN: 1, Level.OK: 2}
        found = sorted(report.findings, key=lambda finding: worst[finding.level])
        self.rows.start(found, len(found))
        self.table.go_to(0)
        count = {level: sum(finding.level is level for finding in found) for level in Level}
        if report.level is Level.OK:
            self.sum.setText(f"{len(found)} 项全部正常")
        else:
            parts = [f"{count[level]} 项{LEVELS[level][0]}" for level in (Level.BAD, Level.WARN) if count[level]]
            self.sum.setText(f"{'，'.join(parts)}；其余 {count[Level.OK]} 项正常")


def _tone(finding: Finding) -> Tone:
    return LEVELS[finding.level][1]
