"""The words of the papers, by code, for the legal office to approve.

Every text is a paraphrase of the rule named beside it (domain.md §1 and §6) and no legal advice: a hall's own legal
office must approve the final wording. ``{names}`` are filled with the paper's values; a value is never a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from counter.documents.texts.correcting import CORRECTING
from counter.documents.texts.ending import ENDING
from counter.documents.texts.handing import HANDING
from counter.documents.texts.promising import PROMISING
from counter.documents.texts.running import RUNNING
from counter.documents.texts.shared import SHARED
from counter.documents.texts.slips import SLIPS
from counter.documents.texts.taking import TAKING

TEXTS: Mapping[str, str] = MappingProxyType(
    {**SHARED, **TAKING, **PROMISING, **CORRECTING, **RUNNING, **ENDING, **HANDING, **SLIPS},
)


def words(code: str, **values: str | int) -> str:
    """The text of that code with its values filled in; braces inside a value stay what they are."""
    return TEXTS[code].format(**values)
