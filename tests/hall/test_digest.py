"""The comparison by days, and of scans, finds what is missing and only that."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete

from counter.domain.ids import Sha256
from counter.domain.journal import SealedLine
from counter.hall import tables
from counter.hall.enrolment import Place
from counter.wire.bodies import Kind, SignedOut
from counter.wire.messages import DayDigest, DigestAnswer, DigestRequest, ScanDigest
from tests.hall.window import NOW, Counter, Served, blob_ref


def line(counter: Counter, day: int) -> SealedLine:
    return counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0), at=NOW.replace(day=day))


def digest(day: str, *lines: SealedLine) -> DayDigest:
    joined = "".join(sorted(each.hash for each in lines))
    return DayDigest(day=day, count=len(lines), combined=hashlib.sha256(joined.encode()).hexdigest())


def differing(counter: Counter, *days: DayDigest) -> dict[str, tuple[int, ...]]:
    request = DigestRequest(epoch=counter.epoch, days=days)
    return counter.call("POST", "/v1/digest", msgspec.json.encode(request)).read(DigestAnswer).differing


def test_equal_days_differ_in_nothing_and_a_lost_line_shows(counter: Counter) -> None:
    first, second, third = line(counter, 2), line(counter, 2), line(counter, 3)
    counter.push(first, second, third)
    days = (digest("2026-03-02", first, second), digest("2026-03-03", third))
    assert differing(counter, *days) == {}
    with counter.served.hall.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM lines WHERE seq = 2")
    assert differing(counter, *days) == {"2026-03-02": (1,)}


def test_a_refused_line_is_here_but_not_counted(counter: Counter) -> None:
    settled = line(counter, 2)
    refused = counter.line("case.teleported", SignedOut(lines_waiting=0))
    counter.push(settled, refused)
    assert differing(counter, digest("2026-03-02", settled)) == {}
    assert differing(counter, digest("2026-03-02")) == {"2026-03-02": (1, 2)}


def test_a_day_that_is_not_here_at_all_differs_with_nothing(counter: Counter) -> None:
    assert differing(counter, digest("2026-03-05", line(counter, 5))) == {"2026-03-05": ()}


def scan_digest(*contents: bytes) -> tuple[ScanDigest, ...]:
    """As a counter says it of scans whose hashes begin alike."""
    hashes = sorted(blob_ref(content).sha256 for content in contents)
    combined = hashlib.sha256("".join(hashes).encode()).hexdigest()
    return (ScanDigest(prefix=hashes[0][:2], count=len(hashes), combined=combined),)


def differing_scans(counter: Counter, scans: tuple[ScanDigest, ...]) -> dict[str, tuple[Sha256, ...]]:
    request = DigestRequest(epoch=counter.epoch, days=(), scans=scans)
    return counter.call("POST", "/v1/digest", msgspec.json.encode(request)).read(DigestAnswer).scans


def upload(counter: Counter, content: bytes) -> None:
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        "Upload-Length": str(len(content)),
        "Content-Type": "application/offset+octet-stream",
    }
    assert counter.call("PATCH", f"/v1/blobs/{blob_ref(content).sha256}", content, headers).status == 204


@pytest.mark.parametrize("what", ["file", "row", "both"])
def test_a_scan_that_the_hall_lost_differs_though_every_line_is_there(
    counter: Counter, tmp_path: Path, what: str
) -> None:
    """Of the scans that begin alike, those that are still here are named."""
    alike = next(
        (a, b)
        for a, b in itertools.combinations((b"%d" % number for number in range(100)), 2)
        if blob_ref(a).sha256[:2] == blob_ref(b).sha256[:2]
    )
    lost, kept = alike
    for content in alike:
        upload(counter, content)
    assert differing_scans(counter, scan_digest(*alike)) == {}
    name = blob_ref(lost).sha256
    if what != "row":
        (tmp_path / "blobs" / name[:2] / name).unlink()
    if what != "file":
        with counter.served.hall.database.write() as connection:
            connection.execute(delete(tables.blobs).where(tables.blobs.c.sha256 == name))
    assert differing_scans(counter, scan_digest(*alike)) == {name[:2]: (blob_ref(kept).sha256,)}
    assert counter.call("HEAD", f"/v1/blobs/{name}").headers["upload-offset"] == "0"
    upload(counter, lost)
    assert differing_scans(counter, scan_digest(*alike)) == {}


def test_a_scan_that_another_window_sent_is_not_this_ones(served: Served, counter: Counter) -> None:
    """Until this window asked about it: then it believes that the hall has it."""
    other = Counter(served, Place(window="05"))
    upload(other, b"scan")
    assert differing_scans(counter, scan_digest(b"scan")) == {blob_ref(b"scan").sha256[:2]: ()}
    assert counter.call("HEAD", f"/v1/blobs/{blob_ref(b'scan').sha256}").headers["upload-length"] == "4"
    assert differing_scans(counter, scan_digest(b"scan")) == {}
