"""承诺书签署件: the sheet that is printed for signing before there is a case, known again by its 核对码.

    ruling ─▶ sheet with its code ─▶ signed ─▶ the same ruling with that code ─▶ case
                                        └ anything of it changed ─▶ another code: printed and signed again (F12)

No number is issued before a case is accepted (protocol.md, Paper number; faults.md F05), so the sheet has a code of
what it promises instead. The ruling carries the code into the journal line, and the notice that is issued with the case
cites it: whoever holds the signed sheet can prove that it belongs to this decision, and anybody can count it again.
"""

from __future__ import annotations

import hashlib
from typing import Any

from counter.domain.base import canonical
from counter.domain.course import Commitment, Deferral
from counter.domain.ruling_basis import Basis

_GROUPS = 3
_GROUP = 4


def check_code(ruling: Deferral | Commitment, basis: Basis) -> str:
    """核对码 of what is promised, by whom and with which consequence: "7F3A-09C2-B4E1".

    Args:
        ruling: as checked; who saw the signature, its scan and the credit answer are no part of what is promised.
        basis: of the same decision.
    """
    said: dict[str, Any] = {
        "item": [basis.item.code, basis.item.version],
        "applicant": [basis.intake.applicant.name.strip(), basis.intake.applicant.id_number.strip()],
        "signer": [ruling.promise.signer, ruling.promise.name],
    }
    if isinstance(ruling, Deferral):
        said["materials"] = [[each.code, each.due_on, each.form] for each in ruling.materials]
        said["late"] = basis.policy.late_consequence
    else:
        said["conditions"] = ruling.conditions
        said["checked_within"] = basis.policy.commitment_check_within
    digest = hashlib.sha256(canonical(said)).hexdigest().upper()
    return "-".join(digest[place * _GROUP : (place + 1) * _GROUP] for place in range(_GROUPS))
