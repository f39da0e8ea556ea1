"""Scans in pieces: resumed, corrupted, known, and cut at the worst moment."""

from __future__ import annotations

import base64
import hashlib

import pytest

from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.hall.enrolment import Place
from counter.wire.bodies import Kind
from counter.wire.messages import Export
from tests.hall.window import Counter, Reply, Served, blob_ref, new_case, taken

CONTENT = b"a scan of a paper" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
TARGET = f"/v1/blobs/{SHA256}"


def send(counter: Counter, offset: int, piece: bytes, *, size: int = len(CONTENT), checksum: str = "") -> Reply:
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(offset),
        "Upload-Length": str(size),
        "Content-Type": "application/offset+octet-stream",
    }
    return counter.call("PATCH", TARGET, piece, headers | ({"Upload-Checksum": checksum} if checksum else {}))


def offset(counter: Counter) -> int:
    reply = counter.call("HEAD", TARGET)
    assert (reply.status, reply.headers["tus-resumable"]) == (200, "1.0.0")
    return int(reply.headers["upload-offset"])


def test_a_scan_arrives_in_pieces_and_is_missing_until_it_is_whole(
    served: Served, counter: Counter, item: ServiceItem
) -> None:
    case: CaseId = new_case()
    counter.push(counter.line(Kind.CASE_TAKEN, taken(counter, item), case=case, blobs=(blob_ref(CONTENT),)))
    assert offset(counter) == 0
    first = send(counter, 0, CONTENT[:10_000])
    assert (first.status, first.headers["upload-offset"]) == (204, "10000")
    assert offset(counter) == 10_000
    before = served.call("GET", "/v1/export").read(Export)
    assert before.cases[0].blobs_missing == (SHA256,)
    last = send(counter, 10_000, CONTENT[10_000:])
    assert (last.status, last.headers["upload-offset"]) == (204, "17000")
    after = served.call("GET", "/v1/export").read(Export)
    assert (after.cases[0].blobs_missing, after.blobs) == ((), 1)
    assert offset(counter) == 17_000


def test_a_wrong_offset_is_told_the_right_one(counter: Counter) -> None:
    send(counter, 0, CONTENT[:500])
    reply = send(counter, 400, CONTENT[400:])
    assert (reply.status, reply.headers["upload-offset"], reply.fault().code) == (409, "500", "blob.offset")


def test_a_known_scan_is_done_at_once_for_everybody(served: Served, counter: Counter) -> None:
    send(counter, 0, CONTENT)
    other = Counter(served, Place(window="02"))
    assert offset(other) == 17_000
    assert send(other, 0, CONTENT[:1]).headers["upload-offset"] == "17000"


def test_wrong_content_is_thrown_away_and_starts_again(counter: Counter) -> None:
    reply = send(counter, 0, b"x" + CONTENT[1:])
    assert (reply.status, reply.fault().code, reply.headers["upload-offset"]) == (460, "blob.hash", "0")
    assert offset(counter) == 0
    assert send(counter, 0, CONTENT).status == 204


def test_a_piece_with_a_wrong_checksum_is_not_kept(counter: Counter) -> None:
    right = "sha256 " + base64.b64encode(hashlib.sha256(CONTENT[:100]).digest()).decode()
    assert send(counter, 0, CONTENT[1:101], checksum=right).fault().code == "blob.checksum"
    assert offset(counter) == 0
    assert send(counter, 0, CONTENT[:100], checksum=right).status == 204
    assert send(counter, 100, b"x", checksum="md5 AA==").status == 400


def test_a_full_file_that_a_crash_left_unchecked_is_checked_when_it_is_asked_for(counter: Counter) -> None:
    partial = counter.served.hall.blobs._partial
    (partial / f"{counter.install}-{SHA256}-17000").write_bytes(CONTENT)
    assert counter.call("HEAD", TARGET).headers["upload-length"] == "17000"
    assert list(partial.iterdir()) == []


def test_a_full_file_with_wrong_content_is_never_called_whole(counter: Counter) -> None:
    partial = counter.served.hall.blobs._partial
    (partial / f"{counter.install}-{SHA256}-17000").write_bytes(b"x" * 17_000)
    reply = counter.call("HEAD", TARGET)
    assert reply.headers["upload-offset"] == "0"
    assert "upload-length" not in reply.headers


@pytest.mark.parametrize(
    ("start", "piece", "size", "code"),
    [(0, CONTENT, 10, "blob.size"), (0, b"x", 2**40, "blob.too_big"), (0, b"x", 0, "call.malformed")],
)
def test_sizes_that_cannot_be_are_refused(counter: Counter, start: int, piece: bytes, size: int, code: str) -> None:
    assert send(counter, start, piece, size=size).fault().code == code


def test_a_name_that_is_no_hash_reaches_no_file(counter: Counter) -> None:
    assert counter.call("HEAD", "/v1/blobs/..%2f..%2fhall.sqlite").status in {400, 404}
