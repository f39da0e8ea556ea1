"""即办结果领取凭证: decided on the spot, and the result handed out (许可法 34; domain.md §6 no. 18)."""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words, local_day
from counter.documents.model import PaperContent
from counter.documents.parts import Fact
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The voucher from title to signatures."""
    day = day_in_words(local_day(content.received_at))
    return [
        *common.opening(content),
        *parts.paragraph(words("result_collection.body", day=day, item=content.item_name)),
        *parts.facts(
            [
                common.person_facts(content),
                common.item_facts(content),
                [
                    Fact(words("label.collector"), _collector(content)),
                    Fact(words("label.fees"), common.fee_in_words(content.fees)),
                ],
            ],
        ),
        *common.provisional_time(content),
        *common.result_table(content),
        *common.material_table(content),
        *parts.paragraph(words("result_collection.statement"), space_before=8),
        *common.notes(
            [
                words("result_collection.note.check"),
                words("result_collection.note.remedies", remedies=content.remedies),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(
            content,
            lines=(
                words("sign.collector"),
                words("sign.collector_day"),
                words("sign.clerk", clerk=content.clerk_name),
            ),
        ),
    ]


def _collector(content: PaperContent) -> str:
    name = content.collector_name or content.agent_name or content.applicant_name
    if content.collector_relation:
        return words("value.with_kind", name=name, kind=content.collector_relation)
    return name
