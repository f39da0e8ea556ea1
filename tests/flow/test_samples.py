"""The sample files are taken in as they say; what is wrong with a variation is told by a code and saves nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from counter.actions import intake, lists, reviews
from counter.actions.desk import Desk
from counter.cli.taking import take_file
from counter.domain.case import Decision
from counter.domain.course import Deferral
from counter.domain.intake_rules import IntakeFaults
from counter.domain.item import FieldKind
from counter.domain.policy import ReviewKind
from counter.errors import CounterError, RuleBroken
from counter.store import deliveries, journal
from counter.wire.intake_file import schema
from tests.actions.rulings import know_credit
from tests.conftest import PDF, ROOT, SUPERVISOR

SAMPLES = ROOT / "resources" / "samples"
Case = dict[str, Any]

# state, 答复日, 承诺办结, 法定办结, papers; counted by hand from Monday 2 March 2026, the start day not counted:
# 5 working days end on 9 March, 10 on 16, 15 on 23, 20 on 30; 30 end on 14 April, because Monday 6 April is Qingming.
EXPECTED = {
    "01-natural-person.json": [("accepted", None, "2026-03-05", "2026-03-16", "acceptance")],
    "02-company.json": [("accepted", None, "2026-03-16", "2026-03-30", "acceptance")],
    "03-agent.json": [("accepted", None, "2026-03-11", "2026-03-30", "acceptance")],
    "04-on-the-spot.json": [("done_on_spot", None, "2026-03-02", "2026-03-09", "result_collection")],
    "05-received.json": [("received", "2026-03-09", None, None, "receipt")],
    "06-two-cases-with-scans.json": [
        ("done_on_spot", None, "2026-03-02", "2026-03-30", "result_collection"),
        ("accepted", None, "2026-03-23", "2026-04-14", "acceptance"),
    ],
    "07-deferred.json": [("deferred", None, "2026-03-09", "2026-03-30", "deferral_promise", "deferral_notice")],
    "08-correction.json": [("correcting", None, None, None, "correction_notice", "receipt")],
    "09-committed.json": [("committed", None, "2026-03-09", "2026-03-16", "commitment", "acceptance")],
    "10-not-competent.json": [("refused", None, None, None, "refusal", "returned_materials")],
    "12-not-needed.json": [("not_needed", None, None, None, "not_needed")],
}
ASKED = "11-refused.json"
"""不予受理 waits for a supervisor; the case is taken in when he has approved it."""
HTML = "<b onclick=\"x('1')\">甲&amp;乙</b>"


def test_every_sample_is_expected_here() -> None:
    """Another file would need its line above."""
    assert sorted(path.name for path in SAMPLES.glob("*.json")) == sorted([*EXPECTED, ASKED])


def test_every_decision_has_its_sample() -> None:
    """Other programs find one to go by."""
    given = [json.loads((SAMPLES / name).read_text("utf-8")) for name in [*EXPECTED, ASKED]]
    found = {case["decision"] for cases in given for case in (cases if isinstance(cases, list) else [cases])}
    assert found == set(Decision)


@pytest.mark.parametrize("name", [*sorted(EXPECTED), ASKED])
def test_a_sample_is_of_the_published_form(name: str) -> None:
    """`main.py schema intake` is what other programs write by."""
    jsonschema.Draft202012Validator(schema()).validate(json.loads((SAMPLES / name).read_text("utf-8")))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_sample_gives_its_number_its_days_and_its_paper(desk: Desk, name: str) -> None:
    """The first paper of the epoch has the running number 1; the case bears the number of its first paper."""
    know_credit(desk)
    taken = [_taken(result) for result in take_file(desk, SAMPLES / name)]
    shown = [
        (
            case["state"], case["due"]["accept_by"], case["due"]["promised_on"], case["due"]["legal_on"],
            *(paper["kind"] for paper in case["papers"]),
        )
        for case in taken
    ]  # fmt: skip
    assert shown == EXPECTED[name]
    numbers = [paper["number"] for case in taken for paper in case["papers"]]
    assert [number[:-1] for number in numbers] == [f"421199-01-12-A-{n:06d}-" for n in range(1, len(numbers) + 1)]
    for case in taken:
        assert case["papers"][0]["number"] == case["number"]
        assert lists.read_case(desk, case["id"]).case.case_no == case["number"]
    assert journal.chain_faults(desk.db, desk.enrolment().install) == ()


def test_a_sample_that_needs_a_supervisor_asks_him_once(desk: Desk, tmp_path: Path) -> None:
    """No case and no number before he has decided; asking again for the same case is told."""
    case = _sample(ASKED) | {"case_id": "01a20847-530c-7877-aa2f-2f856800400a"}
    (asked,) = (_taken(result) for result in take_file(desk, _write(tmp_path, case)))
    assert (asked["state"], asked["number"], asked["papers"]) == ("asked", "", [])
    detail = reviews.read_review(desk, asked["review"])
    assert detail.review.kind is ReviewKind.REFUSAL
    assert _cases(desk) == 0
    (again,) = take_file(desk, _write(tmp_path, case))
    assert isinstance(again, CounterError)
    assert again.code == "review.open_already"


def test_a_signed_promise_is_taken_from_its_file(desk: Desk, tmp_path: Path) -> None:
    """By path like the scans; one that is not there, or no document, is told at its field."""
    know_credit(desk)
    case = _sample("07-deferred.json")
    case["ruling"]["promise"]["file"] = "promise.pdf"
    (missing,) = take_file(desk, _write(tmp_path, case))
    assert str(missing) == "file.unreadable field=ruling.promise.signature"
    (tmp_path / "promise.pdf").write_bytes(PDF)
    taken = _taken(take_file(desk, _write(tmp_path, case))[0])
    ruling = lists.read_case(desk, taken["id"]).case.course.ruling
    assert isinstance(ruling, Deferral)
    assert [scan.sha256 for scan in deliveries.waiting_scans(desk.db)] == [ruling.promise.signature]


def test_without_a_credit_list_a_file_defers_nothing(desk: Desk) -> None:
    """domain.md §8 no. 2; and nothing is saved."""
    (refused,) = take_file(desk, SAMPLES / "07-deferred.json")
    assert isinstance(refused, IntakeFaults)
    assert [str(fault) for fault in refused.faults] == ["decision.credit_unknown field=decision"]
    _nothing_was_saved(desk)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "deferral", "materials": [{"code": "m05", "due_on": "yesterday"}]}, ""),
        ({"type": "deferral", "materials": [], "credit": None}, "ruling"),
        ({"type": "refusal", "ground": "rain"}, "ruling"),
        ({"type": "blessing"}, "ruling"),
        ("deferral", "ruling"),
    ],
)
def test_a_ruling_of_another_form_is_told_by_its_place(desk: Desk, tmp_path: Path, change: Any, field: str) -> None:
    """A credit answer is the counter's own and no field of the file."""
    case = _sample("07-deferred.json") | {"ruling": change}
    (refused,) = take_file(desk, _write(tmp_path, case))
    assert isinstance(refused, RuleBroken)
    assert refused.code == "intake.schema"
    assert refused.field.startswith(field)
    _nothing_was_saved(desk)


def test_the_received_case_cannot_be_accepted_until_its_material_came(desk: Desk) -> None:
    """收件 keeps what is there; 终止劳动合同证明 (m04) lacks."""
    (received,) = take_file(desk, SAMPLES / "05-received.json")
    with pytest.raises(CounterError) as caught:
        intake.decide_later(desk, SUPERVISOR, _taken(received)["id"], Decision.ACCEPTED)
    assert [str(fault) for fault in getattr(caught.value, "faults", ())] == [
        "material.missing field=materials.m04 name=终止劳动合同证明"
    ]


def test_the_scans_of_the_list_wait_once_each(desk: Desk) -> None:
    """Both cases carry the same application form; it is one scan, beside the photo."""
    take_file(desk, SAMPLES / "06-two-cases-with-scans.json")
    sizes = {(SAMPLES / "scans" / name).stat().st_size for name in ("application.pdf", "photo.png")}
    assert {scan.size_bytes for scan in deliveries.waiting_scans(desk.db)} == sizes


def test_a_case_with_an_id_of_its_own_is_taken_once(desk: Desk) -> None:
    """The caller's id makes a repeated call harmless."""
    first = take_file(desk, SAMPLES / "06-two-cases-with-scans.json")
    assert take_file(desk, SAMPLES / "06-two-cases-with-scans.json") == first
    assert _cases(desk) == 2


def test_the_agent_and_his_authority_are_kept(desk: Desk) -> None:
    """With the rare character of his name."""
    (taken,) = take_file(desk, SAMPLES / "03-agent.json")
    agent = lists.read_case(desk, _taken(taken)["id"]).case.intake.agent
    assert agent is not None
    assert (agent.name, agent.authority_until) == ("覃㛃", "2036-12-31")


def _unknown_item(case: Case) -> None:
    case["item_code"] = case["item_code"][:-1] + "9"


def _wrong_digit(case: Case) -> None:
    number = case["applicant"]["id_number"]
    case["applicant"]["id_number"] = number[:-1] + ("1" if number[-1] != "1" else "2")


def _unknown_key(case: Case) -> None:
    case["applicant"]["shoe_size"] = "42"


def _long_name(case: Case) -> None:
    case["applicant"]["name"] = "长" * 300


def _control_character(case: Case) -> None:
    case["applicant"]["name"] = "陈\u0007一帆"


def _bidi_character(case: Case) -> None:
    case["applicant"]["address"] = "云溪县\u202e号81路"


def _unknown_material(case: Case) -> None:
    case["materials"].append({"code": "m77", "how_got": "copy"})


def _number_as_text(case: Case) -> None:
    case["materials"][0]["copies"] = "two"


def _no_material(case: Case) -> None:
    case["materials"] = []


def _missing_scan(case: Case) -> None:
    case["materials"][0]["files"] = ["scans/nowhere.pdf"]


def _not_on_spot(case: Case) -> None:
    case["decision"] = "done_on_spot"


def _strange_decision(case: Case) -> None:
    case["decision"] = "approved"


def _form_key(case: Case) -> None:
    case["form"]["nonsense"] = "1"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_unknown_item, ["item.unknown field=item_code"]),
        (_wrong_digit, ["identity.check_digit field=applicant.id_number"]),
        (_unknown_key, ["intake.schema field=applicant rule=additionalProperties"]),
        (_long_name, ["text.too_long field=applicant.name limit=50 length=300"]),
        (_control_character, ["text.control_character field=applicant.name code_point=U+0007 position=2"]),
        (_bidi_character, ["text.control_character field=applicant.address code_point=U+202E position=4"]),
        (_unknown_material, ["material.unknown field=materials.m77"]),
        (_number_as_text, ["intake.schema field=materials.0.copies rule=type"]),
        (_no_material, ["material.none field=materials"]),
        (_missing_scan, ["file.unreadable field=materials.m01"]),
        (_not_on_spot, ["decision.not_on_spot field=decision"]),
        (_strange_decision, ["intake.schema field=decision rule=enum"]),
        (_form_key, ["form.unknown field=form.nonsense"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_bad_case_is_told_by_its_code_and_saves_nothing(desk: Desk, tmp_path: Path, spoil: Any, told: Any) -> None:
    """One line per fault, without the value; no number, no line, no case."""
    case = _sample("01-natural-person.json")
    spoil(case)
    (result,) = take_file(desk, _write(tmp_path, case))
    assert isinstance(result, CounterError)
    assert [str(fault) for fault in getattr(result, "faults", (result,))] == told
    _nothing_was_saved(desk)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ((SAMPLES / "01-natural-person.json").read_bytes()[:-20], "intake.json"),
        (b"", "intake.json"),
        (b"\xff\xfe{}", "intake.json"),
        (b"[" * 100_000, "intake.json"),
        (b"[]", "intake.nothing"),
        (b'[{"decision": "accepted"' + b" " * (20 * 1024 * 1024) + b"}]", "intake.too_big"),
    ],
    ids=["cut off", "empty", "UTF-16", "deep", "empty list", "too big"],
)
def test_a_file_that_is_no_intake_is_refused_whole(desk: Desk, tmp_path: Path, raw: bytes, code: str) -> None:
    """Nothing of it is taken in."""
    path = tmp_path / "case.json"
    path.write_bytes(raw)
    with pytest.raises(RuleBroken) as caught:
        take_file(desk, path)
    assert caught.value.code == code
    _nothing_was_saved(desk)


def test_a_program_that_calls_itself_a_pdf_is_refused(desk: Desk, tmp_path: Path) -> None:
    """The bytes say what a file is."""
    (tmp_path / "scan.pdf").write_bytes(b"MZ\x90\x00 not a document")
    case = _sample("01-natural-person.json")
    case["materials"][0]["files"] = ["scan.pdf"]
    (result,) = take_file(desk, _write(tmp_path, case))
    assert isinstance(result, CounterError)
    assert result.code == "file.type"
    _nothing_was_saved(desk)


def test_a_scan_over_the_limit_of_its_material_is_refused(desk: Desk, tmp_path: Path) -> None:
    """The limit is the item's, 20 MB where it says nothing; the file is not even read."""
    with (tmp_path / "scan.pdf").open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(20 * 1024 * 1024 + 1)
    case = _sample("01-natural-person.json")
    case["materials"][0]["files"] = ["scan.pdf"]
    (result,) = take_file(desk, _write(tmp_path, case))
    assert str(result) == "file.too_big field=materials.m01 limit_mb=20"
    _nothing_was_saved(desk)


def test_a_bad_case_in_a_list_does_not_hold_up_the_good_one(desk: Desk, tmp_path: Path) -> None:
    """Each case of a list stands for itself, in the order of the file."""
    bad, good = _sample("01-natural-person.json"), _sample("01-natural-person.json")
    _wrong_digit(bad)
    first, second = take_file(desk, _write(tmp_path, [bad, good]))
    assert isinstance(first, CounterError)
    assert "-000001-" in _taken(second)["number"]
    assert _cases(desk) == 1


def test_html_in_every_text_field_is_kept_as_it_was_typed(desk: Desk, tmp_path: Path) -> None:
    """It is text like any other, never markup, in the case and on its paper."""
    case = _sample("03-agent.json")
    item = lists.read_item(desk, case["item_code"])
    free = [field.key for field in item.form if field.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT}]
    case["applicant"] |= {"name": HTML, "address": HTML}
    case["agent"] |= {"name": HTML, "authority_scope": HTML}
    case |= {"contact": {"name": HTML, "phone": "13900000009"}, "note": HTML}
    case["form"] |= dict.fromkeys(free, HTML)
    (taken,) = take_file(desk, _write(tmp_path, case))
    detail = lists.read_case(desk, _taken(taken)["id"])
    kept = detail.case.intake
    assert kept.agent is not None
    assert kept.contact is not None
    texts = {
        kept.applicant.name, kept.applicant.address, kept.agent.name, kept.agent.authority_scope, kept.contact.name,
        kept.note, *(kept.form[key] for key in free),
    }  # fmt: skip
    assert texts == {HTML}
    paper = msgspec.json.decode(detail.papers[0].paper.content)
    assert (paper["applicant_name"], paper["agent_name"], paper["note"]) == (HTML, HTML, HTML)


def _sample(name: str) -> Case:
    case: Case = json.loads((SAMPLES / name).read_text("utf-8"))
    return case


def _write(folder: Path, cases: Case | list[Case]) -> Path:
    path = folder / "case.json"
    path.write_text(json.dumps(cases), encoding="utf-8")
    return path


def _taken(result: object) -> Case:
    assert isinstance(result, dict), result
    return result


def _cases(desk: Desk) -> int:
    return lists.find_cases(desk, SUPERVISOR, "").total


def _nothing_was_saved(desk: Desk) -> None:
    assert _cases(desk) == 0
    for table in ("papers", "journal", "scans", "drafts"):
        assert desk.db.conn.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table  # noqa: S608
