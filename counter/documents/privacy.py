"""个人信息处理告知书: who handles which data, why, how, how long, and which rights one has.

个人信息保护法 17 (what is told), 30 (why sensitive data are needed and what follows), 35 (organs tell it too), 28, 29,
31 (separate consent), 19 (no longer than needed), 45 to 50 (rights); domain.md §9, §6 no. 24.
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.model import PaperContent
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The notice from title to signature."""
    if content.item_name:
        body = words("privacy_notice.body_item", item=content.item_name)
    else:
        body = words("privacy_notice.body")
    who = {"department": content.department, "hall": content.hall_name}
    if content.enquiry_phone:
        handler = words("privacy_notice.who", phone=content.enquiry_phone, **who)
    else:
        handler = words("privacy_notice.who_open", **who)
    said = ("purpose", "way", "kinds", "sensitive", "keep", "rights", "separate")
    return [
        *common.opening(content),
        *parts.paragraph(body),
        *common.numbered([handler, *(words(f"privacy_notice.{name}") for name in said)]),
        *common.notes(common.where_to_ask(content)),
        *common.signed(
            content,
            (words("sign.informed"), words("sign.day")),
            (words("sign.teller", clerk=content.clerk_name), words("sign.day")),
        ),
    ]
