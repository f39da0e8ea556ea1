"""办理: what may be done with a case now, each as a line to choose and a sheet that says what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from counter.actions.lists import CaseDetail
from counter.actions.outlook import Outlook, Step, StepOffer
from counter.domain.case import Decision, Intake
from counter.domain.deadlines import SpecialProcedure, terms_of
from counter.domain.item import FieldKind, FormField, TimeLimit, TimeUnit
from counter.domain.outcomes import Offer
from counter.domain.person import Applicant
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Amend, Extend, Hang, Proposal, Revoke, Unlist, Void, Withdraw
from counter.domain.review import Review, ReviewState
from counter.errors import RuleBroken
from ui.cases.reading import UNITS, limit_words, review_words
from ui.intake.ruling_panel import RULED
from ui.names import DECISIONS, PAPER_NAMES, REVIEW_KINDS
from ui.parts.deed_form import Question, Sheet
from ui.wording import words

STEPS: dict[Step, str] = {
    Step.DECIDE: "作出决定",
    Step.RESUME: "特别程序结束",
    Step.HANG: "特别程序开始",
    Step.EXTEND: "延长办理期限",
    Step.WITHDRAW: "申请人撤回",
    Step.REVOKE: "撤销受理",
    Step.AMEND: "文书更正",
    Step.VOID: "作废",
    Step.UNLIST: "移出失信名单",
}
MATERIALS = "材料更正"
_APPLICANT = (("name", "姓名／名称"), ("id_number", "证件号码"), ("phone", "联系电话"), ("address", "地址"))
_NOTE_LENGTH = 20
_FORM = "form."
_WHO = "applicant."
_REASON_HINT = "写明事实和理由"


class Move(NamedTuple):
    """One line of the list of what may be done."""

    title: str
    closed: str = ""  # why not, in words
    asks: ReviewKind | None = None
    decision: Decision | None = None
    step: Step | None = None
    review: Review | None = None
    materials: bool = False  # 更正 of the materials, which has a page of its own

    @property
    def note(self) -> str:
        """What stands at its right: why not, when that is short; a long reason is told when the line is current."""
        if self.closed:
            return self.closed if len(self.closed) <= _NOTE_LENGTH else "暂不能办理"
        return "须主管批准" if self.asks else ""


def moves_of(case: Outlook) -> tuple[Move, ...]:
    """What a supervisor approved first, then the decisions, then the steps of the course."""
    approved = [Move(f"办理：{review_words(each)}", review=each) for each in case.reviews if _is_approved(each)]
    decisions = [_decision(offer) for offer in case.offers]
    steps = [move for offer in case.steps if offer.step is not Step.DECIDE for move in _steps(offer)]
    return (*approved, *decisions, *steps)


def sheet_of(move: Move, case: Outlook, detail: CaseDetail) -> Sheet:
    """What the move asks for. A decision that says something beyond the form has a page of its own (``deciding``)."""
    sheet = _plain(move, case) if move.step is None else _SHEETS[move.step](case, detail)
    asks = REVIEW_KINDS[move.asks] if move.asks else ""
    return sheet._replace(asks=asks, closed=move.closed)


def needs_ruling(move: Move) -> bool:
    """Whether the decision says something beyond the form."""
    return move.decision in RULED


def proposal_of(move: Move, case: Outlook, answers: dict[str, str], *, asked_on: Outlook) -> Proposal:
    """What is proposed with those answers, which were asked for when the case stood as in ``asked_on``.

    Raises:
        RuleBroken: ``form.number`` for a time that is none; ``amend.changed_elsewhere`` for a field that another window
            has changed while it was changed here.
    """
    return _PROPOSALS[move.step or Step.VOID](case, answers, asked_on)


def _hang_of(case: Outlook, answers: dict[str, str], _asked_on: Outlook) -> Hang:
    return Hang(
        case=case.case.case_id,
        procedure=SpecialProcedure(answers["procedure"]),
        days=_limit(answers["days"], TimeUnit(answers["unit"]), "days"),
        basis=answers["basis"],
        executor=answers["executor"],
        phone=answers["phone"],
    )


def _extend_of(case: Outlook, answers: dict[str, str], _asked_on: Outlook) -> Extend:
    by = _limit(answers["by"], TimeUnit.WORKING_DAYS, "by")
    return Extend(case=case.case.case_id, by=by, reason=answers["reason"])


def _withdraw_of(case: Outlook, answers: dict[str, str], _asked_on: Outlook) -> Withdraw:
    returned = tuple(code for code in answers["returned"].split(",") if code)
    return Withdraw(case=case.case.case_id, reason=answers["reason"], returned=returned)


def _revoke_of(case: Outlook, answers: dict[str, str], _asked_on: Outlook) -> Revoke:
    return Revoke(case=case.case.case_id, reason=answers["reason"], legal_basis=answers["legal_basis"])


def _void_of(case: Outlook, answers: dict[str, str], _asked_on: Outlook) -> Void:
    return Void(case=case.case.case_id, reason=answers["reason"])


def _unlist_of(case: Outlook, answers: dict[str, str], asked_on: Outlook) -> Unlist:
    return Unlist(case=case.case.case_id, person=asked_on.listed_as, reason=answers["reason"])


def _is_approved(review: Review) -> bool:
    return review.state is ReviewState.APPROVED


def _decision(offer: Offer) -> Move:
    closed = words(offer.closed, offer.params) if offer.closed else ""
    return Move(DECISIONS[offer.decision], closed, offer.asks, decision=offer.decision)


def _steps(offer: StepOffer) -> tuple[Move, ...]:
    """文书更正 is two: what is typed, and what was handed over."""
    closed = words(offer.closed, offer.params) if offer.closed else ""
    move = Move(STEPS[offer.step], closed, offer.asks, step=offer.step)
    return (move, move._replace(title=MATERIALS, materials=True)) if offer.step is Step.AMEND else (move,)


def _limit(typed: str, unit: TimeUnit, field: str) -> TimeLimit:
    if not typed.strip().isdecimal():
        raise RuleBroken("form.number", field=field)
    return TimeLimit(amount=int(typed), unit=unit)


def _plain(move: Move, case: Outlook) -> Sheet:
    number = case.case.case_no
    if move.review is not None:
        reason = f"　主管意见：{move.review.decision_reason}" if move.review.decision_reason else ""
        return Sheet(move.title, f"{number}　主管已批准，现在照批准的内容办理。{reason}", "办理")
    meaning = {
        Decision.ACCEPTED: "受理后开始计算办理期限，并出具受理通知书。",
        Decision.DONE_ON_SPOT: "当场办结，出具结果领取凭证。",
    }
    return Sheet(f"{move.title} {number}？", meaning.get(move.decision or Decision.RECEIVED, ""), move.title)


def _hang(case: Outlook, _detail: CaseDetail) -> Sheet:
    kinds = tuple((kind.value, kind.label) for kind in case.procedures)
    units = ((TimeUnit.WORKING_DAYS.value, "个工作日"), (TimeUnit.CALENDAR_DAYS.value, "日（自然日）"))
    return Sheet(
        title="特别程序开始",
        meaning="所需时间不计入办理期限（行政许可法第四十五条）；出具特别程序告知书，书面告知申请人所需时间。",
        yes="挂起",
        questions=(
            Question("procedure", "程序", "one", options=kinds, value=kinds[0][0] if kinds else ""),
            Question("days", "所需时间", required=True, hint="例：15"),
            Question("unit", "单位", "one", options=units, value=units[0][0]),
            Question("basis", "依据", required=True, hint="例：办事指南，特别程序第 1 项"),
            Question("executor", "实施单位", hint="可不填"),
            Question("phone", "联系电话", hint="可不填"),
        ),
    )


def _resume(case: Outlook, _detail: CaseDetail) -> Sheet:
    kinds = "、".join(hang.kind.label for hang in case.reading.hangs if hang.ended_on is None)
    return Sheet("特别程序结束", f"{kinds}结束，期限自今日起继续计算，出具重新启动通知。", "结束挂起")


def _extend(case: Outlook, _detail: CaseDetail) -> Sheet:
    most = terms_of(case.item, joint=case.item.joint_handling).extension_most()
    return Sheet(
        title="延长办理期限",
        meaning=f"只能延长一次，最多 {limit_words(most)}（行政许可法第四十二条）；出具延期告知书，理由告知申请人。",
        yes="延长",
        questions=(
            Question("by", f"延长（{UNITS[most.unit]}）", required=True, value=str(most.amount)),
            Question("reason", "理由", required=True, hint=_REASON_HINT),
        ),
    )


def _withdraw(case: Outlook, _detail: CaseDetail) -> Sheet:
    names = {spec.code: spec.name for spec in case.item.materials}
    got = tuple((each.code, names.get(each.code, each.code)) for each in case.case.intake.materials)
    return Sheet(
        title="申请人撤回",
        meaning="申请人撤回申请，办理终止；出具撤回申请，退回勾选的材料并出具退件通知。",
        yes="撤回",
        questions=(
            Question("reason", "撤回原因", required=True, hint="例：申请人改办其他事项"),
            Question("returned", "退回材料", "any", options=got, value=",".join(code for code, _name in got)),
        ),
        grave=True,
    )


def _revoke(_case: Outlook, _detail: CaseDetail) -> Sheet:
    return Sheet(
        title="撤销受理",
        meaning="收回受理，办理终止；出具撤销受理决定书，写明理由和救济途径。",
        yes="撤销受理",
        questions=(
            Question("reason", "理由", required=True, hint=_REASON_HINT),
            Question("legal_basis", "依据", hint="可不填"),
        ),
        grave=True,
    )


def _void(case: Outlook, _detail: CaseDetail) -> Sheet:
    return Sheet(
        title="作废",
        meaning=f"{case.case.case_no} 及其全部文书编号作废，编号不再使用，记录保留。",
        yes="作废",
        questions=(Question("reason", "作废理由", required=True, hint="例：同一申请重复收件"),),
        grave=True,
    )


def _unlist(_case: Outlook, _detail: CaseDetail) -> Sheet:
    return Sheet(
        title="移出失信名单",
        meaning="该申请人在失信名单上，不能容缺受理和告知承诺；移出后由平台更新名单，在此之前仍按现有名单办理。",
        yes="移出",
        questions=(Question("reason", "移出理由", required=True, hint="例：已完成信用修复，见修复证明"),),
    )


def _amend_sheet(case: Outlook, detail: CaseDetail) -> Sheet:
    valid = [each.paper for each in detail.papers if not each.void]
    papers = tuple((paper.number, f"{PAPER_NAMES[paper.kind]}　{paper.number}") for paper in valid)
    applicant = case.case.intake.applicant
    who = tuple(Question(f"{_WHO}{name}", label, value=getattr(applicant, name)) for name, label in _APPLICANT)
    form = tuple(_form_question(field, case.case.intake.form.get(field.key, "")) for field in case.item.form)
    return Sheet(
        title="文书更正",
        meaning="已出具的文书不能改动：原文书作废，按更正后的内容另出新编号，注明所替代的编号。",
        yes="更正",
        questions=(
            Question("number", "有误的文书", "one", options=papers, value=papers[-1][0] if papers else ""),
            *who,
            *form,
            Question("reason", "更正理由", required=True, hint="例：姓名录错一字，已核对证件"),
        ),
    )


def _form_question(field: FormField, value: str) -> Question:
    key = f"{_FORM}{field.key}"
    if field.kind is FieldKind.YES_NO:
        return Question(key, field.label, "one", value, (("", "（未填）"), ("yes", "是"), ("no", "否")))
    if field.kind is FieldKind.CHOICE:
        options = (("", "（未填）"), *((choice, choice) for choice in field.choices))
        return Question(key, field.label, "one", value, options)
    return Question(key, field.label, value=value, note=field.unit or field.help)


def _amend(case: Outlook, answers: dict[str, str], asked_on: Outlook) -> Amend:
    """Only what was changed is proposed, on the case as it is now: what another window changed meanwhile stays."""
    intake, before = case.case.intake, asked_on.case.intake
    changed = {
        key: answer.strip()
        for key, answer in answers.items()
        if key.startswith((_WHO, _FORM)) and answer.strip() != _stands(before, key)
    }
    for key, value in changed.items():
        if _stands(intake, key) not in {_stands(before, key), value}:
            raise RuleBroken("amend.changed_elsewhere", field=key, theirs=_stands(intake, key))
    who = {key.removeprefix(_WHO): value for key, value in changed.items() if key.startswith(_WHO)}
    applicant: Applicant = msgspec.structs.replace(intake.applicant, **who)
    form = {key.removeprefix(_FORM): value for key, value in changed.items() if key.startswith(_FORM)}
    form = {key: value for key, value in (intake.form | form).items() if value or key in intake.form}
    return Amend(
        case=case.case.case_id,
        number=answers["number"],
        applicant=applicant if applicant != intake.applicant else None,
        form=form if form != intake.form else None,
        reason=answers["reason"],
    )


def _stands(intake: Intake, key: str) -> str:
    """What stands in that field of the case."""
    if key.startswith(_FORM):
        return intake.form.get(key.removeprefix(_FORM), "")
    return str(getattr(intake.applicant, key.removeprefix(_WHO)))


_PROPOSALS: dict[Step, Callable[[Outlook, dict[str, str], Outlook], Proposal]] = {
    Step.HANG: _hang_of,
    Step.EXTEND: _extend_of,
    Step.WITHDRAW: _withdraw_of,
    Step.REVOKE: _revoke_of,
    Step.AMEND: _amend,
    Step.VOID: _void_of,
    Step.UNLIST: _unlist_of,
}
_SHEETS = {
    Step.HANG: _hang,
    Step.RESUME: _resume,
    Step.EXTEND: _extend,
    Step.WITHDRAW: _withdraw,
    Step.REVOKE: _revoke,
    Step.AMEND: _amend_sheet,
    Step.VOID: _void,
    Step.UNLIST: _unlist,
}
