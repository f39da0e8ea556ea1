"""④ 材料 and ③ 情形 at a real desk: ticks, counts, files, and which materials an answer asks for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from counter.actions.desk import Desk
from counter.domain.case import HowGot
from counter.domain.item import ServiceItem
from counter.lanes import Lane
from tests.conftest import PDF
from tests.ui.test_intake_stage import ALT, CTRL, KEY, Stage, plain_item
from ui.bridge import Bridge


@pytest.fixture
def stage(*, qtbot: QtBot, bridge: Bridge, lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...]) -> Stage:
    """A clerk before a blank form."""
    return Stage(qtbot, bridge, lane, lane_desk, items)


def test_materials_are_ticked_counted_and_taken_back_by_single_keys(stage: Stage) -> None:
    item = max(stage.items, key=lambda item: len(item.materials))
    stage.pick(item)
    stage.press(KEY.Key_4, with_=ALT)
    stage.press(KEY.Key_3, KEY.Key_1, KEY.Key_Up, KEY.Key_Plus)
    first, second = stage.view.intake().materials
    assert (first.how_got, second.how_got) == (HowGot.SCAN, HowGot.ORIGINAL)
    assert second.copies == item.materials[1].copies + 1
    stage.press(KEY.Key_Delete)
    assert [material.code for material in stage.view.intake().materials] == [item.materials[0].code]
    stage.press(KEY.Key_Down, with_=CTRL)
    assert stage.view.materials.table.current_code() == item.materials[2].code


def test_an_e_licence_stands_only_where_the_guide_allows_it(stage: Stage) -> None:
    item = next(item for item in stage.items if not item.materials[0].electronic_licence)
    stage.pick(item)
    stage.press(KEY.Key_4, with_=ALT)
    stage.press(KEY.Key_4)
    assert stage.view.intake().materials == ()
    assert "电子证照" in stage.view.bar.banner.text()


def test_files_come_by_paste_and_drop_and_go_by_delete(stage: Stage, tmp_path: Path) -> None:
    stage.pick(plain_item(stage))
    stage.press(KEY.Key_4, with_=ALT)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    QGuiApplication.clipboard().setImage(image)
    stage.press(KEY.Key_V, with_=CTRL)
    stage.until(lambda: len(stage.view.intake().attachments()) == 1)
    paper = tmp_path / "营业执照.pdf"
    paper.write_bytes(PDF)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(paper))])
    stage.view.materials.table.offer(dropped, stage.view.materials.table.current_code())
    stage.until(lambda: len(stage.view.intake().attachments()) == 2)
    picture, pdf = stage.view.intake().attachments()
    assert (picture.media_type, pdf.media_type, pdf.size_bytes) == ("image/png", "application/pdf", len(PDF))
    stage.press(KEY.Key_Down, KEY.Key_Delete)
    assert [file.file_name for file in stage.view.intake().attachments()] == ["营业执照.pdf"]


def test_f4_asks_for_a_file_without_stopping_the_window(stage: Stage, tmp_path: Path) -> None:
    paper = tmp_path / "方案.pdf"
    paper.write_bytes(PDF)
    stage.pick(plain_item(stage))
    stage.press(KEY.Key_F4)
    dialog = stage.view.materials.dialog()
    assert dialog is not None
    dialog.setDirectory(str(tmp_path))
    dialog.filesSelected.emit([str(paper)])
    dialog.done(1)
    stage.until(lambda: len(stage.view.intake().attachments()) == 1)
    assert stage.view.materials.dialog() is None


@pytest.mark.parametrize(("content", "words"), [(b"GIF89a", "只能添加"), (b"", "文件是空的"), (None, "文件读不出来")])
def test_a_file_that_cannot_be_kept_is_told_and_nothing_is_attached(
    stage: Stage, tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "x.pdf"
    if content is not None:
        file.write_bytes(content)
    item = plain_item(stage)
    stage.pick(item)
    stage.view.files_offered.emit(item.materials[0].code, [str(file)])
    stage.until(lambda: words in stage.view.bar.banner.text())
    assert stage.view.intake().attachments() == ()


def test_answers_decide_which_materials_are_asked_for(stage: Stage) -> None:
    item = next(
        item
        for item in stage.items
        if len(item.situations) > 0 and any(material.only_when for material in item.materials)
    )
    stage.pick(item)
    first = item.situations[0]
    assert isinstance(
        stage.focused().parentWidget(), type(stage.view.situations.fields[f"situations.{first.code}"].editor)
    )
    for _ in item.situations:
        stage.press(KEY.Key_1)
    assert stage.focused() is stage.view.materials.table
    answers = {situation.code: situation.answers[0].code for situation in item.situations}
    assert stage.view.intake().situations == answers
    chosen = {f"{question}={answer}" for question, answer in answers.items()}
    listed = {
        material.code for material in item.materials if not material.only_when or set(material.only_when) & chosen
    }
    assert stage.view.materials.table.rows.counts() == (0, len(listed))
