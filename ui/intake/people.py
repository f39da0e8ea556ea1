"""The fields of a person: document, number, name, phone; each checked as one types."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit

from counter.domain.identity import IdDocument, check_phone
from counter.domain.intake_rules import ADDRESS_LENGTH, COMPANY_LENGTH, NAME_LENGTH
from counter.domain.text import as_code, clean_line, clean_name
from counter.errors import RuleBroken
from ui.intake.block import Block
from ui.intake.editors import Picker, Told, document_options, fill, line, told_of_number, value_of
from ui.wording import sentence


def told_by(check: Callable[[str], object], text: str) -> Told:
    """The sentence of the rule that the text breaks, or nothing; an empty text is no error while one types."""
    if not text.strip():
        return Told()
    try:
        check(text)
    except RuleBroken as broken:
        return Told(error=sentence(broken))
    return Told()


def told_of_name(text: str) -> Told:
    """What is said of a person's name."""
    return told_by(lambda raw: clean_name(raw, field="", max_length=NAME_LENGTH), text)


def told_of_line(text: str, *, most: int) -> Told:
    """What is said of one line of text."""
    return told_by(lambda raw: clean_line(raw, field="", max_length=most), text)


class PeopleBlock(Block):
    """A block with persons in it; knows how each kind of field is checked."""

    def add_person(self, prefix: str, *, of: str = "") -> None:
        """Document, number and name of a person are fields under that prefix."""
        self.add(f"{prefix}.id_document", f"{of}证件类型", Picker(document_options()))
        self.add(f"{prefix}.id_number", f"{of}证件号码", line(), required=True)
        self.add(f"{prefix}.name", f"{of}姓名", line(), required=True)
        self._normalise(f"{prefix}.id_number", as_code)

    def add_phone(self, path: str, label: str = "联系电话") -> None:
        """A telephone number, checked when one leaves it."""
        self.add(path, label, line(), required=True)
        self._normalise(path, _phone)

    def document(self, prefix: str) -> IdDocument | None:
        """The document of that person; None where a social credit code is asked."""
        return IdDocument(self.value(f"{prefix}.id_document"))

    def person(self, prefix: str) -> tuple[str, IdDocument, str]:
        """Name, document and number as typed."""
        document = IdDocument(self.value(f"{prefix}.id_document"))
        return self.value(f"{prefix}.name"), document, self.value(f"{prefix}.id_number")

    def fill_path(self, path: str, text: str) -> None:
        """The field holds that text and shows what is known of it."""
        fill(self.fields[path].editor, text)
        self.weigh(path)

    def told(self, path: str) -> Told:
        """Numbers and names are checked at every key, phones when one leaves them."""
        prefix, _, name = path.rpartition(".")
        text = value_of(self.fields[path].editor)
        if name == "id_number":
            document = self.document(prefix)
            if document is IdDocument.OTHER:
                return told_of_line(text, most=50)
            return told_of_number(document, text)
        if name == "name":
            company = prefix == "applicant" and self.document(prefix) is None
            return told_of_line(text, most=COMPANY_LENGTH) if company else told_of_name(text)
        if name in {"address", "authority_scope"}:
            return told_of_line(text, most=ADDRESS_LENGTH if name == "address" else 200)
        if name == "phone" and not self.fields[path].editor.hasFocus():
            return told_by(lambda raw: check_phone(raw, field=""), text)
        return Told()

    def _touched(self, path: str) -> None:
        prefix, _, name = path.rpartition(".")
        if name == "id_document":
            self.weigh(f"{prefix}.id_number")
        super()._touched(path)

    def _normalise(self, path: str, clean: Callable[[str], str]) -> None:
        """When one leaves the field, its text stands there as it will be kept."""
        editor = self.fields[path].editor
        if not isinstance(editor, QLineEdit):
            raise TypeError(path)

        def left() -> None:
            cleaned = clean(editor.text())
            if cleaned != editor.text():
                editor.setText(cleaned)
            if path.endswith("phone"):
                told = told_by(lambda raw: check_phone(raw, field=""), editor.text())
                self.fields[path].set_error(told.error)

        editor.editingFinished.connect(left)


def _phone(raw: str) -> str:
    try:
        return check_phone(raw)
    except RuleBroken:
        return raw
