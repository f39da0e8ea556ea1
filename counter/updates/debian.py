"""Debian, UOS and Kylin: ``apt-get install ./package.deb``, which asks dpkg and brings what the package depends on."""

from __future__ import annotations

from pathlib import Path

from counter.errors import DeviceTrouble, Refused
from counter.updates.installer import PRODUCT, Run, run_program
from counter.updates.offer import Package, order_of

_LOCK_WAIT_S = 120
_WORDS_KEPT = 200


class DebianInstaller:
    """The package manager of the system.

    Args:
        run: runs its programs.
    """

    def __init__(self, run: Run = run_program) -> None:
        self._run = run

    def installed(self) -> str:
        """The version that dpkg installed to the end."""
        state, version = self._known()
        return version if state == "installed" else ""

    def check(self, package: Package, file: Path) -> None:
        """The control file names our product, the version and the architecture that the signed list names."""
        named = []
        for field in ("Package", "Version", "Architecture"):
            ran = self._run(("dpkg-deb", "--field", str(file), field))
            named.append(ran.output.strip() if ran.code == 0 else "")
        if named != [PRODUCT, package.offer.version, package.offer.arch]:
            raise Refused("updates.wrong_package", file=package.name)
        state, installed = self._known()
        if state not in {"", "not-installed", "config-files"} and order_of(installed) > order_of(package.offer.version):
            raise Refused("updates.downgrade", version=package.offer.version)

    def install(self, package: Package, file: Path) -> None:
        """Installed by apt, which refuses to go back; what a power cut left half done is finished first."""
        if self._run(("dpkg", "--audit", PRODUCT)).output.strip():
            self._run(("dpkg", "--configure", "--pending"))
        ran = self._run((
            "apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "--no-remove",
            "-o", f"DPkg::Lock::Timeout={_LOCK_WAIT_S}",
            "-o", "Dpkg::Options::=--force-confold",
            "-o", "APT::Sandbox::User=root",  # the staging folder is root's alone
            str(file),
        ))  # fmt: skip
        if ran.code == 0 and self.installed() == package.offer.version:
            return
        if "Could not get lock" in ran.output or "is locked by another process" in ran.output:
            raise DeviceTrouble("updates.installer_busy")
        raise DeviceTrouble("updates.installer_failed", exit_code=ran.code, why=_last_words(ran.output))

    def _known(self) -> tuple[str, str]:
        """How far dpkg is with our package, and with which version of it."""
        ran = self._run(("dpkg-query", "--show", "--showformat=${db:Status-Status} ${Version}", PRODUCT))
        state, _, version = ran.output.strip().partition(" ")
        return (state, version) if ran.code == 0 else ("", "")


def _last_words(output: str) -> str:
    """What the maintainer script said last, which names its own exit code; no personal data is in there."""
    lines = [line.strip() for line in output.splitlines() if line.startswith(f"{PRODUCT}: ")]
    lines = lines or [line.strip() for line in output.splitlines() if line.startswith(("E: ", "dpkg: error"))]
    return lines[-1][:_WORDS_KEPT] if lines else ""
