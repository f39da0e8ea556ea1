"""登记 by a typed code or the policy's file: a code of another window stays unspent, a spent one leaves no file."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from main import main
from tests.hall.window import serving
from tests.settings.layers import put


@pytest.fixture
def hall(tmp_path: Path, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real hall of today."""
    opened = Hall(f"sqlite:///{tmp_path / 'hall.sqlite'}", tmp_path / "hall", practice=True)
    with contextlib.closing(opened):
        opened.load_catalogue(items, holidays)
        yield opened


@pytest.fixture
def url(hall: Hall) -> Iterator[str]:
    """Where it listens."""
    with serving(hall) as served:
        yield f"http://127.0.0.1:{served.port}"


class Machine:
    """A counter's machine with a policy."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], **policy: object) -> None:
        self.folder, self._capsys = folder, capsys
        self.policy = folder / "policies"
        put(self.policy, "managed/it.json", {"key_file": str(folder / "key"), **policy})

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        code = main(["--home", str(self.folder / "home"), "--policy", str(self.policy), *words])
        told = self._capsys.readouterr()
        return code, told.out, told.err


def test_the_policys_code_is_spent_once_and_its_file_is_gone(
    tmp_path: Path, hall: Hall, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the line end that an editor leaves."""
    file = tmp_path / "code"
    file.write_text(hall.new_enrolment_code(Place(window="12")) + "\r\n")
    machine = Machine(tmp_path, capsys, platform_url=url, enrol_code_file=str(file), enrol_hall="01", enrol_window="12")
    code, out, _ = machine.run("enrol")
    assert (code, json.loads(out)["window"]["window"]) == (0, "12")
    assert not file.exists()
    assert machine.run("enrol")[2] == "enrolment.done\n"


def test_a_code_of_another_window_is_refused_and_can_still_be_spent_there(
    tmp_path: Path, hall: Hall, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two files that somebody mixed up."""
    file = tmp_path / "code"
    file.write_text(hall.new_enrolment_code(Place(window="07")))
    machine = Machine(tmp_path, capsys, platform_url=url, enrol_code_file=str(file), enrol_window="12")
    assert machine.run("enrol")[2].startswith("enrolment.other_window")
    assert file.exists()
    assert machine.run("health", "--json")[0] == 20
    other = Machine(tmp_path / "other", capsys, platform_url=url, enrol_window="07")
    assert other.run("enrol", file.read_text())[0] == 0


@pytest.mark.parametrize(("content", "code"), [(None, "no_code"), (b"", "no_code"), (b"\xff\xfe", "code_file")])
def test_a_code_file_that_says_nothing_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, code: str
) -> None:
    """Gone, empty or no text; a folder in its place cannot be read either."""
    file = tmp_path / "code"
    if content is not None:
        file.write_bytes(content)
    machine = Machine(tmp_path, capsys, platform_url="http://127.0.0.1:1", enrol_code_file=str(file))
    assert machine.run("enrol")[2] == f"enrolment.{code} field=code\n"
    file.unlink(missing_ok=True)
    file.mkdir()
    assert machine.run("enrol")[2] == "enrolment.code_file field=code\n"


def test_a_platform_that_it_has_fixed_cannot_be_named_otherwise(
    tmp_path: Path, hall: Hall, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither a code nor a key goes to another platform; a typed code that is wrong leaves the file alone."""
    file = tmp_path / "code"
    file.write_text(hall.new_enrolment_code(Place()))
    machine = Machine(tmp_path, capsys, platform_url=url, enrol_code_file=str(file))
    wrong = machine.run("enrol", "ABCD-EFGH", "--platform", "https://elsewhere.example.invalid")
    assert wrong[2] == "settings.locked field=platform_url key=platform_url\n"
    assert machine.run("enrol", "ABCD-EFGH")[2].startswith("enrolment.code")
    assert file.exists()


def test_a_hall_that_moved_is_found_where_the_policy_says(
    tmp_path: Path, hall: Hall, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The enrolment's own address is an old one; what IT fixes stands above it."""
    machine = Machine(tmp_path, capsys)
    assert machine.run("enrol", hall.new_enrolment_code(Place()), "--platform", url)[0] == 0
    put(machine.policy, "managed/move.json", {"platform_url": "http://127.0.0.1:1"})
    assert machine.run("sync")[2] == "platform.away\n"
    put(machine.policy, "managed/move.json", {"platform_url": url})
    assert machine.run("sync")[0] == 0
