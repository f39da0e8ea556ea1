"""Every verdict of a pushed line, over real HTTP."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import text

from counter.domain.case import CounterState, Decision, HowGot, PaperKind, PrintOutcome, ReceivedMaterial
from counter.domain.ids import InstallId, LineId
from counter.domain.item import Handling, ServiceItem
from counter.domain.journal import SealedLine, seal
from counter.domain.person import Applicant
from counter.domain.policy import ReviewKind
from counter.domain.workdays import DueDates
from counter.hall.enrolment import Place
from counter.wire.bodies import CaseCorrected, CaseDecided, CaseVoided, Kind, PaperPrinted, SignedOut
from counter.wire.messages import Export, NewsKind, NewsPage, PushRequest, Verdict
from counter.wire.sealing import sign_head
from tests.hall.approving import approve_body
from tests.hall.window import NOW, Counter, Served, holiday_table, load_items, new_case, paper, taken


def export(served: Served) -> Export:
    reply = served.call("GET", "/v1/export")
    assert reply.status == 200, reply.body
    return reply.read(Export)


def test_a_case_is_settled_numbered_and_told_in_the_news(counter: Counter, item: ServiceItem) -> None:
    case = new_case()
    line = counter.line(Kind.CASE_TAKEN, taken(counter, item), case=case)
    answer = counter.push(line)
    assert [(each.id, each.hash, each.verdict) for each in answer.lines] == [
        (line.opened().id, line.hash, Verdict.SETTLED)
    ]
    assert answer.durable_to == 1
    assert answer.generation == counter.enrolled.generation
    news = [each for each in counter.call("GET", "/v1/news").read(NewsPage).entries if each.case == case]
    assert [each.kind for each in news] == [NewsKind.NUMBERED, NewsKind.STATE]
    assert len(news[0].platform_no) == 6 + 8 + 5
    assert news[0].platform_no.startswith("421199")
    assert news[0].platform_no.endswith("00001")
    assert news[1].state == "已受理"
    (exported,) = export(counter.served).cases
    assert (exported.case, exported.platform_no, exported.state) == (case, news[0].platform_no, "已受理")
    assert exported.papers == (exported.case_no,)
    assert exported.lines == 1


def test_the_same_push_again_changes_nothing_and_says_duplicate(counter: Counter, item: ServiceItem) -> None:
    lines = [counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case()) for _ in range(3)]
    counter.push(*lines)
    before = export(counter.served)
    again = counter.push(*lines)
    assert [each.verdict for each in again.lines] == [Verdict.DUPLICATE] * 3
    assert again.durable_to == 3
    assert export(counter.served) == before


def test_a_refused_line_is_refused_again_after_a_lost_answer(counter: Counter, item: ServiceItem) -> None:
    line = counter.line(Kind.CASE_TAKEN, taken(counter, item, item_version=99), case=new_case())
    first = counter.answers(line)
    assert counter.answers(line) == first
    assert (first[0].verdict, first[0].code) == (Verdict.REFUSED, "item.unknown")
    assert first[0].field == "item_code"
    assert "目录" in first[0].message


ID_FIELD = "applicant.id_number"
REFUSALS = [
    ({"item_version": 2**40}, "item.unknown", "item_code"),
    ({"applicant": Applicant(name="张测试", id_number="110105194912310021")}, "identity.check_digit", ID_FIELD),
    ({"applicant": Applicant(name="张\u0000测")}, "text.control_character", "applicant.name"),
    ({"applicant": Applicant(name="")}, "text.empty", "applicant.name"),
    ({"materials": (ReceivedMaterial(code="no such", how_got=HowGot.COPY),)}, "material.unknown", "materials.0"),
    ({"decision": Decision.DONE_ON_SPOT}, "decision.not_on_spot", "decision"),
    ({"papers": ()}, "paper.number_missing", "papers"),
    ({"papers": (paper("420106-03-12-A-000127-0"),)}, "paper.number_prefix", "papers.0.number"),
    ({"papers": (paper("420106-03-12-A-000127-7"),)}, "number.check", "papers.0.number"),
    ({"case_no": "x"}, "paper.number_missing", "case_no"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "code", "field"), REFUSALS)
def test_what_breaks_a_rule_is_refused_with_its_field(
    counter: Counter, item: ServiceItem, changes: dict[str, object], code: str, field: str
) -> None:
    (answer,) = counter.answers(counter.line(Kind.CASE_TAKEN, taken(counter, item, **changes), case=new_case()))
    assert (answer.verdict, answer.code, answer.field) == (Verdict.REFUSED, code, field)
    assert export(counter.served).cases == ()


def test_a_paper_number_stands_on_one_case_only(counter: Counter, item: ServiceItem) -> None:
    body = taken(counter, item)
    lines = [counter.line(Kind.CASE_TAKEN, body, case=new_case()) for _ in range(2)]
    assert [(each.verdict, each.code) for each in counter.answers(*lines)] == [
        (Verdict.SETTLED, ""),
        (Verdict.REFUSED, "paper.number_used"),
    ]


def test_a_refused_line_keeps_its_place_and_holds_its_own_case_only(counter: Counter, item: ServiceItem) -> None:
    bad, good = new_case(), new_case()
    refused = counter.line(Kind.CASE_TAKEN, taken(counter, item, item_version=99), case=bad)
    printed = counter.line(Kind.PAPER_PRINTED, print_of("421199-01-01-A-000001-7"), case=bad)
    other = counter.line(Kind.CASE_TAKEN, taken(counter, item), case=good)
    answer = counter.push(refused, printed, other)
    assert [each.verdict for each in answer.lines] == [Verdict.REFUSED, Verdict.HELD, Verdict.SETTLED]
    assert answer.lines[1].code == "case.held"
    assert answer.durable_to == 3


def test_a_correction_settles_the_case_and_releases_what_was_held(counter: Counter, item: ServiceItem) -> None:
    case = new_case()
    body = taken(counter, item, item_version=99)
    refused = counter.line(Kind.CASE_TAKEN, body, case=case)
    held = counter.line(Kind.PAPER_PRINTED, print_of(body.case_no), case=case)
    counter.push(refused, held)
    right = msgspec.structs.replace(body.intake, item_version=item.version, applicant=Applicant(name="李更正"))
    correction = CaseCorrected(supersedes=refused.opened().id, intake=right, reason="版本有误")
    corrected = counter.line(Kind.CASE_CORRECTED, correction, case=case)
    assert [each.verdict for each in counter.answers(corrected)] == [Verdict.SETTLED]
    assert [each.verdict for each in counter.answers(held)] == [Verdict.SETTLED]
    assert [each.verdict for each in counter.answers(held)] == [Verdict.DUPLICATE]
    assert [each.verdict for each in counter.answers(refused)] == [Verdict.REFUSED]
    (exported,) = export(counter.served).cases
    assert (exported.case_no, exported.applicant_name, exported.lines) == (body.case_no, "李更正", 3)
    assert exported.papers == (body.case_no,)


def test_a_second_correction_may_put_right_what_the_first_did_not(counter: Counter, item: ServiceItem) -> None:
    case = new_case()
    body = taken(counter, item, item_version=99)
    refused = counter.line(Kind.CASE_TAKEN, body, case=case)
    still_wrong = CaseCorrected(supersedes=refused.opened().id, intake=body.intake, reason="试")
    first = counter.line(Kind.CASE_CORRECTED, still_wrong, case=case)
    right = msgspec.structs.replace(body.intake, item_version=item.version)
    second = counter.line(
        Kind.CASE_CORRECTED, CaseCorrected(supersedes=first.opened().id, intake=right, reason="改"), case=case
    )
    assert [each.verdict for each in counter.answers(refused, first, second)] == [
        Verdict.REFUSED,
        Verdict.REFUSED,
        Verdict.SETTLED,
    ]
    assert len(export(counter.served).cases) == 1


def test_a_correction_of_a_case_that_is_here_is_checked_too(counter: Counter, item: ServiceItem) -> None:
    case = new_case()
    body = taken(counter, item, decision=Decision.RECEIVED, accepted_at=None)
    wrong = CaseDecided(decision=Decision.ACCEPTED, accepted_at=NOW, time_trusted=True, due=DueDates(), papers=())
    line = counter.line(Kind.CASE_TAKEN, body, case=case)
    refused = counter.line(Kind.CASE_DECIDED, wrong, case=case)
    unclean = msgspec.structs.replace(body.intake, applicant=Applicant(name="李\u0000"))
    correction = CaseCorrected(supersedes=refused.opened().id, intake=unclean, reason="改")
    answers = counter.answers(line, refused, counter.line(Kind.CASE_CORRECTED, correction, case=case))
    assert [(each.verdict, each.code) for each in answers] == [
        (Verdict.SETTLED, ""),
        (Verdict.REFUSED, "paper.number_missing"),
        (Verdict.REFUSED, "text.control_character"),
    ]


def test_a_settled_line_cannot_be_corrected(counter: Counter, item: ServiceItem) -> None:
    case = new_case()
    body = taken(counter, item)
    line = counter.line(Kind.CASE_TAKEN, body, case=case)
    correction = CaseCorrected(supersedes=line.opened().id, intake=body.intake, reason="改")
    unknown = CaseCorrected(supersedes=LineId("01890000-0000-7000-8000-000000000000"), intake=body.intake, reason="改")
    answers = counter.answers(
        line,
        counter.line(Kind.CASE_CORRECTED, correction, case=case),
        counter.line(Kind.CASE_CORRECTED, unknown, case=case),
    )
    assert [(each.verdict, each.code) for each in answers[1:]] == [
        (Verdict.REFUSED, "correction.not_stuck"),
        (Verdict.HELD, "line.missing"),
    ]


@pytest.mark.usefixtures("clerks")
def test_a_clerk_voids_a_case_with_its_numbers_only_when_a_supervisor_approved(
    counter: Counter, item: ServiceItem
) -> None:
    case = new_case()
    body = taken(counter, item)
    void = CaseVoided(state_before=CounterState.ACCEPTED, numbers=(body.case_no,), reason="重复")
    first = counter.answers(
        counter.line(Kind.CASE_TAKEN, body, case=case), counter.line(Kind.CASE_VOIDED, void, case=case)
    )
    assert [(each.verdict, each.code) for each in first] == [
        (Verdict.SETTLED, ""),
        (Verdict.REFUSED, "approval.missing"),
    ]
    approved = [
        counter.line(
            Kind.CASE_VOIDED,
            void,
            case=case,
            approval=approve_body(counter.served.hall, ReviewKind.VOID, case, void),
        )
        for _ in range(2)
    ]
    second = counter.answers(*approved)
    assert [(each.verdict, each.theirs) for each in second] == [(Verdict.SETTLED, ""), (Verdict.CONFLICT, "作废")]
    assert [each.state for each in export(counter.served).cases] == ["作废"]
    states = [each.state for each in counter.call("GET", "/v1/news").read(NewsPage).entries if each.state]
    assert states == ["已受理", "作废"]


@pytest.mark.usefixtures("clerks")
def test_a_case_that_was_never_accepted_can_be_voided(counter: Counter, item: ServiceItem) -> None:
    case = new_case()
    body = taken(counter, item, item_version=2**40)
    void = CaseVoided(state_before=CounterState.ACCEPTED, numbers=(body.case_no,), reason="重复")
    approval = approve_body(counter.served.hall, ReviewKind.VOID, case, void)
    answers = counter.answers(
        counter.line(Kind.CASE_TAKEN, body, case=case),
        counter.line(Kind.CASE_VOIDED, void, case=case, approval=approval),
    )
    assert [each.verdict for each in answers] == [Verdict.REFUSED, Verdict.SETTLED]
    (exported,) = export(counter.served).cases
    assert (exported.state, exported.papers) == ("作废", (body.case_no,))


def test_a_received_case_is_accepted_later_once(counter: Counter, item: ServiceItem) -> None:
    case = new_case()
    body = taken(counter, item, decision=Decision.RECEIVED, accepted_at=None)

    def later() -> CaseDecided:
        number = paper(counter.number(), PaperKind.ACCEPTANCE)
        return CaseDecided(
            decision=Decision.ACCEPTED, accepted_at=NOW, time_trusted=True, due=DueDates(), papers=(number,)
        )

    answers = counter.answers(
        counter.line(Kind.CASE_TAKEN, body, case=case),
        counter.line(Kind.CASE_DECIDED, later(), case=case),
        counter.line(Kind.CASE_DECIDED, later(), case=case),
    )
    assert [(each.verdict, each.theirs) for each in answers] == [
        (Verdict.SETTLED, ""),
        (Verdict.SETTLED, ""),
        (Verdict.CONFLICT, "已受理"),
    ]
    (exported,) = export(counter.served).cases
    assert (exported.state, len(exported.papers)) == ("已受理", 2)


def test_a_case_of_an_on_spot_item_is_done(counter: Counter) -> None:
    on_spot = [each for each in load_items("03-health.json") if each.handling is Handling.ON_SPOT]
    on_spot += [each for each in load_items() if each.handling is Handling.ON_SPOT]
    counter.served.hall.load_catalogue(load_items() + load_items("03-health.json"), holiday_table())
    (answer,) = counter.answers(counter.line(Kind.CASE_TAKEN, taken(counter, on_spot[0]), case=new_case()))
    assert answer.verdict is Verdict.SETTLED
    assert [each.state for each in export(counter.served).cases] == ["已办结"]


def test_a_line_of_an_unknown_case_is_held(counter: Counter) -> None:
    (answer,) = counter.answers(counter.line(Kind.PAPER_PRINTED, print_of("x"), case=new_case()))
    assert (answer.verdict, answer.code) == (Verdict.HELD, "case.missing")


def test_the_same_case_from_another_line_is_a_conflict(counter: Counter, item: ServiceItem) -> None:
    case = new_case()
    lines = [counter.line(Kind.CASE_TAKEN, taken(counter, item), case=case) for _ in range(2)]
    counter.push(lines[0])
    (answer,) = counter.answers(lines[1])
    assert answer.verdict is Verdict.CONFLICT
    assert answer.theirs == export(counter.served).cases[0].platform_no


def test_a_gap_in_the_chain_holds_what_follows_and_is_filled_later(counter: Counter, item: ServiceItem) -> None:
    first, second, third = (counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case()) for _ in range(3))
    counter.push(first)
    gap = counter.push(third)
    assert [(each.verdict, each.code) for each in gap.lines] == [(Verdict.HELD, "line.gap")]
    assert gap.durable_to == 1
    assert counter.push(second, third).durable_to == 3


def test_a_line_that_the_platform_lost_is_taken_again_between_its_neighbours(
    counter: Counter, item: ServiceItem
) -> None:
    lines = [counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case()) for _ in range(3)]
    counter.push(*lines)
    with counter.served.hall.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM lines WHERE seq = 2")
        connection.execute(text("DELETE FROM cases WHERE taken_line = :line"), {"line": lines[1].opened().id})
    answer = counter.push(lines[0])
    assert answer.durable_to == 1
    again = counter.push(lines[1])
    assert [each.verdict for each in again.lines] == [Verdict.SETTLED]
    assert again.durable_to == 3
    assert len(export(counter.served).cases) == 3


def test_another_content_at_a_known_place_is_a_clone_and_the_install_is_flagged(
    counter: Counter, item: ServiceItem
) -> None:
    head = counter.head
    counter.push(counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case()))
    counter.seq, counter.head = 0, head
    answer = counter.push(counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case()))
    assert [(each.verdict, each.code) for each in answer.lines] == [(Verdict.CLONE, "line.fork")]
    with counter.served.hall.database.read() as connection:
        assert connection.exec_driver_sql("SELECT clone_seen_at FROM installs").scalar() is not None
    assert len(export(counter.served).cases) == 1


def test_a_known_id_with_other_content_is_a_clone(counter: Counter) -> None:
    first = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0))
    counter.push(first)
    second = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0), id=first.opened().id)
    assert [each.verdict for each in counter.answers(second)] == [Verdict.CLONE]


def test_a_line_on_a_foreign_predecessor_is_a_clone(counter: Counter) -> None:
    counter.push(counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0)))
    counter.head = "00" * 32
    line = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0))
    assert [each.verdict for each in counter.answers(line)] == [Verdict.CLONE]


def test_a_line_of_another_install_or_epoch_is_refused_and_not_kept(counter: Counter, served: Served) -> None:
    other = Counter(served, Place(window="02"))
    theirs = other.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0))
    wrong_epoch = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0), epoch="ZZ")
    wrong_install = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0), install=InstallId("i-x"))
    answer = counter.push(theirs, wrong_epoch, wrong_install)
    assert {(each.verdict, each.code) for each in answer.lines} == {(Verdict.REFUSED, "line.foreign")}
    assert answer.durable_to == 0
    assert export(served).lines == 0


def test_a_line_whose_bytes_were_changed_is_refused(counter: Counter) -> None:
    line = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0))
    changed = SealedLine(
        line=msgspec.Raw(bytes(line.line).replace(b'"lines_waiting":0', b'"lines_waiting":1')),
        prev=line.prev,
        hash=line.hash,
    )
    no_hash = SealedLine(line=line.line, prev="not hexadecimal", hash=line.hash)
    for each in (changed, no_hash):
        assert [(got.verdict, got.code) for got in counter.answers(each)] == [(Verdict.REFUSED, "line.not_whole")]


def test_an_unknown_kind_keeps_its_place_and_is_refused(counter: Counter) -> None:
    strange = counter.line("case.teleported", SignedOut(lines_waiting=0))
    after = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0))
    answer = counter.push(strange, after)
    assert [each.verdict for each in answer.lines] == [Verdict.REFUSED, Verdict.SETTLED]
    assert answer.lines[0].code == "line.body"
    assert answer.durable_to == 2


def test_a_push_signed_by_another_key_has_no_effect(counter: Counter) -> None:
    line = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0))
    request = PushRequest(lines=(line,), signature=sign_head("AAAA" * 10 + "AAA=", line.hash))
    reply = counter.call("POST", "/v1/journal", msgspec.json.encode(request))
    assert (reply.status, reply.fault().code) == (400, "push.signature")
    assert export(counter.served).lines == 0


def test_a_push_with_one_malformed_line_has_no_effect_and_names_its_place(counter: Counter) -> None:
    good = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0))
    malformed = [
        SealedLine(line=msgspec.Raw(b'{"v":1}'), prev=good.hash, hash="ab" * 32),
        counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0), id=LineId("short")),
        counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0), seq=2**60),
        counter.line("session.\u0000", SignedOut(lines_waiting=0)),
        counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0), at=NOW.replace(tzinfo=None)),
        counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0), at=NOW.replace(year=9999)),
    ]
    for each in malformed:
        reply = counter.send(good, each)
        assert (reply.status, reply.fault().code, reply.fault().field) == (400, "line.malformed", "lines.1")
    assert export(counter.served).lines == 0


def test_too_many_lines_and_none_are_refused_as_a_whole(counter: Counter) -> None:
    lines = tuple(counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0)) for _ in range(501))
    assert counter.send(*lines).fault().code == "push.too_many"
    empty = msgspec.json.encode(PushRequest(lines=(), signature=""))
    assert counter.call("POST", "/v1/journal", empty).fault().code == "push.empty"


def test_a_line_may_come_from_a_clock_that_stands_in_1970(counter: Counter) -> None:
    line = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0), at=NOW.replace(year=1970))
    assert [each.verdict for each in counter.answers(line)] == [Verdict.SETTLED]


def test_lines_can_be_sealed_by_the_wire_alone(counter: Counter) -> None:
    line = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=3))
    assert seal(line.opened(), prev=line.prev) == line


def print_of(number: str) -> PaperPrinted:
    return PaperPrinted(
        number=number, print_no=0, copies=1, printer="q", outcome=PrintOutcome.SUBMITTED, content_sha256="ab" * 32
    )
