"""Prints through CUPS with ``lp``, the PDF unchanged, and believes only what the queue says (faults.md F15, F17).

    what CUPS says of the job                              outcome      why
    completed, printer of IPP                              已出纸        the printer itself said that its sheets came
    completed, USB, socket, LPD …                          已提交        all that is known: the last byte was sent
    aborted, or cancelled before it was begun              失败          nothing of it was handed to the printer
    cancelled after it was begun (``cancel``)              不确定        a page of it may lie in the tray
    pending, held, processing, stopped after the patience  已提交        it may still come out
    no answer, no number, the job is forgotten             不确定        a person looks

IPP: job-state "completed" means that all media sheets were stacked (RFC 8011 §5.3.7), and CUPS's own ``ipp`` backend
waits for it. A blank sheet is a sheet: the next one is a 补打 with that reason, because no machine can check it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time

from counter.devices.cups_jobs import JobState, cancel_job, job_states, jobs_of
from counter.domain.case import PrintOutcome
from counter.domain.print_job import PrintJob
from counter.errors import DeviceTrouble

_WAIT_FOR_PAPER_S = 20.0
_LOOK_EVERY_S = 0.25
_COMMAND_S = 10.0
_CANCEL_S = 5.0
_REQUEST = re.compile(r"request id is \S+-([0-9]+) ")
_QUEUE = re.compile(r"^(\S+) (not )?accepting requests since", re.MULTILINE)
_DEVICE = re.compile(r"^device for [^:]+: (\S+)", re.MULTILINE)
_PROVES = re.compile(r"ipps?:|dnssd:.*\._ipps?\.", re.IGNORECASE)
_DISABLED = re.compile(r"^printer \S+ disabled since", re.MULTILINE)
_ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
_OVER = {
    JobState.COMPLETED: PrintOutcome.PRINTED,
    JobState.CANCELED: PrintOutcome.FAILED,
    JobState.ABORTED: PrintOutcome.FAILED,
}


class CupsPrinter:
    """The CUPS queues of this machine.

    Args:
        server: ``host:port`` or a socket path of another CUPS, empty for the machine's own.
        wait_s: how long a job is watched before its outcome is called 已提交.
    """

    def __init__(self, server: str = "", *, wait_s: float = _WAIT_FOR_PAPER_S) -> None:
        self._server = server
        self._wait_s = wait_s
        self._never = threading.Event()

    def queues(self) -> tuple[str, ...]:
        """The queues that accept jobs, the default first; empty when there is none.

        Raises:
            DeviceTrouble: ``printer.no_cups`` when CUPS is not installed or does not run.
        """
        return tuple(name for name, accepts in self._known().items() if accepts)

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """The job is in the queue; PRINTED only when the printer itself says that it is completed.

        FAILED when it was cancelled or aborted, UNCERTAIN when CUPS does not say, SUBMITTED when it still
        waits after the patience or because the queue stopped meanwhile.

        Raises:
            DeviceTrouble: ``printer.none``, ``printer.unknown_queue``, ``printer.paused`` (nothing was submitted),
                ``printer.refused``, ``printer.no_cups``, ``printer.no_answer``.
        """
        known = self._known()
        name = self._named(known, queue)
        if not known[name] or self._is_disabled(name):
            raise DeviceTrouble("printer.paused", queue=name)
        try:
            # without -s, which would hide the job's number
            answer = self._run("lp", "-d", name, "-n", str(copies), "-t", job, stdin=pdf)
        except DeviceTrouble as trouble:
            if trouble.code == "printer.no_answer":
                return PrintOutcome.UNCERTAIN
            raise
        request = _REQUEST.search(answer)
        return self._watch(name, int(request[1])) if request else PrintOutcome.UNCERTAIN

    def trouble(self, queue: str) -> str:
        """``printer.paused`` when the queue stands still or takes nothing; empty when it prints.

        Raises:
            DeviceTrouble: ``printer.none``, ``printer.unknown_queue``, ``printer.no_cups``.
        """
        known = self._known()
        name = self._named(known, queue)
        return "printer.paused" if not known[name] or self._is_disabled(name) else ""

    def waiting(self, queue: str) -> tuple[PrintJob, ...]:
        """What lies in the queue, the oldest first.

        Raises:
            DeviceTrouble: ``printer.none``, ``printer.unknown_queue``, ``printer.no_cups``, ``printer.no_answer``.
        """
        name = self._named(self._known(), queue)
        return tuple(
            PrintJob(id=job.id, title=job.title, begun=job.begun)
            for job in jobs_of(self._server, name)
            if job.state not in _OVER
        )

    def cancel(self, queue: str, job: int) -> PrintOutcome:
        """The job is out of the queue: FAILED when it had not begun, UNCERTAIN when it had; too late, as ``submit``.

        Raises:
            DeviceTrouble: ``printer.unknown_job``; ``printer.not_cancelled`` when CUPS kept it; ``printer.no_cups`` …
        """
        name = self._named(self._known(), queue)
        cancel_job(self._server, name, job)
        ends_at = time.monotonic() + _CANCEL_S
        while True:
            found = next((each for each in jobs_of(self._server, name) if each.id == job), None)
            if found is None:
                raise DeviceTrouble("printer.unknown_job", queue=name)
            if found.state in _OVER:
                outcome = self._believed(name, found.state)
                return PrintOutcome.UNCERTAIN if outcome is PrintOutcome.FAILED and found.begun else outcome
            if time.monotonic() >= ends_at:
                raise DeviceTrouble("printer.not_cancelled", queue=name)
            self._never.wait(_LOOK_EVERY_S)

    @staticmethod
    def _named(known: dict[str, bool], queue: str) -> str:
        """The queue of that name; without one the default."""
        name = queue or next(iter(known), "")
        if not name:
            raise DeviceTrouble("printer.none")
        if name not in known:
            raise DeviceTrouble("printer.unknown_queue", queue=name)
        return name

    def _known(self) -> dict[str, bool]:
        """Each queue and whether it accepts jobs, the default first, then by name."""
        if "scheduler is running" not in self._run("lpstat", "-r", quiet=True):
            raise DeviceTrouble("printer.no_cups")
        queues = {name: not refuses for name, refuses in _QUEUE.findall(self._run("lpstat", "-a", quiet=True))}
        default = self._run("lpstat", "-d").rpartition(": ")[2].strip()
        return dict(sorted(queues.items(), key=lambda queue: (queue[0] != default, queue[0])))

    def _is_disabled(self, queue: str) -> bool:
        return _DISABLED.search(self._run("lpstat", "-p", queue)) is not None

    def _believed(self, queue: str, state: JobState) -> PrintOutcome:
        """What the end of a job proves in that queue."""
        outcome = _OVER[state]
        if outcome is not PrintOutcome.PRINTED:
            return outcome
        try:
            device = _DEVICE.search(self._run("lpstat", "-v", queue))
        except DeviceTrouble:
            return PrintOutcome.SUBMITTED
        return outcome if device and _PROVES.match(device[1]) else PrintOutcome.SUBMITTED

    def _watch(self, queue: str, job: int) -> PrintOutcome:
        """What CUPS says of the job before the patience ends; it is handed over, so nothing is an error any more."""
        ends_at = time.monotonic() + self._wait_s
        while True:
            try:
                state = job_states(self._server, queue).get(job)
                stopped = self._is_disabled(queue)
            except DeviceTrouble:
                return PrintOutcome.UNCERTAIN
            if state is None:
                return PrintOutcome.UNCERTAIN
            if state in _OVER:
                return self._believed(queue, state)
            if stopped or time.monotonic() >= ends_at:
                return PrintOutcome.SUBMITTED
            self._never.wait(_LOOK_EVERY_S)

    def _run(self, command: str, *arguments: str, stdin: bytes = b"", quiet: bool = False) -> str:
        program = shutil.which(command, path=_ENVIRONMENT["PATH"])
        if program is None:
            raise DeviceTrouble("printer.no_cups")
        try:
            done = subprocess.run(  # noqa: S603 -- a fixed program, arguments as a list, no shell
                [program, *(["-h", self._server] if self._server else []), *arguments],
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
