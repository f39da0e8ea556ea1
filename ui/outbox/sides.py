"""双方内容 in 待处理: what this window and the platform say differently of a case, and the three ways on (F10, F11).

Alt+B 以本窗口为准 (作为补充)      Alt+P 以平台为准 (放弃, with a reason)      Alt+Z 转交主管, with a reason
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counter.actions import sides
from counter.actions.desk import Desk
from counter.actions.lists import TroubleDetail
from counter.actions.sides import Sides
from counter.domain.ids import LineId
from counter.domain.review import ReviewState, Side
from counter.domain.staff import Actor
from counter.lanes import Lane
from ui.bridge import Bridge
from ui.outbox.fields import label_of
from ui.parts import ActionButton, Banner, ButtonRow, ConfirmLine, PlainLabel
from ui.parts.facts import Fact, FactGrid
from ui.parts.times import day_and_time
from ui.presenting import ScreenPresenter
from ui.theme import SPACE
from ui.wording import event

_STATE = "state"
_REFUSED = "这一条是平台退回的；请改正重发或作废"


class SidesBlock(QWidget):
    """Both sides of the line that is shown, and what can be chosen; hidden while there is nothing to choose."""

    mine_asked = Signal(str)
    """The reason."""
    theirs_asked = Signal(str)
    hand_over_asked = Signal(str)

    def __init__(self, scope: QWidget) -> None:
        super().__init__()
        self._seen: Sides | None = None
        self._then: Callable[[str], object] | None = None
        self._title = PlainLabel("双方内容", look="section")
        self._facts = FactGrid()
        self._answer = PlainLabel(wrap=True, look="strong")
        self.mine = ActionButton("以本窗口为准", key="Alt+B", scope=scope)
        self.theirs = ActionButton("以平台为准", key="Alt+P", scope=scope)
        self.hand_over = ActionButton("转交主管", key="Alt+Z", scope=scope)
        self.confirm = ConfirmLine(narrow=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.small, 0, 0)
        column.setSpacing(SPACE.small)
        for part in (self._title, self._facts, self._answer):
            column.addWidget(part)
        column.addWidget(ButtonRow([self.mine, self.theirs]))
        column.addWidget(ButtonRow([self.hand_over]))
        column.addWidget(self.confirm)
        self.mine.clicked.connect(lambda: self._ask(self.mine_asked.emit, "本窗口的内容重新上传？", "上传"))
        self.theirs.clicked.connect(
            lambda: self._ask(self.theirs_asked.emit, "放弃本窗口的内容？原文书作废，内容留存在日志中。", "放弃")
        )
        self.hand_over.clicked.connect(lambda: self._ask(self.hand_over_asked.emit, "转交主管决定？", "转交"))
        self.confirm.confirmed.connect(self._confirmed)
        self.hide()

    def seen(self) -> Sides | None:
        """What is shown."""
        return self._seen

    def show_sides(self, seen: Sides | None) -> None:
        """These are shown; another line closes a question that was open."""
        if self._seen is None or seen is None or seen.trouble.line != self._seen.trouble.line:
            self.confirm.close_quietly()
        self._seen = seen
        self.setVisible(seen is not None and seen.trouble.verdict != "clone" and seen.case is not None)
        if seen is None:
            self._facts.show_facts(())
            self._answer.setText("")
            return
        self._title.setVisible(bool(seen.sides))
        self._facts.show_facts([fact for side in seen.sides for fact in _facts(side, seen)])
        self._answer.setText(_answer_of(seen))
        self._answer.setVisible(bool(self._answer.text()))
        disputed = seen.trouble.verdict == "conflict"
        self.mine.bar("" if disputed else _REFUSED)
        self.theirs.bar("" if disputed else _REFUSED)
        waits = seen.asked is not None and seen.asked.state is ReviewState.OPEN
        self.hand_over.bar("已转交主管，请等待答复" if waits else "")

    def _ask(self, then: Callable[[str], object], question: str, yes: str) -> None:
        self._then = then
        self.confirm.ask(question, yes, reason_hint="理由，例：已与申请人电话核实")

    def _confirmed(self, reason: str) -> None:
        if self._then is not None:
            self._then(reason)


class SidesPresenter(ScreenPresenter):
    """Between the block and the deeds.

    Args:
        block: both sides and the ways on.
        banner: where it is told.
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        nudge: called when there is something to send.
        parent: Qt's.
    """

    def __init__(
        self,
        *,
        block: SidesBlock,
        banner: Banner,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        nudge: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(banner=banner, bridge=bridge, desk=desk, store_lane=store_lane, nudge=nudge, parent=parent)
        self._block = block
        self._line: LineId | None = None
        block.mine_asked.connect(lambda reason: self._do(sides.send_mine_again, reason, "已按本窗口内容重新上传"))
        block.theirs_asked.connect(lambda reason: self._do(sides.take_theirs, reason, "已按平台内容办理"))
        block.hand_over_asked.connect(lambda reason: self._do(sides.hand_to_supervisor, reason, "已转交主管"))

    def show_actor(self, actor: Actor | None) -> None:
        """The block is that person's; None leaves nothing behind."""
        self._actor = actor
        self._line = None
        self._block.show_sides(None)

    def show_trouble(self, detail: TroubleDetail | None) -> None:
        """Both sides of that line are asked for and shown."""
        self._line = detail.trouble.line if detail is not None and detail.case is not None else None
        if self._line is None or self.actor is None:
            self._block.show_sides(None)
            return
        line = self._line
        self.ask(
            sides.sides_of,
            line,
            done=lambda seen: self._block.show_sides(seen) if self._line == line else None,
            failed=lambda _error: self._block.show_sides(None),  # it was answered meanwhile
        )

    def _do(self, deed: Callable[..., object], reason: str, said: str) -> None:
        seen = self._block.seen()
        if seen is None or self.actor is None:
            return
        number = seen.case.case_no if seen.case else ""

        def done(_outcome: object) -> None:
            self._banner.say("good", f"{number} {said}")
            self._bridge.announce(["reviews"])
            self.settle()

        self.ask(deed, self.actor, seen.trouble.line, reason, done=done)


def _facts(side: Side, seen: Sides) -> list[Fact]:
    mine_at = day_and_time(seen.mine_at)
    theirs_at = day_and_time(seen.theirs_at) if seen.theirs_at else ""
    theirs = _with_time(side.theirs, theirs_at)
    if side.field == _STATE:
        return [Fact("本窗口", _with_time(event(side.mine), mine_at)), Fact("平台", theirs)]
    return [
        Fact(label_of(side.field), f"原为 {side.base or '空'}"),
        Fact("本窗口", _with_time(side.mine or "空", mine_at)),
        Fact("平台", theirs or "空"),
    ]


def _with_time(value: str, at: str) -> str:
    return f"{value}（{at}）" if at else value


def _answer_of(seen: Sides) -> str:
    """What became of the last question to a supervisor."""
    asked = seen.asked
    if asked is None:
        return ""
    if asked.state is ReviewState.RETURNED:
        return f"主管意见：{asked.decision_reason}"
    return "已转交主管，等待答复" if asked.state is ReviewState.OPEN else ""
