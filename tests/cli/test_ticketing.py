"""``ticket``: from a file or for a case, to the printer of the settings or into a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counter.actions.desk import Desk
from counter.cli import arguments
from counter.cli.opening import Opened, on_this_thread
from counter.cli.ticketing import run_ticket
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.errors import RuleBroken
from counter.platform_api.http import HttpFrontDoor
from counter.platform_api.simulated import SimulatedPlatform
from counter.sync.round import sync_once
from tests.devices.thermal_printer import over_tcp
from tests.documents import thermal
from tests.faults.support import take

QUEUE = {"number": "A023", "business": "企业开办", "waiting": 7, "windows": "01-08号窗口"}


def ticket(desk: Desk, home: Path, *words: str) -> int:
    """The command as typed."""
    opened = Opened(desk=desk, front_door=HttpFrontDoor("http://127.0.0.1:1", None), platform=None)
    return run_ticket(opened, arguments.parser().parse_args(["--home", str(home), "ticket", *words]))


def test_a_queue_ticket_of_a_file_reaches_the_printer_of_the_settings(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And what became of it is told."""
    file = tmp_path / "queue.json"
    file.write_text(json.dumps(QUEUE), "utf-8")
    with over_tcp() as printer:
        (tmp_path / "settings.json").write_text(json.dumps({"ticket_printer": printer.place}))
        assert ticket(desk, tmp_path, "queue", str(file)) == 0
        assert "A023" in "".join(thermal.Roll(printer.got).lines)
    assert json.loads(capsys.readouterr().out) == {"kind": "queue", "outcome": "printed"}


def test_a_rating_of_a_case_goes_into_a_folder(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], tmp_path: Path
) -> None:
    """By the case's number."""
    case = take(desk, items)
    platform.publish(policy=HallPolicy(version=1, rating_url="https://rating.example.invalid/r"))
    sync_once(desk, platform, platform, on_this_thread)
    assert ticket(desk, tmp_path, "rating", case.case_no, "--to", str(tmp_path / "out")) == 0
    (file,) = (tmp_path / "out").iterdir()
    assert case.case_no.encode() in thermal.Roll(file.read_bytes()).codes[0]


@pytest.mark.parametrize("content", ["{", "[]", '{"number": 7}', json.dumps(QUEUE | {"more": 1})])
def test_a_file_that_is_not_understood_prints_nothing(desk: Desk, tmp_path: Path, content: str) -> None:
    """Told by a code, never by what stands there."""
    file = tmp_path / "queue.json"
    file.write_text(content, "utf-8")
    for kind in ("queue", "booking"):
        with pytest.raises(RuleBroken) as caught:
            ticket(desk, tmp_path, kind, str(file), "--to", str(tmp_path / "out"))
        assert caught.value.code == "intake.schema"
    assert not (tmp_path / "out").exists()


def test_a_file_or_a_case_that_is_not_there_is_told(desk: Desk, tmp_path: Path) -> None:
    """Each by its code."""
    with pytest.raises(RuleBroken, match=r"intake\.unreadable"):
        ticket(desk, tmp_path, "queue", str(tmp_path / "none.json"))
    with pytest.raises(RuleBroken, match=r"case\.unknown"):
        ticket(desk, tmp_path, "rating", "421199-01-12-A-000001-6")
