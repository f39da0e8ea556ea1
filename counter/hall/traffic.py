"""Bodies in and out as an ASGI layer around the application: size caps, zstd, and the hash that signatures cover.

A body is read whole within a minute, hashed as it came, and only then decompressed, never beyond its cap: 4 MiB of
zeros fit in a few hundred bytes of zstd, so the size before decompression says nothing (trust.md F35).
"""

from __future__ import annotations

import asyncio
import hashlib

import msgspec
import zstandard

from counter.hall.asgi import Application, Message, Receive, Scope, Send
from counter.wire.messages import MAX_PUSH_BYTES, HallFault

BIG_BODY_BYTES = MAX_PUSH_BYTES + 512 * 1024
"""Room around the lines of a push for hashes and names."""
SMALL_BODY_BYTES = 256 * 1024
BODY_HASH = "counter_body_sha256"
_BIG_PATHS = ("/v1/journal", "/v1/blobs/", "/v1/queues/")
_READ_WITHIN_S = 60
_WORTH_COMPRESSING_BYTES = 1024


class TrafficLayer:
    """Gives the application plain bodies within their caps, and the asker compressed answers if he wants them."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses a body that is too big, too slow or not what it says; hands everything else on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        cap_bytes = BIG_BODY_BYTES if scope["path"].startswith(_BIG_PATHS) else SMALL_BODY_BYTES
        try:
            async with asyncio.timeout(_READ_WITHIN_S):
                body = await _read_body(receive, cap_bytes)
            scope.setdefault("state", {})[BODY_HASH] = hashlib.sha256(body).hexdigest()
            body = _plain(body, headers.get(b"content-encoding", b""), cap_bytes)
        except _BodyRefusedError as refused:
            await send_fault(send, refused.status, refused.code, refused.message)
            return
        except TimeoutError:
            await send_fault(send, 408, "body.slow", "请求超时。")
            return
        wants_zstd = b"zstd" in headers.get(b"accept-encoding", b"")
        await self._app(_decoded(scope, len(body)), _Replay(body, receive), _compressing(send) if wants_zstd else send)


async def send_fault(send: Send, status: int, code: str, message: str) -> None:
    """The answer is a ``HallFault`` with that status."""
    body = msgspec.json.encode(HallFault(code=code, message=message))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


class _BodyRefusedError(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


class _Replay:
    """The body that was read already, then whatever the connection says next."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


async def _read_body(receive: Receive, cap_bytes: int) -> bytes:
    pieces: list[bytes] = []
    size_bytes = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _BodyRefusedError(400, "body.cut", "请求不完整。")
        size_bytes += len(message.get("body", b""))
        if size_bytes > cap_bytes:
            raise _BodyRefusedError(413, "body.too_big", "请求内容过大。")
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


def _plain(body: bytes, encoding: bytes, cap_bytes: int) -> bytes:
    if encoding in {b"", b"identity"}:
        return body
    if encoding != b"zstd":
        raise _BodyRefusedError(415, "body.encoding", "不支持的压缩方式。")
    reader = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024).stream_reader(body)
    try:
        plain = reader.read(cap_bytes + 1)
    except zstandard.ZstdError:
        raise _BodyRefusedError(400, "body.malformed", "请求内容无法解压。") from None
    if len(plain) > cap_bytes:
        raise _BodyRefusedError(413, "body.too_big", "请求内容过大。")
    return plain


def _decoded(scope: Scope, size_bytes: int) -> Scope:
    """The scope as if the body had been sent plain."""
    kept = [(name, value) for name, value in scope["headers"] if name not in {b"content-encoding", b"content-length"}]
    return {**scope, "headers": [*kept, (b"content-length", str(size_bytes).encode())]}


def _compressing(send: Send) -> Send:
    """Sends an answer of one piece as zstd when that is worth it."""
    held: list[Message] = []

    async def send_compressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            held.append(message)
            return
        if held and message["type"] == "http.response.body":
            start = held.pop()
            if not message.get("more_body", False) and len(message.get("body", b"")) >= _WORTH_COMPRESSING_BYTES:
                packed = zstandard.ZstdCompressor(level=3).compress(message.get("body", b""))
                kept = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
                size = str(len(packed)).encode()
                more = [(b"content-length", size), (b"content-encoding", b"zstd"), (b"vary", b"accept-encoding")]
                await send({**start, "headers": [*kept, *more]})
                await send({**message, "body": packed})
                return
            await send(start)
        await send(message)

    return send_compressed
