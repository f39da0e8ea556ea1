"""The bill of materials (CycloneDX 1.6) of what is really in a tree, and the list of its licences."""

from __future__ import annotations

import email
import json
import re
import uuid
from email.message import Message
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from installer.build.debian import SUITE
from installer.build.release import Release
from installer.build.targets import PRODUCT, Target

BILL = "share/sbom.cdx.json"
LICENCES = "share/licences.txt"
_LICENCE_LINE = re.compile(r"^License:\s*(\S.*)$", re.MULTILINE)
_MOST_CHARACTERS = 160


def write_bill(tree: Path, target: Target, release: Release) -> None:
    """``share/sbom.cdx.json`` names every component in the tree, ``share/licences.txt`` each with its licence."""
    components = sorted((*_wheels(tree), *_runtime(tree, target), *_fonts(tree)), key=lambda each: each["purl"])
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([PRODUCT, target.name, release.version, components]))
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": PRODUCT, "version": release.version}},
        "components": components,
    }
    (tree / "share").mkdir(exist_ok=True)
    (tree / BILL).write_text(json.dumps(bill, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    rows = [f"{each['name']} {each['version']}: {_licence_of(each)}\n" for each in components]
    (tree / LICENCES).write_text("".join(rows), encoding="utf-8")


def _licence_of(component: dict[str, Any]) -> str:
    return str(component["licenses"][0]["license"]["name"])


def _component(name: str, version: str, purl: str, licence: str) -> dict[str, Any]:
    named = [{"license": {"name": licence[:_MOST_CHARACTERS] or "see its copyright file"}}]
    return {"type": "library", "name": name, "version": version, "purl": purl, "licenses": named}


def _wheels(tree: Path) -> list[dict[str, Any]]:
    found = []
    for file in sorted((tree / "site").glob("*.dist-info/METADATA")):
        stated = email.message_from_bytes(file.read_bytes())
        name, version = str(stated["Name"]), str(stated["Version"])
        found.append(
            _component(name, version, f"pkg:pypi/{canonicalize_name(name)}@{version}", _stated_licence(stated))
        )
    return found


def _stated_licence(stated: Message) -> str:
    classified = [
        str(each).rpartition("::")[2].strip() for each in stated.get_all("Classifier") or [] if "License ::" in each
    ]
    return str(
        stated.get("License-Expression") or "; ".join(classified) or (stated.get("License") or "").partition("\n")[0]
    )


def _runtime(tree: Path, target: Target) -> list[dict[str, Any]]:
    versions = tree / "share/runtime.json"
    if not versions.exists():
        return []
    found = []
    if target.is_windows:
        return [
            _component(name, version, f"pkg:generic/{name}@{version}", licence)
            for name, (version, licence) in json.loads(versions.read_text(encoding="utf-8")).items()
        ]
    for name, version in json.loads(versions.read_text(encoding="utf-8")).items():
        text = tree / "share/doc" / name / "copyright"
        licences = sorted(set(_LICENCE_LINE.findall(text.read_text("utf-8", "replace")))) if text.exists() else []
        purl = f"pkg:deb/debian/{name}@{version}?arch={target.name.rpartition('-')[2]}&distro={SUITE}"
        found.append(_component(name, version, purl, " / ".join(licences)))
    return found


def _fonts(tree: Path) -> list[dict[str, Any]]:
    """Our fonts, by the licence that lies beside them."""
    folder = tree / "app/resources/fonts"
    licences = {
        "Noto": "OFL-1.1",
        "HanaMin": "HanaMin licence or OFL-1.1",
        "CounterSigns": "see LICENSE-CounterSigns.txt",
    }
    return [
        _component(
            file.name,
            "1",
            f"pkg:generic/{file.name}@1",
            next(v for k, v in licences.items() if file.name.startswith(k)),
        )
        for file in sorted(folder.glob("*.ttf"))
    ]
