"""The calls of the hall, each a few lines: who asks, what he sent, which deed answers."""

from __future__ import annotations

import hmac
import re
from collections.abc import MutableMapping
from typing import Annotated, Any, cast

import msgspec
from litestar import Request, Response, get, head, patch, post
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter, RawBody

from counter.domain.base import Answer
from counter.errors import RuleBroken
from counter.hall import catalogue, digest, enrolment, export, news, reading, sealing, staff
from counter.hall.blobs import Parts, Piece
from counter.hall.cases import hall_of
from counter.hall.departments import Order
from counter.hall.enrolment import Install
from counter.hall.hall import Hall
from counter.hall.mood import Mood, MoodSwitch
from counter.hall.refusal import CallRefused
from counter.hall.traffic import BODY_HASH
from counter.hall.validation import sentence
from counter.sealed_box import public_of
from counter.seals.authority import certificate_of
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
from counter.wire.news import DepartmentAct
from counter.wire.queue_key import sign_queue_key
from counter.wire.reading import ACTOR_HEADER, READ_PIECE_BYTES, PaperAnswer
from counter.wire.sealing import NONCE_HEADER, RequestSeal, check_request, read_seal
from counter.wire.seals import SealAnswer, SealRequest, sign_authority

TUS_VERSION = "1.0.0"
_RANGE = re.compile(r"bytes=(?P<first>[0-9]{1,12})-(?P<last>[0-9]{1,12})")
_LOOPBACK = {"127.0.0.1", "::1"}

# The calls on one path are coroutines: Litestar registers the earlier ones again with each further call there, and what
# it had moved to a thread the first time is then never awaited.
Asked = Request[Install, Any, State]
"""A request of an enrolled installation, which is its ``user``."""

Cursor = Annotated[int, QueryParameter(ge=0, le=2**53)]


class Health(Answer):
    """That the hall answers, and since which restore."""

    generation: str
    practice: bool


async def enrolled_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The request was signed by an enrolled installation, which is the connection's user from here on."""
    seal = read_seal(connection.headers.get("authorization", ""))
    if seal is None:
        raise CallRefused(401, "request.unsigned", "请求未签名。")
    install = await sync_to_thread(enrolment.find_install, hall_at(connection).database, seal.install)
    scope: MutableMapping[str, Any] = cast("MutableMapping[str, Any]", connection.scope)  # HTTP, never a web socket
    target = scope["raw_path"].decode("latin-1")
    if scope["query_string"]:
        target += "?" + scope["query_string"].decode("latin-1")
    body_sha256 = scope["state"][BODY_HASH]
    if install is None or not check_request(
        install.public_key, seal, method=scope["method"], target=target, body_sha256=body_sha256
    ):
        raise CallRefused(401, "request.signature", "请求签名无效，或本安装未在平台登记。")
    await sync_to_thread(_check_nonces, hall_at(connection), install, seal)
    scope["user"] = install
    await sync_to_thread(hall_at(connection).heard, install.install)


def _check_nonces(hall: Hall, install: Install, seal: RequestSeal) -> None:
    """The request is of now and came for the first time; the form of 0.1.0 only from who never used the other."""
    if seal.nonce is None and not install.uses_nonces:
        return
    if not hall.nonces.take(seal):
        headers = {NONCE_HEADER: hall.nonces.fresh()}
        raise CallRefused(401, "request.stale", "请求已过时或重复。", headers=headers)
    if not install.uses_nonces:
        enrolment.note_nonces(hall.database, install.install, now=hall.now())


def loopback_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The caller sits at this machine."""
    if not _is_loopback(connection):
        raise CallRefused(403, "call.loopback_only", "只能在平台本机操作。")


def loopback_or_admin(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The caller sits at this machine or has the administrator's token."""
    wanted = f"Bearer {hall_at(connection).admin_token}"
    given = connection.headers.get("authorization", "")
    if not _is_loopback(connection) and not hmac.compare_digest(wanted.encode(), given.encode()):
        raise CallRefused(403, "call.admin_only", "需要管理员令牌。")


@post("/v1/enrol", status_code=200, sync_to_thread=True)
def enrol(data: JSONBody[EnrolRequest], request: Request[Any, Any, State]) -> EnrolAnswer:
    """Spends a one-time code; the code is the proof, so nothing is signed yet."""
    hall = hall_at(request)
    answer = enrolment.enrol(
        hall.database, data, generation=hall.generation, signing_key=hall.signing_key, now=hall.now()
    )
    hall.note_epoch(answer.window, data.public_key, answer.epoch)
    return answer


@post("/v1/epoch", status_code=200, guards=[enrolled_only], sync_to_thread=True)
def open_epoch(data: JSONBody[EpochRequest], request: Asked) -> EpochAnswer:
    """Closes the installation's epoch and opens the next one."""
    hall = hall_at(request)
    answer = enrolment.new_epoch(hall.database, request.user, data, generation=hall.generation, now=hall.now())
    hall.note_epoch(request.user.window, request.user.public_key, answer.epoch)
    return answer


@post("/v1/sign-in", status_code=200, guards=[enrolled_only], sync_to_thread=True)
def sign_in(data: JSONBody[SignInRequest], request: Asked) -> SignInAnswer:
    """An ID token for a name and its password."""
    hall = hall_at(request)
    return staff.sign_in(
        hall.database,
        data,
        install=request.user.install,
        issuer=_issuer(request),
        signing_key=hall.signing_key,
        now=hall.now(),
    )


@get("/.well-known/openid-configuration", sync_to_thread=False)
def provider(request: Request[Any, Any, State]) -> staff.Provider:
    """The OpenID provider's description of itself."""
    return staff.provider(_issuer(request))


@get("/oidc/jwks", sync_to_thread=False)
def jwks(request: Request[Any, Any, State]) -> staff.Jwks:
    """The keys of the OpenID provider."""
    return staff.jwks(hall_at(request).signing_key)


@post("/v1/journal", status_code=200, guards=[enrolled_only], sync_to_thread=True)
def push(data: JSONBody[PushRequest], request: Asked) -> PushAnswer:
    """Takes lines; the answer is per line."""
    return hall_at(request).push(request.user, data)


@head("/v1/blobs/{sha256:str}", guards=[enrolled_only])
async def blob_offset(sha256: FromPath[str], request: Asked) -> Response[None]:
    """How much of a scan is here; Upload-Length is told once it is whole and verified."""
    return await tell_offset(request, hall_at(request).blobs, sha256)


@patch("/v1/blobs/{sha256:str}", status_code=204, guards=[enrolled_only])
async def send_blob(
    sha256: FromPath[str],
    request: Asked,
    body: RawBody,
    *,
    upload_offset: Annotated[int, HeaderParameter(name="Upload-Offset", ge=0)],
    upload_length: Annotated[int, HeaderParameter(name="Upload-Length", ge=1)],
    upload_checksum: Annotated[str, HeaderParameter(name="Upload-Checksum")] = "",
) -> Response[None]:
    """Adds a piece of a scan at its offset."""
    piece = Piece(offset=upload_offset, size_bytes=upload_length, content=body, checksum=upload_checksum)
    return await add_piece(request, hall_at(request).blobs, sha256, piece)


async def tell_offset(request: Asked, parts: Parts, sha256: str) -> Response[None]:
    """How much is here (tus 1.0.0, core protocol); Upload-Length is told once it is whole and verified."""
    offset, is_whole = await sync_to_thread(parts.offset, request.user.install, sha256)
    headers = {"Upload-Offset": str(offset), "Tus-Resumable": TUS_VERSION, "Cache-Control": "no-store"}
    if is_whole:
        headers["Upload-Length"] = str(offset)
    return Response(None, headers=headers)


async def add_piece(request: Asked, parts: Parts, sha256: str, piece: Piece) -> Response[None]:
    """The piece is here, at its offset.

    Raises:
        CallRefused: ``blob.protocol``: another version of tus.
    """
    if request.headers.get("tus-resumable") != TUS_VERSION:
        raise CallRefused(412, "blob.protocol", "不支持的上传协议版本。", headers={"Tus-Version": TUS_VERSION})
    offset = await sync_to_thread(parts.append, request.user.install, sha256, piece)
    headers = {"Upload-Offset": str(offset), "Tus-Resumable": TUS_VERSION}
    return Response(None, status_code=204, headers=headers)


@get("/v1/blobs/{sha256:str}", status_code=206, guards=[enrolled_only])
async def read_scan(
    sha256: FromPath[str],
    request: Asked,
    *,
    token: Annotated[str, HeaderParameter(name=ACTOR_HEADER)],
    wanted: Annotated[str, HeaderParameter(name="Range")],
) -> Response[bytes]:
    """A piece of a scan of a case of the hall, for who may see it (RFC 9110 §14); each look is recorded."""
    part = _RANGE.fullmatch(wanted)
    first, last = (int(part["first"]), int(part["last"])) if part is not None else (0, -1)
    if last < first:
        raise CallRefused(400, "reading.range", sentence("reading.range"))
    piece, size_bytes = await sync_to_thread(_piece, request, token, sha256, first, last - first + 1)
    headers = {
        "Content-Range": f"bytes {first}-{first + len(piece) - 1}/{size_bytes}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(piece, status_code=206, media_type="application/octet-stream", headers=headers)


@get("/v1/papers/{number:str}", guards=[enrolled_only], sync_to_thread=True)
def read_paper(
    number: FromPath[str], request: Asked, *, token: Annotated[str, HeaderParameter(name=ACTOR_HEADER)]
) -> PaperAnswer:
    """A paper of the hall as it was issued, to be printed again at another window; each is recorded."""
    hall = hall_at(request)
    return reading.open_paper(hall.database, reader_at(request, token), number, now=hall.now())


@get("/v1/news", guards=[enrolled_only], sync_to_thread=True)
def read_news(request: Asked, after: Cursor = 0) -> NewsPage:
    """What concerns the installation after the cursor."""
    hall = hall_at(request)
    asker = request.user
    return news.page(
        hall.database,
        asker.install,
        after,
        hall=hall_of(asker.window),
        generation=hall.generation,
        now=hall.now(),
    )


@get("/v1/catalogue", guards=[enrolled_only], sync_to_thread=True)
def read_catalogue(request: Asked, after: Cursor = 0) -> CataloguePage:
    """Items that changed after that version, the holiday table, the policy, the supervisors and the credit list."""
    hall = hall_at(request)
    page = catalogue.page(hall.database, after, now=hall.now())
    authority = sign_authority(hall.signing_key, certificate_of(hall.seal_authority))
    queue_key = sign_queue_key(hall.signing_key, public_of(hall.queue_key))
    return msgspec.structs.replace(page, seal_authority=authority, queue_key=queue_key)


@post("/v1/digest", status_code=200, guards=[enrolled_only], sync_to_thread=True)
def compare_days(data: JSONBody[DigestRequest], request: Asked) -> DigestAnswer:
    """Which days differ, and what is here of them."""
    hall = hall_at(request)
    return digest.compare(hall.database, hall.blobs, request.user, data, generation=hall.generation)


@post("/v1/seal", status_code=200, guards=[enrolled_only], sync_to_thread=True)
def seal_paper(data: JSONBody[SealRequest], request: Asked) -> SealAnswer:
    """Puts the department's e-seal on a paper of this window."""
    hall = hall_at(request)
    return sealing.seal(hall.database, request.user, data, now=hall.now())


@get("/v1/export", guards=[loopback_or_admin], sync_to_thread=True)
def export_cases(request: Request[Any, Any, State]) -> Export:
    """Everything the hall holds of cases."""
    hall = hall_at(request)
    return export.export(hall.database, generation=hall.generation)


@get("/v1/health", sync_to_thread=False)
def health(request: Request[Any, Any, State]) -> Health:
    """The hall answers."""
    hall = hall_at(request)
    return Health(generation=hall.generation, practice=hall.practice)


@post("/v1/practice/mood", status_code=200, guards=[loopback_only], sync_to_thread=True)
def set_mood(data: JSONBody[Mood], request: Request[Any, Any, State]) -> Mood:
    """The practice hall behaves like that from now on."""
    switch: MoodSwitch = request.app.state.mood
    if not hall_at(request).practice:
        raise CallRefused(404, "call.unknown", "没有这个接口。")
    switch.turn(data.mood)
    return data


@post("/v1/practice/act", status_code=200, guards=[loopback_only], sync_to_thread=True)
def act(data: JSONBody[Order], request: Request[Any, Any, State]) -> DepartmentAct:
    """A department of the practice hall does that with a case."""
    hall = hall_at(request)
    if not hall.practice:
        raise CallRefused(404, "call.unknown", "没有这个接口。")
    try:
        return hall.act(data)
    except RuleBroken as broken:
        raise CallRefused(400, broken.code, sentence(broken.code), field=broken.field) from broken


ROUTES = (
    enrol,
    open_epoch,
    sign_in,
    provider,
    jwks,
    push,
    blob_offset,
    send_blob,
    read_scan,
    read_paper,
    read_news,
    read_catalogue,
    compare_days,
    seal_paper,
    export_cases,
    health,
    set_mood,
    act,
)


def hall_at(connection: ASGIConnection[Any, Any, Any, Any]) -> Hall:
    """The hall whom the call reached."""
    hall = connection.app.state.hall
    if not isinstance(hall, Hall):
        raise TypeError("the application was made without a hall")
    return hall


def _piece(request: Asked, token: str, sha256: str, first: int, most_bytes: int) -> tuple[bytes, int]:
    hall = hall_at(request)
    reading.open_scan(hall.database, reader_at(request, token), sha256, now=hall.now())
    return hall.blobs.read(sha256, first, min(most_bytes, READ_PIECE_BYTES))


def reader_at(request: Asked, token: str) -> reading.Reader:
    """The person at that window whom the token names; raises CallRefused 401 ``reading.sign_in``."""
    hall = hall_at(request)
    return reading.reader_of(hall.database, request.user, token, signing_key=hall.signing_key, now=hall.now())


def _issuer(request: Request[Any, Any, State]) -> str:
    return str(request.base_url).rstrip("/")


def _is_loopback(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Also false for what a proxy at this machine hands on for somebody else."""
    client = connection.client
    forwarded = "x-forwarded-for" in connection.headers or "forwarded" in connection.headers
    return client is not None and client.host in _LOOPBACK and not forwarded
