"""材料更正: what is listed, and that no scan is ever taken away."""

from __future__ import annotations

import pytest

from counter.domain.case import Attachment, HowGot, ReceivedMaterial
from counter.domain.ids import Sha256
from counter.domain.material_changes import MaterialChange, check_scans_stay, material_changes
from counter.errors import RuleBroken

ONE, TWO = (
    Attachment(sha256=Sha256(letter * 64), size_bytes=1, media_type="application/pdf", file_name=f"{letter}.pdf")
    for letter in "ab"
)
LICENCE = ReceivedMaterial(code="m1", how_got=HowGot.COPY, copies=1, attachments=(ONE,))


def test_each_material_that_differs_is_listed_with_both_sides_and_the_scans_that_came() -> None:
    now = ReceivedMaterial(code="m1", how_got=HowGot.ORIGINAL, copies=2, attachments=(ONE, TWO))
    gone, fresh = ReceivedMaterial(code="m2", how_got=HowGot.COPY), ReceivedMaterial(code="m3", how_got=HowGot.SCAN)
    same = ReceivedMaterial(code="m4", how_got=HowGot.COPY)
    assert material_changes((LICENCE, gone, same), (now, same, fresh)) == (
        MaterialChange(
            code="m1", how_before=HowGot.COPY, how=HowGot.ORIGINAL, copies_before=1, copies=2, scans_added=(TWO.sha256,)
        ),
        MaterialChange(code="m2", how_before=HowGot.COPY, how=None, copies_before=1),
        MaterialChange(code="m3", how_before=None, how=HowGot.SCAN, copies=1),
    )
    assert material_changes((LICENCE, same), (same, LICENCE)) == ()


def test_a_scan_that_was_taken_in_stays_with_its_material() -> None:
    """Neither the scan alone nor the material with it can be taken back; how it was got can be put right."""
    check_scans_stay((LICENCE,), (ReceivedMaterial(code="m1", how_got=HowGot.ORIGINAL, attachments=(TWO, ONE)),))
    for after in ((), (ReceivedMaterial(code="m1", how_got=HowGot.COPY, attachments=(TWO,)),)):
        with pytest.raises(RuleBroken) as caught:
            check_scans_stay((LICENCE,), after)
        assert (caught.value.code, caught.value.field) == ("amend.scan_stays", "materials.m1")
