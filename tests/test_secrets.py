"""Key rings: a key comes back as it was kept, or there is a clear no."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from counter.errors import StoreTrouble
from counter.ports import KeyRing
from counter.secrets import KEY_BYTES, KeyFile, MemoryKeyRing, new_key

Maker = Callable[[Path], KeyRing]


def _key_file(folder: Path) -> KeyRing:
    return KeyFile(folder / "it" / "key")


def _in_memory(_folder: Path) -> KeyRing:
    return MemoryKeyRing()


@pytest.fixture(params=[_key_file, _in_memory])
def ring(request: pytest.FixtureRequest, tmp_path: Path) -> KeyRing:
    """Each twin, empty."""
    maker: Maker = request.param
    return maker(tmp_path)


def test_a_key_ring_gives_back_what_was_kept(ring: KeyRing) -> None:
    """And nothing before that."""
    assert ring.read("store-1") is None
    key = new_key()
    ring.write("store-1", key)
    assert ring.read("store-1") == key


def test_keys_are_random_and_of_full_length() -> None:
    """32 bytes, no two alike."""
    keys = {new_key() for _ in range(50)}
    assert len(keys) == 50
    assert {len(key) for key in keys} == {KEY_BYTES}


def test_a_key_file_is_its_owners_and_never_overwritten(tmp_path: Path) -> None:
    """Over an existing key the cases of a window would be lost."""
    path = tmp_path / "key"
    KeyFile(path).write("x", b"\x01" * 32)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StoreTrouble) as caught:
        KeyFile(path).write("x", b"\x02" * 32)
    assert caught.value.code == "keyring.not_kept"
    assert KeyFile(path).read("x") == b"\x01" * 32


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622, 0o700 | 0o001])
def test_a_key_file_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    """Whoever may write it may exchange it."""
    path = tmp_path / "key"
    KeyFile(path).write("x", b"\x01" * 32)
    path.chmod(mode)
    with pytest.raises(StoreTrouble) as caught:
        KeyFile(path).read("x")
    assert caught.value.code == "keyring.file_open"


@pytest.mark.parametrize("content", [b"", b"xyz", b"ab" * 31, b"ab" * 33, b"\xff\xfe" * 32, "一".encode() * 32])
def test_a_key_file_that_holds_no_key_is_broken(tmp_path: Path, content: bytes) -> None:
    """Never taken for an empty place where a new key could go."""
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(StoreTrouble) as caught:
        KeyFile(path).read("x")
    assert caught.value.code == "keyring.file_broken"


def test_a_folder_in_the_key_files_place_is_no_key(tmp_path: Path) -> None:
    """Nor a place that cannot be written."""
    folder = tmp_path / "key"
    folder.mkdir(mode=0o700)
    with pytest.raises(StoreTrouble) as caught:
        KeyFile(folder).read("x")
    assert caught.value.code == "keyring.file_broken"
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreTrouble) as refused:
        KeyFile(tmp_path / "file" / "key").write("x", b"\x01" * 32)
    assert refused.value.code == "keyring.not_kept"


def test_a_key_written_with_a_line_end_is_read(tmp_path: Path) -> None:
    """As an editor leaves it."""
    path = tmp_path / "key"
    path.write_text("AB" * 32 + "\r\n")
    path.chmod(0o600)
    assert KeyFile(path).read("x") == b"\xab" * 32


@pytest.mark.skipif(sys.platform != "linux", reason="a call of Linux")
def test_a56_no_other_program_reads_the_memory_and_no_core_is_written() -> None:
    """The process is not dumpable, so the kernel refuses ``/proc/PID/mem`` and ptrace to its own user as well."""
    asked = (
        "import ctypes, resource, counter.secrets as s; s.keep_memory_private();"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)
    assert told.stdout.split() == ["0", "0", "0"]
