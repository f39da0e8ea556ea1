"""授权 as the platform checks it: who edits a counter's database cannot make a supervisor's signature (trust.md A64).

A deed that the frozen policy asks a supervisor about carries his approval. It is bound to the case, the reason and the
content, is another person's, is signed with a key that was his then, is in time, and is used once. What lacks it is
refused by name and flagged.
"""

from __future__ import annotations

from counter.domain import approval_rules
from counter.domain.base import Value
from counter.domain.ids import ID_LENGTH, CaseId
from counter.domain.journal import Line
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.proposal import Approval, Proposal, Supplement, content_sha256
from counter.hall.answers import StuckError
from counter.hall.sitting import Sitting
from counter.wire.amounting import fits, proposals_of
from counter.wire.approving import check_approval
from counter.wire.bodies import PaperPrinted
from counter.wire.messages import Verdict


def check(sitting: Sitting, line: Line, case: CaseId, body: Value, policy: HallPolicy) -> Approval | None:
    """The approval under which the line is done; None when nobody had to be asked and nobody was.

    Raises:
        StuckError: ``approval.missing``, ``approval.replayed``, ``approval.other_case``, ``approval.other_content``,
            ``approval.own``, ``approval.unknown_supervisor``, ``approval.forged``, ``approval.old``.
    """
    proposal = next(proposals_of(case, body), None)
    kind = approval_rules.kind_of(proposal, policy) if proposal is not None and _asks(body, policy) else None
    approval = line.approval
    if kind is None:
        return None
    if approval is None:
        if policy.asks(kind) and not isinstance(proposal, Supplement):
            raise _refused("approval.missing")
        return None
    if sitting.books.used_by(approval.id) not in {"", line.id}:
        raise _refused("approval.replayed")
    if approval.kind is not kind or not fits(case, body, approval.content_sha256):
        raise _refused("approval.other_case" if approval.case != case else "approval.other_content")
    check_signature(sitting, line, approval, case)
    return approval


def check_decided(sitting: Sitting, line: Line, kind: ReviewKind, proposal: Proposal) -> Approval:
    """The approval with which a supervisor decided a review in his queue; the deed will use it.

    Raises:
        StuckError: as ``check``, and ``approval.other_supervisor`` when he signed and another sent it.
    """
    approval = line.approval
    if approval is None:
        raise _refused("approval.missing")
    if approval.kind is not kind or approval.content_sha256 != content_sha256(proposal):
        raise _refused("approval.other_content")
    if approval.supervisor != line.actor:
        raise _refused("approval.other_supervisor")
    _check_key(sitting, line, approval, proposal.case)
    return approval


def check_signature(sitting: Sitting, line: Line, approval: Approval, case: CaseId) -> None:
    """The approval is of this case, another person's, signed by him, and in time."""
    if approval.supervisor == line.actor:
        raise _refused("approval.own")
    _check_key(sitting, line, approval, case)
    if not approval_rules.is_timely(approval.at, line.at, on_spot=approval.on_spot):
        raise _refused("approval.old")


def use(sitting: Sitting, line: Line, approval: Approval) -> None:
    """The approval is used and fits no other line."""
    if not sitting.books.used_by(approval.id):
        sitting.books.use(approval.id, line.id)
        sitting.effects.approvals.append((line.id, approval))


def _check_key(sitting: Sitting, line: Line, approval: Approval, case: CaseId) -> None:
    """Signed with a key that was his at that time; one that he has lost since is good, and is shown to somebody."""
    if approval.case != case:
        raise _refused("approval.other_case")
    if len(approval.id) > ID_LENGTH:
        raise _refused("approval.forged")
    keys = sitting.books.keys_of(approval.supervisor)
    if not keys:
        raise _refused("approval.unknown_supervisor")
    signed = [key for key in keys if check_approval(key.public_key, approval)]
    if not signed:
        raise _refused("approval.forged")
    retired_at = signed[0].retired_at
    if retired_at is not None and approval.at > retired_at:
        raise _refused("approval.unknown_supervisor")
    if retired_at is not None:
        sitting.effects.flags.append((line, "approval.key_retired"))


def _asks(body: Value, policy: HallPolicy) -> bool:
    """A paper that is printed again within the limit asks nobody."""
    if not isinstance(body, PaperPrinted):
        return True
    return policy.reprints_most > 0 and body.again > policy.reprints_most


def _refused(code: str) -> StuckError:
    return StuckError(Verdict.REFUSED, code, field="approval")
