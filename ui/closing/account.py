"""The account of a day as a calm table: what was done, and whether the halves of each pair are equal."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from counter.domain.case import CounterState
from counter.domain.closing import DayAccount, GapKind, LateKind
from ui.parts import PlainLabel, StateTag, set_look
from ui.theme import SPACE
from ui.wording import COUNTER_STATES

GAPS: dict[GapKind, str] = {
    GapKind.NUMBER_WITHOUT_PAPER: "有编号，无文书",
    GapKind.PAPER_WITHOUT_LINE: "有文书，无记录",
    GapKind.PAPER_NOT_PRINTED: "文书未打印",
    GapKind.PRINT_UNCERTAIN: "是否出纸未确认",
    GapKind.LINE_WAITING: "记录未上传",
    GapKind.LINE_STUCK: "记录被退回",
    GapKind.SCAN_WAITING: "扫描件未上传",
    GapKind.NUMBER_GAP: "断号",
}
EXAMPLES: dict[GapKind, str] = {
    GapKind.NUMBER_WITHOUT_PAPER: "例：已报运维核查",
    GapKind.PAPER_WITHOUT_LINE: "例：已报运维核查",
    GapKind.PAPER_NOT_PRINTED: "例：申请人已离开，明日来取",
    GapKind.PRINT_UNCERTAIN: "例：缺纸，已收回废纸一张",
    GapKind.LINE_WAITING: "例：专线中断，恢复后自动上传",
    GapKind.LINE_STUCK: "例：已提请首席代表处理",
    GapKind.SCAN_WAITING: "例：专线中断，恢复后自动上传",
    GapKind.NUMBER_GAP: "例：断电，编号未用",
}
LATE: dict[LateKind, str] = {
    LateKind.NUMBER_ISSUED: "日结后发号",
    LateKind.NUMBER_VOIDED: "日结后作废",
    LateKind.PAPER_PRINTED: "日结后打印",
    LateKind.PRINT_ANSWERED: "日结后确认出纸",
}
_WIDTHS_PX = (120, 72, 80)


class Entry(NamedTuple):
    """One line of the account; ``short`` says how much is missing from it."""

    name: str
    value: str
    short: int | None = None  # None where nothing is compared


def entries(account: DayAccount) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """The groups of the account with their lines."""
    known = {state.value: words for state, words in COUNTER_STATES.items()}
    cases = [Entry("当日收件", f"{sum(account.cases.values())} 件")]
    cases += [
        Entry(f"　{known[state]}", f"{account.cases[state]} 件")
        for state in (each.value for each in CounterState)
        if state in account.cases and state in known
    ]
    valid = account.numbers_issued - account.numbers_void
    return (
        ("办件", (*cases, Entry("发出结果", f"{account.results_handed_out} 份"))),
        (
            "编号和文书",
            (
                Entry("发出编号", f"{account.numbers_issued} 个"),
                Entry("作废编号", f"{account.numbers_void} 个"),
                Entry("打印文书", f"{account.papers_printed} 份", max(valid - account.papers_printed, 0)),
                Entry("补打", f"{account.reprints} 次"),
            ),
        ),
        (
            "上传",
            (
                Entry("写下记录", f"{account.lines_written} 条"),
                Entry(
                    "平台收到", f"{account.lines_delivered} 条", max(account.lines_written - account.lines_delivered, 0)
                ),
                Entry("留存扫描件", f"{account.scans_kept} 份"),
                Entry(
                    "平台收到", f"{account.scans_delivered} 份", max(account.scans_kept - account.scans_delivered, 0)
                ),
            ),
        ),
    )


def history_words(account: DayAccount) -> str:
    """What came right since the last closing, and what was done to days that were closed."""
    counts: dict[str, int] = {}
    for late in account.late:
        counts[LATE[late.kind]] = counts.get(LATE[late.kind], 0) + 1
    told = [f"{word} {count} 项" for word, count in counts.items()]
    if account.cleared:
        told.insert(0, f"上次不符、现已消除 {len(account.cleared)} 项")
    return "　".join(told)


class AccountCard(QFrame):
    """The account; it takes no focus and nothing in it moves."""

    def __init__(self) -> None:
        super().__init__()
        set_look(self, "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        self._column.setSpacing(SPACE.small)
        self._history = PlainLabel(look="quiet", wrap=True)
        self._groups: list[QWidget] = []
        self._column.addStretch(1)
        self._column.addWidget(self._history)
        self._told = ""

    def words(self) -> str:
        """Everything that the card says, line by line."""
        return self._told

    def show_account(self, account: DayAccount | None) -> None:
        """The card shows that account, or nothing."""
        for group in self._groups:
            self._column.removeWidget(group)
            group.hide()
            group.deleteLater()
        self._groups = []
        told: list[str] = []
        for place, (title, lines) in enumerate(entries(account) if account else ()):
            group = _group(title, lines)
            self._column.insertWidget(place, group)
            self._groups.append(group)
            told += [f"{line.name} {line.value}" + (f" 少 {line.short}" if line.short else "") for line in lines]
        self._history.setText(history_words(account) if account else "")
        self._told = "\n".join((*told, self._history.text()))


def _group(title: str, lines: tuple[Entry, ...]) -> QWidget:
    group = QWidget()
    grid = QGridLayout(group)
    grid.setContentsMargins(0, 0, 0, SPACE.small)
    grid.setHorizontalSpacing(SPACE.middle)
    grid.setVerticalSpacing(2)
    for column, width_px in enumerate(_WIDTHS_PX):
        grid.setColumnMinimumWidth(column, width_px)
    grid.setColumnStretch(len(_WIDTHS_PX), 1)
    grid.addWidget(PlainLabel(title, look="section"), 0, 0, 1, len(_WIDTHS_PX))
    for row, line in enumerate(lines, start=1):
        grid.addWidget(PlainLabel(line.name, look="soft"), row, 0)
        grid.addWidget(PlainLabel(line.value), row, 1, Qt.AlignmentFlag.AlignRight)
        if line.short is not None:
            tag = StateTag(f"少 {line.short}" if line.short else "相符", "wait" if line.short else "good", bare=True)
            grid.addWidget(tag, row, 2)
    return group
