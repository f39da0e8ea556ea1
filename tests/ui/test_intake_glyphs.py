"""A character that no font draws is said at its field as one types, and a picture of it makes it right (F18)."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.domain.item import Handling, ServiceItem
from counter.lanes import Lane
from tests.conftest import draft_of, filled
from tests.documents.test_glyphs import PUA, bmp, png
from tests.ui.test_intake_stage import CTRL, KEY, Stage, decide, fill, plain_item
from ui.bridge import Bridge
from ui.parts import PlainLabel

LATE = "\U00030ede"


@pytest.fixture
def stage(*, qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...]) -> Stage:
    """A clerk before the empty form."""
    return Stage(qtbot, bridge, lane, lane_desk, items)


def _type_name(stage: Stage, name: str) -> None:
    editor = stage.view.applicant.fields["applicant.name"].editor
    editor.setFocus()
    stage.type(name)


def _error(stage: Stage) -> str:
    return stage.view.applicant.fields["applicant.name"].error()


def test_the_field_says_at_once_which_character_has_no_glyph(stage: Stage) -> None:
    """By its code point, and the line above the form says what can be done; a rare name of the standard is silent."""
    _type_name(stage, "张㛃𠮷")
    assert _error(stage) == ""
    assert stage.view.sheet.glyphs.text() == ""
    _type_name(stage, PUA)
    assert "〔U+E123〕" in _error(stage)
    assert "〔U+E123〕 没有字形" in stage.view.sheet.glyphs.text()
    stage.press(KEY.Key_Backspace)
    assert _error(stage) == ""
    assert stage.view.sheet.glyphs.text() == ""


@pytest.mark.parametrize("content", [png(), bmp()])
def test_a_picture_by_key_takes_the_error_away_and_the_case_is_taken_with_it(
    stage: Stage, tmp_path: Path, content: bytes
) -> None:
    """Ctrl+G, the file, F8; the picture is seen beside its name and goes with the case and onto the disk."""
    fill(stage, plain_item(stage))
    _type_name(stage, PUA)
    (tmp_path / "字.img").write_bytes(content)
    stage.press(KEY.Key_G, with_=CTRL)
    stage.until(lambda: stage.view.sheet.glyphs.dialog() is not None)
    dialog = stage.view.sheet.glyphs.dialog()
    assert dialog is not None
    dialog.filesSelected.emit([str(tmp_path / "字.img")])
    dialog.reject()
    stage.until(lambda: "以图片印出" in stage.view.sheet.glyphs.text())
    assert _error(stage) == ""
    shapes = [label for label in stage.view.sheet.glyphs.findChildren(QLabel) if not label.pixmap().isNull()]
    assert len(shapes) == 1
    stage.window.activateWindow()
    stage.until(lambda: QApplication.focusWidget() is stage.view.applicant.fields["applicant.name"].editor)
    decide(stage)
    (case,) = stage.cases()
    assert case.intake.applicant.name == f"欧阳一鸣{PUA}"
    assert [image.character for image in case.intake.glyph_images] == [PUA]


def test_a_file_that_is_no_picture_is_told_and_the_name_stays(stage: Stage, tmp_path: Path) -> None:
    """Nothing typed is lost."""
    _type_name(stage, f"张{PUA}")
    (tmp_path / "a.png").write_bytes(b"no picture")
    stage.view.sheet.glyphs.offered.emit(PUA, str(tmp_path / "a.png"))
    stage.until(lambda: "只能登记 PNG 或 BMP" in stage.view.bar.banner.text())
    assert "没有字形" in stage.view.sheet.glyphs.text()
    assert stage.view.intake().applicant.name == f"张{PUA}"


def test_without_a_picture_the_case_is_not_taken_and_the_field_is_marked(stage: Stage) -> None:
    """No number is taken for a paper with a gap."""
    item = stage.item(Handling.PROMISED, situations=False)
    intake = filled(item, name=f"张{LATE}")
    stage.show(draft_of(intake), item)
    assert "〔U+30EDE〕" in _error(stage)
    stage.press(KEY.Key_F8)
    stage.settle()
    assert stage.cases() == ()


def test_a_draft_comes_back_with_its_picture(stage: Stage, tmp_path: Path) -> None:
    """What was kept is not asked for again; another case begins without it."""
    _type_name(stage, PUA)
    (tmp_path / "a.png").write_bytes(png())
    stage.view.sheet.glyphs.offered.emit(PUA, str(tmp_path / "a.png"))
    stage.until(lambda: "以图片印出" in stage.view.sheet.glyphs.text())
    draft = draft_of(stage.view.intake())
    again = msgspec.json.decode(msgspec.json.encode(draft), type=type(draft))
    stage.view.show_intake(draft_of(filled(stage.item(Handling.PROMISED))).intake, None)
    assert stage.view.sheet.glyphs.text() == ""
    stage.view.show_intake(again.intake, None)
    assert "以图片印出" in stage.view.sheet.glyphs.text()
    assert _error(stage) == ""


def test_no_label_shows_a_box(qtbot: QtBot) -> None:
    """Wherever the name is read it is named; everything else is shown as it is."""
    label = PlainLabel(f"张{PUA}华 𠮷\U0002ebe0 ☑")
    qtbot.addWidget(label)
    assert label.text() == "张〔U+E123〕华 𠮷\U0002ebe0 ☑"
