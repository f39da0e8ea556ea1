"""What the signed list says of one package: for which machines it is, and how far it is rolled out."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from counter.domain.base import Answer, Value
from counter.errors import RuleBroken

EVERYBODY = "all"
"""The ring that every machine belongs to."""
NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,119}\.(?:deb|msi|exe)")
_VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){1,3}")
_PARTS = 4

System = Literal["linux", "windows"]
Architecture = Literal["amd64", "arm64"]


class Offer(Answer):
    """The ``custom`` part of a target; a newer tool may add fields, which are ignored."""

    version: Annotated[str, Meta(pattern=rf"\A{_VERSION.pattern}\Z")]
    os: System
    arch: Architecture
    ring: Annotated[str, Meta(pattern=r"\A[0-9a-z][0-9a-z-]{0,31}\Z")] = EVERYBODY
    percent: Annotated[int, Meta(ge=0, le=100)] = 100  # of the machines of the ring; it only ever grows
    withdrawn: bool = False
    least_schema: Annotated[int, Meta(ge=1, le=2**31 - 1)] = 1  # of the databases that it can take over


class Package(Value):
    """One file of the signed list, with what is said of it."""

    name: str
    size_bytes: int
    sha256: str
    offer: Offer

    @property
    def path(self) -> str:
        """Where it lies in a mirror: its content names it, so that no file there is ever another one later."""
        return f"targets/{self.sha256}.{self.name}"


def package_of(name: str, size_bytes: int, sha256: str, custom: object) -> Package | None:
    """The package, or None when the list says something that this version does not understand."""
    if not NAME.fullmatch(name) or not re.fullmatch(r"[0-9a-f]{64}", sha256):
        return None
    try:
        offer = msgspec.convert(custom, Offer)
    except msgspec.ValidationError:
        return None
    return Package(name=name, size_bytes=size_bytes, sha256=sha256, offer=offer)


def order_of(version: str) -> tuple[int, ...]:
    """The version as numbers that compare: 0.10 comes after 0.9, and 0.3 is 0.3.0.

    Raises:
        RuleBroken: ``updates.version``.
    """
    if not _VERSION.fullmatch(version):
        raise RuleBroken("updates.version", version=version[:40])
    parts = [int(part) for part in version.split(".")]
    return tuple(parts + [0] * (_PARTS - len(parts)))
