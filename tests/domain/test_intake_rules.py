"""What each decision demands of form, situation and materials; everything that lacks is told at once."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.domain.case import Decision, Intake
from counter.domain.intake_rules import check_intake, intake_faults, missing_materials
from counter.domain.item import Need, ServiceItem
from tests.conftest import filled

TODAY = dt.date(2026, 3, 2)
RESTS_ON_ALL = {Decision.ACCEPTED, Decision.DONE_ON_SPOT}
RESTS_ON_MAIN = {Decision.DEFERRED, Decision.COMMITTED}
NEEDS_SOMETHING = {Decision.RECEIVED, Decision.CORRECTION}


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """道路货运: two questions that decide materials, and one material that may follow."""
    return next(item for item in items if "道路货物运输经营许可" in item.name)


def _codes(intake: Intake, item: ServiceItem, decision: Decision) -> set[str]:
    return {fault.code for fault in intake_faults(intake, item, decision, today=TODAY)}


@pytest.mark.parametrize("decision", Decision)
def test_a_whole_intake_is_fit_for_every_decision(item: ServiceItem, decision: Decision) -> None:
    assert _codes(filled(item), item, decision) == set()


@pytest.mark.parametrize("decision", Decision)
def test_a_material_that_may_follow_bars_only_what_rests_on_all(item: ServiceItem, decision: Decision) -> None:
    """许可法 32(5); domain.md §2."""
    kept = tuple(
        material
        for material in filled(item).materials
        if (spec := item.material(material.code)) and spec.need is not Need.DEFERRABLE
    )
    intake = msgspec.structs.replace(filled(item), materials=kept)
    assert _codes(intake, item, decision) == ({"material.missing"} if decision in RESTS_ON_ALL else set())


@pytest.mark.parametrize("decision", Decision)
def test_a_main_material_bars_what_rests_on_the_main_ones_too(item: ServiceItem, decision: Decision) -> None:
    """主审要件."""
    intake = msgspec.structs.replace(filled(item), materials=filled(item).materials[1:])
    barred = decision in RESTS_ON_ALL | RESTS_ON_MAIN
    assert _codes(intake, item, decision) == ({"material.missing"} if barred else set())


@pytest.mark.parametrize("decision", Decision)
def test_nothing_handed_over_bars_all_but_what_refuses(item: ServiceItem, decision: Decision) -> None:
    """faults.md F12, zero ticks; 许可法 32(1), (2) are told at once."""
    intake = msgspec.structs.replace(filled(item), materials=())
    barred = decision in RESTS_ON_ALL | RESTS_ON_MAIN | NEEDS_SOMETHING
    assert _codes(intake, item, decision) == ({"material.none"} if barred else set())


@pytest.mark.parametrize("decision", Decision)
def test_an_empty_form_bars_what_is_decided_on_it(item: ServiceItem, decision: Decision) -> None:
    """补正 tells what is empty; 收件 and refusals do not need it."""
    intake = msgspec.structs.replace(filled(item), form={})
    barred = decision in RESTS_ON_ALL | RESTS_ON_MAIN
    assert _codes(intake, item, decision) == ({"form.required"} if barred else set())


@pytest.mark.parametrize("decision", Decision)
def test_licence_law_32_4_nobody_knows_what_lacks_before_the_situation(item: ServiceItem, decision: Decision) -> None:
    """许可法 32(4): told whole; so every question is answered first, and an open one hides no material."""
    intake = msgspec.structs.replace(filled(item), situations={})
    barred = decision in RESTS_ON_ALL | RESTS_ON_MAIN | {Decision.CORRECTION}
    faults = intake_faults(intake, item, decision, today=TODAY)
    assert [fault.field for fault in faults] == (
        [f"situations.{situation.code}" for situation in item.situations] if barred else []
    )
    assert {fault.code for fault in faults} <= {"situation.unanswered"}


def test_what_lacks_follows_the_situation(item: ServiceItem) -> None:
    """A vehicle that is only planned needs no licence of the vehicle, and no grade."""
    bare = msgspec.structs.replace(filled(item), materials=())
    owned = {spec.code for spec in missing_materials(item, bare)}
    planned = msgspec.structs.replace(bare, situations={"vehicles": "planned", "agent": "no"})
    assert owned - {spec.code for spec in missing_materials(item, planned)} == {"m04", "m05"}


def test_licence_law_32_3_what_was_put_right_is_kept_in_a_line(item: ServiceItem) -> None:
    """许可法 32(3), 当场更正: clean, short, and told at its material when it is not."""
    first, *others = filled(item).materials
    fixed = msgspec.structs.replace(first, fixed_on_spot=" 补签姓名 ")
    kept = check_intake(
        msgspec.structs.replace(filled(item), materials=(fixed, *others)), item, Decision.ACCEPTED, today=TODAY
    )
    assert kept.materials[0].fixed_on_spot == "补签姓名"
    long = msgspec.structs.replace(first, fixed_on_spot="长" * 101)
    faults = intake_faults(
        msgspec.structs.replace(filled(item), materials=(long, *others)), item, Decision.ACCEPTED, today=TODAY
    )
    assert [(fault.code, fault.field) for fault in faults] == [
        ("text.too_long", f"materials.{first.code}.fixed_on_spot")
    ]
