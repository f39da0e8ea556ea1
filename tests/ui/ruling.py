"""What the tests of decisions share: a desk that knows supervisors and a fresh credit list, and a half-ticked form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import msgspec

from counter.actions.desk import Desk
from counter.devices.folder_printer import FolderPrinter
from counter.domain.case import Case
from counter.domain.course import Ruling
from counter.domain.credit import CreditList, person_key
from counter.domain.item import Handling, MaterialSpec, Need, ServiceItem
from counter.domain.person import Agent
from counter.store import facts
from tests.actions.approving import know_supervisors
from tests.conftest import NINE, filled, resident_number
from tests.ui.test_intake_stage import KEY, Stage
from ui.intake.forms_printing import FormsPrinting
from ui.sheet_desk import SheetDesk

AGENT = Agent(
    name="柳长风", id_number=resident_number(5), phone="13900000001", authority_scope="代为申请", authority_until=""
)


def know_hall(desk: Desk, *, barred: str = "", hours_old: int = 3) -> None:
    """The desk knows who supervises and whose promises were broken."""
    know_supervisors(desk)
    listed = CreditList(
        listed_at=NINE - dt.timedelta(hours=hours_old),
        salt="salt",
        barred=(person_key(barred, "salt"),) if barred else (),
    )
    with desk.store.write() as db:
        facts.write_fact(db, "credit_list", listed)


def both_ways(items: Iterable[ServiceItem]) -> ServiceItem:
    """An item for companies that allows 容缺 and 告知承诺."""
    return next(
        item
        for item in items
        if item.handling is Handling.PROMISED
        and "1" not in item.service_targets
        and item.commitment_conditions
        and deferrable(item)
    )


def deferrable(item: ServiceItem) -> tuple[MaterialSpec, ...]:
    """What the guide lets follow."""
    return tuple(spec for spec in item.materials if spec.need is Need.DEFERRABLE and not spec.only_when)


def required(item: ServiceItem) -> tuple[MaterialSpec, ...]:
    """What must be there."""
    return tuple(spec for spec in item.materials if spec.need is Need.REQUIRED and not spec.only_when)


def fill_without(
    stage: Stage, item: ServiceItem, lacking: Iterable[MaterialSpec] = (), *, agent: Agent | None = None
) -> None:
    """The form is full but for those materials, as a draft would fill it."""
    codes = {spec.code for spec in lacking}
    full = filled(item)
    kept = tuple(material for material in full.materials if material.code not in codes)
    stage.pick(item)
    stage.view.show_intake(msgspec.structs.replace(full, materials=kept, agent=agent), item)
    stage.view.edited.emit()
    stage.presenter._deciding.renew()
    stage.settle()


def open_panel(stage: Stage, digit: KEY | None = None) -> None:
    """F8, the digit of the decision (none: the one that is offered first), Enter."""
    stage.press(KEY.Key_F8)
    if digit is not None:
        stage.press(digit)
    stage.press(KEY.Key_Return)


def with_printer(stage: Stage, folder: Path) -> Stage:
    """A printer stands at the window; what it prints lies in that folder."""
    sheets = SheetDesk(
        bridge=stage.bridge, desk=stage.desk, store_lane=stage.lane, printer_lane=stage.lane,
        printer=FolderPrinter(folder), queue="", parent=stage.view,
    )  # fmt: skip
    FormsPrinting(
        stage.view, sheets=sheets, bridge=stage.bridge, desk=stage.desk, store_lane=stage.lane,
        printer_lane=stage.lane, tickets_printer=None, actor=lambda: stage.actor,
    )  # fmt: skip
    return stage


def sign(stage: Stage) -> None:
    """F9 prints the promise, the applicant signs it, Space notes it."""
    stage.press(KEY.Key_F9)
    promise = stage.view.ruled.promise()
    assert promise is not None
    stage.until(lambda: promise.steps()[0].startswith("① 已打印"))
    stage.press(KEY.Key_Space)


def taken(stage: Stage) -> Case:
    """The one case on the disk, once the page of it is shown."""
    stage.until(stage.view.showing_taken)
    (case,) = stage.cases()
    return case


def written(stage: Stage) -> Ruling | None:
    """What stands in the panel."""
    return stage.view.ruling()[1]


def go_to(stage: Stage, path: str) -> None:
    """The field of that path has the focus."""
    stage.view.jump(path)
