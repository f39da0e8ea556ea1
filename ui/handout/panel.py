"""One result at the right of the list: what it is, what became of it, and what may be done next, each with its key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter.actions.result_sight import ResultSight
from counter.domain.handing import Collector, CollectorKind, Handed
from counter.domain.person import ApplicantKind
from counter.domain.text import mask_id
from ui.handout.collector import CollectorForm
from ui.handout.deeds import STEPS, Step
from ui.handout.rows import STATES, TONES
from ui.parts import ActionButton, PlainLabel, StateTag, set_look
from ui.parts.came_out import CameOutLine
from ui.parts.deed_form import DeedForm, Sheet
from ui.parts.times import day_and_time
from ui.theme import SPACE

_PAYERS = {"hall": "大厅付邮费", "addressee": "收件人付邮费"}
_FACTS = ("文号", "有效期", "份数", "办件编号", "事项", "部门", "申请人", "领取方式")
_WHILE_ASKING = frozenset({"办件编号", "申请人", "领取方式"})
"""What stays in sight while the form of a deed needs the room."""


class ResultPanel(QWidget):
    """The result that is current in the list; the form of a deed stands below it."""

    step_asked = Signal(object)
    """The Step whose button was pressed."""
    print_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_look(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sight: ResultSight | None = None
        self._title = PlainLabel(look="section", wrap=True)
        self._state = StateTag()
        self._values = {name: PlainLabel(wrap=True) for name in _FACTS}
        self._names = {name: PlainLabel(name, look="quiet") for name in _FACTS}
        self._keys = QWidget()
        self._became = PlainLabel(look="soft", wrap=True)
        self._unknown = PlainLabel(
            "本窗口还没有这一办件的资料，不能核对领取人；联网同步后再办。", look="wrong", wrap=True
        )
        self.collector = CollectorForm()
        self.deed_form = DeedForm()
        self.came_out = CameOutLine()
        self.buttons: dict[Step, ActionButton] = {}
        for step, doing in STEPS.items():
            button = ActionButton(f"{doing.words}  {doing.cap}", look="main" if step in _FIRST else "")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, step=step: self.step_asked.emit(step))
            self.buttons[step] = button
        self.print_button = ActionButton("打印  F9")
        self.print_button.clicked.connect(self.print_asked)
        self.collector.left.connect(self._choose_facts)
        self.deed_form.dismissed.connect(self._choose_facts)
        self._lay_out()

    def sight(self) -> ResultSight | None:
        """The result that is shown."""
        return self._sight

    def show_result(self, sight: ResultSight) -> None:
        """That result is shown; a form that was open for another one is gone."""
        before, self._sight = self._sight, sight
        if before is None or before.document.id != sight.document.id or before.state is not sight.state:
            self.close_forms()
        document = sight.document
        self._title.setText(document.name)
        self._state.set_state(STATES[sight.state], TONES[sight.state])
        told = {
            "文号": document.number,
            "有效期": document.validity,
            "份数": f"{document.copies} 份　{'准予' if document.granted else '不予'}",
            "办件编号": document.case_no,
            "事项": sight.item_name,
            "部门": document.department,
            "申请人": _applicant(sight),
            "领取方式": "申请人要求邮寄" if document.by_post else "窗口领取",
        }
        for name, value in self._values.items():
            value.setText(told[name])
        self._became.setText(became_words(sight))
        self._unknown.setVisible(sight.intake is None)
        for step, button in self.buttons.items():
            button.setVisible(STEPS[step].state is sight.state)
        self._choose_facts()
        self.print_button.bar("" if sight.papers else "这份结果还没有要打印的文书")

    def ask_collector(self, sight: ResultSight) -> None:
        """The form asks who collects."""
        self.close_forms()
        self.collector.ask(sight)
        self._choose_facts()

    def ask(self, sheet: Sheet) -> None:
        """The form of a step asks what it needs."""
        self.close_forms()
        self.deed_form.ask(sheet)
        self._choose_facts()

    def close_forms(self) -> None:
        """Nothing is asked; the facts have their room again."""
        self.collector.clear()
        self.deed_form.close_quietly()
        self._choose_facts()

    def clear(self) -> None:
        """Nothing of the last result is left."""
        self._sight = None
        self._title.setText("")
        self._became.setText("")
        for value in self._values.values():
            value.setText("")
        self.close_forms()
        self.came_out.clear()

    def asking(self) -> bool:
        """Whether the form of a deed is open, so that nothing takes the result away below it."""
        return not (self.collector.isHidden() and self.deed_form.isHidden())

    def _choose_facts(self) -> None:
        """Empty facts are left out; while something is asked only those that one compares stay, and no other key."""
        asking = self.asking()
        for name, value in self._values.items():
            seen = value.text() != "" and (not asking or name in _WHILE_ASKING)
            value.setVisible(seen)
            self._names[name].setVisible(seen)
        self._keys.setVisible(not asking)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE.small)
        head.addWidget(self._title, 1)
        head.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        facts = QGridLayout()
        facts.setHorizontalSpacing(SPACE.middle)
        facts.setVerticalSpacing(SPACE.tiny)
        facts.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self._values.items()):
            facts.addWidget(self._names[name], row, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(value, row, 1)
        rule = QFrame()
        set_look(rule, "rule")
        keys = QHBoxLayout(self._keys)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.setSpacing(SPACE.small)
        for button in self.buttons.values():
            keys.addWidget(button)
        keys.addWidget(self.print_button)
        keys.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.small)
        column.setSpacing(SPACE.small)
        column.addLayout(head)
        column.addLayout(facts)
        column.addWidget(rule)
        column.addWidget(self._became)
        column.addWidget(self._unknown)
        column.addWidget(self.collector)
        column.addWidget(self.deed_form)
        column.addWidget(self.came_out)
        column.addStretch(1)
        column.addWidget(self._keys)


_FIRST = frozenset({Step.HAND_OUT, Step.SIGN_IN, Step.PICKED_UP, Step.DELIVERED, Step.AGAIN})


def became_words(sight: ResultSight) -> str:
    """What became of the result, in a sentence."""
    handed = sight.handed
    if handed is None:
        return f"{day_and_time(sight.document.announced_at)} 部门已出具，还没有到窗口"
    parts = [f"{day_and_time(handed.at)} {STATES[handed.state]}", f"经办 {handed.clerk}"]
    if handed.collector is not None:
        parts.append(_collector_words(sight, handed.collector))
    parts += _posting_words(handed)
    if handed.reason:
        parts.append(handed.reason)
    return "　".join(parts)


def _collector_words(sight: ResultSight, collector: Collector) -> str:
    company = sight.intake is not None and sight.intake.applicant.kind is ApplicantKind.COMPANY
    relation = {
        CollectorKind.APPLICANT: "法定代表人" if company else "本人",
        CollectorKind.AGENT: "代理人",
        CollectorKind.ADULT_RELATIVE: f"同住成年家属，{collector.authority}",
    }[collector.kind]
    how = "已签收" if collector.signed else f"拒收，留置送达，见证人 {collector.refusal_witness}"
    return f"{collector.person.name}（{relation}）{how}"


def _posting_words(handed: Handed) -> list[str]:
    posting = handed.posting
    if posting is None:
        return []
    return [f"邮件号 {posting.waybill}", f"寄 {posting.addressee}，{posting.address}", _PAYERS[posting.payer]]


def _applicant(sight: ResultSight) -> str:
    document = sight.document
    number = f"　{mask_id(document.applicant_id_number)}" if document.applicant_id_number else ""
    agent = sight.intake.agent if sight.intake else None
    return f"{document.applicant_name}{number}" + (f"　代理人 {agent.name}" if agent else "")
