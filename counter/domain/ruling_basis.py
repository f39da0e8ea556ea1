"""裁断的根据: what a ruling is judged by, what it has to tell at least, and what is owed after it."""

from __future__ import annotations

import datetime as dt

from counter.domain.base import Value
from counter.domain.case import Intake
from counter.domain.course import Correction, CreditProof, Defect, Deferral, Owed, OwedFor, Ruling
from counter.domain.intake_rules import missing_materials
from counter.domain.item import MaterialSpec, ServiceItem, TimeUnit
from counter.domain.policy import HallPolicy

GROUND_LENGTH = 200
REMEDY_LENGTH = 200


class Basis(Value):
    """What a ruling is judged by."""

    item: ServiceItem  # as frozen into the case
    intake: Intake
    credit: CreditProof  # of the applicant, now
    received_on: dt.date
    promised_on: dt.date | None  # as this decision would give it; None beyond the published holidays
    today: dt.date
    told_before: bool = False  # a correction was told in this case
    policy: HallPolicy = HallPolicy()  # of the hall now, or as frozen into the case


def lacking(basis: Basis) -> tuple[Defect, ...]:
    """What a correction has to tell at least, each with ground and remedy as the guide gives them.

    The clerk adds what is wrong with what was handed over, which no machine can see.
    """
    item, intake = basis.item, basis.intake
    law = item.legal_basis[0] if item.legal_basis else ""
    materials = tuple(
        Defect(
            material=spec.code,
            name=spec.name,
            ground=_shortened(spec.legal_basis or law, GROUND_LENGTH),
            remedy=_shortened(_remedy(spec), REMEDY_LENGTH),
        )
        for spec in missing_materials(item, intake)
    )
    fields = tuple(
        Defect(name=label, ground=_shortened(law, GROUND_LENGTH), remedy=f"补填申请表“{label}”一栏")
        for label in _empty_fields(basis)
    )
    return materials + fields


def owed_by(ruling: Ruling | None, item: ServiceItem, *, correction_due_on: dt.date | None) -> tuple[Owed, ...]:
    """What is still to be brought after that ruling, in its order; a defect without a material has a code of its own.

    Args:
        ruling: as checked.
        item: as frozen into the case.
        correction_due_on: the day by which a correction has to be brought.
    """
    if isinstance(ruling, Correction):
        labels = {field.label for field in item.form}
        return tuple(
            Owed(
                why=OwedFor.CORRECTION,
                code=defect.material or f"{'form' if defect.name in labels else 'condition'}{place}",
                name=defect.name,
                need=defect.remedy,
                ground=defect.ground,
                due_on=correction_due_on,
            )
            for place, defect in enumerate(ruling.defects, start=1)
        )
    if isinstance(ruling, Deferral):
        return tuple(
            Owed(
                why=OwedFor.DEFERRAL,
                code=deferred.code,
                name=spec.name if (spec := item.material(deferred.code)) else deferred.code,
                need=deferred.form,
                due_on=deferred.due_on,
            )
            for deferred in ruling.materials
        )
    return ()


def last_day_to_defer(basis: Basis) -> dt.date:
    """The latest day by which a deferred material may come: the promised day.

    Where that lies beyond the published holidays, the limit's own number of calendar days: it never ends earlier.
    """
    if basis.promised_on is not None:
        return basis.promised_on
    limit = basis.item.promised_limit
    days = limit.amount // 24 if limit.unit is TimeUnit.HOURS else limit.amount
    return max(basis.received_on + dt.timedelta(days=days), basis.today)


def _remedy(spec: MaterialSpec) -> str:
    standard = f"，{spec.standard}" if spec.standard else ""
    return f"提交{spec.kind.label}{spec.copies}份{standard}"


def _empty_fields(basis: Basis) -> tuple[str, ...]:
    """The labels of the form's required fields that nothing stands in."""
    form = basis.intake.form
    return tuple(field.label for field in basis.item.form if field.required and not form.get(field.key, "").strip())


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
