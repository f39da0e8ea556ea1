"""What IT gets: the packages with their bills, the list of their SHA-256 and its detached signature."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from installer.build import deb, manifest, sbom, setup_windows, signing
from installer.build.release import Release
from installer.build.targets import PRODUCT, LinuxTarget, Target

SUMS = "SHA256SUMS"


def pack(target: Target, release: Release, tree: Path, out: Path, *, fast: bool) -> dict[str, object]:
    """The packages of a tree lie in the folder, with its bill of materials and its list of licences beside it.

    Returns:
        Their sizes and how long packing took, for whoever reads the build's output.
    """
    began = time.monotonic()
    if isinstance(target, LinuxTarget):
        packages: tuple[Path, ...] = (deb.build(target, release, tree, out, fast=fast),)
    else:
        packages = setup_windows.build(target, release, tree, out, fast=fast)
    stem = f"{PRODUCT}_{release.version}_{target.name}"
    shutil.copyfile(tree / sbom.BILL, out / f"{stem}.sbom.cdx.json")
    shutil.copyfile(tree / sbom.LICENCES, out / f"{stem}.licences.txt")
    return {
        "packages_MB": {package.name: round(package.stat().st_size / 1e6, 1) for package in packages},
        "packed_s": round(time.monotonic() - began, 1),
    }


def sign(out: Path) -> None:
    """``SHA256SUMS`` names everything in the folder; ``SHA256SUMS.sig`` signs it, ``test-key.pub.pem`` checks that."""
    own = (SUMS, f"{SUMS}.sig", signing.PUBLIC_KEY)
    files = sorted(file for file in out.iterdir() if file.is_file() and file.name not in own)
    sums = "".join(f"{manifest.sha256_of(file)}  {file.name}\n" for file in files)
    (out / SUMS).write_text(sums, encoding="utf-8")
    signing.sign(out / SUMS, out)
