"""An issued paper never changes: it is voided with a reason, and a new one cites it."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions import course, intake, lists, verifying
from counter.actions.desk import Desk
from counter.documents.model import PaperContent
from counter.domain.case import Case, CounterState, HowGot, ReceivedMaterial
from counter.domain.intake_rules import IntakeFaults
from counter.domain.item import ServiceItem
from counter.domain.person import Applicant
from counter.domain.proposal import Amend, Void
from counter.errors import RuleBroken
from counter.store import journal, papers, voiding
from counter.wire.bodies import CaseAmended, read_body
from tests.actions.courses import accepted, approved, brought, deferred, item_with_two, numbers, paper_kinds, received
from tests.conftest import CLERK, PDF


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item for persons."""
    return item_with_two(items)


def _content(desk: Desk, number: str) -> PaperContent:
    paper = papers.read_paper(desk.db, number)
    assert paper is not None
    return msgspec.json.decode(paper.content, type=PaperContent)


def _named(case: Case, name: str = "欧阳一明") -> Applicant:
    return msgspec.structs.replace(case.intake.applicant, name=name)


def _refused(code: str, desk: Desk, proposal: Amend) -> None:
    before = lists.read_case(desk, proposal.case)
    with pytest.raises(RuleBroken) as caught:
        course.amend(desk, CLERK, proposal)
    assert caught.value.code == code
    assert lists.read_case(desk, proposal.case) == before


def test_a_wrong_name_is_put_right_on_a_paper_of_its_own(desk: Desk, item: ServiceItem) -> None:
    """The old one stays as it was printed, void with its reason; the case keeps its number."""
    case = accepted(desk, item)
    (wrong,) = numbers(desk, case)
    before = papers.read_paper(desk.db, wrong)
    proposal = Amend(case=case.case_id, number=wrong, applicant=_named(case), reason="姓名录入有误")
    taken = course.amend(desk, CLERK, proposal, approved(desk, proposal))
    (right,) = taken.papers
    assert taken.case.case_no == case.case_no
    assert taken.case.course.cites == wrong
    assert papers.read_paper(desk.db, wrong) == before
    assert voiding.is_void(desk.db, wrong)
    assert not voiding.is_void(desk.db, right)
    old, new = _content(desk, wrong), _content(desk, right)
    assert (new.cites, new.applicant_name, new.kind) == (wrong, "欧阳一明", old.kind)
    assert (new.query_code, new.promised_due_on) == (old.query_code, old.promised_due_on)
    assert verifying.faults(desk) == ()


def test_the_line_holds_what_the_change_was_made_on(desk: Desk, item: ServiceItem) -> None:
    """So that the platform can merge the disjoint change of another window."""
    case = accepted(desk, item)
    proposal = Amend(case=case.case_id, number=numbers(desk, case)[0], applicant=_named(case), reason="姓名录入有误")
    course.amend(desk, CLERK, proposal, approved(desk, proposal))
    line = journal.lines_of_case(desk.db, case.case_id)[-1].opened()
    body = read_body(line.kind, line.body)
    assert isinstance(body, CaseAmended)
    assert (body.base_intake, body.intake.applicant.name) == (case.intake, "欧阳一明")
    assert line.approval is not None


def test_a_paper_of_a_supplement_says_again_what_it_said_beyond_the_case(desk: Desk, item: ServiceItem) -> None:
    """What was owed on the day on which it was issued, not what is owed today."""
    case = deferred(desk, item)
    first, second = (owed.code for owed in case.course.owed)
    receipt = course.supplement(desk, CLERK, case.case_id, brought(first)).papers[0]
    course.supplement(desk, CLERK, case.case_id, brought(second))
    proposal = Amend(case=case.case_id, number=receipt, applicant=_named(case), reason="姓名录入有误")
    taken = course.amend(desk, CLERK, proposal, approved(desk, proposal))
    assert _content(desk, taken.papers[0]).owed == _content(desk, receipt).owed
    assert paper_kinds(desk, case)[-1] == "supplement_receipt"


def test_a_paper_is_amended_once_its_successor_after_that(desk: Desk, item: ServiceItem) -> None:
    """The chain of numbers leads from each to the one before."""
    case = accepted(desk, item)
    (wrong,) = numbers(desk, case)
    first = Amend(case=case.case_id, number=wrong, applicant=_named(case), reason="姓名录入有误")
    (right,) = course.amend(desk, CLERK, first, approved(desk, first)).papers
    _refused("amend.void", desk, Amend(case=case.case_id, number=wrong, applicant=_named(case, "欧阳"), reason="x"))
    second = Amend(case=case.case_id, number=right, applicant=_named(case, "欧阳一鸣"), reason="改回")
    assert course.amend(desk, CLERK, second, approved(desk, second)).case.course.cites == right


def test_what_cannot_be_amended_is_refused_with_the_rule(desk: Desk, item: ServiceItem) -> None:
    """Unknown number, another case's, nothing changed, no approval, no reason."""
    case, other = accepted(desk, item), accepted(desk, item, serial=2)
    (wrong,) = numbers(desk, case)
    amend = Amend(case=case.case_id, number=wrong, applicant=_named(case), reason="姓名录入有误")
    _refused("paper.unknown", desk, msgspec.structs.replace(amend, number="421199-01-12-A-999999-0"))
    _refused("amend.other_case", desk, msgspec.structs.replace(amend, number=numbers(desk, other)[0]))
    _refused("amend.nothing", desk, msgspec.structs.replace(amend, applicant=None))
    _refused("approval.needed", desk, amend)
    _refused("text.empty", desk, msgspec.structs.replace(amend, reason=""))
    void = Void(case=other.case_id, reason="重复录入")
    course.void(desk, CLERK, void, approved(desk, void))
    _refused("case.voided", desk, Amend(case=other.case_id, number=numbers(desk, other)[0], reason="x"))


def test_a_correction_that_is_itself_wrong_is_told_field_by_field(desk: Desk, item: ServiceItem) -> None:
    """An identity number with a wrong check digit; an accepted case may not lose a material it needs."""
    case = accepted(desk, item)
    (wrong,) = numbers(desk, case)
    number = case.intake.applicant.id_number
    bad = msgspec.structs.replace(case.intake.applicant, id_number=number[:-1] + ("1" if number[-1] != "1" else "2"))
    lacking = case.intake.materials[1:]
    for proposal in (
        Amend(case=case.case_id, number=wrong, applicant=bad, reason="x"),
        Amend(case=case.case_id, number=wrong, materials=lacking, reason="x"),
    ):
        with pytest.raises(IntakeFaults):
            course.amend(desk, CLERK, proposal)
    assert lists.read_case(desk, case.case_id).case == case


def test_materials_are_put_right_and_the_new_paper_says_how_they_were_got(desk: Desk, item: ServiceItem) -> None:
    """How got, copies, a scan more; the line lists each, and the paper cites the old number."""
    case = accepted(desk, item)
    (wrong,) = numbers(desk, case)
    first, *rest = case.intake.materials
    spec = item.material(first.code)
    assert spec is not None
    scan = intake.attach_file(desk, spec, content=PDF, file_name="营业执照.pdf")
    right = msgspec.structs.replace(
        first, how_got=HowGot.ORIGINAL, copies=first.copies + 1, attachments=(*first.attachments, scan)
    )
    proposal = Amend(case=case.case_id, number=wrong, materials=(right, *rest), reason="收取方式录错")
    taken = course.amend(desk, CLERK, proposal, approved(desk, proposal))
    content = _content(desk, taken.papers[0])
    row = next(each for each in content.materials if each.name == spec.name)
    assert (content.cites, row.how_got, row.received_copies) == (wrong, "原件", first.copies + 1)
    line = journal.lines_of_case(desk.db, case.case_id)[-1].opened()
    body = read_body(line.kind, line.body)
    assert isinstance(body, CaseAmended)
    (change,) = body.materials
    assert (change.code, change.how_before, change.how) == (first.code, first.how_got, HowGot.ORIGINAL)
    assert change.scans_added == (scan.sha256,)
    assert scan.sha256 in {blob.sha256 for blob in line.blobs}
    assert verifying.faults(desk) == ()
    back = Amend(case=case.case_id, number=taken.papers[0], materials=case.intake.materials, reason="x")
    _refused("amend.scan_stays", desk, back)


def test_what_is_waited_for_comes_as_a_supplement_and_not_by_a_correction(desk: Desk, item: ServiceItem) -> None:
    """Its arrival has to be dated (许可法 32(5))."""
    case = deferred(desk, item)
    owed = case.course.open_owed()[0].code
    more = ReceivedMaterial(code=owed, how_got=HowGot.ORIGINAL)
    number = numbers(desk, case)[-1]
    proposal = Amend(case=case.case_id, number=number, materials=(*case.intake.materials, more), reason="补录")
    _refused("amend.owed", desk, proposal)


def test_what_was_lacking_before_does_not_stand_in_the_way(desk: Desk, item: ServiceItem) -> None:
    """A case that silence accepted may lack a material; its name can be put right all the same."""
    case = received(desk, item)
    proposal = Amend(case=case.case_id, number=numbers(desk, case)[0], applicant=_named(case), reason="姓名录入有误")
    assert course.cleaned(desk, proposal) == proposal
    assert course.amend(desk, CLERK, proposal, approved(desk, proposal)).case.state is CounterState.RECEIVED
