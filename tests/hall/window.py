"""A window that speaks to a hall as a counter does, and the cases it takes."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import hashlib
import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from counter.domain.base import Value
from counter.domain.case import Decision, HowGot, Intake, PaperKind, ReceivedMaterial
from counter.domain.ids import CaseId, LineId, Sha256, uuid7
from counter.domain.item import Handling, ServiceItem
from counter.domain.journal import BlobRef, Line, SealedLine, genesis, seal
from counter.domain.numbers import PaperNumber, format_number
from counter.domain.person import Applicant
from counter.domain.workdays import DueDates, HolidayTable
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.looking import Pause
from counter.hall.serve import HallServer
from counter.wire.bodies import CaseTaken, IssuedPaper
from counter.wire.catalogue import read_catalogue
from counter.wire.messages import EnrolAnswer, EnrolRequest, HallFault, LineAnswer, PushAnswer, PushRequest
from counter.wire.sealing import new_signing_key, public_key_of, sign_head, sign_request

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "practice only"
NOW = dt.datetime(2026, 3, 2, 2, 30, tzinfo=dt.UTC)
ID_NUMBER = "11010519491231002X"  # the example number of GB 11643-1999
T = TypeVar("T")


@dataclasses.dataclass
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def read(self, kind: type[T]) -> T:
        """The answer as that struct."""
        return msgspec.json.decode(self.body, type=kind)

    def fault(self) -> HallFault:
        """Why the call was refused."""
        return self.read(HallFault)


@dataclasses.dataclass
class Served:
    """A hall that listens."""

    hall: Hall
    port: int

    def call(self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Reply:
        """One request and its answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, target, body=body or None, headers=headers or {})
            answer = connection.getresponse()
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@contextlib.contextmanager
def serving(hall: Hall, *, pause: Pause = asyncio.sleep) -> Iterator[Served]:
    """The hall listens on a free port inside the block; ``pause`` lies between its looks at its windows."""
    ready = threading.Event()
    ports: list[int] = []

    def on_ready(port: int) -> None:
        ports.append(port)
        ready.set()

    server = HallServer(hall, host="127.0.0.1", port=0, on_ready=on_ready, pause=pause)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert ready.wait(20)
        yield Served(hall, ports[0])
    finally:
        server.stop()
        thread.join(20)
    assert not thread.is_alive()


class Counter:
    """An enrolled window with its own chain."""

    def __init__(self, served: Served, place: Place, *, code: str = "") -> None:
        self.served = served
        self.key = new_signing_key()
        code = code or served.hall.new_enrolment_code(place)
        request = EnrolRequest(code=code, public_key=public_key_of(self.key))
        reply = served.call("POST", "/v1/enrol", msgspec.json.encode(request))
        assert reply.status == 200, reply.body
        self.enrolled = reply.read(EnrolAnswer)
        self.install = self.enrolled.window.install
        self.epoch = self.enrolled.epoch
        self.nonce = served.hall.nonces.fresh()
        self.seq = 0
        self.head = genesis(self.install, self.epoch)
        self.running = 0

    def call(self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Reply:
        """One request and its answer."""
        reply = self.served.call(method, target, body, self.sealed(method, target, body) | (headers or {}))
        if reply.status == 401 and "counter-nonce" in reply.headers:
            self.nonce = reply.headers["counter-nonce"]
            reply = self.served.call(method, target, body, self.sealed(method, target, body) | (headers or {}))
        return reply

    def sealed(self, method: str, target: str, body: bytes = b"") -> dict[str, str]:
        """The header with which the request is this window's."""
        seal_header = sign_request(
            self.key, install=self.install, method=method, target=target, body=body, nonce=self.nonce
        )
        return {"Authorization": seal_header}

    def number(self) -> str:
        """The next paper number."""
        self.running += 1
        window = self.enrolled.window
        parts = PaperNumber(
            region=window.region, hall=window.hall, window=window.window, epoch=self.epoch, running=self.running
        )
        return format_number(parts)

    def line(self, kind: str, body: Value, *, case: CaseId | None = None, **others: object) -> SealedLine:
        """The next line of the chain."""
        self.seq += 1
        values = {
            "install": self.install,
            "epoch": self.epoch,
            "seq": self.seq,
            "id": LineId(uuid7()),
            "kind": str(kind),
            "case": case,
            "body": msgspec.Raw(msgspec.json.encode(body, order="sorted")),
            "actor": "0001",
            "at": NOW,
        }
        sealed = seal(Line(**(values | others)), prev=self.head)  # type: ignore[arg-type]  # tests bend single fields
        self.head = sealed.hash
        return sealed

    def push(self, *lines: SealedLine) -> PushAnswer:
        """The answer to an accepted push."""
        reply = self.send(*lines)
        assert reply.status == 200, reply.body
        return reply.read(PushAnswer)

    def send(self, *lines: SealedLine, headers: dict[str, str] | None = None) -> Reply:
        """What comes back for a push."""
        request = PushRequest(lines=lines, signature=sign_head(self.key, lines[-1].hash))
        return self.call("POST", "/v1/journal", msgspec.json.encode(request), headers)

    def answers(self, *lines: SealedLine) -> tuple[LineAnswer, ...]:
        """The answers per line."""
        return self.push(*lines).lines


def load_items(name: str = "01-market-regulation.json") -> tuple[ServiceItem, ...]:
    return read_catalogue((ROOT / "resources" / "catalogue" / name).read_bytes(), name=name)


def holiday_table() -> HolidayTable:
    return HolidayTable(
        source="test",
        published=dt.date(2026, 1, 1),
        covers_from=dt.date(2026, 1, 1),
        covers_until=dt.date(2026, 12, 31),
        holidays=(dt.date(2026, 1, 1),),
        workdays=(),
    )


def taken(counter: Counter, item: ServiceItem, **changes: object) -> CaseTaken:
    """A case that the platform accepts; ``changes`` are fields of its intake or of the body."""
    number = counter.number()
    intake_fields = set(Intake.__struct_fields__)
    intake = Intake(
        item_code=item.code,
        item_version=item.version,
        applicant=Applicant(name="张测试", id_number=ID_NUMBER),
        materials=tuple(ReceivedMaterial(code=each.code, how_got=HowGot.ORIGINAL) for each in item.materials[:1]),
    )
    intake = msgspec.structs.replace(intake, **{key: value for key, value in changes.items() if key in intake_fields})
    body = CaseTaken(
        decision=Decision.ACCEPTED if item.handling is Handling.PROMISED else Decision.DONE_ON_SPOT,
        case_no=number,
        intake=intake,
        item_name=item.name,
        department_code=item.department_code,
        received_at=NOW,
        accepted_at=NOW,
        time_trusted=True,
        due=DueDates(),
        papers=(paper(number),),
    )
    return msgspec.structs.replace(body, **{key: value for key, value in changes.items() if key not in intake_fields})


def paper(number: str, kind: PaperKind = PaperKind.ACCEPTANCE) -> IssuedPaper:
    return IssuedPaper(kind=kind, number=number, content_sha256="ab" * 32, copies=2)


def new_case() -> CaseId:
    return CaseId(uuid7())


def blob_ref(content: bytes) -> BlobRef:
    return BlobRef(sha256=Sha256(hashlib.sha256(content).hexdigest()), size_bytes=len(content))
