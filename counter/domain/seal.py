"""印章的位置: where a seal belongs on a paper."""

from __future__ import annotations

from counter.domain.base import Value


class SealSpot(Value):
    """Where a seal goes, in points from the lower left corner of its page, as PDF counts."""

    page: int  # the first is 0
    x: float
    y: float
    radius: float
