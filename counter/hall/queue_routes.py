"""The calls by which a window hands over the exported queue of another (``queues``)."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, head, patch, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath, HeaderParameter, RawBody

from counter.hall.blobs import Piece
from counter.hall.cases import hall_of
from counter.hall.queues import CarriedBy
from counter.hall.refusal import CallRefused
from counter.hall.routes import Asked, add_piece, enrolled_only, hall_at, reader_at, tell_offset
from counter.hall.validation import sentence
from counter.wire.carrying import QueueAnswer
from counter.wire.reading import ACTOR_HEADER

# coroutines on one path, as in ``routes``


@head("/v1/queues/{sha256:str}", guards=[enrolled_only])
async def queue_offset(sha256: FromPath[str], request: Asked) -> Response[None]:
    """How much of an exported queue came from this window; Upload-Length is told once it is whole and verified."""
    return await tell_offset(request, hall_at(request).queues, sha256)


@patch("/v1/queues/{sha256:str}", status_code=204, guards=[enrolled_only])
async def send_queue(
    sha256: FromPath[str],
    request: Asked,
    body: RawBody,
    *,
    upload_offset: Annotated[int, HeaderParameter(name="Upload-Offset", ge=0)],
    upload_length: Annotated[int, HeaderParameter(name="Upload-Length", ge=1)],
    upload_checksum: Annotated[str, HeaderParameter(name="Upload-Checksum")] = "",
) -> Response[None]:
    """Adds a piece of an exported queue at its offset."""
    piece = Piece(offset=upload_offset, size_bytes=upload_length, content=body, checksum=upload_checksum)
    return await add_piece(request, hall_at(request).queues, sha256, piece)


@post("/v1/queues/{sha256:str}", status_code=200, guards=[enrolled_only])
async def take_queue(
    sha256: FromPath[str], request: Asked, *, token: Annotated[str, HeaderParameter(name=ACTOR_HEADER)]
) -> QueueAnswer:
    """One turn of taking in an exported queue that is here whole; who carried it is recorded."""
    return await sync_to_thread(_take, request, sha256, token)


def _take(request: Asked, sha256: str, token: str) -> QueueAnswer:
    try:
        person = reader_at(request, token)
    except CallRefused:
        raise CallRefused(401, "queue.sign_in", sentence("queue.sign_in")) from None
    window = request.user.window
    by = CarriedBy(install=request.user.install, clerk_no=person.clerk_no, hall=hall_of(window))
    return hall_at(request).queues.take(sha256, by)


QUEUE_ROUTES = (queue_offset, send_queue, take_queue)
