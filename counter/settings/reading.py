"""The settings that hold here, each with its source; and a person's choice written down, below the policy."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from counter.domain.base import Value
from counter.errors import CounterError, RuleBroken
from counter.local_disk import write_whole
from counter.settings.checks import faults_of
from counter.settings.keys import Settings, all_keys
from counter.settings.layers import CHOICE_FILE, POLICY_FOLDER, Source, read_layers
from counter.settings.registry import MachineRegistry, machine_registry


class Held(Value):
    """One key as it holds here."""

    key: str
    value: Any
    source: Source
    where: str = ""  # the file or registry key

    @property
    def locked(self) -> bool:
        """Whether a person cannot change it."""
        return self.source.locks


class Reading(Value):
    """What was read: the settings, the source of each key, and everything that is wrong (``main.py policy``)."""

    settings: Settings
    held: tuple[Held, ...]
    faults: tuple[Any, ...]  # CounterError; settings hold without what is faulty, for the health check only

    def source_of(self, key: str) -> Held:
        """That key as it holds here."""
        return next(held for held in self.held if held.key == key)

    @property
    def fixed_url(self) -> str:
        """The platform's address where IT has fixed it; empty where it has not."""
        held = self.source_of("platform_url")
        return str(held.value) if held.locked else ""

    def whole(self) -> Reading:
        """This reading, when nothing is wrong with it.

        Raises:
            CounterError: the first fault.
        """
        for fault in self.faults:
            raise fault
        return self


def read(home: Path, folder: Path = POLICY_FOLDER, registry: MachineRegistry | None = None) -> Reading:
    """Every layer was read; faults are told and not raised."""
    layers, broken = read_layers(home, folder, registry or machine_registry())
    held = []
    for key in all_keys():
        at = next((layer for layer in layers if key.name in layer.values), None)
        value = at.values[key.name] if at is not None else key.default
        held.append(
            Held(
                key=key.name,
                value=value,
                source=at.source if at is not None else Source.DEFAULT,
                where=at.where if at is not None else "",
            )
        )
    settings = msgspec.convert({each.key: each.value for each in held}, Settings)
    faults: list[CounterError] = [*broken, *faults_of(settings)]
    return Reading(settings=settings, held=tuple(held), faults=tuple(faults))


def read_settings(home: Path, folder: Path = POLICY_FOLDER, registry: MachineRegistry | None = None) -> Settings:
    """The settings that hold here.

    Raises:
        RuleBroken: ``settings.*``, the first thing that is wrong: ``settings.unknown_key`` (file, key, did_you_mean),
            ``settings.value`` (file, key), ``settings.broken``, ``settings.unreadable``, ``settings.file_open``,
            ``settings.old_format`` (file), and what ``checks`` names. Nothing is guessed.
    """
    return read(home, folder, registry).whole().settings


def choose(
    home: Path, changes: Mapping[str, object], folder: Path = POLICY_FOLDER, registry: MachineRegistry | None = None
) -> Reading:
    """The person's choice is written down, whole or not at all; an empty text takes one back. Gives what holds now.

    Raises:
        RuleBroken: ``settings.locked`` (key) for what IT has fixed, ``settings.value``, and what ``checks`` names;
            ``settings.not_written``. Nothing is changed then.
    """
    registry = registry or machine_registry()
    before = read(home, folder, registry)
    may = {key.name for key in all_keys() if key.chosen}
    path = home / CHOICE_FILE
    chosen = {held.key: held.value for held in before.held if held.source is Source.USER}
    chosen |= _hidden_choices(path, may)
    for key, value in changes.items():
        if key not in may or before.source_of(key).locked:
            raise RuleBroken("settings.locked", field=key, key=key)
        chosen.pop(key, None)
        if value != "":
            chosen[key] = value
    try:
        settings = msgspec.convert({**msgspec.structs.asdict(before.settings), **_open(before, chosen)}, Settings)
    except msgspec.ValidationError as error:
        raise RuleBroken("settings.value", file=path.name, key="", reason=str(error)[:120]) from error
    for fault in faults_of(settings):
        if fault.field in changes:
            raise fault
    _write(path, chosen)
    return read(home, folder, registry)


def shown(value: object) -> str:
    """The value as a person or a bundle may see it: an address without what somebody wrote before its @."""
    if isinstance(value, list | tuple):
        return "、".join(shown(each) for each in value)
    text = str(value)
    try:
        parts = urllib.parse.urlsplit(text)
        if parts.username is None and parts.password is None:
            return text
        return parts._replace(netloc=f"***@{parts.netloc.rpartition('@')[2]}").geturl()
    except ValueError:
        return "***" if "@" in text else text


def _hidden_choices(path: Path, may: set[str]) -> dict[str, Any]:
    """What the person had chosen before IT fixed it stays in his file."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return {key: value for key, value in found.items() if key in may} if isinstance(found, dict) else {}


def _open(before: Reading, chosen: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in chosen.items() if not before.source_of(key).locked}


def _write(path: Path, chosen: Mapping[str, Any]) -> None:
    content = json.dumps(dict(sorted(chosen.items())), ensure_ascii=False, indent=2) + "\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, content.encode())
    except OSError as error:
        raise RuleBroken("settings.not_written", file=path.name) from error
