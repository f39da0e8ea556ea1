"""领取人: who stands at the window, checked against the case as one types; signed, or refused before a witness.

The number is typed (or read) from the document that he shows and never filled in, because comparing it is the check.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from counter.actions.result_sight import ResultSight
from counter.domain.case import Intake
from counter.domain.handing import Collector, CollectorKind
from counter.domain.identity import IdDocument, check_as_typed
from counter.domain.person import Agent, ApplicantKind, Identified
from counter.domain.text import as_code
from ui.intake.block import grid
from ui.intake.editors import ChoiceRow, Option, Told, entry_of, fill, line, today
from ui.intake.people import PeopleBlock, told_of_line, told_of_name
from ui.parts import ActionButton, ButtonRow, PlainLabel
from ui.theme import SPACE

_PERSON = "collector"
_SIGNED, _REFUSED = "signed", "refused"
_NOT_HIM = "与申请人的证件不符；代领的请改选"
_AUTHORITY_LENGTH = 200
_MOST_KINDS = 3


class _Place(NamedTuple):
    path: str
    row: int
    column: int
    span: int


_PLACES = (
    _Place("collector.kind", 0, 0, 12),
    _Place("collector.id_number", 1, 0, 12),
    _Place("collector.name", 2, 0, 4), _Place("collector.phone", 2, 4, 4), _Place("collector.id_document", 2, 8, 4),
    _Place("collector.authority", 3, 0, 8), _Place("collector.authority_until", 3, 8, 4),
    _Place("collector.signed", 4, 0, 12),
    _Place("collector.refusal_witness", 5, 0, 12),
)  # fmt: skip


class CollectorForm(PeopleBlock):
    """Enter goes from field to field and at the end hands out; Alt+1 to Alt+3 say who it is; Esc leaves."""

    hand_out_asked = Signal(object)
    """The Collector as typed."""
    left = Signal()

    def __init__(self) -> None:
        super().__init__("领取人", "Alt+1–3")
        self._intake: Intake | None = None
        self._kind = ChoiceRow((Option(CollectorKind.APPLICANT.value, "本人"),), allow_none=False)
        self._signed = ChoiceRow(
            (Option(_SIGNED, "签收送达回证"), Option(_REFUSED, "拒收，留置送达")), allow_none=False
        )
        self._told_off = PlainLabel(look="wrong", wrap=True)
        self._told_off.hide()
        self.add_person(_PERSON)
        self.add("collector.phone", "联系电话", line())
        self._normalise("collector.phone", lambda raw: raw.strip())
        self.add("collector.authority", "委托权限", line("如：代领结果文书"), required=True)
        self.add("collector.authority_until", "授权期限", line("如 2027-12-31，可空"))
        self.add("collector.signed", "送达回证", self._signed)
        self.add("collector.refusal_witness", "见证人", line("基层组织或所在单位的代表"), required=True)
        self._yes = ActionButton("领取  Enter", look="main")
        self._no = ActionButton("取消  Esc")
        self._grid = grid()
        self.body.addLayout(self._grid)
        self.body.addWidget(self._told_off)
        self.body.addSpacing(SPACE.tiny)
        self.body.addWidget(ButtonRow([self._yes, self._no]))
        self._signed.picked.connect(self._lay)
        self._signed.answered.connect(self._go_on)
        self._yes.clicked.connect(self._hand_out)
        self._no.clicked.connect(self._leave)
        self.edited.connect(self._told_off.hide)
        for number in range(_MOST_KINDS):
            shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda number=number: self._pick(number))
        self.hide()

    def ask(self, sight: ResultSight) -> None:
        """The form asks who collects that result; the number has the focus."""
        self._intake = sight.intake
        self._make_kinds(sight.intake)
        self._fill_for(CollectorKind.APPLICANT)
        fill(self._signed, _SIGNED)
        self._lay()
        self.show()
        self.start().setFocus()

    def start(self) -> QWidget:
        """The number of the document that he shows."""
        return self.fields["collector.id_number"].editor

    def collector(self) -> Collector:
        """Who collects, as typed."""
        name, document, number = self.person(_PERSON)
        signed = self._signed.value() != _REFUSED
        relative_or_agent = self.kind() is not CollectorKind.APPLICANT
        return Collector(
            kind=self.kind(),
            person=Identified(name=name, id_document=document, id_number=number),
            phone=self.value("collector.phone"),
            authority=self.value("collector.authority") if relative_or_agent else "",
            authority_until=self._until() if self.kind() is CollectorKind.AGENT else "",
            signed=signed,
            refusal_witness="" if signed else self.value("collector.refusal_witness"),
        )

    def kind(self) -> CollectorKind:
        """本人, 代理人 or 同住成年家属."""
        return CollectorKind(self._kind.value())

    def show_fault(self, said: str, path: str) -> None:
        """What is wrong, at its field when it is one that is seen, else below them all."""
        if path in self.fields and not self.fields[path].isHidden():
            self.mark(path, said)
            entry_of(self.place(path)).setFocus()
        else:
            self._told_off.setText(said)
            self._told_off.show()

    def clear(self) -> None:
        """Nothing of the last person is left."""
        self._intake = None
        for path in ("id_number", "name", "phone", "authority", "authority_until", "refusal_witness"):
            self.fill_path(f"{_PERSON}.{path}", "")
        self._told_off.hide()
        self.hide()

    def told(self, path: str) -> Told:
        """As for every person; and whether the number and the name are the applicant's."""
        text = self.value(path)
        if path in {"collector.authority", "collector.refusal_witness"}:
            return told_of_line(text, most=_AUTHORITY_LENGTH) if path.endswith("authority") else told_of_name(text)
        told = super().told(path)
        if path == "collector.id_number" and not told.error and text.strip() and self._intake is not None:
            return self._compared(IdDocument(self.value("collector.id_document")), text, told)
        return told

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The keys of the first line of this class."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
        else:
            super().keyPressEvent(event)

    def _pick(self, number: int) -> None:
        """Alt and a digit: that is who he is."""
        if number < len(self._options()):
            self._kind.pick(self._options()[number].value)

    def _options(self) -> tuple[Option, ...]:
        company = self._intake is not None and self._intake.applicant.kind is ApplicantKind.COMPANY
        first = Option(CollectorKind.APPLICANT.value, "法定代表人" if company else "本人")
        agent = Option(CollectorKind.AGENT.value, "代理人")
        relative = Option(CollectorKind.ADULT_RELATIVE.value, "同住成年家属")
        return (first, agent) if company else (first, agent, relative)

    def _make_kinds(self, intake: Intake | None) -> None:
        """The choices that the law gives for that applicant (民事诉讼法 88)."""
        known = self.fields.pop("collector.kind", None)
        if known is not None:
            self._grid.removeWidget(known)
            known.hide()
            known.deleteLater()
        self._intake = intake
        self._kind = ChoiceRow(self._options(), allow_none=False)
        self.add("collector.kind", "与申请人的关系", self._kind)
        self._kind.picked.connect(lambda: self._fill_for(self.kind()))
        self._kind.answered.connect(self.start().setFocus)

    def _fill_for(self, kind: CollectorKind) -> None:
        """What the case says of such a person stands there; his number does not."""
        name, document, phone, authority, until = "", IdDocument.RESIDENT_ID, "", "", ""
        served = self._served()
        if self._intake is not None and kind is CollectorKind.APPLICANT and served is not None:
            name, document, phone = served.name, served.id_document, self._intake.applicant.phone
        elif self._intake is not None and kind is CollectorKind.AGENT and self._intake.agent is not None:
            agent: Agent = self._intake.agent
            name, document, phone = agent.name, agent.id_document, agent.phone
            authority, until = agent.authority_scope, agent.authority_until
        fill(self.fields["collector.id_document"].editor, document.value)
        for path, text in (
            ("id_number", ""), ("name", name), ("phone", phone), ("authority", authority), ("authority_until", until),
        ):  # fmt: skip
            self.fill_path(f"{_PERSON}.{path}", text)
        self._lay()
        self.start().setFocus()

    def _served(self) -> Identified | None:
        """The recipient himself: the citizen, or the legal representative of the company."""
        if self._intake is None:
            return None
        applicant = self._intake.applicant
        if applicant.kind is ApplicantKind.COMPANY:
            return applicant.legal_representative
        return Identified(name=applicant.name, id_document=applicant.id_document, id_number=applicant.id_number)

    def _compared(self, document: IdDocument, text: str, told: Told) -> Told:
        """The number against the one in the case: as soon as a digit differs, it is said."""
        served, agent = self._served(), self._intake.agent if self._intake else None
        typed = as_code(text)
        complete = check_as_typed(document, text, today()).complete
        if self.kind() is CollectorKind.APPLICANT:
            expected = as_code(served.id_number) if served else ""
            if not expected.startswith(typed) or (served and document is not served.id_document):
                return Told(error=_NOT_HIM)
            return Told(note="与申请人的证件一致") if typed == expected else told
        if self.kind() is CollectorKind.AGENT and agent is not None and typed == as_code(agent.id_number):
            return Told(note="与收件时的代理人一致")
        if served is not None and complete and typed == as_code(served.id_number):
            return Told(error="这是申请人本人的证件；请改选")
        return told

    def _until(self) -> str:
        return self.value("collector.authority_until").strip().replace("/", "-").replace(".", "-")

    def _lay(self) -> None:
        """The fields that belong to who he is, and to whether he signs."""
        kind, refused = self.kind(), self._signed.value() == _REFUSED
        there = {
            "collector.authority": kind is not CollectorKind.APPLICANT,
            "collector.authority_until": kind is CollectorKind.AGENT,
            "collector.refusal_witness": refused,
        }
        for place in _PLACES:
            field = self.fields[place.path]
            self._grid.addWidget(field, place.row, place.column, 1, place.span)
            field.setVisible(there.get(place.path, True))
        relative = kind is CollectorKind.ADULT_RELATIVE
        self.fields["collector.authority"].label().setText("关系" if relative else "委托权限")
        editor = self.fields["collector.authority"].editor
        editor.setProperty("placeholderText", "如：配偶，同住" if relative else "如：代领结果文书")
        self._yes.set_words("留置送达  Enter" if refused else "领取  Enter")

    def _stops(self) -> list[QWidget]:
        """Where Enter stops, from the number on; who he is and his kind of document are seldom changed."""
        names = ("id_number", "name", "phone", "authority", "authority_until", "signed", "refusal_witness")
        fields = [self.fields[f"{_PERSON}.{name}"] for name in names]
        return [field.editor for field in fields if not field.isHidden()]

    def _go_on(self) -> None:
        focused = self.focusWidget()
        if self._no.hasFocus():
            self._leave()
            return
        if self._yes.hasFocus() or focused is None:
            self._hand_out()
            return
        stops = self._stops()
        here = next((n for n, each in enumerate(stops) if each is focused or each.isAncestorOf(focused)), -1)
        if here < 0:
            self.start().setFocus()
        elif here + 1 < len(stops):
            entry_of(stops[here + 1]).setFocus()
        else:
            self._yes.setFocus()

    def _hand_out(self) -> None:
        self.hand_out_asked.emit(self.collector())

    def _leave(self) -> None:
        self.clear()
        self.left.emit()
