"""材料更正: what of the materials is said differently, material by material; a scan that was taken in stays for ever.

How something was got and in how many copies may have been noted wrongly, and a scan may have been forgotten. A scan
that is in the case was received: its record is not taken back (protocol.md, Conflicts: materials are a union).
"""

from __future__ import annotations

from counter.domain.base import Value
from counter.domain.case import HowGot, ReceivedMaterial
from counter.domain.ids import Sha256
from counter.errors import RuleBroken


class MaterialChange(Value):
    """One material as it was noted before and as it is now; None where it was, or is, not noted as received."""

    code: str
    how_before: HowGot | None
    how: HowGot | None
    copies_before: int = 0
    copies: int = 0
    scans_added: tuple[Sha256, ...] = ()


def material_changes(
    before: tuple[ReceivedMaterial, ...], after: tuple[ReceivedMaterial, ...]
) -> tuple[MaterialChange, ...]:
    """Every material that differs, those of before first."""
    was, now = {each.code: each for each in before}, {each.code: each for each in after}
    changed = [code for code in {**was, **now} if was.get(code) != now.get(code)]
    return tuple(_change(code, was.get(code), now.get(code)) for code in changed)


def check_scans_stay(before: tuple[ReceivedMaterial, ...], after: tuple[ReceivedMaterial, ...]) -> None:
    """Every scan of before is a scan of the same material after.

    Raises:
        RuleBroken: ``amend.scan_stays``, at the material.
    """
    now = {each.code: each for each in after}
    for material in before:
        kept = now.get(material.code)
        held = {attachment.sha256 for attachment in kept.attachments} if kept is not None else set()
        if not held.issuperset(attachment.sha256 for attachment in material.attachments):
            raise RuleBroken("amend.scan_stays", field=f"materials.{material.code}")


def _change(code: str, before: ReceivedMaterial | None, after: ReceivedMaterial | None) -> MaterialChange:
    held = {attachment.sha256 for attachment in before.attachments} if before is not None else set()
    more = after.attachments if after is not None else ()
    return MaterialChange(
        code=code,
        how_before=before.how_got if before is not None else None,
        how=after.how_got if after is not None else None,
        copies_before=before.copies if before is not None else 0,
        copies=after.copies if after is not None else 0,
        scans_added=tuple(attachment.sha256 for attachment in more if attachment.sha256 not in held),
    )
