"""Which of the offered packages this machine takes, and why it passes the others over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from counter.domain.base import Value
from counter.errors import Refused
from counter.updates.offer import EVERYBODY, Architecture, Package, System, order_of
from counter.updates.terms import Terms


class Machine(Value):
    """What the choice depends on."""

    version: str  # the program that is installed now
    os: System
    arch: Architecture
    schema: int  # of the databases that the program writes now
    lot: str  # drawn once and kept, so that the same machines come first each day of a roll-out


class PassedOver(Value):
    """A package for this kind of machine that is not taken, and the code of the reason."""

    name: str
    version: str
    code: str


class Choice(Value):
    """What is taken, if anything."""

    package: Package | None = None
    passed_over: tuple[PassedOver, ...] = ()
    installed_withdrawn: bool = False  # IT took back the very version that runs here


def choose(packages: Iterable[Package], terms: Terms, machine: Machine) -> Choice:
    """The newest package that this machine may take, and what was passed over."""
    ours = [each for each in packages if (each.offer.os, each.offer.arch) == (machine.os, machine.arch)]
    own = order_of(machine.version)
    taken: Package | None = None
    passed = []
    for package in sorted(ours, key=lambda each: order_of(each.offer.version), reverse=True):
        code = why_not(package, terms, machine)
        if code:
            passed.append(PassedOver(name=package.name, version=package.offer.version, code=code))
        elif taken is None and order_of(package.offer.version) > own:
            taken = package
    withdrawn = any(each.offer.withdrawn and order_of(each.offer.version) == own for each in ours)
    return Choice(package=taken, passed_over=tuple(passed), installed_withdrawn=withdrawn)


def why_not(package: Package, terms: Terms, machine: Machine) -> str:
    """The code of what speaks against the package here; empty when nothing does."""
    offer = package.offer
    own = order_of(machine.version)
    if offer.withdrawn:
        return "updates.withdrawn"
    if order_of(offer.version) < own:
        return "updates.downgrade"
    if offer.ring not in {EVERYBODY, terms.ring}:
        return "updates.other_ring"
    if offer.least_schema > machine.schema:
        return "updates.step_missing"
    is_urgent = bool(terms.least_version) and own < order_of(terms.least_version)
    if not is_urgent and turn_of(machine.lot, offer.version) >= offer.percent:
        return "updates.not_its_turn"
    return ""


def require(packages: Iterable[Package], version: str, terms: Terms, machine: Machine) -> Package:
    """The package of that very version.

    Raises:
        Refused: ``updates.not_offered``, or the reason why this machine does not take it.
    """
    wanted = order_of(version)
    for package in packages:
        is_ours = (package.offer.os, package.offer.arch) == (machine.os, machine.arch)
        if is_ours and order_of(package.offer.version) == wanted:
            if code := why_not(package, terms, machine):
                raise Refused(code, version=version)
            return package
    raise Refused("updates.not_offered", version=version)


def turn_of(lot: str, version: str) -> int:
    """The machine's place among a hundred for that version: below the percent it belongs to those who begin."""
    return int.from_bytes(hashlib.sha256(f"{lot} {version}".encode()).digest()[:8]) % 100
