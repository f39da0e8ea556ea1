"""收件 on one page: five blocks to type in, a summary beside them, the deeds at the foot. Knows no store and no lane.

A decision that says more than the form opens its panel in the place of the blocks; Esc leads back to them.

Keys: Enter goes to the next field, Tab too (and to the buttons); Alt+1…6 jump to a block, Alt+0 to the drafts; Alt+Q
switches between person and company, Alt+D and Alt+L open agent and contact; F2 begins a new case, F3 goes to the
number, F4 attaches, Alt+F prints a form, Ctrl+Down goes to the next material, G notes what was put right on the spot,
F8 decides, F9 prints (a promise to be signed, or the papers again), Ctrl+Backspace throws the case away.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from counter.domain.case import Attachment, Case, Decision, Intake, PaperKind
from counter.domain.course import Ruling
from counter.domain.item import ServiceItem
from counter.domain.ruling_basis import Basis
from ui.intake.block import Fault
from ui.intake.decision_bar import DecisionBar
from ui.intake.editors import entry_of
from ui.intake.ruling_body import RulingBody
from ui.intake.ruling_panel import RulingPanel
from ui.intake.sheet import SEEN_AROUND_PX, FormSheet
from ui.intake.standing import Shown
from ui.intake.summary import Lack, Summary
from ui.intake.taken_page import TakenPage
from ui.intake.walking import next_place
from ui.names import DECISIONS
from ui.parts import set_look
from ui.parts.banner import Level
from ui.theme import SPACE


class IntakeView(QWidget):
    """The screen; ``intake()`` is what stands in the form, ``ruling()`` what stands in the panel of a decision."""

    edited = Signal()
    """Something of the intake or of the ruling was changed by the person."""
    search_asked = Signal(str)
    item_asked = Signal(str)
    files_offered = Signal(str, list)
    image_offered = Signal(str, QImage)
    decide_pressed = Signal()
    """The person wants to decide: answered by ``ask_decision``."""
    decide_asked = Signal(object)
    """The confirmed Decision: taken at once, or answered by ``open_ruling``."""
    ruling_confirmed = Signal(object)
    """The panel of that Decision is filled."""
    sheet_asked = Signal(object)
    """The promise of that Decision is to be printed for signing."""
    signature_offered = Signal(str)
    """The path of a scan of a signed promise."""
    lacks_asked = Signal()
    """What lacks before any decision that helps is to be shown."""
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
        self._last_focus: QWidget | None = None
        self._open: Decision | None = None
        self.bar = DecisionBar(self)
        self.summary = Summary()
        self.taken = TakenPage()
        self.ruled = RulingPanel(self.bar.decide)
        self.sheet = FormSheet([self.bar.decide, self.bar.attach, self.bar.cancel, self.summary.start()])
        self.drafts, self.applicant, self.item = self.sheet.drafts, self.sheet.applicant, self.sheet.item
        self.situations, self.materials, self.form = self.sheet.situations, self.sheet.materials, self.sheet.form
        self._left = QStackedWidget()
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self._bind_keys()
        self.show_intake(Intake(), None)

    def intake(self) -> Intake:
        """What stands in the form."""
        return self.sheet.intake()

    def service_item(self) -> ServiceItem | None:
        """The item that is picked."""
        return self.sheet.service_item()

    def show_intake(self, intake: Intake, item: ServiceItem | None) -> None:
        """The form holds that intake; nothing is marked, nothing is asked and nothing is ruled."""
        self.bar.end_question()
        self.bar.approval.close_line()
        self.bar.fix.hide()
        self.bar.forms.hide()
        self.bar.confirm.close_quietly()
        self.bar.banner.clear()
        self.ruled.forget()
        self._show_left(None)
        self.sheet.show_intake(intake, item)
        self.summary.show_item(item)
        self.summary.show_saved("")
        self._pages.setCurrentIndex(0)

    def pick_item(self, item: ServiceItem) -> None:
        """That item is the one. What was typed stays where the new item asks for it too; the focus goes on."""
        known = self.service_item()
        if known is None or known.code != item.code:
            self.ruled.forget()
        self.summary.show_item(item)
        self.sheet.pick_item(item)
        focused = QApplication.focusWidget()
        if focused is self.item.start() or focused is None or not self.isAncestorOf(focused):
            self.go_on(self.item.start())

    def attach(self, code: str, file: Attachment) -> None:
        """The file is stored and belongs to that material."""
        self.materials.attach(code, file)

    def ask_decision(self, shown: Sequence[Shown], best: Decision | None) -> None:
        """The decisions are offered, the closed ones with their reason."""
        self.bar.ask(shown, best)

    def open_ruling(self, decision: Decision, basis: Basis, departments: Sequence[str]) -> None:
        """The panel of that decision stands in the place of the form, its first field focused."""
        self.bar.fix.hide()
        self.ruled.open(decision, basis, departments)
        self._show_left(decision)
        self.bar.banner.clear()
        body = self.ruled.body()
        if body is not None:
            self.focus_on(body.start())

    def close_ruling(self) -> None:
        """The form stands there again; what was written in the panel is remembered."""
        if self._open is not None:
            self.ruled.close_body()
            self._show_left(None)
            self.bar.banner.clear()
            self.focus_on(self.materials.table if self.materials.isVisible() else self.applicant.number())

    def ruling_open(self) -> Decision | None:
        """Whose panel is open."""
        return self._open

    def ruling(self) -> tuple[Decision | None, Ruling | None]:
        """The decision that is worked on, and what is written for it so far."""
        return self.ruled.written()

    def say(self, level: Level, words: str) -> None:
        """A line at the foot says it."""
        self.bar.banner.say(level, words)

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Each fault stands at its place and nothing else is marked; the first place has the focus."""
        body = self.ruled.body()
        if body is not None:
            body.clear_marks()
        self.sheet.mark([fault for fault in faults if not _is_ruled(fault.path)])
        for fault in reversed(faults):
            if body is not None and _is_ruled(fault.path):
                body.mark(fault.path, fault.words)
        if faults:
            self.jump(faults[0].path)

    def show_lacks(self, faults: Sequence[Fault]) -> None:
        """What still stands in the way, beside the form; nothing is marked."""
        self.summary.show_lacks([Lack(fault.path, self.sheet.named(fault)) for fault in faults])

    def named(self, fault: Fault) -> str:
        """The fault with the name of its place."""
        body = self.ruled.body()
        if body is not None and _is_ruled(fault.path) and "“" not in fault.words:
            return f"{body.label_of(fault.path)}：{fault.words}"
        return self.sheet.named(fault)

    def jump(self, path: str) -> None:
        """The place of that path has the focus and is seen."""
        body = self.ruled.body()
        if body is not None and _is_ruled(path):
            self.focus_on(body.place(path))
            return
        self.close_ruling()
        self.focus_on(self.sheet.place(path))

    def focus_on(self, widget: QWidget) -> None:
        """That widget has the focus and is seen with what is around it."""
        target = entry_of(widget)
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(target, QLineEdit):
            target.selectAll()
        self._area().ensureWidgetVisible(target, 0, SEEN_AROUND_PX)

    def go_on(self, from_widget: QWidget | None = None) -> None:
        """The next place to type in has the focus; after the last one the button that decides."""
        start = from_widget or QApplication.focusWidget()
        if start is None or not self.isAncestorOf(start):
            return
        page = self.sheet.page if self._open is None else self.ruled.page
        place = next_place(page, entry_of(start))
        if place is None:
            self.bar.decide.setFocus()
        else:
            self.focus_on(place)

    def show_taken(self, case: Case, papers: Sequence[tuple[PaperKind, str]]) -> None:
        """The case is on the disk: its page takes the place of the form."""
        self.ruled.forget()
        self._show_left(None)
        self._pages.setCurrentIndex(1)
        self.taken.show_case(case, papers)

    def showing_taken(self) -> bool:
        """Whether a saved case is shown instead of the form."""
        return self._pages.currentIndex() == 1

    def focus_number(self) -> None:
        """F3: the number has the focus, its text selected."""
        self.focus_on(self.applicant.number())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """What no editor wanted: Enter goes on, F2 begins anew, Esc goes back."""
        key = event.key()
        if key == Qt.Key.Key_F2:
            self.new_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.showing_taken():
            self.go_on()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif key == Qt.Key.Key_F9 and self.bar.promise.isVisible():
            self.bar.promise.click()
        else:
            super().keyPressEvent(event)

    def _area(self) -> QScrollArea:
        return self.sheet if self._open is None else self.ruled

    def _show_left(self, decision: Decision | None) -> None:
        self._open = decision
        self._left.setCurrentWidget(self.sheet if decision is None else self.ruled)
        signed = decision is not None and self.ruled.promise() is not None
        self.bar.show_deed(DECISIONS[decision] if decision else "", signed=signed)

    def _build(self) -> None:
        set_look(self, "ground")
        self._left.addWidget(self.sheet)
        self._left.addWidget(self.ruled)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._left, 1)
        left.addWidget(self.bar)
        page = QWidget()
        across = QHBoxLayout(page)
        across.setContentsMargins(SPACE.middle, SPACE.small, SPACE.middle, SPACE.small)
        across.setSpacing(SPACE.small)
        across.addLayout(left, 1)
        across.addWidget(self.summary)
        self._pages.addWidget(page)
        self._pages.addWidget(self.taken)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _connect(self) -> None:
        self.sheet.edited.connect(self.edited)
        self.sheet.place_asked.connect(self.focus_on)
        self.ruled.edited.connect(self.edited)
        self.situations.answered.connect(self.go_on)
        self.item.searched.connect(self.search_asked)
        self.item.picked.connect(self.item_asked)
        self.materials.table.files_offered.connect(self.files_offered)
        self.materials.table.image_offered.connect(self.image_offered)
        self.materials.fix_asked.connect(self.bar.fix.ask)
        self.bar.fix.noted.connect(self.materials.note_fix)
        self.bar.fix.left.connect(self._go_back)
        self.bar.print_form.clicked.connect(self._ask_form)
        self.bar.forms.left.connect(self._go_back)
        self.materials.refused.connect(lambda why: self.say("info", why))
        self.summary.jump_asked.connect(self.jump)
        self.drafts.resumed.connect(self.draft_resumed)
        self.drafts.dropped.connect(self.draft_dropped)
        self.bar.decide_pressed.connect(self._decide)
        self.bar.attach_pressed.connect(self._attach)
        self.bar.promise.clicked.connect(self._print_promise)
        self.ruled.signature_offered.connect(self.signature_offered)
        self.bar.cancel_pressed.connect(
            lambda: self.bar.confirm.ask("放弃本件？已录入的内容和草稿都不保留。", "放弃本件")
        )
        self.bar.confirm.confirmed.connect(lambda _reason: self.cancel_asked.emit())
        self.bar.decided.connect(self._decided)
        self.bar.lacking.connect(self.lacks_asked)
        self.bar.closed.connect(self._go_back)
        self.taken.next_asked.connect(self.new_asked)
        self.taken.print_asked.connect(self.print_asked)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _bind_keys(self) -> None:
        self.sheet.bind_keys(self)
        lacks = QShortcut(QKeySequence("Alt+6"), self)
        lacks.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        lacks.activated.connect(partial(self._go_to, self.summary.start()))

    def _go_to(self, widget: QWidget) -> None:
        if widget.isVisible():
            self.focus_on(widget)

    def _decide(self) -> None:
        """F8: the panel is confirmed, or the decisions are asked for."""
        if self._open is None:
            self.decide_pressed.emit()
        else:
            self.ruling_confirmed.emit(self._open)

    def _ask_form(self) -> None:
        """Alt+F: which form; a question that stands there goes on first."""
        if not (self.showing_taken() or self.bar.asking() or self.bar.approval.asking()):
            self.bar.forms.ask()

    def _attach(self) -> None:
        """F4: a scan of the current material, or of the signed promise."""
        promise = self.ruled.promise()
        if promise is None:
            self.materials.ask_for_file()
        else:
            promise.ask_signature()

    def _print_promise(self) -> None:
        """F9 in the panel of a promise: it is printed as it stands; the focus waits where its signature is noted."""
        promise = self.ruled.promise()
        if promise is None or self._open is None:
            return
        faults = promise.unreadable()
        if faults:
            self.show_faults(faults)
            self.say("warn", f"承诺书未打印：{self.named(faults[0])}")
        else:
            promise.go_to_signature()
            self.sheet_asked.emit(self._open)

    def _escape(self) -> None:
        if self.bar.asking():
            self.bar.close_question()
        elif self.bar.approval.asking():
            self.bar.approval.leave()
        elif self._open is not None:
            if not self.ruled.leave_choice():
                self.close_ruling()
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
        elif self._left.isAncestorOf(new):
            self._last_focus = new
            self.bar.tell_error_of(new)

    def _go_back(self) -> None:
        """The focus is where one typed last; on the page of a saved case, where Enter leads on."""
        last, body = self._last_focus, self.ruled.body()
        if self.showing_taken():
            self.taken.next.setFocus()
        elif last is not None and isValid(last) and last.isVisible():
            last.setFocus()
        elif isinstance(body, RulingBody):
            self.focus_on(body.start())
        else:
            self.focus_number()

    def _decided(self, decision: Decision) -> None:
        """The focus waits in the form, so that no key goes astray while the store works."""
        self._go_back()
        self.decide_asked.emit(decision)


def _is_ruled(path: str) -> bool:
    return path.split(".", 1)[0] == "ruling"
