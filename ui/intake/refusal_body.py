"""不予受理, 不属本机关 and 不需许可: ground, reasons by key, law, the competent body, what goes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QGridLayout, QWidget

from counter.domain.case import Decision
from counter.domain.course import NotNeeded, Refusal, RefusalGround, Ruling
from counter.domain.ruling_basis import Basis
from counter.domain.ruling_rules import FALSE_MATERIAL_LAW, NOT_COMPETENT_LAW
from ui.intake.editors import ChoiceRow, Option, Tick, fill, line, value_of
from ui.intake.ruling_body import RulingBody, Template
from ui.names import REFUSAL_GROUNDS
from ui.parts import PlainLabel, set_look
from ui.parts.search import Choice, SearchBox
from ui.theme import SPACE

_GROUND = "ruling.ground"
_BODY = "ruling.competent_body"
_LAW = "ruling.legal_basis"
_GROUNDS = (RefusalGround.NOT_ELIGIBLE, RefusalGround.FALSE_MATERIAL, RefusalGround.OTHER)
_RETURNED = "ruling.returned."
_BACK = "退还申请人的材料（空格取消）"
_MOST_SUGGESTED = 7
_REFUSED = (
    Template("条件不符", "经审查，申请人不具备办事指南载明的受理条件。"),
    Template("材料虚假", "经核对，所提交的材料内容与核验结果不一致，系虚假材料。"),
    Template("已有同类许可", "经核查，申请人就同一事项已取得有效许可，无需重复申请。"),
    Template("正在办理", "经核查，申请人就同一事项的申请正在办理，尚未办结。"),
)
_NOT_COMPETENT = (
    Template("属他机关", "所申请事项依法由其他行政机关实施，不属于本机关职权范围。"),
    Template("属他地", "所申请事项应当向有管辖权的其他地方行政机关申请。"),
)
_NOT_NEEDED = (
    Template("已取消", "所申请事项的行政许可已经依法取消，不需要取得许可。"),
    Template("改为备案", "所申请事项已改为备案管理，不需要取得行政许可。"),
    Template("不在范围", "所申请的活动不在本许可的适用范围内，不需要取得许可。"),
)


class BodyBox(SearchBox):
    """有权办理的机关: the departments of the catalogue are offered; another name stands as it was typed.

    Args:
        departments: what is offered.
    """

    def __init__(self, departments: Sequence[str]) -> None:
        super().__init__("机关全称，可录几个字后选取")
        self._departments = departments
        self._rows.setParent(self._list)  # the rows end with the list, never before it
        self.searched.connect(self._find)
        self.chosen.connect(self._take_name)

    def _find(self, text: str) -> None:
        word = text.strip()
        found = [Choice(name, name) for name in self._departments if word in name][:_MOST_SUGGESTED]
        if word not in {choice.key for choice in found}:
            found.append(Choice(word, word, "按录入的名称"))
        self.show_results(text, found)

    def _take_name(self, name: object) -> None:
        self.setText(str(name))


class RefusalBody(RulingBody):
    """不予受理 and 不属本机关."""

    def __init__(self, decision: Decision, basis: Basis, ruling: Ruling | None, departments: Sequence[str]) -> None:
        self._elsewhere = decision is Decision.NOT_COMPETENT
        super().__init__("不属本机关" if self._elsewhere else "不予受理")
        self.basis = basis
        self._returned: dict[str, Tick] = {}
        self._back = PlainLabel(_BACK, look="soft")
        known = ruling if isinstance(ruling, Refusal) else None
        others = [name for name in departments if name != basis.item.department]
        if self._elsewhere:
            box = BodyBox(others)
            box.setText(known.competent_body if known else "")
            self.body.addWidget(self.add(_BODY, "有权办理的机关", box, required=True))
        else:
            ground = ChoiceRow([Option(each.value, REFUSAL_GROUNDS[each]) for each in _GROUNDS], allow_none=False)
            fill(ground, known.ground.value if known else "")
            if not ground.value():
                fill(ground, _GROUNDS[0].value)
            self.body.addWidget(self.add(_GROUND, "不予受理的情形", ground, required=True))
            ground.picked.connect(self._follow_ground)
        self.add_reasons(known.reasons if known else "", _NOT_COMPETENT if self._elsewhere else _REFUSED)
        law = line("写明法律、法规、规章的名称和条款")
        self._proposed = self._law()
        fill(law, known.legal_basis if known else self._proposed)
        law.setCursorPosition(0)
        self.body.addWidget(self.add(_LAW, "法律依据", law, required=True))
        self._add_returned(known)

    def ruling(self) -> Refusal:
        """What stands in the panel."""
        return Refusal(
            ground=self._ground(),
            reasons=self.value("ruling.reasons"),
            legal_basis=self.value(_LAW),
            competent_body=self.value(_BODY) if self._elsewhere else "",
            returned=tuple(code for code, tick in self._returned.items() if tick.isChecked()),
        )

    def stops(self) -> list[QWidget]:
        """The fields, then what goes back."""
        return [*super().stops(), *self._returned.values()]

    def mark(self, path: str, said: str) -> None:
        """What is wrong with what goes back stands above it."""
        if path.startswith(_RETURNED):
            self._back.setText(said or _BACK)
            set_look(self._back, "wrong" if said else "soft")
        else:
            super().mark(path, said)

    def clear_marks(self) -> None:
        """Nothing is marked."""
        self.mark(_RETURNED, "")
        super().clear_marks()

    def place(self, path: str) -> QWidget:
        """The tick of that material."""
        if path.startswith(_RETURNED) and self._returned:
            return self._returned.get(path.removeprefix(_RETURNED), next(iter(self._returned.values())))
        return super().place(path)

    def _ground(self) -> RefusalGround:
        return RefusalGround.NOT_COMPETENT if self._elsewhere else RefusalGround(self.value(_GROUND))

    def _law(self) -> str:
        """What the law itself says of the ground; else the first basis of the guide."""
        laws = {RefusalGround.NOT_COMPETENT: NOT_COMPETENT_LAW, RefusalGround.FALSE_MATERIAL: FALSE_MATERIAL_LAW}
        if self.basis.item.is_licence and self._ground() in laws:
            return laws[self._ground()]
        return self.basis.item.legal_basis[0] if self.basis.item.legal_basis else ""

    def _follow_ground(self) -> None:
        """The law follows the ground as long as nobody wrote another one."""
        editor, before, self._proposed = self.fields[_LAW].editor, self._proposed, self._law()
        if value_of(editor) in {before, ""}:
            fill(editor, self._proposed)

    def _add_returned(self, known: Refusal | None) -> None:
        got = [spec for spec in self.basis.item.materials if any(
            material.code == spec.code for material in self.basis.intake.materials
        )]  # fmt: skip
        if not got:
            return
        self.body.addSpacing(SPACE.tiny)
        self.body.addWidget(self._back)
        sheet = QWidget()
        rows = QGridLayout(sheet)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setVerticalSpacing(0)
        for number, spec in enumerate(got):
            tick = Tick(spec.name)
            with QSignalBlocker(tick):
                tick.setChecked(known is None or spec.code in known.returned)
            tick.toggled.connect(self.edited)
            self._returned[spec.code] = tick
            rows.addWidget(tick, number // 2, number % 2)
        self.body.addWidget(sheet)


class NotNeededBody(RulingBody):
    """不需许可."""

    def __init__(self, ruling: Ruling | None) -> None:
        super().__init__("不需许可")
        self.body.addWidget(PlainLabel("即时告知申请人不受理（许可法 32（1））", look="soft"))
        self.add_reasons(ruling.reasons if isinstance(ruling, NotNeeded) else "", _NOT_NEEDED)

    def ruling(self) -> NotNeeded:
        """What stands in the panel."""
        return NotNeeded(reasons=self.value("ruling.reasons"))
