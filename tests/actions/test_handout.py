"""A result goes from the department to who may have it, each step with its line and its papers."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions import batches, handout, lists, verifying
from counter.actions.desk import Desk
from counter.documents.model import PaperContent
from counter.domain.case import Case, PaperKind
from counter.domain.handing import Collector, CollectorKind, Posting, ResultState
from counter.domain.ids import CaseId, uuid7
from counter.domain.item import ServiceItem
from counter.domain.person import Identified
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import hall_cases, journal, papers
from counter.wire.bodies import Kind, MovedPiece, ResultHanded, read_body
from tests.actions.results import announce, card_of, himself
from tests.conftest import CLERK, FakeClock, resident_number
from tests.faults.support import one_round, take

PARCEL = Posting(addressee="欧阳一鸣", phone="13900000000", address="云溪县清江路1号", waybill="EA123456785CN")
HER = Identified(name="马冬梅", id_number=resident_number(2))


@pytest.fixture
def case(desk: Desk, items: tuple[ServiceItem, ...]) -> Case:
    """A case of this window."""
    return take(desk, items, 1)


def _at_window(desk: Desk, case: Case, *, by_post: bool = False) -> str:
    document = announce(desk, case, by_post=by_post)
    handout.sign_in_results(desk, CLERK, [document.id])
    return document.id


def _lines(desk: Desk, case: Case) -> list[ResultHanded]:
    opened = [sealed.opened() for sealed in journal.lines_of_case(desk.db, case.case_id)]
    bodies = [read_body(line.kind, line.body) for line in opened if line.kind == Kind.RESULT_HANDED]
    return [body for body in bodies if isinstance(body, ResultHanded)]


def _content(desk: Desk, number: str) -> PaperContent:
    paper = papers.read_paper(desk.db, number)
    assert paper is not None
    return msgspec.json.decode(paper.content, type=PaperContent)


def test_a_result_is_signed_in_and_collected_by_the_applicant(desk: Desk, case: Case, clock: FakeClock) -> None:
    """窗口签收, then 领取凭证 and 送达回证 with numbers of their own, and a line for each step."""
    result = _at_window(desk, case)
    clock.go_on(hours=2)
    done = handout.hand_out(desk, CLERK, result, Collector(person=himself(case), phone="139 0000 0000"))
    assert done.result.state is ResultState.COLLECTED
    assert [_content(desk, number).kind for number in done.papers] == [PaperKind.COLLECTION, PaperKind.SERVICE_RETURN]
    said = _content(desk, done.papers[1])
    assert said.collector is not None
    assert (said.collector.relation, said.collector.way, said.collector.at) == ("本人", "直接送达", clock.at)
    assert [(shown.name, shown.number) for shown in said.results] == [("准予行政许可决定书", "云许〔2026〕17号")]
    assert said.clerk_name == CLERK.name
    assert [line.handed.state for line in _lines(desk, case)] == [ResultState.AT_WINDOW, ResultState.COLLECTED]
    assert [paper.number for paper in _lines(desk, case)[1].papers] == list(done.papers)
    assert verifying.faults(desk) == ()


def test_what_is_collected_is_not_collected_again(desk: Desk, case: Case) -> None:
    """Nor posted, nor signed in; and nothing was written by the attempts."""
    result = _at_window(desk, case)
    handout.hand_out(desk, CLERK, result, Collector(person=himself(case)))
    before = list(journal.all_lines(desk.db))
    for attempt in (
        lambda: handout.hand_out(desk, CLERK, result, Collector(person=himself(case))),
        lambda: handout.post(desk, CLERK, result, PARCEL),
        lambda: handout.sign_in_results(desk, CLERK, [result]),
        lambda: handout.undelivered(desk, CLERK, result, "无人应答"),
        lambda: handout.try_again(desk, CLERK, result),
        lambda: handout.cancel_posting(desk, CLERK, result, "改为自取"),
    ):
        with pytest.raises(RuleBroken, match=r"result\.moved_on"):
            attempt()
    assert list(journal.all_lines(desk.db)) == before


def test_nothing_is_handed_out_before_it_lies_here(desk: Desk, case: Case) -> None:
    """Announced is not signed in; an unknown one is nowhere."""
    document = announce(desk, case)
    with pytest.raises(RuleBroken, match=r"result\.moved_on"):
        handout.hand_out(desk, CLERK, document.id, Collector(person=himself(case)))
    for ids, code in (([], "result.none"), ([document.id, "nowhere"], "result.unknown")):
        with pytest.raises(RuleBroken) as caught:
            handout.sign_in_results(desk, CLERK, ids)
        assert caught.value.code == code
    assert _lines(desk, case) == []


def test_a_wrong_collector_takes_nothing_and_no_number_is_used(desk: Desk, case: Case) -> None:
    """The next paper has the next number."""
    result = _at_window(desk, case)
    with pytest.raises(RuleBroken, match=r"handing\.not_applicant"):
        handout.hand_out(desk, CLERK, result, Collector(person=HER))
    done = handout.hand_out(
        desk, CLERK, result, Collector(kind=CollectorKind.AGENT, person=HER, authority="代领结果文书")
    )
    assert [number.split("-")[4] for number in done.papers] == ["000002", "000003"]
    said = _content(desk, done.papers[0])
    assert (said.collector_name, said.collector_relation) == ("马冬梅", "代理人")
    assert said.collector is not None
    assert said.collector.authority == "代领结果文书"


def test_article_89_who_refuses_gets_no_paper_that_says_he_received_it(desk: Desk, case: Case) -> None:
    """留置送达 stands on the 送达回证 alone, with its witness."""
    result = _at_window(desk, case)
    refusing = Collector(person=himself(case), signed=False, refusal_witness="丁一")
    done = handout.hand_out(desk, CLERK, result, refusing)
    (number,) = done.papers
    said = _content(desk, number)
    assert said.kind is PaperKind.SERVICE_RETURN
    assert said.collector is not None
    assert (said.collector.way, said.collector.refusal_witness) == ("留置送达", "丁一")


def test_a_result_is_posted_picked_up_and_delivered(desk: Desk, case: Case, clock: FakeClock) -> None:
    """待揽件, 已揽件, 妥投, with the waybill all the way."""
    result = _at_window(desk, case, by_post=True)
    posted = handout.post(desk, CLERK, result, PARCEL)
    (number,) = posted.papers
    shown = _content(desk, number).posting
    assert shown is not None
    assert (shown.waybill, shown.payer) == ("EA123456785CN", "政务服务大厅")
    for state in (ResultState.PICKED_UP, ResultState.DELIVERED):
        clock.go_on(hours=5)
        moved = handout.post_state(desk, CLERK, result, state)
        assert moved.handed is not None
        assert (moved.state, moved.handed.posting) == (state, PARCEL)
    with pytest.raises(RuleBroken, match=r"result\.moved_on"):
        handout.post_state(desk, CLERK, result, ResultState.PICKED_UP)


def test_a_parcel_can_be_cancelled_until_it_is_fetched_and_comes_back_with_a_reason(desk: Desk, case: Case) -> None:
    """撤单 and 退回 both lead back to the window, and then it can be collected."""
    result = _at_window(desk, case, by_post=True)
    handout.post(desk, CLERK, result, PARCEL)
    with pytest.raises(RuleBroken, match=r"text\.empty"):
        handout.cancel_posting(desk, CLERK, result, " ")
    assert handout.cancel_posting(desk, CLERK, result, "改为自取").state is ResultState.AT_WINDOW
    handout.post(desk, CLERK, result, PARCEL)
    handout.post_state(desk, CLERK, result, ResultState.PICKED_UP)
    with pytest.raises(RuleBroken, match=r"post\.picked_up"):
        handout.cancel_posting(desk, CLERK, result, "改为自取")
    with pytest.raises(RuleBroken, match=r"text\.empty"):
        handout.post_state(desk, CLERK, result, ResultState.AT_WINDOW)
    back = handout.post_state(desk, CLERK, result, ResultState.AT_WINDOW, "查无此人")
    assert back.handed is not None
    assert (back.state, back.handed.reason, back.handed.posting) == (ResultState.AT_WINDOW, "查无此人", None)
    handout.hand_out(desk, CLERK, result, Collector(person=himself(case)))


def test_posting_is_not_offered_where_neither_guide_nor_applicant_asks_for_it(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """邮政送达 is a part of the guide, or a wish of the applicant."""
    plain = [item for item in items if not item.posted_delivery]
    case = take(desk, tuple(plain), 1)
    with pytest.raises(RuleBroken, match=r"post\.not_offered"):
        handout.post(desk, CLERK, _at_window(desk, case), PARCEL)


def test_nobody_found_is_undelivered_until_it_is_tried_again(desk: Desk, case: Case) -> None:
    """With what was tried as the reason."""
    result = _at_window(desk, case)
    with pytest.raises(RuleBroken, match=r"text\.empty"):
        handout.undelivered(desk, CLERK, result, "")
    assert handout.undelivered(desk, CLERK, result, "电话三次无人接").state is ResultState.UNDELIVERED
    with pytest.raises(RuleBroken, match=r"result\.moved_on"):
        handout.hand_out(desk, CLERK, result, Collector(person=himself(case)))
    assert handout.try_again(desk, CLERK, result).state is ResultState.AT_WINDOW


def test_the_applicant_is_told_on_paper_that_it_is_ready(desk: Desk, case: Case) -> None:
    """出件通知 with the signing in, where the case is known; the result without its case is signed in all the same."""
    unknown = msgspec.structs.replace(case, case_id=CaseId(uuid7()), case_no="421199-01-07-A-000042-X")
    ids = [announce(desk, case).id, announce(desk, case, "许可证").id, announce(desk, unknown).id]
    first, second, third = handout.sign_in_results(desk, CLERK, ids, notices=True)
    assert {done.result.state for done in (first, second, third)} == {ResultState.AT_WINDOW}
    kinds = [_content(desk, number).kind for number in (*first.papers, *second.papers)]
    assert kinds == [PaperKind.COLLECTION_NOTICE] * 2
    assert third.papers == ()


def test_a_result_of_another_window_is_handed_out_here(
    desk: Desk, case: Case, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """The hall's card is enough; the papers have this window's numbers, the case keeps its own."""
    elsewhere = msgspec.structs.replace(case, case_id=CaseId(uuid7()), case_no="421199-01-07-A-000042-X")
    with desk.store.write() as db:
        hall_cases.put_card(db, card_of(elsewhere), desk.moment().at)
    document = announce(desk, elsewhere)
    assert handout.results_of_number(desk, elsewhere.case_no)[0].document == document
    handout.sign_in_results(desk, CLERK, [document.id])
    done = handout.hand_out(desk, CLERK, document.id, Collector(person=himself(elsewhere)))
    said = _content(desk, done.papers[0])
    assert said.case_code == "421199-01-07-A-000042-X"
    assert "-12-A-000002-" in said.number
    one_round(desk, platform)
    assert lists.outbox(desk).all_arrived()
    take(desk, items, 3)
    assert verifying.faults(desk) == ()


def test_without_its_case_a_result_stays_where_it_is(desk: Desk, case: Case) -> None:
    """Nobody could check who collects it."""
    unknown = msgspec.structs.replace(case, case_id=CaseId(uuid7()), case_no="421199-01-07-A-000042-X")
    document = announce(desk, unknown)
    handout.sign_in_results(desk, CLERK, [document.id])
    with pytest.raises(RuleBroken, match=r"case\.unknown"):
        handout.hand_out(desk, CLERK, document.id, Collector(person=himself(unknown)))


def _piece(case: Case, name: str, result: str = "") -> MovedPiece:
    return MovedPiece(case=case.case_id, case_no="whatever was typed", name=name, result=result)


def test_a_batch_of_materials_goes_out_with_its_own_number(desk: Desk, case: Case) -> None:
    """材料出库: the case's number is the case's, whatever was typed, and the line tells what the slip shows."""
    sent = batches.send_batch(desk, CLERK, department="交通运输局", courier="丁一", pieces=[_piece(case, "申请书")])
    assert sent.batch == "421199-01-12-A-20260302-001"
    assert [piece.case_no for piece in sent.pieces] == [case.case_no]
    *_, (_, _, last) = journal.all_lines(desk.db)
    assert read_body(last.opened().kind, last.opened().body) == sent
    assert batches.read_batch(desk, sent.batch).moved == sent
    again = batches.send_batch(desk, CLERK, department="交通运输局", courier="丁一", pieces=[_piece(case, "身份证")])
    assert again.batch == "421199-01-12-A-20260302-002"
    assert [row.moved for row in batches.list_batches(desk)[0]] == [again, sent]


def test_results_that_come_in_a_batch_are_signed_in_with_it(desk: Desk, case: Case) -> None:
    """证照流转: department, window, applicant, without a second act; one that lies here already stays."""
    first, second = announce(desk, case, "许可证"), announce(desk, case, "决定书")
    handout.sign_in_results(desk, CLERK, [second.id])
    pieces = [_piece(case, "许可证", first.id), _piece(case, "决定书", second.id)]
    came = batches.receive_batch(
        desk, CLERK, department="交通运输局", courier="丁一", pieces=pieces, their_slip=" 局 2026-17 "
    )
    assert (came.to_department, came.their_slip) == (False, "局2026-17")
    assert {row.state for row in handout.list_results(desk).rows} == {ResultState.AT_WINDOW}
    assert len(_lines(desk, case)) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda _piece: [], "batch.empty"),
        (lambda piece: [piece] * 2, "batch.twice"),
        (lambda piece: [msgspec.structs.replace(piece, name=f"材料{n}") for n in range(201)], "batch.too_big"),
        (lambda piece: [msgspec.structs.replace(piece, copies=0)], "batch.copies"),
        (lambda piece: [msgspec.structs.replace(piece, case=CaseId(uuid7()))], "case.unknown"),
        (lambda piece: [msgspec.structs.replace(piece, result="nowhere")], "result.unknown"),
        (lambda piece: [msgspec.structs.replace(piece, name=" ")], "text.empty"),
    ],
)
def test_a_slip_that_is_not_right_moves_nothing(desk: Desk, case: Case, change: object, code: str) -> None:
    """And takes no number."""
    assert callable(change)
    pieces = change(_piece(case, "申请书"))
    with pytest.raises(RuleBroken) as caught:
        batches.send_batch(desk, CLERK, department="交通运输局", courier="丁一", pieces=pieces)
    assert caught.value.code == code
    assert batches.list_batches(desk) == ((), 0)


def test_a_batch_that_is_not_there_cannot_be_read(desk: Desk) -> None:
    """A typed number that is none."""
    with pytest.raises(RuleBroken, match=r"batch\.unknown"):
        batches.read_batch(desk, "421199-01-12-A-20260302-009")
