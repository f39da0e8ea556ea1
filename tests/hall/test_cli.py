"""``hall policy`` and ``hall act`` beside a running server, on its own database."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from counter.cli.arguments import parser
from counter.cli.hall import run
from counter.domain.case import Decision
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.hall.hall import Hall, utc_now
from counter.hall.refusal import CallRefused
from counter.wire.bodies import Kind
from tests.hall.courses import acts, card, deferred, received, results, sent, state, take
from tests.hall.databases import hall_url
from tests.hall.test_queues import case_line, export_of
from tests.hall.window import Counter, new_case, taken

pytestmark = pytest.mark.usefixtures("clerks")


@pytest.fixture
def database(hall: Hall, tmp_path: Path) -> str:
    """The database of the hall that is being served."""
    del hall
    return hall_url(tmp_path)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose ``hall`` folder is the served hall's own."""
    (tmp_path / "hall").mkdir()
    return tmp_path


def command(home: Path, database: str, *words: str) -> int:
    return run(parser().parse_args(["--home", str(home), "hall", *words, "--database", database]))


def test_a_department_acts_while_the_server_runs(
    counter: Counter, item: ServiceItem, home: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    case = received(counter, item)
    number = card(counter.served, case).case_no
    assert command(home, database, "act", "accept", number) == 0
    assert json.loads(capsys.readouterr().out)["act"] == "accepted"
    assert command(home, database, "act", "hang", number, "--procedure", "testing", "--days", "5") == 0
    assert state(counter.served, case) == "挂起"
    assert command(home, database, "act", "resume", number) == 0
    assert command(home, database, "act", "grant", number, "--number", "云食许7号") == 0
    assert [each.act.value for each in acts(counter)] == ["accepted", "hung", "resumed", "granted"]
    assert results(counter)[0].number == "云食许7号"


def test_materials_to_be_put_right_are_named_on_the_command_line(
    counter: Counter, item: ServiceItem, home: Path, database: str
) -> None:
    today = take(counter, item, Decision.RECEIVED, None, received_at=utc_now())
    number = card(counter.served, sent(counter, today)).case_no
    assert command(home, database, "act", "correct", number, "--defect", "m03", "--defect", "m04=写明数量") == 0
    (told,) = acts(counter)
    assert [(each.material, each.remedy) for each in told.defects][1] == ("m04", "写明数量")


def test_a_scripted_day_is_carried_out_in_order_and_ends_at_the_first_that_cannot_be(
    counter: Counter, item: ServiceItem, home: Path, database: str, tmp_path: Path
) -> None:
    first, owing = received(counter, item), deferred(counter, item)
    script = tmp_path / "day.json"
    steps = [
        {"act": "accept", "item": item.code},
        {"act": "grant", "case_no": card(counter.served, owing).case_no},
        {"act": "deny", "item": item.code, "reason": "不符合条件"},
    ]
    script.write_text(json.dumps(steps), "utf-8")
    with pytest.raises(RuleBroken, match=r"act\.owed"):
        command(home, database, "act", "--script", str(script))
    assert (state(counter.served, first), state(counter.served, owing)) == ("已受理", "容缺受理")


@pytest.mark.parametrize(
    "words",
    [
        ("act",),
        ("act", "teleport", "x"),
        ("act", "accept", "x", "--procedure", "lunch"),
        ("act", "accept", "x", "y"),
    ],
)
def test_an_order_that_is_none_is_refused_with_what_may_stand_there(
    home: Path, database: str, words: tuple[str, ...]
) -> None:
    with pytest.raises(RuleBroken, match=r"act\.unknown"):
        command(home, database, *words)


def test_a_script_with_one_misspelt_step_does_nothing(
    counter: Counter, item: ServiceItem, home: Path, database: str, tmp_path: Path
) -> None:
    case = received(counter, item)
    script = tmp_path / "day.json"
    script.write_text(json.dumps([{"act": "accept", "item": item.code}, {"act": "accept", "itm": item.code}]), "utf-8")
    with pytest.raises(RuleBroken, match=r"act\.unknown"):
        command(home, database, "act", "--script", str(script))
    assert state(counter.served, case) == "已收件"
    with pytest.raises(RuleBroken, match=r"hall\.file_unreadable"):
        command(home, database, "act", "--script", str(tmp_path / "none.json"))


def test_a_policy_file_makes_a_new_version_or_changes_nothing(
    hall: Hall, home: Path, database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policy.json"
    file.write_text('{"late_consequence": "revoked"}', "utf-8")
    assert command(home, database, "policy", str(file)) == 0
    assert json.loads(capsys.readouterr().out) == {"version": 1}
    file.write_text('{"late_consequence": "forgotten"}', "utf-8")
    with pytest.raises(RuleBroken, match=r"policy\.unknown"):
        command(home, database, "policy", str(file))
    with pytest.raises(RuleBroken, match=r"policy\.file"):
        command(home, database, "policy")
    assert (hall.policy().version, hall.policy().late_consequence.value) == (1, "revoked")


Brought = Callable[..., int]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where the exported queue will lie."""
    return tmp_path / "01-12.ycq"


@pytest.fixture
def brought(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, database: str) -> Brought:
    """``hall take-queue`` with the keys and scans of the hall that is being served."""
    home = tmp_path_factory.mktemp("home")
    (home / "hall").symlink_to(tmp_path)
    return lambda *words: command(home, database, "take-queue", *words)


def test_a_stick_is_taken_in_at_the_hall_itself(
    counter: Counter, item: ServiceItem, stick: Path, brought: Brought, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside the running server; the second time it says that all of it is here, as does a file that is none."""
    line = case_line(counter, item, b"scan")
    stick.write_bytes(export_of(counter, (line,), scans=(b"scan",)))
    assert brought(str(stick)) == 0
    assert json.loads(capsys.readouterr().out) == {"file": stick.name, "lines": {"settled": 1}, "scans": 1}
    assert [answer.verdict for answer in counter.answers(line)] == ["duplicate"]
    with pytest.raises(CallRefused, match=r"queue\.taken"):
        brought(str(stick))
    stick.write_bytes(b"no queue")
    with pytest.raises(CallRefused, match=r"queue\.no_queue"):
        brought(str(stick))
    for missing in ("gone.ycq", ""):
        with pytest.raises(RuleBroken, match=r"hall\.file_unreadable"):
            brought(str(stick.parent / missing))
    with pytest.raises(RuleBroken, match=r"queue\.file"):
        brought()


def test_a_stick_with_a_refused_line_is_taken_and_ends_with_one(
    counter: Counter, item: ServiceItem, stick: Path, brought: Brought, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = counter.line(Kind.CASE_TAKEN, taken(counter, item, item_code="NO-SUCH"), case=new_case())
    stick.write_bytes(export_of(counter, (refused, case_line(counter, item))))
    assert brought(str(stick)) == 1
    assert json.loads(capsys.readouterr().out)["lines"] == {"refused": 1, "settled": 1}
