"""A Windows machine played by wine in a root of its own: what IT does to it and what its clerk does at it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from installer.tests.roots import Root, base, overlay

SUITE, WINE = "trixie", ("wine", "wine64", "fonts-wqy-microhei", "procps")
DRIVE = "root/wine/drive_c"
TOP = r"C:\Program Files\WindowCounter"
CLI, WINDOW = rf"{TOP}\window-counter-cli.exe", rf"{TOP}\window-counter.exe"
MACHINE = "ProgramData/WindowCounter"
DATA = "users/root/AppData/Local/window-counter"
_ENVIRONMENT = {"WINEPREFIX": "/root/wine", "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
_WAIT_S = 60.0
_LONGEST_S = 600.0


class Windows:
    r"""One machine; files of the test lie in ``Z:\srv``."""

    def __init__(self, root: Root) -> None:
        self.root = root

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """The Windows program ended; its output is caught.

        In files and not through pipes: wine's own services get them, too, and keep them open while a window is there.
        """
        started = self.root.command("wine", *command, environment=_ENVIRONMENT)
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            ended = subprocess.run(
                started, check=False, stdout=out, stderr=err, timeout=_LONGEST_S, start_new_session=True
            )
            out.seek(0)
            err.seek(0)
            done = subprocess.CompletedProcess(started, ended.returncode, out.read(), err.read())
        if check and done.returncode:
            print(done.stdout, done.stderr)
            done.check_returncode()
        return done

    def begin(self, *command: str) -> subprocess.Popen[bytes]:
        """The Windows program runs, in a session of its own so that it can be killed."""
        started = self.root.command("wine", *command, environment=_ENVIRONMENT)
        return subprocess.Popen(started, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def setup(self, which: str, *options: str, check: bool = True) -> int:
        """The setup ran silently; its exit code."""
        return self.run(rf"Z:\srv\{which}.exe", "/S", *options, check=check).returncode

    def package(self, what: str, which: str, *options: str, check: bool = True) -> int:
        """Windows Installer did that with the package (``/i``, ``/x``, ``/fa``); its exit code as wine shows it."""
        return self.run("msiexec", what, rf"Z:\srv\{which}.msi", "/qn", "/norestart", *options, check=check).returncode

    def uninstall(self, *options: str) -> int:
        """The uninstaller ran to its end; ``_?=`` must come last and without quotation marks, as a batch file does."""
        line = rf'@"{TOP}\uninstall.exe" /S {" ".join(options)} _?={TOP}'
        self.root.write("/srv/uninstall.bat", f"{line}\r\n@exit /b %ERRORLEVEL%\r\n")
        return self.run("cmd", "/c", r"Z:\srv\uninstall.bat", check=False).returncode

    def counter(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """The installed program did that for the clerk."""
        return self.run(CLI, *words, check=check)

    def cases(self) -> list[dict[str, Any]]:
        """Every case of the desk, as the installed program reads it."""
        return [json.loads(line) for line in self.counter("cases", "--json").stdout.splitlines()]

    def numbers(self) -> list[str]:
        """The numbers of the cases."""
        return sorted(case["case_no"] for case in self.cases())

    def take_samples(self, *names: str) -> None:
        """The clerk took those sample cases in."""
        folder = rf"{TOP}\versions\{self.current()}\app\resources\samples"
        self.counter("intake", *(rf"{folder}\{name}.json" for name in names))

    def version(self) -> str:
        """Of the program that starts now."""
        return self.counter("--version").stdout.strip()

    def drive(self, place: str) -> Path:
        """A place on drive C."""
        return self.root.path / DRIVE / place

    @property
    def top(self) -> Path:
        """Where the program lies."""
        return self.drive("Program Files/WindowCounter")

    def current(self) -> str:
        """The folder that starts."""
        return (self.top / "current").read_text(encoding="ascii")

    def folders(self) -> list[str]:
        """The versions that lie side by side, and what was cut short."""
        return sorted(path.name for path in (self.top / "versions").iterdir())

    def log(self) -> list[str]:
        """What the setups noted, without the times."""
        text = self.drive(f"{MACHINE}/log/install.log").read_text(encoding="utf-8")
        return [line.split(" ", 1)[1] for line in text.splitlines()]

    def registry(self, key: str, name: str) -> str:
        """The value in the registry; empty when there is none."""
        told = self.run("reg", "query", key, "/v", name, check=False).stdout.split()
        return told[told.index(name) + 2] if name in told else ""

    @contextlib.contextmanager
    def window(self) -> Iterator[None]:
        """The clerk has the program open, with its desk, while the block runs."""
        running = self.begin(WINDOW)
        try:
            wait_until(lambda: "store.in_use" in self.counter("cases", check=False).stderr, "the window is open")
            yield
        finally:
            self.end()
            self.kill(running)

    def end(self) -> None:
        """Every program is ended by wine's own server, which writes the registry down then; else every 30 s."""
        self.root.run("wineserver", "--kill", environment=_ENVIRONMENT)

    def kill(self, running: subprocess.Popen[bytes]) -> None:
        """Everything of Windows is gone at once, as when the power fails; the registry's last 30 s, too.

        What comes next must not meet a wineserver that is still dying: it would hang up on whoever calls it.
        """
        killed = {running.pid}

        def all_have_ended() -> bool:
            found = self._processes()
            killed.update(found)
            for process in found:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            return all(map(_has_ended, killed))

        wait_until(all_have_ended, "the end of every process")
        running.wait(_WAIT_S)

    def _processes(self) -> set[int]:
        """Every process that lives in this machine's root."""
        found = set()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if process.joinpath("root").readlink() == self.root.path:
                    found.add(int(process.name))
        return found


def _has_ended(process: int) -> bool:
    """Whether its files are closed, sockets among them: it is gone, or a zombie that nobody has asked about yet."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(")")[2].split()[0] in {"Z", "X"}


def wait_until(is_so: Any, what: str, limit_s: float = _WAIT_S) -> None:
    """It became so in time."""
    ends_at = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < ends_at, f"not in time: {what}"
        time.sleep(0.05)


@contextlib.contextmanager
def windows(files: dict[str, Path]) -> Iterator[Windows]:
    r"""A machine with a fresh drive C and these files in ``Z:\srv``; gone with the block."""
    with overlay(base(SUITE, WINE)) as root:
        machine = Windows(root)
        for name, file in files.items():
            root.put(file, f"/srv/{name}")
        root.run("wineboot", "--init", environment=_ENVIRONMENT)
        machine.run("reg", "add", r"HKCU\Environment", "/v", "QT_QPA_PLATFORM", "/d", "offscreen", "/f")
        machine.end()
        try:
            yield machine
        finally:
            root.run("wineserver", "--kill", check=False, environment=_ENVIRONMENT)


def give_converters(machine: Windows, qt_core: Path) -> None:
    """System32 has an ``icuuc.dll`` with every name that Qt asks for; each conversion fails, and Qt uses its own."""
    told = subprocess.run(["objdump", "-p", str(qt_core)], check=True, capture_output=True, text=True).stdout
    part = told.split("DLL Name: icuuc.dll")[1].split("DLL Name")[0]
    names = [line.split()[-1] for line in part.splitlines() if len(line.split()) == 3 and "ucnv" in line.lower()]
    lines = [
        "#define X __declspec(dllexport)",
        "X void *ucnv_open(const char *n, int *e) { (void)n; *e = 4; return 0; }",
    ]
    lines += [f"X void *{name}(void) {{ return 0; }}" for name in names if name != "ucnv_open"]
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder) / "icuuc.c", Path(folder) / "icuuc.dll"
        source.write_text("\n".join(lines) + "\n")
        subprocess.run(["x86_64-w64-mingw32-gcc", "-shared", "-s", "-o", str(library), str(source)], check=True)
        shutil.copyfile(library, machine.drive("windows/system32/icuuc.dll"))
