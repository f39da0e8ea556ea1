"""faults.md F11: what one types in 办件 is never rewritten by what another window tells meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.domain.case import Case
from counter.domain.item import ServiceItem
from counter.lanes import Lane
from counter.platform_api.simulated import SimulatedPlatform
from counter.wire.messages import NewsKind
from tests.actions.courses import accepted, item_with_two
from tests.actions.results import card_of, hear
from tests.conftest import FakeClock
from tests.faults.support import one_round
from tests.ui.casing import KEY, Stage
from ui.bridge import Bridge

B, C = "13900000002", "13900000003"


@pytest.fixture
def stage(  # noqa: PLR0917 -- everything a screen stands on
    qtbot: QtBot,
    bridge: Bridge,
    lane: Lane,
    lane_desk: Desk,
    items: tuple[ServiceItem, ...],
    clock: FakeClock,
    tmp_path: Path,
) -> Iterator[Stage]:
    """The screen before a clerk."""
    made = Stage(qtbot, bridge, lane, lane_desk, item_with_two(items), clock, tmp_path)
    yield made
    made.close()


def _amend_here(stage: Stage, field: str, text: str) -> dict[str, str]:
    """The form of the correction is open and that field was retyped; the focus is in the reason."""
    stage.choose("文书更正")
    form = stage.view.detail.form
    fields = dict(zip(form.answers(), form.editors(), strict=True))
    fields[field].setText(text)  # type: ignore[attr-defined]  # a QLineEdit
    fields["reason"].setText("录入有误")  # type: ignore[attr-defined]
    fields["reason"].setFocus()
    return form.answers()


def _change_there(stage: Stage, bridge: Bridge, case: Case, phone: str) -> None:
    """The other window changes the telephone, the platform tells, and the facts behind the form are the new ones."""
    applicant = msgspec.structs.replace(case.intake.applicant, phone=phone)
    theirs = msgspec.structs.replace(case, intake=msgspec.structs.replace(case.intake, applicant=applicant))
    stage.lane.call(lambda: hear(stage.desk, NewsKind.CASE, card_of(theirs), case=case.case_id))
    bridge.announce(("news", "cases"))

    def told() -> bool:
        shown = stage.view.detail.outlook()
        return shown is not None and shown.case.intake.applicant.phone == phone

    stage.hands.wait_for(told, "the news")


@pytest.fixture
def case(stage: Stage, platform: SimulatedPlatform) -> Case:
    """A case that the platform knows whole."""
    made = stage.make(accepted)
    stage.lane.call(one_round, stage.desk, platform)
    stage.open(made)
    return made


def test_what_the_other_window_changed_stays_when_something_else_is_changed_here(
    stage: Stage, bridge: Bridge, case: Case
) -> None:
    """The form is not rewritten while one types, and its old telephone is not put back over the new one."""
    typed = _amend_here(stage, "applicant.name", "欧阳一明")
    _change_there(stage, bridge, case, B)
    assert stage.view.detail.asking()
    assert stage.view.detail.form.answers() == typed
    stage.hands.press(KEY.Key_Return)
    stage.approve()
    stage.says("文书更正：已保存")
    after = stage.disk(case).case.intake.applicant
    assert (after.name, after.phone) == ("欧阳一明", B)


def test_the_same_field_is_shown_with_the_others_words_and_not_overwritten_without_a_choice(
    stage: Stage, bridge: Bridge, case: Case
) -> None:
    """The first Enter says what the other window wrote; only the second one goes on."""
    typed = _amend_here(stage, "applicant.phone", C)
    _change_there(stage, bridge, case, B)
    stage.hands.press(KEY.Key_Return)
    form = stage.view.detail.form
    stage.hands.wait_for(lambda: any(B in label.text() for label in form.findChildren(QLabel)), "the other words")
    assert not stage.view.approval.asking()
    assert form.answers() == typed
    fields = dict(zip(typed, form.editors(), strict=True))
    fields["reason"].setFocus()
    stage.hands.press(KEY.Key_Return)
    stage.approve()
    stage.says("文书更正：已保存")
    assert stage.disk(case).case.intake.applicant.phone == C
