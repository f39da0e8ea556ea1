"""审核依据: beside the list everything that is needed to decide one review, from its rule to the scans."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from counter.actions.lists import TimelineEntry
from ui.names import REVIEW_KINDS
from ui.parts import PlainLabel, StateTag, set_look, set_tone
from ui.parts.facts import Fact, FactGrid
from ui.parts.fitted import FittedTable
from ui.parts.paper import PaperPreview
from ui.parts.table import Column, PagedRows
from ui.parts.times import day_and_time
from ui.review.sight import Evidence, MaterialLine, Notice, SideLine
from ui.theme import SPACE, Tone
from ui.wording import event

_NOTICES_MOST = 4


class EvidencePanel(QWidget):
    """Up, Down and PageDown scroll, Tab goes to the materials, Enter on a file shows it, Esc goes back."""

    scan_asked = Signal(object)
    """The MaterialLine whose scan is to be seen."""

    def __init__(self) -> None:
        super().__init__()
        set_look(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._evidence: Evidence | None = None
        self._shown_scan = -1
        self._kind = PlainLabel(look="section")
        self._standing = StateTag("", "quiet", bare=True)
        self._title = PlainLabel(look="strong", wrap=True)
        self._asked = PlainLabel(look="soft", wrap=True)
        self._notices = [_NoticeLine() for _ in range(_NOTICES_MOST)]
        self._why = FactGrid()
        self._proposed = FactGrid()
        self._case = FactGrid(columns=2)
        self._state = StateTag("", "quiet", bare=True)
        self._changed = StateTag("", "quiet", bare=True)
        self._materials: PagedRows[MaterialLine] = PagedRows(_MATERIAL_COLUMNS, self)
        self._sides: PagedRows[SideLine] = PagedRows(_SIDE_COLUMNS, self)
        self._timeline: PagedRows[_Happened] = PagedRows(_TIMELINE_COLUMNS, self)
        self.materials_table = FittedTable(self._materials)
        self._sides_table, self._timeline_table = FittedTable(self._sides), FittedTable(self._timeline)
        self.preview = PaperPreview()
        self._scan_name = PlainLabel(look="soft", elide=True)
        self._sections: dict[str, tuple[QWidget, QWidget]] = {}
        self.area = self._scrolled()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.area)
        self._pages.addWidget(self._preview_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, 0)
        column.setSpacing(SPACE.tiny)
        head = QHBoxLayout()
        head.setSpacing(SPACE.middle)
        head.addWidget(self._kind)
        head.addWidget(self._standing)
        head.addStretch(1)
        head.addWidget(self._state)
        column.addLayout(head)
        column.addWidget(self._title)
        column.addWidget(self._asked)
        column.addWidget(self._changed)
        column.addWidget(self._pages, 1)
        self.setFocusProxy(self.area)
        self.materials_table.opened.connect(lambda _row: self.open_scan())
        self.clear()

    def evidence(self) -> Evidence | None:
        """What is shown."""
        return self._evidence

    def show_evidence(self, evidence: Evidence, fresh: frozenset[str]) -> None:
        """That review is shown, from its top unless it is the same one.

        Args:
            evidence: what there is.
            fresh: the hashes of what happened since this person looked last.
        """
        same = self._evidence is not None and self._evidence.line.id == evidence.line.id
        self._evidence = evidence
        line = evidence.line
        self._kind.setText(REVIEW_KINDS[line.kind])
        self._standing.set_state(*_standing(evidence))
        self._standing.setVisible(bool(self._standing.word()))
        title = "　".join(part for part in (line.item_name, line.applicant, line.case_no) if part)
        self._title.setText(title)
        self._asked.setText(evidence.asked)
        self._state.setVisible(evidence.state is not None)
        if evidence.state is not None:
            self._state.set_state(*evidence.state)
        for number, shown in enumerate(self._notices):
            shown.show_notice(evidence.notices[number] if number < len(evidence.notices) else None)
        reason = [Fact("提请说明", evidence.reason)] if evidence.reason else []
        self._why.show_facts([Fact("审核依据", evidence.rule), *reason])
        self._proposed.show_facts(evidence.proposed)
        self._show_section("拟办内容", bool(evidence.proposed))
        self._sides.start(evidence.sides, len(evidence.sides))
        self._show_section("双方内容", bool(evidence.sides))
        self._case.show_facts(evidence.case)
        self._show_section("办件", bool(evidence.case))
        row = self.materials_table.current_row() if same else -1
        self._materials.start(evidence.materials, len(evidence.materials))
        if 0 <= row < len(evidence.materials):
            self.materials_table.go_to(row)
        self._show_section("材料", bool(evidence.materials))
        self._show_timeline(evidence, fresh)
        if not same:
            self.close_preview()
            self.area.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Nothing of the last review is left."""
        self._evidence = None
        for label in (self._kind, self._title, self._asked):
            label.setText("")
        self._standing.set_state("", "quiet")
        self._standing.hide()
        self._state.hide()
        self._changed.hide()
        for notice in self._notices:
            notice.show_notice(None)
        for grid in (self._why, self._proposed, self._case):
            grid.show_facts(())
        for rows in (self._materials, self._sides, self._timeline):
            rows.start([], 0)
        for title in self._sections:
            self._show_section(title, False)
        self.close_preview()

    def open_scan(self, step: int = 0) -> None:
        """The current file is to be seen, else the first; with a step the next or former one."""
        scans = [row for row in self._materials.rows() if row.scan is not None]
        if not scans:
            return
        current = self._materials.row(self.materials_table.current_row())
        place = next((number for number, row in enumerate(scans) if row is current), self._after_current(scans))
        if step and self._shown_scan >= 0:
            place = min(max(self._shown_scan + step, 0), len(scans) - 1)
        self._shown_scan = place
        self._scan_name.setText(f"{place + 1}/{len(scans)}　{scans[place].name.strip('　└ ')}")
        self.scan_asked.emit(scans[place])

    def has_scan(self) -> bool:
        """Whether there is a file to look at, here or at the window that took it in."""
        return any(row.scan is not None for row in self._materials.rows())

    def show_scan(self, pages: Sequence[QImage], said: str = "") -> None:
        """The scan stands in place of the evidence; or words, when there is no picture of it."""
        self._pages.setCurrentIndex(1)
        if pages:
            self.preview.show_pages(pages)
        else:
            self.preview.clear(said or "正在打开…")
        self.preview.setFocus()

    def showing_scan(self) -> bool:
        """Whether a scan stands in place of the evidence."""
        return self._pages.currentIndex() == 1

    def close_preview(self) -> bool:
        """The evidence is shown again; False when it was."""
        was = self.showing_scan()
        self._pages.setCurrentIndex(0)
        self._shown_scan = -1
        if was:
            self.preview.clear("")
        return was

    def keyPressEvent(self, event_: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Right and Left go from scan to scan while one is shown."""
        if self.showing_scan() and event_.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.open_scan(1 if event_.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event_)

    def _after_current(self, scans: Sequence[MaterialLine]) -> int:
        """The first file below the current material."""
        rows = self._materials.rows()
        below = rows[max(self.materials_table.current_row(), 0) :]
        return next((number for number, row in enumerate(scans) if any(row is each for each in below)), 0)

    def _show_timeline(self, evidence: Evidence, fresh: frozenset[str]) -> None:
        since = {entry.hash for entry in evidence.changes}
        rows = [_Happened(entry, since=entry.hash in since, fresh=entry.hash in fresh) for entry in evidence.timeline]
        self._timeline.start(rows, len(rows))
        new = sum(row.fresh for row in rows)
        looked = f"；您上次查看后新增 {new} 项" if new else ""
        said = f"提请后有 {len(since)} 项变化" if since else "提请后没有变化"
        self._changed.set_state(said + looked, "wait" if new or since else "quiet")
        self._changed.show()
        self._show_section("经过", bool(evidence.timeline))

    def _show_section(self, title: str, shown: bool) -> None:
        for part in self._sections[title]:
            part.setVisible(shown)

    def _scrolled(self) -> QScrollArea:
        inside = QWidget()
        set_look(inside, "paper")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, SPACE.tiny, SPACE.tiny, SPACE.small)
        column.setSpacing(6)
        for notice in self._notices:
            column.addWidget(notice)
        column.addWidget(self._why)
        for title, part in (
            ("拟办内容", self._proposed),
            ("双方内容", self._sides_table),
            ("材料", self.materials_table),
            ("办件", self._case),
            ("经过", self._timeline_table),
        ):
            label = PlainLabel(title, look="section")
            column.addWidget(label)
            column.addWidget(part)
            part.setObjectName(title)
            part.setAccessibleName(title)
            self._sections[title] = (label, part)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setAccessibleName("审核依据")
        return area

    def _preview_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, SPACE.small)
        column.setSpacing(SPACE.tiny)
        row = QHBoxLayout()
        row.addWidget(self._scan_name, 1)
        row.addWidget(PlainLabel("← → 前后一份　PageDown 翻页　Ctrl + − 缩放　Esc 返回", look="quiet"))
        column.addLayout(row)
        column.addWidget(self.preview, 1)
        return page


class _NoticeLine(QFrame):
    """A shape and a sentence; hidden while there is nothing to be said."""

    def __init__(self) -> None:
        super().__init__()
        self._shape = StateTag("", "quiet", bare=True)
        self._text = PlainLabel(wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.middle, SPACE.tiny, SPACE.middle, SPACE.tiny)
        row.setSpacing(SPACE.tiny)
        row.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)

    def show_notice(self, notice: Notice | None) -> None:
        self.setVisible(notice is not None)
        self._text.setText(notice.text if notice else "")
        if notice is not None:
            self._shape.set_state("", notice.tone)
            set_tone(self, notice.tone)


class _Happened:
    """One line of the timeline, and how new it is."""

    def __init__(self, entry: TimelineEntry, *, since: bool, fresh: bool) -> None:
        self.entry, self.since, self.fresh = entry, since, fresh


def _standing(evidence: Evidence) -> tuple[str, Tone]:
    word, tone = evidence.line.standing
    return word, tone or "quiet"


def _newness(row: _Happened) -> str:
    return "新" if row.fresh else "提请后" if row.since else ""


_MATERIAL_COLUMNS: list[Column[MaterialLine]] = [
    Column("材料", lambda row: row.name),
    Column("方式", lambda row: row.how, 84),
    Column("份数", lambda row: row.copies, 52, right=True),
    Column("说明", lambda row: row.said, 168, lambda row: row.tone),
]
_SIDE_COLUMNS: list[Column[SideLine]] = [
    Column("项目", lambda row: row.field, 128),
    Column("原为", lambda row: row.base or "（空）"),
    Column("本窗口", lambda row: row.mine or "（空）"),
    Column("平台", lambda row: row.theirs or "（空）"),
]
_TIMELINE_COLUMNS: list[Column[_Happened]] = [
    Column("时间", lambda row: day_and_time(row.entry.at), 148),
    Column("事项", lambda row: event(row.entry.kind)),
    Column("经办", lambda row: row.entry.actor, 88),
    Column("", _newness, 72, lambda row: "wait" if row.fresh else None),
]
