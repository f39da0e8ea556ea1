"""结果文书邮寄确认单: where to, which waybill, who pays, and that the applicant wants it (domain.md §6 no. 21)."""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.model import PaperContent
from counter.documents.parts import Fact
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The confirmation from title to signatures."""
    posting = content.posting
    if posting is None:
        raise common.lacking("posting")
    return [
        *common.to_department(content),
        *parts.paragraph(words("posting.body", item=content.item_name)),
        *parts.form(
            [
                [
                    Fact(words("posting.addressee"), posting.addressee),
                    Fact(words("posting.phone"), posting.phone),
                    Fact(words("posting.address"), posting.address, wide=True),
                    Fact(words("posting.waybill"), posting.waybill),
                    Fact(words("posting.payer"), posting.payer),
                ],
            ],
        ),
        *common.result_table(content),
        *common.space(),
        *parts.facts(common.case_facts(content)),
        *common.notes(
            [
                *(words(f"posting.note.{name}") for name in ("consent", "date", "privacy")),
                *common.where_to_ask(content),
            ],
        ),
        *common.signed(
            content,
            (words("sign.sender"), words("sign.day")),
            (words("sign.clerk", clerk=content.clerk_name), words("sign.day")),
        ),
    ]
