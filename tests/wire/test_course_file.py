"""A file of another program is a deed, or it is told what is wrong with it without a word of what stands in it."""

from __future__ import annotations

import datetime as dt
import json

import jsonschema
import pytest

from counter.domain.case import Decision, HowGot
from counter.domain.ids import CaseId
from counter.domain.proposal import Hang, Withdraw
from counter.errors import RuleBroken
from counter.wire import course_file
from counter.wire.course_file import DecideEntry, read_deed, read_supplement

CASE = CaseId("00000000-0000-7000-8000-000000000001")


def _raw(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


@pytest.mark.parametrize("what", ["supplement", "decide"])
def test_the_schema_is_one(what: str) -> None:
    """Of 2020-12, and no deed of it asks which case: the command line says that."""
    schema = course_file.schema(what)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert all("case" not in component.get("properties", {}) for component in schema["$defs"].values())


def test_a_supplement_names_what_came_and_when() -> None:
    """With a byte order mark, as some editors write it."""
    raw = b"\xef\xbb\xbf" + _raw(
        {"materials": [{"code": "m1", "how_got": "original"}], "how": "post", "arrived_on": "2026-03-03"}
    )
    entry = read_supplement(raw)
    assert (entry.materials[0].how_got, entry.how) == (HowGot.ORIGINAL, "post")
    assert entry.arrived_on == dt.date(2026, 3, 3)


def test_a_file_without_a_type_is_a_decision() -> None:
    """On a received case."""
    assert read_deed(_raw({"decision": "accepted"}), CASE) == DecideEntry(case=CASE, decision=Decision.ACCEPTED)


def test_every_other_deed_names_itself() -> None:
    """As the proposals do."""
    assert read_deed(_raw({"type": "withdraw", "reason": "暂不办理"}), CASE) == Withdraw(case=CASE, reason="暂不办理")
    days = {"amount": 5, "unit": "working_days"}
    hang = {"type": "hang", "procedure": "testing", "days": days, "basis": "某条例"}
    assert isinstance(read_deed(_raw(hang), CASE), Hang)


@pytest.mark.parametrize(
    ("value", "field", "rule"),
    [
        ({"type": "nonsense"}, "type", "enum"),
        ({"type": ["withdraw"], "reason": "x"}, "type", "enum"),
        ([{"decision": "accepted"}], "", "type"),
        ({"decision": "perhaps"}, "decision", "enum"),
        ({"type": "withdraw"}, "", "required"),
        ({"type": "withdraw", "reason": "x", "case": "another"}, "", "additionalProperties"),
        ({"type": "extend", "by": {"amount": "five"}, "reason": "x"}, "by.amount", "type"),
    ],
)
def test_what_does_not_fit_is_told_by_its_place_and_rule(value: object, field: str, rule: str) -> None:
    """Never by what was typed."""
    with pytest.raises(RuleBroken) as caught:
        read_deed(_raw(value), CASE)
    assert (caught.value.code, caught.value.field, caught.value.params["rule"]) == ("intake.schema", field, rule)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_told_so(raw: bytes) -> None:
    """And nothing is tried with it."""
    for read in (read_supplement, lambda raw: read_deed(raw, CASE)):
        with pytest.raises(RuleBroken) as caught:
            read(raw)
        assert caught.value.code == "intake.json"


def test_a_supplement_that_does_not_fit_is_refused() -> None:
    """A list, a strange field, a day that is none."""
    wrong: tuple[object, ...] = ([], {"material": []}, {"arrived_on": "2026-02-30"})
    for value in wrong:
        with pytest.raises(RuleBroken) as caught:
            read_supplement(_raw(value))
        assert caught.value.code == "intake.schema"
