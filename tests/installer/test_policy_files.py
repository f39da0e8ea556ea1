"""Schema, ADMX, ADML and the table of docs/it.md say what the settings say, and fit each other."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import jsonschema

from counter.settings.keys import all_keys, json_schema
from tests.conftest import ROOT

GENERATE = ROOT / "installer" / "policy" / "generate.py"
ADMX = ROOT / "installer" / "policy" / "admx"
SPACE = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"


def test_every_generated_file_is_up_to_date() -> None:
    """To renew them: ``python installer/policy/generate.py``."""
    done = subprocess.run([sys.executable, str(GENERATE), "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_schema_takes_a_policy_and_refuses_a_misspelt_one() -> None:
    """An editor that knows it says so while IT types."""
    validator = jsonschema.Draft202012Validator(json_schema())
    assert validator.is_valid({"printer": "cups", "allowed_printers": ["a"], "idle_lock_minutes": 3})
    for wrong in ({"pritner": "cups"}, {"printer": "laser"}, {"idle_lock_minutes": 241}, {"allowed_printers": "a"}):
        assert not validator.is_valid(wrong)


def test_every_key_has_words_in_both_languages() -> None:
    """Chinese for the screen and the editor of Group Policy, English for whoever reads the code."""
    for key in all_keys():
        assert re.search(r"[\u4e00-\u9fff]", key.title + key.zh), key.name
        assert key.en.isascii(), key.name


def test_every_reference_of_the_template_leads_to_a_string_and_a_presentation() -> None:
    """Group Policy's editor refuses the whole file for one that leads nowhere."""
    template = (ADMX / "WindowCounter.admx").read_text("utf-8")
    wanted = set(re.findall(r"\$\(string\.(\w+)\)", template))
    presented = set(re.findall(r"\$\(presentation\.(\w+)\)", template))
    assert len(presented) == 2 * len(all_keys())
    for language in ("zh-CN", "en-US"):
        words = ET.parse(ADMX / language / "WindowCounter.adml").getroot()  # noqa: S314 -- our own file
        assert wanted <= {each.get("id") for each in words.iter(f"{SPACE}string")}
        assert presented == {each.get("id") for each in words.iter(f"{SPACE}presentation")}


def test_every_element_writes_the_value_of_its_key() -> None:
    """Under the key that locks, and under the one that recommends."""
    top = ET.parse(ADMX / "WindowCounter.admx").getroot()  # noqa: S314 -- our own file
    found: dict[str, set[str]] = {}
    kinds = {}
    for policy in top.iter(f"{SPACE}policy"):
        (elements,) = policy.findall(f"{SPACE}elements")
        (element,) = elements
        name = str(element.get("valueName"))
        found.setdefault(name, set()).add(str(policy.get("key")))
        kinds[name] = element.tag.removeprefix(SPACE)
    both = {r"Software\Policies\WindowCounter", r"Software\Policies\WindowCounter\Recommended"}
    assert found == {key.name: both for key in all_keys()}
    assert (kinds["printer"], kinds["idle_lock_minutes"], kinds["allowed_printers"], kinds["proxy"]) == (
        "enum", "decimal", "multiText", "text",
    )  # fmt: skip
