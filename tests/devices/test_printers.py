"""Both twins of the printer port keep one contract; the CUPS one before a real cupsd of the test's own.

The cupsd is private: own folders, a Unix socket and no port, one raw queue whose backend is a shell script that puts
each job into a folder, or does what a printer does wrong when the folder holds a file of that name.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counter.devices.cups_jobs import JobState, job_states
from counter.devices.cups_printer import CupsPrinter
from counter.devices.folder_printer import NO_PAPER, FolderPrinter
from counter.domain.case import PrintOutcome
from counter.errors import DeviceTrouble
from counter.ports import Printer
from tests.conftest import PDF

PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
CUPSD = shutil.which("cupsd", path=PATH)
BACKEND = """#!/bin/sh
# job user title copies options [file]; without arguments CUPS asks what there is
[ $# -eq 0 ] && exit 0
tray="/${DEVICE_URI#*:/}"
tray="/${tray#//localhost/}"
while [ -e "$tray/slow" ]; do sleep 0.05; done
[ -e "$tray/jam" ] && exit 1
[ -e "$tray/paper-out" ] && exit 4
if [ $# -ge 6 ]; then cat "$6"; else cat; fi >"$tray/$1.part"
printf '%s' "$3" >"$tray/$1.title"
printf '%s' "$4" >"$tray/$1.copies"
mv "$tray/$1.part" "$tray/$1.pdf"
"""
CUPSD_CONF = """LogLevel warn
Listen {root}/s
Browsing Off
WebInterface No
DefaultAuthType None
ErrorPolicy abort-job
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
FILES_CONF = """ServerRoot {root}/etc
ServerBin {root}/bin
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/state
TempDir {root}/tmp
ErrorLog {root}/log/error
AccessLog {root}/log/access
PageLog {root}/log/page
Sandboxing relaxed
{owner}
"""


@dataclasses.dataclass(frozen=True)
class Cups:
    """A private CUPS with the queue ``desk``."""

    server: str
    tray: Path

    def run(self, command: str, *arguments: str) -> str:
        """The command was carried out against this CUPS."""
        program = shutil.which(command, path=PATH)
        assert program is not None, f"{command} is missing"
        environment = {"LC_ALL": "C", "PATH": PATH}
        done = subprocess.run(
            [program, "-h", self.server, *arguments], capture_output=True, text=True, check=True, env=environment
        )
        return done.stdout


@pytest.fixture(scope="module")
def cupsd() -> Iterator[Cups]:
    """The daemon; its folder has a short name, because a socket's path may have only 107 bytes."""
    assert CUPSD is not None, "cupsd is missing: installer/linux/system-packages.sh installs it"
    root = Path(tempfile.mkdtemp(prefix="cups-"))
    for folder in ("etc", "bin/backend", "bin/filter", "spool", "cache", "state", "tmp", "log", "tray"):
        (root / folder).mkdir(parents=True)
    (root / "bin/daemon").symlink_to("/usr/lib/cups/daemon")
    for scheme in ("ipp", "usb"):  # the same tray behind a printer that reports, and behind one that does not
        backend = root / "bin/backend" / scheme
        backend.write_text(BACKEND)
        backend.chmod(stat.S_IRWXU)
    # cupsd refuses to run its children as root; one that root did not start keeps its own user
    owner = "User lp\nGroup lp\nSystemGroup root" if os.geteuid() == 0 else ""
    (root / "etc/cupsd.conf").write_text(CUPSD_CONF.format(root=root))
    (root / "etc/cups-files.conf").write_text(FILES_CONF.format(root=root, owner=owner))
    daemon = subprocess.Popen(
        [CUPSD, "-f", "-c", root / "etc/cupsd.conf", "-s", root / "etc/cups-files.conf"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    cups = Cups(server=str(root / "s"), tray=root / "tray")
    try:
        _until(lambda: "is running" in cups.run("lpstat", "-r"))
        cups.run("lpadmin", "-p", "desk", "-E", "-v", f"ipp://localhost{cups.tray}", "-m", "raw")
        yield cups
    finally:
        daemon.terminate()
        daemon.wait(timeout=10)
        shutil.rmtree(root)


@pytest.fixture
def cups(cupsd: Cups) -> Iterator[Cups]:
    """The daemon with its queue open, and nothing in the tray or waiting."""
    yield cupsd
    for trouble in cupsd.tray.iterdir():
        trouble.unlink()
    cupsd.run("cancel", "-a", "desk")
    cupsd.run("cupsaccept", "desk")
    cupsd.run("cupsenable", "desk")


@pytest.fixture(params=["folder", "cups"])
def printer(request: pytest.FixtureRequest, tmp_path: Path) -> Printer:
    """Each twin in turn."""
    if request.param == "folder":
        return FolderPrinter(tmp_path / "papers")
    return CupsPrinter(request.getfixturevalue("cups").server)


def test_a_twin_names_its_queues(printer: Printer) -> None:
    """At least one; each is a name that `submit` takes."""
    (queue,) = printer.queues()
    assert printer.submit(PDF, queue=queue, copies=1, job="paper-1") is PrintOutcome.PRINTED


def test_without_a_name_the_first_queue_is_taken(printer: Printer) -> None:
    """A desk with one printer needs no setting."""
    assert printer.submit(PDF, queue="", copies=1, job="paper-1") is PrintOutcome.PRINTED


def test_two_papers_are_two_jobs(printer: Printer) -> None:
    """Nothing of the first is left on the second."""
    queue = printer.queues()[0]
    outcomes = [printer.submit(PDF, queue=queue, copies=1, job=f"paper-{number}") for number in (1, 2)]
    assert outcomes == [PrintOutcome.PRINTED, PrintOutcome.PRINTED]


def _out_of_paper(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], object]:
    """Gives what puts paper in again."""
    if "cups" not in request.fixturenames and "cups" not in request.node.name:
        (tmp_path / "papers").mkdir(exist_ok=True)
        (tmp_path / "papers" / NO_PAPER).touch()
        return (tmp_path / "papers" / NO_PAPER).unlink
    cups: Cups = request.getfixturevalue("cups")
    (cups.tray / "paper-out").touch()

    def put_in() -> None:
        (cups.tray / "paper-out").unlink()
        cups.run("cupsenable", "desk")

    return put_in


def _out(request: pytest.FixtureRequest, tmp_path: Path) -> int:
    """How many papers came out."""
    folder = request.getfixturevalue("cups").tray if "cups" in request.node.name else tmp_path / "papers"
    return len(list(folder.glob("*.pdf")))


def test_what_waits_in_a_queue_that_stands_still_is_listed_and_comes_out_once(
    printer: Printer, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """faults.md F17: the trouble is told, the job named, and the next paper is not taken on top of it."""
    put_in = _out_of_paper(request, tmp_path)
    queue = printer.queues()[0]
    assert printer.submit(PDF, queue=queue, copies=1, job="paper-1") is PrintOutcome.SUBMITTED
    assert printer.trouble(queue) == printer.trouble("") == "printer.paused"
    assert [job.title for job in printer.waiting(queue)] == ["paper-1"]
    with pytest.raises(DeviceTrouble, match=r"printer\.paused"):
        printer.submit(PDF, queue=queue, copies=1, job="paper-2")
    put_in()
    _until(lambda: not printer.waiting(queue) and _out(request, tmp_path) == 1)
    assert printer.trouble(queue) == ""
    assert printer.submit(PDF, queue=queue, copies=1, job="paper-3") is PrintOutcome.PRINTED
    assert _out(request, tmp_path) == 2


def test_a_job_that_is_taken_out_never_comes_out(
    printer: Printer, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Whatever is done with the printer afterwards; a second try to take it out says that it is gone."""
    put_in = _out_of_paper(request, tmp_path)
    queue = printer.queues()[0]
    printer.submit(PDF, queue=queue, copies=1, job="paper-1")
    (job,) = printer.waiting(queue)
    outcome = printer.cancel(queue, job.id)
    assert outcome is (PrintOutcome.UNCERTAIN if job.begun else PrintOutcome.FAILED)
    assert printer.waiting(queue) == ()
    put_in()
    assert printer.submit(PDF, queue=queue, copies=1, job="paper-2") is PrintOutcome.PRINTED
    assert _out(request, tmp_path) == 1
    with pytest.raises(DeviceTrouble, match=r"printer\.unknown_job"):
        printer.cancel(queue, 99_999)


def test_a_job_behind_the_one_that_stopped_was_never_begun(cups: Cups) -> None:
    """Taken out it has failed for certain; of the one before it a page may lie in the tray, so somebody looks."""
    (cups.tray / "paper-out").touch()
    printer = CupsPrinter(cups.server)
    printer.submit(PDF, queue="desk", copies=1, job="paper-1")
    spooled = cups.tray.parent / "behind.pdf"
    spooled.write_bytes(PDF)
    cups.run("lp", "-d", "desk", "-t", "paper-2", str(spooled))
    first, behind = printer.waiting("desk")
    assert [(job.title, job.begun) for job in (first, behind)] == [("paper-1", True), ("paper-2", False)]
    assert printer.cancel("desk", behind.id) is PrintOutcome.FAILED
    assert printer.cancel("desk", first.id) is PrintOutcome.UNCERTAIN


def test_a_job_that_came_out_cannot_be_taken_out(cups: Cups) -> None:
    """Too late is said, and the paper is believed in."""
    before = set(job_states(cups.server, "desk"))
    printer = CupsPrinter(cups.server)
    printer.submit(PDF, queue="desk", copies=1, job="paper-1")
    (job,) = _new_jobs(cups, before)
    assert printer.cancel("desk", job) is PrintOutcome.PRINTED


def test_the_folder_holds_the_paper_under_its_job(tmp_path: Path) -> None:
    """Whole and unchanged, readable by its user only, with no half file beside it."""
    FolderPrinter(tmp_path / "papers").submit(PDF, queue="", copies=2, job="paper-1")
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["paper-1.pdf"]
    assert (tmp_path / "papers" / "paper-1.pdf").read_bytes() == PDF
    assert stat.S_IMODE((tmp_path / "papers").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Here a file stands in its place."""
    (tmp_path / "papers").write_text("in the way")
    with pytest.raises(DeviceTrouble) as caught:
        FolderPrinter(tmp_path / "papers").submit(PDF, queue="", copies=1, job="paper-1")
    assert caught.value.code == "printer.folder"


def test_the_pdf_reaches_the_printer_unchanged_with_its_copies_and_a_neutral_title(cups: Cups) -> None:
    """The title that CUPS keeps is the job's, never a name (protocol.md, what was measured)."""
    assert CupsPrinter(cups.server).submit(PDF, queue="desk", copies=2, job="paper-7") is PrintOutcome.PRINTED
    (paper,) = cups.tray.glob("*.pdf")
    assert paper.read_bytes() == PDF
    assert paper.with_suffix(".copies").read_text() == "2"
    assert paper.with_suffix(".title").read_text() == "paper-7"


def test_a_queue_that_does_not_exist_is_told_and_no_other_is_taken(cups: Cups) -> None:
    """libraries.md, pitfall 6: Qt would silently print to the default."""
    with pytest.raises(DeviceTrouble) as caught:
        CupsPrinter(cups.server).submit(PDF, queue="nowhere", copies=1, job="paper-1")
    assert str(caught.value) == "printer.unknown_queue queue=nowhere"
    assert not list(cups.tray.iterdir())


@pytest.mark.parametrize("stop", ["cupsdisable", "cupsreject"])
def test_a_paused_queue_is_told_and_gets_no_job(cups: Cups, stop: str) -> None:
    """faults.md F17: nothing waits there to come out twice later."""
    known = set(job_states(cups.server, "desk"))
    cups.run(stop, "desk")
    with pytest.raises(DeviceTrouble) as caught:
        CupsPrinter(cups.server).submit(PDF, queue="desk", copies=1, job="paper-1")
    assert str(caught.value) == "printer.paused queue=desk"
    assert set(job_states(cups.server, "desk")) == known


def test_a_queue_that_rejects_jobs_is_not_offered(cups: Cups) -> None:
    """And its "Rejecting Jobs" is no queue."""
    cups.run("cupsreject", "desk")
    assert CupsPrinter(cups.server).queues() == ()


def test_a_job_that_cups_gave_up_is_failed_not_printed(cups: Cups) -> None:
    """faults.md F15: `lpstat -W completed` lists an aborted job exactly as a printed one."""
    (cups.tray / "jam").touch()
    assert CupsPrinter(cups.server).submit(PDF, queue="desk", copies=1, job="paper-1") is PrintOutcome.FAILED
    assert not list(cups.tray.glob("*.pdf"))


def test_a_job_that_somebody_cancels_is_failed(cups: Cups) -> None:
    """Nothing came out, so the paper may be printed again as the original."""
    (cups.tray / "slow").touch()
    before = set(job_states(cups.server, "desk"))
    outcomes: list[PrintOutcome] = []
    printing = threading.Thread(
        target=lambda: outcomes.append(CupsPrinter(cups.server).submit(PDF, queue="desk", copies=1, job="paper-1"))
    )
    printing.start()
    _until(lambda: JobState.PROCESSING in _new_jobs(cups, before).values())
    (job,) = _new_jobs(cups, before)
    cups.run("cancel", f"desk-{job}")
    printing.join(timeout=20)
    assert outcomes == [PrintOutcome.FAILED]


def test_a_job_that_still_waits_is_only_submitted(cups: Cups) -> None:
    """A slow printer and a short patience (F16): one job, never called 已出纸, and it comes out once."""
    (cups.tray / "slow").touch()
    printer = CupsPrinter(cups.server, wait_s=0.5)
    assert printer.submit(PDF, queue="desk", copies=1, job="paper-1") is PrintOutcome.SUBMITTED
    (cups.tray / "slow").unlink()
    _until(lambda: len(list(cups.tray.glob("*.pdf"))) == 1)


def test_a_printer_that_stops_half_way_keeps_the_job_as_submitted(cups: Cups) -> None:
    """Paper-out stops the queue; the job waits in it, so it is neither printed nor failed."""
    (cups.tray / "paper-out").touch()
    assert CupsPrinter(cups.server).submit(PDF, queue="desk", copies=1, job="paper-1") is PrintOutcome.SUBMITTED
    with pytest.raises(DeviceTrouble) as caught:
        CupsPrinter(cups.server).submit(PDF, queue="desk", copies=1, job="paper-2")
    assert caught.value.code == "printer.paused"


def test_a_queue_called_disabled_is_not_paused(cups: Cups) -> None:
    """The state is read from its place in the line, not from anywhere in it."""
    cups.run("lpadmin", "-p", "disabled-annex", "-E", "-v", f"ipp://localhost{cups.tray}", "-m", "raw")
    try:
        printer = CupsPrinter(cups.server)
        assert printer.submit(PDF, queue="disabled-annex", copies=1, job="paper-1") is PrintOutcome.PRINTED
    finally:
        cups.run("lpadmin", "-x", "disabled-annex")


def test_the_default_queue_comes_first(cups: Cups) -> None:
    """`queues` promises it, and `submit` without a name rests on it."""
    cups.run("lpadmin", "-p", "annex", "-E", "-v", f"ipp://localhost{cups.tray}", "-m", "raw")
    try:
        cups.run("lpadmin", "-d", "desk")
        assert CupsPrinter(cups.server).queues() == ("desk", "annex")
    finally:
        cups.run("lpadmin", "-x", "annex")


def test_a_printer_that_does_not_report_proves_nothing(cups: Cups) -> None:
    """faults.md F15: "completed" over USB says that the last byte was sent, so it is 已提交 and never 已出纸."""
    before = set(job_states(cups.server, "desk"))
    cups.run("lpadmin", "-p", "silent", "-E", "-v", f"usb:{cups.tray}", "-m", "raw")
    try:
        printer = CupsPrinter(cups.server)
        assert printer.submit(PDF, queue="silent", copies=1, job="paper-1") is PrintOutcome.SUBMITTED
        (state,) = job_states(cups.server, "silent").values()
        assert state is JobState.COMPLETED
        assert len(list(cups.tray.glob("*.pdf"))) == 1
        assert set(job_states(cups.server, "desk")) == before
    finally:
        cups.run("lpadmin", "-x", "silent")


def test_a_machine_without_a_running_cups_says_so(tmp_path: Path) -> None:
    """Not "unknown queue": the clerk would look at the wrong thing."""
    printer = CupsPrinter(str(tmp_path / "nobody"))
    for ask in (printer.queues, lambda: printer.submit(PDF, queue="desk", copies=1, job="paper-1")):
        with pytest.raises(DeviceTrouble) as caught:
            ask()
        assert caught.value.code == "printer.no_cups"


def _new_jobs(cups: Cups, before: set[int]) -> dict[int, JobState]:
    return {job: state for job, state in job_states(cups.server, "desk").items() if job not in before}


def _until(holds: Callable[[], bool], patience_s: float = 15.0) -> None:
    pause = threading.Event()
    ends_at = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < ends_at, "it did not come to pass"
        pause.wait(0.05)
