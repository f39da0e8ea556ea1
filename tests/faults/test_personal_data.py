"""trust.md A54, A55, A63: canary citizens through intake, sync and every error; none is found in clear anywhere."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from counter.actions import intake
from counter.actions.desk import Desk
from counter.domain.case import Decision
from counter.domain.item import ServiceItem
from counter.domain.workdays import HolidayTable
from counter.errors import CounterError
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.log import note, note_bug, start_log
from main import main
from tests.conftest import CLERK, PDF, draft_of, filled, resident_number
from tests.faults.support import promised_item
from tests.hall.databases import hall_url
from tests.hall.window import serving
from tests.settings.layers import put

NAME = "甄珍金丝雀"
AGENT = "贾丝雀代办"
PHONE = "13987654321"
ADDRESS = "云溪县金丝雀巷七号"
NUMBER = resident_number(777)
BAD_NUMBER = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
FILE_NAME = "金丝雀身份证.pdf"
CANARIES = (NAME, AGENT, PHONE, ADDRESS, NUMBER, BAD_NUMBER, "金丝雀")


def _forms(canary: str) -> tuple[bytes, ...]:
    """The canary as it could stand in a file."""
    return (
        canary.encode(),
        canary.encode("utf-16-le"),
        canary.encode("gb18030"),
        json.dumps(canary)[1:-1].encode(),
        base64.b64encode(canary.encode())[:-4],
    )


def _seen(raw: bytes) -> list[str]:
    return [canary for canary in CANARIES if any(form in raw for form in _forms(canary))]


@pytest.fixture(autouse=True)
def _log_closed() -> Iterator[None]:
    """No test leaves its log open behind it."""
    yield
    logger = logging.getLogger("counter")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


@pytest.fixture
def hall(tmp_path: Path, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> Iterator[Hall]:
    """A real hall of today, because the command line has the machine's clock."""
    opened = Hall(hall_url(tmp_path), tmp_path / "hall", practice=True)
    with contextlib.closing(opened):
        opened.load_catalogue(items, holidays)
        yield opened


class Counter:
    """The command line on a home of its own; what it says is kept."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.policy = folder / "policies"
        self.managed = put(self.policy, "managed/it.json", {"key_file": str(folder / "it" / "key")})
        self.errors = self.answer = ""
        start_log(self.home)

    def run(self, *words: str) -> int:
        """The exit code."""
        errors, answers = io.StringIO(), io.StringIO()
        with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(answers):
            code = main(["--home", str(self.home), "--policy", str(self.policy), *words])
        self.errors += errors.getvalue()
        self.answer = answers.getvalue()
        return code


def _entry(item: ServiceItem) -> dict[str, object]:
    whole = filled(item, serial=777, name=NAME)
    applicant = {**msgspec.to_builtins(whole.applicant), "phone": PHONE, "address": ADDRESS}
    materials = [
        {"code": material.code, "how_got": "original", "copies": material.copies} for material in whole.materials
    ]
    return {
        "decision": "accepted", "item_code": item.code, "applicant": applicant, "materials": materials,
        "form": whole.form, "situations": whole.situations, "note": f"{AGENT}电话{PHONE}",
    }  # fmt: skip


def test_no_canary_stands_in_clear_after_a_day_with_every_error(
    tmp_path: Path, hall: Hall, items: tuple[ServiceItem, ...]
) -> None:
    """Command line, good and bad input, platform there and away: log, stderr, database, log of the database, scans."""
    item = promised_item(items)
    counter = Counter(tmp_path)
    good = _entry(item)
    applicant = good["applicant"]
    materials = good["materials"]
    assert isinstance(applicant, dict)
    assert isinstance(materials, list)
    scan = tmp_path / "in" / FILE_NAME
    scan.parent.mkdir()
    scan.write_bytes(PDF + NAME.encode() * 100)
    bad: list[object] = [
        {**good, "applicant": {**applicant, "id_number": BAD_NUMBER}},
        {**good, "applicant": {**applicant, "phone": f"{PHONE}9"}},
        {**good, "applicant": {**applicant, "name": f"<b>{NAME}</b>"}},
        {**good, "applicant": {**applicant, "name": NAME * 60}},
        {**good, "applicant": {**applicant, "name": f"\u202e{NAME}\x00"}},
        {**good, "applicant": {**applicant, "age": NAME}},
        {**good, "applicant": NAME},
        {**good, "agent": {"name": AGENT, "id_number": BAD_NUMBER}},
        {**good, "item_code": NAME},
        {**good, "decision": NAME},
        {**good, "form": dict.fromkeys(filled(item).form, NAME)},
        {**good, "materials": [{**materials[0], "files": [f"{NAME}.pdf"]}]},
        {**good, "materials": [{**materials[0], "files": [str(scan), str(counter.managed)]}]},
        NAME,
    ]
    with_scan = {**good, "materials": [{**materials[0], "files": [str(scan)]}, *materials[1:]]}
    for place, content in enumerate((json.dumps(bad), json.dumps([with_scan]), json.dumps(good)[:-40], f'"{NAME}')):
        (tmp_path / "in" / f"{place}.json").write_text(content)
    with serving(hall) as served:
        url = f"http://127.0.0.1:{served.port}"
        assert counter.run("enrol", hall.new_enrolment_code(Place()), "--platform", url) == 0
        assert counter.run("intake", *(str(tmp_path / "in" / f"{place}.json") for place in range(4))) == 1
        assert counter.run("sync") == 0, counter.errors
        assert counter.run("intake", str(tmp_path / "in" / "1.json")) == 0
    assert counter.run("sync") == 1
    _look_onto_stick(counter, tmp_path / "stick")
    assert counter.run("cases") == 0
    assert counter.run("verify") == 0
    assert counter.run("health") == 20
    assert _seen(counter.answer.encode()) == []
    assert counter.run("health", "--json") == 20
    assert _seen(counter.answer.encode()) == []
    _look_into_bundle(counter, tmp_path / "bundle")
    assert counter.run("print", NUMBER, "--to", str(tmp_path / "papers")) == 1
    assert len([line for line in counter.errors.splitlines() if "case=" in line]) >= len(bad) + 2
    assert _seen(counter.errors.encode()) == []
    files = [path for path in counter.home.rglob("*") if path.is_file()]
    assert len(files) >= 4
    assert {str(path.relative_to(counter.home)): _seen(path.read_bytes()) for path in files} == {
        str(path.relative_to(counter.home)): [] for path in files
    }
    assert _seen("\n".join(str(path) for path in files).encode()) == []


def _look_onto_stick(counter: Counter, stick: Path) -> None:
    """What waits is carried away by anybody; the file and what is said of it tell nothing of a citizen."""
    stick.mkdir()
    assert counter.run("queue", "export", "--to", str(stick)) == 0
    (path,) = stick.iterdir()
    assert json.loads(counter.answer)["lines"] > 0
    assert _seen(path.read_bytes() + path.name.encode() + counter.answer.encode()) == []
    assert counter.run("queue", "show", str(path)) == 0
    assert _seen(counter.answer.encode()) == []


def _look_into_bundle(counter: Counter, folder: Path) -> None:
    """What support is sent can be read before; nothing of a citizen is in it, though others wrote into the log."""
    log = counter.home / "log" / "counter.jsonl"
    with log.open("a", encoding="utf-8") as file:
        for said in (
            {"at": "2026-11-23 09:00:00,000", "event": NAME},
            {"at": "2026-11-23 09:00:00,000", "event": "x", "name": NAME, "case": "c-1"},
            {"at": "2026-11-23 09:00:00,000", "event": "x", "field": NUMBER},
            {"at": "2026-11-23 09:00:00,000", "event": "x", "code": {"phone": PHONE}},
        ):
            file.write(json.dumps(said, ensure_ascii=False) + "\n")
        file.write(f"{NAME} {PHONE}\n")
    try:
        assert counter.run("diagnose") == 0
        assert _seen(counter.answer.encode()) == []
        assert list(folder.parent.glob("bundle*")) == []
        shown = counter.answer
        assert counter.run("diagnose", "--to", str(folder)) == 0
        assert _seen(counter.answer.encode()) == []
        (path,) = folder.iterdir()
        with zipfile.ZipFile(path) as bundle:
            parts = {name: bundle.read(name) for name in bundle.namelist()}
        assert {name: _seen(raw) for name, raw in parts.items()} == {name: [] for name in parts}
        assert {"health.json", "policy.json", "versions.json", "counts.json", "schema.sql"} <= parts.keys()
        assert '"lines_left_out", "count": 4' in parts["log/counter.jsonl"].decode()
        assert '"case": "c-1"' in parts["log/counter.jsonl"].decode()
        for name in ("policy.json", "versions.json", "schema.sql"):
            assert parts[name].decode() in shown
    finally:
        log.unlink()  # what others wrote there is not ours to answer for


def test_the_database_and_its_log_are_ciphertext_while_the_desk_is_open(
    desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path
) -> None:
    """Not only after closing: the WAL and the draft that was saved a moment ago, too."""
    whole = filled(promised_item(items), serial=777, name=NAME)
    intake.save_draft(desk, draft_of(whole))
    intake.take_case(desk, CLERK, draft_of(whole), Decision.ACCEPTED)
    files = {path.name: path.read_bytes() for path in tmp_path.glob("counter*")}
    assert "counter.db-wal" in files
    assert len(files["counter.db-wal"]) > 10_000
    assert {name: _seen(raw) for name, raw in files.items()} == {name: [] for name in files}


def test_an_error_of_the_rules_names_the_field_and_never_the_value(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """str(error) and its parameters, because they may be logged."""
    item = promised_item(items)
    whole = filled(item, serial=777, name=NAME)
    for change in (
        {"id_number": BAD_NUMBER}, {"phone": f"{PHONE}1"}, {"name": NAME * 99},
        {"address": ADDRESS * 99}, {"name": ""}, {"id_number": NAME}, {"phone": NAME},
    ):  # fmt: skip
        applicant = msgspec.structs.replace(whole.applicant, **change)
        with pytest.raises(CounterError) as caught:
            intake.take_case(
                desk, CLERK, draft_of(msgspec.structs.replace(whole, applicant=applicant)), Decision.ACCEPTED
            )
        faults = getattr(caught.value, "faults", (caught.value,))
        for fault in (caught.value, *faults):
            assert _seen(f"{fault} {fault.params} {fault.args}".encode()) == [], change


def test_the_log_lets_through_only_what_somebody_thought_about(tmp_path: Path) -> None:
    """A new field is silent; a bug is told by its type and place."""
    start_log(tmp_path)
    note("case.taken", case="c-1", took_ms=3, name=NAME, phone=PHONE, id_number=NUMBER)
    try:
        int(f"{NAME} {NUMBER}")
    except ValueError as error:
        note_bug("store", error)
    raw = b"".join(path.read_bytes() for path in (tmp_path / "log").iterdir())
    assert _seen(raw) == []
    lines = [json.loads(line) for line in raw.splitlines()]
    assert [(line["event"], line.get("case"), line.get("took_ms")) for line in lines] == [
        ("case.taken", "c-1", 3),
        ("bug", None, None),
    ]
    assert lines[1]["error"].startswith("ValueError test_personal_data.py:")
