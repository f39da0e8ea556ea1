"""A counter's machine: what IT does to it and what its clerk does at it."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import time
from typing import Any

from installer.tests.roots import Root

TOP = "/opt/window-counter"
LOG = "/var/log/window-counter/install.log"
DATA = "/home/clerk/.local/share/window-counter"
POLICY = "/etc/window-counter/policies/managed/it.json"
KEY = "/home/clerk/.config/window-counter.key"
SAMPLES = f"{TOP}/current/app/resources/samples"


@dataclasses.dataclass
class Machine:
    """One machine; ``old`` and ``new`` name the packages that lie ready on it."""

    root: Root

    def install(self, which: str, *, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Dpkg installed the package, without a question."""
        return self.root.run("dpkg", "--install", f"/srv/{which}.deb", check=check)

    def timed_install(self, which: str) -> float:
        """The same, in seconds."""
        began = time.monotonic()
        self.install(which)
        return time.monotonic() - began

    def set_policy(self) -> None:
        """IT names a key file, because a bare root has no key ring."""
        self.root.write(POLICY, json.dumps({"key_file": KEY}))

    def enrol(self, url: str, code: str) -> None:
        """The machine is a window of the hall."""
        self.root.counter("enrol", code, "--platform", url)

    def take_samples(self) -> list[str]:
        """The clerk took all sample cases in; their numbers."""
        samples = sorted(file.name for file in (self.root.path / SAMPLES.lstrip("/")).glob("*.json"))
        self.root.counter("intake", *(f"{SAMPLES}/{name}" for name in samples))
        return self.numbers()

    def cases(self) -> list[dict[str, Any]]:
        """Every case of the desk, as the installed program reads it."""
        told = self.root.counter("cases", "--json").stdout
        return [json.loads(line) for line in told.splitlines()]

    def numbers(self) -> list[str]:
        """The numbers of the cases."""
        return sorted(case["case_no"] for case in self.cases())

    def version(self) -> str:
        """Of the program that starts now."""
        return self.root.counter("--version").stdout.strip()

    def folders(self) -> list[str]:
        """The versions that lie side by side."""
        return sorted(path.name for path in (self.root.path / TOP.lstrip("/") / "versions").iterdir())

    def log(self) -> str:
        """The installation log."""
        return self.root.read(LOG)
