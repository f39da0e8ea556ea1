"""Power cuts replayed: what a program did to a folder is recorded, and laid out anew as a disk may hold it afterwards.

strace writes down every change of a file, every force and what the program said, in order. A cut comes after any of
them. What a disk then holds, by what POSIX promises and by what a file system with a journal of names keeps:

    a file       what was written before its last force; of what was written since, each page the old or the new one,
                 the last of them torn at a sector
    its name     what happened to names before the last force of their folder; of what happened since, a beginning

Folders within the folder are not followed: a database and what lies beside it have none.
"""

from __future__ import annotations

import dataclasses
import hashlib
import random
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.conftest import ROOT
from tests.faults.support import child_environment

PAGE, SECTOR = 4096, 512
_WAIT_S = 120.0
_CALLS = "openat,close,lseek,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat"
_UNREAD = "dup,dup2,dup3,writev,pwritev,fallocate,link,linkat,truncate"
"""Other ways to change a file; who takes one fails the recording."""
_LINE = re.compile(r"^(?P<call>\w+)\((?P<words>.*)\) += (?P<answer>-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(?:\.\.\.)?')
_STDOUT = 1


@dataclasses.dataclass(frozen=True)
class Wrote:
    """These bytes were written into a file."""

    file: int
    at: int
    raw: bytes


@dataclasses.dataclass(frozen=True)
class Cut:
    """A file has that length."""

    file: int
    size: int


@dataclasses.dataclass(frozen=True)
class Forced:
    """All that was written into a file is on the disk."""

    file: int


@dataclasses.dataclass(frozen=True)
class Named:
    """A file has a name, a new one, or none any more."""

    file: int
    name: str
    was: str = ""


@dataclasses.dataclass(frozen=True)
class ForcedNames:
    """All that happened to the folder's names is on the disk."""


@dataclasses.dataclass(frozen=True)
class Said:
    """The program said this on its standard output: from here on somebody relies on it."""

    words: str


Step = Wrote | Cut | Forced | Named | ForcedNames | Said


@dataclasses.dataclass(frozen=True)
class Fate:
    """What becomes of that which was not forced.

    Args:
        pages: how many of a hundred pages reach the disk.
        names: how many of a hundred changes of names, a beginning of them; None draws that for each cut.
        is_torn: the last page that reached it did so up to some sector.
    """

    pages: int
    names: int | None
    is_torn: bool = False


IN_ORDER = Fate(pages=100, names=100, is_torn=True)
ONLY_FORCED = Fate(pages=0, names=0)
ONLY_NAMES = Fate(pages=0, names=100)
ONLY_PAGES = Fate(pages=100, names=0)
ANY = Fate(pages=50, names=None, is_torn=True)
FATES = (IN_ORDER, ONLY_FORCED, ONLY_NAMES, ONLY_PAGES, ANY)
"""The corners, where faults lie, and a draw between them."""


class Recording:
    """What lay in the folder before, and every step of the program.

    Args:
        files: the content of each file that was there, by its number.
        names: the number of each file that was there, by its name.
        steps: in their order.
    """

    def __init__(self, files: Sequence[bytes], names: dict[str, int], steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        self._files = files
        self._names = names

    def without_forces(self) -> Recording:
        """The same on a disk that says "done" and has nothing done."""
        kept = [step for step in self.steps if not isinstance(step, Forced | ForcedNames)]
        return Recording(self._files, self._names, kept)

    def said_before(self, cut: int) -> tuple[str, ...]:
        """What the program had said when the power went."""
        return tuple(step.words for step in self.steps[:cut] if isinstance(step, Said))

    def left_after(self, cut: int, fate: Fate, draw: random.Random) -> dict[str, bytes]:
        """The folder as it may be found when the power went after so many steps."""
        past = self.steps[:cut]
        names = self._names_after(past, fate, draw)
        files = self._files_after(past, fate, draw)
        return {name: bytes(files.get(file, b"")) for name, file in names.items()}

    def _files_after(self, past: Sequence[Step], fate: Fate, draw: random.Random) -> dict[int, bytearray]:
        forced = {step.file: number for number, step in enumerate(past) if isinstance(step, Forced)}
        loose = [
            number
            for number, step in enumerate(past)
            if isinstance(step, Wrote) and not _is_forced(number, step, forced)
        ]
        torn = loose[-1] if loose and fate.is_torn else -1
        files = {number: bytearray(content) for number, content in enumerate(self._files)}
        for number, step in enumerate(past):
            match step:
                case Wrote(file, at, raw) if _is_forced(number, step, forced):
                    _lay(files.setdefault(file, bytearray()), at, raw)
                case Wrote(file):
                    for at, raw in _reached(step, fate, draw, is_torn=number == torn):
                        _lay(files.setdefault(file, bytearray()), at, raw)
                case Cut(file, size) if _is_forced(number, step, forced) or draw.randrange(100) < fate.pages:
                    content = files.setdefault(file, bytearray())
                    content[:] = content[:size].ljust(size, b"\0")
        return files

    def _names_after(self, past: Sequence[Step], fate: Fate, draw: random.Random) -> dict[str, int]:
        forced = max((number for number, step in enumerate(past) if isinstance(step, ForcedNames)), default=-1)
        loose = [number for number, step in enumerate(past) if isinstance(step, Named) and number > forced]
        share = draw.randrange(101) if fate.names is None else fate.names
        kept = set(loose[: round(len(loose) * share / 100)])
        names = dict(self._names)
        for number, step in enumerate(past):
            if isinstance(step, Named) and (number < forced or number in kept):
                names.pop(step.was, None)
                if step.name:
                    names[step.name] = step.file
        return names


def states(
    recording: Recording, draw: random.Random, fates: Sequence[Fate] = FATES
) -> Iterator[tuple[int, Fate, dict[str, bytes]]]:
    """Every folder that a cut may leave, once: after how many steps, by which fate, and its files."""
    seen = set()
    for cut in range(len(recording.steps) + 1):
        for fate in fates:
            left = recording.left_after(cut, fate, draw)
            digest = hashlib.sha256()
            for name, content in sorted(left.items()):
                digest.update(f"{name} {len(content)} ".encode() + content)
            mark = (digest.digest(), recording.said_before(cut))
            if mark not in seen:
                seen.add(mark)
                yield cut, fate, left


def lay_out(left: dict[str, bytes], folder: Path) -> None:
    """The folder holds these files."""
    folder.mkdir(parents=True)
    for name, content in left.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)


def recorded(folder: Path, *command: str) -> Recording:
    """The program ran to its end; what it did to the files of the folder is known.

    Raises:
        subprocess.CalledProcessError: it did not end well.
    """
    before = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    trace = folder.with_name(f"{folder.name}.trace")
    calls = f"trace={_CALLS},{_UNREAD}"
    watched = ["strace", "-qq", "-xx", "-s", str(1 << 24), "-e", calls, "-o", str(trace), *command]
    subprocess.run(watched, check=True, stdout=subprocess.DEVNULL, env=child_environment(), cwd=ROOT, timeout=_WAIT_S)
    reader = _Reader(folder, before)
    with trace.open(encoding="ascii") as lines:
        for line in lines:
            found = _LINE.match(line)
            if found and int(found["answer"]) >= 0:
                reader.take(found["call"], found["words"], int(found["answer"]))
    trace.unlink()
    return Recording(list(before.values()), {name: number for number, name in enumerate(before)}, reader.steps)


class _Reader:
    """Makes steps out of strace's lines; knows which descriptor is which file."""

    def __init__(self, folder: Path, before: dict[str, bytes]) -> None:
        self.steps: list[Step] = []
        self._folder = str(folder)
        self._names = {name: number for number, name in enumerate(before)}
        self._count = len(before)
        self._opened: dict[int, int | None] = {}
        self._places: dict[int, int] = {}

    def take(self, call: str, words: str, answer: int) -> None:
        """One call that went well."""
        texts = [bytes.fromhex(text.replace(r"\x", "")) for text in _TEXT.findall(words)]
        first = words.split(",", 1)[0]
        number = int(first) if first.isdigit() else -1
        if call == "openat":
            self._open(texts[0].decode(), words, answer)
        elif call.startswith("rename"):
            self._rename(*(text.decode() for text in texts[:2]))
        elif call.startswith("unlink"):
            self._unlink(texts[0].decode())
        elif call == "write" and number == _STDOUT:
            self.steps += [Said(word) for word in texts[0].decode().split()]
        elif call in {"link", "linkat", "truncate"}:
            assert not any(self._within(text.decode()) for text in texts), f"{call} is not understood"
        elif number in self._opened:
            self._change(call, number, words, texts, answer)

    def _change(self, call: str, number: int, words: str, texts: list[bytes], answer: int) -> None:
        file = self._opened[number]
        if call == "close":
            self._opened.pop(number)
        elif file is None:
            self.steps += [ForcedNames()] if call in {"fsync", "fdatasync"} else []
        elif call in {"fsync", "fdatasync"}:
            self.steps.append(Forced(file))
        elif call == "lseek":
            self._places[number] = answer
        elif call == "write":
            self.steps.append(Wrote(file, self._places[number], texts[0][:answer]))
            self._places[number] += answer
        elif call == "pwrite64":
            self.steps.append(Wrote(file, int(words.rsplit(", ", 1)[1]), texts[0][:answer]))
        elif call == "ftruncate":
            self.steps.append(Cut(file, int(words.rsplit(", ", 1)[1])))
        else:
            raise AssertionError(f"{call} is not understood")

    def _open(self, path: str, words: str, answer: int) -> None:
        if path == self._folder:
            self._opened[answer] = None
        name = self._within(path)
        if name is None or Path(path).is_dir():
            return
        if name not in self._names:
            self._names[name] = self._count
            self.steps.append(Named(self._count, name))
            self._count += 1
        if "O_TRUNC" in words:
            self.steps.append(Cut(self._names[name], 0))
        self._opened[answer], self._places[answer] = self._names[name], 0

    def _rename(self, old: str, new: str) -> None:
        was, name = self._within(old), self._within(new)
        if was is not None and name is not None:
            file = self._names[name] = self._names.pop(was)
            self.steps.append(Named(file, name, was))

    def _unlink(self, path: str) -> None:
        name = self._within(path)
        if name is not None:
            self.steps.append(Named(self._names.pop(name), "", name))

    def _within(self, path: str) -> str | None:
        parent, _, name = path.rpartition("/")
        return name if parent == self._folder else None


def _is_forced(number: int, step: Wrote | Cut, forced: dict[int, int]) -> bool:
    return number < forced.get(step.file, -1)


def _reached(step: Wrote, fate: Fate, draw: random.Random, *, is_torn: bool) -> Iterator[tuple[int, bytes]]:
    """The pages of a write that reached the disk, where and what; the last of them maybe torn."""
    at, end = step.at, step.at + len(step.raw)
    while at < end:
        following = min(at + PAGE - at % PAGE, end)
        raw = step.raw[at - step.at : following - step.at]
        if is_torn and following == end:
            raw = raw[: SECTOR * draw.randrange(len(raw) // SECTOR + 1)]
        if draw.randrange(100) < fate.pages:
            yield at, raw
        at = following


def _lay(content: bytearray, at: int, raw: bytes) -> None:
    if raw and len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(raw)] = raw
