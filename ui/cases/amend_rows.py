"""材料更正 as rows: the materials as they were taken in, of which no scan can be taken away any more."""

from __future__ import annotations

from PySide6.QtCore import Signal

from counter.domain.case import Attachment, ReceivedMaterial
from counter.domain.item import ServiceItem
from ui.intake.material_rows import MaterialRows
from ui.wording import words


class AmendRows(MaterialRows):
    """What is noted differently; a scan of before stays, and the row says so to who would take it away."""

    kept = Signal(str)
    """What was to be taken away and stays: why."""
    _held: dict[str, tuple[Attachment, ...]]

    def show_item(
        self, item: ServiceItem | None, situations: dict[str, str], got: tuple[ReceivedMaterial, ...]
    ) -> None:
        """The materials of that item as they stand in the case."""
        self._held = {material.code: material.attachments for material in got}
        super().show_item(item, situations, got)

    def toggle(self, code: str) -> None:
        """Noted as received or not; not taken back while a scan of it is in the case."""
        if self.got(code) is not None and self._held.get(code):
            self._keep(code)
        else:
            super().toggle(code)

    def remove(self, code: str, file: Attachment) -> None:
        """Only a file that was added just now goes again."""
        if file in self._held.get(code, ()):
            self._keep(code)
        else:
            super().remove(code, file)

    def _keep(self, code: str) -> None:
        said = words("amend.scan_stays", {})
        self.mark(code, said)
        self.kept.emit(said)
