"""IT's words reach the program that was installed: by the setup's switches, and by Group Policy, in this order."""

from __future__ import annotations

import base64
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from installer.policy import generate
from installer.tests.hall import PracticeHall
from installer.tests.windows.wine import DATA, MACHINE, Windows

SPACE = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"
MANAGED = r"C:\ProgramData\WindowCounter\policies\managed"
CODE_FILE = "C:/ProgramData/WindowCounter/enrolment-code.txt"
TEXTS = {
    "platform_url": "https://policy.example/api",
    "ca_bundle": r"C:\ProgramData\WindowCounter\ca.pem",
    "proxy": "http://10.0.0.1:8080",
    "enrol_hall": "H01",
    "enrol_window": "12",
    "enrol_code_file": r"C:\ProgramData\WindowCounter\code.txt",
    "print_queue": "窗口一",
    "paper_folder": r"D:\papers",
    "ticket_printer": "tcp://10.0.0.2:9100",
    "data_dir": r"C:\desks\{user}",
    "key_file": r"C:\desks\key",
    "recovery_key": base64.b64encode(bytes(range(32))).decode("ascii"),
    "update_mirror": "https://mirror.example",
    "update_ring": "pilot",
    "update_window": "22:00-05:00",
    "update_least_version": "0.3.0",
}
"""A right value for every key that is a text."""
QUEUES = ("窗口一", "窗口二")


def _told(machine: Windows) -> dict[str, dict[str, Any]]:
    """Every key as the installed program reads it; nothing is wrong with any."""
    told = json.loads(machine.counter("policy", "--json").stdout)
    assert told["faults"] == []
    keys: dict[str, dict[str, Any]] = told["keys"]
    return keys


def _locked(machine: Windows) -> dict[str, tuple[object, str]]:
    """What nobody at the counter can change, and where it stands."""
    return {name: (key["value"], key["where"]) for name, key in _told(machine).items() if key["locked"]}


def _checked(machine: Windows) -> dict[str, Any]:
    checks: dict[str, Any] = json.loads(machine.counter("health", "--json", check=False).stdout)["checks"]
    return checks


def _share(machine: Windows) -> Path:
    return machine.top / "versions" / machine.current() / "share/policy"


def test_what_the_setup_was_told_is_locked_for_the_installed_program(machine: Windows) -> None:
    """A clerk's own choice lies below it, and holds where IT said nothing."""
    machine.root.write("/srv/site.json", '\ufeff{"idle_lock_minutes": 7, "allowed_printers": ["窗口一", "窗口二"]}\n')
    choice = machine.drive(f"{DATA}/settings.json")
    choice.parent.mkdir(parents=True)
    choice.write_text('{"platform_url": "http://127.0.0.1:1", "printer": "window"}', encoding="utf-8")
    words = ("/PLATFORM=https://hall.example/api", "/ENROLCODE=ABCD-EFGH", r"/POLICY=Z:\srv\site.json")
    assert machine.setup("old", *words) == 0
    assert _locked(machine) == {
        "idle_lock_minutes": (7, rf"{MANAGED}\10-setup.json"),
        "allowed_printers": ("、".join(QUEUES), rf"{MANAGED}\10-setup.json"),
        "platform_url": ("https://hall.example/api", rf"{MANAGED}\20-setup-platform.json"),
        "enrol_code_file": (CODE_FILE, rf"{MANAGED}\30-setup-enrolment.json"),
    }
    chosen = _told(machine)["printer"]
    assert (chosen["value"], chosen["source"], chosen["locked"]) == ("window", "user", False)
    assert _checked(machine)["policy"] == {"level": "ok", "code": "", "locked": 4}
    choice.unlink()


def test_group_policy_gets_the_files_that_the_settings_make(machine: Windows) -> None:
    """Template, both languages and schema lie beside the program, byte for byte."""
    lies = {
        file.relative_to(_share(machine)).as_posix(): file.read_bytes()
        for file in _share(machine).rglob("*")
        if file.is_file()
    }
    assert lies == {
        path.relative_to(generate.FOLDER).as_posix(): text.encode()
        for path, text in generate.files().items()
        if path.is_relative_to(generate.FOLDER)
    }
    assert {"admx/WindowCounter.admx", "admx/zh-CN/WindowCounter.adml", "admx/en-US/WindowCounter.adml"} < lies.keys()


@pytest.mark.parametrize("suffix", ["_recommended", ""])
def test_what_group_policy_sets_by_that_template_is_what_the_program_reads(machine: Windows, suffix: str) -> None:
    """Each policy of the installed template, written into the registry as its kind of element is written.

    First those that recommend, which stay below what the setup wrote; then those that lock, which stand above it.
    """
    before = _locked(machine)
    wanted, lines = _set_all(_share(machine) / "admx/WindowCounter.admx", suffix)
    file = machine.root.path / "srv/group.reg"
    file.write_text("\r\n".join(["Windows Registry Editor Version 5.00", *lines, ""]), encoding="utf-16", newline="")
    machine.run("reg", "import", r"Z:\srv\group.reg")
    told = _told(machine)
    if suffix:
        assert _locked(machine) == before
        assert {told[name]["source"] for name in wanted.keys() - before.keys()} == {"registry_recommended"}
        assert {name: told[name]["value"] for name in wanted.keys() - before.keys()} == {
            name: value for name, value in wanted.items() if name not in before
        }
    else:
        assert {key["source"] for key in told.values()} == {"registry"}
        assert {name: key["value"] for name, key in told.items()} == wanted
        assert _checked(machine)["policy"] == {"level": "ok", "code": "", "locked": len(wanted)}


def test_a_misspelt_policy_of_the_setup_is_named_by_the_installed_program(machine: Windows) -> None:
    """Also when Group Policy has taken its own back."""
    machine.run("reg", "delete", r"HKLM\Software\Policies\WindowCounter", "/f")
    machine.root.write("/srv/wrong.json", '{"idle_lock_minuets": 7}\n')
    assert machine.setup("old", r"/POLICY=Z:\srv\wrong.json") == 0
    done = machine.counter("policy", "--json", check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["faults"] == [
        {
            "code": "settings.unknown_key", "field": "", "file": "10-setup.json", "key": "idle_lock_minuets",
            "did_you_mean": "idle_lock_minutes",
        }
    ]  # fmt: skip
    policy = _checked(machine)["policy"]
    assert (policy["level"], policy["code"]) == ("bad", "settings.unknown_key")


def test_the_code_that_the_setup_was_given_makes_the_machine_a_window_and_is_gone(
    machine: Windows, hall: PracticeHall
) -> None:
    """The practice hall's address comes by a policy file: ``/PLATFORM`` takes https alone."""
    machine.root.write("/srv/practice.json", json.dumps({"platform_url": hall.url}))
    machine.drive(f"{MACHINE}/policies/managed/20-setup-platform.json").unlink()
    assert machine.setup("old", r"/POLICY=Z:\srv\practice.json", f"/ENROLCODE={hall.code}") == 0
    assert _locked(machine)["platform_url"] == (hall.url, rf"{MANAGED}\10-setup.json")
    assert json.loads(machine.counter("enrol").stdout)["trouble"] == ""
    assert not machine.drive(f"{MACHINE}/enrolment-code.txt").exists()
    checks = _checked(machine)
    assert (checks["enrolment"]["level"], checks["platform"]["level"]) == ("ok", "ok")


def _set_all(template: Path, suffix: str) -> tuple[dict[str, object], list[str]]:
    """The value of each key as ``policy`` tells it, and the lines of a .reg file that set them.

    An enum and a text are REG_SZ, a decimal is REG_DWORD, a multiText is REG_MULTI_SZ (ADMX_PolicyDefinitions).
    """
    wanted: dict[str, object] = {}
    lines = []
    for policy in ET.parse(template).getroot().iter(f"{SPACE}policy"):  # noqa: S314 -- our own file
        name = str(policy.get("name"))
        if name.endswith("_recommended") != bool(suffix):
            continue
        (elements,) = policy.findall(f"{SPACE}elements")
        (element,) = elements
        key = str(element.get("valueName"))
        lines.append(rf"[HKEY_LOCAL_MACHINE\{policy.get('key')}]")
        wanted[key], written = _value(element, key)
        lines.append(f'"{key}"={written}')
    return wanted, lines


def _value(element: ET.Element, key: str) -> tuple[object, str]:
    kind = element.tag.removeprefix(SPACE)
    if kind == "decimal":
        number = int(str(element.get("minValue"))) + 3
        return number, f"dword:{number:08x}"
    if kind == "multiText":
        raw = ("".join(f"{each}\0" for each in QUEUES) + "\0").encode("utf-16-le")
        return "、".join(QUEUES), f"hex(7):{raw.hex(',')}"
    text = TEXTS[key] if kind == "text" else str([each.text for each in element.iter(f"{SPACE}string")][-1])
    escaped = text.replace("\\", "\\\\")
    return text, f'"{escaped}"'
