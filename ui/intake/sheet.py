"""The form: five blocks one below the other, what stands in them, and how the focus walks through them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from counter.domain.case import GlyphImage, Intake
from counter.domain.glyph_rules import strangers
from counter.domain.item import ServiceItem
from counter.domain.person import ApplicantKind
from ui.intake.applicant_block import ApplicantBlock
from ui.intake.block import Block, Fault
from ui.intake.drafts import DraftStrip
from ui.intake.form_block import FormBlock
from ui.intake.glyph_line import GlyphLine
from ui.intake.item_block import ItemBlock, SituationBlock
from ui.intake.material_block import MaterialBlock
from ui.intake.walking import chain
from ui.parts import set_look
from ui.theme import SPACE

SEEN_AROUND_PX = 30


class FormSheet(QScrollArea):
    """The blocks; ``intake()`` is what stands in them.

    Args:
        after: where Tab goes after the last field.
    """

    edited = Signal()
    """Something of the intake was changed by the person."""
    place_asked = Signal(object)
    """A key asks for that widget (QWidget)."""

    def __init__(self, after: Sequence[QWidget]) -> None:
        super().__init__()
        self._after = after
        self._item: ServiceItem | None = None
        self.drafts = DraftStrip()
        self.glyphs = GlyphLine(self)
        self.applicant = ApplicantBlock()
        self.item = ItemBlock()
        self.situations = SituationBlock()
        self.materials = MaterialBlock()
        self.form = FormBlock()
        self.blocks: tuple[Block, ...] = (self.applicant, self.item, self.situations, self.materials, self.form)
        self.page = QWidget()
        set_look(self.page, "ground")
        column = QVBoxLayout(self.page)
        column.setContentsMargins(0, 0, SPACE.small, 0)
        column.setSpacing(SPACE.small)
        for part in (self.drafts, self.glyphs, *self.blocks):
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(self.page)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for block in self.blocks:
            block.pictured = self.glyphs.pictured
            block.edited.connect(self._weigh_glyphs)
            block.edited.connect(self.edited)
        self.situations.edited.connect(lambda: self.materials.table.rows.answer(self.situations.situations()))
        self.materials.table.walked.connect(self.see_row)

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
            glyph_images=self.glyphs.images(),
        )

    def service_item(self) -> ServiceItem | None:
        """The item that is picked."""
        return self._item

    def show_intake(self, intake: Intake, item: ServiceItem | None) -> None:
        """The form holds that intake; nothing is marked."""
        self._item = item
        self.glyphs.show_images(intake.glyph_images)
        self.applicant.show_people(intake.applicant, intake.agent, intake.contact)
        self.item.show_item(item)
        self.situations.show_item(item, intake.situations)
        self.materials.show_item(item, intake.situations, intake.materials)
        self.form.show_item(item, intake.form, intake.note)
        self.mark(())
        self._weigh_glyphs()
        self._chain()
        self.verticalScrollBar().setValue(0)

    def keep_glyph(self, image: GlyphImage, shape: QImage) -> None:
        """That character has a picture now; nothing is said against it any more."""
        self.glyphs.keep(image, shape)
        self.mark(())
        self.edited.emit()

    def pick_item(self, item: ServiceItem) -> None:
        """That item is the one; what was typed stays where the new item asks for it too."""
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
        self._chain()
        self.edited.emit()

    def mark(self, faults: Sequence[Fault]) -> None:
        """Each fault stands at its place and nothing else is marked."""
        for block in self.blocks:
            block.clear_marks()
        for fault in reversed(faults):
            if (place := self.block_of(fault.path)) is not None:
                place.mark(fault.path, fault.words)

    def block_of(self, path: str) -> Block | None:
        """The block in which a fault of that path stands."""
        return next((block for block in self.blocks if block.holds(path)), None)

    def place(self, path: str) -> QWidget:
        """Where that path is corrected; the item for what has no place of its own."""
        block = self.block_of(path)
        return block.place(path) if block else self.item.start()

    def named(self, fault: Fault) -> str:
        """The fault with the name of its place, as it is told beside the form."""
        block = self.block_of(fault.path)
        return fault.words if block is None or "“" in fault.words else f"{block.label_of(fault.path)}：{fault.words}"

    def see_row(self) -> None:
        """The current material is seen."""
        table = self.materials.table
        area = table.visualRect(table.currentIndex())
        if area.isValid():
            self.ensureVisible(0, table.mapTo(self.page, area.center()).y(), 0, 2 * SEEN_AROUND_PX)

    def bind_keys(self, scope: QWidget) -> None:
        """The keys that lead to a place of the form, while the form is seen."""
        for number, block in enumerate(self.blocks, start=1):
            self._bind(scope, f"Alt+{number}", partial(self._go_to, block.start))
        self._bind(scope, "Alt+0", self.drafts.go_to)
        self._bind(scope, "F3", lambda: self.place_asked.emit(self.applicant.number()))
        self._bind(scope, "Ctrl+Down", self._next_material)
        self._bind(scope, "Alt+Q", self.applicant.switch_kind)
        self._bind(scope, "Alt+D", lambda: self._open_part(self.applicant.agent_box.toggle, "agent.id_number"))
        self._bind(scope, "Alt+L", lambda: self._open_part(self.applicant.contact_box.toggle, "contact.name"))

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

    def _weigh_glyphs(self) -> None:
        self.glyphs.weigh(strangers(self.intake()))

    def _bind(self, scope: QWidget, key: str, told: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), scope)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: told() if self.isVisible() else None)

    def _go_to(self, start: Callable[[], QWidget]) -> None:
        if start().isVisible():
            self.place_asked.emit(start())

    def _open_part(self, toggle: Callable[[], object], path: str) -> None:
        toggle()
        place = self.applicant.place(path)
        self.place_asked.emit(place if place.isVisible() else self.applicant.number())

    def _next_material(self) -> None:
        if self.materials.isVisible():
            self.materials.table.go_next()
            self.place_asked.emit(self.materials.table)
            self.see_row()

    def _chain(self) -> None:
        """Tab walks through the blocks as one reads, although some fields were made later than others."""
        fields = [*self.applicant.stops(), self.item.start()]
        fields += [field.editor for field in self.situations.fields.values()]
        fields.append(self.materials.table)
        fields += [field.editor for field in self.form.fields.values()]
        chain([*fields, *self._after])
        for editor in self.page.findChildren(QWidget):
            if isinstance(editor, QLineEdit | QPlainTextEdit):
                editor.installEventFilter(self)
