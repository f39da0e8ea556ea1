"""用章: what of a paper goes to the platform for its e-seal, and what becomes of the sealed file (domain.md §6).

A paper that the hall's policy seals is printed for the first time with its seal, when the platform answers within a
few seconds; otherwise with the place for the stamp, and so it stays: a reprint shows what the first print showed. The
sealed file is evidence and lies beside the paper for ever. 补打 stands as an overlay over the same sealed pages, on
paper only: written into the file, it would break the seal.
"""

from __future__ import annotations

import msgspec

from counter.actions import glyphs
from counter.actions.desk import Desk
from counter.actions.paper_sight import SeenPaper
from counter.documents.model import PaperContent, Reprint
from counter.domain.ids import Sha256
from counter.domain.seal import SealSpot
from counter.errors import StoreTrouble
from counter.store import facts, hall_papers, policies, sealed
from counter.wire.seals import SealRequest

AUTHORITY = "seal_authority"
"""The fact: the certificate (PEM) that the platform signed."""


def sealed_copy(desk: Desk, number: str) -> tuple[Sha256, bytes] | None:
    """The sealed file of that paper with its hash; None without a seal, or when the file is damaged.

    The platform keeps it too and gives the same one again.
    """
    sha256 = _sealed_sha256(desk, number)
    if sha256 is None:
        return None
    try:
        return sha256, desk.scans.get(sha256)
    except StoreTrouble:
        return None


def was_sealed(desk: Desk, number: str) -> bool:
    """Whether the paper has its e-seal."""
    return _sealed_sha256(desk, number) is not None


def _sealed_sha256(desk: Desk, number: str) -> Sha256 | None:
    brought = hall_papers.read(desk.db, number)
    return brought.sealed_sha256 if brought else sealed.read(desk.db, number)


def seal_request(desk: Desk, paper: SeenPaper) -> SealRequest | None:
    """What the platform is asked; None without e-seals in the hall's policy, or for a paper that bears none here.

    Another window's paper has the seal that its own window asked for, or the place for the stamp.

    Raises:
        RuleBroken: as ``paper.render``.
    """
    if paper.elsewhere or not policies.current(desk.db).e_seal:
        return None
    from counter.documents.paper import drawn  # noqa: PLC0415 -- as in ``printing``

    content = msgspec.json.decode(paper.content, type=PaperContent)
    made = drawn(content, sealed=True, glyph_images=glyphs.pictures_of(desk, content))
    if not made.seal_places:
        return None
    place = made.seal_places[-1]
    return SealRequest(
        number=paper.number,
        kind=paper.kind,
        department=content.department,
        content=paper.content.encode(),
        spot=SealSpot(page=place.page, x=place.x, y=place.y, radius=place.radius),
        pdf=made.pdf,
    )


def authority(desk: Desk) -> str:
    """The certificate of the authority, empty before the platform delivered one."""
    return facts.read_fact(desk.db, AUTHORITY, str) or ""


def keep(desk: Desk, number: str, pdf: bytes) -> Sha256:
    """The sealed file is on the disk beside its paper; gives its hash.

    Raises:
        StoreTrouble: ``store.disk_full``, ``store.disk_error``.
    """
    sha256 = desk.scans.put(pdf)
    with desk.store.write() as db:
        sealed.put(db, number, sha256, desk.moment().at)
    return sha256


def marked(pdf: bytes, reprint: Reprint) -> bytes:
    """The sealed pages with the mark of the reprint over them, for paper.

    Raises:
        RuleBroken: ``paper.reprint_reason_too_long``, ``paper.missing_glyph``.
    """
    from counter.documents.drawing import mark_alone  # noqa: PLC0415 -- as in ``printing``
    from counter.seals.signing import overprint  # noqa: PLC0415 -- pyHanko takes a second

    return overprint(pdf, mark_alone(reprint))
