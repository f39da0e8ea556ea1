"""有字形的字符: what our fonts draw, as a list that knows no font file (domain.md §3.3, faults.md F18).

The papers ask the fonts themselves before they are printed; a form asks this list at every key, a screen before it
would show a box. A test holds the list against the fonts.
"""

from __future__ import annotations

import functools
import re

_RANGES = """
20-7E A0-AC AE-2EE 2F3 2F7 300-301 304 307 30C 370-377 37A-37F 384-38A 38C 38E-3A1 3A3-482 48A-525 1E00-1EFB
2000-200A 2010-2027 202F-205F 2070-2071 2074-208E 2090-209C 20A0-20B5 20B8-20BA 20BD 20DD-20DE 2100-2149 214B
214E 2150-2185 2189 2190-2312 2318-2319 231C-2321 2324-232C 2373-2375 237A 237D 2387 2394 239B-23AE 23B0-23B1
23BE-23CC 23CE-23CF 23DA-23DB 23E3 23E5 23E8 2422-2423 2460-269C 269E-26B8 26BD-26BE 26C0-26C3 26E2 2701-2704
2706-2709 270C-2727 2729-274B 274D 274F-2752 2756 2758-275E 2761-2794 2798-27AF 27B1-27BE 27C5-27C6 27E0
27E6-27EB 27F0-27FF 2801-28FF 2906-2907 290A-290B 2934-2935 2940-2941 2983-2984 29BF 29CE-29D5 29EB 29FA-29FB
2A00-2A02 2A0C-2A1C 2A2F 2A6A-2A6B 2A7D-2AA0 2AAE-2ABA 2AF9-2AFA 2B00-2B1A 2B1F-2B24 2B53-2B54 2B95 2E80-2E99
2E9B-2EF3 2F00-2FD5 2FF0-2FFB 3000-303F 3041-3096 3099-30FF 3105-312F 3131-3163 3165-318E 3190-31BB 31C0-31E3
31F0-321E 3220-332B 332D-4DB5 4E00-9FEF F92C F979 F995 F9E7 F9F1 FA0C-FA0F FA11 FA13-FA14 FA18 FA1F-FA21
FA23-FA24 FA27-FA29 FE10-FE19 FE30-FE52 FE54-FE66 FE68-FE6B FF01-FF9F FFA1-FFBE FFC2-FFC7 FFCA-FFCF FFD2-FFD7
FFDA-FFDC FFE0-FFE6 FFE8-FFEE 20000-2A6D6 2A700-2B734 2B740-2B81D 2B820-2CEA1 2CEB0-2EBE0
"""


@functools.cache
def _stranger() -> re.Pattern[str]:
    """Matches a character that no font of ours draws; a line feed breaks the line and is none."""
    ranges = (word.partition("-")[::2] for word in _RANGES.split())
    known = "".join(rf"\U{int(first, 16):08x}-\U{int(last or first, 16):08x}" for first, last in ranges)
    return re.compile(rf"[^\n{known}]")


def uncovered(text: str) -> tuple[str, ...]:
    """Every character of the text that no font of ours draws, each once, in their order."""
    return tuple(dict.fromkeys(_stranger().findall(text)))


def is_covered(text: str) -> bool:
    """Whether our fonts draw all of it."""
    return _stranger().search(text) is None


def named(character: str) -> str:
    """How a screen speaks of a character that it cannot draw: never a box, never a question mark."""
    return f"〔U+{ord(character):04X}〕"


def with_names(text: str) -> str:
    """The text with each character that no font draws replaced by its name, for eyes only; it is never kept so."""
    return _stranger().sub(lambda found: named(found[0]), text)
