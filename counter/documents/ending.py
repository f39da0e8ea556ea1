"""撤回申请书, 退件通知书, 撤销受理决定书, 逾期未补交处理通知书: a case ends before its result.

Each says why, what goes back and, where the organ decided, the remedies (许可法 38; 复议法 20, 24; 诉讼法 46; domain.md
§1 rule 11, §2 Late/insufficient, §5; §6 no. 16).
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.model import PaperContent
from counter.documents.parts import Fact
from counter.documents.wording import words


def withdrawal(content: PaperContent) -> list[Strip]:
    """The applicant's own request, and that the window received it."""
    return [
        *common.to_department(content),
        *parts.paragraph(
            words(
                "withdrawal.body",
                day=common.day_of(content.received_at),
                item=content.item_name,
                case_code=content.case_code,
            ),
        ),
        *parts.facts(
            [
                [Fact(words("withdrawal.reasons"), content.reasons, wide=True)],
                *common.case_facts(content),
            ],
        ),
        *common.provisional_time(content),
        *common.returned_table(content),
        *common.notes(
            [
                words("withdrawal.note.effect"),
                words("withdrawal.note.before"),
                words("withdrawal.note.returned") if content.returned else "",
                *common.where_to_ask(content),
            ],
        ),
        *parts.paragraph(words("withdrawal.received"), space_before=8),
        *common.sealed(
            content,
            lines=(words("sign.applicant"), words("sign.day"), words("sign.clerk", clerk=content.clerk_name)),
            seal="seal.receipt",
        ),
    ]


def returned_materials(content: PaperContent) -> list[Strip]:
    """退件: why, and which materials go back."""
    body = words("returned_materials.body", day=common.day_of(content.received_at), item=content.item_name)
    return _decided(content, body, "returned_materials", ("again", "check"))


def revocation(content: PaperContent) -> list[Strip]:
    """撤销受理: the acceptance is taken back, with reasons."""
    if content.accepted_at:
        body = words("revocation.body", item=content.item_name, day=common.day_of(content.accepted_at))
    else:
        body = words("revocation.body_undated", item=content.item_name)
    return _decided(content, body, "revocation", ("end",))


def lapse(content: PaperContent) -> list[Strip]:
    """Nothing came in time: the consequence that was told beforehand."""
    decision = words("lapse.decision_open")
    if content.ground:
        decision = words("lapse.decision", consequence=content.ground)
    return [
        *common.opening(content),
        *parts.paragraph(words("lapse.body", item=content.item_name)),
        *common.owed_table(content),
        *parts.paragraph(decision, space_before=8),
        *common.space(),
        *_facts(content, "lapse.reasons"),
        *common.provisional_time(content),
        *common.returned_table(content),
        *common.remedies(content),
        *common.notes(
            [words("lapse.note.majeure"), words("lapse.note.again"), *common.where_to_ask(content)],
        ),
        *common.sealed(content),
    ]


def _decided(content: PaperContent, body: str, kind: str, notes: tuple[str, ...]) -> list[Strip]:
    return [
        *common.opening(content),
        *parts.paragraph(body),
        *_facts(content, f"{kind}.reasons"),
        *common.provisional_time(content),
        *common.returned_table(content),
        *common.remedies(content),
        *common.notes([*(words(f"{kind}.note.{name}") for name in notes), *common.where_to_ask(content)]),
        *common.sealed(content),
    ]


def _facts(content: PaperContent, label: str) -> list[Strip]:
    return parts.facts(
        [
            [
                Fact(words(label), content.reasons, wide=True),
                Fact(words("label.legal_basis"), content.legal_basis, wide=True),
            ],
            *common.case_facts(content),
        ],
    )
