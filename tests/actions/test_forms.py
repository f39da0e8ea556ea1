"""Forms without a number: told before there is a case, filled in as far as anything is known."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import forms, verifying
from counter.actions.desk import Desk
from counter.actions.forms import FormSays
from counter.documents.model import PaperAuthority, PaperPackage, PaperPart
from counter.domain.case import Intake, PaperKind
from counter.domain.intake_rules import applies
from counter.domain.item import Need, ServiceItem
from counter.domain.person import Agent, Applicant
from counter.errors import RuleBroken
from tests.conftest import CLERK, filled, resident_number
from tests.documents.reading import all_of
from tests.faults.support import promised_item

NOBODY = Intake()
PACKAGE = PaperPackage(
    name="开办餐馆一件事",
    lead="云溪县市场监督管理局",
    parts=(PaperPart(name="食品经营许可", lead="云溪县市场监督管理局", decision="受理", due_on=dt.date(2026, 3, 20)),),
)


def said(pdf: bytes) -> str:
    """The words of a form, without line breaks."""
    return all_of(pdf)[1]


def test_a_consultation_tells_everything_of_the_guide_at_once(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """许可法 30: conditions, every material, limits and fees, of nobody in particular."""
    item = promised_item(items)
    text = said(forms.form_pdf(desk, CLERK, PaperKind.CONSULTATION, Intake(item_code=item.code)))
    for words in (item.name, item.code, item.department, *item.accept_conditions):
        assert words in text
    for spec in item.materials:
        assert spec.name in text
    assert "不是收件凭证" in text
    assert text.count("☑") == 1  # the note that explains the sign


def test_an_answer_rules_materials_out_and_an_open_question_says_for_whom_they_are(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """Nobody is told to bring what he does not need (许可法 31)."""
    item = next(each for each in items if any(spec.only_when for spec in each.materials))
    spec = next(spec for spec in item.materials if spec.only_when)
    question, _, wanted = spec.only_when[0].partition("=")
    situation = next(each for each in item.situations if each.code == question)
    other = next(answer.code for answer in situation.answers if applies(spec, {question: answer.code}) is False)
    asked = Intake(item_code=item.code)
    label = next(answer.label for answer in situation.answers if answer.code == wanted)

    def rows(intake: Intake) -> dict[str, str]:
        content = forms.form_content(desk, CLERK, PaperKind.CONSULTATION, intake)
        return {row.name: row.note for row in content.materials}

    assert f"仅适用于：{situation.question}{label}" in rows(asked)[spec.name]
    assert "仅适用于" not in rows(msgspec.structs.replace(asked, situations={question: wanted}))[spec.name]
    assert spec.name not in rows(msgspec.structs.replace(asked, situations={question: other}))


def test_what_may_follow_and_what_is_there_already_is_said(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """The caller sees what is left to bring."""
    item = next(each for each in items if any(spec.need is Need.DEFERRABLE for spec in each.materials))
    intake = filled(item)
    content = forms.form_content(desk, CLERK, PaperKind.CONSULTATION, intake)
    held = {material.code for material in intake.materials}
    by_name = {row.name: row for row in content.materials}
    for spec in item.materials:
        if spec.name in by_name:
            assert (by_name[spec.name].received_copies > 0) == (spec.code in held)
            assert ("可以容缺后补" in by_name[spec.name].note) == (spec.need is Need.DEFERRABLE)


def test_a_power_of_attorney_names_both_with_their_own_phones(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """民法典 165: whom, for whom, in what."""
    item = promised_item(items)
    intake = Intake(
        item_code=item.code,
        applicant=Applicant(name="欧阳一鸣", id_number=resident_number(1), phone="13900000001"),
        agent=Agent(name="罗建国", id_number=resident_number(2), phone="13900000002"),
    )
    content = forms.form_content(desk, CLERK, PaperKind.AUTHORITY, intake)
    assert content.contact_phone == "13900000001"
    assert content.authority == PaperAuthority(agent_phone="13900000002")
    text = said(forms.form_pdf(desk, CLERK, PaperKind.AUTHORITY, intake))
    for words in ("欧阳一鸣", "罗建国", "13900000001", "13900000002", item.name):
        assert words in text


def test_what_the_file_says_of_the_authority_is_printed(desk: Desk) -> None:
    """Scope and term; without an item it is a general one."""
    says = FormSays(
        authority=PaperAuthority(
            scope=("代为领取结果文书",), valid_from=dt.date(2026, 3, 2), valid_until=dt.date(2026, 4, 1)
        )
    )
    text = said(forms.form_pdf(desk, CLERK, PaperKind.AUTHORITY, NOBODY, says))
    assert "代为领取结果文书" in text
    assert "2026年4月1日" in text


@pytest.mark.parametrize("kind", [PaperKind.AUTHORITY, PaperKind.PRIVACY_NOTICE])
def test_a_form_for_anybody_needs_nothing_and_guesses_nothing(desk: Desk, kind: PaperKind) -> None:
    """Blank lines to be written on by hand."""
    content = forms.form_content(desk, CLERK, kind, NOBODY)
    assert (content.number, content.applicant_kind, content.id_document) == ("", "", "")
    assert CLERK.name in said(forms.form_pdf(desk, CLERK, kind, NOBODY)) or kind is PaperKind.AUTHORITY


def test_the_promise_of_truth_cites_the_licence_law_for_a_licence_only(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """Of another item it says so without the law (domain.md §6)."""
    for licence in (True, False):
        item = next(each for each in items if each.is_licence is licence)
        text = said(forms.form_pdf(desk, CLERK, PaperKind.TRUTH_PROMISE, filled(item)))
        assert item.name in text
        assert ("行政许可法" in text) is licence


def test_a_package_is_drawn_with_the_items_of_its_file(desk: Desk) -> None:
    """Without a number: it gets one with the packages."""
    text = said(forms.form_pdf(desk, CLERK, PaperKind.PACKAGE_ACCEPTANCE, NOBODY, FormSays(package=PACKAGE)))
    assert "开办餐馆一件事" in text
    assert "食品经营许可" in text


@pytest.mark.parametrize(
    ("kind", "intake", "code"),
    [
        (PaperKind.CONSULTATION, NOBODY, "form.item_missing"),
        (PaperKind.TRUTH_PROMISE, NOBODY, "form.item_missing"),
        (PaperKind.PACKAGE_ACCEPTANCE, NOBODY, "form.package_missing"),
        (PaperKind.ACCEPTANCE, NOBODY, "form.not_one"),
        (PaperKind.CONSULTATION, Intake(item_code="no-such-item"), "item.unknown"),
    ],
)
def test_a_form_that_cannot_be_made_says_why(desk: Desk, kind: PaperKind, intake: Intake, code: str) -> None:
    """And is no empty page."""
    with pytest.raises(RuleBroken) as caught:
        forms.form_pdf(desk, CLERK, kind, intake)
    assert caught.value.code == code


def test_a_name_that_no_font_draws_is_told_before_anything_is_printed(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """faults.md F18."""
    intake = Intake(item_code=promised_item(items).code, applicant=Applicant(name="张\ue000"))
    with pytest.raises(RuleBroken) as caught:
        forms.form_pdf(desk, CLERK, PaperKind.CONSULTATION, intake)
    assert caught.value.code == "paper.missing_glyph"


def test_a_form_takes_no_number_and_leaves_no_line(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """It is no paper of the register."""
    before = desk.db.execute("SELECT count(*) FROM journal").fetchone()
    forms.form_pdf(desk, CLERK, PaperKind.CONSULTATION, Intake(item_code=promised_item(items).code))
    assert desk.db.execute("SELECT count(*) FROM journal").fetchone() == before
    assert desk.db.execute("SELECT count(*) FROM papers").fetchone() == (0,)
    assert verifying.faults(desk) == ()
