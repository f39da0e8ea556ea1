"""A character without a glyph is told at its field, unless a picture of it is kept."""

from __future__ import annotations

import msgspec

from counter.domain.case import GlyphImage, Intake
from counter.domain.glyph_rules import judge_glyphs, missing_glyphs
from counter.domain.ids import Sha256
from counter.domain.person import Agent, Applicant, Contact, Identified

PUA, LATE = "\ue123", "\U00030ede"
IMAGE = GlyphImage(character=PUA, sha256=Sha256("0" * 64), size_bytes=90)


def _intake(**more: object) -> Intake:
    return msgspec.structs.replace(Intake(applicant=Applicant(name=f"张{PUA}华", address="清江路1号")), **more)


def test_every_field_that_holds_one_is_told() -> None:
    """Applicant, representative, agent, contact, form and remark, each at its own path."""
    intake = Intake(
        applicant=Applicant(name=PUA, legal_representative=Identified(name=f"王{LATE}")),
        agent=Agent(name=LATE, authority_scope=LATE),
        contact=Contact(name=PUA),
        form={"shop": LATE},
        note=f"{PUA}{PUA}",
    )
    assert missing_glyphs(intake) == (
        ("applicant.name", PUA), ("applicant.legal_representative.name", LATE), ("agent.name", LATE),
        ("agent.authority_scope", LATE), ("contact.name", PUA), ("form.shop", LATE), ("note", PUA),
    )  # fmt: skip
    _, faults = judge_glyphs(intake)
    assert {(fault.code, fault.params["character"]) for fault in faults} == {
        ("text.no_glyph", "U+E123"),
        ("text.no_glyph", "U+30EDE"),
    }


def test_a_picture_takes_the_fault_away_and_one_for_nothing_is_dropped() -> None:
    """Also the second one of the same character."""
    other = msgspec.structs.replace(IMAGE, character=LATE)
    kept, faults = judge_glyphs(_intake(glyph_images=(IMAGE, other, IMAGE)))
    assert (kept, faults) == ((IMAGE,), ())
    assert judge_glyphs(Intake(glyph_images=(IMAGE,))) == ((), ())


def test_a_picture_without_a_file_is_told() -> None:
    """A hand-made intake of another program."""
    for broken in (msgspec.structs.replace(IMAGE, sha256=Sha256("x")), msgspec.structs.replace(IMAGE, size_bytes=0)):
        _, (fault,) = judge_glyphs(_intake(glyph_images=(broken,)))
        assert (fault.code, fault.field) == ("glyph.broken", "glyph_images")
