"""容缺受理 and 告知承诺: what may follow or is promised, the credit answer, who signs, and that he did.

who signs ─▶ ① F9 prints the sheet ─▶ ② he signs it ─▶ ③ Space: seen (F4: its scan) ─▶ ④ F8 saves
                    ▲                                                        │
                    └────── anything promised has changed (faults.md F12) ───┘
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from counter.domain.case import Decision
from counter.domain.course import Commitment, CreditAnswer, Deferral, DeferredMaterial, Promise, Ruling, Signer
from counter.domain.form_rules import check_value
from counter.domain.ids import Sha256
from counter.domain.item import FieldKind, FormField
from counter.domain.outcomes import deferrable_materials
from counter.domain.person import ApplicantKind
from counter.domain.ruling_basis import Basis, last_day_to_defer
from counter.domain.ruling_rules import judge_ruling
from counter.errors import RuleBroken
from ui.intake.block import Fault, grid
from ui.intake.editors import YES, ChoiceRow, Option, Tick, Told, fill, line, value_of
from ui.intake.ruling_body import RulingBody
from ui.intake.standing import credit_words, weekday_words
from ui.names import DECISIONS, SIGNERS
from ui.parts import PlainLabel, StateTag
from ui.parts.files import FileChooser
from ui.theme import SPACE, Tone
from ui.wording import sentence, words

_SIGNER = "ruling.promise.signer"
_SIGNED = "ruling.promise.signed"
_NOTICES = {Decision.DEFERRED: "容缺受理通知书", Decision.COMMITTED: "受理通知书"}
_NAME_SEEN = 24
_DAY = FormField(key="due_on", label="补交日期", kind=FieldKind.DATE)


class PromiseBody(RulingBody):
    """The part that both have: credit, signer, the sheet that is signed, signature and its scan.

    Args:
        decision: whose panel it is.
        basis: what the ruling is judged by.
        promise: as it was typed before.
    """

    signature_offered = Signal(str)
    """The path of a scan of the signed sheet; answered by ``show_signature``."""

    def __init__(self, decision: Decision, basis: Basis, promise: Promise) -> None:
        super().__init__(DECISIONS[decision])
        self._decision = decision
        self.basis = basis
        self._promise = promise
        self._signature, self._sheet = promise.signature, promise.sheet
        self._steps = tuple(StateTag(bare=True) for _ in range(3))
        self._files: FileChooser | None = None
        self._names = _signers(basis)
        clean = basis.credit.answer is CreditAnswer.CLEAN
        self.head.addWidget(StateTag(credit_words(basis.credit), "good" if clean else "bad"))

    def add_promise(self) -> None:
        """Who signs, and that the signed sheet was seen."""
        signer = ChoiceRow(
            [Option(who.value, f"{SIGNERS[who]} {_short(name)}") for who, name in self._names.items()], allow_none=False
        )
        fill(signer, self._promise.signer.value)
        tick = Tick("③ 承诺书已由签署人本人签名，已当面核对（空格勾选）")
        fill(tick, YES if self._promise.signed else "")
        self.body.addSpacing(SPACE.tiny)
        self.body.addWidget(self.add(_SIGNER, "承诺签署人", signer, required=True))
        printed, signs, saved = self._steps
        self.body.addWidget(printed)
        self.body.addWidget(signs)
        self.body.addWidget(self.add(_SIGNED, "签名", tick, required=True))
        self.body.addWidget(saved)
        self._files = FileChooser(tick)
        self._files.chosen.connect(lambda _purpose, paths: self.signature_offered.emit(paths[0]) if paths else None)
        self.weigh(_SIGNER)
        self.weigh(_SIGNED)
        self.edited.connect(self._tell_steps)
        self._tell_steps()

    def show_sheet(self, check_code: str) -> None:
        """That sheet came out and waits for its signature; one on a sheet that said something else counts no more."""
        if check_code != self._sheet:
            self._signature = None
            fill(self.fields[_SIGNED].editor, "")
        self._sheet = check_code
        self.weigh(_SIGNED)
        self.edited.emit()

    def go_to_signature(self) -> None:
        """What comes after the sheet has the focus: that it was signed."""
        self.place(_SIGNED).setFocus()

    def faults(self) -> tuple[Fault, ...]:
        """Nothing is signed before it was printed."""
        return () if self._sheet else (Fault(_SIGNED, words("promise.no_sheet", {})),)

    def unreadable(self) -> tuple[Fault, ...]:
        """What stands in the way of printing already."""
        return ()

    def steps(self) -> tuple[str, ...]:
        """What is said of the way to the signature."""
        return tuple(step.word() for step in self._steps)

    def ask_signature(self) -> None:
        """F4: the scan of the signed sheet is asked for."""
        if self._files is not None:
            self._files.ask(_SIGNED)

    def files(self) -> FileChooser | None:
        """Where the scan is asked for."""
        return self._files

    def show_signature(self, sha256: Sha256) -> None:
        """The scan of the signed sheet is kept; that it is signed was seen."""
        self._signature = sha256
        fill(self.fields[_SIGNED].editor, YES)
        self.weigh(_SIGNED)
        self.edited.emit()

    def promise(self) -> Promise:
        """As it stands."""
        signer = Signer(self.value(_SIGNER) or Signer.APPLICANT)
        return Promise(
            signer=signer,
            name=self._names.get(signer, ""),
            signed=bool(self.value(_SIGNED)),
            signature=self._signature,
            sheet=self._sheet,
        )

    def told(self, path: str) -> Told:
        """An agent who may not sign is not offered, and the panel says why."""
        if path == _SIGNER and self.basis.intake.agent is not None and Signer.AGENT not in self._names:
            return Told(note=words("promise.no_authority", {}))
        if path == _SIGNED:
            asked = "本大厅要求按 F4 附签名扫描件" if self.basis.policy.promise_scan else "可按 F4 附签名扫描件"
            return Told(note="已附签名扫描件" if self._signature else asked)
        return Told()

    def _tell_steps(self) -> None:
        """Which step is the next one; a sheet that says something else than the panel by now has to be done again."""
        printed, signs, saved = self._steps
        name = self.promise().name or "签署人"
        if not self._sheet:
            printed.set_state("① 按 F9 打印承诺书，一式二份", "wait")
        elif self._sheet == self._code_now():
            printed.set_state(f"① 已打印，核对码 {self._sheet}", "good")
        else:
            printed.set_state("① 决定在打印之后有改动：按 F9 重新打印，重新签名", "bad")
        done, seen = self._sheet and self._sheet == self._code_now(), bool(self.value(_SIGNED))
        signed: Tone = "good" if seen else "wait"
        signs.set_state(f"② 请{name}在两份承诺书上签章，一份交其留存", signed if done else "quiet")
        saved.set_state(f"④ 按 F8 确认，打印{_NOTICES[self._decision]}", "wait" if done and seen else "quiet")

    def _code_now(self) -> str:
        """核对码 of what stands in the panel; empty while that is not right."""
        checked, faults = judge_ruling(self._decision, self.ruling(), lambda: self.basis, for_signing=True)
        return "" if faults or not isinstance(checked, Deferral | Commitment) else checked.promise.sheet


class DeferralBody(PromiseBody):
    """容缺受理: each material that may follow, in which form and by which day."""

    def __init__(self, basis: Basis, ruling: Ruling | None) -> None:
        known = ruling if isinstance(ruling, Deferral) else Deferral()
        super().__init__(Decision.DEFERRED, basis, known.promise)
        self._last = last_day_to_defer(basis)
        before = {deferred.code: deferred for deferred in known.materials}
        self._codes = tuple(spec.code for spec in deferrable_materials(basis.item, basis.intake))
        rows = grid()
        for row, code in enumerate(self._codes):
            spec = basis.item.material(code)
            if spec is None:
                continue
            typed = before.get(code, DeferredMaterial(code=code))
            form, due = line(), line("如 20261123")
            fill(form, typed.form or spec.kind.label)
            fill(due, (typed.due_on or self._last).isoformat())
            rows.addWidget(PlainLabel(f"{row + 1}. {spec.name}", look="strong", wrap=True), row, 0, 1, 5)
            rows.addWidget(self.add(f"ruling.materials.{code}.form", "补交形式", form, required=True), row, 5, 1, 3)
            path = f"ruling.materials.{code}.due_on"
            rows.addWidget(self.add(path, "补交日期", due, required=True), row, 8, 1, 4)
            due.editingFinished.connect(lambda path=path: self._settle(path))
            self.weigh(path)
        self.body.addLayout(rows)
        self.add_promise()

    def ruling(self) -> Deferral:
        """What stands in the panel; a day that is none stays out (``faults`` tells it)."""
        return Deferral(
            materials=tuple(
                DeferredMaterial(
                    code=code,
                    due_on=_day(self.value(f"ruling.materials.{code}.due_on"), self.basis.today),
                    form=self.value(f"ruling.materials.{code}.form"),
                )
                for code in self._codes
            ),
            promise=self.promise(),
        )

    def faults(self) -> tuple[Fault, ...]:
        """Days that are none, then what both have."""
        return self.unreadable() + super().faults()

    def unreadable(self) -> tuple[Fault, ...]:
        """Days that are none."""
        paths = [f"ruling.materials.{code}.due_on" for code in self._codes]
        return tuple(
            Fault(path, words("form.date", {})) for path in paths if _day(self.value(path), self.basis.today) is None
        )

    def told(self, path: str) -> Told:
        """The weekday of the day, and the latest one."""
        if not path.endswith(".due_on"):
            return super().told(path)
        latest = f"最迟 {self._last.isoformat()} {weekday_words(self._last)}"
        day = _day(value_of(self.fields[path].editor), self.basis.today)
        if day is None:
            return Told(note=latest)
        if day > self._last:
            return Told(error=words("deferral.after_promised", {"day": self._last.isoformat()}))
        return Told(note=weekday_words(day) if day != self._last else f"{weekday_words(day)}，最迟的一天")

    def _settle(self, path: str) -> None:
        """The day stands as it will be kept, or its fault is told."""
        editor = self.fields[path].editor
        if not isinstance(editor, QLineEdit):
            raise TypeError(path)
        day = _day(editor.text(), self.basis.today)
        if day is None:
            self.fields[path].set_error(sentence(RuleBroken("form.date")))
        elif day.isoformat() != editor.text():
            editor.setText(day.isoformat())


class CommitmentBody(PromiseBody):
    """告知承诺: the conditions of the guide, promised whole."""

    def __init__(self, basis: Basis, ruling: Ruling | None) -> None:
        known = ruling if isinstance(ruling, Commitment) else Commitment()
        super().__init__(Decision.COMMITTED, basis, known.promise)
        said = "申请人承诺符合以下全部条件；承诺不实的，撤销决定并记入信用记录"
        self.body.addWidget(PlainLabel(said, look="soft", wrap=True))
        for number, condition in enumerate(basis.item.commitment_conditions, start=1):
            self.body.addWidget(PlainLabel(f"{number}. {condition}", wrap=True))
        self.add_promise()

    def ruling(self) -> Commitment:
        """Every condition, and who promises it."""
        return Commitment(conditions=self.basis.item.commitment_conditions, promise=self.promise())


def _signers(basis: Basis) -> dict[Signer, str]:
    """Who may sign, with his name (domain.md §2, Signer)."""
    intake, found = basis.intake, {Signer.APPLICANT: basis.intake.applicant.name.strip()}
    representative = intake.applicant.legal_representative
    if intake.applicant.kind is ApplicantKind.COMPANY and representative is not None:
        found[Signer.LEGAL_REPRESENTATIVE] = representative.name.strip()
    agent = intake.agent
    if agent is not None and agent.authority_scope.strip():
        until = agent.authority_until.strip()
        if not until or until >= basis.today.isoformat():
            found[Signer.AGENT] = agent.name.strip()
    return found


def _short(name: str) -> str:
    """A company's name may have 120 characters; the clerk needs its beginning."""
    return name if len(name) <= _NAME_SEEN else f"{name[:_NAME_SEEN]}…"


def _day(text: str, today: dt.date) -> dt.date | None:
    try:
        return dt.date.fromisoformat(check_value(_DAY, text, today=today)) if text.strip() else None
    except RuleBroken:
        return None
