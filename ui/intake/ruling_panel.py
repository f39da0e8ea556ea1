"""裁断: what a decision says beyond the form, in the place of the form; the summary stays beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from counter.domain.case import Decision
from counter.domain.course import Ruling
from counter.domain.ruling_basis import Basis
from ui.intake.block import Fault
from ui.intake.correction_body import CorrectionBody
from ui.intake.promise_body import CommitmentBody, DeferralBody, PromiseBody
from ui.intake.refusal_body import NotNeededBody, RefusalBody
from ui.intake.ruling_body import RulingBody
from ui.intake.walking import chain
from ui.parts import set_look
from ui.theme import SPACE

RULED = frozenset({
    Decision.CORRECTION, Decision.DEFERRED, Decision.COMMITTED,
    Decision.REFUSED, Decision.NOT_COMPETENT, Decision.NOT_NEEDED,
})  # fmt: skip
"""Decisions that say something beyond the form."""


class RulingPanel(QScrollArea):
    """Holds the panel of one decision; what was written for each decision stays until the case is another."""

    edited = Signal()
    signature_offered = Signal(str)
    """The path of a scan of a signed promise."""

    def __init__(self, last: QWidget) -> None:
        super().__init__()
        self._last = last
        self._written: dict[Decision, Ruling] = {}
        self._decision: Decision | None = None
        self._body: RulingBody | None = None
        self.page = QWidget()
        set_look(self.page, "ground")
        self._column = QVBoxLayout(self.page)
        self._column.setContentsMargins(0, 0, SPACE.small, 0)
        self._column.addStretch(1)
        self.setWidget(self.page)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def forget(self) -> None:
        """Nothing is written: the case is another one."""
        self._drop_body()
        self._written.clear()
        self._decision = None

    def remember(self, decision: Decision | None, ruling: Ruling | None) -> None:
        """That was written before, as a draft says."""
        self.forget()
        self._decision = decision
        if decision is not None and ruling is not None:
            self._written[decision] = ruling

    def written(self) -> tuple[Decision | None, Ruling | None]:
        """The decision that was last worked on, and what is written for it; for the draft."""
        self._keep()
        decision = self._decision
        return decision, self._written.get(decision) if decision else None

    def open(self, decision: Decision, basis: Basis, departments: Sequence[str]) -> None:
        """The panel of that decision stands here, with what was written for it before."""
        self._keep()
        self._drop_body()
        self._decision = decision
        self._body = _body(decision, basis, self._written.get(decision), departments)
        self._body.edited.connect(self.edited)
        if isinstance(self._body, CorrectionBody):
            self._body.laid.connect(self._chain)
        if isinstance(self._body, PromiseBody):
            self._body.signature_offered.connect(self.signature_offered)
        self._column.insertWidget(0, self._body)
        self._chain()
        self.verticalScrollBar().setValue(0)

    def close_body(self) -> None:
        """The panel is gone; what was written is remembered."""
        self._keep()
        self._drop_body()

    def body(self) -> RulingBody | None:
        """The open panel."""
        return self._body

    def promise(self) -> PromiseBody | None:
        """The open panel, when something is promised in it."""
        return self._body if isinstance(self._body, PromiseBody) else None

    def faults(self) -> tuple[Fault, ...]:
        """What cannot be read as it is written."""
        return self._body.faults() if self._body else ()

    def leave_choice(self) -> bool:
        """A list inside the panel that was open is closed; False when none was."""
        if isinstance(self._body, CorrectionBody) and self._body.picking():
            self._body.stop_picking()
            return True
        return False

    def _keep(self) -> None:
        if self._body is not None and self._decision is not None:
            self._written[self._decision] = self._body.ruling()

    def _drop_body(self) -> None:
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.setParent(None)  # the page must not give the focus back to it
            self._body.deleteLater()
            self._body = None

    def _chain(self) -> None:
        if self._body is not None:
            chain([*self._body.stops(), self._last])


def _body(decision: Decision, basis: Basis, ruling: Ruling | None, departments: Sequence[str]) -> RulingBody:
    match decision:
        case Decision.CORRECTION:
            return CorrectionBody(basis, ruling)
        case Decision.DEFERRED:
            return DeferralBody(basis, ruling)
        case Decision.COMMITTED:
            return CommitmentBody(basis, ruling)
        case Decision.NOT_NEEDED:
            return NotNeededBody(ruling)
    return RefusalBody(decision, basis, ruling, departments)
