"""A release engineer in a test: real keys, a real repository on disk, real Debian packages; and mirrors of it."""

from __future__ import annotations

import datetime as dt
import functools
import http.server
import shutil
import socket
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner

from counter.updates.choosing import Machine
from counter.updates.round import Place, Program, Round
from counter.updates.terms import Terms
from installer.repo import keys, lists, roots
from installer.repo.files import RepositoryFiles
from tests.conftest import FakeClock

PASSPHRASE = b"long enough to be one"
PEOPLE = ("li", "wang", "zhao")
LINE = ("targets", "snapshot", "timestamp")
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
PROGRAM = Program(version="1.0.0", os="linux", arch="amd64", schema=2)
LOT = "f0" * 16


class Engineer:
    """Holds every key, which in life are three people and a machine in the server room.

    Args:
        folder: where keys and repository lie, apart.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "keys").mkdir(parents=True)
        for name in (*PEOPLE, *LINE):
            self.new_key(name)
        self.files = RepositoryFiles(folder / "repo")
        roots.begin(
            self.files, [self.public(name) for name in PEOPLE], 2, {role: self.public(role) for role in LINE}, NOW
        )
        self.sign_root("li", "wang")
        shutil.copyfile(self.public_folder / "metadata/1.root.json", self.root)

    @property
    def public_folder(self) -> Path:
        """What a hall mirrors."""
        return self.folder / "repo/public"

    @property
    def root(self) -> Path:
        """The first root, as IT puts it on machines."""
        return self.folder / "update-root.json"

    def new_key(self, name: str) -> None:
        """One more key."""
        keys.make_key(self.folder / "keys" / name, PASSPHRASE)

    def public(self, name: str) -> Any:
        """What that key shows."""
        return keys.read_public(self.folder / "keys" / f"{name}.pub.json")

    def signer(self, name: str) -> CryptoSigner:
        """That key, opened."""
        return keys.open_key(self.folder / "keys" / name, PASSPHRASE)

    def signers(self, names: Sequence[str] = LINE) -> list[CryptoSigner]:
        """Those keys, opened."""
        return [self.signer(name) for name in names]

    def sign_root(self, *names: str) -> int:
        """Those people sign the root that waits, one after the other."""
        return [roots.sign(self.files, self.signer(name)) for name in names][-1]

    def add(self, version: str, **said: Any) -> Path:
        """A package of that version is in the draft."""
        package = debian_package(self.folder, version)
        lists.add(self.files, package, **said)
        return package

    def publish(self, names: Sequence[str] = LINE, now: dt.datetime = NOW) -> None:
        """Machines see the draft."""
        lists.publish(self.files, self.signers(names), now)

    def release(self, version: str, **said: Any) -> Path:
        """A package of that version is added and published."""
        package = self.add(version, **said)
        self.publish()
        return package

    def target(self, package: Path) -> Path:
        """Where that package lies in the repository."""
        (found,) = self.public_folder.glob(f"targets/*.{package.name}")
        return found

    def metadata(self, name: str) -> Path:
        """A file of the metadata."""
        return self.public_folder / "metadata" / name

    def copy_metadata(self) -> dict[str, bytes]:
        """The metadata as it is now."""
        return {file.name: file.read_bytes() for file in (self.public_folder / "metadata").iterdir()}

    def put_back(self, copied: dict[str, bytes], *names: str) -> None:
        """Those files are as they were."""
        for name in names or copied:
            self.metadata(name).write_bytes(copied[name])


def debian_package(folder: Path, version: str, *, name: str = "window-counter", inside: str = "") -> Path:
    """A real package with next to nothing in it.

    Args:
        folder: where it is made.
        version: of its file name.
        name: of the product inside.
        inside: the version that its control file says, when it is another one.
    """
    tree = folder / "tree" / f"{name}-{version}-{inside}"
    (tree / "DEBIAN").mkdir(parents=True, exist_ok=True)
    (tree / "DEBIAN/control").write_text(
        f"Package: {name}\nVersion: {inside or version}\nArchitecture: amd64\nMaintainer: Nobody <n@example.invalid>\n"
        "Description: a package for a test\n"
    )
    (tree / "payload").write_bytes(bytes(range(256)) * 2000)
    package = folder / f"window-counter_{version}_amd64.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(tree), str(package)]
    subprocess.run(command, check=True, capture_output=True)
    shutil.rmtree(tree)
    return package


class Server:
    """Serves a folder on the loopback; notes what it was asked, knows ranges, and may cut answers short."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[tuple[str, str]] = []
        self.cut_after: int | None = None
        self.knows_ranges = True
        self.instead: dict[str, bytes] = {}
        self.status: dict[str, int] = {}
        handler = functools.partial(_Answers, self, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Nobody listens any more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Answers(http.server.SimpleHTTPRequestHandler):
    def __init__(self, server: Server, *arguments: Any, directory: str) -> None:
        self._told = server
        super().__init__(*arguments, directory=directory)

    def log_message(self, *_arguments: object) -> None:
        """Tests are silent."""

    def do_GET(self) -> None:
        told = self._told
        wanted = self.headers.get("Range", "")
        told.asked.append((self.path, wanted))
        file = Path(self.translate_path(self.path))
        name = self.path.rpartition("/")[2]
        if name in told.status:
            self.send_error(told.status[name])
            return
        if not file.is_file() and name not in told.instead:
            self.send_error(404)
            return
        content = told.instead.get(name) or file.read_bytes()
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and told.knows_ranges else 0
        body = content[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if told.cut_after is not None and len(body) > told.cut_after:
            self.wfile.write(body[: told.cut_after])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.wfile.write(body)


def round_of(folder: Path, engineer: Engineer, mirror: Any, *, terms: Terms | None = None, **given: Any) -> Round:
    """A machine's round with what a test sets otherwise (``program``, ``clock``)."""
    given.setdefault("program", PROGRAM)
    given.setdefault("clock", FakeClock(NOW))
    return Round(
        place=Place(folder=folder, root=engineer.root),
        terms=terms or Terms(mode="install", mirror="/mirror"),
        mirror=lambda: mirror,
        **given,
    )


def machine(**said: Any) -> Machine:
    """The machine of the tests."""
    return Machine(**{"version": "1.0.0", "os": "linux", "arch": "amd64", "schema": 2, "lot": LOT, **said})
