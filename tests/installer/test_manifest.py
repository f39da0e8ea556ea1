"""A tree knows what is in it, and two builds of it are equal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from installer.build.manifest import MANIFEST, damage_in, seal_tree
from tests.installer.trees import RELEASE, tiny_tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    made = tiny_tree(tmp_path / "tree")
    seal_tree(made, RELEASE.made_at)
    return made


def test_every_file_and_folder_has_the_one_time_and_a_plain_mode(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        assert path.stat().st_mtime == RELEASE.made_at
    assert (tree / "bin/window-counter").stat().st_mode & 0o777 == 0o755
    assert (tree / "app/main.py").stat().st_mode & 0o777 == 0o644


def test_a_sealed_tree_is_undamaged(tree: Path) -> None:
    assert damage_in(tree) == ()


def test_changed_missing_and_foreign_files_are_named(tree: Path) -> None:
    (tree / "app/main.py").write_text("print('other')\n")
    (tree / "VERSION").unlink()
    (tree / "app/foreign.py").write_text("\n")
    assert damage_in(tree) == ("VERSION", "app/foreign.py", "app/main.py")


def test_the_manifest_does_not_depend_on_the_order_in_which_files_were_made(tmp_path: Path, tree: Path) -> None:
    again = tmp_path / "again"
    for file in sorted((file for file in tree.rglob("*") if file.is_file() and file.name != MANIFEST), reverse=True):
        copy = again / file.relative_to(tree)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
        os.utime(copy, (1, 1))
    seal_tree(again, RELEASE.made_at)
    assert (again / MANIFEST).read_bytes() == (tree / MANIFEST).read_bytes()
