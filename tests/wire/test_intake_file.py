"""Cases from another program: each good one is read, each bad one is told by its place, and no value is repeated."""

from __future__ import annotations

import json

import hypothesis
import jsonschema
import pytest
from hypothesis import strategies

from counter.domain.case import Decision, HowGot
from counter.errors import RuleBroken
from counter.wire import intake_file
from counter.wire.intake_file import CaseEntry, read_intake, schema

GOOD: dict[str, object] = {
    "decision": "accepted",
    "item_code": "11421199MB1A01012H400013102300001",
    "applicant": {"kind": "natural", "name": "甲某", "id_document": "resident_id", "id_number": "x", "phone": "1"},
    "materials": [{"code": "m1", "how_got": "original", "copies": 2, "files": ["a.pdf"]}],
    "form": {"shop": "练习"},
}


def _raw(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _only(value: object) -> CaseEntry | RuleBroken:
    (entry,) = read_intake(_raw(value))
    return entry


def test_one_case_and_a_list_of_cases_are_read_alike() -> None:
    """With or without a byte order mark."""
    entry = _only(GOOD)
    assert isinstance(entry, CaseEntry)
    assert (entry.decision, entry.applicant.name) == (Decision.ACCEPTED, "甲某")
    (material,) = entry.materials
    assert (material.how_got, material.copies, material.files) == (HowGot.ORIGINAL, 2, ("a.pdf",))
    assert read_intake(b"\xef\xbb\xbf" + _raw([GOOD, GOOD])) == (entry, entry)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"decision": "perhaps"}, "decision"),
        ({"item_code": ""}, "item_code"),
        ({"item_code": "x" * 51}, "item_code"),
        ({"item_code": 5}, "item_code"),
        ({"applicant": []}, "applicant"),
        ({"materials": [{"code": "m", "how_got": "original", "copies": 0}]}, "materials.0.copies"),
        ({"materials": [{"code": "m", "how_got": "stolen"}]}, "materials.0.how_got"),
        ({"materials": [{"code": "m", "how_got": "copy"}] * 101}, "materials"),
        ({"form": {"a": 1}}, "form.a"),
        ({"case_id": "not-a-uuid"}, "case_id"),
        ({"case_id": "../../../../etc/passwd"}, "case_id"),
        ({"case_id": "01a20847-530c-7877-aa2f-2f856800400a\n"}, "case_id"),
        ({"unknown": 1}, ""),
    ],
)
def test_a_fault_is_told_by_its_place(change: dict[str, object], field: str) -> None:
    """The others of the file are read all the same."""
    bad, good = read_intake(_raw([{**GOOD, **change}, GOOD]))
    assert isinstance(bad, RuleBroken)
    assert (bad.code, bad.field) == ("intake.schema", field)
    assert isinstance(good, CaseEntry)


@pytest.mark.parametrize("missing", ["decision", "item_code", "applicant"])
def test_what_must_be_there_is_missed(missing: str) -> None:
    """At the top of the case."""
    bad = _only({key: value for key, value in GOOD.items() if key != missing})
    assert isinstance(bad, RuleBroken)
    assert bad.params == {"rule": "required"}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "intake.json"),
        (b"{", "intake.json"),
        (_raw(GOOD)[:-30], "intake.json"),
        (_raw(GOOD).decode().encode("utf-16"), "intake.json"),
        (_raw(GOOD).decode().encode("gb18030"), "intake.json"),
        (b"[" * 100_000 + b"]" * 100_000, "intake.json"),
        (b'{"a":NaN}', "intake.json"),
        (b"[]", "intake.nothing"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused_whole(raw: bytes, code: str) -> None:
    """Truncated, of another encoding, nested without end, empty."""
    with pytest.raises(RuleBroken) as caught:
        read_intake(raw)
    assert caught.value.code == code


def test_a_file_that_is_too_big_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is one of bytes."""
    monkeypatch.setattr(intake_file, "MAX_FILE_BYTES", 10)
    with pytest.raises(RuleBroken) as caught:
        read_intake(_raw(GOOD))
    assert caught.value.code == "intake.too_big"


def test_the_schema_is_one_and_takes_what_is_read() -> None:
    """``main.py schema intake`` is what other programs check against."""
    jsonschema.Draft202012Validator.check_schema(schema())
    validator = jsonschema.Draft202012Validator(schema())
    assert validator.is_valid(GOOD)
    assert validator.is_valid([GOOD])
    assert not validator.is_valid([])
    assert not validator.is_valid({**GOOD, "unknown": 1})


_JSON = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(max_size=20),
    lambda inner: strategies.lists(inner, max_size=4) | strategies.dictionaries(strategies.text(max_size=9), inner),
    max_leaves=12,
)


@hypothesis.given(value=_JSON, key=strategies.sampled_from(sorted(GOOD)))
@hypothesis.settings(max_examples=60)
def test_any_json_in_any_place_is_read_or_told(value: object, key: str) -> None:
    """Never an error of another kind."""
    for whole in (value, {**GOOD, key: value}):
        try:
            entries = read_intake(_raw(whole))
        except RuleBroken as error:
            assert error.code == "intake.nothing"  # noqa: PT017 -- an empty list, and nothing else
        else:
            assert all(isinstance(entry, CaseEntry | RuleBroken) for entry in entries)


def test_a_strange_key_is_not_repeated_because_it_may_be_a_name() -> None:
    """trust.md A63: errors go to stderr and logs."""
    form = '{"陈一帆": 7}'
    raw = f'{{"decision": "accepted", "item_code": "x", "applicant": {{}}, "form": {form}}}'.encode()
    (fault,) = read_intake(raw)
    assert isinstance(fault, RuleBroken)
    assert (fault.code, fault.field) == ("intake.schema", "form.?")
