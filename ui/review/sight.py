"""What stands beside a review, in words; made on the store lane so that the GUI thread only draws."""

from __future__ import annotations

from typing import NamedTuple

from counter.actions import lists, reviews
from counter.actions.desk import Desk
from counter.actions.lists import TimelineEntry
from counter.actions.papers import HOW_GOT_WORDS
from counter.actions.review_sight import ReviewAttachment, ReviewDetail
from counter.domain.case import Intake, ReceivedMaterial
from counter.domain.ids import CaseId
from counter.domain.intake_rules import missing_materials
from counter.domain.item import Need
from counter.domain.policy import ReviewKind
from counter.domain.proposal import Amend, Supplement, Take
from counter.domain.review import ReviewState, Side
from counter.domain.staff import Actor
from counter.errors import RuleBroken
from ui.approving.presenter import why_words
from ui.cases.rows import state_tone
from ui.names import COUNTER_STATES, REVIEW_KINDS
from ui.outbox.fields import label_of
from ui.parts.facts import Fact
from ui.parts.times import day, day_and_time
from ui.review.proposed import facts_of, intake_facts
from ui.review.rows import STATES, ReviewLine, asker_words, line_of
from ui.theme import Tone
from ui.wording import known, words

_MB = 1_000_000
_WHAT_TO_DO: dict[ReviewKind, str] = {
    ReviewKind.LINE_REFUSED: "平台退回了这条记录。按 G 到“待处理”更正重发，或将办件作废。",
    ReviewKind.LINE_CONFLICT: "这条记录与平台上的不一致。按 G 到“待处理”核对双方内容后处理。",
    ReviewKind.CLAIMED_TWICE: "两个窗口收了同一件。按 G 打开本窗口的办件核对：重复的一件作废；核对完毕按 A 了结。",
    ReviewKind.UNSENT_WORK: "请联系该窗口开机联网，按“立即同步”上传；上传后此项按 A 了结。",
}
_ASK_THE_PLATFORM = "窗口已按规定清除，不能补传。请把编号告知平台运维，由平台用其备份恢复；处理完毕按 A 了结。"
"""The platform lost what was purged here."""
_NEEDS: dict[Need, str] = {Need.REQUIRED: "必要，未收", Need.DEFERRABLE: "可容缺，未收", Need.OPTIONAL: "未收"}


class MaterialLine(NamedTuple):
    """One material, or one file of it below it."""

    name: str
    how: str
    copies: str
    said: str
    tone: Tone | None
    scan: ReviewAttachment | None = None


class SideLine(NamedTuple):
    """One field that two windows, or the counter and the platform, changed differently."""

    field: str
    base: str
    mine: str
    theirs: str


class Notice(NamedTuple):
    """Something that has to be known before one decides."""

    tone: Tone
    text: str


class Evidence(NamedTuple):
    """A review with everything beside it."""

    line: ReviewLine
    asked: str
    rule: str
    reason: str
    notices: tuple[Notice, ...]
    proposed: tuple[Fact, ...]
    sides: tuple[SideLine, ...]
    case: tuple[Fact, ...]
    state: tuple[str, Tone] | None
    materials: tuple[MaterialLine, ...]
    changes: tuple[TimelineEntry, ...]
    timeline: tuple[TimelineEntry, ...]
    case_id: CaseId | None  # of this window; None when there is no case here to be opened
    secret: bool  # whether an approval is signed

    def scans(self) -> tuple[MaterialLine, ...]:
        """The rows that are files."""
        return tuple(row for row in self.materials if row.scan is not None)


def look(desk: Desk, actor: Actor, review_id: str) -> Evidence:
    """The review as that person sees it.

    Raises:
        RuleBroken: ``review.unknown``.
    """
    detail = reviews.read_review(desk, review_id)
    review = detail.review
    names, now = dict(reviews.supervisors_of(desk)), desk.moment().at
    line = line_of(desk, review, actor, names, now)
    window = f"{review.window} 号窗口　" if review.window else ""
    asker = f"{line.asker}（{review.asked_by}）" if review.asked_by_name else asker_words(review)
    intake = _intake(detail)
    return Evidence(
        line=line,
        asked=f"{window}{asker}　{day_and_time(review.asked_at)} 提请　已等 {line.waited}",
        rule=rule_words(detail),
        reason=review.reason,
        notices=_notices(detail, line),
        proposed=facts_of(review.proposal, detail.case, detail.item),
        sides=tuple(_side(side, detail) for side in review.sides),
        case=_case_facts(detail, intake),
        state=(COUNTER_STATES[detail.case.state], state_tone(detail.case.state)) if detail.case else None,
        materials=_materials(detail, intake),
        changes=detail.changes,
        timeline=detail.timeline,
        case_id=_here(desk, review.case),
        secret=review.proposal is not None,
    )


def rule_words(detail: ReviewDetail) -> str:
    """Which rule asks for the decision, with its article."""
    if detail.rule.startswith(("rule.", "retention.")) and known(detail.rule):
        return words(detail.rule, {})
    return why_words(detail.review.kind)


def _notices(detail: ReviewDetail, line: ReviewLine) -> tuple[Notice, ...]:
    review, told = detail.review, []
    if review.state is not ReviewState.OPEN:
        at = f"{day_and_time(review.decided_at)} " if review.decided_at else ""
        why = _reason_words(review.decision_reason)
        told.append(Notice("quiet", f"{STATES[review.state][0]}：{at}{review.decided_by} {why}".rstrip(" ：")))
    elif detail.moved_on:
        told.append(Notice("bad", f"{words(detail.moved_on, {})}。批准后也不能执行，请退回或由提请人撤回。"))
    if line.locked and review.state is ReviewState.OPEN:
        told.append(Notice("wait", f"{line.locked} 起正在审核此项，您暂不能决定；确需办理的，按 B 破锁。"))
    if line.own and review.state is ReviewState.OPEN:
        told.append(Notice("wait", f"{line.closed_decision() if not line.locked else '这是您本人提请的'}。"))
    if review.kind in _WHAT_TO_DO and review.state is ReviewState.OPEN:
        is_lost = detail.rule.startswith("retention.")
        told.append(Notice("accent", _ASK_THE_PLATFORM if is_lost else _WHAT_TO_DO[review.kind]))
    if detail.trouble is not None:
        code, said = detail.trouble.code, detail.trouble.message
        ours = _sentence(code)
        told.append(Notice("bad", f"平台答复：{ours or said or code}" + (f"（{said}）" if ours and said else "")))
    return tuple(told)


def _sentence(code: str) -> str:
    if not known(code):
        return ""
    try:
        return words(code, {})
    except KeyError:  # it needs what the platform did not send
        return ""


def _reason_words(reason: str) -> str:
    return _sentence(reason) or reason


def _intake(detail: ReviewDetail) -> Intake | None:
    proposal = detail.review.proposal
    if isinstance(proposal, Take):
        return proposal.intake
    return detail.case.intake if detail.case else None


def _case_facts(detail: ReviewDetail, intake: Intake | None) -> tuple[Fact, ...]:
    case = detail.case
    facts = [
        Fact("编号", case.case_no if case else "草稿，尚未编号" if intake else ""),
        Fact("事项", detail.item.name if detail.item else ""),
        Fact("实施部门", detail.item.department if detail.item else ""),
    ]
    if case:
        facts += [
            Fact("收件", day_and_time(case.received_at)),
            Fact("受理", day_and_time(case.accepted_at) if case.accepted_at else "尚未受理"),
            Fact("承诺办结", day(case.due.promised_on)),
            Fact("法定办结", day(case.due.legal_on)),
        ]
        owed = "、".join(
            f"{each.name}（{day(each.due_on)}）" if each.due_on else each.name for each in case.course.open_owed()
        )
        facts.append(Fact("待补材料", owed))
    if intake:
        facts += intake_facts(intake, detail.item)
    return tuple(fact for fact in facts if fact.value)


def _materials(detail: ReviewDetail, intake: Intake | None) -> tuple[MaterialLine, ...]:
    proposal = detail.review.proposal
    rows: list[MaterialLine] = []
    for material in intake.materials if intake else ():
        rows += _lines(detail, material, "")
    added = proposal.materials if isinstance(proposal, Supplement | Amend) else None
    for material in added or ():
        if intake is None or material not in intake.materials:
            rows += _lines(detail, material, "补交" if isinstance(proposal, Supplement) else "更正为")
    if intake is not None and detail.item is not None and detail.case is None:
        for spec in missing_materials(detail.item, intake):
            rows.append(MaterialLine(spec.name, "—", "—", _NEEDS[spec.need], "wait"))
    return tuple(rows)


def _lines(detail: ReviewDetail, material: ReceivedMaterial, mark: str) -> list[MaterialLine]:
    spec = detail.item.material(material.code) if detail.item else None
    name = spec.name if spec else material.code
    fixed = f"当场更正：{material.fixed_on_spot}" if material.fixed_on_spot else ""
    said = mark or fixed
    head = MaterialLine(name, HOW_GOT_WORDS[material.how_got], str(material.copies), said, "accent" if said else None)
    here = {scan.attachment.sha256: scan for scan in detail.attachments if scan.material == material.code}
    scans = [here[attachment.sha256] for attachment in material.attachments if attachment.sha256 in here]
    return [head, *(_scan_line(scan) for scan in scans)]


def _scan_line(scan: ReviewAttachment) -> MaterialLine:
    file = scan.attachment
    size = f"{file.size_bytes / _MB:.1f} MB" if file.size_bytes > _MB // 10 else f"{file.size_bytes // 1000 + 1} KB"
    said = f"{size}，Enter 查看" if scan.here else f"{size}，Enter 调阅"
    return MaterialLine(f"　└ {file.file_name}", "", "", said, None if scan.here else "quiet", scan)


def _side(side: Side, detail: ReviewDetail) -> SideLine:
    return SideLine(label_of(side.field, detail.item), side.base, side.mine, side.theirs)


def _here(desk: Desk, case_id: CaseId | None) -> CaseId | None:
    if case_id is None:
        return None
    try:
        lists.read_case(desk, case_id)
    except RuleBroken:
        return None
    return case_id


def title_of(line: ReviewLine) -> str:
    """The review in a line: for a batch, and for what was done."""
    return "　".join(part for part in (REVIEW_KINDS[line.kind], line.item_name, line.applicant, line.case_no) if part)
