"""The tables of the ``.msi``, by Windows Installer's documentation (learn.microsoft.com, Database Tables).

It carries the setup and lets it work, so that there is one way of laying, switching and taking away: Windows Installer
itself knows only one registry value, by which it tells what is installed.
"""

from __future__ import annotations

import dataclasses
import uuid

from installer.build.launcher_windows import four
from installer.build.release import Release
from installer.build.targets import PRODUCT

Cell = str | int | None
UPGRADE_CODE = "{B4E0F0A3-7B52-5A0C-9A0E-3E5B8C7D2A41}"
"""Of the product, for ever: what an upgrade finds the version before by."""
COMPONENT = "{5B1D8F22-0C1E-5F6B-8B7A-6F2D1E9C4A10}"
_CODES = uuid.UUID("8f0c6a1e-93d5-5b37-a1f4-2c8e7d90b6aa")
_SIMPLIFIED_CHINESE = 2052
CODE_PAGE = 936
PUBLIC = ("ENROLCODE", "PLATFORM", "POLICY", "SETUPLOG")
"""What IT may say on the command line; handed to the setup as its options."""
_OLDEST_BUILD = 18362
_MOST = (255, 255, 65535)
_IN_SCRIPT_AS_SYSTEM = 0x400 + 0x800
_PROGRAM_IN_BINARY = 2
_64_BIT, _KEY_IS_REGISTRY = 0x100, 4
_DETECT_ONLY, _FROM_INCLUDED = 2, 256
_LOOK_IN_64_BIT_RAW = 2 + 16
_TO_BE_REMOVED = 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE'
"""Whoever ignores this condition (wine) takes nothing away either: the uninstaller compares the code of the package."""


@dataclasses.dataclass(frozen=True)
class Table:
    """One table.

    Args:
        name: of the table.
        columns: name and type (s text, l translatable text, i number, v stream; capital: may be empty) of each.
        keys: how many of the first columns are the key.
        rows: the values.
    """

    name: str
    columns: tuple[str, ...]
    keys: int
    rows: tuple[tuple[Cell, ...], ...]

    def text(self) -> str:
        """The table as an archive file (.idt), which ``msibuild`` and Windows' own tools read."""
        names, types = zip(*(column.split(":") for column in self.columns), strict=True)
        lines = [list(names), list(types), [self.name, *names[: self.keys]]]
        lines += [["" if cell is None else str(cell) for cell in row] for row in self.rows]
        return "".join("\t".join(line) + "\r\n" for line in lines)


def code_of(name: str) -> str:
    """A code (GUID) that is the same whenever the same version is built."""
    return f"{{{str(uuid.uuid5(_CODES, name)).upper()}}}"


def tables(release: Release) -> tuple[Table, ...]:
    """All tables of that version's package.

    Raises:
        ValueError: a version whose numbers Windows Installer cannot hold.
    """
    version = four(release.version).rpartition(".")[0]
    if any(int(part) > most for part, most in zip(version.split("."), _MOST, strict=True)):
        raise ValueError(f"Windows Installer knows no version {version}")
    return (
        Table("Directory", ("Directory:s72", "Directory_Parent:S72", "DefaultDir:l255"), 1, (
            ("TARGETDIR", None, "SourceDir"),
            ("ProgramFiles64Folder", "TARGETDIR", "."),
            ("INSTALLDIR", "ProgramFiles64Folder", "COUNTER|WindowCounter"),
        )),
        _properties(release, version),
        Table(
            "Component",
            ("Component:s72", "ComponentId:S38", "Directory_:s72", "Attributes:i2", "Condition:S255", "KeyPath:S72"), 1,
            (("Known", COMPONENT, "INSTALLDIR", _64_BIT + _KEY_IS_REGISTRY, None, "Version"),),
        ),
        Table(
            "Feature",
            ("Feature:s38", "Feature_Parent:S38", "Title:L64", "Description:L255", "Display:I2", "Level:i2",
             "Directory_:S72", "Attributes:i2"), 1,
            (("Whole", None, "一窗受理", None, 1, 1, "INSTALLDIR", 0),),
        ),
        Table("FeatureComponents", ("Feature_:s38", "Component_:s72"), 2, (("Whole", "Known"),)),
        Table(
            "Registry", ("Registry:s72", "Root:i2", "Key:l255", "Name:L255", "Value:L0", "Component_:s72"), 1,
            (("Version", 2, r"Software\WindowCounterPackage", "Version", release.version, "Known"),),
        ),
        Table(
            "Upgrade",
            ("UpgradeCode:s38", "VersionMin:S20", "VersionMax:S20", "Language:S255", "Attributes:i4", "Remove:S255",
             "ActionProperty:s72"), 5,
            (
                (UPGRADE_CODE, "0.0.0", version, None, _FROM_INCLUDED, None, "OLDERFOUND"),
                (UPGRADE_CODE, version, None, None, _DETECT_ONLY, None, "NEWERFOUND"),
            ),
        ),
        Table("AppSearch", ("Property:s72", "Signature_:s72"), 2, (("WINDOWSBUILD", "Build"),)),
        Table("RegLocator", ("Signature_:s72", "Root:i2", "Key:s255", "Name:S255", "Type:I2"), 1, (
            ("Build", 2, r"SOFTWARE\Microsoft\Windows NT\CurrentVersion", "CurrentBuildNumber", _LOOK_IN_64_BIT_RAW),
        )),
        Table("LaunchCondition", ("Condition:s255", "Description:l255"), 1, (
            (f"Installed OR WINDOWSBUILD >= {_OLDEST_BUILD}", "需要 64 位 Windows 10（1903）或更新。"),
            ("Installed OR NOT NEWERFOUND", "已装的版本更新，不予降级。确需降级请先卸载，未上传的办件会保留。"),
        )),
        Table("Binary", ("Name:s72", "Data:v0"), 1, (("Setup", "Setup.ibd"),)),
        Table("CustomAction", ("Action:s72", "Type:i2", "Source:S72", "Target:S255", "ExtendedType:I4"), 1, (
            ("Lay", _PROGRAM_IN_BINARY + _IN_SCRIPT_AS_SYSTEM, "Setup", _LAY, None),
            ("TakeAway", _PROGRAM_IN_BINARY + _IN_SCRIPT_AS_SYSTEM, "Setup", _TAKE_AWAY, None),
        )),
        *_sequences(),
    )  # fmt: skip


_LAY = '/S /MSI=[ProductCode] /POLICY="[POLICY]" /PLATFORM="[PLATFORM]" /ENROLCODE="[ENROLCODE]" /LOG="[SETUPLOG]"'
_TAKE_AWAY = '/S /REMOVE /MSI=[ProductCode] /LOG="[SETUPLOG]"'


def _properties(release: Release, version: str) -> Table:
    return Table("Property", ("Property:s72", "Value:l0"), 1, (
        ("ALLUSERS", 1),
        ("ARPCOMMENTS", "卸载不删除各人未上传的办件"),
        ("ARPNOMODIFY", 1),
        ("Manufacturer", PRODUCT),
        ("MSIFASTINSTALL", 1),
        ("MSIRESTARTMANAGERCONTROL", "Disable"),  # a program that runs is never closed by Windows Installer
        ("ProductCode", code_of(f"product {release.version}")),
        ("ProductLanguage", _SIMPLIFIED_CHINESE),
        ("ProductName", "一窗受理"),
        ("ProductVersion", version),
        ("SecureCustomProperties", ";".join((*PUBLIC, "NEWERFOUND", "OLDERFOUND"))),
        ("UpgradeCode", UPGRADE_CODE),
    ))  # fmt: skip


def _sequences() -> tuple[Table, ...]:
    """Which action comes when; the numbers of Windows Installer's suggested sequences."""
    looking = (("FindRelatedProducts", None, 25), ("AppSearch", None, 50), ("LaunchConditions", None, 100))
    costing = (("CostInitialize", None, 800), ("FileCost", None, 900), ("CostFinalize", None, 1000))
    install = (
        *looking, ("ValidateProductID", None, 700), *costing, ("InstallValidate", None, 1400),
        ("InstallInitialize", None, 1500),
        ("ProcessComponents", None, 1600), ("UnpublishFeatures", None, 1800), ("RemoveRegistryValues", None, 2600),
        ("TakeAway", _TO_BE_REMOVED, 3400), ("RemoveFiles", None, 3500), ("Lay", 'NOT REMOVE="ALL"', 4001),
        ("WriteRegistryValues", None, 5000), ("RegisterUser", None, 6000), ("RegisterProduct", None, 6100),
        ("PublishFeatures", None, 6300), ("PublishProduct", None, 6400), ("InstallExecute", None, 6500),
        # after the setup and within the transaction: when it says no, Windows still knows the version before
        ("RemoveExistingProducts", None, 6550), ("InstallFinalize", None, 6600),
    )  # fmt: skip
    advertise = (
        ("CostInitialize", None, 800), ("CostFinalize", None, 1000), ("InstallValidate", None, 1400),
        ("InstallInitialize", None, 1500), ("PublishFeatures", None, 6300), ("PublishProduct", None, 6400),
        ("InstallFinalize", None, 6600),
    )  # fmt: skip
    administer = (
        *costing, ("InstallValidate", None, 1400), ("InstallInitialize", None, 1500), ("InstallFinalize", None, 6600),
    )  # fmt: skip
    columns = ("Action:s72", "Condition:S255", "Sequence:I2")
    return tuple(
        Table(name, columns, 1, rows)
        for name, rows in (
            ("InstallExecuteSequence", install),
            ("InstallUISequence", (*looking, *costing, ("ExecuteAction", None, 1300))),
            ("AdvtExecuteSequence", advertise),
            ("AdminExecuteSequence", administer),
            ("AdminUISequence", (*costing, ("ExecuteAction", None, 1300))),
        )
    )
