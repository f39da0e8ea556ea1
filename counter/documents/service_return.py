"""送达回证: the day on which it is signed is the day of service.

民事诉讼法 87 to 91, which administrative organs follow (87 the signature, 88 who may take it, 89 refusal and witness,
90 by post); 许可法 44; domain.md §6 no. 19.
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.local_time import time_in_words
from counter.documents.model import PaperCollector, PaperContent
from counter.documents.parts import Fact
from counter.documents.wording import words

_ROW = 28.0
_SIGN_ROW = 40.0


def strips(content: PaperContent) -> list[Strip]:
    """The form from title to signatures, filled in as far as the counter knows it."""
    taker = content.collector
    came = time_in_words(taker.at) if taker and taker.at else words("service_return.received_open")
    way = taker.way if taker and taker.way else words("service_return.way.default")
    return [
        *common.opening(content, to=""),
        *parts.form(
            [
                [
                    Fact(words("label.item"), content.item_name, wide=True),
                    Fact(words("service_return.documents"), _documents(content), wide=True),
                    Fact(words("service_return.addressee"), content.applicant_name, wide=True),
                    Fact(words("service_return.place"), content.hall_address or content.hall_name, wide=True),
                    Fact(words("service_return.way"), way, wide=True),
                    Fact(words("service_return.received"), came, wide=True),
                ],
            ],
            row_height=_ROW,
        ),
        *_to_sign(content),
        *common.notes([words(f"service_return.note.{name}") for name in ("date", "substitute", "refused")]),
        *common.sealed(content, lines=(words("service_return.server", clerk=content.clerk_name), words("sign.day"))),
    ]


def _to_sign(content: PaperContent) -> list[Strip]:
    """The rows that are written by hand, under the others without a gap."""
    rows = [
        Fact(words("service_return.sign"), "", wide=True),
        Fact(words("service_return.substitute"), _substitute(content, content.collector), wide=True),
        Fact(words("service_return.refused"), common.witness(content.collector), wide=True),
        Fact(words("service_return.remark"), content.note, wide=True),
    ]
    first, *others = parts.form([rows], row_height=_SIGN_ROW)
    return [first._replace(space_before=0.0), *others]


def _documents(content: PaperContent) -> str:
    return "；".join(
        words("service_return.document", name=result.name, number=result.number) if result.number else result.name
        for result in content.results
    )


def _substitute(content: PaperContent, taker: PaperCollector | None) -> str:
    if taker is None or taker.name in {content.applicant_name, content.legal_representative}:
        return ""
    return words("service_return.substitute_is", name=taker.name, relation=taker.relation)
