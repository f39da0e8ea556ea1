r"""Makes policy.schema.json, the ADMX and ADML files and the table of docs/it.md from the settings' keys.

    python installer/policy/generate.py            writes them
    python installer/policy/generate.py --check    says which are not up to date, exit code 1 (CI: tests/installer)

ADMX as in Microsoft's "ADMX schema" (ADMX_PolicyDefinitions): each key has a policy that locks it
(HKLM\Software\Policies\WindowCounter) and one that recommends it (...\Recommended). Not loaded into a real Group
Policy editor yet.
"""

from __future__ import annotations

import argparse
import json
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from counter.settings.keys import KeyFacts, all_keys, json_schema  # noqa: E402 -- found only now
from counter.settings.registry import POLICY_KEY, RECOMMENDED_KEY  # noqa: E402 -- as above

FOLDER = Path("installer/policy")
NAMESPACE = "WindowCounter.Policies.Counter"
SUPPORTED = "SUPPORTED_WINDOWS_10"
TABLE_BEGINS, TABLE_ENDS = "<!-- table: made by installer/policy/generate.py -->", "<!-- end of the table -->"
_XMLNS = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
_MOST_DWORD = 2**32 - 1
_KINDS = (("", POLICY_KEY), ("_recommended", RECOMMENDED_KEY))
_WORDS = {
    "zh-CN": {
        "category": "一窗受理客户端", "recommended": "推荐设置（本人可改）", "supported": "Windows 10 1903 及以上",
        "suffix": "（推荐）",
    },
    "en-US": {
        "category": "Window Counter", "recommended": "Recommended (a person may change them)",
        "supported": "Windows 10 1903 or later", "suffix": " (recommended)",
    },
}  # fmt: skip


def files() -> dict[Path, str]:
    """What each generated file has to be, by its path in the repository."""
    keys = all_keys()
    made = {
        FOLDER / "policy.schema.json": json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n",
        FOLDER / "admx" / "WindowCounter.admx": _xml(_admx(keys)),
    }
    for language in _WORDS:
        made[FOLDER / "admx" / language / "WindowCounter.adml"] = _xml(_adml(keys, language))
    page = Path("docs/it.md")
    made[page] = _with_table((ROOT / page).read_text("utf-8"), keys)
    return made


def _admx(keys: Sequence[KeyFacts]) -> ET.Element:
    top = ET.Element("policyDefinitions", {"xmlns": _XMLNS, "revision": "1.0", "schemaVersion": "1.0"})
    spaces = ET.SubElement(top, "policyNamespaces")
    ET.SubElement(spaces, "target", {"prefix": "counter", "namespace": NAMESPACE})
    ET.SubElement(top, "resources", {"minRequiredRevision": "1.0"})
    supported = ET.SubElement(ET.SubElement(top, "supportedOn"), "definitions")
    ET.SubElement(supported, "definition", {"name": SUPPORTED, "displayName": "$(string.supported)"})
    categories = ET.SubElement(top, "categories")
    ET.SubElement(categories, "category", {"name": "counter", "displayName": "$(string.category)"})
    below = ET.SubElement(categories, "category", {"name": "recommended", "displayName": "$(string.recommended)"})
    ET.SubElement(below, "parentCategory", {"ref": "counter"})
    policies = ET.SubElement(top, "policies")
    for suffix, registry_key in _KINDS:
        for key in keys:
            policies.append(_policy(key, suffix, registry_key))
    return top


def _policy(key: KeyFacts, suffix: str, registry_key: str) -> ET.Element:
    name = key.name + suffix
    policy = ET.Element(
        "policy",
        {
            "name": name, "class": "Machine", "displayName": f"$(string.{name})",
            "explainText": f"$(string.{name}_help)", "presentation": f"$(presentation.{name})", "key": registry_key,
        },
    )  # fmt: skip
    ET.SubElement(policy, "parentCategory", {"ref": "recommended" if suffix else "counter"})
    ET.SubElement(policy, "supportedOn", {"ref": SUPPORTED})
    elements = ET.SubElement(policy, "elements")
    at = {"id": key.name, "valueName": key.name}
    if key.choices:
        chosen = ET.SubElement(elements, "enum", {**at, "required": "true"})
        for choice in key.choices:
            item = ET.SubElement(chosen, "item", {"displayName": f"$(string.{key.name}_{choice})"})
            ET.SubElement(ET.SubElement(item, "value"), "string").text = choice
    elif key.is_list:
        ET.SubElement(elements, "multiText", {**at, "maxStrings": str(key.most or 0), "required": "true"})
    elif key.is_number:
        limits = {"minValue": str(key.least or 0), "maxValue": str(key.most if key.most is not None else _MOST_DWORD)}
        ET.SubElement(elements, "decimal", {**at, **limits, "required": "true"})
    else:
        ET.SubElement(elements, "text", {**at, "required": "true"})
    return policy


def _adml(keys: Sequence[KeyFacts], language: str) -> ET.Element:
    words = _WORDS[language]
    chinese = language == "zh-CN"
    top = ET.Element("policyDefinitionResources", {"xmlns": _XMLNS, "revision": "1.0", "schemaVersion": "1.0"})
    ET.SubElement(top, "displayName").text = words["category"]
    ET.SubElement(top, "description").text = words["category"]
    resources = ET.SubElement(top, "resources")
    strings = ET.SubElement(resources, "stringTable")

    def say(name: str, text: str) -> None:
        ET.SubElement(strings, "string", {"id": name}).text = text

    for name in ("category", "recommended", "supported"):
        say(name, words[name])
    for key in keys:
        for choice in key.choices:
            say(f"{key.name}_{choice}", choice)
    presentations = ET.SubElement(resources, "presentationTable")
    for suffix, _registry_key in _KINDS:
        for key in keys:
            title = key.title if chinese else key.name
            say(key.name + suffix, title + (words["suffix"] if suffix else ""))
            say(f"{key.name}{suffix}_help", key.zh if chinese else key.en)
            presentations.append(_presentation(key, suffix, title))
    return top


def _presentation(key: KeyFacts, suffix: str, title: str) -> ET.Element:
    presentation = ET.Element("presentation", {"id": key.name + suffix})
    if key.choices:
        default = str(key.choices.index(str(key.default)))
        ET.SubElement(presentation, "dropdownList", {"refId": key.name, "defaultItem": default}).text = title
    elif key.is_list:
        ET.SubElement(presentation, "multiTextBox", {"refId": key.name}).text = title
    elif key.is_number:
        ET.SubElement(
            presentation, "decimalTextBox", {"refId": key.name, "defaultValue": str(key.default)}
        ).text = title
    else:
        box = ET.SubElement(presentation, "textBox", {"refId": key.name})
        ET.SubElement(box, "label").text = title
        if key.default:
            ET.SubElement(box, "defaultValue").text = str(key.default)
    return presentation


def _xml(top: ET.Element) -> str:
    ET.indent(top)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(top, encoding="unicode") + "\n"


def _with_table(page: str, keys: Sequence[KeyFacts]) -> str:
    before, rest = page.split(TABLE_BEGINS)
    after = rest.split(TABLE_ENDS)[1]
    return f"{before}{TABLE_BEGINS}\n{_table(keys)}{TABLE_ENDS}{after}"


def _table(keys: Sequence[KeyFacts]) -> str:
    lines = ["| 键 | 名称 | 类型 | 默认 | 本人可选 | 作用 |", "|---|---|---|---|---|---|"]
    for key in keys:
        default = json.dumps(key.default, ensure_ascii=False)
        chosen = "是" if key.chosen else "否"
        lines.append(f"| `{key.name}` | {key.title} | {_type(key)} | `{default}` | {chosen} | {key.zh} |")
    return "\n".join(lines) + "\n"


def _type(key: KeyFacts) -> str:
    if key.choices:
        return " / ".join(f"`{choice}`" for choice in key.choices)
    if key.is_list:
        return "文本列表"
    return f"整数 {key.least}–{key.most}" if key.is_number else "文本"


def main(words: list[str] | None = None) -> int:
    """The files are written, or with --check those that are not up to date are named."""
    parser = argparse.ArgumentParser(description="policy files from the settings' schema")
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args(words).check
    old = []
    for path, text in files().items():
        at = ROOT / path
        if at.exists() and at.read_text("utf-8") == text:
            continue
        old.append(path)
        if not check:
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_text(text, "utf-8")
    for path in old:
        print(f"{'not up to date' if check else 'written'}: {path}")  # noqa: T201 -- a command line
    return 1 if check and old else 0


if __name__ == "__main__":
    sys.exit(main())
