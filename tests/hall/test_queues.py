"""代送 at the hall: what another window carries counts as if its own had sent it, whole or by name not at all."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from counter.domain.ids import InstallId, Sha256
from counter.domain.item import ServiceItem
from counter.domain.journal import SealedLine
from counter.hall import queues
from counter.hall.enrolment import Place
from counter.sealed_box import new_key_pair, public_of
from counter.wire.bodies import Kind
from counter.wire.carrying import QueueAnswer
from counter.wire.messages import CataloguePage, Export, PushRequest, SignInAnswer, SignInRequest, Verdict
from counter.wire.queue_file import PIECE_BYTES, QueueWriter
from counter.wire.queue_key import check_queue_key
from counter.wire.reading import ACTOR_HEADER
from counter.wire.sealing import new_signing_key, sign_head
from tests.hall.window import NOW, PASSWORD, Counter, Reply, Served, blob_ref, new_case, taken

BODY_BYTES = 4 * 1024 * 1024
pytestmark = pytest.mark.usefixtures("clerks")
SCAN = b"%PDF-1.4 a scan " + b"x" * (3 * PIECE_BYTES + 17)


@pytest.fixture
def carrier(served: Served) -> Counter:
    """Another window of the same hall."""
    return Counter(served, Place(window="07"))


def export_of(
    owner: Counter,
    *pushes: tuple[SealedLine, ...],
    scans: tuple[bytes, ...] = (),
    sealed_to: str = "",
    signing_key: str = "",
    install: str = "",
) -> bytes:
    """A file as that window exports it; what is given otherwise is forged."""
    file = io.BytesIO()
    window = owner.enrolled.window
    writer = QueueWriter(
        file,
        window=msgspec.structs.replace(window, install=InstallId(install or window.install)),
        signing_key=signing_key or owner.key,
        sealed_to=sealed_to or public_of(owner.served.hall.queue_key),
        made_at=NOW,
        oldest_at=NOW,
        lines=sum(map(len, pushes)),
        scans=len(scans),
    )
    for lines in pushes:
        writer.add_lines(PushRequest(lines=lines, signature=sign_head(owner.key, lines[-1].hash)))
    for scan in scans:
        writer.add_scan(blob_ref(scan).sha256, scan)
    writer.end()
    return file.getvalue()


@functools.cache
def _token(counter: Counter, clerk_no: str) -> str:
    body = msgspec.json.encode(SignInRequest(username=clerk_no, password=PASSWORD))
    return counter.call("POST", "/v1/sign-in", body).read(SignInAnswer).id_token


def name_of(content: bytes) -> Sha256:
    return Sha256(hashlib.sha256(content).hexdigest())


def upload(carrier: Counter, content: bytes, *, begin: int = 0, end: int = 0, size_bytes: int = 0) -> Reply:
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(begin),
        "Upload-Length": str(size_bytes or len(content)),
        "Content-Type": "application/offset+octet-stream",
    }
    target = f"/v1/queues/{name_of(content)}"
    part = content[begin : end or len(content)]
    reply = carrier.call("PATCH", target, part[:BODY_BYTES], headers)
    if reply.status == 204 and len(part) > BODY_BYTES:
        return upload(carrier, content, begin=begin + BODY_BYTES, end=end, size_bytes=size_bytes)
    return reply


def turn(carrier: Counter, name: str, clerk_no: str = "0001") -> Reply:
    return carrier.call("POST", f"/v1/queues/{name}", b"", {ACTOR_HEADER: _token(carrier, clerk_no)})


def take(carrier: Counter, name: str) -> list[QueueAnswer]:
    """Every turn until it is done."""
    answers = [turn(carrier, name).read(QueueAnswer)]
    while not answers[-1].done:
        answers.append(turn(carrier, name).read(QueueAnswer))
    return answers


def verdicts(answers: list[QueueAnswer]) -> list[Verdict]:
    return [line.verdict for answer in answers for line in answer.lines]


def export(served: Served) -> Export:
    return served.call("GET", "/v1/export").read(Export)


def case_line(owner: Counter, item: ServiceItem, *scans: bytes) -> SealedLine:
    return owner.line(
        Kind.CASE_TAKEN, taken(owner, item), case=new_case(), blobs=tuple(blob_ref(scan) for scan in scans)
    )


def test_the_catalogue_brings_the_signed_key(served: Served, counter: Counter) -> None:
    page = counter.call("GET", "/v1/catalogue").read(CataloguePage)
    assert page.queue_key is not None
    assert check_queue_key(counter.enrolled.platform_key, page.queue_key) == public_of(served.hall.queue_key)


def test_what_was_carried_is_here_as_if_its_window_had_sent_it(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem
) -> None:
    """And when that window comes back and sends the same, all of it is known."""
    lines = tuple(case_line(counter, item, SCAN) for _ in range(3))
    content = export_of(counter, lines, scans=(SCAN,))
    assert upload(carrier, content).status == 204
    answers = take(carrier, name_of(content))
    assert verdicts(answers) == [Verdict.SETTLED] * 3
    assert [line.hash for answer in answers for line in answer.lines] == [line.hash for line in lines]
    assert answers[-1].scans == 1
    found = export(served)
    assert ({case.install for case in found.cases}, len(found.cases)) == ({counter.install}, 3)
    assert all(not case.blobs_missing for case in found.cases)
    assert {answer.verdict for answer in counter.answers(*lines)} == {Verdict.DUPLICATE}
    head = counter.call("HEAD", f"/v1/blobs/{blob_ref(SCAN).sha256}")
    assert head.headers["upload-length"] == str(len(SCAN))
    assert len(export(served).cases) == 3


def test_who_carried_it_and_when_is_on_record_and_the_file_is_gone(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem
) -> None:
    content = export_of(counter, (case_line(counter, item),))
    upload(carrier, content)
    take(carrier, name_of(content))
    (record,) = export(served).carried
    assert (record.sha256, record.install, record.carrier) == (name_of(content), counter.install, carrier.install)
    assert (record.clerk_no, record.lines, record.scans) == ("0001", 1, 0)
    assert record.done_at is not None
    assert record.began_at <= record.done_at
    assert _under_way(served) == []


def test_a_cut_upload_goes_on_where_it_stopped(counter: Counter, carrier: Counter, item: ServiceItem) -> None:
    content = export_of(counter, (case_line(counter, item, SCAN),), scans=(SCAN,))
    upload(carrier, content, end=1000)
    head = carrier.call("HEAD", f"/v1/queues/{name_of(content)}")
    assert (head.headers["upload-offset"], "upload-length" in head.headers) == ("1000", False)
    wrong = upload(carrier, content, begin=5)
    assert (wrong.status, wrong.headers["upload-offset"]) == (409, "1000")
    assert upload(carrier, content, begin=1000).status == 204
    assert verdicts(take(carrier, name_of(content))) == [Verdict.SETTLED]


def test_nothing_is_taken_before_all_of_it_came(counter: Counter, carrier: Counter, item: ServiceItem) -> None:
    content = export_of(counter, (case_line(counter, item),))
    upload(carrier, content, end=100)
    reply = turn(carrier, name_of(content))
    assert (reply.status, reply.fault().code) == (404, "queue.not_here")


def test_an_upload_of_something_else_begins_again(carrier: Counter) -> None:
    """Its hash is not the name it was sent under."""
    target = f"/v1/queues/{'ab' * 32}"
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Upload-Length": "4"}
    reply = carrier.call("PATCH", target, b"1234", headers)
    assert (reply.status, reply.fault().code) == (460, "blob.hash")
    assert carrier.call("HEAD", target).headers["upload-offset"] == "0"


def test_a_window_has_one_file_under_way(served: Served, carrier: Counter) -> None:
    """So that what was begun and given up does not fill the hall's disk."""
    upload(carrier, b"one that is given up", end=3)
    upload(carrier, b"another one", end=3)
    assert [name.split("-")[-2] for name in _under_way(served)] == [name_of(b"another one")]


@pytest.mark.parametrize(("size", "free", "code"), [(2**40, 2**50, "queue.too_big"), (1000, 2**31, "queue.no_room")])
def test_the_halls_disk_is_not_filled(
    carrier: Counter, monkeypatch: pytest.MonkeyPatch, size: int, free: int, code: str
) -> None:
    monkeypatch.setattr(queues.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(2**50, 0, free))  # type: ignore[attr-defined]
    reply = upload(carrier, b"x", size_bytes=size)
    assert (reply.status, reply.fault().code) == (413, code)


def test_a_file_that_was_taken_is_refused_when_it_comes_again(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem
) -> None:
    content = export_of(counter, (case_line(counter, item),))
    upload(carrier, content)
    take(carrier, name_of(content))
    before = export(served)
    head = carrier.call("HEAD", f"/v1/queues/{name_of(content)}")
    assert head.headers["upload-length"] == str(len(content))
    for someone in (carrier, counter):
        reply = turn(someone, name_of(content))
        assert (reply.status, reply.fault().code) == (400, "queue.taken")
    assert export(served) == before


def test_nobody_carries_without_his_name(counter: Counter, carrier: Counter, item: ServiceItem) -> None:
    """His token of another window, or none, is no name."""
    content = export_of(counter, (case_line(counter, item),))
    upload(carrier, content)
    for token in ("", "x.y.z", _token(counter, "0001")):
        reply = carrier.call("POST", f"/v1/queues/{name_of(content)}", b"", {ACTOR_HEADER: token})
        assert (reply.status, reply.fault().code) == (401, "queue.sign_in")
    assert verdicts(take(carrier, name_of(content))) == [Verdict.SETTLED]


Bend = Callable[[Counter, tuple[SealedLine, ...]], bytes]


def _flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def _wrong_head(owner: Counter, lines: tuple[SealedLine, ...]) -> bytes:
    key, owner.key = owner.key, new_signing_key()
    try:
        return export_of(owner, lines, signing_key=key)
    finally:
        owner.key = key


BAD: dict[str, tuple[str, Bend]] = {
    "no such file": ("queue.no_queue", lambda _owner, _lines: b"PK" * 100),
    "newer": ("queue.newer", lambda owner, lines: _flipped(export_of(owner, lines), 8)[:8] + b"\x02" + b"x" * 100),
    "another platform": (
        "queue.other_hall",
        lambda owner, lines: export_of(owner, lines, sealed_to=new_key_pair()[1], install="i-of-theirs"),
    ),
    "unknown window": ("queue.unknown_window", lambda owner, lines: export_of(owner, lines, install="i-unknown")),
    "signed by another": (
        "queue.signature",
        lambda owner, lines: export_of(owner, lines, signing_key=new_signing_key()),
    ),
    "lines signed by another": ("queue.signature", _wrong_head),
    "cut": ("queue.damaged", lambda owner, lines: export_of(owner, lines, scans=(SCAN,))[:-1]),
    "cut between pieces": (
        "queue.damaged",
        lambda owner, lines: export_of(owner, lines, scans=(SCAN,))[: -(len(SCAN) % PIECE_BYTES) - 3000],
    ),
    "altered at the end": ("queue.damaged", lambda owner, lines: _flipped(export_of(owner, lines, scans=(SCAN,)), -2)),
    "hung on": ("queue.damaged", lambda owner, lines: export_of(owner, lines) + b"x"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_says_why_and_has_no_effect(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem, what: str
) -> None:
    """Also where only its last byte is wrong: it is read through before anything is taken."""
    code, bend = BAD[what]
    content = bend(counter, (case_line(counter, item, SCAN),))
    assert upload(carrier, content).status == 204
    reply = turn(carrier, name_of(content))
    while reply.status == 200 and not reply.read(QueueAnswer).done:
        reply = turn(carrier, name_of(content))
    assert (reply.status, reply.fault().code) == (400, code)
    found = export(served)
    assert (found.cases, found.lines, found.blobs, found.carried) == ((), 0, 0, ())
    assert _under_way(served) == []


def test_a_window_of_another_hall_does_not_carry_it(served: Served, counter: Counter, item: ServiceItem) -> None:
    """What became of each line is not its business."""
    stranger = Counter(served, Place(hall="02", window="07"))
    content = export_of(counter, (case_line(counter, item),))
    upload(stranger, content)
    reply = turn(stranger, name_of(content))
    assert (reply.status, reply.fault().code) == (400, "queue.other_hall")
    assert export(served).lines == 0


def test_a_window_brings_its_own_file_as_well(counter: Counter, item: ServiceItem) -> None:
    content = export_of(counter, (case_line(counter, item),))
    upload(counter, content)
    assert verdicts(take(counter, name_of(content))) == [Verdict.SETTLED]


def test_lines_in_trouble_are_told_by_code_and_their_window_hears_the_whole(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem
) -> None:
    """A refused line, a good one, and one whose predecessor never came."""
    refused = counter.line(Kind.CASE_TAKEN, taken(counter, item, item_code="NO-SUCH"), case=new_case())
    good = case_line(counter, item)
    counter.seq += 1
    gap = case_line(counter, item)
    content = export_of(counter, (refused, good), (gap,))
    upload(carrier, content)
    answers = take(carrier, name_of(content))
    told = [(line.verdict, line.code) for answer in answers for line in answer.lines]
    assert told[0] == (Verdict.REFUSED, "item.unknown")
    assert told[2] == (Verdict.HELD, "line.gap")
    assert b"message" not in msgspec.json.encode(answers)
    again = counter.answers(refused, good, gap)
    assert [(answer.verdict, answer.code) for answer in again] == [told[0], (Verdict.DUPLICATE, ""), told[2]]
    assert again[0].message
    assert export(served).carried[0].lines == 1


@pytest.fixture
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn ends after a megabyte."""
    monkeypatch.setattr(queues, "CHECKED_IN_A_TURN_BYTES", PIECE_BYTES)
    monkeypatch.setattr(queues, "TAKEN_IN_A_TURN_BYTES", PIECE_BYTES)


@pytest.mark.usefixtures("short_turns")
def test_a_big_file_is_taken_in_several_turns(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem
) -> None:
    """A scan that is longer than a turn as well; how far it is never goes back."""
    other = SCAN[::-1]
    content = export_of(counter, (case_line(counter, item, SCAN, other),), scans=(SCAN, other))
    upload(carrier, content)
    answers = take(carrier, name_of(content))
    assert len(answers) > 8
    reached = [answer.read_bytes for answer in answers]
    assert reached == sorted(reached)
    assert answers[-1].read_bytes == answers[-1].whole_bytes
    assert (answers[-1].taken, answers[-1].scans) == (1, 2)
    assert not export(served).cases[0].blobs_missing


@pytest.mark.usefixtures("short_turns")
def test_a_file_that_is_bad_far_behind_has_no_effect_either(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem
) -> None:
    content = _flipped(export_of(counter, (case_line(counter, item, SCAN),), scans=(SCAN,)), -30)
    upload(carrier, content)
    turns = 1
    while (reply := turn(carrier, name_of(content))).status == 200:
        turns += 1
    assert turns > 2
    assert (reply.fault().code, export(served).lines, export(served).carried) == ("queue.damaged", 0, ())


@pytest.mark.usefixtures("short_turns")
@pytest.mark.parametrize("turns", range(1, 11))
def test_whoever_goes_on_after_a_break_finishes_it(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem, turns: int
) -> None:
    """After any turn the carrier is gone for good; the stick is brought again by a third window."""
    content = export_of(counter, (case_line(counter, item, SCAN),), scans=(SCAN,))
    upload(carrier, content)
    for _ in range(turns):
        if turn(carrier, name_of(content)).read(QueueAnswer).done:
            break
    third = Counter(served, Place(window="08"))
    upload(third, content)
    reply = turn(third, name_of(content))
    while reply.status == 200 and not reply.read(QueueAnswer).done:
        reply = turn(third, name_of(content))
    assert reply.status == 200 or reply.fault().code == "queue.taken"
    found = export(served)
    assert (len(found.cases), found.cases[0].blobs_missing, len(found.carried)) == (1, (), 1)
    assert (found.carried[0].lines, found.carried[0].scans) == (1, 1)


class PowerCutError(BaseException):
    """Nothing catches it."""


@pytest.mark.usefixtures("short_turns")
@pytest.mark.parametrize("cut", [(what, count) for what in ("_note", "_take_lines") for count in range(1, 9)])
def test_a_hall_that_dies_within_a_turn_goes_on_and_doubles_nothing(
    counter: Counter, item: ServiceItem, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cut: tuple[str, int]
) -> None:
    """After something was taken and before it was written down that it was."""
    served, (what, cut_at) = counter.served, cut
    lines = tuple(case_line(counter, item, SCAN) for _ in range(2))
    file = tmp_path / "stick.ycq"
    file.write_bytes(export_of(counter, lines[:1], lines[1:], scans=(SCAN,)))
    name = name_of(file.read_bytes())
    does = getattr(queues.Queues, what)
    count = 0

    def until(*arguments: object, **values: object) -> object:
        nonlocal count
        count += 1
        if what == "_note" and count == cut_at:
            raise PowerCutError
        done = does(*arguments, **values)
        if count == cut_at:
            raise PowerCutError
        return done

    monkeypatch.setattr(queues.Queues, what, until)
    done = False
    while not done:
        try:
            done = served.hall.queues.take_file(file, name, queues.CarriedBy()).done
        except PowerCutError:
            continue
    found = export(served)
    assert (found.lines, len(found.cases), found.blobs) == (2, 2, 1)
    assert [case.blobs_missing for case in found.cases] == [(), ()]
    (record,) = found.carried
    assert (record.lines, record.carrier, record.done_at is not None) == (2, "", True)


def test_a_whole_upload_that_a_crash_left_unchecked_is_checked_when_it_is_asked_for(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem
) -> None:
    """One of something else begins again."""
    content = export_of(counter, (case_line(counter, item),))
    part = served.hall.queues._folder / f"{carrier.install}-{name_of(content)}-{len(content)}"
    target = f"/v1/queues/{name_of(content)}"
    part.write_bytes(b"x" * len(content))
    reply = carrier.call("HEAD", target)
    assert (reply.headers["upload-offset"], "upload-length" in reply.headers) == ("0", False)
    part.write_bytes(content)
    assert carrier.call("HEAD", target).headers["upload-length"] == str(len(content))
    assert verdicts(take(carrier, name_of(content))) == [Verdict.SETTLED]


def test_a_part_of_a_scan_that_its_window_had_sent_is_not_sent_again(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem
) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Upload-Length": str(len(SCAN))}
    counter.call("PATCH", f"/v1/blobs/{blob_ref(SCAN).sha256}", SCAN[:1000], headers)
    content = export_of(counter, (case_line(counter, item, SCAN),), scans=(SCAN,))
    upload(carrier, content)
    take(carrier, name_of(content))
    assert not export(served).cases[0].blobs_missing


def test_a_scan_that_is_not_what_it_says_is_left_out(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines count all the same; the scan is missed as one that never came."""
    line = case_line(counter, item, SCAN)
    monkeypatch.setattr(QueueWriter, "add_scan", _mislabelled(QueueWriter.add_scan))
    content = export_of(counter, (line,), scans=(SCAN,))
    upload(carrier, content)
    answers = take(carrier, name_of(content))
    assert (verdicts(answers), answers[-1].scans) == ([Verdict.SETTLED], 0)
    assert export(served).cases[0].blobs_missing == (blob_ref(SCAN).sha256,)


def _mislabelled(add: Callable[..., None]) -> Callable[..., None]:
    return lambda writer, sha256, content: add(writer, sha256, content[:-1] + b"y")


def _under_way(served: Served) -> list[str]:
    folder = served.hall.queues._folder
    return sorted(path.name for path in folder.iterdir() if path.name != "turn")


@pytest.fixture(autouse=True)
def _no_token_stays() -> Iterator[None]:
    """Tokens belong to the counters of one test."""
    yield
    _token.cache_clear()


def test_the_record_is_dated_by_the_halls_clock(
    served: Served, counter: Counter, carrier: Counter, item: ServiceItem
) -> None:
    content = export_of(counter, (case_line(counter, item),))
    upload(carrier, content)
    take(carrier, name_of(content))
    assert abs(export(served).carried[0].began_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
