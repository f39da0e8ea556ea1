"""The platform port and the front door over HTTP; the calls of protocol.md, each one request."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

import msgspec

from counter.domain.enrolment import Enrolment
from counter.domain.ids import Sha256
from counter.errors import SignInNeeded, Unreachable
from counter.platform_api.encoding import compressed, count_of
from counter.wire.carrying import QueueAnswer
from counter.wire.messages import (
    CataloguePage,
    DigestAnswer,
    DigestRequest,
    EnrolAnswer,
    EnrolRequest,
    EpochAnswer,
    EpochRequest,
    Export,
    NewsPage,
    PushAnswer,
    PushRequest,
    SignInAnswer,
    SignInRequest,
)
from counter.wire.reading import ACTOR_HEADER, READ_PIECE_BYTES, PaperAnswer, PaperAsked, ScanAsked, ScanPiece
from counter.wire.sealing import sign_request
from counter.wire.seals import SealAnswer, SealRequest

if TYPE_CHECKING:
    import requests

    from counter.platform_api.transport import Transport

T = TypeVar("T")

_PARTIAL = 206
_CONTENT_RANGE = re.compile("bytes (?P<first>[0-9]{1,12})-(?P<last>[0-9]{1,12})/(?P<size>[0-9]{1,12})")
_JSON = {"Content-Type": "application/json"}


class _Calls:
    """Signed calls of one installation."""

    short = False
    """Whether somebody waits for the answer."""

    def __init__(self, url: str, enrolment: Enrolment | None, *, ca_bundle: str = "", proxy: str = "none") -> None:
        self._url = url
        self._ca_bundle = ca_bundle
        self._proxy = proxy
        self._enrolment = enrolment
        self._nonce = ""

    @functools.cached_property
    def _transport(self) -> Transport:
        """Made at the first call, on the lane that calls: the window need not wait for requests to load."""
        from counter.platform_api.transport import SHORT, USUAL, Transport  # noqa: PLC0415 -- as the docstring says

        return Transport(
            self._url, ca_bundle=self._ca_bundle, proxy=self._proxy, patience=SHORT if self.short else USUAL
        )

    def _signed(
        self, method: str, path: str, *, body: bytes = b"", headers: dict[str, str], most_bytes: int | None = None
    ) -> tuple[requests.Response, bytes]:
        """One signed exchange; with the hall's newer nonce once more when it asks for that."""
        from counter.platform_api.transport import MAX_ANSWER_BYTES, StaleNonceError  # noqa: PLC0415 -- as above

        if self._enrolment is None:
            raise SignInNeeded("enrolment.missing")
        key, install = self._enrolment.signing_key, self._enrolment.install

        def once() -> tuple[requests.Response, bytes]:
            seal = sign_request(key, install=install, method=method, target=path, body=body, nonce=self._nonce)
            return self._transport.exchange(
                method, path, body=body, headers={**headers, "Authorization": seal},
                most_bytes=most_bytes or MAX_ANSWER_BYTES,
            )  # fmt: skip

        try:
            return once()
        except StaleNonceError as stale:
            self._nonce = stale.nonce
        return once()

    def _get(self, path: str, answer_type: type[T], more: Mapping[str, str] = MappingProxyType({})) -> T:
        from counter.platform_api.transport import WANTS_JSON, read_as  # noqa: PLC0415 -- as above

        return read_as(answer_type, *self._signed("GET", path, headers={**WANTS_JSON, **more}))

    def _post(self, path: str, message: object, answer_type: type[T]) -> T:
        from counter.platform_api.transport import WANTS_JSON, read_as  # noqa: PLC0415 -- as above

        body, encoding = compressed(msgspec.json.encode(message))
        headers = {**WANTS_JSON, **_JSON, **encoding}
        return read_as(answer_type, *self._signed("POST", path, body=body, headers=headers))

    def _offset_of(self, path: str, size_bytes: int) -> int:
        """How much of a file is there (tus 1.0 HEAD)."""
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size_bytes)}
        response, _ = self._signed("HEAD", path, headers=headers)
        return _offset(response, size_bytes)

    def _send_piece(self, path: str, size_bytes: int, offset: int, chunk: bytes) -> int:
        """The chunk is added at the offset (tus 1.0 PATCH); gives the new one."""
        headers = {
            "Tus-Resumable": "1.0.0",
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Length": str(size_bytes),
        }
        response, _ = self._signed("PATCH", path, body=chunk, headers=headers)
        return _offset(response, size_bytes)


class HttpFrontDoor(_Calls):
    """Enrolment, epochs and sign-in over HTTP."""

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Spends a one-time code; unsigned, the code is the proof."""
        body = msgspec.json.encode(request)
        return self._transport.ask("POST", "/v1/enrol", EnrolAnswer, body=body, headers=_JSON)

    def new_epoch(self, request: EpochRequest) -> EpochAnswer:
        """Closes the epoch and gives the next one."""
        return self._post("/v1/epoch", request, EpochAnswer)

    def sign_in(self, request: SignInRequest) -> SignInAnswer:
        """Gives an ID token for a name and its secret."""
        return self._post("/v1/sign-in", request, SignInAnswer)


class HttpPlatform(_Calls):
    """The platform for an enrolled installation, over HTTP."""

    def push(self, request: PushRequest) -> PushAnswer:
        """Hands lines over; the answer is per line."""
        return self._post("/v1/journal", request, PushAnswer)

    def blob_offset(self, sha256: Sha256, size_bytes: int) -> int:
        """How many bytes of that scan the platform has."""
        return self._offset_of(f"/v1/blobs/{sha256}", size_bytes)

    def send_blob(self, sha256: Sha256, size_bytes: int, offset: int, chunk: bytes) -> int:
        """Adds a chunk at the offset and gives the new offset."""
        return self._send_piece(f"/v1/blobs/{sha256}", size_bytes, offset, chunk)

    def news(self, after: int) -> NewsPage:
        """What happened after the cursor."""
        return self._get(f"/v1/news?after={after}", NewsPage)

    def catalogue(self, after: int) -> CataloguePage:
        """Items changed after that version, and the holiday table."""
        return self._get(f"/v1/catalogue?after={after}", CataloguePage)

    def digest(self, request: DigestRequest) -> DigestAnswer:
        """Compares, per day, what was sent with what the platform kept."""
        return self._post("/v1/digest", request, DigestAnswer)


class HttpSeals(_Calls):
    """The platform while a citizen waits for his paper, over HTTP with a connection of its own."""

    short = True

    def push(self, request: PushRequest) -> PushAnswer:
        """Hands lines over; the answer is per line."""
        return self._post("/v1/journal", request, PushAnswer)

    def seal(self, request: SealRequest) -> SealAnswer:
        """The paper with its e-seal."""
        return self._post("/v1/seal", request, SealAnswer)


class HttpArchive(_Calls):
    """What the hall holds of other windows' cases, over HTTP with a connection of its own."""

    short = True

    def scan_piece(self, asked: ScanAsked) -> ScanPiece:
        """The next bytes of the scan (RFC 9110 §14); an answer that is not exactly of what was asked is none."""
        last = asked.offset + READ_PIECE_BYTES - 1
        headers = {
            ACTOR_HEADER: asked.token,
            "Range": f"bytes={asked.offset}-{last}",
            "Accept-Encoding": "identity",
        }
        path = f"/v1/blobs/{asked.sha256}"
        response, content = self._signed("GET", path, headers=headers, most_bytes=READ_PIECE_BYTES)
        told = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if response.status_code != _PARTIAL or told is None:
            raise Unreachable("platform.strange_answer")
        first, end, size_bytes = (int(told[name]) for name in ("first", "last", "size"))
        whole_piece = end == min(last, size_bytes - 1) and len(content) == end - first + 1
        if first != asked.offset or not whole_piece:
            raise Unreachable("platform.strange_answer")
        return ScanPiece(content=content, size_bytes=size_bytes)

    def paper(self, asked: PaperAsked) -> PaperAnswer:
        """The paper with its prints."""
        return self._get(f"/v1/papers/{quote(asked.number, safe='')}", PaperAnswer, {ACTOR_HEADER: asked.token})


class HttpCarrier(_Calls):
    """The platform as it takes the exported queue of another window, over HTTP with a connection of its own."""

    def queue_offset(self, sha256: Sha256, size_bytes: int) -> int:
        """How many bytes of that file the platform has."""
        return self._offset_of(f"/v1/queues/{sha256}", size_bytes)

    def send_queue(self, sha256: Sha256, size_bytes: int, offset: int, chunk: bytes) -> int:
        """Adds a chunk at the offset and gives the new offset."""
        return self._send_piece(f"/v1/queues/{sha256}", size_bytes, offset, chunk)

    def take_queue(self, sha256: Sha256, token: str) -> QueueAnswer:
        """One turn of taking it in."""
        from counter.platform_api.transport import WANTS_JSON, read_as  # noqa: PLC0415 -- as above

        headers = {**WANTS_JSON, ACTOR_HEADER: token}
        return read_as(QueueAnswer, *self._signed("POST", f"/v1/queues/{sha256}", headers=headers))


class _Exporter(_Calls):
    def export(self) -> Export:
        """Unsigned: the hall answers its own machine only."""
        return self._transport.ask("GET", "/v1/export", Export, headers={})


def fetch_export(url: str, *, ca_bundle: str = "") -> Export:
    """Everything the platform holds; it gives this only to its own machine."""
    return _Exporter(url, None, ca_bundle=ca_bundle).export()


def _offset(response: requests.Response, size_bytes: int) -> int:
    """The offset that the platform states; anything else is no answer."""
    stated = count_of(response.headers.get("Upload-Offset", ""))
    if stated is None or stated > size_bytes:
        raise Unreachable("platform.strange_answer")
    return stated
