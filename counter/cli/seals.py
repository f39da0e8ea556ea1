"""制章 for a practice hall: every department of the catalogue has an e-seal with its name on it."""

from __future__ import annotations

from counter.documents.seal_picture import seal_picture
from counter.documents.signing import SEAL_RADIUS
from counter.hall.hall import Hall
from counter.hall.sealing import SEAL_NAME


def make_seals(hall: Hall, departments: set[str]) -> int:
    """Each of these departments has a seal in force; gives how many were made."""
    wanting = [department for department in sorted(departments) if not hall.has_seal(department)]
    for department in wanting:
        hall.put_seal(department, seal_picture(department, SEAL_NAME, SEAL_RADIUS))
    return len(wanting)
