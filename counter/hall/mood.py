"""故障演练: a practice hall can be told to answer nonsense, so that people and tests see what the counter does then.

ok             as always
down           the connection ends without an answer, nothing is done
html           200 with a sign-in page, as a captive portal gives; nothing is done
error500       500 without our words; nothing is done
half           the work is done, half of the answer's JSON comes
foreign_id     the work is done, the answers are about lines, cases or scans that nobody asked about
swallow_answer the work is done, then the connection ends
"""

from __future__ import annotations

import enum
import uuid
from typing import Any

import msgspec
from litestar.concurrency import sync_to_thread

from counter.domain.base import Value
from counter.hall.asgi import Application, Message, Receive, Scope, Send
from counter.hall.database import Database, read_fact, write_fact

PRACTICE_PATH = "/v1/practice/"
_PORTAL = "<html><head><title>登录</title></head><body>请登录网络</body></html>".encode()
_IDS = ("id", "case")
_FACT = "mood"


class MoodKind(enum.StrEnum):
    """What the hall does with the counter's calls."""

    OK = "ok"
    DOWN = "down"
    HTML = "html"
    HALF = "half"
    ERROR500 = "error500"
    FOREIGN_ID = "foreign_id"
    SWALLOW_ANSWER = "swallow_answer"


class Mood(Value):
    """The mood that is wanted or in force."""

    mood: MoodKind


class MoodSwitch:
    """Holds the mood in the database; set by a call at one worker, read for every other call at each of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> MoodKind:
        """The mood in force."""
        with self._database.read() as connection:
            return MoodKind((read_fact(connection, _FACT) or MoodKind.OK.encode()).decode())

    def turn(self, mood: MoodKind) -> None:
        """The mood is in force."""
        with self._database.write() as connection:
            write_fact(connection, _FACT, mood.encode())


class MoodLayer:
    """Spoils answers as the mood says; the practice calls themselves are never spoilt."""

    def __init__(self, app: Application, switch: MoodSwitch) -> None:
        self._app = app
        self._switch = switch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands the call on, or answers it in its own way."""
        if scope["type"] != "http" or scope["path"].startswith(PRACTICE_PATH):
            await self._app(scope, receive, send)
            return
        mood = await sync_to_thread(self._switch.read)
        if mood is MoodKind.OK:
            await self._app(scope, receive, send)
            return
        if mood is MoodKind.HTML:
            await _send_whole(send, 200, b"text/html; charset=utf-8", _PORTAL)
        elif mood is MoodKind.ERROR500:
            await _send_whole(send, 500, b"text/plain", b"Internal Server Error")
        elif mood is MoodKind.DOWN:
            await _hang_up(send)
        else:
            start, body = await _answer_of(self._app, scope, receive)
            if mood is MoodKind.SWALLOW_ANSWER:
                await _hang_up(send)
            elif mood is MoodKind.HALF:
                await _send_again(send, start, body[: len(body) // 2])
            else:
                await _send_again(send, start, _with_foreign_ids(body))


async def _answer_of(app: Application, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """What the application would have sent."""
    start: Message = {}
    pieces: list[bytes] = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            pieces.append(message.get("body", b""))

    headers = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
    await app({**scope, "headers": headers}, receive, keep)
    return start, b"".join(pieces)


async def _send_again(send: Send, start: Message, body: bytes) -> None:
    headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": start["status"], "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _send_whole(send: Send, status: int, content_type: bytes, body: bytes) -> None:
    await _send_again(send, {"status": status, "headers": [(b"content-type", content_type)]}, body)


async def _hang_up(send: Send) -> None:
    """The server closes the connection, because what was announced does not come."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


def _with_foreign_ids(body: bytes) -> bytes:
    try:
        answer = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return body
    return msgspec.json.encode(_renamed(answer))


def _renamed(part: Any) -> Any:
    if isinstance(part, list):
        return [_renamed(each) for each in part]
    if isinstance(part, dict):
        return {
            name: str(uuid.uuid4()) if name in _IDS and isinstance(each, str) else _renamed(each)
            for name, each in part.items()
        }
    return part
