"""不予受理决定书 and 不需许可告知书: no case begins, and why.

A refusal is written, dated and sealed, gives its reasons and the remedies, names the competent body when the matter is
another's, and what goes back (许可法 32(1) and (2), 32 last paragraph, 38, 78; domain.md §1 rules 3, 4, 11 to 13;
§6 nos. 11 and 12).
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.model import PaperContent
from counter.documents.parts import Fact
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The decision from title to signatures."""
    day, item = common.day_of(content.received_at), content.item_name
    if content.legal_basis:
        body = words("refusal.body.basis", day=day, item=item, basis=content.legal_basis)
    else:
        body = common.by_type("refusal.body", content, day=day, item=item)
    competent = content.competent_body
    return [
        *common.opening(content),
        *parts.paragraph(body),
        *parts.facts(
            [
                [
                    Fact(words("refusal.ground"), content.ground, wide=True),
                    Fact(words("label.reasons"), content.reasons, wide=True),
                    Fact(words("refusal.competent"), competent, wide=True),
                ],
                *common.case_facts(content),
            ],
        ),
        *common.provisional_time(content),
        *common.returned_table(content),
        *common.remedies(content),
        *common.notes(
            [
                words("refusal.note.competent", body=competent) if competent else words("refusal.note.again"),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(content),
    ]


def not_needed(content: PaperContent) -> list[Strip]:
    """不需许可告知书 from title to signatures."""
    day = common.day_of(content.received_at)
    return [
        *common.opening(content),
        *parts.paragraph(common.by_type("not_needed.body", content, day=day, item=content.item_name)),
        *parts.facts(
            [
                [
                    Fact(words("label.reasons"), content.reasons, wide=True),
                    Fact(words("label.legal_basis"), content.legal_basis, wide=True),
                ],
                *common.case_facts(content),
            ],
        ),
        *common.provisional_time(content),
        *common.returned_table(content),
        *common.remedies(content),
        *common.notes([words("not_needed.note.free"), *common.where_to_ask(content)]),
        *common.sealed(content),
    ]
