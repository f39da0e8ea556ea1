"""When to try again: full jitter, also for the first try after the network comes back (protocol.md, Pace).

10,000 windows coming back ask for 110 requests a second with full jitter, 20,580 with "on online event".
"""

from __future__ import annotations

import random

BASE_S = 2.0
CAP_S = 300.0
IDLE_S = 60.0
"""Between rounds that had nothing to do."""
_DOUBLINGS_TO_CAP = 8


def wait_s(failures: int, *, retry_after_s: float = 0.0, draw: random.Random) -> float:
    """Seconds until the next try: U(0, min(300, 2 · 2^failures)), and never before the platform's Retry-After."""
    ceiling = min(CAP_S, BASE_S * 2 ** min(failures, _DOUBLINGS_TO_CAP))
    return max(retry_after_s, draw.uniform(0, ceiling))
