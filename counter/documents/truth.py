"""申请材料真实性承诺书: the applicant answers for what he hands in (许可法 31, 78, 79; domain.md §6 no. 24)."""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.model import PaperContent
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The promise from address to signature."""
    return [
        *common.to_department(content),
        *parts.paragraph(words("truth_promise.body", item=content.item_name)),
        *common.numbered(
            [
                words("truth_promise.true"),
                words("truth_promise.copy"),
                words("truth_promise.agent") if content.agent_name else "",
                words("truth_promise.change"),
                common.by_type("truth_promise.liable", content),
            ],
        ),
        *common.space(),
        *parts.facts([common.person_facts(content), common.item_facts(content)]),
        *common.signed(
            content,
            (
                words("sign.promiser", signer=content.promise.signer if content.promise else words("label.applicant")),
                words("sign.promiser_day"),
            ),
            (words("sign.clerk", clerk=content.clerk_name), words("sign.day")),
        ),
    ]
