"""What the tests of decisions share: drafts that lack something, rulings that are right, a fresh credit list."""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.actions.desk import Desk
from counter.domain.case import Decision, Intake
from counter.domain.course import (
    Commitment,
    Correction,
    Defect,
    Deferral,
    DeferredMaterial,
    NotNeeded,
    Promise,
    Refusal,
    RefusalGround,
    Ruling,
)
from counter.domain.credit import CreditList, person_key
from counter.domain.item import Handling, Need, ServiceItem
from counter.store import facts
from tests.conftest import filled

SIGNED = Promise(signed=True)
SALT = "云溪"


def named(items: tuple[ServiceItem, ...], part: str) -> ServiceItem:
    """The first item with that in its name."""
    return next(item for item in items if part in item.name)


def dispatch_item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """劳务派遣经营许可: a company's licence, one deferrable material, three conditions to promise, ten working days."""
    return named(items, "劳务派遣")


def on_spot_item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """The first 即办件."""
    return next(item for item in items if item.handling is Handling.ON_SPOT)


def without(item: ServiceItem, *codes: str, serial: int = 1) -> Intake:
    """Everything that the item needs but those materials."""
    whole = filled(item, serial=serial)
    kept = tuple(material for material in whole.materials if material.code not in codes)
    return msgspec.structs.replace(whole, materials=kept)


def deferrable_codes(item: ServiceItem) -> tuple[str, ...]:
    """What the guide lets follow."""
    return tuple(spec.code for spec in item.materials if spec.need is Need.DEFERRABLE)


def deferral(item: ServiceItem, *, due_on: dt.date | None = None, promise: Promise = SIGNED) -> Deferral:
    """Everything that the guide lets follow, by that day."""
    materials = tuple(DeferredMaterial(code=code, due_on=due_on) for code in deferrable_codes(item))
    return Deferral(materials=materials, promise=promise)


def ruling_for(decision: Decision, item: ServiceItem, intake: Intake) -> Ruling | None:
    """A right ruling of that decision."""
    first = intake.materials[0].code
    rulings: dict[Decision, Ruling] = {
        Decision.CORRECTION: Correction(
            defects=(
                *(
                    Defect(material=code, ground="办事指南申请材料目录", remedy="提交原件一份")
                    for code in deferrable_codes(item)
                ),
                Defect(name="法定代表人签名", ground="受理标准", remedy="由法定代表人补签"),
            )
        ),
        Decision.DEFERRED: deferral(item),
        Decision.COMMITTED: Commitment(conditions=item.commitment_conditions, promise=SIGNED),
        Decision.REFUSED: Refusal(
            ground=RefusalGround.NOT_ELIGIBLE,
            reasons="注册资本低于规定数额",
            legal_basis="《劳务派遣行政许可实施办法》第七条",
            returned=(first,),
        ),
        Decision.NOT_COMPETENT: Refusal(
            ground=RefusalGround.NOT_COMPETENT,
            reasons="经营场所在清江县，由该县许可机关办理",
            competent_body="清江县人力资源和社会保障局",
        ),
        Decision.NOT_NEEDED: NotNeeded(reasons="仅在本单位内部调配用工，依法不需要取得许可"),
    }
    return rulings.get(decision)


def know_credit(desk: Desk, *barred: str, hours_old: int = 0) -> None:
    """The desk has a list of broken promises of that age, with those numbers on it."""
    listed_at = desk.moment().at - dt.timedelta(hours=hours_old)
    listed = CreditList(listed_at=listed_at, salt=SALT, barred=tuple(person_key(number, SALT) for number in barred))
    with desk.store.write() as db:
        facts.write_fact(db, "credit_list", listed)
