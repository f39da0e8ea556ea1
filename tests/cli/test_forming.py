"""``form``: a form of a file or an item lies in the folder; a bad file is told by its place and makes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counter.actions.desk import Desk
from counter.actions.forms import FORMS
from counter.cli import arguments
from counter.cli.forming import run_form, schema
from counter.cli.opening import Opened
from counter.domain.case import PaperKind
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.platform_api.http import HttpFrontDoor
from tests.conftest import resident_number
from tests.documents.reading import all_of
from tests.faults.support import promised_item


def form(desk: Desk, *words: str) -> int:
    """The command as typed."""
    opened = Opened(desk=desk, front_door=HttpFrontDoor("http://127.0.0.1:1", None), platform=None)
    return run_form(opened, arguments.parser().parse_args(["form", *words]))


def test_an_item_is_enough_for_a_consultation(
    desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The path is told as JSON."""
    item = promised_item(items)
    assert form(desk, "consultation", "--item", item.code, "--to", str(tmp_path / "out")) == 0
    told = json.loads(capsys.readouterr().out)
    assert item.name in all_of(Path(told["file"]).read_bytes())[1]


def test_a_file_fills_the_form_in(desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path) -> None:
    """Principal, agent, scope and term."""
    file = tmp_path / "form.json"
    says = {
        "item_code": promised_item(items).code,
        "applicant": {"name": "欧阳一鸣", "id_number": resident_number(1)},
        "agent": {"name": "罗建国", "id_number": resident_number(2)},
        "materials": [{"code": promised_item(items).materials[0].code, "how_got": "copy"}],
        "authority": {"scope": ["代为领取结果文书"], "valid_from": "2026-03-02", "valid_until": "2026-04-01"},
    }
    file.write_text(json.dumps(says), "utf-8")
    assert form(desk, "authority", str(file), "--to", str(tmp_path)) == 0
    text = all_of((tmp_path / "form-authority.pdf").read_bytes())[1]
    assert all(words in text for words in ("欧阳一鸣", "罗建国", "代为领取结果文书"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "intake.json"),
        ('{"unknown": 1}', "intake.schema"),
        ('{"agent": {"name": 7}}', "intake.schema"),
        ('{"authority": {"valid_from": "soon"}}', "intake.schema"),
    ],
)
def test_a_file_that_is_not_understood_makes_nothing(desk: Desk, tmp_path: Path, content: str, told: str) -> None:
    """Told by a code and a place, never by what stands there."""
    file = tmp_path / "form.json"
    file.write_text(content, "utf-8")
    with pytest.raises(RuleBroken) as caught:
        form(desk, "authority", str(file), "--to", str(tmp_path / "out"))
    assert caught.value.code == told
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_is_told(desk: Desk, tmp_path: Path) -> None:
    """By its reason alone."""
    with pytest.raises(RuleBroken, match=r"intake\.unreadable"):
        form(desk, "authority", str(tmp_path / "none.json"), "--to", str(tmp_path))


def test_the_command_line_knows_every_form() -> None:
    """No kind is forgotten there; ``schema form`` says what the file holds."""
    assert {PaperKind(word) for word in arguments.FORM_KINDS} == set(FORMS)
    assert schema()["title"] == "表单 form"
