"""Design tokens: every colour, size and distance of the screens, once.

Calm and dense for eight hours a day: one accent colour (ink blue), greys, and four tones that never stand alone: a
state is said by its word and its shape first. All text colours reach 4.5:1 on the surfaces they are used on
(WCAG 2.1, 1.4.3; ``tests/ui/test_theme.py`` computes it).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Tone = Literal["quiet", "accent", "good", "wait", "bad"]
"""quiet: nothing to do; accent: in work; good: settled; wait: look at it some time; bad: look at it now."""


class ToneColours(NamedTuple):
    """Text and shape, the surface beneath, and its edge."""

    ink: str
    surface: str
    edge: str


class Space(NamedTuple):
    """Distances in px."""

    tiny: int = 4
    small: int = 8
    middle: int = 12
    large: int = 16
    wide: int = 24


SPACE = Space()

TOKENS: dict[str, str] = {
    "ink": "#1b242b",
    "ink_soft": "#46525c",
    "ink_quiet": "#5b6771",
    "ink_off": "#77828b",
    "paper": "#ffffff",
    "ground": "#f3f5f7",
    "ground_deep": "#e7ebef",
    "line": "#d3dae0",
    "line_strong": "#8f9ba5",
    "row_other": "#f8fafb",
    "accent": "#1f5a78",
    "accent_deep": "#17475f",
    "accent_soft": "#e3eef4",
    "accent_line": "#9fc0d1",
    "focus": "#1f5a78",
    "on_accent": "#ffffff",
    "bad": "#a3231a",
    "text_px": "14",
    "text_large_px": "16",
    "title_px": "20",
    "row_px": "34",
    "control_px": "32",
    "radius_px": "3",
}

TONES: dict[Tone, ToneColours] = {
    "quiet": ToneColours(ink="#46525c", surface="#eef1f4", edge="#cbd3da"),
    "accent": ToneColours(ink="#17475f", surface="#e3eef4", edge="#9fc0d1"),
    "good": ToneColours(ink="#1c6039", surface="#e6f3eb", edge="#a6d0b6"),
    "wait": ToneColours(ink="#744d00", surface="#fff3d6", edge="#e2c276"),
    "bad": ToneColours(ink="#98201a", surface="#fcebe9", edge="#e6aaa5"),
}
