"""The facts of one case: who, when, what is owed, its papers, materials, form and course."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from counter.actions.lists import CaseDetail, PaperDetail, TimelineEntry
from counter.actions.outlook import Outlook, OwedNow
from counter.actions.papers import HOW_GOT_WORDS
from counter.domain.case import Case, PrintOutcome, ReceivedMaterial
from counter.domain.item import FieldKind, FormField, ServiceItem
from counter.domain.text import mask_id, mask_phone
from ui.cases.reading import happened, review_words
from ui.deferred.rows import TONES, WHY, light_words
from ui.parts import KeyHint, PlainLabel, set_look
from ui.parts.fitted import FittedTable
from ui.parts.table import Column, PagedRows
from ui.parts.times import day, day_and_time
from ui.theme import SPACE, Tone
from ui.wording import PAPER_NAMES, PRINT_OUTCOMES

PAPERS_KEY = "Alt+2"
_FACTS = (
    "申请人", "证件号码", "联系电话", "代理人", "收件", "受理", "决定期限", "承诺办结", "法定办结", "平台编号",
    "结束原因", "审核",
)  # fmt: skip


class FactsPage(QScrollArea):
    """Everything about a case, scrolled as one page; Enter on a material with files asks to see them.

    Args:
        scope: the screen on which ``PAPERS_KEY`` leads to the papers, to choose which one is printed or looked at.
    """

    scans_asked = Signal(object)
    """The files (Attachments) of one material."""

    def __init__(self, scope: QWidget) -> None:
        super().__init__()
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(SPACE.middle)
        self._facts.setVerticalSpacing(SPACE.tiny)
        self._facts.setColumnStretch(1, 1)
        self._facts.setColumnStretch(3, 1)
        self._values = [self._fact(number, name) for number, name in enumerate(_FACTS)]
        self._owed: PagedRows[OwedNow] = PagedRows(_OWED_COLUMNS, self)
        self.papers: PagedRows[PaperDetail] = PagedRows(_PAPER_COLUMNS, self)
        self._materials: PagedRows[tuple[ReceivedMaterial, str]] = PagedRows(_MATERIAL_COLUMNS, self)
        self.materials_table = FittedTable(self._materials)
        self.materials_table.opened.connect(self._open_scans)
        self._form: PagedRows[tuple[str, str]] = PagedRows(_FORM_COLUMNS, self)
        self._course: PagedRows[TimelineEntry] = PagedRows(_COURSE_COLUMNS, self)
        self.papers_table = FittedTable(self.papers)
        self._sections: dict[str, tuple[QWidget, FittedTable]] = {}
        inside = QWidget()
        set_look(inside, "paper")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, SPACE.small, SPACE.tiny, SPACE.small)
        column.setSpacing(SPACE.small)
        column.addLayout(self._facts)
        for title, table in (
            ("待补材料", FittedTable(self._owed)),
            ("文书", self.papers_table),
            ("材料", self.materials_table),
            ("表单", FittedTable(self._form)),
            ("经过", FittedTable(self._course)),
        ):
            heading = PlainLabel(title, look="section")
            table.setAccessibleName(title)
            head = QHBoxLayout()
            head.setSpacing(SPACE.small)
            head.addWidget(heading)
            if table is self.papers_table:
                head.addWidget(KeyHint(PAPERS_KEY))
            head.addStretch(1)
            column.addSpacing(SPACE.tiny)
            column.addLayout(head)
            column.addWidget(table)
            self._sections[title] = (heading, table)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        to_papers = QShortcut(QKeySequence(PAPERS_KEY), scope)
        to_papers.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        to_papers.activated.connect(self.go_to_papers)

    def go_to_papers(self) -> None:
        """The papers have the focus and are seen, while the page is shown."""
        if self.isVisible():
            self.papers_table.setFocus()
            self.ensureWidgetVisible(self.papers_table)

    def show_case(self, detail: CaseDetail, outlook: Outlook | None) -> None:
        """That case is shown; without an outlook no day can be said."""
        for label, text in zip(self._values, _fact_texts(detail.case, outlook), strict=True):
            label.setText(text or "—")
        owed = outlook.owed if outlook else ()
        self._owed.start(owed, len(owed))
        self.papers.start(detail.papers, len(detail.papers))
        names = {spec.code: spec.name for spec in detail.item.materials}
        got = [(material, names.get(material.code, material.code)) for material in detail.case.intake.materials]
        self._materials.start(got, len(got))
        form = form_rows(detail.item, detail.case.intake.form)
        self._form.start(form, len(form))
        course = detail.timeline[::-1]
        self._course.start(course, len(course))
        for title, shown in (("待补材料", bool(owed)), ("表单", bool(form))):
            for part in self._sections[title]:
                part.setVisible(shown)

    def clear(self) -> None:
        """Nothing of the last case is left."""
        for label in self._values:
            label.setText("")
        for rows in (self._owed, self.papers, self._materials, self._form, self._course):
            rows.start([], 0)

    def _open_scans(self, row: int) -> None:
        entry = self._materials.row(row)
        if entry is not None and entry[0].attachments:
            self.scans_asked.emit(entry[0].attachments)

    def _fact(self, number: int, name: str) -> PlainLabel:
        value = PlainLabel(wrap=True)
        row, side = divmod(number, 2)
        self._facts.addWidget(PlainLabel(name, look="quiet"), row, 2 * side, Qt.AlignmentFlag.AlignTop)
        self._facts.addWidget(value, row, 2 * side + 1, Qt.AlignmentFlag.AlignTop)
        return value


def was_printed(paper: PaperDetail) -> bool:
    """Whether it came out, or may have, so that the next one is a 补打."""
    return any(row.outcome is not PrintOutcome.FAILED and row.came_out is not False for row in paper.prints)


def form_rows(item: ServiceItem, form: dict[str, str]) -> list[tuple[str, str]]:
    """The filled fields of the form by their labels, in the order of the guide."""
    return [(field.label, _form_value(field, form[field.key])) for field in item.form if form.get(field.key)]


def _form_value(field: FormField, value: str) -> str:
    """Numbers of persons are masked here as everywhere (PIPL 6)."""
    match field.kind:
        case FieldKind.YES_NO:
            return {"yes": "是", "no": "否"}.get(value, value)
        case FieldKind.ID_NUMBER:
            return mask_id(value)
        case FieldKind.PHONE:
            return mask_phone(value)
    return f"{value} {field.unit}".rstrip()


def _print_words(paper: PaperDetail) -> str:
    if paper.void:
        return "已作废"
    if not paper.here:
        return "在收件窗口"
    if not paper.prints:
        return "未打印"
    last = paper.prints[-1]
    times = sum(row.outcome is not PrintOutcome.FAILED and row.came_out is not False for row in paper.prints)
    if last.came_out is not None:
        return f"{'已出纸' if last.came_out else '没有出纸'}，{times} 次"
    return f"{PRINT_OUTCOMES[last.outcome]}，{times} 次"


def _print_tone(paper: PaperDetail) -> Tone:
    if paper.void or not paper.here:
        return "quiet"
    if not paper.prints:
        return "wait"
    last = paper.prints[-1]
    if last.came_out is not None:
        return "good" if last.came_out else "bad"
    tones: dict[PrintOutcome, Tone] = {
        PrintOutcome.PRINTED: "good",
        PrintOutcome.SUBMITTED: "accent",
        PrintOutcome.UNCERTAIN: "wait",
        PrintOutcome.FAILED: "bad",
    }
    return tones[last.outcome]


def _scan_words(entry: tuple[ReceivedMaterial, str]) -> str:
    files = len(entry[0].attachments)
    return f"{files} 个，Enter 看" if files else "—"


def _owed_words(row: OwedNow) -> str:
    if row.owed.arrived_at is not None:
        return f"已补 {day_and_time(row.owed.arrived_at)[:10]}"
    return light_words(row.light, row.left)


def _owed_tone(row: OwedNow) -> Tone:
    return TONES[row.light] if row.owed.open else "good"


_OWED_COLUMNS: list[Column[OwedNow]] = [
    Column("灯", _owed_words, 180, _owed_tone),
    Column("材料", lambda row: row.owed.name),
    Column("事由", lambda row: WHY[row.owed.why], 56),
    Column("期限", lambda row: day(row.due_on), 100),
]
_PAPER_COLUMNS: list[Column[PaperDetail]] = [
    Column("文书", lambda row: PAPER_NAMES[row.paper.kind], 128),
    Column("编号", lambda row: row.paper.number),
    Column("打印", _print_words, 136, _print_tone),
]
_MATERIAL_COLUMNS: list[Column[tuple[ReceivedMaterial, str]]] = [
    Column("材料", lambda row: row[1]),
    Column("方式", lambda row: HOW_GOT_WORDS[row[0].how_got], 84),
    Column("份数", lambda row: str(row[0].copies), 56, right=True),
    Column("附件", _scan_words, 120),
]
_FORM_COLUMNS: list[Column[tuple[str, str]]] = [
    Column("项目", lambda row: row[0], 180),
    Column("内容", lambda row: row[1]),
]
_COURSE_COLUMNS: list[Column[TimelineEntry]] = [
    Column("时间", lambda row: day_and_time(row.at), 140),
    Column("事项", happened),
    Column("经办", lambda row: row.actor, 72),
]


def _fact_texts(case: Case, outlook: Outlook | None) -> tuple[str, ...]:
    """The facts in the order of their names; numbers are masked, because others see the screen (PIPL 6)."""
    intake = case.intake
    return (
        intake.applicant.name,
        mask_id(intake.applicant.id_number),
        mask_phone(intake.applicant.phone),
        intake.agent.name if intake.agent else "",
        day_and_time(case.received_at),
        day_and_time(case.accepted_at) if case.accepted_at else "",
        day(case.due.accept_by),
        day(case.due.promised_on),
        day(case.due.legal_on),
        case.platform_no,
        case.course.end_reason,
        "；".join(review_words(each) for each in outlook.reviews) if outlook else "",
    )
