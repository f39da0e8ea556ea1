"""Prints through CUPS with ``lp``, the PDF unchanged, and believes only what the queue says (faults.md F15, F17)."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time

from counter.domain.case import PrintOutcome
from counter.errors import DeviceTrouble

_WAIT_FOR_PAPER_S = 20.0
_LOOK_EVERY_S = 0.5
_COMMAND_S = 10.0
_JOB = re.compile(r"request id is (\S+-[0-9]+)")
_ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}


class CupsPrinter:
    """The CUPS queues of this machine.

    Args:
        server: ``host:port`` or a socket path of another CUPS, empty for the machine's own.
        wait_s: how long a job is watched before its outcome is called 已提交.
    """

    def __init__(self, server: str = "", *, wait_s: float = _WAIT_FOR_PAPER_S) -> None:
        self._server = ["-h", server] if server else []
        self._wait_s = wait_s
        self._never = threading.Event()

    def queues(self) -> tuple[str, ...]:
        """The queues that accept jobs, the default first; empty when there is none.

        Raises:
            DeviceTrouble: ``printer.no_cups`` when CUPS is not installed or does not answer.
        """
        names = [line.split()[0] for line in self._run("lpstat", "-a").splitlines() if line.strip()]
        default = self._run("lpstat", "-d").rpartition(": ")[2].strip()
        return tuple(sorted(names, key=lambda name: (name != default, name)))

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """The job is in the queue; PRINTED only when CUPS says that it is completed.

        Raises:
            DeviceTrouble: ``printer.unknown_queue``, ``printer.paused`` (nothing was submitted), ``printer.refused``,
                ``printer.no_cups``.
        """
        name = queue or next(iter(self.queues()), "")
        if name not in self.queues():
            raise DeviceTrouble("printer.unknown_queue", queue=name)
        if "disabled" in self._run("lpstat", "-p", name):
            raise DeviceTrouble("printer.paused", queue=name)
        answer = self._run("lp", "-d", name, "-n", str(copies), "-t", job, "-s", stdin=pdf, quiet=False)
        found = _JOB.search(answer) or _JOB.search(self._run("lpstat", "-W", "all", "-o", name))
        return self._watch(name, found[1] if found else self._newest_job(name))

    def _newest_job(self, queue: str) -> str:
        lines = self._run("lpstat", "-W", "all", "-o", queue).splitlines()
        jobs = [line.split()[0] for line in lines if line.startswith(f"{queue}-")]
        return max(jobs, key=lambda job: int(job.rpartition("-")[2]), default="")

    def _watch(self, queue: str, job: str) -> PrintOutcome:
        """What the queue says of the job before the patience ends."""
        ends_at = time.monotonic() + self._wait_s
        while job and time.monotonic() < ends_at:
            if job in self._words(self._run("lpstat", "-W", "completed", "-o", queue)):
                return PrintOutcome.PRINTED
            if job not in self._words(self._run("lpstat", "-W", "not-completed", "-o", queue)):
                return PrintOutcome.UNCERTAIN
            if "disabled" in self._run("lpstat", "-p", queue):
                return PrintOutcome.SUBMITTED
            self._never.wait(_LOOK_EVERY_S)
        return PrintOutcome.SUBMITTED if job else PrintOutcome.UNCERTAIN

    @staticmethod
    def _words(listing: str) -> frozenset[str]:
        return frozenset(line.split()[0] for line in listing.splitlines() if line.strip())

    def _run(self, command: str, *arguments: str, stdin: bytes = b"", quiet: bool = True) -> str:
        program = shutil.which(command, path=_ENVIRONMENT["PATH"])
        if program is None:
            raise DeviceTrouble("printer.no_cups")
        try:
            done = subprocess.run(  # noqa: S603 -- a fixed program, arguments as a list, no shell
                [program, *self._server, *arguments],
                input=stdin,
                capture_output=True,
                timeout=_COMMAND_S,
                check=False,
                env=_ENVIRONMENT,
            )
        except subprocess.TimeoutExpired as error:
            raise DeviceTrouble("printer.no_answer") from error
        if done.returncode and not quiet:
            raise DeviceTrouble("printer.refused")
        return done.stdout.decode(errors="replace")
