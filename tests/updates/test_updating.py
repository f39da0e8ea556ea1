"""``main.py update``: what IT and the timer call."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from counter.cli.updating import EXIT
from counter.updates.status import Status, write_status
from main import main
from tests.updates.publishing import NOW, Engineer
from ui import wording

_LOADS = """
import sys, ui.shop, counter.cli.opening, counter.cli.arguments
print([name for name in sys.modules if name.split(".")[0] in {"tuf", "securesystemslib"}])
"""
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def policy(tmp_path: Path, engineer: Engineer) -> Path:
    """A machine that follows the engineer's repository as a folder."""
    managed = tmp_path / "policies" / "managed"
    managed.mkdir(parents=True)
    said = {"update_mode": "install", "update_mirror": str(engineer.public_folder)}
    (managed / "it.json").write_text(json.dumps(said))
    return tmp_path / "policies"


def _words(tmp_path: Path, policy: Path, engineer: Engineer, *words: str) -> list[str]:
    own = ["--home", str(tmp_path / "home"), "--policy", str(policy), "update"]
    return [*own, "--state", str(tmp_path / "updates"), "--root", str(engineer.root), *words]


def test_looking_tells_what_is_offered(
    tmp_path: Path, policy: Path, engineer: Engineer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_words(tmp_path, policy, engineer, "--check", "--json")) == 10
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["offered"]) == ("announced", "1.1.0")
    assert main(_words(tmp_path, policy, engineer, "--status")) == 10
    assert "announced" in capsys.readouterr().out
    assert not (tmp_path / "home").exists()


def test_a_version_that_is_not_for_this_machine_is_told_with_its_code(
    tmp_path: Path, policy: Path, engineer: Engineer, capsys: pytest.CaptureFixture[str]
) -> None:
    engineer.release("1.2.0", ring="pilot")
    assert main(_words(tmp_path, policy, engineer, "--check", "--version", "1.2.0", "--json")) == 1
    assert json.loads(capsys.readouterr().out)["code"] == "updates.other_ring"


def test_where_no_updater_ran_the_status_is_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["update", "--status", "--json", "--state", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == {"state": "off"}


def test_a_policy_that_is_off_asks_nobody(
    tmp_path: Path, engineer: Engineer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_words(tmp_path, tmp_path / "no-policies", engineer, "--check")) == 0
    assert capsys.readouterr().out.startswith("off")
    assert not (tmp_path / "updates").exists()


def test_only_root_installs(
    tmp_path: Path,
    policy: Path,
    engineer: Engineer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert main(_words(tmp_path, policy, engineer, "--apply")) == 1
    assert "updates.not_root" in capsys.readouterr().err


@pytest.mark.parametrize("state", sorted(EXIT))
def test_each_state_has_its_exit_code(tmp_path: Path, state: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_status(tmp_path, Status(state=state, at=NOW, version="1.0.0"))  # type: ignore[arg-type]  # one of them
    expected = {"announced": 10, "waiting": 10, "trouble": 1}.get(state, 0)
    assert main(["update", "--status", "--state", str(tmp_path)]) == expected
    assert capsys.readouterr().out.startswith(state)


def test_the_window_does_not_load_python_tuf() -> None:
    """It would be there later by as much."""
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            _LOADS,
        ],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert loaded.stdout.strip() == "[]"


def test_every_code_of_the_room_has_a_sentence_without_needing_more_than_its_error_gives() -> None:
    """The strip shows them; a code without words would be shown as a number for support."""
    assert all(wording.known(code) for code in wording.SENTENCES if code.startswith("updates."))
    assert sum(code.startswith("updates.") for code in wording.SENTENCES) >= 35
