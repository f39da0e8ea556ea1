"""faults.md F11: what two windows did to one case meets; nothing that either did is lost without a person."""

from __future__ import annotations

import datetime as dt

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.case import Attachment, HowGot, Intake, ReceivedMaterial
from counter.domain.course import Course, Owed, OwedFor
from counter.domain.deadlines import Accepted, DeferralSupplied, Deferred, Extended, Received
from counter.domain.ids import Sha256
from counter.domain.item import TimeLimit
from counter.domain.merging import merge_courses, merge_intakes, united
from counter.domain.person import Agent, Applicant, Contact
from counter.domain.review import Side
from tests.conftest import NINE

BASE = Intake(
    item_code="x",
    applicant=Applicant(name="欧阳一鸣", id_number="421199199003070010", phone="13900000000", address="清江路1号"),
    materials=(ReceivedMaterial(code="m1", how_got=HowGot.ORIGINAL),),
    form={"area": "80"},
)


def _with(**applicant: str) -> Intake:
    return msgspec.structs.replace(BASE, applicant=msgspec.structs.replace(BASE.applicant, **applicant))


def _scan(character: str) -> Attachment:
    return Attachment(sha256=Sha256(character * 64), size_bytes=9, media_type="application/pdf", file_name="a.pdf")


def _owed(code: str, *, arrived_at: dt.datetime | None = None, due_on: dt.date = dt.date(2026, 3, 9)) -> Owed:
    return Owed(why=OwedFor.DEFERRAL, code=code, name=code, due_on=due_on, arrived_at=arrived_at)


def test_disjoint_fields_merge_and_the_same_field_shows_both_sides() -> None:
    """F11 as it is written: base phone A, ours B, theirs C; ours also the address."""
    mine = _with(phone="13900000001", address="清江路2号")
    merged = merge_intakes(BASE, mine, _with(phone="13900000002"))
    assert merged.intake.applicant.address == "清江路2号"
    assert merged.intake.applicant.phone == "13900000001"
    assert merged.sides == (
        Side(field="applicant.phone", base="13900000000", mine="13900000001", theirs="13900000002"),
    )


def test_a_name_is_never_joined_with_the_number_of_another() -> None:
    """One window corrects the name, the other the number: a person decides."""
    merged = merge_intakes(BASE, _with(name="欧阳一明"), _with(id_number="421199199003070037"))
    assert [side.field for side in merged.sides] == ["applicant.id_number"]
    assert merged.intake.applicant == _with(name="欧阳一明").applicant


def test_form_fields_merge_key_by_key() -> None:
    """A key that one window emptied is gone."""
    base = msgspec.structs.replace(BASE, form={"area": "80", "use": "餐饮"})
    mine = msgspec.structs.replace(BASE, form={"area": "90", "use": "餐饮"})
    theirs = msgspec.structs.replace(BASE, form={"area": "80", "rooms": "3"})
    merged = merge_intakes(base, mine, theirs)
    assert merged.intake.form == {"area": "90", "rooms": "3"}
    assert merged.sides == ()


def test_an_agent_is_replaced_as_a_whole_and_his_telephone_alone() -> None:
    """Two new agents are a question; a new telephone and a longer authority of the same one are none."""
    agent = Agent(name="马冬梅", id_number="421199199003070053", phone="13900000000", authority_until="2026-05-01")
    base = msgspec.structs.replace(BASE, agent=agent)
    other = msgspec.structs.replace(BASE, agent=msgspec.structs.replace(agent, name="夏洛"))
    third = msgspec.structs.replace(BASE, agent=msgspec.structs.replace(agent, name="袁华"))
    assert [side.field for side in merge_intakes(base, other, third).sides] == ["agent"]
    phone = msgspec.structs.replace(BASE, agent=msgspec.structs.replace(agent, phone="13911112222"))
    longer = msgspec.structs.replace(BASE, agent=msgspec.structs.replace(agent, authority_until="2026-06-01"))
    merged = merge_intakes(base, phone, longer)
    assert merged.sides == ()
    assert merged.intake.agent == msgspec.structs.replace(agent, phone="13911112222", authority_until="2026-06-01")


def test_a_contact_that_only_one_window_named_is_kept() -> None:
    """Whichever it was."""
    named = msgspec.structs.replace(BASE, contact=Contact(name="马冬梅", phone="13911112222"))
    assert merge_intakes(BASE, named, BASE).intake.contact == named.contact
    assert merge_intakes(BASE, BASE, named).intake.contact == named.contact


def test_materials_are_a_union_with_every_scan() -> None:
    """protocol.md, Conflicts: two windows may both have received."""
    mine = msgspec.structs.replace(
        BASE,
        materials=(
            ReceivedMaterial(code="m1", how_got=HowGot.ORIGINAL, attachments=(_scan("a"),)),
            ReceivedMaterial(code="m2", how_got=HowGot.COPY),
        ),
    )
    theirs = msgspec.structs.replace(
        BASE,
        materials=(
            ReceivedMaterial(code="m1", how_got=HowGot.COPY, attachments=(_scan("b"),)),
            ReceivedMaterial(code="m3", how_got=HowGot.SCAN),
        ),
    )
    merged = merge_intakes(BASE, mine, theirs)
    assert {material.code for material in merged.intake.materials} == {"m1", "m2", "m3"}
    assert {scan.sha256[0] for scan in merged.intake.attachments()} == {"a", "b"}
    assert merged.sides == ()


def test_a_material_that_one_window_struck_out_stays_out_unless_the_other_received_it_anew() -> None:
    """Taking away is a change as well."""
    struck = msgspec.structs.replace(BASE, materials=())
    assert merge_intakes(BASE, struck, BASE).intake.materials == ()
    assert merge_intakes(BASE, BASE, struck).intake.materials == ()
    anew = msgspec.structs.replace(BASE, materials=(ReceivedMaterial(code="m1", how_got=HowGot.COPY),))
    assert merge_intakes(BASE, struck, anew).intake.materials == anew.materials


def test_what_came_again_is_as_it_came_last() -> None:
    """The flawed copy is replaced by the original, its scan kept."""
    before = (ReceivedMaterial(code="m1", how_got=HowGot.COPY, attachments=(_scan("a"),)),)
    (joined,) = united(before, (ReceivedMaterial(code="m1", how_got=HowGot.ORIGINAL, attachments=(_scan("b"),)),))
    assert joined.how_got is HowGot.ORIGINAL
    assert [scan.sha256[0] for scan in joined.attachments] == ["a", "b"]


_TEXTS = st.sampled_from(["", "甲", "乙", "丙"])
_INTAKES = st.builds(
    lambda phone, address, note, value: msgspec.structs.replace(
        _with(phone=phone, address=address), note=note, form={"k": value} if value else {}
    ),
    _TEXTS,
    _TEXTS,
    _TEXTS,
    _TEXTS,
)


@given(_INTAKES, _INTAKES)
def test_what_only_one_window_changed_wins_and_asks_nobody(base: Intake, changed: Intake) -> None:
    """On either side."""
    for mine, theirs in ((changed, base), (base, changed), (changed, changed)):
        merged = merge_intakes(base, mine, theirs)
        assert merged.intake == changed
        assert merged.sides == ()


@given(_INTAKES, _INTAKES, _INTAKES)
def test_both_windows_ask_a_person_about_the_same_fields(base: Intake, one: Intake, other: Intake) -> None:
    """And nothing that neither window wrote appears."""
    here, there = merge_intakes(base, one, other), merge_intakes(base, other, one)
    assert {side.field for side in here.sides} == {side.field for side in there.sides}
    assert here.intake.applicant.phone in {one.applicant.phone, other.applicant.phone}
    if not here.sides:
        assert here.intake == there.intake


def test_arrivals_at_two_windows_are_both_known() -> None:
    """The first arrival of each counts, and a day that was extended stays extended."""
    mine = Course(owed=(_owed("m1", arrived_at=NINE), _owed("m2", due_on=dt.date(2026, 3, 20))))
    theirs = Course(owed=(_owed("m1", arrived_at=NINE + dt.timedelta(hours=1)), _owed("m2"), _owed("m3")))
    merged = merge_courses(mine, theirs)
    assert [owed.code for owed in merged.owed] == ["m1", "m2", "m3"]
    assert merged.owed[0].arrived_at == NINE
    assert merged.owed[1].due_on == dt.date(2026, 3, 20)
    assert [owed.code for owed in merged.open_owed()] == ["m2", "m3"]


def test_an_event_that_happens_once_happened_once() -> None:
    """Two windows that both extended are one extension, the platform's; hangs and supplies are all kept, in order."""
    hour = dt.timedelta(hours=1)
    received, accepted = Received(at=NINE), Accepted(at=NINE)
    by = TimeLimit(amount=5)
    mine = Course(
        clock=(
            received,
            accepted,
            Deferred(at=NINE, materials=("m1",)),
            DeferralSupplied(at=NINE + hour),
            Extended(at=NINE + 2 * hour, by=by, approver="周立新", reasons="疑难"),
        )
    )
    extended = Extended(at=NINE + 3 * hour, by=by, approver="郑海涛", reasons="疑难")
    theirs = Course(clock=(received, accepted, Deferred(at=NINE, materials=("m1",)), extended))
    assert merge_courses(mine, theirs).clock == (*mine.clock[:4], extended)
