"""补件: one case at the right of the list; what was brought is ticked, and Enter takes it in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter.actions.intake import Taken
from counter.actions.outlook import Outlook, OwedNow
from counter.domain.case import Attachment, CounterState, ReceivedMaterial
from counter.domain.course import Owed, OwedFor
from counter.domain.text import mask_id
from ui.cases.rows import state_tone
from ui.deferred.owed_rows import WISH, OwedRows
from ui.deferred.rows import WHY
from ui.intake.material_table import MaterialTable
from ui.parts import ActionButton, ButtonRow, Field, PlainLabel, StateTag, set_look
from ui.parts.came_out import CameOutLine
from ui.parts.deed_form import DeedForm
from ui.parts.files import FileChooser
from ui.parts.times import day_and_time
from ui.theme import SPACE
from ui.wording import COUNTER_STATES

WAYS = (("window", "窗口"), ("post", "邮寄"), ("online", "网上"))
_LIGHT_PX = 148
_COLUMNS_PX = {0: 96, 2: _LIGHT_PX, 4: 52, 5: 84}


class Brought(NamedTuple):
    """What was ticked and typed."""

    materials: tuple[ReceivedMaterial, ...]
    form: dict[str, str]
    base_form: dict[str, str]  # what those fields showed before
    how: str
    arrived_on: str  # as it was typed; empty is today


class SupplementPanel(QWidget):
    """The case and the rows to tick; the keys stand on the buttons."""

    saved_asked = Signal()
    print_asked = Signal()
    tell_again_asked = Signal()
    extend_asked = Signal()
    lapse_asked = Signal()
    files_offered = Signal(str, list)
    image_offered = Signal(str, QImage)
    refused = Signal(str)

    def __init__(self, scope: QWidget) -> None:
        super().__init__()
        set_look(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._outlook: Outlook | None = None
        self._papers: tuple[str, ...] = ()
        self._form_editors: dict[str, tuple[str, QLineEdit]] = {}
        self._form_read: dict[str, str] = {}
        self._title = PlainLabel(look="section", wrap=True)
        self._number = PlainLabel(look="soft")
        self._state = StateTag()
        self._who = PlainLabel(wrap=True)
        self._brought_before = PlainLabel(look="quiet", wrap=True)
        self._rows = OwedRows(self)
        self.table = MaterialTable(self._rows)
        self.table.setAccessibleName("应补材料")
        self.table.setColumnHidden(WISH, True)
        for column, width_px in _COLUMNS_PX.items():
            self.table.setColumnWidth(column, width_px)
        self._wish = PlainLabel(look="soft", wrap=True)
        self._form = QVBoxLayout()
        self._form.setSpacing(SPACE.small)
        self.how = QComboBox()
        for value, label in WAYS:
            self.how.addItem(label, value)
        self.arrived = QLineEdit()
        self.arrived.setPlaceholderText("今天")
        self._arrived_field = Field("到件日期", self.arrived, help_text="邮寄、网上的，写到件之日")
        self._how_field = Field("补交方式", self.how)
        self.files = FileChooser(self.table)
        self.deed_form = DeedForm()
        self.came_out = CameOutLine()
        self._save = ActionButton("收下", key="F8", look="main", scope=scope)
        self._print = ActionButton("打印", key="F9", scope=scope)
        self._attach = ActionButton("附件", key="F4", scope=scope)
        self._again = ActionButton("再次告知", key="Alt+G", scope=scope)
        self._extend = ActionButton("补交延期", key="Alt+Y", scope=scope)
        self._lapse = ActionButton("逾期处理", key="Alt+L", scope=scope)
        self._keys = PlainLabel(
            "空格 收取　1–6 原件 复印件 扫描 电子证照 共享 免交　+ − 份数　Enter 收下", look="quiet", wrap=True
        )
        self._lay_out()
        self._connect()

    def outlook(self) -> Outlook | None:
        """The case that is shown."""
        return self._outlook

    def show_case(self, outlook: Outlook, code: str = "") -> None:
        """That case is shown with nothing ticked; what is owed under that code is current."""
        before = self._outlook.case.case_id if self._outlook else None
        same = before == outlook.case.case_id
        self._outlook = outlook
        if not same:
            self._papers = ()
            self.deed_form.close_quietly()
        case = outlook.case
        self._title.setText(case.item_name)
        window = "" if outlook.ours else f"　{outlook.window} 号窗口收件"
        self._number.setText(f"{case.case_no}　收件 {day_and_time(case.received_at)}{window}")
        self._state.set_state(COUNTER_STATES[case.state], state_tone(case.state))
        applicant = case.intake.applicant
        agent = f"　代理人 {case.intake.agent.name}" if case.intake.agent else ""
        self._who.setText(f"{applicant.name}　{mask_id(applicant.id_number)}{agent}")
        done = [each.owed for each in outlook.owed if not each.owed.open]
        self._brought_before.setText("已补：" + "、".join(_brought_words(owed) for owed in done) if done else "")
        self._brought_before.setVisible(bool(done))
        ended = case.state not in {CounterState.CORRECTING, CounterState.DEFERRED}
        self._rows.show_owed(outlook.item, () if ended else outlook.owed)
        self._show_form(outlook, () if ended else outlook.owed)
        self.how.setCurrentIndex(0)
        self.arrived.clear()
        self._arrived_field.set_error("")
        self.table.go_to_material(code)
        self._weigh()

    def clear(self) -> None:
        """Nothing of the last case is left."""
        self._outlook, self._papers = None, ()
        for label in (self._title, self._number, self._who, self._brought_before, self._wish):
            label.setText("")
        self._rows.show_owed(None, ())
        self._show_form(None, ())
        self.deed_form.close_quietly()
        self.came_out.clear()

    def show_taken(self, taken: Taken) -> None:
        """The papers of the deed wait for F9; what was ticked is taken in and cannot be taken in twice."""
        self._papers = taken.papers
        self._rows.show_owed(None, ())
        self._weigh()
        (self._print if taken.papers else self._save).setFocus()

    def go_back(self) -> None:
        """Nothing was approved: the form of the deed has the focus, or the rows."""
        if self.deed_form.isHidden():
            self.table.setFocus()
        else:
            self.deed_form.go_back()

    def papers(self) -> tuple[str, ...]:
        """The papers of the last deed on this case."""
        return self._papers

    def brought(self) -> Brought:
        """What was ticked and typed."""
        form = {key: editor.text().strip() for key, editor in self._form_editors.values() if editor.text().strip()}
        base = {key: self._form_read.get(key, "") for key in form}
        return Brought(self._rows.materials(), form, base, str(self.how.currentData()), self.arrived.text().strip())

    def current(self) -> OwedNow | None:
        """What is owed in the current row."""
        return self._rows.owed(self.table.current_code())

    def attach(self, code: str, file: Attachment) -> None:
        """The file is shown below its material."""
        self._rows.attach(code, file)
        self.table.go_to_material(code)
        self._weigh()

    def show_fault(self, said: str, field: str) -> bool:
        """What is wrong, where it is; False when it has no place here."""
        if field == "arrived_on":
            self._arrived_field.set_error(said)
            self.arrived.setFocus()
        elif field.startswith("materials."):
            code = field.removeprefix("materials.")
            self._rows.mark(code, said)
            self.table.go_to_material(code)
            self.table.setFocus()
        elif field.startswith("form."):
            return self._show_form_fault(said, field.removeprefix("form."))
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes in what is ticked, or prints when it was taken in; on a button it presses that button."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not self._save.isEnabled() and self._papers:
            self._print.click()
        else:
            self._save.click()

    def _connect(self) -> None:
        self._save.clicked.connect(self.saved_asked)
        self._print.clicked.connect(self.print_asked)
        self._attach.clicked.connect(lambda: self.files.ask(self.table.current_code()))
        self._again.clicked.connect(self.tell_again_asked)
        self._extend.clicked.connect(self.extend_asked)
        self._lapse.clicked.connect(self.lapse_asked)
        for button in (self._save, self._attach, self._again, self._extend, self._lapse, self._print):
            button.refused.connect(self.refused)
        self.files.chosen.connect(self.files_offered)
        self.table.files_offered.connect(self.files_offered)
        self.table.image_offered.connect(self.image_offered)
        self.table.refused.connect(self.refused)
        self.table.edited.connect(self._weigh)
        self.table.walked.connect(self._weigh)
        self.arrived.textChanged.connect(lambda: self._arrived_field.set_error(""))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.middle, SPACE.large, SPACE.small)
        column.setSpacing(SPACE.small)
        head = QHBoxLayout()
        head.setSpacing(SPACE.small)
        head.addWidget(self._number)
        head.addStretch(1)
        head.addWidget(self._state)
        arrival = QHBoxLayout()
        arrival.setSpacing(SPACE.middle)
        arrival.addWidget(self._how_field, 1)
        arrival.addWidget(self._arrived_field, 2)
        column.addWidget(self._title)
        column.addLayout(head)
        column.addWidget(self._who)
        column.addWidget(self._brought_before)
        column.addSpacing(SPACE.tiny)
        column.addWidget(PlainLabel("应补材料", look="section"))
        column.addWidget(self.table)
        column.addWidget(self._wish)
        column.addLayout(self._form)
        column.addLayout(arrival)
        column.addWidget(self.deed_form)
        column.addWidget(self.came_out)
        column.addStretch(1)
        column.addWidget(self._keys)
        column.addWidget(ButtonRow([self._save, self._attach, self._print]))
        column.addWidget(ButtonRow([self._again, self._extend, self._lapse]))

    def _show_form(self, outlook: Outlook | None, owed: Sequence[OwedNow]) -> None:
        """Fields of the form that are to be filled in stand below the table, each by its label."""
        while self._form.count():
            part = self._form.takeAt(0)
            widget = part.widget() if part else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._form_editors, self._form_read = {}, dict(outlook.case.intake.form) if outlook else {}
        fields = {field.label: field for field in outlook.item.form} if outlook else {}
        for each in owed:
            field = fields.get(each.owed.name)
            if field is None or not each.owed.open or each.owed.why is not OwedFor.CORRECTION:
                continue
            editor = QLineEdit(outlook.case.intake.form.get(field.key, "") if outlook else "")
            editor.setMaxLength(field.max_length)
            editor.textEdited.connect(lambda _text, code=each.owed.code: self._fill(code))
            self._form_editors[each.owed.code] = (field.key, editor)
            self._form.addWidget(Field(f"补填：{field.label}", editor, help_text=field.help))

    def read_theirs(self, key: str, theirs: str) -> None:
        """The person has read what another window filled in there: what he says now, he says knowing it."""
        self._form_read[key] = theirs

    def _fill(self, code: str) -> None:
        """A field that is filled in is ticked."""
        if all(material.code != code for material in self._rows.materials()):
            self._rows.toggle(code)
        self._weigh()

    def _show_form_fault(self, said: str, key: str) -> bool:
        for known, editor in self._form_editors.values():
            field = editor.parentWidget()
            if known == key and isinstance(field, Field):
                field.set_error(said)
                editor.setFocus()
                return True
        return False

    def _weigh(self) -> None:
        """Each button can be pressed, or says why not."""
        outlook, current = self._outlook, self.current()
        nothing_open = self._rows.rowCount() == 0
        ticked = bool(self._rows.materials())
        self._save.bar("没有待补材料" if nothing_open else "" if ticked else "请先按空格勾选收到的材料")
        self._attach.bar("没有待补材料" if nothing_open else "")
        self._print.bar("" if self._papers else "收下后打印补件凭证")
        for button in (self._again, self._extend, self._lapse):
            button.setVisible(not nothing_open)
        owed = current.owed if current else None
        self._again.bar("没有待补材料" if owed is None else "已再次告知过一次" if owed.told_again else "")
        self._extend.bar(_not_extended(current))
        self._lapse.bar("" if outlook else "没有待补材料")
        said = self._rows.said_of(owed.code) if owed else ""
        self._wish.setText(said or (_wish(owed) if owed else ""))
        set_look(self._wish, "wrong" if said else "soft")


def _wish(owed: Owed) -> str:
    told = "　（已再次告知）" if owed.told_again else ""
    later = "　（已延期）" if owed.extended else ""
    ground = f"　依据：{owed.ground}" if owed.ground else ""
    return f"{WHY[owed.why]}要求：{owed.need or '见办事指南'}{ground}{told}{later}"


def _brought_words(owed: Owed) -> str:
    at = owed.arrived_at
    return f"{owed.name}（{day_and_time(at)[:10]}）" if at else owed.name


def _not_extended(current: OwedNow | None) -> str:
    if current is None:
        return "没有待补材料"
    if current.owed.extended:
        return "补交期限已延长过一次"
    return "" if current.latest else "补交期限未定，不能延期"


def day_typed(text: str) -> dt.date | None:
    """The day that was typed, as 2026-11-30, 2026/11/30 or 20261130; None when nothing was.

    Raises:
        ValueError: something was typed that is no day.
    """
    text = text.strip().replace("/", "-").replace(".", "-")
    return dt.date.fromisoformat(text) if text else None
