"""Small widgets that every screen is made of; they know no case and no platform."""

from ui.parts.actions import ActionButton, ButtonRow
from ui.parts.banner import Banner
from ui.parts.confirm import ConfirmLine
from ui.parts.field import Field
from ui.parts.paper import PaperPreview
from ui.parts.search import Choice, SearchBox
from ui.parts.sidelist import SideEntry, SideList
from ui.parts.table import Column, PagedRows, PageTable
from ui.parts.tag import StateTag
from ui.parts.text import KeyHint, PlainLabel, set_look, set_tone, shown

__all__ = [
    "ActionButton",
    "Banner",
    "ButtonRow",
    "Choice",
    "Column",
    "ConfirmLine",
    "Field",
    "KeyHint",
    "PageTable",
    "PagedRows",
    "PaperPreview",
    "PlainLabel",
    "SearchBox",
    "SideEntry",
    "SideList",
    "StateTag",
    "set_look",
    "set_tone",
    "shown",
]
