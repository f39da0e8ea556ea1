"""Rules of the service-item catalogue that no JSON Schema can say: codes, limits, references and remedies.

Every rule yields all it finds, so that the person who keeps the catalogue corrects a file once (rule 3d of domain.md
is a good habit between colleagues too). Nothing here raises.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from counter.domain.base import Value
from counter.domain.deadlines import JOINT_LIMIT
from counter.domain.item import FieldKind, FormField, Handling, MaterialSource, Need, ServiceItem, TimeLimit, TimeUnit
from counter.domain.remedies import BodyFault, body_fault
from counter.domain.usc import check_uscc
from counter.errors import RuleBroken

Path = tuple[str | int, ...]
"""Where in a value: ("materials", 2, "only_when", 0)."""

GB_SCHEME = "GB/T 39046 33"
"""Implementing code 31 = credit code 18 + level 1 + basic code 12; item code = implementing code + 2."""

IMPLEMENTING_LENGTH = 31

_USCC_LENGTH = 18
_GB_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}[1-7][0-9]{12}[0-9]{2}")
_OTHER_CODE = re.compile(r"[0-9A-Za-z._-]{1,50}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LOCAL_LEVELS = frozenset("234")  # 省 市 县

_CATCH_ALL = re.compile(
    r"其[他它](?:相关|有关|必要|补充|需要|所需|应当|要求|规定|提供|提交|申请|申报|证明|的)*(?:材料|资料|文件|手续|证件)"
    r"|^(?:相关|有关|必要|补充|所需|全部|证明|申请|申报|的)*(?:材料|资料|文件|手续)$"
    r"|等(?:相关|有关|必要|其他|证明)*(?:材料|资料|文件|手续)$"
)
_BODY_FAULTS = {
    BodyFault.NOT_SUPERIOR: "vertically led: the superior body reviews, not the people's government",
    BodyFault.NOT_GOVERNMENT: "since 2024 the same-level people's government reviews",
    BodyFault.NOT_SAME_LEVEL: "the people's government of the department's own place reviews",
    BodyFault.ITSELF: "nobody reviews his own decision",
}
_NO_COMMITMENT = re.compile(
    r"公安|国家安全|保密|消防|应急管理|安全生产|危险|烟花|爆竹|民用爆炸|枪支|燃气"  # state and public security, safety
    r"|金融|证券|银行|外汇|保险监督"  # prudential finance
    r"|生态|环境|排污|水土保持|取水|采伐|核与辐射"  # environment
    r"|卫生|医疗机构|医师|护士|药品|兽药|农药|食品|餐饮|防疫|特种设备|施工许可|预售"  # life, health, property
)
"""不适用告知承诺: 国办发〔2020〕42号 二(三), by the words of department and item."""


class ItemFault(Value):
    """One broken rule of one item: where, which, and in a few words why."""

    path: Path
    code: str
    message: str


def item_faults(item: ServiceItem) -> Iterator[ItemFault]:
    """Every rule that the item breaks by itself; nothing when it may be published."""
    for rule in _RULES:
        yield from rule(item)


def catalogue_faults(items: Sequence[ServiceItem]) -> Iterator[tuple[int, ItemFault]]:
    """Every rule that items break together, each fault with the index of the later item.

    A code and version stand once, and two versions of a code are never in force on the same day (domain.md §8.6).
    """
    first_of: dict[tuple[str, int], int] = {}
    versions: dict[str, list[ServiceItem]] = {}
    for index, item in enumerate(items):
        known = first_of.setdefault((item.code, item.version), index)
        if known != index:
            message = f"{item.code} version {item.version} stands in the catalogue already"
            yield index, ItemFault(path=("code",), code="catalogue.code_repeated", message=message)
            continue
        for other in versions.setdefault(item.code, []):
            if _overlap(item, other):
                message = f"in force together with version {other.version} of the same code"
                yield index, ItemFault(path=("effective_from",), code="catalogue.versions_overlap", message=message)
        versions[item.code].append(item)


def _overlap(one: ServiceItem, other: ServiceItem) -> bool:
    endless = "9999-12-31"
    return one.effective_from <= (other.effective_until or endless) and other.effective_from <= (
        one.effective_until or endless
    )


def _codes(item: ServiceItem) -> Iterator[ItemFault]:
    """The code has the form of its scheme and begins with the department's own, valid, credit code."""
    if not _is_uscc(item.department_code):
        yield _fault("catalogue.check_character", "not a valid unified social credit code", "department_code")
    if item.code_scheme != GB_SCHEME:
        for name, code in (("code", item.code), ("implementing_code", item.implementing_code)):
            if not _OTHER_CODE.fullmatch(code):
                yield _fault("catalogue.code_form", "1 to 50 ASCII letters, digits, '.', '_' or '-'", name)
        return
    if not _GB_CODE.fullmatch(item.code):
        message = "must be credit code 18 + level 1 + basic code 12 + sequence 2 = 33 characters"
        yield _fault("catalogue.code_form", message, "code")
        return
    if item.code[:_USCC_LENGTH] != item.department_code:
        yield _fault("catalogue.code_department", f"must begin with {item.department_code}", "code")
    if item.code[:IMPLEMENTING_LENGTH] != item.implementing_code:
        message = f"must be the first 31 characters of the code: {item.code[:IMPLEMENTING_LENGTH]}"
        yield _fault("catalogue.implementing_code", message, "implementing_code")


def _is_uscc(code: str) -> bool:
    try:
        return check_uscc(code) == code
    except RuleBroken:
        return False


def _limits(item: ServiceItem) -> Iterator[ItemFault]:
    """即办件 promises 0; 承诺件 promises something, and never more than the law allows."""
    promised, legal = item.promised_limit, item.legal_limit
    if item.handling is Handling.ON_SPOT:
        if promised.amount != 0:
            yield _fault("catalogue.on_spot_promise", "即办件: the promise must be 0", "promised_limit", "amount")
        return
    if promised.amount == 0:
        message = "承诺件: the promise must be at least 1; 0 is 即办件"
        yield _fault("catalogue.promise_missing", message, "promised_limit", "amount")
        return
    longer_number = promised.unit is legal.unit and promised.amount > legal.amount
    if longer_number or _least_days(promised) > _most_days(legal):
        yield _fault("catalogue.promise_over_law", "longer than the legal limit", "promised_limit", "amount")


def _least_days(limit: TimeLimit) -> float:
    """The fewest calendar days the limit can last."""
    return limit.amount / 24 if limit.unit is TimeUnit.HOURS else limit.amount


def _most_days(limit: TimeLimit) -> float:
    """The calendar days the limit can last when each working day drags one free day along, which is generous."""
    return limit.amount * 2 if limit.unit is TimeUnit.WORKING_DAYS else _least_days(limit)


def _materials(item: ServiceItem) -> Iterator[ItemFault]:
    """Each material is named for itself (rule 16), says who issues it, and follows later only where it may (§2)."""
    yield from _repeated(item.materials, "code", "materials")
    for index, material in enumerate(item.materials):
        if _CATCH_ALL.search(material.name.strip()):
            message = "a guide names each material; no catch-all"
            yield _fault("catalogue.catch_all", message, "materials", index, "name")
        if material.need is Need.DEFERRABLE and item.handling is Handling.ON_SPOT:
            message = "即办件: nothing can follow later"
            yield _fault("catalogue.deferrable_on_spot", message, "materials", index, "need")
        if material.source is MaterialSource.GOVERNMENT and not material.issued_by.strip():
            message = "a material that a government body issues names that body (issued_by)"
            yield _fault("catalogue.issuer_missing", message, "materials", index)
    needs = {material.need for material in item.materials}
    if Need.DEFERRABLE in needs and Need.REQUIRED not in needs:
        message = "容缺 needs at least one main material that is required"
        yield _fault("catalogue.main_material_missing", message, "materials")


def _situations(item: ServiceItem) -> Iterator[ItemFault]:
    """Questions and answers are named once, and a material leans only on an answer that exists."""
    yield from _repeated(item.situations, "code", "situations")
    known: set[str] = set()
    for index, situation in enumerate(item.situations):
        yield from _repeated(situation.answers, "code", "situations", index, "answers")
        known.update(f"{situation.code}={answer.code}" for answer in situation.answers)
        codes = (
            (situation.code, ("code",)),
            *((a.code, ("answers", n, "code")) for n, a in enumerate(situation.answers)),
        )
        for code, path in codes:
            if not re.fullmatch(r"[a-z0-9][a-z0-9_]{0,39}", code):
                yield _fault("catalogue.key_form", "lower-case ASCII letters, digits and _", "situations", index, *path)
    for index, material in enumerate(item.materials):
        for place, condition in enumerate(material.only_when):
            if condition not in known:
                message = f"no situation has the answer {condition!r}"
                yield _fault("catalogue.unknown_situation", message, "materials", index, "only_when", place)


def _form(item: ServiceItem) -> Iterator[ItemFault]:
    """Field keys are ASCII and unique, choices belong to choice fields, bounds to numbers and in order."""
    yield from _repeated(item.form, "key", "form")
    for index, field in enumerate(item.form):
        if not _KEY.fullmatch(field.key):
            message = "lower-case ASCII letters, digits and _, a letter first"
            yield _fault("catalogue.key_form", message, "form", index, "key")
        yield from _field(field, index)


def _field(field: FormField, index: int) -> Iterator[ItemFault]:
    if field.kind is FieldKind.CHOICE and not field.choices:
        yield _fault("catalogue.choices_missing", "a choice needs its choices", "form", index)
    if field.kind is not FieldKind.CHOICE and field.choices:
        yield _fault("catalogue.choices_misplaced", "only a choice has choices", "form", index, "choices")
    for place, choice in enumerate(field.choices):
        if choice in field.choices[:place]:
            yield _fault("catalogue.repeated", f"{choice!r} stands twice", "form", index, "choices", place)
    bounds = (field.minimum, field.maximum)
    if field.kind is not FieldKind.NUMBER and bounds != (None, None):
        yield _fault("catalogue.bounds_misplaced", "only a number has minimum and maximum", "form", index)
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        yield _fault("catalogue.bounds_order", "the minimum is above the maximum", "form", index, "minimum")


def _dates(item: ServiceItem) -> Iterator[ItemFault]:
    """The item comes into force on a day of the calendar and does not end before."""
    bad = False
    for name, text in (("effective_from", item.effective_from), ("effective_until", item.effective_until)):
        if (text or name == "effective_from") and not _is_day(text):
            bad = True
            yield _fault("catalogue.no_such_day", f"not a day of the calendar: {text!r}", name)
    if not bad and item.effective_until and item.effective_until < item.effective_from:
        yield _fault("catalogue.dates_order", "ends before it begins", "effective_until")


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _remedies(item: ServiceItem) -> Iterator[ItemFault]:
    """Both remedies are named, and reconsideration goes to the body that the law names (``remedies``)."""
    for name, text in (
        ("reconsideration_body", item.reconsideration_body),
        ("reconsideration_address", item.reconsideration_address),
        ("court", item.court),
        ("court_address", item.court_address),
    ):
        if not text.strip():
            yield _fault("catalogue.remedy_missing", "a refusal must be able to name it", name)
    level = item.implementing_code[_USCC_LENGTH : _USCC_LENGTH + 1]
    fault = body_fault(item) if item.code_scheme == GB_SCHEME and level in _LOCAL_LEVELS else None
    if fault in _BODY_FAULTS:
        yield _fault("catalogue.reconsideration_body", _BODY_FAULTS[fault], "reconsideration_body")


def _labels(item: ServiceItem) -> Iterator[ItemFault]:
    """马上办 is only said of 即办件, 一次办 only where one visit is enough."""
    for place, label in enumerate(item.service_labels):
        if label == "马上办" and item.handling is not Handling.ON_SPOT:
            yield _fault("catalogue.label", "马上办 is for 即办件", "service_labels", place)
        if label == "一次办" and item.visits > 1:
            yield _fault("catalogue.label", f"一次办, but {item.visits} visits", "service_labels", place)


def _commitment(item: ServiceItem) -> Iterator[ItemFault]:
    """告知承诺 is not offered where what goes wrong cannot be put right again (国办发〔2020〕42号)."""
    if item.commitment_conditions and _NO_COMMITMENT.search(item.department + item.name):
        message = "告知承诺 is not for security, finance, environment, life, health or property"
        yield _fault("catalogue.commitment_excluded", message, "commitment_conditions")
    for place, condition in enumerate(item.commitment_conditions):
        if condition in item.commitment_conditions[:place]:
            yield _fault("catalogue.repeated", f"{condition!r} stands twice", "commitment_conditions", place)


def _joint(item: ServiceItem) -> Iterator[ItemFault]:
    """联合办理 lasts 45 working days at most (许可法 42), and nothing is done jointly on the spot."""
    if not item.joint_handling:
        return
    if item.handling is Handling.ON_SPOT:
        yield _fault("catalogue.joint_on_spot", "即办件: nothing is handled jointly", "joint_handling")
    elif _least_days(item.promised_limit) > _most_days(JOINT_LIMIT):
        message = f"联合办理: longer than {JOINT_LIMIT.amount} working days"
        yield _fault("catalogue.promise_over_law", message, "promised_limit", "amount")


def _repeated(values: Sequence[Value], key: str, *path: str | int) -> Iterator[ItemFault]:
    """A fault for each value whose key an earlier one has taken; path leads to the list."""
    seen: Counter[str] = Counter()
    for index, value in enumerate(values):
        text = str(getattr(value, key))
        seen[text] += 1
        if seen[text] > 1:
            yield _fault("catalogue.repeated", f"{text!r} stands twice", *path, index, key)


def _fault(code: str, message: str, *path: str | int) -> ItemFault:
    return ItemFault(path=path, code=code, message=message)


_RULES: tuple[Callable[[ServiceItem], Iterator[ItemFault]], ...] = (
    _codes,
    _limits,
    _materials,
    _situations,
    _form,
    _dates,
    _remedies,
    _labels,
    _commitment,
    _joint,
)
