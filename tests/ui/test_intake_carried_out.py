"""A draft that was carried out elsewhere, as a supervisor approved it: 收件 offers it no more, and says what became."""

from __future__ import annotations

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from counter.actions import intake as deeds
from counter.actions.desk import Desk
from counter.domain.case import CounterState, Decision, Draft
from counter.domain.item import ServiceItem
from counter.lanes import Lane
from counter.store import cases
from tests.conftest import CLERK
from tests.ui.ruling import both_ways, fill_without, know_hall
from tests.ui.test_intake_stage import ALT, KEY, Stage
from ui.bridge import Bridge


@pytest.fixture
def stage(*, qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...]) -> Stage:
    """A clerk before a blank form."""
    lane.call(know_hall, lane_desk)
    return Stage(qtbot, bridge, lane, lane_desk, items)


def _kept(stage: Stage) -> Draft:
    """A filled draft of the clerk, on the disk and in the form."""
    fill_without(stage, both_ways(stage.items))
    stage.presenter.keep()
    stage.settle()
    (draft,) = stage.lane.call(deeds.list_drafts, stage.desk, CLERK)
    return draft


def _carry_out(stage: Stage, draft: Draft) -> str:
    """The draft becomes a case as 待处理 does it; the screens are told."""
    made = stage.lane.call(deeds.take_case, stage.desk, CLERK, draft, Decision.ACCEPTED)
    stage.bridge.announce(["reviews", "drafts"])
    stage.settle()
    stage.settle()
    return made.case.case_no


def test_the_draft_in_the_form_gives_way_and_the_clerk_reads_the_number(stage: Stage) -> None:
    draft = _kept(stage)
    number = _carry_out(stage, draft)
    stage.until(lambda: not stage.presenter.has_unsaved())
    said = stage.view.bar.banner.text()
    assert said == f"{number} 已按批准的内容办理，草稿不再保留；见“办件 F7”"
    assert stage.view.drafts.drafts() == ()


def test_what_was_typed_since_is_said_not_to_be_in_the_case(stage: Stage) -> None:
    draft = _kept(stage)
    stage.view.show_intake(msgspec.structs.replace(stage.view.intake(), note="又补了一句"), both_ways(stage.items))
    _carry_out(stage, draft)
    stage.until(lambda: "此后在草稿上的改动没有办进去" in stage.view.bar.banner.text())


def test_a_draft_in_the_strip_is_gone_while_another_is_typed(stage: Stage) -> None:
    draft = _kept(stage)
    stage.press(KEY.Key_F2)
    stage.until(lambda: len(stage.view.drafts.drafts()) == 1)
    stage.press(KEY.Key_2, with_=ALT)
    before = stage.focused()
    _carry_out(stage, draft)
    stage.until(lambda: stage.view.drafts.drafts() == ())
    assert stage.focused() is before


def test_typing_that_comes_too_late_makes_no_draft_beside_the_case(stage: Stage) -> None:
    """The pause after the last key ends when the deed is done: nothing is written over it, and it is said."""
    draft = _kept(stage)
    made = stage.lane.call(deeds.take_case, stage.desk, CLERK, draft, Decision.ACCEPTED)
    stage.presenter.keep()
    stage.until(lambda: made.case.case_no in stage.view.bar.banner.text())
    assert made.case.state is CounterState.ACCEPTED
    kept = stage.lane.call(deeds.list_drafts, stage.desk, CLERK)
    assert kept == ()


def test_a_draft_that_an_older_counter_left_beside_its_case_is_not_offered(stage: Stage) -> None:
    draft = _kept(stage)
    _carry_out(stage, draft)

    def left() -> None:
        with stage.desk.store.write() as db:
            cases.save_draft(db, draft)

    stage.lane.call(left)
    stage.press(KEY.Key_F2)
    stage.settle()
    stage.settle()
    assert stage.view.drafts.drafts() == ()
