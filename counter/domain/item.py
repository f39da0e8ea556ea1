"""政务服务事项 and its 办事指南: one service item as a clerk can take it in, at one version.

Fields follow GB/T 39554.1/39046-2020 and the national exchange schema (domain.md §3.1, §3.2). A version that is in
use is never changed: the item is frozen into the case at intake (domain.md §8.6).
"""

from __future__ import annotations

import enum

from counter.domain.base import Value


class TimeUnit(enum.StrEnum):
    """The unit of a time limit (GB/T 39046 时限单位)."""

    WORKING_DAYS = "working_days"  # 工作日
    CALENDAR_DAYS = "calendar_days"  # 自然日
    HOURS = "hours"  # 小时


class Handling(enum.StrEnum):
    """办件类型: on the spot or with a promised limit."""

    ON_SPOT = "on_spot"  # 即办件
    PROMISED = "promised"  # 承诺件


class Need(enum.StrEnum):
    """材料必要性: 1必要 2非必要 3容缺后补."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    DEFERRABLE = "deferrable"


class MaterialKind(enum.StrEnum):
    """材料类型: 1原件 2复印件 3原件和(或)复印件."""

    ORIGINAL = "original"
    COPY = "copy"
    ORIGINAL_OR_COPY = "original_or_copy"

    @property
    def label(self) -> str:
        """As the applicant reads it."""
        return {"original": "原件", "copy": "复印件"}.get(self.value, "原件或复印件")


class MaterialSource(enum.StrEnum):
    """来源渠道: 10申请人自备 20政府部门核发 99其他."""

    APPLICANT = "applicant"
    GOVERNMENT = "government"
    OTHER = "other"


class FieldKind(enum.StrEnum):
    """What a form field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"  # a decimal number, kept as the typed text
    DATE = "date"  # ISO 8601, YYYY-MM-DD
    CHOICE = "choice"
    YES_NO = "yes_no"  # "yes" or "no"
    PHONE = "phone"
    ID_NUMBER = "id_number"  # resident identity number with its check digit
    USCC = "uscc"  # unified social credit code with its check character


class TimeLimit(Value):
    """时限: an amount and its unit; 0 means on the spot."""

    amount: int
    unit: TimeUnit = TimeUnit.WORKING_DAYS


class MaterialSpec(Value):
    """申请材料 of a guide: what must be shown, in which form, and whether it may follow later."""

    code: str
    name: str
    need: Need
    kind: MaterialKind
    copies: int = 1
    source: MaterialSource = MaterialSource.APPLICANT
    issued_by: str = ""  # 核发部门, for MaterialSource.GOVERNMENT
    standard: str = ""  # 受理标准
    legal_basis: str = ""
    electronic_licence: bool = False  # an e-licence may stand for the paper (国令716 §10)
    max_file_mb: int = 20
    only_when: tuple[str, ...] = ()  # codes "question=answer" of situations; empty means always


class FormField(Value):
    """One field of the item's application form (表单项)."""

    key: str  # ASCII, unique in the item
    label: str
    kind: FieldKind
    required: bool = False
    max_length: int = 100
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    help: str = ""


class SituationAnswer(Value):
    """One answer to a 情形 question."""

    code: str
    label: str


class Situation(Value):
    """情形: one question of the guide whose answer decides materials, forms and results."""

    code: str
    question: str
    answers: tuple[SituationAnswer, ...]


class Fee(Value):
    """收费: what is charged and on which basis."""

    name: str
    amount_fen: int
    unit: str
    basis: str


class ResultSpec(Value):
    """结果样本: what the applicant takes home."""

    name: str
    kind: str  # 批文 / 证照 / 证明 / 其他
    validity: str = ""


class ServiceItem(Value):
    """业务办理项 at one version, with everything a counter needs to take a case in without the network."""

    code: str  # 业务办理项编码, 33 characters (domain.md §3.1) or another scheme up to 50
    implementing_code: str  # 实施编码, 31 characters
    code_scheme: str = "GB/T 39046 33"
    version: int
    name: str
    item_type: str  # 事项类型, 01..10 and 20 (GB/T 39046 App. A)
    department: str  # 实施主体
    department_code: str  # 统一社会信用代码 of the department
    entrusted_to: str = ""  # 受委托部门
    service_targets: tuple[str, ...]  # 服务对象, 1..6
    handling: Handling
    legal_limit: TimeLimit
    promised_limit: TimeLimit
    accept_conditions: tuple[str, ...]
    materials: tuple[MaterialSpec, ...]
    form: tuple[FormField, ...]
    situations: tuple[Situation, ...] = ()
    fees: tuple[Fee, ...] = ()
    results: tuple[ResultSpec, ...]
    legal_basis: tuple[str, ...]
    visits: int = 1  # 跑动次数
    special_procedures: tuple[str, ...] = ()  # 特别程序, rule 8 of domain.md §1
    joint_handling: bool = False  # 联合办理: 45 days, +15 (许可法 42)
    commitment_conditions: tuple[str, ...] = ()  # 告知承诺: what is promised; empty when the guide does not allow it
    service_labels: tuple[str, ...] = ()  # 网上办 马上办 就近办 一次办
    posted_delivery: bool = False  # 邮政送达
    hall_address: str
    office_hours: str
    enquiry_phone: str
    complaint_phone: str
    reconsideration_body: str  # 复议机关, 行政复议法 2023 art. 24 (domain.md rule 11)
    reconsideration_address: str
    court: str
    court_address: str
    effective_from: str  # ISO date
    effective_until: str = ""  # ISO date; empty while in force

    @property
    def is_licence(self) -> bool:
        """Whether it is 行政许可; only then may 行政许可法 be cited (事项类型 01, GB/T 39046-2020 App. A)."""
        return self.item_type == "01"

    def material(self, code: str) -> MaterialSpec | None:
        """The material of that code, or None when the guide does not list it."""
        return next((material for material in self.materials if material.code == code), None)
