"""The program's modules go under a Windows Python; the hall's do not belong to a counter."""

from __future__ import annotations

import io
import re
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from installer.tests.windows.conftest import FILES, tree
from installer.tests.windows.wine import Windows

IMPORTING = Path(__file__).with_name("import_all.py")
_FEWEST_MODULES = 300


def _python() -> bytes:
    """``python.exe`` of the embedded CPython, which a counter does not get."""
    sdist = next((FILES / "cache/embedded-python").glob("*.tar.gz"))
    with tarfile.open(sdist) as archive:
        member = next(each for each in archive if each.name.endswith("/data.zip"))
        opened = archive.extractfile(member)
        assert opened is not None
        with zipfile.ZipFile(io.BytesIO(opened.read())) as embedded:
            return embedded.read("cp313/python.exe")


def test_every_module_of_the_client_is_imported_by_a_windows_python(machine: Windows) -> None:
    place = machine.root.path / "srv/tree"
    shutil.copytree(tree("old"), place)
    (place / "python/python.exe").write_bytes(_python())
    machine.root.put(IMPORTING, "/srv/import_all.py")
    told = machine.run(
        r"Z:\srv\tree\python\python.exe", "-I", "-S", "-B", "-X", "utf8", r"Z:\srv\import_all.py", "Z:/srv/tree"
    )
    assert "WRONG" not in told.stdout, told.stdout
    found = re.search(r"(\d+) modules on win32", told.stdout)
    assert found is not None
    assert int(found[1]) > _FEWEST_MODULES


@pytest.mark.parametrize("words", [("hall",), ("demo",), ("catalogue", "check", "x.json")])
def test_a_command_of_the_hall_says_that_a_counter_has_none(machine: Windows, words: tuple[str, ...]) -> None:
    """The modules behind it are those that the importing above leaves out."""
    refused = machine.run(r"Z:\srv\tree\bin\window-counter-cli.exe", *words, check=False)
    assert refused.returncode == 1
    assert refused.stderr.startswith("settings.no_hall")


def test_the_tree_starts_where_it_lies_and_its_files_are_those_of_the_manifest(machine: Windows) -> None:
    place = machine.root.path / "srv/unpacked"
    shutil.copytree(tree("old"), place)
    start = r"Z:\srv\unpacked\bin\window-counter-cli.exe"
    assert machine.run(start, "--check-files").stdout == ""
    (place / "app/main.py").write_text("print('other')\n")
    (place / "app/mine.py").touch()
    damaged = machine.run(start, "--check-files", check=False)
    assert (damaged.returncode, damaged.stdout.split()) == (13, ["app/main.py", "app/mine.py"])
    shutil.rmtree(place / "python")
    assert machine.run(start, "--version", check=False).returncode == 13
