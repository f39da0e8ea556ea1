"""A result is looked at with the people of its case; what goes into a batch is found by any number of the case."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions import handout, printing, result_sight
from counter.actions.desk import Desk
from counter.domain.case import Case, HowGot, PrintOutcome
from counter.domain.handing import Collector, ResultState
from counter.domain.ids import CaseId, uuid7
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.store import cases, hall_cases
from tests.actions.results import announce, card_of, himself
from tests.conftest import CLERK
from tests.faults.support import take


@pytest.fixture
def case(desk: Desk, items: tuple[ServiceItem, ...]) -> Case:
    """A case of this window."""
    return take(desk, items, 1)


def test_a_result_is_seen_with_its_case_its_last_papers_and_whether_they_came_out(desk: Desk, case: Case) -> None:
    """The journal knows the papers, also after the screen was closed."""
    result = announce(desk, case, by_post=True).id
    before = result_sight.look(desk, result)
    assert (before.state, before.handed, before.papers, before.printed) == (ResultState.ANNOUNCED, None, (), False)
    assert before.intake == case.intake
    assert before.may_be_posted
    handout.sign_in_results(desk, CLERK, [result], notices=True)
    done = handout.hand_out(desk, CLERK, result, Collector(person=himself(case)))
    after = result_sight.look(desk, result)
    assert (after.state, after.papers, after.printed) == (ResultState.COLLECTED, done.papers, False)
    prepared = printing.prepare(desk, done.papers[0], CLERK)
    printing.note(desk, CLERK, prepared, printer="desk", outcome=PrintOutcome.PRINTED)
    assert result_sight.look(desk, result).printed


def test_a_result_whose_case_nobody_here_knows_is_seen_without_people(desk: Desk, case: Case) -> None:
    """And one that no department announced is unknown."""
    elsewhere = msgspec.structs.replace(case, case_id=CaseId(uuid7()), case_no="421199-01-07-A-000042-X")
    assert result_sight.look(desk, announce(desk, elsewhere).id).intake is None
    with pytest.raises(RuleBroken, match=r"result\.unknown"):
        result_sight.look(desk, "nowhere")


def test_the_results_of_a_case_are_pieces_by_its_number(desk: Desk, case: Case) -> None:
    """With the department that they come from."""
    ids = [announce(desk, case, name).id for name in ("许可证", "决定书")]
    found = result_sight.result_pieces(desk, case.case_no)
    assert found.department == case.department
    assert [(piece.result, piece.name) for piece in found.pieces] == [(ids[0], "许可证"), (ids[1], "决定书")]


def test_only_what_was_got_on_paper_is_a_piece_for_the_department(desk: Desk, case: Case) -> None:
    """By the guide's names; a case with nothing on paper has nothing to be carried."""
    pieces = result_sight.material_pieces(desk, f" {case.case_no.lower()} ").pieces
    assert len(pieces) == len(case.intake.materials)
    assert all(piece.name and piece.case_no == case.case_no and not piece.result for piece in pieces)
    scans = tuple(msgspec.structs.replace(each, how_got=HowGot.SCAN) for each in case.intake.materials)
    with desk.store.write() as db:
        bare = msgspec.structs.replace(case, intake=msgspec.structs.replace(case.intake, materials=scans))
        cases.update_case(db, bare)
    with pytest.raises(RuleBroken, match=r"batch\.nothing_on_paper"):
        result_sight.material_pieces(desk, case.case_no)
    with pytest.raises(RuleBroken, match=r"case\.unknown"):
        result_sight.material_pieces(desk, "421199-01-12-A-999999-9")


def test_the_materials_of_another_windows_case_are_found_by_its_number(desk: Desk, case: Case) -> None:
    """The hall's card is enough."""
    elsewhere = msgspec.structs.replace(case, case_id=CaseId(uuid7()), case_no="421199-01-07-A-000042-X")
    with desk.store.write() as db:
        hall_cases.put_card(db, card_of(elsewhere), desk.moment().at)
    assert {piece.case for piece in result_sight.material_pieces(desk, elsewhere.case_no).pieces} == {elsewhere.case_id}
