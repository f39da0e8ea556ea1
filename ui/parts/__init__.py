"""Small widgets that every screen is made of; they know no case and no platform.

Those that show rows or pages (``search``, ``sidelist``, ``table``, ``paper``) are taken from their own modules: loading
what they need of Qt takes 10 ms, and the sign-in does not show any.
"""

from ui.parts.actions import ActionButton, ButtonRow
from ui.parts.banner import Banner
from ui.parts.confirm import ConfirmLine
from ui.parts.field import Field
from ui.parts.tag import StateTag
from ui.parts.text import KeyHint, PlainLabel, set_look, set_tone, shown

__all__ = [
    "ActionButton",
    "Banner",
    "ButtonRow",
    "ConfirmLine",
    "Field",
    "KeyHint",
    "PlainLabel",
    "StateTag",
    "set_look",
    "set_tone",
    "shown",
]
