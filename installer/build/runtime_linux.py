"""A Linux tree's own C library, CPython and X libraries, and the launcher that starts through them.

Kylin V10 and UOS 20 have glibc 2.28 to 2.31, today's Qt needs 2.34 (x86_64) or 2.38 (aarch64): so the tree brings
Debian 13's and is started through its own loader; the machine's is not used (installer.md, the three facts).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from installer.build import debian
from installer.build.binaries import closure, is_binary
from installer.build.pruning import copy_stdlib
from installer.build.targets import INSTALLER, PYTHON, LinuxTarget

_ALSO = ("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2")
"""Opened by the C library by name, so that no binary says it needs them."""
_INPUT_CONTEXT = "qt6/plugins/platforminputcontexts/libfcitx5platforminputcontextplugin.so"
"""Speaks to fcitx 5 and fcitx 4 (UOS 20, Kylin V10). The wheel has none for fcitx; this one uses an interface of Qt
that is private, so ``make test-input`` must pass whenever PySide6 changes."""


def lay_runtime(tree: Path, target: LinuxTarget, work: Path, cache: Path) -> None:
    """The tree has loader, C library, CPython, input context, launcher, and every library that is linked with.

    Args:
        tree: the version's folder, with ``site`` already pruned.
        target: its machine.
        work: a folder for what is laid out on the way.
        cache: where fetched packages are kept.

    Raises:
        LookupError: a library that neither the wheels nor ``runtime.in`` bring.
    """
    debs = debian.read_lock(target.runtime_lock)
    files = debian.fetch(debs, cache / "debs" / target.deb_architecture)
    root = work / "root"
    debian.lay_out(files, root)
    _copy(root / f"usr/bin/python{PYTHON}", tree / f"python/bin/python{PYTHON}")
    copy_stdlib(root / f"usr/lib/python{PYTHON}", tree / f"python/lib/python{PYTHON}")
    libraries = root / "usr/lib" / target.triplet
    plugins = tree / "site/PySide6/Qt/plugins/platforminputcontexts"
    if plugins.parent.is_dir():  # a tree without Qt, the hall server's, has no keyboard either
        _copy(libraries / _INPUT_CONTEXT, plugins / Path(_INPUT_CONTEXT).name)
    _lay_libraries(tree, libraries, target)
    _lay_launcher(tree, target)
    _lay_copyrights(tree, debs, root)


def _lay_libraries(tree: Path, libraries: Path, target: LinuxTarget) -> None:
    offered = {file.name: file for file in sorted(libraries.rglob("*.so*"), reverse=True) if file.is_file()}
    roots = [file for file in tree.rglob("*") if is_binary(file, target)]
    roots += [offered[name] for name in (target.loader, *_ALSO) if name in offered]
    taken, missing = closure(roots, offered, target)
    if missing:
        told = "; ".join(f"{name} for {', '.join(sorted(files)[:3])}" for name, files in sorted(missing.items()))
        raise LookupError(f"nothing brings {told}")
    for file in (*taken.values(), *(offered[name] for name in (target.loader, *_ALSO) if name in offered)):
        _copy(file, tree / "lib" / file.name)


def _lay_launcher(tree: Path, target: LinuxTarget) -> None:
    launcher = tree / "bin/window-counter"
    launcher.parent.mkdir(parents=True)
    text = (INSTALLER / "linux/launcher.sh").read_text(encoding="utf-8")
    launcher.write_text(
        text.replace("@LOADER@", target.loader).replace("@PYTHON@", f"python{PYTHON}"), encoding="utf-8"
    )
    launcher.chmod(0o755)
    python = tree / "bin/python"
    text = (INSTALLER / "linux/python.sh").read_text(encoding="utf-8")
    python.write_text(text.replace("@LOADER@", target.loader).replace("@PYTHON@", f"python{PYTHON}"), encoding="utf-8")
    python.chmod(0o755)


def _lay_copyrights(tree: Path, debs: tuple[debian.RuntimeDeb, ...], root: Path) -> None:
    """The copyright of each package lies in ``share/doc``, its version in ``share/runtime.json`` for the bill."""
    for deb in debs:
        text = root / "usr/share/doc" / deb.name / "copyright"
        if text.is_file():
            _copy(text, tree / "share/doc" / deb.name / "copyright")
    (tree / "share").mkdir(exist_ok=True)
    versions = {deb.name: deb.version for deb in debs}
    (tree / "share/runtime.json").write_text(json.dumps(versions, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, to)
    to.chmod(0o755 if source.stat().st_mode & 0o111 else 0o644)
