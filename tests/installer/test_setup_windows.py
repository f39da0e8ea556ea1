"""What IT gets for Windows: a setup and a package around it, with the tables that Windows Installer reads."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from counter.in_use import ANY_VERSION
from counter.wire.queue_file import ENDING
from installer.build import manifest, msi_tables, msi_windows, setup_windows
from installer.build.release import Release
from installer.build.targets import INSTALLER, TARGETS
from tests.installer.trees import RELEASE, tiny_tree

WINDOWS = TARGETS["win-x64"]
SCRIPT = (INSTALLER / "windows/setup.nsi").read_text(encoding="utf-8")
README = (INSTALLER / "windows/README.md").read_text(encoding="utf-8")


def _tree(folder: Path) -> Path:
    tree = tiny_tree(folder)
    for name in ("window-counter.exe", "window-counter-cli.exe"):
        (tree / "bin" / name).write_bytes(b"MZ")
    return tree


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package around something that stands for the setup."""
    folder = tmp_path_factory.mktemp("msi")
    setup = folder / "window-counter_9.8.7_win-x64.exe"
    setup.write_bytes(b"MZ setup")
    return msi_windows.build(RELEASE, setup, folder)


def _rows(package: Path, table: str) -> dict[str, list[str]]:
    done = subprocess.run(["msiinfo", "export", str(package), table], check=True, capture_output=True)
    lines = done.stdout.decode("utf-8").replace("\r", "").splitlines()[3:]
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines if line}


def test_setup_and_package_of_the_same_tree_have_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "other"):
        tree = _tree(tmp_path / name / "tree")
        for file in tree.rglob("*"):
            if file.is_file():
                file.touch()
        manifest.seal_tree(tree, RELEASE.made_at)
        built = setup_windows.build(WINDOWS, RELEASE, tree, tmp_path / name / "out", fast=True)
        assert [file.name for file in built] == [f"window-counter_9.8.7_win-x64.{kind}" for kind in ("exe", "msi")]
        made.append([file.read_bytes() for file in built])
    assert made[0][0] == made[1][0]
    assert made[0][1] == made[1][1]
    assert "一窗受理安装程序".encode("utf-16-le") in made[0][0]


def test_a_folder_that_is_named_from_where_one_stands_serves_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As ``make test-windows`` names it."""
    setup = tmp_path / "out/window-counter_9.8.7_win-x64.exe"
    setup.parent.mkdir()
    setup.write_bytes(b"MZ setup")
    monkeypatch.chdir(tmp_path)
    made = msi_windows.build(RELEASE, Path("out/window-counter_9.8.7_win-x64.exe"), Path("out"))
    assert made == setup.with_suffix(".msi")
    assert made.is_file()


def test_the_package_carries_the_setup_and_says_in_chinese_what_stays(package: Path) -> None:
    properties = {name: values[0] for name, values in _rows(package, "Property").items()}
    assert properties["ProductName"] == "一窗受理"
    assert properties["ProductVersion"] == "9.8.7"
    assert properties["ARPCOMMENTS"] == "卸载不删除各人未上传的办件"
    assert properties["ALLUSERS"] == "1"
    assert properties["MSIRESTARTMANAGERCONTROL"] == "Disable"
    assert {"PLATFORM", "ENROLCODE", "POLICY", "SETUPLOG"} <= set(properties["SecureCustomProperties"].split(";"))
    carried = subprocess.run(
        ["msiinfo", "extract", str(package), "Binary.Setup"], check=True, capture_output=True
    ).stdout
    assert carried == b"MZ setup"


def test_the_setup_works_as_the_system_and_its_refusal_stops_the_package(package: Path) -> None:
    """Type 3074: in the script, as the system, its exit code counts (no 0x40)."""
    actions = _rows(package, "CustomAction")
    assert actions["Lay"][0] == "3074"
    assert actions["TakeAway"][:2] == ["3074", "Setup"]
    for name in msi_tables.PUBLIC:
        assert f'"[{name}]"' in actions["Lay"][2]
    sequence = {name: int(values[1]) for name, values in _rows(package, "InstallExecuteSequence").items()}
    conditions = {name: values[0] for name, values in _rows(package, "InstallExecuteSequence").items()}
    begun, done = sequence["InstallInitialize"], sequence["InstallFinalize"]
    assert begun < sequence["Lay"] < sequence["RemoveExistingProducts"] < done
    assert begun < sequence["TakeAway"] < sequence["RemoveFiles"]
    assert conditions["TakeAway"] == 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE'
    assert conditions["Lay"] == 'NOT REMOVE="ALL"'


def test_an_older_package_and_an_older_windows_are_refused(package: Path) -> None:
    conditions = _rows(package, "LaunchCondition")
    assert "不予降级" in conditions["Installed OR NOT NEWERFOUND"][0]
    assert "1903" in conditions["Installed OR WINDOWSBUILD >= 18362"][0]
    done = subprocess.run(["msiinfo", "export", str(package), "Upgrade"], check=True, capture_output=True).stdout
    rows = [line.split("\t") for line in done.decode().replace("\r", "").splitlines()[3:]]
    assert {(row[1], row[2], row[4], row[6]) for row in rows} == {
        ("0.0.0", "9.8.7", "256", "OLDERFOUND"),
        ("9.8.7", "", "2", "NEWERFOUND"),
    }


def test_codes_are_those_of_the_version_and_the_upgrade_code_is_for_ever() -> None:
    assert msi_tables.code_of("product 9.8.7") == msi_tables.code_of("product 9.8.7")
    assert msi_tables.code_of("product 9.8.7") != msi_tables.code_of("product 9.8.8")
    assert msi_tables.UPGRADE_CODE == "{B4E0F0A3-7B52-5A0C-9A0E-3E5B8C7D2A41}"


def test_a_version_that_windows_installer_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no version 999\.0\.0"):
        msi_tables.tables(Release(version="999.0", made_at=0))


def test_the_setup_asks_for_the_name_that_the_program_holds() -> None:
    assert re.findall(r'!define RUNS "([^"]+)"', SCRIPT) == [ANY_VERSION]


def test_every_exit_code_and_every_option_of_the_setup_stands_in_the_readme() -> None:
    codes = re.findall(r"^!define [A-Z_]+ (1\d)$", SCRIPT, re.MULTILINE)
    assert codes == ["10", "11", "12", "13", "14", "15", "16"]
    for code in ("0", *codes):
        assert f"| {code} |" in README
    options = set(re.findall(r'Option} "(/[A-Z]+)="', SCRIPT)) | set(
        re.findall(r'GetOptions} \$R0 "(/[A-Z]+)"', SCRIPT)
    )
    assert options == {"/LOG", "/POLICY", "/PLATFORM", "/ENROLCODE", "/ALLOWDOWNGRADE", "/PURGE", "/MSI", "/REMOVE"}
    for option in options:
        assert option in README


def test_an_exported_queue_opens_with_the_program_and_what_says_so_goes_with_it() -> None:
    """Per machine, under the setup's 64-bit view; the package carries the setup, so it is the same for both."""
    written = dict(re.findall(r'^  WriteRegStr HKLM "([^"]*(?:QUEUE|Classes)[^"]*)" "" (.+)$', SCRIPT, re.MULTILINE))
    kind = '"${QUEUE_CLASS}"'
    classes = "Software\\Classes\\${QUEUE_CLASS}"
    assert written["${QUEUE_KEY}"] == kind
    assert written[classes + "\\shell\\open\\command"] == """'"$INSTDIR\\window-counter.exe" "%1"'"""
    assert written[classes + "\\DefaultIcon"] == """'"$INSTDIR\\window-counter.exe",0'"""
    assert set(written) == {"${QUEUE_KEY}", classes, classes + "\\DefaultIcon", classes + "\\shell\\open\\command"}
    assert re.findall(r'^!define QUEUE_KEY "([^"]+)"', SCRIPT, re.MULTILINE) == [f"Software\\Classes\\{ENDING}"]
    assert f'"Content Type" "{_mime_type()}"' in SCRIPT
    taken_away = SCRIPT[SCRIPT.index('Section "Uninstall"') :]
    assert f'DeleteRegKey HKLM "{classes}"' in taken_away
    ours = taken_away[taken_away.index('ReadRegStr $0 HKLM "${QUEUE_KEY}" ""') :]
    assert ours.index(f"$0 == {kind}") < ours.index('DeleteRegKey HKLM "${QUEUE_KEY}"') < ours.index("${EndIf}")
    assert SCRIPT.count("!insertmacro TELL_SHELL") == 2


def _mime_type() -> str:
    described = (INSTALLER / "linux/window-counter.xml").read_text(encoding="utf-8")
    found: list[str] = re.findall(r'<mime-type type="([^"]+)"', described)
    return found[0]


def test_nothing_in_the_setup_ends_a_program_or_touches_what_a_clerk_keeps() -> None:
    script = re.sub(r";.*", "", SCRIPT)
    assert not re.search(r"taskkill|TerminateProcess|KillProc|WM_CLOSE", script, re.IGNORECASE)
    removed = re.findall(r'(?:RMDir|Delete)(?: /r)? "([^"]+)"', script)
    assert removed
    for place in removed:
        assert place.startswith(
            ("$INSTDIR", "$Part", "$SMPROGRAMS", "$Machine\\policies\\managed\\", "$Machine\\enrol")
        ), place
