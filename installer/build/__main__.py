"""The command line of the build: ``python -m installer.build packages | hall | tree | lock-runtime``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from installer.build import artefacts, debian, hall_deb
from installer.build.assemble import assemble
from installer.build.release import release_of
from installer.build.sizes import sizes_of
from installer.build.targets import ROOT, TARGETS, LinuxTarget


def main(words: list[str] | None = None) -> int:
    """What was asked for is made; one JSON object on standard output says what and how large."""
    parser = argparse.ArgumentParser(prog="installer.build")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser(
        "lock-runtime", help="write installer/runtime-*.lock from runtime.in, from Debian 13 as it is today"
    )
    for name, does in (
        ("packages", "everything that IT gets"),
        ("tree", "only the program trees, not packed"),
        ("hall", "only the hall server's packages"),
    ):
        command = commands.add_parser(name, help=does)
        command.add_argument("--target", action="append", choices=sorted(TARGETS), help="default: all")
        command.add_argument("--out", type=Path, default=ROOT / "build/packages", metavar="DIR")
        command.add_argument("--cache", type=Path, default=ROOT / "build/package-cache", metavar="DIR")
        command.add_argument("--release", default="", metavar="VERSION", help="another version, to try an upgrade out")
        command.add_argument("--fast", action="store_true", help="pack lightly: for tests of the package, not for IT")
    arguments = parser.parse_args(words)
    if arguments.command == "lock-runtime":
        for target in TARGETS.values():
            if isinstance(target, LinuxTarget):
                debian.write_lock(target)
        return 0
    release = release_of(ROOT, version=arguments.release)
    told: dict[str, object] = {"version": release.version}
    for name in arguments.target or TARGETS:
        target = TARGETS[name]
        if arguments.command in {"packages", "hall"} and isinstance(target, LinuxTarget):  # a hall runs on nothing else
            told[f"hall {name}"] = _hall(target, arguments)
        if arguments.command == "hall":
            continue
        began = time.monotonic()
        tree = arguments.out / "trees" / release.version / name
        assemble(target, release, tree, arguments.cache)
        parts = {part: round(size / 1e6, 1) for part, size in sizes_of(tree).items()}
        told[name] = {"tree_MB": parts, "assembled_s": round(time.monotonic() - began, 1)}
        if arguments.command == "packages":
            told[name] |= artefacts.pack(target, release, tree, arguments.out, fast=arguments.fast)  # type: ignore[operator]
    if arguments.command in {"packages", "hall"}:
        artefacts.sign(arguments.out)
    json.dump(told, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


def _hall(target: LinuxTarget, arguments: argparse.Namespace) -> dict[str, object]:
    """The hall server's package."""
    release = hall_deb.hall_release(arguments.release)
    tree = arguments.out / "trees" / release.version / f"hall-{target.name}"
    hall_deb.build_tree(target, release, tree, arguments.cache)
    package = hall_deb.build(target, release, tree, arguments.out, fast=arguments.fast)
    return {"package": package.name, "package_MB": round(package.stat().st_size / 1e6, 1)}


if __name__ == "__main__":
    sys.exit(main())
