"""Strips put one under another on as many pages as they need. Pure geometry, in points.

Nothing stands alone that must not: a heading goes with what follows, a paragraph leaves no single line behind, and the
signature block takes the last lines before it along.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from counter.documents.sheet import Drawing
from counter.errors import RuleBroken

SIGNATURE_COMPANY = 2
"""How many strips before the signature block stay on its page."""


class Strip(NamedTuple):
    """A band of a paper over its whole width, which is never split."""

    height: float
    draw: Drawing
    space_before: float = 0.0  # left out at the top of a page
    keep_next: bool = False  # stays on the page of the strip after it
    repeat: Strip | None = None  # drawn again above it when it begins a page: the header of its table
    signature: bool = False


class Placed(NamedTuple):
    """A strip with the upper edge where it stands."""

    top: float
    strip: Strip


Page = tuple[Placed, ...]


def with_company(strips: Sequence[Strip]) -> tuple[Strip, ...]:
    """The strips, with those before a signature block bound to it."""
    bound = list(strips)
    for place, strip in enumerate(strips):
        if strip.signature:
            for before in range(max(0, place - SIGNATURE_COMPANY), place):
                bound[before] = bound[before]._replace(keep_next=True)
    return tuple(bound)


def _chains(strips: Iterable[Strip]) -> list[list[Strip]]:
    chains: list[list[Strip]] = [[]]
    for strip in strips:
        chains[-1].append(strip)
        if not strip.keep_next:
            chains.append([])
    return [chain for chain in chains if chain]


def _height(chain: Sequence[Strip], *, at_top: bool) -> float:
    first = chain[0]
    extra = (first.repeat.height if first.repeat else 0.0) if at_top else first.space_before
    return extra + sum(strip.height for strip in chain) + sum(strip.space_before for strip in chain[1:])


def paginate(strips: Sequence[Strip], *, first_top: float, next_top: float, bottom: float) -> tuple[Page, ...]:
    """The strips on pages, in order.

    Args:
        strips: the paper from top to bottom.
        first_top: where the first page begins.
        next_top: where every other page begins.
        bottom: where every page ends.

    Raises:
        RuleBroken: ``paper.text_too_long`` when one strip is higher than a page.
    """
    pages: list[list[Placed]] = [[]]
    pen = first_top
    whole = bottom - next_top
    for bound in _chains(with_company(strips)):
        # a chain that no page can hold is let go strip by strip
        for chain in [bound] if _height(bound, at_top=True) <= whole else [[strip] for strip in bound]:
            if _height(chain, at_top=True) > whole:
                raise RuleBroken("paper.text_too_long")
            if pages[-1] and pen + _height(chain, at_top=False) > bottom:
                pages.append([])
                pen = next_top
            elif not pages[-1] and pen + _height(chain, at_top=True) > bottom:
                raise RuleBroken("paper.text_too_long")
            for strip in chain:
                if not pages[-1] and strip.repeat:
                    pages[-1].append(Placed(pen, strip.repeat))
                    pen += strip.repeat.height
                elif pages[-1]:
                    pen += strip.space_before
                pages[-1].append(Placed(pen, strip))
                pen += strip.height
    return tuple(tuple(page) for page in pages)
