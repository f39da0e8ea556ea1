"""faults.md F12: the notice lists exactly what is deferred, once each, with a date; and so do row and platform."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import intake
from counter.actions.desk import Desk
from counter.documents.model import PaperContent
from counter.domain.case import Decision, Draft, HowGot, Intake, PaperKind, ReceivedMaterial
from counter.domain.course import Deferral, DeferredMaterial, Promise
from counter.domain.intake_rules import IntakeFaults
from counter.domain.item import MaterialKind, MaterialSpec, Need, ServiceItem
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import catalogue, journal, papers
from counter.wire.bodies import CaseTaken, read_body
from tests.actions.rulings import dispatch_item, know_credit, without
from tests.conftest import CLERK, draft_of
from tests.faults.support import one_round

MARKED = ("x1", "x2", "x3")


@pytest.fixture
def item(desk: Desk, items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item whose guide lets three materials follow, and nothing else."""
    plain = dispatch_item(items)
    main = tuple(spec for spec in plain.materials if spec.need is Need.REQUIRED)
    more = tuple(
        MaterialSpec(code=code, name=f"可容缺材料{code}", need=Need.DEFERRABLE, kind=MaterialKind.COPY)
        for code in MARKED
    )
    wide = msgspec.structs.replace(plain, materials=main + more)
    with desk.store.write() as db:
        catalogue.put_items(db, (wide,), ())
    know_credit(desk)
    return wide


def _got(intake_now: Intake, code: str) -> Intake:
    material = ReceivedMaterial(code=code, how_got=HowGot.COPY)
    return msgspec.structs.replace(intake_now, materials=(*intake_now.materials, material))


def _marking(*codes: str, due_on: dt.date | None = None) -> Deferral:
    materials = tuple(DeferredMaterial(code=code, due_on=due_on) for code in codes)
    return Deferral(materials=materials, promise=Promise(signed=True))


def _keep(desk: Desk, draft: Draft, intake_now: Intake, ruling: Deferral) -> Draft:
    """The clerk changed something, and the draft is saved as one types."""
    changed = msgspec.structs.replace(draft, intake=intake_now, decision=Decision.DEFERRED, ruling=ruling)
    intake.save_draft(desk, changed)
    return changed


def _faults(desk: Desk, draft: Draft) -> list[tuple[str, str]]:
    with pytest.raises(IntakeFaults) as caught:
        intake.take_case(desk, CLERK, draft, Decision.DEFERRED, draft.ruling)
    return [(fault.code, fault.field) for fault in caught.value.faults]


def test_marking_and_unmarking_ends_with_the_list_that_was_last(
    desk: Desk, item: ServiceItem, platform: SimulatedPlatform
) -> None:
    """m1, m2 marked; m2 taken in after all; m2 and m3 marked; m3 unmarked and handed over: exactly m1 and m2."""
    bare = without(item, *MARKED)
    draft = draft_of(bare)
    draft = _keep(desk, draft, _got(bare, "x3"), _marking("x1", "x2"))
    draft = _keep(desk, draft, _got(_got(bare, "x3"), "x2"), _marking("x1", "x2"))
    assert _faults(desk, draft) == [("deferral.got", "ruling.materials.x2")]
    draft = _keep(desk, draft, bare, _marking("x1", "x2", "x2", "x3"))
    assert _faults(desk, draft) == [("material.twice", "ruling.materials.x2")]
    draft = _keep(desk, draft, bare, _marking("x1", "x2"))
    assert _faults(desk, draft) == [("deferral.not_all", "ruling.materials.x3")]
    draft = _keep(desk, draft, _got(bare, "x3"), _marking("x1", "x2", due_on=dt.date(2026, 3, 9)))
    (found,) = intake.list_drafts(desk, CLERK)
    assert found == draft

    taken = intake.take_case(desk, CLERK, found, Decision.DEFERRED, found.ruling)

    wanted = [("可容缺材料x1", dt.date(2026, 3, 9)), ("可容缺材料x2", dt.date(2026, 3, 9))]
    for row in papers.papers_of_case(desk.db, taken.case.case_id):
        content = msgspec.json.decode(row.content, type=PaperContent)
        assert row.kind in {PaperKind.DEFERRAL_PROMISE, PaperKind.DEFERRAL_NOTICE}
        assert [(owed.name, owed.due_on) for owed in content.owed] == wanted
    assert [(owed.name, owed.due_on) for owed in taken.case.course.owed] == wanted
    rows = desk.db.execute("SELECT name, due_on FROM owed WHERE state = 'open' ORDER BY code").fetchall()
    assert [(name, dt.date.fromisoformat(day)) for name, day in rows] == wanted
    one_round(desk, platform)
    (at_platform,) = platform.lines.values()
    line = at_platform.opened()
    body = read_body(line.kind, line.body)
    assert isinstance(body, CaseTaken)
    assert [(owed.name, owed.due_on) for owed in body.course.owed] == wanted


def test_a_main_material_that_lacks_blocks_and_is_named(desk: Desk, item: ServiceItem) -> None:
    """It can neither be left out nor marked."""
    main = next(spec for spec in item.materials if spec.need is Need.REQUIRED)
    draft = msgspec.structs.replace(draft_of(without(item, main.code, *MARKED)), ruling=_marking(*MARKED))
    assert _faults(desk, draft) == [("material.missing", f"materials.{main.code}")]
    marked = msgspec.structs.replace(draft, ruling=_marking(main.code, *MARKED))
    assert ("deferral.not_allowed", f"ruling.materials.{main.code}") in _faults(desk, marked)


def test_zero_ticks_are_no_case_whatever_is_deferred(desk: Desk, item: ServiceItem) -> None:
    """The promise alone is no application."""
    bare = without(item, *(spec.code for spec in item.materials))
    draft = msgspec.structs.replace(draft_of(bare), ruling=_marking(*MARKED))
    assert _faults(desk, draft) == [("material.none", "materials")]
    assert list(journal.all_lines(desk.db)) == []
