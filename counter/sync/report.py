"""What a round did."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class Purged:
    """What was purged after the days were compared; ``kept`` counts why cases stay, ``trouble`` ended it early."""

    cases: int = 0
    lines: int = 0
    kept: dict[str, int] = dataclasses.field(default_factory=dict)
    trouble: str = ""


@dataclasses.dataclass
class Report:
    """What a round did; ``trouble`` is the code of what ended it early, empty when it went through."""

    settled: int = 0
    refused: int = 0
    scans: int = 0
    news: int = 0
    strange: int = 0
    missing_there: int = 0
    purged: Purged = dataclasses.field(default_factory=Purged)
    generation_changed: bool = False
    catalogue_version: int = 0
    trouble: str = ""
    retry_after_s: float = 0.0
    changed: set[str] = dataclasses.field(default_factory=set)
