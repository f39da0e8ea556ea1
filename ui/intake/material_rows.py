"""④ 材料 as rows: each material of the guide, and below it each of its files."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from counter.domain.case import Attachment, HowGot, ReceivedMaterial
from counter.domain.intake_rules import MOST_COPIES, needed_materials
from counter.domain.item import MaterialKind, MaterialSpec, Need, ServiceItem
from ui.parts import shown
from ui.parts.table import TONE_ROLE
from ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex

HOW_GOT: dict[HowGot, str] = {
    HowGot.ORIGINAL: "原件",
    HowGot.COPY: "复印件",
    HowGot.SCAN: "扫描",
    HowGot.E_LICENCE: "电子证照",
    HowGot.SHARED: "数据共享",
    HowGot.EXEMPT: "免提交",
}
NEEDS: dict[Need, str] = {Need.REQUIRED: "必要", Need.OPTIONAL: "非必要", Need.DEFERRABLE: "可容缺"}
KINDS: dict[MaterialKind, str] = {
    MaterialKind.ORIGINAL: "原件",
    MaterialKind.COPY: "复印件",
    MaterialKind.ORIGINAL_OR_COPY: "原件或复印件",
}
_FIRST_WAY = {
    MaterialKind.ORIGINAL: HowGot.ORIGINAL,
    MaterialKind.COPY: HowGot.COPY,
    MaterialKind.ORIGINAL_OR_COPY: HowGot.COPY,
}
TITLES = ("收取", "材料", "必要性", "要求", "份数", "附件")
_KB = 1024


def size_words(size_bytes: int) -> str:
    """1.3 MB, 240 KB, 12 字节."""
    if size_bytes >= _KB * _KB:
        return f"{size_bytes / _KB / _KB:.1f} MB"
    return f"{size_bytes // _KB} KB" if size_bytes >= _KB else f"{size_bytes} 字节"


class Row(NamedTuple):
    """A material, or (with a file) one of its files."""

    spec: MaterialSpec
    file: Attachment | None = None


class MaterialRows(QAbstractTableModel):
    """What was got of the materials that the answers ask for; what was got stays although no longer asked for."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._item: ServiceItem | None = None
        self._situations: dict[str, str] = {}
        self._got: dict[str, ReceivedMaterial] = {}
        self._wrong: dict[str, str] = {}
        self._rows: list[Row] = []

    def show_item(
        self, item: ServiceItem | None, situations: dict[str, str], got: tuple[ReceivedMaterial, ...]
    ) -> None:
        """The materials of that item, with what was got of them."""
        self._item, self._situations = item, situations
        self._got = {material.code: material for material in got}
        self._wrong = {}
        self._lay()

    def answer(self, situations: dict[str, str]) -> None:
        """The questions are answered so; the materials follow."""
        if situations != self._situations:
            self._situations = situations
            self._lay()

    def materials(self) -> tuple[ReceivedMaterial, ...]:
        """What was got, in the order of the guide."""
        order = [material.code for material in self._item.materials] if self._item else []
        return tuple(self._got[code] for code in order if code in self._got)

    def got(self, code: str) -> ReceivedMaterial | None:
        """How that material was got; None when it was not."""
        return self._got.get(code)

    def row(self, number: int) -> Row | None:
        """The row of that number."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def number_of(self, code: str) -> int:
        """The row of that material; -1 when it is not shown."""
        return next((place for place, row in enumerate(self._rows) if row.spec.code == code and not row.file), -1)

    def next_material(self, number: int) -> int:
        """The next row of a material after that row, the same one when there is none."""
        return next((place for place in range(number + 1, len(self._rows)) if self._rows[place].file is None), number)

    def counts(self) -> tuple[int, int]:
        """How many are got, and how many are listed."""
        listed = {row.spec.code for row in self._rows}
        return len(listed & set(self._got)), len(listed)

    def toggle(self, code: str) -> None:
        """Got in the way that fits the guide, or not got any more (its files go too)."""
        if code in self._got:
            del self._got[code]
        else:
            spec = self._spec(code)
            self._got[code] = ReceivedMaterial(code=code, how_got=_FIRST_WAY[spec.kind], copies=max(spec.copies, 1))
        self._fresh(code)

    def take(self, code: str, how_got: HowGot) -> bool:
        """Got in that way; False when the guide does not let an e-licence stand for it."""
        spec = self._spec(code)
        if how_got is HowGot.E_LICENCE and not spec.electronic_licence:
            return False
        known = self._got.get(code) or ReceivedMaterial(code=code, how_got=how_got, copies=max(spec.copies, 1))
        self._got[code] = msgspec.structs.replace(known, how_got=how_got)
        self._fresh(code)
        return True

    def count_copies(self, code: str, by: int) -> None:
        """One copy more or fewer, between one and the most that can be."""
        if code in self._got:
            copies = min(max(self._got[code].copies + by, 1), MOST_COPIES)
            self._got[code] = msgspec.structs.replace(self._got[code], copies=copies)
            self._fresh(code)

    def fix(self, code: str, said: str) -> None:
        """当场更正: that is what the applicant put right with the material; empty takes it away."""
        if code in self._got:
            self._got[code] = msgspec.structs.replace(self._got[code], fixed_on_spot=said)
            self._fresh(code)

    def attach(self, code: str, file: Attachment) -> None:
        """The file belongs to that material, which is got as a scan when it was not got before; once only."""
        spec = self._spec(code)
        known = self._got.get(code) or ReceivedMaterial(code=code, how_got=HowGot.SCAN, copies=max(spec.copies, 1))
        if all(there.sha256 != file.sha256 for there in known.attachments):
            self._got[code] = msgspec.structs.replace(known, attachments=(*known.attachments, file))
            self._fresh(code)

    def remove(self, code: str, file: Attachment) -> None:
        """The file does not belong to that material any more."""
        known = self._got[code]
        self._got[code] = msgspec.structs.replace(
            known, attachments=tuple(there for there in known.attachments if there.sha256 != file.sha256)
        )
        self._fresh(code)

    def mark(self, code: str, said: str) -> None:
        """That material shows that it is wrong; empty takes it away."""
        if said:
            self._wrong[code] = said
        else:
            self._wrong.pop(code, None)
        self._tell_all()

    def said_of(self, code: str) -> str:
        """What is wrong with that material."""
        return self._wrong.get(code, "")

    def clear_marks(self) -> None:
        """Nothing is marked."""
        self._wrong = {}
        self._tell_all()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        """Materials and files."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        """The titles."""
        return 0 if parent.isValid() else len(TITLES)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return TITLES[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tone and hint of a cell."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return shown(self._words(row, TITLES[index.column()]))
        if role == TONE_ROLE and row.file is None:
            return self._tone(row.spec, TITLES[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return shown(row.file.file_name if row.file else row.spec.name)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _words(self, row: Row, title: str) -> str:
        if row.file is not None:
            name = f"　└ {row.file.file_name}"
            return {"材料": name, "附件": size_words(row.file.size_bytes)}.get(title, "")
        spec, got = row.spec, self._got.get(row.spec.code)
        files = got.attachments if got else ()
        return {
            "收取": HOW_GOT[got.how_got] if got else ("缺少" if spec.code in self._wrong else "未收"),
            "材料": f"{spec.name}（当场更正：{got.fixed_on_spot}）" if got and got.fixed_on_spot else spec.name,
            "必要性": NEEDS[spec.need],
            "要求": f"{KINDS[spec.kind]} {spec.copies} 份",
            "份数": str(got.copies) if got else "",
            "附件": f"{len(files)} 个文件" if files else "",
        }[title]

    def _tone(self, spec: MaterialSpec, title: str) -> Tone | None:
        if title == "必要性":
            return "accent" if spec.need is Need.DEFERRABLE else None
        if title != "收取":
            return None
        if spec.code in self._wrong:
            return "bad"
        return "good" if spec.code in self._got else "quiet"

    def _spec(self, code: str) -> MaterialSpec:
        spec = self._item.material(code) if self._item else None
        if spec is None:
            raise KeyError(code)
        return spec

    def _fresh(self, code: str) -> None:
        self._wrong.pop(code, None)
        self._lay()

    def _lay(self) -> None:
        """The rows as they are now; when only words changed, no row moves."""
        asked = {spec.code for spec in needed_materials(self._item, self._situations)} if self._item else set()
        rows: list[Row] = []
        for spec in self._item.materials if self._item else ():
            if spec.code in asked or spec.code in self._got:
                rows.append(Row(spec))
                got = self._got.get(spec.code)
                rows += [Row(spec, file) for file in (got.attachments if got else ())]
        if rows == self._rows:
            self._tell_all()
        else:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def _tell_all(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(TITLES) - 1))
