"""The layers that values come from, the highest first; whatever is wrong with one is named and nothing is guessed."""

from __future__ import annotations

import difflib
import enum
import json
import os
import sys
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from counter.domain.base import Value
from counter.errors import RuleBroken
from counter.settings.keys import Settings, all_keys
from counter.settings.registry import POLICY_KEY, RECOMMENDED_KEY, MachineRegistry

CHOICE_FILE = "settings.json"
_OTHERS_MAY_WRITE = 0o002


def _machine_folder() -> Path:
    if sys.platform == "win32":  # the known folder of the system, not the environment's ProgramData
        return Path(platformdirs.site_config_dir("WindowCounter", appauthor=False)) / "policies"
    return Path("/etc/window-counter/policies")


POLICY_FOLDER = _machine_folder()
"""Where IT puts policy files; ``--policy`` names another folder for practice and tests."""


class Source(enum.StrEnum):
    """Where a value comes from."""

    REGISTRY = "registry"
    MANAGED = "managed"
    USER = "user"
    REGISTRY_RECOMMENDED = "registry_recommended"
    RECOMMENDED = "recommended"
    DEFAULT = "default"

    @property
    def locks(self) -> bool:
        """Whether a person cannot change what comes from there."""
        return self in {Source.REGISTRY, Source.MANAGED}


class Layer(Value):
    """The values of one file or key; only those that are in order."""

    source: Source
    where: str = ""
    values: dict[str, Any] = msgspec.field(default_factory=dict)


def read_layers(
    home: Path | None, folder: Path, registry: MachineRegistry
) -> tuple[tuple[Layer, ...], list[RuleBroken]]:
    """Every layer, the highest first, and everything that is wrong with them. Without a home, the machine's alone."""
    faults: list[RuleBroken] = []
    managed = _folder(folder / "managed", Source.MANAGED, faults)
    layers = [_registry(registry, POLICY_KEY, Source.REGISTRY, faults), *managed]
    if home is not None:
        layers.append(_file(home / CHOICE_FILE, Source.USER, faults))
        _refuse_old(home / "settings.toml", home / CHOICE_FILE, faults)
    layers.append(_registry(registry, RECOMMENDED_KEY, Source.REGISTRY_RECOMMENDED, faults))
    layers += _folder(folder / "recommended", Source.RECOMMENDED, faults)
    if not managed:
        _refuse_old(folder.parent / "policy.toml", folder / "managed", faults)
    return tuple(layers), faults


def has_policy(folder: Path, registry: MachineRegistry) -> bool:
    """Whether IT has fixed anything there."""
    try:
        return bool(registry.values(POLICY_KEY)) or any((folder / "managed").glob("*.json"))
    except OSError:
        return True


def _folder(folder: Path, source: Source, faults: list[RuleBroken]) -> list[Layer]:
    """The folder's files by name, the last one first, because later wins."""
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix == ".json")
    except FileNotFoundError:
        return []
    except OSError:
        faults.append(RuleBroken("settings.unreadable", file=folder.name))
        return []
    return [_file(folder / name, source, faults) for name in reversed(names)]


def _registry(registry: MachineRegistry, key: str, source: Source, faults: list[RuleBroken]) -> Layer:
    try:
        values = registry.values(key)
    except OSError:
        faults.append(RuleBroken("settings.unreadable", file=source.value))
        return Layer(source=source)
    return _checked(Layer(source=source, where=key, values=values), source.value, faults)


def _file(path: Path, source: Source, faults: list[RuleBroken]) -> Layer:
    """The values of that file; a missing one is an empty layer, a byte order mark is not seen."""
    layer = Layer(source=source, where=str(path))
    try:
        if source.locks and os.name == "posix" and path.stat().st_mode & _OTHERS_MAY_WRITE:
            faults.append(RuleBroken("settings.file_open", file=path.name))
            return layer
        values = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
    except FileNotFoundError:
        return layer
    except OSError:
        faults.append(RuleBroken("settings.unreadable", file=path.name))
        return layer
    except (ValueError, RecursionError) as error:  # also what is no UTF-8
        faults.append(RuleBroken("settings.broken", file=path.name, reason=str(error)[:120]))
        return layer
    if not isinstance(values, dict):
        faults.append(RuleBroken("settings.broken", file=path.name, reason="not an object"))
        return layer
    return _checked(msgspec.structs.replace(layer, values=values), path.name, faults)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{twice[0][:40]} stands there twice")
    return dict(pairs)


def _checked(layer: Layer, file: str, faults: list[RuleBroken]) -> Layer:
    """The layer without what is unknown, of a wrong type or not a person's to choose; each is a fault."""
    known = [key.name for key in all_keys() if key.chosen or layer.source is not Source.USER]
    right = {}
    for name, value in layer.values.items():
        if name == "$schema" and layer.source not in {Source.REGISTRY, Source.REGISTRY_RECOMMENDED}:
            continue
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            faults.append(
                RuleBroken("settings.unknown_key", file=file, key=name[:40], did_you_mean=close[0] if close else "")
            )
            continue
        try:
            msgspec.convert({name: value}, Settings)
        except msgspec.ValidationError as error:
            faults.append(RuleBroken("settings.value", field=name, file=file, key=name, reason=str(error)[:120]))
            continue
        right[name] = value
    return msgspec.structs.replace(layer, values=right)


def _refuse_old(old: Path, new: Path, faults: list[RuleBroken]) -> None:
    """A file of version 0.1.0 that nobody reads any more is named, before somebody believes that it holds."""
    if old.exists() and not new.exists():
        faults.append(RuleBroken("settings.old_format", file=old.name))
