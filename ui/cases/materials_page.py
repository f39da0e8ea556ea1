"""材料更正: how the materials were got, their copies and more scans, in the place of list and case."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from counter.actions.lists import PaperDetail
from counter.actions.outlook import Outlook
from counter.domain.case import Attachment, PaperKind, ReceivedMaterial
from counter.domain.material_changes import material_changes
from ui.cases.amend_rows import AmendRows
from ui.intake.material_table import MaterialTable
from ui.names import PAPER_NAMES
from ui.parts import ActionButton, Banner, ButtonRow, Field, PlainLabel, StateTag, set_look
from ui.parts.files import FileChooser
from ui.theme import SPACE

_LISTS_MATERIALS = (PaperKind.RECEIPT, PaperKind.ACCEPTANCE, PaperKind.DEFERRAL_NOTICE)
_REASON_LENGTH = 200


class MaterialsPage(QWidget):
    """Space and 1-6 note how each was got, + and - count, F4 adds a scan, F8 puts it right, Esc goes back."""

    confirmed = Signal()
    left = Signal()
    files_offered = Signal(str, list)
    """Material code and paths (str)."""
    image_offered = Signal(str, QImage)

    def __init__(self) -> None:
        super().__init__()
        set_look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._asked_on: Outlook | None = None
        self._title = PlainLabel("材料更正", look="section")
        self._case = PlainLabel(look="soft")
        self._asks = StateTag("", "wait", bare=True)
        rows = AmendRows(self)
        self.banner = Banner(reserve=False)
        rows.kept.connect(partial(self.banner.say, "warn"))
        self.table = MaterialTable(rows)
        self.files = FileChooser(self.table)
        self.number = QComboBox()
        self.reason = QLineEdit()
        self.reason.setMaxLength(_REASON_LENGTH)
        self.reason.setPlaceholderText("例：营业执照收的是原件，录成了复印件")
        self._reason = Field("更正理由", self.reason, required=True)
        self._note = PlainLabel(look="soft", wrap=True)
        self._yes = ActionButton("更正", key="F8", look="main", scope=self)
        self._attach = ActionButton("附件", key="F4", scope=self)
        self._no = ActionButton("返回  Esc")
        self._lay_out()
        self._connect()

    def open(self, case: Outlook, papers: Sequence[PaperDetail], asks: str) -> None:
        """The materials of that case stand here as they were taken in; the table has the focus."""
        self._asked_on = case
        self._case.setText(f"{case.case.case_no}　{case.case.intake.applicant.name}　{case.case.item_name}")
        self._asks.setVisible(bool(asks))
        self._asks.set_state(f"须主管批准：{asks}", "wait")
        valid = [each.paper for each in papers if not each.void]
        self.number.clear()
        for paper in valid:
            self.number.addItem(f"{PAPER_NAMES[paper.kind]}　{paper.number}", paper.number)
        listing = [place for place, paper in enumerate(valid) if paper.kind in _LISTS_MATERIALS]
        self.number.setCurrentIndex(listing[-1] if listing else len(valid) - 1)
        self.table.rows.show_item(case.item, case.case.intake.situations, case.case.intake.materials)
        self.table.go_to(0)
        self.reason.clear()
        self._reason.set_error("")
        self.banner.clear()
        self._weigh()
        self.go_back()

    def clear(self) -> None:
        """Nothing of the last case is left."""
        self._asked_on = None
        self.table.rows.show_item(None, {}, ())
        self.number.clear()
        self.reason.clear()
        self._case.setText("")
        self.banner.clear()

    def asked_on(self) -> Outlook | None:
        """The case as it stood when the page was opened."""
        return self._asked_on

    def materials(self) -> tuple[ReceivedMaterial, ...]:
        """As they are noted now."""
        return self.table.rows.materials()

    def attach(self, code: str, file: Attachment) -> None:
        """The file is shown below its material."""
        self.table.rows.attach(code, file)
        self.table.go_to_material(code)
        self._weigh()

    def go_back(self) -> None:
        """The table has the focus."""
        self.table.setFocus()

    def show_fault(self, field: str, said: str) -> None:
        """What is wrong stands at its place and at the foot; the place has the focus."""
        if field.startswith("materials."):
            code = field.removeprefix("materials.")
            self.table.rows.mark(code, said)
            self.table.go_to_material(code)
            self.table.setFocus()
        elif field == "reason":
            self._reason.set_error(said)
            self.reason.setFocus()
        self.banner.say("warn", f"未保存：{said}")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes from the table over the paper to the reason and to the button; Esc goes back to the case."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, ActionButton):
            focused.click()
            return
        stops: list[QWidget] = [self.table, self.number, self.reason, self._yes]
        here = stops.index(focused) if focused in stops else -1
        stops[min(here + 1, len(stops) - 1)].setFocus()

    def _lay_out(self) -> None:
        inside = QWidget()
        set_look(inside, "ground")
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, SPACE.small, 0)
        inner.setSpacing(SPACE.small)
        inner.addWidget(self.table)
        inner.addWidget(self._note)
        inner.addWidget(Field("有误的文书", self.number, required=True))
        inner.addWidget(self._reason)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.middle)
        column.setSpacing(SPACE.small)
        column.addWidget(self._title)
        column.addWidget(self._case)
        column.addWidget(
            PlainLabel("原文书作废，按更正后的材料另出新编号，注明所替代的编号；已收的扫描件不能去掉。", wrap=True)
        )
        column.addWidget(self._asks)
        column.addWidget(area, 1)
        column.addWidget(self.banner)
        keys = "空格 收取或取消　1–6 原件 复印件 扫描 证照 共享 免交　+ − 份数　Delete 去掉刚加的附件　Enter 下一项"
        column.addWidget(PlainLabel(keys, look="quiet"))
        column.addWidget(ButtonRow([self._yes, self._attach, self._no]))

    def _connect(self) -> None:
        self._yes.clicked.connect(self._confirm)
        self._yes.refused.connect(lambda why: self.banner.say("info", why))
        self._no.clicked.connect(self.left)
        self._attach.clicked.connect(lambda: self.files.ask(self.table.current_code()))
        self.files.chosen.connect(self.files_offered)
        self.table.files_offered.connect(self.files_offered)
        self.table.image_offered.connect(self.image_offered)
        self.table.refused.connect(lambda why: self.banner.say("info", why))
        self.table.edited.connect(self._weigh)
        self.table.walked.connect(self._weigh)
        self.reason.textEdited.connect(lambda _text: self._reason.set_error(""))

    def _confirm(self) -> None:
        if not self.reason.text().strip():
            self.show_fault("reason", "请写明更正理由")
        else:
            self.confirmed.emit()

    def _weigh(self) -> None:
        """What is changed so far is counted, and what stands in the way of the current row is said."""
        case = self._asked_on
        changes = material_changes(case.case.intake.materials, self.materials()) if case else ()
        self._yes.bar("" if changes else "材料与原来相同，没有要更正的")
        said = self.table.rows.said_of(self.table.current_code())
        self._note.setText(said or (f"已改 {len(changes)} 项" if changes else ""))
        set_look(self._note, "wrong" if said else "soft")
