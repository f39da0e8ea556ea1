"""One program tree, put together from its runtime, the locked wheels and the program."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from installer.build import application, bytecode, manifest, pruning, runtime_linux, runtime_windows, sbom, wheels
from installer.build.release import Release
from installer.build.stripping import strip_wheels
from installer.build.targets import PRODUCT, ROOT, LinuxTarget, Target


def assemble(target: Target, release: Release, tree: Path, cache: Path, *, installed_as: str = "") -> None:
    """The tree is whole: runtime, ``site``, ``app``, byte code, bill of materials, licences and manifest.

    Args:
        target: the machine it is for.
        release: the version.
        tree: made anew; what was there is gone.
        cache: where fetched wheels and packages are kept between builds.
        installed_as: where it will lie, for tracebacks; empty: as a version of the counter's package.
    """
    shutil.rmtree(tree, ignore_errors=True)
    site, app = tree / "site", tree / "app"
    application.lay_application(ROOT, app, release)
    for wheel in wheels.needed_wheels(target, release, cache / "wheels"):
        wheels.unpack(wheel, site)
    pruning.prune_site(site, pruning.qt_modules(app), target)
    strip_wheels(site, target)
    with tempfile.TemporaryDirectory(dir=tree.parent) as work:
        if isinstance(target, LinuxTarget):
            runtime_linux.lay_runtime(tree, target, Path(work), cache)
            installed_as = installed_as or f"/opt/{PRODUCT}/versions/{release.version}"
        else:
            runtime_windows.lay_runtime(tree, target, release, Path(work), cache)
            installed_as = f"C:/Program Files/WindowCounter/versions/{release.version}"
        (tree / "VERSION").write_text(release.version + "\n", encoding="utf-8")
        bytecode.compile_tree(tree, installed_as, Path(work), cache)
        bytecode.drop_sources(tree / "python")
        bytecode.drop_sources(site, kept=("PySide6", "shiboken6"))
    sbom.write_bill(tree, target, release)
    manifest.seal_tree(tree, release.made_at)
