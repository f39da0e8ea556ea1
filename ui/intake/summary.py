"""At the right: what the item asks and promises, the due dates before one decides, what still lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from counter.domain.item import Fee, Handling, Need, ServiceItem, TimeLimit, TimeUnit
from counter.domain.workdays import DueDates
from ui.intake.pick_list import PickList
from ui.parts import Banner, KeyHint, PlainLabel, set_look
from ui.parts.sidelist import SideEntry
from ui.parts.times import day_or_open
from ui.theme import SPACE

WIDTH_PX = 332
_SCROLL_BAR_PX = 14
_ROW_PX = 36
UNITS = {TimeUnit.WORKING_DAYS: "个工作日", TimeUnit.CALENDAR_DAYS: "个自然日", TimeUnit.HOURS: "小时"}


class Lack(NamedTuple):
    """One thing that stands in the way of the decision: where, and the words for it."""

    path: str
    words: str


class Preview(NamedTuple):
    """The dates that 受理 and 收件 would give now; ``trouble`` says why there are none."""

    accepted: DueDates | None = None
    received: DueDates | None = None
    trouble: str = ""


class Summary(QFrame):
    """Facts above, lacks below; only the middle scrolls."""

    jump_asked = Signal(str)
    """The path of the lack that was taken."""

    def __init__(self) -> None:
        super().__init__()
        set_look(self, "card")
        self.setFixedWidth(WIDTH_PX)
        self._facts: dict[str, PlainLabel] = {}
        self._titles: dict[str, PlainLabel] = {}
        self._lacks: list[Lack] = []
        self._limits = ("", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        column.setSpacing(SPACE.small)
        self._name = PlainLabel("选定事项后，时限与到期日显示在这里", look="section", wrap=True)
        column.addWidget(self._name)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE.middle)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        for title in ("承诺办结", "法定办结", "收件后决定", "收费", "跑动", "特别"):
            self._add_fact(title)
        self._sheet = QWidget()
        self._sheet.setLayout(self._grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._sheet)
        self.duplicates = Banner(reserve=False)
        column.addWidget(self.duplicates)
        self._conditions = PlainLabel("", look="soft", wrap=True)
        self._conditions.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._conditions)
        column.addWidget(self._scroll, 50)
        head = QHBoxLayout()
        self._count = PlainLabel("", look="section")
        head.addWidget(self._count)
        head.addWidget(KeyHint("Alt+6"))
        head.addStretch(1)
        column.addLayout(head)
        self._list = PickList("还缺")
        self._list.taken.connect(lambda row: self.jump_asked.emit(self._lacks[row].path))
        column.addWidget(self._list, 100)
        self._saved = PlainLabel("", look="quiet")
        column.addStretch(1)
        column.addWidget(self._saved)
        self.show_item(None)
        self.show_lacks(())

    def show_item(self, item: ServiceItem | None) -> None:
        """What that item asks and promises."""
        self._sheet.setVisible(item is not None)
        self._scroll.setVisible(item is not None)
        self.duplicates.clear()
        if item is None:
            self._name.setText("选定事项后，时限与到期日显示在这里")
            return
        self._name.setText(item.name)
        on_spot = item.handling is Handling.ON_SPOT
        self._limits = ("当场" if on_spot else limit_words(item.promised_limit), limit_words(item.legal_limit))
        self._say("收费", "；".join(map(fee_words, item.fees)) or "不收费")
        post = "，可邮寄送达" if item.posted_delivery else ""
        self._say("跑动", f"{item.visits} 次{post}")
        special = special_words(item)
        self._say("特别", special)
        for part in (self._facts["特别"], self._titles["特别"]):
            part.setVisible(bool(special))
        conditions = "\n".join(f"{number}. {text}" for number, text in enumerate(item.accept_conditions, start=1))
        self._conditions.setText(f"受理条件\n{conditions}" if conditions else "")
        inner_px = WIDTH_PX - 2 * SPACE.middle - _SCROLL_BAR_PX
        self._scroll.setMaximumHeight(self._conditions.heightForWidth(inner_px) + SPACE.tiny)
        self.show_preview(Preview())

    def show_preview(self, preview: Preview) -> None:
        """The due dates, or why there are none."""
        accepted, received = preview.accepted, preview.received
        none = preview.trouble or "…"
        promised, legal = self._limits
        self._say("承诺办结", f"{day_or_open(accepted.promised_on)}（{promised}）" if accepted else none)
        self._say("法定办结", f"{day_or_open(accepted.legal_on)}（{legal}）" if accepted else none)
        self._say("收件后决定", f"最迟 {day_or_open(received.accept_by)}" if received else none)

    def fact(self, title: str) -> str:
        """The words beside that title."""
        return self._facts[title].text()

    def show_duplicates(self, words: Sequence[str]) -> None:
        """Likely duplicates are pointed out; none takes the hint away."""
        if words:
            more = f"（另有 {len(words) - 1} 件）" if len(words) > 1 else ""
            self.duplicates.say("warn", f"30 天内同一申请人同一事项已有：{words[0]}{more}")
        else:
            self.duplicates.clear()

    def show_lacks(self, lacks: Sequence[Lack]) -> None:
        """What still stands in the way; Enter on one leads to it."""
        self._lacks = list(lacks)
        self._list.show_entries([SideEntry(lack.words, "wait") for lack in lacks])
        self._list.setVisible(bool(self._lacks))
        self._list.setMaximumHeight(len(self._lacks) * _ROW_PX + SPACE.tiny)
        self._count.setText(f"还缺 {len(self._lacks)} 处" if self._lacks else "已齐，可以决定")

    def lacks(self) -> tuple[Lack, ...]:
        """What is shown as lacking."""
        return tuple(self._lacks)

    def show_saved(self, words: str) -> None:
        """When the draft was saved last."""
        self._saved.setText(words)

    def saved(self) -> str:
        """What is said of the draft."""
        return self._saved.text()

    def start(self) -> QWidget:
        """The list of lacks."""
        return self._list

    def _add_fact(self, title: str) -> None:
        row = len(self._facts)
        strong = row < 3  # noqa: PLR2004 - the three days stand first and are what the clerk reads out
        said = PlainLabel("", look="strong" if strong else "", wrap=True)
        label = PlainLabel(title, look="soft")
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(said, row, 1)
        self._facts[title], self._titles[title] = said, label

    def _say(self, title: str, words: str) -> None:
        self._facts[title].setText(words)


def special_words(item: ServiceItem) -> str:
    """What is special about the item: 联合办理 (许可法 42), 告知承诺, what may follow, 特别程序 (许可法 45)."""
    marked = sum(spec.need is Need.DEFERRABLE for spec in item.materials)
    said = (
        "联合办理，法定 45 日，可延 15 日" if item.joint_handling else "",
        "可告知承诺" if item.commitment_conditions else "",
        f"{marked} 份材料可容缺" if marked and item.handling is not Handling.ON_SPOT else "",
        *item.special_procedures,
    )
    return "；".join(part for part in said if part)


def limit_words(limit: TimeLimit) -> str:
    """20 个工作日."""
    return f"{limit.amount} {UNITS[limit.unit]}" if limit.amount else "当场"


def fee_words(fee: Fee) -> str:
    """考试费 60.00 元/人."""
    return f"{fee.name} {fee.amount_fen / 100:.2f} 元/{fee.unit.removeprefix('元/')}"
