"""中文排版: text broken into lines as a Chinese compositor breaks it. Pure; lengths in em of the type size.

- 避头尾: no closing mark at the start of a line, no opening mark at its end; ``……`` and ``——`` stay whole.
- 标点挤压: the blank halves of neighbouring marks close up; a closing mark at the end of a line takes half its room, an
  opening mark at the start of a line after the first likewise.
- Words and numbers of Latin letters stay whole while the line has room for them, and stand a fifth of an em off Han.
- 两端对齐: the rest of a line is shared by all places where it could have broken.

After GB/T 15834-2011 (punctuation) and W3C "Requirements for Chinese Text Layout" §3.1 and §3.2.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from counter.documents.fonts import Face

NO_START = frozenset("。．，、；：！？）》〉】〕〗」』”’…—·～‐％‰℃ー／.,;:!?)]}%°")
NO_END = frozenset("（《〈【〔〖「『“‘￥＃$([{#№")
_BLANK_AFTER = frozenset("。．，、；：）》〉】〕〗」』”’")  # full-width marks whose right half is blank
_BLANK_BEFORE = frozenset("（《〈【〔〖「『“‘")  # … whose left half is blank
_HALF_EM = 0.5
_FULL_EM = 0.99  # a mark narrower than this has no blank half to give away
_LATIN_GAP_EM = 0.2
_WIDEST_STRETCH_EM = 0.4  # a line that would need more is left ragged
_TOLERANCE_EM = 1e-6


class _Traits(NamedTuple):
    """What a character is to the line breaker."""

    word: bool  # belongs to a word or number of narrow letters
    letter: bool  # such a letter or digit, which wants a gap to Han
    han: bool
    space: bool
    no_start: bool
    no_end: bool


class Line(NamedTuple):
    """One line: its characters, their faces, and how much farther than its advance each moves the pen, in em."""

    text: str
    faces: tuple[Face, ...]
    gaps_em: tuple[float, ...]
    start_em: float  # where the first character's box begins; negative when its blank half hangs out

    @property
    def width_em(self) -> float:
        """From the line's left edge to the end of the last box, trailing gaps not counted."""
        inner = sum(self.gaps_em[:-1])
        return self.start_em + sum(face.advance_em for face in self.faces) + inner


@functools.lru_cache(maxsize=20_000)
def _traits(character: str) -> _Traits:
    width = unicodedata.east_asian_width(character)
    category = unicodedata.category(character)
    space = category == "Zs"
    narrow = width in {"Na", "N", "H"} or (width == "A" and category[0] in "LN")
    word = narrow and not space and character != "·"
    return _Traits(
        word=word,
        letter=word and category[0] in "LN",
        han=width == "W" and category[0] == "L",
        space=space,
        no_start=character in NO_START,
        no_end=character in NO_END,
    )


def may_break(left: str, right: str) -> bool:
    """Whether a line may end with ``left`` and the next begin with ``right``."""
    before, after = _traits(left), _traits(right)
    if after.no_start or before.no_end or after.space:
        return False
    return not (before.word and after.word)


def _may_break_if_it_must(left: str, right: str) -> bool:
    """As ``may_break``, and also inside a word: for a code that is longer than the line."""
    return not (_traits(right).no_start or _traits(left).no_end)


def _gap_em(left: str, right: str, left_advance: float, right_advance: float) -> float:
    """The room between two neighbours: a little between Han and Latin, less between two marks with blank halves."""
    before, after = _traits(left), _traits(right)
    if (before.letter and after.han) or (before.han and after.letter):
        return _LATIN_GAP_EM
    marks_after = right in _BLANK_AFTER or right in _BLANK_BEFORE
    if left in _BLANK_AFTER and marks_after and left_advance > _FULL_EM:
        return -_HALF_EM
    if left in _BLANK_BEFORE and right in _BLANK_BEFORE and right_advance > _FULL_EM:
        return -_HALF_EM
    return 0.0


def _half_blank(character: str, face: Face, marks: frozenset[str]) -> float:
    return _HALF_EM if character in marks and face.advance_em > _FULL_EM else 0.0


def _last_fitting(
    text: str,
    ends: Sequence[float],
    start: int,
    room_em: float,
    may: Callable[[str, str], bool],
) -> int | None:
    """The index after the last character of the longest line that fits and ends where ``may`` allows."""
    found = None
    for place in range(start, len(text)):
        if ends[place] > room_em + 1:  # even a trimmed mark cannot bring it back
            break
        at_end = place + 1 == len(text)
        if ends[place] <= room_em + _TOLERANCE_EM and (at_end or may(text[place], text[place + 1])):
            found = place + 1
    return found


def _first_that_must(text: str, ends: Sequence[float], start: int, room_em: float) -> int:
    """Where to break when no rule can be kept: the last character that fits, and at least one."""
    place = start + 1
    while place < len(text) and ends[place] <= room_em + _TOLERANCE_EM:
        place += 1
    return place


def set_lines(
    text: str,
    face_of: Callable[[str], Face],
    width_em: float,
    *,
    indent_em: float = 0.0,
    justify: bool = False,
) -> tuple[Line, ...]:
    """The text as lines no wider than ``width_em``; nothing but spaces at line ends is left out.

    Args:
        text: one paragraph, no line feeds.
        face_of: gives font and advance of a character.
        width_em: width of the column.
        indent_em: how far the first line is moved in; 2 for a paragraph of Chinese text.
        justify: whether all lines but the last reach the right edge.
    """
    faces = [face_of(character) for character in text]
    advances = [face.advance_em for face in faces]
    gaps = [
        _gap_em(text[place], text[place + 1], advances[place], advances[place + 1]) for place in range(len(text) - 1)
    ]
    gaps.append(0.0)
    lines: list[Line] = []
    start = 0
    while start < len(text):
        first = not lines
        while not first and start < len(text) and _traits(text[start]).space:
            start += 1
        if start == len(text):
            break
        indent = indent_em if first else 0.0
        hang = 0.0 if first else _half_blank(text[start], faces[start], _BLANK_BEFORE)
        room = width_em - indent
        ends = _right_edges(text, faces, gaps, start=start, room_em=room, hang_em=hang)
        end = (
            _last_fitting(text, ends, start, room, may_break)
            or _last_fitting(text, ends, start, room, _may_break_if_it_must)
            or _first_that_must(text, ends, start, room)
        )
        stop = end
        while stop > start + 1 and _traits(text[stop - 1]).space:
            stop -= 1
        inner = gaps[start:stop]
        if justify and end < len(text):
            inner = _stretched(text[start:stop], inner, room - ends[stop - 1])
        lines.append(Line(text[start:stop], tuple(faces[start:stop]), tuple(inner), indent - hang))
        start = end
    return tuple(lines)


def _right_edges(
    text: str,
    faces: Sequence[Face],
    gaps: Sequence[float],
    *,
    start: int,
    room_em: float,
    hang_em: float,
) -> list[float]:
    """For each place from ``start`` the right edge that a line would have which ends there; as far as needed."""
    edges = [0.0] * start
    pen = -hang_em
    for place in range(start, len(text)):
        pen += faces[place].advance_em
        if place > start and _traits(text[place]).space:
            edges.append(edges[-1])  # a space at the end of a line takes no room
        else:
            edges.append(pen - _half_blank(text[place], faces[place], _BLANK_AFTER))
        pen += gaps[place]
        if pen > room_em + 2:
            edges.extend([pen] * (len(text) - place - 1))
            break
    return edges


def _stretched(text: str, gaps: Sequence[float], slack_em: float) -> list[float]:
    """The gaps with the slack shared among the places where the line could have broken."""
    places = [place for place in range(len(text) - 1) if may_break(text[place], text[place + 1])]
    places += [place for place in range(len(text) - 1) if _traits(text[place + 1]).space]
    share = slack_em / len(places) if places else 0.0
    wider = list(gaps)
    if 0 < share <= _WIDEST_STRETCH_EM:
        for place in places:
            wider[place] += share
    return wider
