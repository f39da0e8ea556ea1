"""Every check of the machine tells each way in which it can fail, by its code, and is content when all is well."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from counter import recovery
from counter.cli.opening import open_desk
from counter.documents import glyph_check
from counter.documents.fonts import Face
from counter.documents.glyph_check import undrawn_on_paper
from counter.errors import DeviceTrouble, StoreTrouble
from counter.health import machine as checks
from counter.health.findings import EXIT_CODES, Check, Finding, Level, Report, bad, in_order, ok, warn
from counter.health.machine import machine_findings
from counter.secrets import KEY_BYTES, MemoryKeyRing
from counter.settings import Settings, place
from tests.conftest import NINE
from tests.contract.tls_platform import private_ca
from tests.health.machines import machine_at

NOW = dt.datetime.now(dt.UTC)


def _told(finding: Finding) -> tuple[Level, str]:
    return finding.level, finding.code


def test_a_machine_with_a_desk_is_well(tmp_path: Path) -> None:
    """Every check is there once, in order; only what is not set up is worth a look."""
    ring = MemoryKeyRing()
    machine = machine_at(tmp_path, key_ring=ring)
    with open_desk(machine.home, Settings(), ring):
        found = in_order(machine_findings(machine, now=NOW))
    told = {finding.check: _told(finding) for finding in found.findings if finding.level is not Level.OK}
    assert told.pop(Check.RECOVERY) == (Level.WARN, "health.no_recovery_key")
    told.pop(Check.INPUT_METHOD, None)  # as this machine is
    assert told == {}
    places = list(Check)
    assert [places.index(finding.check) for finding in found.findings] == sorted(
        places.index(finding.check) for finding in found.findings
    )


def test_the_worst_finding_is_the_reports_and_has_its_exit_code() -> None:
    """0, 10, 20; 1 and 2 are the command's own errors."""
    reports = [
        Report(findings=()),
        Report(findings=(ok(Check.DISK), warn(Check.CLOCK, "health.clock_unknown"))),
        Report(findings=(warn(Check.CLOCK, "health.clock_unknown"), bad(Check.DISK, "health.disk_full", free_mb=1))),
    ]
    assert [EXIT_CODES[report.level] for report in reports] == [0, 10, 20]


def test_a_faulty_policy_is_told_by_its_file_and_key(tmp_path: Path) -> None:
    """With what was perhaps meant."""
    finding = checks.policy(machine_at(tmp_path, pritner="cups").reading)
    assert _told(finding) == (Level.BAD, "settings.unknown_key")
    assert finding.params == {"file": "it.json", "key": "pritner", "did_you_mean": "printer"}


def test_a_home_on_a_network_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """faults.md F29."""
    mounts = tmp_path / "mounts"
    mounts.write_text("server:/x / nfs4 rw 0 0\n")
    monkeypatch.setattr(place, "_MOUNTS", mounts)
    assert _told(checks.profile(tmp_path)) == (Level.BAD, "settings.network_home")


def test_a_home_that_others_may_enter_is_worth_a_look(tmp_path: Path) -> None:
    """And one that is not there is bad."""
    assert _told(checks.rights(tmp_path / "none")) == (Level.BAD, "health.no_home")
    tmp_path.chmod(0o750)
    assert _told(checks.rights(tmp_path)) == (Level.WARN, "health.home_open")
    tmp_path.chmod(0o700)
    assert _told(checks.rights(tmp_path)) == (Level.OK, "")


@pytest.mark.parametrize(
    ("free_mb", "told"),
    [(99, (Level.BAD, "health.disk_full")), (499, (Level.WARN, "health.disk_low")), (500, (Level.OK, ""))],
)
def test_a_disk_is_told_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_mb: int, told: tuple[Level, str]
) -> None:
    """Also of a home that is not there yet."""

    class Usage:
        free = free_mb * 1024 * 1024

    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage)
    assert _told(checks.disk(tmp_path / "not" / "yet")) == told


def test_a_key_is_there_gone_or_another_ones(tmp_path: Path) -> None:
    """By the check value beside the database; a fresh machine has neither."""
    ring = MemoryKeyRing()
    machine = machine_at(tmp_path, key_ring=ring)
    assert _told(checks.key_ring(machine)) == (Level.OK, "")
    with open_desk(machine.home, Settings(), MemoryKeyRing()):
        pass
    assert _told(checks.key_ring(machine)) == (Level.BAD, "keyring.key_gone")
    ring.write(machine.ring_name, bytes(KEY_BYTES))
    assert _told(checks.key_ring(machine)) == (Level.BAD, "store.wrong_key")

    class Locked(MemoryKeyRing):
        def read(self, name: str) -> bytes | None:
            """Nobody typed the password."""
            del name
            raise StoreTrouble("keyring.locked")

    assert _told(checks.key_ring(machine_at(tmp_path, key_ring=Locked()))) == (Level.BAD, "keyring.locked")


def test_a_slot_that_does_not_fit_the_recovery_key_is_bad(tmp_path: Path) -> None:
    """Not made, of another key, or of another database."""
    ring = MemoryKeyRing()
    public = recovery.new_recovery_key()[1]
    machine = machine_at(tmp_path, key_ring=ring, recovery_key=public)
    assert _told(checks.recovery_slot(machine)) == (Level.OK, "")
    with open_desk(machine.home, Settings(), ring):
        assert _told(checks.recovery_slot(machine)) == (Level.BAD, "health.no_recovery_slot")
    with open_desk(machine.home, Settings(recovery_key=public), ring):
        assert _told(checks.recovery_slot(machine)) == (Level.OK, "")
    (machine.home / recovery.SLOT_NAME).write_text(recovery.seal(bytes(32), public, "another"))
    assert _told(checks.recovery_slot(machine)) == (Level.BAD, "health.no_recovery_slot")


def test_a_private_ca_is_readable_valid_and_told_before_it_ends(tmp_path: Path) -> None:
    """Without one the system's store is used."""
    assert _told(checks.ca("", now=NOW)) == (Level.OK, "")
    sound, _ = private_ca(tmp_path / "sound")
    assert _told(checks.ca(str(sound), now=NOW)) == (Level.OK, "")
    assert _told(checks.ca(str(sound), now=NOW + dt.timedelta(days=350))) == (Level.WARN, "health.ca_ends")
    assert _told(checks.ca(str(sound), now=NOW + dt.timedelta(days=400))) == (Level.BAD, "health.ca_over")
    assert _told(checks.ca(str(sound), now=NINE)) == (Level.BAD, "health.ca_over")
    for path, content in ((tmp_path / "none", None), (tmp_path / "empty", b""), (tmp_path / "html", b"<html>")):
        if content is not None:
            path.write_bytes(content)
        assert _told(checks.ca(str(path), now=NOW)) == (Level.BAD, "platform.ca_unreadable")


def test_a_printer_is_there_stands_still_or_is_not_there(tmp_path: Path) -> None:
    """As the device itself says."""
    assert checks.printer(machine_at(tmp_path)).seen == {"queue": "front"}
    paused = checks.printer(machine_at(tmp_path, queue=("front", "printer.paused")))
    assert _told(paused) == (Level.WARN, "printer.paused")
    assert _told(checks.printer(machine_at(tmp_path, queue=("", "")))) == (Level.BAD, "printer.none")

    def away() -> tuple[str, str]:
        raise DeviceTrouble("printer.unknown_queue", queue="front")

    machine = machine_at(tmp_path)
    object.__setattr__(machine, "queue_state", away)
    assert _told(checks.printer(machine)) == (Level.BAD, "printer.unknown_queue")


def test_the_papers_fonts_draw_rare_names_and_a_missing_glyph_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """By pixels: what a font does not have is the same as what no font has."""
    assert undrawn_on_paper("𠮷㛃王") == ""
    assert undrawn_on_paper("𠮷王", ("CounterSigns",)) == "𠮷王"
    assert undrawn_on_paper("\ue000\U000ffffd") == "\ue000\U000ffffd"
    monkeypatch.setattr(glyph_check, "face_of", lambda _character, _chain: Face("CounterSigns", 1.0))
    assert undrawn_on_paper("𠮷") == "𠮷", "the font says it has it, and draws a box"
    assert _told(checks.paper_fonts()) == (Level.BAD, "health.undrawn")


def test_what_the_screen_cannot_draw_is_named(tmp_path: Path) -> None:
    """Told by whoever has a screen."""
    finding = checks.screen_fonts(machine_at(tmp_path, undrawn="yes"))
    assert (_told(finding), finding.params) == ((Level.BAD, "health.undrawn"), {"characters": "𠮷㛃"})
