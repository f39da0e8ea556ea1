"""容缺受理承诺书 and 容缺受理通知书: what may follow, on whose promise, by when, and what happens if it does not come.

Voluntary, a list from the published guide, a day for each, the consequence told beforehand; the clock runs unless the
hall's policy says otherwise (domain.md §2; §6 nos. 6 and 7).
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words
from counter.documents.model import PaperContent, PaperKind
from counter.documents.parts import Fact
from counter.documents.wording import words


def promise(content: PaperContent) -> list[Strip]:
    """承诺书: the applicant's own declaration, signed by him, his legal representative or an agent with authority."""
    consequence = _consequence(content)
    said = (
        words("deferral_promise.consequence", consequence=consequence)
        if consequence
        else words("deferral_promise.consequence_open")
    )
    signer = content.promise.signer if content.promise else ""
    return [
        *common.to_department(content),
        *parts.paragraph(_body(content)),
        *common.numbered(
            [
                words("deferral_promise.voluntary"),
                words("deferral_promise.true"),
                words("deferral_promise.bring"),
                said,
                words("deferral_promise.credit"),
            ],
        ),
        *common.owed_table(content),
        *parts.heading(words("promise.who")),
        *parts.facts([common.person_facts(content)]),
        *common.for_signing(content),
        *common.signed(
            content,
            (words("sign.promiser", signer=signer or words("label.applicant")), words("sign.promiser_day")),
            (words("sign.clerk", clerk=content.clerk_name), words("sign.day")),
        ),
    ]


def notice(content: PaperContent) -> list[Strip]:
    """通知书: accepted while the listed materials may follow."""
    body = words("deferral_notice.body", day=common.day_of(content.received_at), item=content.item_name)
    if content.promised_due_on:
        body += words("deferral_notice.body.due", due=day_in_words(content.promised_due_on))
    else:
        body += words("deferral_notice.body.no_due")
    consequence = _consequence(content)
    return [
        *common.opening(content),
        *parts.paragraph(body),
        *common.owed_table(content),
        *common.space(),
        *parts.facts(
            [
                common.person_facts(content),
                common.item_facts(content),
                common.due_facts(content),
                [
                    Fact(words("label.fees"), common.fee_in_words(content.fees)),
                    Fact(words("label.delivery"), content.delivery),
                ],
            ],
        ),
        *common.provisional_time(content),
        *common.material_table(content),
        *common.notes(
            [
                common.signed_promise(content, PaperKind.DEFERRAL_PROMISE),
                words("deferral_notice.note.bring"),
                words("deferral_notice.note.pauses" if content.deferral_pauses else "deferral_notice.note.runs"),
                words("deferral_notice.note.again"),
                words("deferral_notice.note.late", consequence=consequence) if consequence else "",
                words("deferral_notice.note.majeure"),
                common.progress(content),
                *([content.remedies] if content.remedies else []),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(content),
    ]


def _body(content: PaperContent) -> str:
    """What is applied for; the case has a number, or the sheet is signed before there is one."""
    case_code = content.case_code or content.number
    if not case_code:
        return words("deferral_promise.body.for_signing", item=content.item_name)
    return words("deferral_promise.body", item=content.item_name, case_code=case_code)


def _consequence(content: PaperContent) -> str:
    return content.ground or (content.promise.consequence if content.promise else "")
