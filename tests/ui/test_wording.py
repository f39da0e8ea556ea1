"""Every code that the program can raise has a sentence; the sentences are short and say what to do."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from counter.domain.intake_rules import IntakeFaults
from counter.errors import RuleBroken, StoreTrouble
from ui import wording

ROOT = Path(__file__).resolve().parents[2]
RAISED = {"RuleBroken", "DeviceTrouble", "Unreachable", "SignInNeeded", "Refused", "StoreTrouble"}
CLIENT_ROOMS = ("counter", "ui")
TEXTS = ("counter/documents/", "counter/wire/bodies.py", "counter/wire/kinds.py")
"""Keys of the papers' own texts and kinds of journal lines are no error codes; what is raised there counts too."""
NOT_SHOWN = ("counter/hall/", "counter/cli/", "counter/wire/catalogue.py", "counter/domain/catalogue.py")


def _first_words(call: ast.Call) -> list[str]:
    if not call.args:
        return []
    constants = [node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)]
    return [value for value in constants if isinstance(value, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", value)]


def _codes() -> dict[str, set[str]]:
    """Every code in the client's source: first arguments of our errors, and constants of a family with sentences."""
    families = {code.split(".")[0] for code in wording.SENTENCES} - {
        "applicant",
        "agent",
        "case",
        "paper",
        "result",
        "ruling",
        "day",
    }  # field paths begin so too
    found: dict[str, set[str]] = {}
    for file in (file for room in CLIENT_ROOMS for file in (ROOT / room).rglob("*.py")):
        where = file.relative_to(ROOT).as_posix()
        if where.startswith(NOT_SHOWN) or where == "ui/wording.py":
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            codes: list[str] = []
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                codes = _first_words(node) if name in RAISED | {"tell", "_tell"} else []
            elif where.startswith(TEXTS):
                pass
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                family, dot, rest = node.value.partition(".")
                if dot and family in families and rest.isidentifier() and rest not in {"toml", "json"}:
                    codes = [node.value]
            for code in codes:
                found.setdefault(code, set()).add(where)
    return found


def test_every_code_in_the_source_has_a_sentence() -> None:
    codes = _codes()
    assert len(codes) > 60
    assert {code: sorted(files) for code, files in codes.items() if not wording.known(code)} == {}


@pytest.mark.parametrize("code", sorted(wording.SENTENCES))
def test_a_sentence_is_short_and_chinese(code: str) -> None:
    template = wording.SENTENCES[code]
    text = template({"reason": "future", "key": "k", "did_you_mean": "m"}) if callable(template) else template
    assert 4 <= len(text) <= 48
    assert any("\u4e00" <= sign <= "\u9fff" for sign in text)
    assert not text.endswith("。")


def test_parameters_stand_in_the_sentence() -> None:
    error = RuleBroken("text.too_long", field="applicant.name", limit=50, length=300)
    assert wording.sentence(error) == "最多 50 字，现为 300 字"


def test_every_parameter_of_a_sentence_is_a_plain_name() -> None:
    for template in wording.SENTENCES.values():
        if isinstance(template, str):
            names = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
            assert all(name.isidentifier() for name in names)


def test_an_unknown_code_raises_here_and_still_gives_the_clerk_a_sentence() -> None:
    with pytest.raises(KeyError):
        wording.words("nobody.knows", {})
    assert wording.sentence(StoreTrouble("nobody.knows")) == "未能完成；请联系运维并报代码 nobody.knows"


def test_a_bug_is_told_without_its_message_because_that_may_hold_a_name() -> None:
    told = wording.sentence(ValueError("张三 420106"))
    assert "ValueError" in told
    assert "张三" not in told


def test_one_fault_of_an_intake_is_told_itself_and_several_are_counted() -> None:
    one = RuleBroken("material.none", field="materials")
    assert wording.sentence(IntakeFaults((one,))) == "还没有勾选任何材料"
    assert wording.sentence(IntakeFaults((one, one))) == "有 2 处需要补正，已在表单中标出"


def test_an_event_of_the_journal_has_a_word() -> None:
    assert wording.event("case.voided") == "作废"
    assert wording.event("case.from_the_future") == "case.from_the_future"
