"""Only what a counter reaches is in the tree; a library that is needed and not there is named."""

from __future__ import annotations

import shutil
from pathlib import Path

from installer.build import bytecode, pruning
from installer.build.binaries import closure, is_binary, needed_by
from installer.build.targets import ROOT, TARGETS

LINUX = TARGETS["linux-amd64"]


def _shell() -> Path:
    """A program of this machine that is linked with its C library."""
    return Path(shutil.which("sh") or "/bin/sh").resolve()


def test_qt_modules_are_those_that_the_screens_import() -> None:
    modules = pruning.qt_modules(ROOT / "ui")
    assert {"QtCore", "QtGui", "QtWidgets", "QtSvg"} <= modules
    assert "QtWebEngineCore" not in modules


def test_libraries_of_python_that_would_bring_gpl_or_tk_stay_out(tmp_path: Path) -> None:
    source = tmp_path / "lib"
    for name in ("os.py", "idlelib/run.py", "lib-dynload/readline.cpython-313-x86_64-linux-gnu.so", "json/__init__.py"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).touch()
    pruning.copy_stdlib(source, tmp_path / "tree")
    kept = {path.relative_to(tmp_path / "tree").as_posix() for path in (tmp_path / "tree").rglob("*") if path.is_file()}
    assert kept == {"os.py", "json/__init__.py"}


def test_a_wheel_loses_its_tests_and_headers_and_pip_is_not_there_at_all(tmp_path: Path) -> None:
    for name in ("pip/__init__.py", "sqlite_utils/db.py", "sqlite_utils/db.pyi", "reportlab/tests/test_a.py", "x/a.h"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    pruning.prune_site(tmp_path, frozenset(), LINUX)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")} == {
        "sqlite_utils",
        "sqlite_utils/db.py",
    }


def test_what_is_not_ours_is_byte_code_only_and_runs(tmp_path: Path) -> None:
    import compileall  # noqa: PLC0415 -- only this test compiles

    for name in ("theirs/__init__.py", "PySide6/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("ANSWER = 42\n")
    assert compileall.compile_dir(tmp_path, quiet=2)
    bytecode.drop_sources(tmp_path, kept=("PySide6",))
    assert not (tmp_path / "theirs/__init__.py").exists()
    assert (tmp_path / "theirs/__init__.pyc").exists()
    assert not (tmp_path / "theirs/__pycache__").exists()
    assert (tmp_path / "PySide6/__init__.py").exists()


def test_a_binary_says_what_it_is_linked_with() -> None:
    assert is_binary(_shell(), LINUX)
    assert not is_binary(Path(__file__), LINUX)
    assert any(name.startswith("libc.so") for name in needed_by(_shell(), LINUX))


def test_a_needed_library_is_taken_and_one_that_nobody_brings_is_named(tmp_path: Path) -> None:
    library = shutil.copyfile(_shell(), tmp_path / "needs.so")
    needed = needed_by(library, LINUX)
    assert needed
    taken, missing = closure([library], {}, LINUX)
    assert taken == {}
    assert missing == {name: {"needs.so"} for name in needed}
    offered = {name: shutil.copyfile(library, tmp_path / name) for name in needed}
    taken, missing = closure([library], offered, LINUX)
    assert taken == offered
    assert missing == {}
