"""应补材料 as rows under the keys of intake's material table: ticked when brought, with its day instead of its need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Qt

from counter.actions.outlook import OwedNow
from counter.domain.item import MaterialKind, MaterialSpec, Need, ServiceItem
from ui.deferred.rows import TONES, light_words
from ui.intake.material_rows import Index, MaterialRows
from ui.parts import shown
from ui.parts.table import TONE_ROLE

DAY = 2
"""The column in which intake shows 必要性."""
WISH = 3
"""The column in which intake shows 要求; here it stands below the table, because it is a sentence."""


class OwedRows(MaterialRows):
    """What is still owed to one case; what was brought before is not shown any more."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._owed: dict[str, OwedNow] = {}

    def show_owed(self, item: ServiceItem | None, owed: Sequence[OwedNow]) -> None:
        """These are to be ticked; nothing is ticked yet."""
        self._owed = {each.owed.code: each for each in owed if each.owed.open}
        specs = tuple(_spec(item, each) for each in self._owed.values())
        self.show_item(None if item is None else msgspec.structs.replace(item, materials=specs), {}, ())

    def owed(self, code: str) -> OwedNow | None:
        """What is owed under that code."""
        return self._owed.get(code)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """期限 in place of 必要性."""
        if section == DAY and orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return "期限"
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The light of the day in its column; elsewhere as intake says it."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None or index.column() != DAY or role not in {Qt.ItemDataRole.DisplayRole, TONE_ROLE}:
            return super().data(index, role)
        owed = self._owed.get(row.spec.code)
        if owed is None or row.file is not None:
            return None if role == TONE_ROLE else ""
        return TONES[owed.light] if role == TONE_ROLE else shown(light_words(owed.light, owed.left))


def _spec(item: ServiceItem | None, each: OwedNow) -> MaterialSpec:
    """The guide's material, asked for in any case; a defect of form or conditions stands as a material of its own."""
    owed = each.owed
    spec = item.material(owed.code) if item else None
    if spec is None:
        return MaterialSpec(
            code=owed.code, name=owed.name, need=Need.REQUIRED, kind=MaterialKind.ORIGINAL, standard=owed.need
        )
    return msgspec.structs.replace(spec, only_when=())
