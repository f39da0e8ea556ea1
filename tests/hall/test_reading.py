"""调阅 at the hall: who may see what, which bytes, and the record of it."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from sqlalchemy import update

from counter.domain.case import Decision
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.staff import Role
from counter.hall import tables
from counter.hall.departments import Order, Verb
from counter.hall.enrolment import Place
from counter.hall.staff import Clerk
from counter.wire.bodies import IssuedPaper, Kind
from counter.wire.messages import Export, SignInAnswer, SignInRequest
from counter.wire.reading import READ_PIECE_BYTES, PaperAnswer
from tests.hall.courses import accepted, card, deferral, sent, take
from tests.hall.window import PASSWORD, Counter, Reply, Served, blob_ref, new_case, paper

pytestmark = pytest.mark.usefixtures("clerks")
SCAN = b"%PDF-1.4 " + b"x" * (READ_PIECE_BYTES + 100)
NAME = blob_ref(SCAN).sha256
CONTENT = '{"number":"…"}'


@pytest.fixture
def other(served: Served) -> Counter:
    """Another window of the same hall."""
    return Counter(served, Place(window="07"))


def upload(counter: Counter, content: bytes = SCAN) -> None:
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        "Upload-Length": str(len(content)),
        "Content-Type": "application/offset+octet-stream",
    }
    assert counter.call("PATCH", f"/v1/blobs/{blob_ref(content).sha256}", content, headers).status == 204


def with_scan(counter: Counter, item: ServiceItem, decision: Decision = Decision.ACCEPTED) -> CaseId:
    """A case of that window with the scan, which is here."""
    ruling = deferral() if decision is Decision.DEFERRED else None
    case = sent(counter, take(counter, item, decision, ruling), blobs=(blob_ref(SCAN),))
    upload(counter)
    return case


def token(counter: Counter, clerk_no: str) -> str:
    body = msgspec.json.encode(SignInRequest(username=clerk_no, password=PASSWORD))
    return counter.call("POST", "/v1/sign-in", body).read(SignInAnswer).id_token


def ask(counter: Counter, clerk_no: str, wanted: str = "bytes=0-99", name: str = NAME) -> Reply:
    headers = {"Counter-Actor": token(counter, clerk_no), "Range": wanted}
    return counter.call("GET", f"/v1/blobs/{name}", headers=headers)


def code(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.fault().code


def read(served: Served) -> list[tuple[str, str]]:
    """Who read what, from the export."""
    return [(each.clerk_no, each.name) for each in served.call("GET", "/v1/export").read(Export).readings]


def test_a_supervisor_gets_the_bytes_that_he_asked_for_and_never_more_than_a_piece(
    counter: Counter, other: Counter, item: ServiceItem
) -> None:
    """RFC 9110 §14: the answer says which, and of how many; it is kept nowhere on the way."""
    with_scan(counter, item)
    some = ask(other, "0009", "bytes=5-8")
    assert (some.status, some.body, some.headers["content-range"]) == (206, SCAN[5:9], f"bytes 5-8/{len(SCAN)}")
    assert (some.headers["cache-control"], "etag" in some.headers) == ("no-store", False)
    much = ask(other, "0009", "bytes=0-999999999")
    assert much.body == SCAN[:READ_PIECE_BYTES]
    rest = ask(other, "0009", f"bytes={READ_PIECE_BYTES}-999999999")
    assert much.body + rest.body == SCAN


@pytest.mark.parametrize("wanted", ["", "bytes=-5", "bytes=9-5", "bytes=0-1,4-5", "lines=0-1", "bytes=0-", "0-9"])
def test_a_range_that_is_none_is_refused(counter: Counter, other: Counter, item: ServiceItem, wanted: str) -> None:
    with_scan(counter, item)
    reply = ask(other, "0009", wanted)
    assert reply.status == 400


def test_beyond_the_end_there_is_nothing(counter: Counter, other: Counter, item: ServiceItem) -> None:
    with_scan(counter, item)
    reply = ask(other, "0009", f"bytes={len(SCAN)}-{len(SCAN) + 5}")
    assert (reply.status, reply.headers["content-range"]) == (416, f"bytes */{len(SCAN)}")


def test_a_clerk_sees_the_scans_of_what_may_be_brought_to_any_window(
    served: Served, counter: Counter, other: Counter, item: ServiceItem
) -> None:
    """容缺: he has to know what was handed in; once nothing is owed any more he has not."""
    case = with_scan(counter, item, Decision.DEFERRED)
    assert ask(other, "0001").status == 206
    closed = msgspec.structs.replace(card(served, case).course, owed=())
    changed = msgspec.json.encode(msgspec.structs.replace(card(served, case), course=closed))
    with served.hall.database.write() as connection:
        connection.execute(update(tables.cases).where(tables.cases.c.case_id == case).values(card=changed))
    assert code(ask(other, "0001")) == (403, "reading.not_allowed")
    assert ask(counter, "0001").status == 206


def test_a_clerk_sees_the_scans_of_a_case_whose_result_waits_to_be_handed_out(
    served: Served, counter: Counter, other: Counter, item: ServiceItem
) -> None:
    """出件 is done at any window; and of one that was reassigned to his."""
    case = with_scan(counter, item)
    assert code(ask(other, "0001")) == (403, "reading.not_allowed")
    served.hall.act(Order(act=Verb.REASSIGN, case_no=card(served, case).case_no, to_window="07"))
    assert ask(other, "0001").status == 206
    third = Counter(served, Place(window="08"))
    assert code(ask(third, "0001")) == (403, "reading.not_allowed")
    served.hall.act(Order(act=Verb.GRANT, case_no=card(served, case).case_no))
    assert ask(third, "0001").status == 206


def test_another_hall_is_told_that_there_is_none(served: Served, counter: Counter, item: ServiceItem) -> None:
    """Not even a supervisor; nor that it exists elsewhere."""
    with_scan(counter, item)
    foreign = Counter(served, Place(hall="02", window="01"))
    assert code(ask(foreign, "0009")) == (404, "reading.unknown")
    assert read(served) == []


def test_naming_a_scan_of_another_in_a_case_of_his_own_opens_it_to_nobody(
    served: Served, counter: Counter, other: Counter, item: ServiceItem
) -> None:
    """Its hash stands in the case's card; a known scan counts as sent at once, but not as his."""
    with_scan(counter, item)
    foreign = Counter(served, Place(hall="02", window="01"))
    for claims in (other, foreign):
        sent(claims, take(claims, item, Decision.ACCEPTED, None), blobs=(blob_ref(SCAN),))
        assert "upload-length" in claims.call("HEAD", f"/v1/blobs/{NAME}").headers
    assert code(ask(other, "0001")) == (403, "reading.not_allowed")
    assert code(ask(foreign, "0009")) == (404, "reading.unknown")
    assert ask(counter, "0001").status == 206


def test_who_is_neither_clerk_nor_supervisor_any_more_sees_nothing(
    served: Served, counter: Counter, item: ServiceItem
) -> None:
    """The hall's own list counts, now, whatever the token says."""
    with_scan(counter, item)
    given = token(counter, "0009")
    headers = {"Counter-Actor": given, "Range": "bytes=0-9"}
    assert counter.call("GET", f"/v1/blobs/{NAME}", headers=headers).status == 206
    served.hall.put_clerk(Clerk(clerk_no="0009", name="陈静", roles=(Role.IT,)), PASSWORD)
    assert code(counter.call("GET", f"/v1/blobs/{NAME}", headers=headers)) == (403, "reading.not_allowed")
    served.hall.put_clerk(Clerk(clerk_no="0009", name="陈静", roles=(Role.SUPERVISOR,), disabled=True), PASSWORD)
    assert code(counter.call("GET", f"/v1/blobs/{NAME}", headers=headers)) == (401, "reading.sign_in")


def test_a_token_of_another_window_is_none_here(counter: Counter, other: Counter, item: ServiceItem) -> None:
    """He signed in there and not here."""
    with_scan(counter, item)
    headers = {"Counter-Actor": token(other, "0009"), "Range": "bytes=0-9"}
    assert code(counter.call("GET", f"/v1/blobs/{NAME}", headers=headers)) == (401, "reading.sign_in")


def test_one_look_is_one_entry_and_says_who_where_what_and_when(
    served: Served, counter: Counter, other: Counter, item: ServiceItem
) -> None:
    """However many pieces it takes; a refused one is none."""
    case = with_scan(counter, item)
    for first in (0, 100, 200):
        ask(other, "0009", f"bytes={first}-{first + 99}")
    ask(other, "0001")
    (entry,) = served.call("GET", "/v1/export").read(Export).readings
    assert (entry.case, entry.name, entry.clerk_no, entry.install) == (case, NAME, "0009", other.install)
    assert entry.began_at <= entry.last_at


def test_a_scan_that_is_named_and_not_here_yet_says_so(counter: Counter, other: Counter, item: ServiceItem) -> None:
    """Half of it is none of it."""
    sent(counter, take(counter, item, Decision.ACCEPTED, None), blobs=(blob_ref(SCAN),))
    assert code(ask(other, "0009")) == (404, "reading.not_here")
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        "Upload-Length": str(len(SCAN)),
        "Content-Type": "application/offset+octet-stream",
    }
    assert counter.call("PATCH", f"/v1/blobs/{NAME}", SCAN[:1000], headers).status == 204
    assert code(ask(other, "0009")) == (404, "reading.not_here")


def issued(counter: Counter, content: str = CONTENT) -> IssuedPaper:
    """A paper whose content the line brings."""
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    return msgspec.structs.replace(paper(counter.number()), content=content, content_sha256=sha256)


def test_a_paper_comes_with_what_its_line_brought(counter: Counter, other: Counter, item: ServiceItem) -> None:
    """Byte for byte, and with its case."""
    told = issued(counter)
    case = sent(counter, take(counter, item, Decision.ACCEPTED, None, papers=(told,), case_no=told.number))
    reply = other.call("GET", f"/v1/papers/{told.number}", headers={"Counter-Actor": token(other, "0001")})
    answer = reply.read(PaperAnswer)
    assert (answer.content, answer.content_sha256, answer.copies) == (CONTENT, told.content_sha256, told.copies)
    assert (answer.card.case, answer.card.numbers, answer.window) == (case, (told.number,), "01")
    assert answer.prints == ()


def test_a_paper_of_a_first_version_has_no_content_to_print(
    counter: Counter, other: Counter, item: ServiceItem
) -> None:
    """It told the hash only."""
    number = card(counter.served, accepted(counter, item)).case_no
    reply = other.call("GET", f"/v1/papers/{number}", headers={"Counter-Actor": token(other, "0001")})
    assert code(reply) == (404, "reading.no_content")


@pytest.mark.parametrize("content", [CONTENT + " ", "x" * 70_000])
def test_a_content_that_is_not_the_one_of_its_hash_is_refused(
    counter: Counter, item: ServiceItem, content: str
) -> None:
    """Nobody prints later what was not issued; nor one that is no paper's."""
    told = msgspec.structs.replace(issued(counter, content if len(content) > 100 else CONTENT), content=content)
    body = take(counter, item, Decision.ACCEPTED, None, papers=(told,), case_no=told.number)
    (answer,) = counter.answers(counter.line(Kind.CASE_TAKEN, body, case=new_case()))
    assert (answer.verdict.value, answer.code, answer.field) == ("refused", "paper.content", "papers.0.content")
