"""A repository that a test may spoil, and the two ways to reach it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.platform_api.mirror import HttpMirror
from counter.updates.mirror import FolderMirror, Mirror
from installer.repo.files import RepositoryFiles
from tests.updates.publishing import Engineer, Server


@pytest.fixture(scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Engineer:
    """Version 1.1.0 is published."""
    engineer = Engineer(tmp_path_factory.mktemp("engineer") / "desk")
    engineer.release("1.1.0")
    return engineer


@pytest.fixture
def engineer(_made_once: Engineer, tmp_path: Path) -> Engineer:
    """A copy of a repository in which version 1.1.0 is published, with its keys."""
    shutil.copytree(_made_once.folder, tmp_path / "desk")
    copied = object.__new__(Engineer)
    copied.folder = tmp_path / "desk"
    copied.files = RepositoryFiles(copied.folder / "repo")
    return copied


@pytest.fixture
def server(engineer: Engineer) -> Iterator[Server]:
    """The repository on a loopback server."""
    one = Server(engineer.public_folder)
    yield one
    one.close()


@pytest.fixture(params=["folder", "http"])
def mirror(request: pytest.FixtureRequest, engineer: Engineer) -> Mirror:
    """The repository as plain files and over HTTP; each test that takes this runs with both."""
    if request.param == "folder":
        return FolderMirror(engineer.public_folder)
    server: Server = request.getfixturevalue("server")
    return HttpMirror(server.url)
