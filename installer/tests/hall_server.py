"""A hall's machine: what IT does to it, and its service as systemd starts it, in a root where systemd does not run."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

from installer.tests.roots import Root

NAME = "window-counter-hall"
TOP = f"/opt/{NAME}"
DATA = f"/var/lib/{NAME}"
BACKUPS = f"/var/backups/{NAME}"
SETTINGS = f"/etc/{NAME}/hall.env"
PAPERS = f"/usr/share/doc/{NAME}"
UNITS = "/usr/lib/systemd/system"
_SETTING = re.compile(r"^(?P<name>[A-Za-z_]\w*)=(?P<value>.*)$", re.MULTILINE)
_QUOTED = re.compile(r"^(['\"])(.*)\1$")
_WAIT_S = 60.0


@dataclasses.dataclass
class HallMachine:
    """One machine; ``old`` and ``new`` name the packages that lie ready on it."""

    root: Root

    def install(self, which: str) -> None:
        """Dpkg installed the package, without a question."""
        self.root.run("dpkg", "--install", f"/srv/hall-{which}.deb")

    def version(self) -> str:
        """Of the program that starts now."""
        return self.root.run(f"{TOP}/bin/window-counter", "--version").stdout.strip()

    def settings(self) -> dict[str, str]:
        """What systemd reads out of ``EnvironmentFile``: a line is a name and a value, in quotes or without."""
        rows = _SETTING.finditer(self.root.read(SETTINGS))
        return {row["name"]: _QUOTED.sub(r"\2", row["value"]) for row in rows}

    def set(self, **values: str) -> None:
        """IT wrote these settings over those of the package; the file's owner and rights stay."""
        text = self.root.read(SETTINGS)
        for name, value in values.items():
            text, count = re.subn(rf"^{name}=.*$", f'{name}="{value}"', text, flags=re.MULTILINE)
            assert count == 1, f"{SETTINGS} has no line for {name}"
        (self.root.path / SETTINGS.lstrip("/")).write_text(text, encoding="utf-8")

    def command(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """The administrator, who is root, gave one of the hall's commands."""
        return self.root.run(NAME, *words, check=check)

    def health(self) -> tuple[int, dict[str, Any]]:
        """The exit code of ``hall health`` and what each check saw."""
        told = self.command("health", "--json", check=False)
        found: dict[str, Any] = json.loads(told.stdout)["checks"]
        return told.returncode, found

    def cases(self, port: int) -> list[str]:
        """The counters' numbers of all cases that the running hall holds."""
        told = json.loads(self.command("export", "--json", "--port", str(port)).stdout)
        return sorted(case["case_no"] for case in told["cases"])

    def as_systemd(self, unit: str) -> list[str]:
        """The command of a service with its account and its environment, as systemd starts it."""
        lines = self.root.read(f"{UNITS}/{unit}.service").splitlines()
        told = dict(line.split("=", 1) for line in lines if "=" in line)
        assert told["EnvironmentFile"] == SETTINGS
        settings = self.settings()
        words: list[str] = []
        for word in told["ExecStart"].split():
            words += settings[word[1:]].split() if word.startswith("$") else [word]
        account = ["setpriv", "--reuid", told["User"], "--regid", told["Group"], "--init-groups", "--no-new-privs"]
        return self.root.command(*account, *words, environment={"HOME": DATA, **settings})

    def run_once(self, unit: str) -> None:
        """A oneshot service ended well."""
        done = subprocess.run(self.as_systemd(unit), check=False, capture_output=True, text=True, timeout=_WAIT_S)
        assert done.returncode == 0, done.stderr

    @contextlib.contextmanager
    def served(self) -> Iterator[dict[str, Any]]:
        """The server listens while the block runs; gives the first line that it said."""
        running = subprocess.Popen(self.as_systemd(NAME), stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert running.stdout is not None
        try:
            yield json.loads(running.stdout.readline())
        finally:
            running.terminate()
            running.communicate(timeout=_WAIT_S)

    def backups(self) -> list[str]:
        """The files of the nightly backup."""
        return [name for name in self.root.run("ls", BACKUPS).stdout.split() if name.endswith(".tar")]

    def rights(self, place: str) -> str:
        """Rights, owner and group of a file or a folder, as ``stat`` says them."""
        return self.root.run("stat", "--format", "%a %U:%G", place).stdout.strip()
