"""One HTTP exchange with the platform, checked from the connection to the type of the answer.

Connect 3 s, idle 10 s, whole exchange 30 s (protocol.md, Pace). Nothing is retried here: the next sync round is the
retry. Redirects are not followed, so that nothing is ever sent to another host (faults.md F25).
"""

from __future__ import annotations

import ssl
import time
from typing import TypeVar

import msgspec
import requests
import requests.adapters
import truststore
import urllib3.exceptions

from counter.domain.base import Value
from counter.errors import CounterError, Refused, SignInNeeded, Unreachable
from counter.platform_api.encoding import count_of
from counter.wire.messages import HallFault
from counter.wire.sealing import NONCE_HEADER, is_nonce

T = TypeVar("T")


class StaleNonceError(SignInNeeded):
    """The hall took the signature for an old or a used one, and gave the nonce with which it takes the next."""

    def __init__(self, code: str, nonce: str) -> None:
        super().__init__(code)
        self.nonce = nonce


MAX_ANSWER_BYTES = 64 * 1024 * 1024
"""A whole catalogue is under 30 MB (domain.md §10); more is not read."""
WANTS_JSON = {"Accept": "application/json"}
_PIECE = 64 * 1024
_TOO_MANY = 429
_UNAVAILABLE = 503
_SERVER = 500
_UNAUTHORIZED = 401
_LONGEST_WAIT_S = 3600


class Raw(Value):
    """An answer that is not JSON: its status and the headers that tus needs."""

    status: int
    offset: int


class Patience(Value):
    """How long one exchange may take, in seconds."""

    connect_s: float = 3.0
    idle_s: float = 10.0
    whole_s: float = 30.0


USUAL = Patience()
"""protocol.md, Pace."""
SHORT = Patience(connect_s=1.5, idle_s=4.0, whole_s=6.0)
"""While somebody waits for the answer."""


class _OwnTrust(requests.adapters.HTTPAdapter):
    """Trusts the private CA of the policy, or what the operating system trusts; never less than TLS 1.2."""

    def __init__(self, ca_bundle: str) -> None:
        context: ssl.SSLContext
        if ca_bundle:
            context = ssl.create_default_context(cafile=ca_bundle)
        else:
            context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """The pool uses our own trust."""
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context)  # type: ignore[arg-type]  # passed through


class Transport:
    """Exchanges with one platform address.

    Args:
        url: the platform's address, checked by the settings.
        ca_bundle: a PEM file with the private CA; empty for the system's store.
        patience: another one than the usual.
    """

    def __init__(self, url: str, *, ca_bundle: str = "", patience: Patience = USUAL) -> None:
        self._url = url.rstrip("/")
        self._patience = patience
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.mount("https://", _OwnTrust(ca_bundle))

    def ask(self, method: str, path: str, answer_type: type[T], *, body: bytes = b"", headers: dict[str, str]) -> T:
        """The answer as its type.

        Raises:
            Unreachable, SignInNeeded, Refused: see ``exchange``; ``platform.strange_answer`` when it is not the type.
        """
        return read_as(answer_type, *self.exchange(method, path, body=body, headers={**WANTS_JSON, **headers}))

    def exchange(
        self, method: str, path: str, *, body: bytes, headers: dict[str, str], most_bytes: int = MAX_ANSWER_BYTES
    ) -> tuple[requests.Response, bytes]:
        """A whole answer of so many bytes at most and a status below 300 (or 409, by which tus says where it stands).

        Raises:
            Unreachable: ``platform.away``, ``platform.slow``, ``platform.tls``, ``platform.clock``, ``platform.error``
                (5xx), ``platform.busy`` (429, 503; retry_after_s), ``platform.redirect``, ``platform.too_big``.
            SignInNeeded: the code that the platform gave with a 401; StaleNonceError when it gave a nonce with it.
            Refused: the code that the platform gave.
        """
        patience = self._patience
        ends_at = time.monotonic() + patience.whole_s
        try:
            with self._session.request(
                method,
                self._url + path,
                data=body or None,
                headers=headers,
                timeout=(patience.connect_s, patience.idle_s),
                stream=True,
                allow_redirects=False,
            ) as response:
                content = _read(response, ends_at, most_bytes)
        except requests.exceptions.SSLError as error:
            raise Unreachable("platform.clock" if "not yet valid" in str(error) else "platform.tls") from error
        except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise Unreachable("platform.slow") from error
        except urllib3.exceptions.DecodeError as error:
            raise Unreachable("platform.strange_answer") from error
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise Unreachable("platform.away") from error
        _check_status(response, content)
        return response, content


def read_as(answer_type: type[T], response: requests.Response, content: bytes) -> T:
    """The answer as its type.

    Raises:
        Unreachable: ``platform.not_the_platform``, ``platform.strange_answer``.
    """
    if "json" not in response.headers.get("Content-Type", ""):
        raise Unreachable("platform.not_the_platform")
    try:
        return msgspec.json.decode(content, type=answer_type)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreachable("platform.strange_answer") from error


def _read(response: requests.Response, ends_at: float, most_bytes: int) -> bytes:
    """The body, never more than the cap, never longer than the whole-exchange limit.

    Read by what has come, not by full pieces: one byte a second would otherwise fill a piece for hours, each byte
    within the idle limit (trust.md F28).
    """
    pieces = []
    size = 0
    while piece := response.raw.read1(_PIECE, decode_content=True):
        size += len(piece)
        if size > most_bytes:
            raise Unreachable("platform.too_big")
        if time.monotonic() > ends_at:
            raise Unreachable("platform.slow")
        pieces.append(piece)
    expected = count_of(response.headers.get("Content-Length", "")) or 0
    body = b"".join(pieces)
    is_cut = not response.headers.get("Content-Encoding") and len(body) < expected
    if is_cut and response.request.method != "HEAD":
        raise Unreachable("platform.strange_answer")
    return body


def _check_status(response: requests.Response, content: bytes) -> None:
    status = response.status_code
    if status == _TOO_MANY and isinstance(refusal := _refusal(status, content), Refused):
        raise refusal
    if status in {_TOO_MANY, _UNAVAILABLE}:
        stated_s = count_of(response.headers.get("Retry-After", "")) or 0
        raise Unreachable("platform.busy", retry_after_s=min(stated_s, _LONGEST_WAIT_S))
    if status >= _SERVER:
        raise Unreachable("platform.error", status=status)
    if requests.codes.multiple_choices <= status < requests.codes.bad_request:
        raise Unreachable("platform.redirect")
    nonce = response.headers.get(NONCE_HEADER, "")
    if status == _UNAUTHORIZED and is_nonce(nonce):
        raise StaleNonceError("request.stale", nonce)
    if status >= requests.codes.bad_request and status != requests.codes.conflict:
        raise _refusal(status, content)


def _refusal(status: int, content: bytes) -> CounterError:
    """A refusal in the platform's own words; one that is not of its form is a stranger's (captive portal, proxy)."""
    try:
        fault = msgspec.json.decode(content, type=HallFault)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Unreachable("platform.not_the_platform", status=status)
    if status == _UNAUTHORIZED:
        return SignInNeeded(fault.code[:60])
    return Refused(fault.code[:60], field=fault.field[:100])
