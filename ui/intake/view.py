"""收件 on one page: five blocks to type in, a summary beside them, the deeds at the foot. Knows no store and no lane.

Keys: Enter goes to the next field, Tab too (and to the buttons); Alt+1…6 jump to a block, Alt+0 to the drafts; Alt+Q
switches between person and company, Alt+D and Alt+L open agent and contact; F2 begins a new case, F3 goes to the
number, F4 attaches, F5 goes to the next material, F8 decides, F9 prints again, Ctrl+Backspace throws the case away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from counter.domain.case import Attachment, Case, Decision, Intake
from counter.domain.item import ServiceItem
from counter.domain.person import ApplicantKind
from ui.intake.applicant_block import ApplicantBlock
from ui.intake.block import Block
from ui.intake.decision_bar import DecisionBar
from ui.intake.drafts import DraftStrip
from ui.intake.editors import entry_of
from ui.intake.form_block import FormBlock
from ui.intake.item_block import ItemBlock, SituationBlock
from ui.intake.material_table import MaterialBlock
from ui.intake.summary import Lack, Summary
from ui.intake.taken_page import TakenPage
from ui.intake.walking import chain, next_place
from ui.parts import Field, set_look
from ui.parts.banner import Level
from ui.theme import SPACE

_SEEN_AROUND_PX = 30


class Fault(NamedTuple):
    """Something wrong at a place of the intake, in words."""

    path: str
    words: str


class IntakeView(QWidget):
    """The screen; ``intake()`` is what stands in it."""

    edited = Signal()
    """Something of the intake was changed by the person."""
    search_asked = Signal(str)
    item_asked = Signal(str)
    files_offered = Signal(str, list)
    image_offered = Signal(str, QImage)
    decide_pressed = Signal()
    """The person wants to decide: answered by ``ask_decision``."""
    decide_asked = Signal(object)
    """The confirmed Decision."""
    new_asked = Signal()
    cancel_asked = Signal()
    """The person confirmed that the case is thrown away."""
    draft_resumed = Signal(str)
    draft_dropped = Signal(str)
    print_asked = Signal(str)
    """Print the papers of the saved case, with the reason of a reprint."""
    back_asked = Signal()
    """Esc with nothing open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item: ServiceItem | None = None
        self._last_focus: QWidget | None = None
        self.drafts = DraftStrip()
        self.applicant = ApplicantBlock()
        self.item = ItemBlock()
        self.situations = SituationBlock()
        self.materials = MaterialBlock()
        self.form = FormBlock()
        self.summary = Summary()
        self.taken = TakenPage()
        self.bar = DecisionBar(self)
        self._blocks: tuple[Block, ...] = (self.applicant, self.item, self.situations, self.materials, self.form)
        self._scroll = QScrollArea()
        self._page = QWidget()
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self._bind_keys()
        self.show_intake(Intake(), None)

    def intake(self) -> Intake:
        """What stands in the form."""
        return Intake(
            item_code=self._item.code if self._item else "",
            item_version=self._item.version if self._item else 0,
            applicant=self.applicant.applicant(),
            agent=self.applicant.agent(),
            contact=self.applicant.contact(),
            materials=self.materials.materials(),
            form=self.form.form(),
            situations=self.situations.situations(),
            note=self.form.note() if self._item else "",
        )

    def service_item(self) -> ServiceItem | None:
        """The item that is picked."""
        return self._item

    def show_intake(self, intake: Intake, item: ServiceItem | None) -> None:
        """The form holds that intake; nothing is marked and nothing is asked."""
        self._item = item
        self.bar.end_question()
        self.bar.confirm.close_quietly()
        self.bar.banner.clear()
        self.applicant.show_people(intake.applicant, intake.agent, intake.contact)
        self.item.show_item(item)
        self.situations.show_item(item, intake.situations)
        self.materials.show_item(item, intake.situations, intake.materials)
        self.form.show_item(item, intake.form, intake.note)
        self.summary.show_item(item)
        self.summary.show_saved("")
        self.show_faults(())
        self._chain()
        self._pages.setCurrentIndex(0)
        self._scroll.verticalScrollBar().setValue(0)

    def pick_item(self, item: ServiceItem) -> None:
        """That item is the one. What was typed stays where the new item asks for it too; the focus goes on."""
        typed = self.intake()
        same = self._item is not None and self._item.code == item.code
        if not typed.applicant.id_number and not typed.applicant.name:
            self.applicant.set_kind(ApplicantKind.NATURAL if "1" in item.service_targets else ApplicantKind.COMPANY)
        self._item = item
        situations = typed.situations if same else {}
        self.item.show_item(item)
        self.situations.show_item(item, situations)
        self.materials.show_item(item, situations, typed.materials if same else ())
        self.form.show_item(item, typed.form, typed.note)
        self.summary.show_item(item)
        self._chain()
        self.edited.emit()
        focused = QApplication.focusWidget()
        if focused is self.item.start() or focused is None or not self.isAncestorOf(focused):
            self.go_on(self.item.start())

    def attach(self, code: str, file: Attachment) -> None:
        """The file is stored and belongs to that material."""
        self.materials.attach(code, file)

    def ask_decision(self, closed: dict[Decision, str], meaning: dict[Decision, str]) -> None:
        """The decisions are offered, the closed ones with their reason."""
        self.bar.ask(closed, meaning)

    def say(self, level: Level, words: str) -> None:
        """A line at the foot says it."""
        self.bar.banner.say(level, words)

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Each fault stands at its place and nothing else is marked; the first place has the focus."""
        for block in self._blocks:
            block.clear_marks()
        for fault in reversed(faults):
            if (place := self._block_of(fault.path)) is not None:
                place.mark(fault.path, fault.words)
        if faults:
            self.jump(faults[0].path)

    def show_lacks(self, faults: Sequence[Fault]) -> None:
        """What still stands in the way, beside the form; nothing is marked."""
        self.summary.show_lacks([Lack(fault.path, self._named(fault)) for fault in faults])

    def jump(self, path: str) -> None:
        """The place of that path has the focus and is seen."""
        block = self._block_of(path)
        self.focus_on(block.place(path) if block else self.item.start())

    def focus_on(self, widget: QWidget) -> None:
        """That widget has the focus and is seen with what is around it."""
        target = entry_of(widget)
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(target, QLineEdit):
            target.selectAll()
        self._scroll.ensureWidgetVisible(target, 0, _SEEN_AROUND_PX)

    def go_on(self, from_widget: QWidget | None = None) -> None:
        """The next place to type in has the focus; after the last one the button that decides."""
        start = from_widget or QApplication.focusWidget()
        if start is None or not self.isAncestorOf(start):
            return
        place = next_place(self._page, entry_of(start))
        if place is None:
            self.bar.decide.setFocus()
        else:
            self.focus_on(place)

    def show_taken(self, case: Case, papers: tuple[str, ...]) -> None:
        """The case is on the disk: its page takes the place of the form."""
        self._pages.setCurrentIndex(1)
        self.taken.show_case(case, papers)

    def showing_taken(self) -> bool:
        """Whether a saved case is shown instead of the form."""
        return self._pages.currentIndex() == 1

    def focus_number(self) -> None:
        """F3: the number has the focus, its text selected."""
        self.focus_on(self.applicant.number())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Ctrl+Backspace reaches the form although editors would like it for a word."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Backspace
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """What no editor wanted: Enter goes on, F2 begins anew, Esc goes back."""
        key = event.key()
        if key == Qt.Key.Key_F2:
            self.new_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.showing_taken():
            self.go_on()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        set_look(self, "ground")
        set_look(self._page, "ground")
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, SPACE.small, 0)
        column.setSpacing(SPACE.small)
        for part in (self.drafts, *self._blocks):
            column.addWidget(part)
        column.addStretch(1)
        self._scroll.setWidget(self._page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._scroll, 1)
        left.addWidget(self.bar)
        sheet = QWidget()
        across = QHBoxLayout(sheet)
        across.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        across.setSpacing(SPACE.small)
        across.addLayout(left, 1)
        across.addWidget(self.summary)
        self._pages.addWidget(sheet)
        self._pages.addWidget(self.taken)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _connect(self) -> None:
        for block in self._blocks:
            block.edited.connect(self.edited)
        self.situations.edited.connect(lambda: self.materials.table.rows.answer(self.situations.situations()))
        self.situations.answered.connect(self.go_on)
        self.item.searched.connect(self.search_asked)
        self.item.picked.connect(self.item_asked)
        self.materials.table.files_offered.connect(self.files_offered)
        self.materials.table.image_offered.connect(self.image_offered)
        self.materials.refused.connect(lambda why: self.say("info", why))
        self.materials.table.walked.connect(self._see_row)
        self.summary.jump_asked.connect(self.jump)
        self.drafts.resumed.connect(self.draft_resumed)
        self.drafts.dropped.connect(self.draft_dropped)
        self.bar.decide_pressed.connect(self.decide_pressed)
        self.bar.attach_pressed.connect(self.materials.ask_for_file)
        self.bar.cancel_pressed.connect(
            lambda: self.bar.confirm.ask("放弃本件？已录入的内容和草稿都不保留。", "放弃本件")
        )
        self.bar.confirm.confirmed.connect(lambda _reason: self.cancel_asked.emit())
        self.bar.decided.connect(self._decided)
        self.bar.closed.connect(self._go_back)
        self.taken.next_asked.connect(self.new_asked)
        self.taken.print_asked.connect(self.print_asked)

        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _bind_keys(self) -> None:
        starts: dict[str, Callable[[], QWidget]] = {
            f"Alt+{number}": block.start for number, block in enumerate(self._blocks, start=1)
        }
        for key, start in (starts | {"Alt+6": self.summary.start}).items():
            self._bind(key, partial(self._jump_to, start))
        self._bind("Alt+0", self.drafts.go_to)
        self._bind("F3", self.focus_number)
        self._bind("F5", self._next_material)
        self._bind("Alt+Q", self.applicant.switch_kind)
        self._bind("Alt+D", lambda: self._open_part(self.applicant.agent_box.toggle, "agent.id_number"))
        self._bind("Alt+L", lambda: self._open_part(self.applicant.contact_box.toggle, "contact.name"))

    def _bind(self, key: str, told: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: None if self.showing_taken() else told())

    def _jump_to(self, start: Callable[[], QWidget]) -> None:
        if start().isVisible():
            self.focus_on(start())

    def _open_part(self, toggle: Callable[[], object], path: str) -> None:
        toggle()
        place = self.applicant.place(path)
        self.focus_on(place if place.isVisible() else self.applicant.number())

    def _next_material(self) -> None:
        if self.materials.isVisible():
            self.materials.table.go_next()
            self.focus_on(self.materials.table)
            self._see_row()

    def _see_row(self) -> None:
        table = self.materials.table
        area = table.visualRect(table.currentIndex())
        spot = table.mapTo(self._page, area.center()) if area.isValid() else None
        if spot is not None:
            self._scroll.ensureVisible(0, spot.y(), 0, 2 * _SEEN_AROUND_PX)

    def _escape(self) -> None:
        if self.bar.asking():
            self.bar.close_question()
        elif self.drafts.holds_focus():
            self.focus_number()
        elif not self.bar.banner.isHidden():
            self.bar.banner.clear()
        else:
            self.back_asked.emit()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """When the shell gives the focus to the screen, it goes where it was."""
        if not isValid(self._pages) or new is None:  # while the window is torn down the focus wanders
            return
        if new is self:
            self._go_back()
        elif self._page.isAncestorOf(new):
            self._last_focus = new
            self._tell_error_of(new)

    def _go_back(self) -> None:
        """The focus is where one typed last; on the page of a saved case, where Enter leads on."""
        last = self._last_focus
        if self.showing_taken():
            self.taken.next.setFocus()
        elif last is not None and isValid(last) and last.isVisible():
            last.setFocus()
        else:
            self.focus_number()

    def _decided(self, decision: Decision) -> None:
        """The focus waits in the form, so that no key goes astray while the store works."""
        self._go_back()
        self.decide_asked.emit(decision)

    def _tell_error_of(self, editor: QWidget) -> None:
        """The whole sentence of a marked field stands at the foot when one comes to it."""
        field = editor.parentWidget()
        if isinstance(field, Field) and field.error():
            self.say("warn", f"{field.label().text()}：{field.error()}")

    def _block_of(self, path: str) -> Block | None:
        return next((block for block in self._blocks if block.holds(path)), None)

    def _named(self, fault: Fault) -> str:
        block = self._block_of(fault.path)
        return fault.words if block is None or "“" in fault.words else f"{block.label_of(fault.path)}：{fault.words}"

    def _chain(self) -> None:
        """Tab walks through the blocks as one reads, although some fields were made later than others."""
        fields = [*self.applicant.stops(), self.item.start()]
        fields += [field.editor for field in self.situations.fields.values()]
        fields.append(self.materials.table)
        fields += [field.editor for field in self.form.fields.values()]
        chain([*fields, self.bar.decide, self.bar.attach, self.bar.cancel, self.summary.start()])
        for editor in self._page.findChildren(QWidget):
            if isinstance(editor, QLineEdit | QPlainTextEdit):
                editor.installEventFilter(self)
