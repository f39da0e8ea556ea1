"""What a journal line amounts to as a proposal, so that the platform can compare it with what a supervisor signed.

A deed is done exactly as it was approved. Where a proposal may say the same thing in two ways (a field left out because
it stays as it was), every way is tried; an approval that fits one of them fits the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from counter.domain.base import Value
from counter.domain.ids import CaseId
from counter.domain.proposal import (
    Amend,
    Decide,
    Extend,
    ExtendOwed,
    Hang,
    Lapse,
    Proposal,
    Reprint,
    Revoke,
    Supplement,
    Take,
    Unlist,
    Void,
    Withdraw,
    as_proposed,
    content_sha256,
)
from counter.domain.workdays import local_day
from counter.wire.bodies import (
    CaseAmended,
    CaseDecided,
    CaseExtended,
    CaseHung,
    CaseLapsed,
    CaseOwedExtended,
    CaseRevoked,
    CaseSupplemented,
    CaseTaken,
    CaseVoided,
    CaseWithdrawn,
    PaperPrinted,
    PersonUnlisted,
)

T = TypeVar("T")
_SAME_FIELDS: dict[type[Value], type[Proposal]] = {
    CaseOwedExtended: ExtendOwed,
    CaseLapsed: Lapse,
    CaseExtended: Extend,
    CaseHung: Hang,
    CaseWithdrawn: Withdraw,
    CaseRevoked: Revoke,
    CaseVoided: Void,
    PaperPrinted: Reprint,
    PersonUnlisted: Unlist,
}
"""Lines that say everything their proposal says, under the same names."""


def fits(case: CaseId, body: Value, sha256: str) -> bool:
    """Whether what was approved under that hash is what the line did."""
    return any(content_sha256(proposal) == sha256 for proposal in proposals_of(case, body))


def proposals_of(case: CaseId, body: Value) -> Iterator[Proposal]:
    """Every proposal that the line carries out; none for a line that no supervisor is asked about."""
    if isinstance(body, CaseTaken):
        ruling = as_proposed(body.course.ruling)
        yield Take(case=case, decision=body.decision, intake=body.intake, ruling=ruling)
    elif isinstance(body, CaseDecided):
        yield Decide(case=case, decision=body.decision, ruling=as_proposed(body.course.ruling))
    elif isinstance(body, CaseSupplemented):
        yield from _supplements(case, body)
    elif isinstance(body, CaseAmended):
        yield from _amendments(case, body)
    elif type(body) in _SAME_FIELDS:
        proposal = _SAME_FIELDS[type(body)]
        said = {name: getattr(body, name) for name in proposal.__struct_fields__ if name != "case"}
        yield proposal(case=case, **said)


def _supplements(case: CaseId, body: CaseSupplemented) -> Iterator[Proposal]:
    """The day and what stood in the form before may be left out of the proposal: then they are those of the deed."""
    for arrived_on in (local_day(body.arrived_at), None):
        for base in (body.base_form,) if body.base_form is None else (body.base_form, None):
            yield Supplement(
                case=case,
                materials=body.materials,
                how=body.how,
                arrived_on=arrived_on,
                form=body.form,
                base_form=base,
            )


def _amendments(case: CaseId, body: CaseAmended) -> Iterator[Proposal]:
    """What did not change may be left out of the proposal or stand in it."""
    after, before = body.intake, body.base_intake
    for applicant in _ways(after.applicant, before.applicant):
        for materials in _ways(after.materials, before.materials):
            for form in _ways(after.form, before.form):
                yield Amend(
                    case=case,
                    number=body.voided,
                    applicant=applicant,
                    materials=materials,
                    form=form,
                    reason=body.reason,
                )


def _ways(after: T, before: T) -> tuple[T | None, ...]:
    return (after, None) if after == before else (after,)
