"""生僻字: a character that no font draws needs a picture before the case is taken (domain.md §3.3, faults.md F18).

It is never replaced by '?', by pinyin or by a look-alike, and no paper with a gap leaves the window. Level 3 of
GB 18030-2022 is in the fonts, so this is for what has no code (private use) or came after it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from counter.domain.case import GlyphImage, Intake
from counter.domain.covered import is_covered, uncovered
from counter.errors import RuleBroken

_HEX_SHA256 = 64


def strangers(intake: Intake) -> tuple[str, ...]:
    """Every character of the texts that no font draws, with a picture or without, each once, in their order."""
    return tuple(dict.fromkeys(character for _, character in _strange_places(intake)))


def missing_glyphs(intake: Intake) -> tuple[tuple[str, str], ...]:
    """Field and character of everything in the texts that neither a font nor a picture draws, in their order."""
    return _without_picture(intake, _strange_places(intake))


def judge_glyphs(intake: Intake) -> tuple[tuple[GlyphImage, ...], tuple[RuleBroken, ...]]:
    """The pictures that the texts need, each once, and a fault for each character that has none.

    Faults: ``text.no_glyph`` (character) at its field; ``glyph.broken`` for a picture that names no file.
    """
    places = _strange_places(intake)
    if not places:
        return (), ()
    wanted = {character for _, character in places}
    kept = {image.character: image for image in intake.glyph_images if image.character in wanted}
    faults = [
        RuleBroken("text.no_glyph", field=field, character=f"U+{ord(character):04X}")
        for field, character in _without_picture(intake, places)
    ]
    faults += [
        RuleBroken("glyph.broken", field="glyph_images", character=f"U+{ord(image.character):04X}")
        for image in kept.values()
        if len(image.sha256) != _HEX_SHA256 or image.size_bytes < 1
    ]
    return tuple(kept[character] for character in sorted(kept)), tuple(faults)


def _without_picture(intake: Intake, places: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    pictured = {image.character for image in intake.glyph_images}
    return tuple(place for place in places if place[1] not in pictured)


def _strange_places(intake: Intake) -> tuple[tuple[str, str], ...]:
    """Field and character of everything that no font draws, in their order.

    Nearly always there is none: the whole intake is looked at in one go first, as JSON, which hides control characters.
    """
    whole = msgspec.json.encode(intake).decode()
    if is_covered(whole) and "\\u" not in whole:
        return ()
    return tuple((field, character) for field, text in _texts(intake) for character in uncovered(text))


def _texts(intake: Intake) -> Iterator[tuple[str, str]]:
    """Every typed text with its dotted path."""
    for name in ("applicant", "agent", "contact"):
        yield from _texts_of(getattr(intake, name), name)
    for material in intake.materials:
        yield f"materials.{material.code}.fixed_on_spot", material.fixed_on_spot
    for key, value in intake.form.items():
        yield f"form.{key}", value
    yield "note", intake.note


def _texts_of(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _texts_of(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, str):
        yield path, value
