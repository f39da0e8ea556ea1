"""待出具通知 as the platform keeps it: what a department did by itself, until a window gave the applicant its paper.

act ▶ waits ─ case.notice_issued with the right paper ▶ told, once
        └──── the case goes to another window ▶ that window hears of it and tells
"""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import Connection, insert, select, update

from counter.domain.ids import CaseId
from counter.domain.journal import Line
from counter.errors import RuleBroken
from counter.hall import tables
from counter.hall.answers import StuckError
from counter.hall.sitting import Sitting
from counter.wire.bodies import CaseNoticeIssued
from counter.wire.messages import Verdict
from counter.wire.news import TELLS, CaseCard, DepartmentAct


def issue(sitting: Sitting, line: Line, card: CaseCard, body: CaseNoticeIssued) -> CaseCard:
    """The applicant was told what a department did, once, with the paper that is for it (许可法 32, 42, 45).

    Raises:
        RuleBroken: ``notice.no_act`` when no department did that; ``notice.paper`` for another paper than the act's.
        StuckError: ``notice.told`` when it was told before.
    """
    notices, key = tables.notices, (card.case, body.act.value, _stamp(body.acted_at))
    told_by = sitting.ledger.connection.execute(
        select(notices.c.line_id).where(
            notices.c.case_id == key[0], notices.c.act == key[1], notices.c.acted_at == key[2]
        )
    ).one_or_none()
    if told_by is None:
        raise RuleBroken("notice.no_act", field="act")
    if told_by.line_id not in {None, line.id} or key in sitting.effects.told_acts:
        raise StuckError(Verdict.CONFLICT, "notice.told", theirs=body.act.value)
    if [paper.kind for paper in body.papers] != [TELLS[body.act]]:
        raise RuleBroken("notice.paper", field="papers")
    sitting.effects.told_acts[key] = line.id
    return card


def write(connection: Connection, acts: list[DepartmentAct], told: dict[tuple[str, str, str], str]) -> None:
    """The acts wait for their papers; those that were told do not any more."""
    notices = tables.notices
    for act in acts:
        row = {"case_id": act.case, "act": act.act.value, "acted_at": _stamp(act.at), "content": _encode(act)}
        connection.execute(insert(notices), row)
    for (case, act_kind, acted_at), line in told.items():
        of_act = (notices.c.case_id == case) & (notices.c.act == act_kind) & (notices.c.acted_at == acted_at)
        connection.execute(update(notices).where(of_act).values(line_id=line))


def waiting(connection: Connection, case: CaseId) -> tuple[DepartmentAct, ...]:
    """What of the case the applicant was not told yet, in its order."""
    notices = tables.notices
    rows = connection.scalars(
        select(notices.c.content)
        .where(notices.c.case_id == case, notices.c.line_id.is_(None))
        .order_by(notices.c.acted_at)
    )
    return tuple(msgspec.json.decode(content, type=DepartmentAct) for content in rows)


def _stamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat()


_encode = msgspec.json.encode
