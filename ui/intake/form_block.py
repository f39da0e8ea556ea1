"""⑤ 表单: the item's own fields, each by its kind."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from counter.domain.form_rules import YES_NO, check_value
from counter.domain.identity import IdDocument
from counter.domain.item import FieldKind, FormField, ServiceItem
from counter.errors import RuleBroken
from ui.intake.block import COLUMNS, Block, grid
from ui.intake.editors import ChoiceRow, LongEdit, Option, Picker, Told, fill, line, today, told_of_number, value_of
from ui.intake.people import told_of_line
from ui.wording import sentence

_SPANS = {FieldKind.NUMBER: 3, FieldKind.DATE: 3, FieldKind.PHONE: 3, FieldKind.YES_NO: 3, FieldKind.LONG_TEXT: 12}
_USUAL_SPAN = 6
_CHOICE_SPAN = 3
_NOTE = "note"
_HINTS = {FieldKind.DATE: "如 20261123"}


class FormBlock(Block):
    """The fields in rows of twelve columns, and a remark at the end."""

    def __init__(self) -> None:
        super().__init__("⑤ 表单", "Alt+5")
        self.head.addStretch(1)
        self._specs: dict[str, FormField] = {}
        self._sheet: QWidget | None = None
        self.show_item(None, {}, "")

    def show_item(self, item: ServiceItem | None, values: dict[str, str], note: str) -> None:
        """The fields of that item with these values; what the new item also asks for is kept."""
        if self._sheet is not None:
            self.body.removeWidget(self._sheet)
            self._sheet.hide()
            self._sheet.deleteLater()
        self._sheet = QWidget()
        self.fields.clear()
        self._specs = {f"form.{spec.key}": spec for spec in item.form} if item else {}
        rows = grid()
        rows.setContentsMargins(0, 0, 0, 0)
        self._sheet.setLayout(rows)
        row = column = 0
        for path, spec in self._specs.items():
            span = _span(spec)
            if column + span > COLUMNS:
                row, column = row + 1, 0
            unit = f"（{spec.unit}）" if spec.unit else ""
            field = self.add(path, f"{spec.label}{unit}", _editor(spec), required=spec.required)
            fill(field.editor, values.get(spec.key, ""))
            field.setToolTip(spec.help)
            rows.addWidget(field, row, column, 1, span)
            self._normalise(path, spec)
            self.weigh(path)
            column += span
        remark = self.add(_NOTE, "备注", line("可空"))
        fill(remark.editor, note)
        rows.addWidget(remark, row + 1, 0, 1, COLUMNS)
        self.body.addWidget(self._sheet)
        self.setVisible(item is not None)

    def form(self) -> dict[str, str]:
        """Key to what was typed; what is empty is left out."""
        typed = {spec.key: self.value(path) for path, spec in self._specs.items()}
        return {key: value for key, value in typed.items() if value.strip()}

    def note(self) -> str:
        """The remark."""
        return self.value(_NOTE)

    def told(self, path: str) -> Told:
        """Numbers with a check digit are checked at every key; the rest when one leaves the field."""
        spec = self._specs.get(path)
        text = value_of(self.fields[path].editor)
        if spec is None:
            return Told() if path != _NOTE else told_of_line(text, most=500)
        if spec.kind is FieldKind.ID_NUMBER:
            return told_of_number(IdDocument.RESIDENT_ID, text)
        if spec.kind is FieldKind.USCC:
            return told_of_number(None, text)
        if spec.kind is FieldKind.TEXT and text:
            return Told(error=told_of_line(text, most=spec.max_length).error, note=spec.help)
        return Told(note=spec.help)

    def _normalise(self, path: str, spec: FormField) -> None:
        """When one leaves the field, its text stands there as it will be kept, or its fault is told."""
        editor = self.fields[path].editor
        if not isinstance(editor, QLineEdit):
            return

        def left() -> None:
            if not editor.text().strip():
                return
            try:
                kept = check_value(spec, editor.text(), today=today())
            except RuleBroken as broken:
                self.fields[path].set_error(sentence(broken))
            else:
                if kept != editor.text():
                    editor.setText(kept)

        editor.editingFinished.connect(left)


def _span(spec: FormField) -> int:
    if spec.kind is FieldKind.CHOICE:
        return _CHOICE_SPAN
    return _SPANS.get(spec.kind, _USUAL_SPAN)


def _editor(spec: FormField) -> QWidget:
    if spec.kind is FieldKind.CHOICE:
        return Picker([Option(choice, choice) for choice in spec.choices], may_be_empty=True)
    if spec.kind is FieldKind.YES_NO:
        return ChoiceRow([Option(YES_NO[0], "是"), Option(YES_NO[1], "否")])
    if spec.kind is FieldKind.LONG_TEXT:
        return LongEdit()
    return line(_HINTS.get(spec.kind, ""))
