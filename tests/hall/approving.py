"""Approvals as a supervisor signs them, for lines that a counter sends."""

from __future__ import annotations

import datetime as dt
import functools

import msgspec

from counter.domain.base import Value
from counter.domain.ids import CaseId, uuid7
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Approval, Proposal, content_sha256
from counter.domain.staff import SupervisorCard
from counter.hall import supervisors
from counter.hall.hall import Hall
from counter.wire.amounting import proposals_of
from counter.wire.approving import sign_approval, unwrap_key
from tests.hall.window import NOW, PASSWORD

SUPERVISOR = "0009"


def card_of(hall: Hall, clerk_no: str = SUPERVISOR) -> SupervisorCard:
    """The supervisor's card as windows get it."""
    with hall.database.read() as connection:
        return next(card for card in supervisors.cards(connection) if card.clerk_no == clerk_no)


def approve(
    hall: Hall, kind: ReviewKind, proposal: Proposal, *, at: dt.datetime = NOW, on_spot: bool = True
) -> Approval:
    """What the supervisor signs."""
    approval = Approval(
        id=uuid7(),
        supervisor=SUPERVISOR,
        case=proposal.case,
        kind=kind,
        content_sha256=content_sha256(proposal),
        at=at,
        on_spot=on_spot,
    )
    return sign_approval(_key_of(card_of(hall)), approval)


@functools.cache
def _key_of(card: SupervisorCard) -> str:
    """Opened once: scrypt is slow by intent."""
    return unwrap_key(card, PASSWORD)


def approve_body(hall: Hall, kind: ReviewKind, case: CaseId, body: Value, **others: object) -> Approval:
    """The approval of what a line is going to do."""
    return approve(hall, kind, next(proposals_of(case, body)), **others)  # type: ignore[arg-type]  # as approve takes


def bent(approval: Approval, **changes: object) -> Approval:
    """The approval with something changed after it was signed."""
    return msgspec.structs.replace(approval, **changes)
