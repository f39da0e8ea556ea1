"""What follows from judged lines or a department's act goes to the disk, in the caller's transaction."""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from counter.domain.handing import ResultState
from counter.domain.workdays import local_day
from counter.hall import noticing, printing, tables
from counter.hall.cases import KnownCase
from counter.hall.database import insert_all, take_numbers
from counter.hall.effects import Effects
from counter.hall.enrolment import Install
from counter.hall.ledger import KnownLine, Opened
from counter.hall.news import Told, tell
from counter.wire.messages import NewsKind, PushRequest


def write_lines(
    connection: Connection, install: Install, effects: Effects, request: PushRequest, now: dt.datetime
) -> None:
    """Every new line stands in its place with its verdict, and the push's signature beside it."""
    insert_all(connection, tables.lines, [_line_row(opened, known, now) for opened, known in effects.new_lines])
    _write_verdicts(connection, effects)
    if effects.new_lines:
        head = request.lines[-1].hash
        if connection.scalar(select(tables.heads.c.hash).where(tables.heads.c.hash == head)) is None:
            row = {"hash": head, "install": install.install, "signature": request.signature}
            connection.execute(insert(tables.heads), row)
    if effects.clone_seen:
        mine = tables.installs.c.install == install.install
        connection.execute(update(tables.installs).where(mine).values(clone_seen_at=now.isoformat()))


def write_effects(connection: Connection, effects: Effects, *, region: str, now: dt.datetime) -> None:
    """Cases in their last state, their papers, scans, reviews and results, and the news of each change in order.

    Args:
        connection: in a writing transaction.
        effects: what follows.
        region: of the window that takes cases in, for their platform numbers.
        now: the platform's time.
    """
    _write_cases(connection, effects, region, now)
    _write_papers(connection, effects, now)
    printed = printing.write(connection, effects)
    noticing.write(connection, effects.acts, effects.told_acts)
    _write_approvals(connection, effects, now)
    _write_reviews(connection, effects)
    _write_results(connection, effects, now)
    _write_credit(connection, effects, now)
    tell(connection, [*_news(connection, effects), *printed], at=now)


def _line_row(opened: Opened, known: KnownLine, now: dt.datetime) -> dict[str, object]:
    return {
        "install": known.install,
        "epoch": known.epoch,
        "seq": known.seq,
        "id": known.id,
        "prev": known.prev,
        "hash": known.hash,
        "line": bytes(opened.sealed.line),
        "kind": known.kind,
        "case_id": known.case,
        "day": opened.line.at.astimezone(dt.UTC).date().isoformat(),
        "verdict": known.verdict.value,
        "code": known.code,
        "field": known.field[:200],
        "message": known.message,
        "theirs": known.theirs[:200],
        "received_at": now.isoformat(),
    }


def _write_verdicts(connection: Connection, effects: Effects) -> None:
    lines = tables.lines
    if effects.rejudged:
        connection.execute(
            update(lines)
            .where(lines.c.id == bindparam("of_line"))
            .values({name: bindparam(f"new_{name}") for name in ("verdict", "code", "field", "message", "theirs")}),
            [
                {
                    "of_line": known.id,
                    "new_verdict": known.verdict.value,
                    "new_code": known.code,
                    "new_field": known.field[:200],
                    "new_message": known.message,
                    "new_theirs": known.theirs[:200],
                }
                for known in effects.rejudged
            ],
        )
    if effects.superseded:
        connection.execute(
            update(lines).where(lines.c.id == bindparam("of_line")).values(superseded_by=bindparam("by")),
            [{"of_line": line, "by": by} for line, by in effects.superseded],
        )


def _write_cases(connection: Connection, effects: Effects, region: str, now: dt.datetime) -> None:
    """Every case as it stands at the end; new ones get the platform's number, one after the other."""
    prefix = f"{region}{local_day(now):%Y%m%d}"
    new = [known for known in effects.cases.values() if known.is_new]
    if new:
        for known, number in zip(new, take_numbers(connection, f"case/{prefix}", len(new)), strict=True):
            known.platform_no = f"{prefix}{number:05d}"
    insert_all(
        connection,
        tables.cases,
        [
            _case_row(known, now)
            | {
                "case_id": known.case,
                "case_no": known.card.case_no,
                "platform_no": known.platform_no,
                "hall": known.hall,
                "item_code": known.card.item_code,
                "item_version": known.card.item_version,
                "taken_line": known.taken_line,
            }
            for known in new
        ],
    )
    changes = [known for known in effects.cases.values() if not known.is_new]
    if changes:
        values = ("state", "install", "applicant_name", "card", "changed_at")
        connection.execute(
            update(tables.cases)
            .where(tables.cases.c.case_id == bindparam("of_case"))
            .values({name: bindparam(f"new_{name}") for name in values}),
            [
                {f"new_{name}": value for name, value in _case_row(known, now).items()} | {"of_case": known.case}
                for known in changes
            ],
        )


def _case_row(known: KnownCase, now: dt.datetime) -> dict[str, object]:
    return {
        "state": known.state,
        "install": known.install,
        "applicant_name": known.card.intake.applicant.name.replace("\0", ""),
        "card": msgspec.json.encode(known.card),
        "changed_at": now.isoformat(),
    }


def _write_papers(connection: Connection, effects: Effects, now: dt.datetime) -> None:
    papers = tables.papers
    rows = [
        {
            "number": new.paper.number,
            "case_id": new.case,
            "kind": new.paper.kind.value,
            "content_sha256": new.paper.content_sha256,
            "void": new.void,
            "install": new.install,
            "copies": new.paper.copies,
            "content": new.paper.content.encode() or None,
        }
        for new in effects.papers
    ]
    insert_all(connection, papers, rows)
    if effects.void_papers_of:
        connection.execute(update(papers).where(papers.c.case_id.in_(effects.void_papers_of)).values(void=True))
    if effects.void_numbers:
        connection.execute(update(papers).where(papers.c.number.in_(effects.void_numbers)).values(void=True))
    blobs = [
        {"case_id": case, "sha256": sha256, "size_bytes": size_bytes, "install": install, "since": now.isoformat()}
        for case, sha256, size_bytes, install in effects.case_blobs
    ]
    insert_all(connection, tables.case_blobs, blobs)


def _write_approvals(connection: Connection, effects: Effects, now: dt.datetime) -> None:
    used = [
        {
            "id": approval.id,
            "supervisor": approval.supervisor,
            "case_id": approval.case,
            "kind": approval.kind.value,
            "line_id": line,
            "approved_at": approval.at.isoformat(),
        }
        for line, approval in effects.approvals
    ]
    insert_all(connection, tables.approvals, used)
    flags = tables.flags
    for line, code in dict.fromkeys((line.id, code) for line, code in effects.flags):
        known = select(flags.c.line_id).where(flags.c.line_id == line, flags.c.code == code)
        if connection.execute(known).first() is None:
            of = next(each for each, _ in effects.flags if each.id == line)
            row = {
                "line_id": line,
                "code": code,
                "case_id": of.case,
                "install": of.install,
                "actor": of.actor,
                "flagged_at": now.isoformat(),
            }
            connection.execute(insert(flags), row)


def _write_reviews(connection: Connection, effects: Effects) -> None:
    reviews = tables.reviews
    for review_id, (hall, review) in effects.reviews.items():
        row = {
            "state": review.state.value,
            "approval_id": review.approval.id if review.approval is not None else None,
            "content": msgspec.json.encode(review),
        }
        if connection.execute(update(reviews).where(reviews.c.id == review_id).values(row)).rowcount == 0:
            connection.execute(insert(reviews), row | {"id": review_id, "case_id": review.case, "hall": hall})


def _write_results(connection: Connection, effects: Effects, now: dt.datetime) -> None:
    results = tables.results
    for result_id, (hall, document, handed) in effects.results.items():
        row = {
            "state": (handed.state if handed is not None else ResultState.ANNOUNCED).value,
            "content": msgspec.json.encode(document),
            "handed": None if handed is None else msgspec.json.encode(handed),
        }
        if connection.execute(update(results).where(results.c.id == result_id).values(row)).rowcount == 0:
            connection.execute(insert(results), row | {"id": result_id, "case_id": document.case, "hall": hall})
    batches = [
        {
            "batch": body.batch,
            "install": line.install,
            "to_department": body.to_department,
            "department": body.department[:100],
            "content": msgspec.json.encode(body),
            "moved_at": now.isoformat(),
        }
        for line, body in effects.batches
    ]
    insert_all(connection, tables.batches, batches)
    closings = [
        {
            "install": line.install,
            "day": body.account.day.isoformat(),
            "line_id": line.id,
            "content": msgspec.json.encode(body),
        }
        for line, body in effects.closings
    ]
    insert_all(connection, tables.closings, closings)


def _write_credit(connection: Connection, effects: Effects, now: dt.datetime) -> None:
    people = tables.dishonest
    for change in effects.barred:
        connection.execute(delete(people).where(people.c.person == change.person))
        if change.listed:
            row = {
                "person": change.person,
                "case_id": change.case,
                "reason": change.reason[:400],
                "listed_at": now.isoformat(),
            }
            connection.execute(insert(people), row)


def _news(connection: Connection, effects: Effects) -> list[Told]:
    """In the order in which it happened; then the cards of cases that others have to know, and the lists."""
    numbers = {known.case: known.platform_no for known in effects.cases.values()}
    news = [
        msgspec.structs.replace(told, platform_no=numbers.get(told.case, told.platform_no))
        if told.kind in {NewsKind.NUMBERED, NewsKind.STATE} and told.case is not None
        else told
        for told in effects.news
    ]
    for case, (known, not_for) in effects.cards.items():
        card = msgspec.structs.replace(known.card, papers=printing.papers_of(connection, case))
        news.append(Told.of_hall(known.hall, NewsKind.CASE, card, case=case, not_for=not_for))
    if effects.barred:
        news.append(Told(install="", kind=NewsKind.CATALOGUE))
    return news
