"""F8: the nine decisions at a real desk, worked by keys, each from the form to the disk."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from counter.actions import lists
from counter.actions.desk import Desk
from counter.domain.case import CounterState, Decision, PaperKind
from counter.domain.course import Commitment, Correction, Deferral, NotNeeded, Refusal, RefusalGround, Signer
from counter.domain.item import Handling, ServiceItem
from counter.lanes import Lane
from tests.actions.approving import SECRET
from tests.conftest import SUPERVISOR, company_code, filled
from tests.ui.ruling import (
    AGENT,
    both_ways,
    deferrable,
    fill_without,
    know_hall,
    open_panel,
    required,
    sign,
    taken,
    with_printer,
)
from tests.ui.test_intake_stage import ALT, CTRL, KEY, Stage
from ui.bridge import Bridge
from ui.names import DECISIONS


@pytest.fixture
def stage(
    *, qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...], tmp_path: Path
) -> Stage:
    """A clerk before a blank form, in a hall with supervisors and a fresh credit list."""
    lane.call(know_hall, lane_desk)
    return with_printer(Stage(qtbot, bridge, lane, lane_desk, items), tmp_path / "papers")


def current(stage: Stage) -> Decision | None:
    """What Enter would confirm."""
    return stage.view.bar.line.current()


def test_the_nine_stand_in_the_order_of_the_law_under_the_digits(stage: Stage) -> None:
    fill_without(stage, both_ways(stage.items))
    stage.press(KEY.Key_F8)
    assert [button.text() for button in stage.view.bar.line._buttons.values()] == [
        f"{number} {name}" for number, name in enumerate(DECISIONS.values(), start=1)
    ]
    for digit, decision in enumerate(DECISIONS, start=int(KEY.Key_1)):
        if stage.view.bar.line._shown[decision].closed == "":
            stage.press(KEY(digit))
            assert current(stage) is decision


def test_the_best_decision_for_what_is_ticked_is_offered_first(stage: Stage) -> None:
    item = both_ways(stage.items)
    on_spot = stage.item(Handling.ON_SPOT)
    for chosen, lacking, best in (
        (item, (), Decision.ACCEPTED),
        (item, deferrable(item), Decision.DEFERRED),
        (item, required(item)[:1], Decision.CORRECTION),
        (on_spot, (), Decision.DONE_ON_SPOT),
        (on_spot, required(on_spot)[:1], Decision.CORRECTION),
    ):
        fill_without(stage, chosen, lacking)
        stage.press(KEY.Key_F8)
        assert current(stage) is best
        stage.press(KEY.Key_Escape)


def test_a_closed_decision_is_grey_and_says_why_in_words(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, required(item)[:1])
    stage.press(KEY.Key_F8, KEY.Key_1)
    line = stage.view.bar.line
    button = line._buttons[Decision.ACCEPTED]
    assert not button.isEnabled()
    assert button.accessibleName() == f"受理，不可选：还缺“{required(item)[0].name}”等 1 份必要材料"
    assert f"受理不可选：还缺“{required(item)[0].name}”" in line.words()
    assert "即办办结不可选：本事项不是即办件" in line.words()
    assert current(stage) is Decision.CORRECTION


def test_with_nothing_ticked_no_refusal_is_offered_first_and_enter_leads_to_the_materials(stage: Stage) -> None:
    item = both_ways(stage.items)
    stage.pick(item)
    stage.view.show_intake(msgspec.structs.replace(filled(item), materials=()), item)
    stage.presenter._deciding.renew()
    stage.settle()
    stage.press(KEY.Key_F8)
    assert current(stage) is None
    assert "还没有勾选任何材料" in stage.view.bar.line.words()
    stage.press(KEY.Key_Return)
    assert stage.focused() is stage.view.materials.table
    assert "还没有勾选任何材料" in stage.view.bar.banner.text()
    assert stage.cases() == ()


def test_who_broke_a_promise_is_offered_neither_deferral_nor_commitment(stage: Stage) -> None:
    item = both_ways(stage.items)
    stage.lane.call(lambda: know_hall(stage.desk, barred=company_code()))
    fill_without(stage, item, deferrable(item))
    stage.press(KEY.Key_F8)
    assert current(stage) is Decision.CORRECTION
    assert "容缺受理、承诺受理不可选：申请人在失信名单中" in stage.view.bar.line.words()


def test_a_credit_list_that_is_too_old_is_no_answer(stage: Stage) -> None:
    item = both_ways(stage.items)
    stage.lane.call(lambda: know_hall(stage.desk, hours_old=24 * 10))
    fill_without(stage, item, deferrable(item))
    stage.press(KEY.Key_F8)
    assert "容缺受理、承诺受理不可选：没有可用的信用名单" in stage.view.bar.line.words()


def test_a_correction_is_told_whole_with_what_the_clerk_adds(stage: Stage) -> None:
    item = both_ways(stage.items)
    lacking = required(item)[:2]
    fill_without(stage, item, lacking)
    open_panel(stage)
    stage.press(KEY.Key_N, with_=ALT)
    stage.type("经营场所面积与租赁合同不一致")
    stage.press(KEY.Key_Return, KEY.Key_Return)
    stage.type("更正申请书第二页")
    stage.press(KEY.Key_F8)
    case = taken(stage)
    assert case.state is CounterState.CORRECTING
    assert isinstance(case.course.ruling, Correction)
    told = case.course.ruling.defects
    assert [defect.material for defect in told] == [*(spec.code for spec in lacking), ""]
    assert all(defect.ground and defect.remedy for defect in told)
    assert (told[-1].name, told[-1].remedy) == ("经营场所面积与租赁合同不一致", "更正申请书第二页")
    assert [kind for kind, _ in papers(stage)] == [PaperKind.CORRECTION_NOTICE, PaperKind.RECEIPT]


def test_a_deferral_is_signed_and_each_material_has_its_day(stage: Stage) -> None:
    item = both_ways(stage.items)
    lacking = deferrable(item)
    fill_without(stage, item, lacking)
    open_panel(stage)
    stage.press(KEY.Key_Return)
    stage.type("20260306")
    stage.press(KEY.Key_Return, KEY.Key_2)
    sign(stage)
    stage.press(KEY.Key_Return)
    assert stage.focused() is stage.view.bar.decide
    stage.press(KEY.Key_Return)
    case = taken(stage)
    assert case.state is CounterState.DEFERRED
    assert isinstance(case.course.ruling, Deferral)
    assert case.course.ruling.promise.signer is Signer.LEGAL_REPRESENTATIVE
    assert [(owed.code, str(owed.due_on)) for owed in case.course.owed] == [(lacking[0].code, "2026-03-06")]
    assert [kind for kind, _ in papers(stage)] == [PaperKind.DEFERRAL_NOTICE], "the promise was printed for signing"


def test_the_saved_page_shows_what_is_owed_with_its_day_and_prints_every_paper(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, deferrable(item))
    open_panel(stage)
    sign(stage)
    stage.press(KEY.Key_F8)
    case = taken(stage)
    shown = [label.text() for label in stage.view.taken.findChildren(type(stage.view.taken._item))]
    assert "已保存 · 容缺受理" in shown
    assert "补交截止 2026-03-16 周一" in shown
    assert "容缺受理通知书" in shown
    numbers = [number for _, number in papers(stage)]
    assert stage.printed == [(number, "") for number in numbers]
    assert case.case_no == numbers[0]
    stage.press(KEY.Key_F9)
    stage.type("卡纸")
    stage.press(KEY.Key_Return)
    assert stage.printed[1:] == [(number, "卡纸") for number in numbers]


def test_a_commitment_holds_every_condition_of_the_guide(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, agent=AGENT)
    open_panel(stage, KEY.Key_5)
    stage.press(KEY.Key_3)
    sign(stage)
    stage.press(KEY.Key_F8)
    case = taken(stage)
    assert case.state is CounterState.COMMITTED
    assert isinstance(case.course.ruling, Commitment)
    assert case.course.ruling.conditions == item.commitment_conditions
    assert (case.course.ruling.promise.signer, case.course.ruling.promise.name) == (Signer.AGENT, "柳长风")


def test_a_refusal_needs_reasons_law_and_the_supervisor_and_gives_the_materials_back(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item)
    open_panel(stage, KEY.Key_6)
    stage.press(KEY.Key_2, KEY.Key_Return)
    stage.press(KEY.Key_2, with_=CTRL)
    stage.press(KEY.Key_F8)
    stage.until(stage.view.bar.approval.asking)
    assert stage.cases() == ()
    stage.press(KEY.Key_1)
    stage.type(SUPERVISOR.clerk_no)
    stage.press(KEY.Key_Return)
    stage.type(SECRET)
    stage.press(KEY.Key_Return)
    case = taken(stage)
    assert case.state is CounterState.REFUSED
    assert isinstance(case.course.ruling, Refusal)
    ruling = case.course.ruling
    assert (ruling.ground, ruling.reasons) == (
        RefusalGround.FALSE_MATERIAL, "经核对，所提交的材料内容与核验结果不一致，系虚假材料。",
    )  # fmt: skip
    assert "第七十八条" in ruling.legal_basis
    assert set(ruling.returned) == {material.code for material in case.intake.materials}


def test_not_competent_names_the_body_that_is(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item)
    open_panel(stage, KEY.Key_7)
    stage.type("税务")
    stage.press(KEY.Key_Return)
    body = stage.view.ruled.body()
    assert body is not None
    assert body.value("ruling.competent_body") == "国家税务总局云溪县税务局"
    stage.press(KEY.Key_1, with_=CTRL)
    stage.press(KEY.Key_F8)
    case = taken(stage)
    assert case.state is CounterState.REFUSED
    assert isinstance(case.course.ruling, Refusal)
    assert case.course.ruling.competent_body == "国家税务总局云溪县税务局"
    assert "第三十二条" in case.course.ruling.legal_basis


def test_a_body_that_no_guide_names_stands_as_it_was_typed(stage: Stage) -> None:
    fill_without(stage, both_ways(stage.items))
    open_panel(stage, KEY.Key_7)
    stage.type("永兴省药品监督管理局")
    stage.press(KEY.Key_Return)
    stage.press(KEY.Key_1, with_=CTRL)
    stage.press(KEY.Key_F8)
    ruling = taken(stage).course.ruling
    assert isinstance(ruling, Refusal)
    assert ruling.competent_body == "永兴省药品监督管理局"


def test_not_needed_gives_its_reasons(stage: Stage) -> None:
    fill_without(stage, both_ways(stage.items))
    open_panel(stage, KEY.Key_8)
    stage.press(KEY.Key_2, with_=CTRL)
    stage.press(KEY.Key_F8)
    case = taken(stage)
    assert case.state is CounterState.NOT_NEEDED
    assert case.course.ruling == NotNeeded(reasons="所申请事项已改为备案管理，不需要取得行政许可。")


def test_what_the_applicant_put_right_at_the_window_is_noted(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item)
    stage.press(KEY.Key_4, with_=ALT)
    stage.press(KEY.Key_G)
    stage.type("补盖公章")
    stage.press(KEY.Key_Return)
    assert stage.focused() is stage.view.materials.table
    stage.press(KEY.Key_F8, KEY.Key_Return)
    case = taken(stage)
    assert [material.fixed_on_spot for material in case.intake.materials][:2] == ["补盖公章", ""]


def test_a_note_is_taken_away_by_an_empty_line_and_esc_leaves_it(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item)
    stage.press(KEY.Key_4, with_=ALT)
    stage.press(KEY.Key_G)
    stage.type("补盖公章")
    stage.press(KEY.Key_Return, KEY.Key_G)
    stage.type("别的")
    stage.press(KEY.Key_Escape)
    assert stage.view.intake().materials[0].fixed_on_spot == "补盖公章"
    stage.press(KEY.Key_G, KEY.Key_Delete, KEY.Key_Return)
    assert stage.view.intake().materials[0].fixed_on_spot == ""


def test_a_material_that_was_not_got_cannot_have_been_put_right(stage: Stage) -> None:
    item = both_ways(stage.items)
    fill_without(stage, item, required(item)[:1])
    stage.press(KEY.Key_4, with_=ALT)
    stage.view.materials.table.go_to_material(required(item)[0].code)
    stage.press(KEY.Key_G)
    assert stage.view.bar.fix.isHidden()
    assert "先收取材料" in stage.view.bar.banner.text()


def test_the_special_things_of_an_item_stand_beside_the_form(stage: Stage) -> None:
    joint = next(item for item in stage.items if item.joint_handling)
    stage.pick(joint)
    assert "联合办理" in stage.view.summary.fact("特别")
    item = both_ways(stage.items)
    stage.pick(item)
    assert stage.view.summary.fact("特别") == f"可告知承诺；{len(deferrable(item))} 份材料可容缺"


def papers(stage: Stage) -> list[tuple[PaperKind, str]]:
    """The papers of the one case, in the order of issue."""
    (case,) = stage.cases()
    detail = stage.lane.call(lists.read_case, stage.desk, case.case_id)
    return [(each.paper.kind, each.paper.number) for each in detail.papers]
