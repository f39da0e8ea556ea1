"""结果领取通知书 and 结果领取凭证: the result is there; who took it (许可法 44; domain.md §6 no. 18)."""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.local_time import time_in_words
from counter.documents.model import PaperContent
from counter.documents.parts import Fact
from counter.documents.wording import words


def notice(content: PaperContent) -> list[Strip]:
    """What lies ready, where, and what to bring."""
    place = " ".join(part for part in (content.hall_name, content.window) if part)
    return [
        *common.opening(content),
        *parts.paragraph(words("collection_notice.body", item=content.item_name)),
        *common.result_table(content),
        *common.space(),
        *parts.facts(
            [
                [
                    Fact(words("collection_notice.place"), place, wide=True),
                    Fact(words("label.hall_address"), content.hall_address, wide=True),
                    Fact(words("label.delivery"), content.delivery, wide=True),
                ],
                *common.case_facts(content),
            ],
        ),
        *common.notes(
            [
                *(words(f"collection_notice.note.{name}") for name in ("self", "agent", "post", "hold")),
                common.progress(content),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(
            content,
            lines=(words("sign.clerk", clerk=content.clerk_name), words("sign.received"), words("sign.day")),
        ),
    ]


def voucher(content: PaperContent) -> list[Strip]:
    """Who took which documents, checked and signed."""
    taker = content.collector
    name = taker.name if taker else content.collector_name or content.applicant_name
    document = " ".join(part for part in (taker.id_document, taker.id_number) if part) if taker else ""
    return [
        *common.opening(content),
        *parts.paragraph(words("collection.body", item=content.item_name)),
        *common.result_table(content),
        *common.space(),
        *parts.facts(
            [
                [
                    Fact(words("label.collector"), name),
                    Fact(words("collection.relation"), taker.relation if taker else content.collector_relation),
                    Fact(words("label.phone"), taker.phone if taker else ""),
                    Fact(words("collection.time"), time_in_words(taker.at) if taker and taker.at else ""),
                    Fact(words("collection.document"), document, wide=True),
                    Fact(words("collection.authority"), taker.authority if taker else "", wide=True),
                    Fact(words("service_return.refused"), common.witness(taker), wide=True),
                ],
                *common.case_facts(content),
            ],
        ),
        *parts.paragraph(words("result_collection.statement"), space_before=8),
        *common.remedies(content),
        *common.notes([words("result_collection.note.check"), *common.where_to_ask(content)]),
        *common.sealed(
            content,
            lines=(
                words("sign.collector"),
                words("sign.collector_day"),
                words("sign.clerk", clerk=content.clerk_name),
            ),
        ),
    ]
