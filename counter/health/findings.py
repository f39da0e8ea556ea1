"""What a check found; codes and numbers only, never personal data, so that it may be sent to support as it is."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec

from counter.domain.base import Value


class Level(enum.StrEnum):
    """How it stands."""

    OK = "ok"  # 正常
    WARN = "warn"  # 注意: work goes on, somebody should look
    BAD = "bad"  # 不合格: something the counter needs does not work


class Check(enum.StrEnum):
    """What is looked at, in the order in which it is told."""

    POLICY = "policy"
    PROFILE = "profile"
    RIGHTS = "rights"
    DISK = "disk"
    KEY_RING = "key_ring"
    RECOVERY = "recovery"
    STORE = "store"
    ENROLMENT = "enrolment"
    PLATFORM = "platform"
    CA = "ca"
    CLOCK = "clock"
    CATALOGUE = "catalogue"
    HOLIDAYS = "holidays"
    HALL_RULES = "hall_rules"
    QUEUE = "queue"
    PRINTER = "printer"
    PAPER_FONTS = "paper_fonts"
    SCREEN_FONTS = "screen_fonts"
    INPUT_METHOD = "input_method"


class Finding(Value):
    """One check. ``code`` is why it is not in order, with its parameters; ``seen`` is what was seen anyway."""

    check: Check
    level: Level = Level.OK
    code: str = ""
    params: dict[str, str | int] = msgspec.field(default_factory=dict)
    seen: dict[str, str | int] = msgspec.field(default_factory=dict)


class Report(Value):
    """Every check, once."""

    findings: tuple[Finding, ...]

    @property
    def level(self) -> Level:
        """The worst of all."""
        levels = {finding.level for finding in self.findings}
        return next(level for level in (Level.BAD, Level.WARN, Level.OK) if level in levels or level is Level.OK)

    def of(self, check: Check) -> Finding:
        """That check's finding."""
        return next(finding for finding in self.findings if finding.check is check)


EXIT_CODES = {Level.OK: 0, Level.WARN: 10, Level.BAD: 20}
"""Of ``main.py health``; 1 and 2 are taken by errors of the command itself."""

RARE = "𠮷㛃"
"""Rare characters of real names: one beyond U+FFFF, one of extension A (faults.md F18)."""


def in_order(findings: Iterable[Finding]) -> Report:
    """The report in the order of ``Check``."""
    places = list(Check)
    return Report(findings=tuple(sorted(findings, key=lambda finding: places.index(finding.check))))


def ok(check: Check, **seen: str | int) -> Finding:
    """That is in order."""
    return Finding(check=check, seen=seen)


def warn(check: Check, code: str, **params: str | int) -> Finding:
    """Somebody should look at that."""
    return Finding(check=check, level=Level.WARN, code=code, params=params)


def bad(check: Check, code: str, **params: str | int) -> Finding:
    """That does not work."""
    return Finding(check=check, level=Level.BAD, code=code, params=params)
