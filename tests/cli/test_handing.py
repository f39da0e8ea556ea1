"""``handout`` and ``close-day``: files of another program do what the screens do, and say what is wrong by a code."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest

from counter.actions import handout
from counter.actions.desk import Desk
from counter.cli import arguments
from counter.cli.handing import handout_file, run_close_day
from counter.cli.opening import Opened
from counter.domain.case import Case
from counter.domain.handing import ResultState
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.platform_api.http import HttpFrontDoor
from counter.wire.handing_file import schema
from tests.actions.approving import SECRET, know_supervisors
from tests.actions.results import announce
from tests.conftest import SUPERVISOR
from tests.faults.support import take

PARCEL = {"addressee": "欧阳一鸣", "phone": "13900000000", "address": "云溪县清江路1号", "waybill": "EA123456785CN"}


@pytest.fixture
def case(desk: Desk, items: tuple[ServiceItem, ...]) -> Case:
    """A case with a result that a department announced."""
    found = take(desk, items)
    announce(desk, found, by_post=True)
    return found


def _file(folder: Path, content: object) -> Path:
    path = folder / "step.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def _collector(case: Case) -> dict[str, object]:
    applicant = case.intake.applicant
    return {"collector": {"person": {"name": applicant.name, "id_number": applicant.id_number}}}


def test_a_result_is_handed_out_by_the_number_of_its_case(desk: Desk, case: Case, tmp_path: Path) -> None:
    """Signed in on the way; the papers are named with their kinds."""
    step = _collector(case)
    jsonschema.Draft202012Validator(schema()).validate({"type": "collect", **step})
    (told,) = handout_file(desk, case.case_no, _file(tmp_path, step))
    assert (told["number"], told["state"]) == (case.case_no, "collected")
    assert [paper["kind"] for paper in told["papers"]] == ["collection", "service_return"]
    with pytest.raises(RuleBroken, match=r"result\.moved_on"):
        handout_file(desk, case.case_no, _file(tmp_path, step))


def test_a_result_takes_every_other_step_by_its_own_id(desk: Desk, case: Case, tmp_path: Path) -> None:
    """Signed in, posted, cancelled, not found, tried again, posted, fetched, delivered."""
    (result,) = handout.results_of_number(desk, case.case_no)
    steps: list[tuple[dict[str, object], ResultState]] = [
        ({"type": "sign_in", "notice": True}, ResultState.AT_WINDOW),
        ({"type": "post", "posting": PARCEL}, ResultState.POSTED),
        ({"type": "cancel", "reason": "改为自取"}, ResultState.AT_WINDOW),
        ({"type": "undelivered", "reason": "电话三次无人接"}, ResultState.UNDELIVERED),
        ({"type": "try_again"}, ResultState.AT_WINDOW),
        ({"type": "post", "posting": PARCEL}, ResultState.POSTED),
        ({"type": "post_state", "state": "picked_up"}, ResultState.PICKED_UP),
        ({"type": "post_state", "state": "delivered"}, ResultState.DELIVERED),
    ]
    papers = []
    for step, state in steps:
        (told,) = handout_file(desk, result.document.id, _file(tmp_path, step))
        assert told["state"] == state
        papers += [paper["kind"] for paper in told["papers"]]
    assert papers == ["collection_notice", "posting", "posting"]


def test_every_result_of_a_case_that_can_take_the_step_takes_it(desk: Desk, case: Case, tmp_path: Path) -> None:
    """Two documents of one case go together; one that is away already stays where it is."""
    announce(desk, case, "许可证")
    away = announce(desk, case, "副本").id
    handout_file(desk, away, _file(tmp_path, _collector(case)))
    assert len(handout_file(desk, case.case_no, _file(tmp_path, _collector(case)))) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "intake.json"),
        ([], "intake.schema"),
        ({}, "intake.schema"),
        ({"type": "burn"}, "intake.schema"),
        ({"collector": {"signed": "yes"}}, "intake.schema"),
        ({"collector": {"person": {"name": "马冬梅"}}, "extra": 1}, "intake.schema"),
        ({"collector": {}}, "text.empty"),
        ({"type": "post", "posting": {**PARCEL, "waybill": "1"}}, "post.waybill"),
        ({"type": "post_state", "state": "collected"}, "result.moved_on"),
    ],
)
def test_a_file_that_is_not_right_is_told_by_a_code(
    desk: Desk, case: Case, tmp_path: Path, content: object, code: str
) -> None:
    """And nothing leaves the window; the error repeats nothing of a person (product.md, logs)."""
    with pytest.raises(RuleBroken) as caught:
        handout_file(desk, case.case_no, _file(tmp_path, content))
    assert caught.value.code == code
    assert not any(word in str(caught.value) for word in ("马冬梅", PARCEL["addressee"], PARCEL["phone"]))
    (result,) = handout.results_of_number(desk, case.case_no)
    assert result.state in {ResultState.ANNOUNCED, ResultState.AT_WINDOW}


def test_an_unknown_number_and_a_missing_file_are_told(desk: Desk, case: Case, tmp_path: Path) -> None:
    """Before anything is done."""
    for number, path, code in (
        ("nowhere", _file(tmp_path, _collector(case)), "result.unknown"),
        (case.case_no, tmp_path / "none.json", "intake.unreadable"),
    ):
        with pytest.raises(RuleBroken) as caught:
            handout_file(desk, number, path)
        assert caught.value.code == code


@pytest.fixture(autouse=True)
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second person types his secret."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n" * 9))


def _close(desk: Desk, *words: str) -> int:
    door = HttpFrontDoor("http://127.0.0.1:1", ca_bundle="", enrolment=None)
    opened = Opened(desk=desk, front_door=door, platform=None)
    return run_close_day(opened, arguments.parser().parse_args(["close-day", *words]))


def test_a_day_closes_from_the_command_line_when_its_gaps_are_explained(
    desk: Desk, case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """First it says what does not fit; then the account is printed, the sheet drawn, and the day closed once."""
    know_supervisors(desk)
    second = ("--second", SUPERVISOR.clerk_no)
    assert _close(desk, *second) == 1
    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        f"day.unexplained kind=paper_not_printed about={case.case_no}",
        "day.unexplained kind=line_waiting about=A-1",
    ]
    assert json.loads(shown.out)["numbers_issued"] == 1
    explain = _file(tmp_path, {"paper_not_printed": "申请人未等候", "line_waiting": "平台中断"})
    sheet = tmp_path / "day.pdf"
    assert _close(desk, *second, "--day", "2026-03-02", "--explain", str(explain), "--sheet", str(sheet)) == 0
    assert json.loads(capsys.readouterr().out)["gaps"][1]["explanation"] == "平台中断"
    assert sheet.read_bytes().startswith(b"%PDF")
    with pytest.raises(RuleBroken, match=r"day\.closed"):
        _close(desk, *second)


def test_explanations_are_texts_by_their_gap(desk: Desk, case: Case, tmp_path: Path) -> None:
    """Anything else is refused before the day is looked at."""
    know_supervisors(desk)
    broken: tuple[object, ...] = ([], {"line_waiting": 5}, {"line_waiting": {"why": "x"}})
    for content in broken:
        with pytest.raises(RuleBroken, match=r"intake\.schema"):
            _close(desk, "--second", SUPERVISOR.clerk_no, "--explain", str(_file(tmp_path, content)))
    assert case.case_no


def test_a_day_does_not_close_on_a_number_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing on stdin is no secret; and what is typed is not repeated."""
    know_supervisors(desk)
    for typed in ("", "guess-1234\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(RuleBroken) as caught:
            _close(desk, "--second", SUPERVISOR.clerk_no)
        assert str(caught.value) == "day.second_secret field=second_secret"
    shown = capsys.readouterr()
    assert "guess" not in shown.out + shown.err
