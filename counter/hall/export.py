"""Everything that the hall holds of cases, so that somebody outside can compare it with the counters."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from counter.domain.ids import CaseId, InstallId, LineId, Sha256
from counter.hall import tables
from counter.hall.database import Database
from counter.wire.messages import Export, ExportedCarrying, ExportedCase, ExportedFlag, ExportedReading


def export(database: Database, *, generation: str) -> Export:
    """All cases by their platform number, with papers, number of lines, and scans that have not come yet."""
    cases, lines, blobs, case_blobs = tables.cases, tables.lines, tables.blobs, tables.case_blobs
    papers: dict[str, list[str]] = {}
    missing: dict[str, list[str]] = {}
    with database.read() as connection:
        for row in connection.execute(select(tables.papers).order_by(tables.papers.c.number)):
            papers.setdefault(row.case_id, []).append(row.number)
        absent = (
            select(case_blobs.c.case_id, case_blobs.c.sha256)
            .outerjoin(blobs, blobs.c.sha256 == case_blobs.c.sha256)
            .where(blobs.c.sha256.is_(None))
            .order_by(case_blobs.c.sha256)
        )
        for row in connection.execute(absent):
            missing.setdefault(row.case_id, []).append(row.sha256)
        by_case = select(lines.c.case_id, func.count().label("lines")).group_by(lines.c.case_id)
        line_counts = {row.case_id: row.lines for row in connection.execute(by_case)}
        rows = connection.execute(select(cases).order_by(cases.c.platform_no)).all()
        flagged = connection.execute(
            select(tables.flags).order_by(tables.flags.c.flagged_at, tables.flags.c.line_id)
        ).all()
        read = connection.execute(select(tables.readings).order_by(tables.readings.c.began_at)).all()
        brought = connection.execute(select(tables.carried).order_by(tables.carried.c.began_at)).all()
        line_count = connection.scalar(select(func.count()).select_from(lines)) or 0
        blob_count = connection.scalar(select(func.count()).select_from(blobs)) or 0
    exported = tuple(
        ExportedCase(
            case=CaseId(row.case_id),
            case_no=row.case_no,
            platform_no=row.platform_no,
            state=row.state,
            install=InstallId(row.install),
            item_code=row.item_code,
            applicant_name=row.applicant_name,
            papers=tuple(papers.get(row.case_id, ())),
            lines=line_counts.get(row.case_id, 0),
            blobs_missing=tuple(missing.get(row.case_id, ())),
        )
        for row in rows
    )
    flags = tuple(
        ExportedFlag(
            line=LineId(row.line_id),
            code=row.code,
            case=CaseId(row.case_id) if row.case_id else None,
            install=InstallId(row.install),
            actor=row.actor,
            at=dt.datetime.fromisoformat(row.flagged_at),
        )
        for row in flagged
    )
    readings = tuple(
        ExportedReading(
            case=CaseId(row.case_id),
            name=row.name,
            clerk_no=row.clerk_no,
            install=InstallId(row.install),
            began_at=dt.datetime.fromisoformat(row.began_at),
            last_at=dt.datetime.fromisoformat(row.last_at),
        )
        for row in read
    )
    carried = tuple(
        ExportedCarrying(
            sha256=Sha256(row.sha256),
            install=InstallId(row.install),
            carrier=InstallId(row.carrier),
            clerk_no=row.clerk_no,
            began_at=dt.datetime.fromisoformat(row.began_at),
            done_at=dt.datetime.fromisoformat(row.done_at) if row.done_at else None,
            lines=row.lines,
            scans=row.scans,
        )
        for row in brought
    )
    return Export(
        generation=generation,
        cases=exported,
        lines=line_count,
        blobs=blob_count,
        flags=flags,
        readings=readings,
        carried=carried,
    )
