"""① 申请人: a natural person or a company, with agent and contact when there are such."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from counter.domain.form_rules import check_value
from counter.domain.identity import IdDocument
from counter.domain.item import FieldKind, FormField
from counter.domain.person import Agent, Applicant, ApplicantKind, Contact, Identified
from counter.errors import RuleBroken
from ui.intake.block import grid
from ui.intake.editors import ChoiceRow, Option, fill, line, today
from ui.intake.people import PeopleBlock
from ui.theme import SPACE

_UNTIL = FormField(key="authority_until", label="授权期限", kind=FieldKind.DATE)
_REP = "applicant.legal_representative"
_AGENT = "agent"
_CONTACT = "contact"
Place = tuple[str, int, int, int]
_NATURAL: tuple[Place, ...] = (
    ("applicant.kind", 0, 0, 3), ("applicant.id_document", 0, 3, 3), ("applicant.id_number", 0, 6, 6),
    ("applicant.name", 1, 0, 3), ("applicant.phone", 1, 3, 3), ("applicant.address", 1, 6, 6),
)  # fmt: skip
_COMPANY: tuple[Place, ...] = (
    ("applicant.kind", 0, 0, 3), ("applicant.id_number", 0, 3, 4), ("applicant.name", 0, 7, 5),
    (f"{_REP}.id_document", 1, 0, 3), (f"{_REP}.id_number", 1, 3, 6), (f"{_REP}.name", 1, 9, 3),
    ("applicant.phone", 2, 0, 3), ("applicant.address", 2, 3, 9),
)  # fmt: skip
_AGENTS: tuple[Place, ...] = (
    ("agent.id_document", 0, 0, 3), ("agent.id_number", 0, 3, 6), ("agent.name", 0, 9, 3),
    ("agent.phone", 1, 0, 3), ("agent.authority_scope", 1, 3, 6), ("agent.authority_until", 1, 9, 3),
)  # fmt: skip
_CONTACTS: tuple[Place, ...] = (("contact.name", 0, 0, 3), ("contact.phone", 0, 3, 3))


class ApplicantBlock(PeopleBlock):
    """Who applies, who acts for him and who is to be called."""

    def __init__(self) -> None:
        super().__init__("① 申请人", "Alt+1")
        self._kind = ChoiceRow(
            (Option(ApplicantKind.NATURAL.value, "自然人"), Option(ApplicantKind.COMPANY.value, "企业法人")),
            allow_none=False,
        )
        self.add("applicant.kind", "申请人类型", self._kind)
        self.add_person("applicant")
        self.add_person(_REP, of="法定代表人")
        self.add_phone("applicant.phone")
        self.add("applicant.address", "地址", line())
        self.agent_box, agents = self._part("代理人", "Alt+D")
        self.add_person(_AGENT, of="代理人")
        self.add_phone("agent.phone", "代理人电话")
        self.add("agent.authority_scope", "委托权限", line("如：代为提交、补正、领取"), required=True)
        self.add("agent.authority_until", "授权期限", line("如 20271231，可空"))
        self._normalise("agent.authority_until", _day)
        self.contact_box, contacts = self._part("联系人", "Alt+L")
        self.add("contact.name", "联系人姓名", line(), required=True)
        self.add_phone("contact.phone", "联系人电话")
        self.head.addStretch(1)
        self._grid = grid()
        self.body.addLayout(self._grid)
        self._agents = self._sheet(agents, _AGENTS)
        self._contacts = self._sheet(contacts, _CONTACTS)
        self._kind.picked.connect(self._lay)
        self._lay()

    def applicant(self) -> Applicant:
        """The applicant as typed."""
        name, document, number = self.person("applicant")
        company = self.kind() is ApplicantKind.COMPANY
        rep_name, rep_document, rep_number = self.person(_REP)
        return Applicant(
            kind=self.kind(),
            name=name,
            id_document=IdDocument.RESIDENT_ID if company else document,
            id_number=number,
            legal_representative=Identified(name=rep_name, id_document=rep_document, id_number=rep_number)
            if company
            else None,
            phone=self.value("applicant.phone"),
            address=self.value("applicant.address"),
        )

    def agent(self) -> Agent | None:
        """The agent as typed, or None when nobody acts for the applicant."""
        if not self.agent_box.isChecked():
            return None
        name, document, number = self.person(_AGENT)
        return Agent(
            name=name,
            id_document=document,
            id_number=number,
            phone=self.value("agent.phone"),
            authority_scope=self.value("agent.authority_scope"),
            authority_until=self.value("agent.authority_until"),
        )

    def contact(self) -> Contact | None:
        """The contact as typed, or None."""
        if not self.contact_box.isChecked():
            return None
        return Contact(name=self.value("contact.name"), phone=self.value("contact.phone"))

    def kind(self) -> ApplicantKind:
        """Natural person or company."""
        return ApplicantKind(self._kind.value())

    def set_kind(self, kind: ApplicantKind) -> None:
        """The fields of that kind are shown."""
        fill(self._kind, kind.value)
        self._lay()

    def switch_kind(self) -> None:
        """The other kind; what was typed stays."""
        other = ApplicantKind.NATURAL if self.kind() is ApplicantKind.COMPANY else ApplicantKind.COMPANY
        self._kind.pick(other.value)

    def show_people(self, applicant: Applicant, agent: Agent | None, contact: Contact | None) -> None:
        """These people stand in the fields."""
        self.set_kind(applicant.kind)
        rep = applicant.legal_representative or Identified()
        self._fill_person("applicant", Identified(
            name=applicant.name, id_document=applicant.id_document, id_number=applicant.id_number
        ))  # fmt: skip
        self._fill_person(_REP, rep)
        self.fill_path("applicant.phone", applicant.phone)
        self.fill_path("applicant.address", applicant.address)
        for box, there in ((self.agent_box, agent is not None), (self.contact_box, contact is not None)):
            with QSignalBlocker(box):
                box.setChecked(there)
        self._agents.setVisible(agent is not None)
        self._contacts.setVisible(contact is not None)
        shown_agent = agent or Agent()
        self._fill_person(_AGENT, Identified(
            name=shown_agent.name, id_document=shown_agent.id_document, id_number=shown_agent.id_number
        ))  # fmt: skip
        self.fill_path("agent.phone", shown_agent.phone)
        self.fill_path("agent.authority_scope", shown_agent.authority_scope)
        self.fill_path("agent.authority_until", shown_agent.authority_until)
        self.fill_path("contact.name", contact.name if contact else "")
        self.fill_path("contact.phone", contact.phone if contact else "")

    def document(self, prefix: str) -> IdDocument | None:
        """None for a company, whose number is its social credit code."""
        if prefix == "applicant" and self.kind() is ApplicantKind.COMPANY:
            return None
        return super().document(prefix)

    def number(self) -> QWidget:
        """Where F3 leads."""
        return self.fields["applicant.id_number"].editor

    def stops(self) -> list[QWidget]:
        """Where Tab stops, as one reads it for either kind."""
        paths = [path for path, *_ in _NATURAL[:4]] + [path for path, *_ in _COMPANY[3:6]]
        paths += ["applicant.phone", "applicant.address"]
        return [
            *(self.fields[path].editor for path in paths),
            self.agent_box,
            *(self.fields[path].editor for path, *_ in _AGENTS),
            self.contact_box,
            *(self.fields[path].editor for path, *_ in _CONTACTS),
        ]

    def _fill_person(self, prefix: str, person: Identified) -> None:
        fill(self.fields[f"{prefix}.id_document"].editor, person.id_document.value)
        self.fill_path(f"{prefix}.id_number", person.id_number)
        self.fill_path(f"{prefix}.name", person.name)

    def _part(self, words: str, key: str) -> tuple[QCheckBox, QWidget]:
        """A box in the heading that shows and hides a part."""
        box = QCheckBox(f"{words}  {key}")
        sheet = QWidget()
        self.head.addWidget(box)

        def toggled(checked: bool) -> None:
            sheet.setVisible(checked)
            self.edited.emit()

        box.toggled.connect(toggled)
        return box, sheet

    def _sheet(self, sheet: QWidget, places: tuple[Place, ...]) -> QWidget:
        inner = grid()
        inner.setContentsMargins(0, SPACE.tiny, 0, 0)
        sheet.setLayout(inner)
        self._put(inner, places)
        self.body.addWidget(sheet)
        sheet.hide()
        return sheet

    def _put(self, onto: QGridLayout, places: tuple[Place, ...]) -> None:
        for path, row, column, span in places:
            onto.addWidget(self.fields[path], row, column, 1, span)

    def _lay(self) -> None:
        """The fields of the kind stand where they belong."""
        company = self.kind() is ApplicantKind.COMPANY
        here, gone = (_COMPANY, _NATURAL) if company else (_NATURAL, _COMPANY)
        for path, *_ in gone:
            self._grid.removeWidget(self.fields[path])
            self.fields[path].setParent(self)
        self._put(self._grid, here)
        shown_paths = {path for path, *_ in here}
        for path in {path for path, *_ in (*_NATURAL, *_COMPANY)}:
            self.fields[path].setVisible(path in shown_paths)
        self.fields["applicant.id_number"].label().setText("统一社会信用代码" if company else "证件号码")
        self.fields["applicant.name"].label().setText("企业名称" if company else "姓名")
        self.fields["applicant.address"].set_required(company)
        self.weigh("applicant.id_number")
        self.weigh("applicant.name")


def _day(raw: str) -> str:
    try:
        return check_value(_UNTIL, raw, today=today()) if raw.strip() else ""
    except RuleBroken:
        return raw
