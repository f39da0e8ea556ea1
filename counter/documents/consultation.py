"""一次性告知单: conditions, materials, limits and fees, everything at once, before anybody applies.

No number and no case yet (许可法 29, 30; domain.md §1 rules 1, 2 and 16; §6 no. 3).
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.model import PaperContent
from counter.documents.parts import Column, Fact
from counter.documents.sheet import NOTES
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The sheet from title to signatures."""
    special = "、".join(content.excluded_time)
    return [
        *common.opening(content),
        *parts.paragraph(words("consultation.body", item=content.item_name)),
        *parts.facts(
            [
                [
                    Fact(words("consultation.caller"), content.applicant_name),
                    Fact(words("label.phone"), content.contact_phone),
                ],
                [
                    Fact(words("label.item"), content.item_name, wide=True),
                    Fact(words("label.item_code"), content.item_code, wide=True),
                    Fact(words("label.department"), content.department, wide=True),
                    Fact(words("label.promised_limit"), content.promised_limit),
                    Fact(words("label.legal_limit"), content.legal_limit),
                    Fact(words("label.fees"), common.fee_in_words(content.fees), wide=True),
                    Fact(words("label.delivery"), content.delivery, wide=True),
                ],
            ],
        ),
        *_conditions(content),
        *_materials(content),
        *common.notes(
            [
                words("consultation.note.all") if content.materials else "",
                words("consultation.note.steps", procedures=special) if special else "",
                words("consultation.note.forms"),
                words("consultation.note.valid"),
                *common.where_to_ask(content),
            ],
        ),
        *common.signed(
            content,
            (words("sign.caller"), words("sign.day")),
            (words("sign.teller", clerk=content.clerk_name), words("sign.day")),
        ),
    ]


def _conditions(content: PaperContent) -> list[Strip]:
    if not content.conditions:
        return []
    return [*parts.heading(words("consultation.conditions")), *common.numbered(content.conditions, NOTES)]


def _materials(content: PaperContent) -> list[Strip]:
    if not content.materials:
        return []
    columns = [
        Column(words("column.place"), 32, centred=True),
        Column(words("column.material")),
        Column(words("column.kind"), 77, centred=True),
        Column(words("consultation.copies_column"), 34, centred=True),
        Column(words("consultation.held"), 34, centred=True),
        Column(words("consultation.say"), 110),
    ]
    rows = [
        [
            str(place),
            material.name,
            material.kind,
            str(material.required_copies),
            words("consultation.held_yes" if material.received_copies else "consultation.held_no"),
            material.note,
        ]
        for place, material in enumerate(content.materials, start=1)
    ]
    return [*parts.heading(words("consultation.materials", count=len(rows))), *parts.table(columns, rows)]
