"""The hall as an ASGI application.

Litestar speaks msgspec natively, so the structs of ``counter.wire.messages`` ARE the interface and its OpenAPI: what
the client sends and what ``docs/openapi.json`` says cannot drift apart. FastAPI would need every message a second time
as a pydantic model, and the bytes of a journal line would pass through a dict. Litestar also did 634 requests/s where
FastAPI did 400 on the same machine (libraries.md).
"""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any, cast

import msgspec
from litestar import Litestar, Request, Response
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.types import ASGIApp
from litestar.typing import FieldDefinition

from counter.hall.asgi import Application
from counter.hall.hall import Hall
from counter.hall.looking import Pause, looking
from counter.hall.mood import MoodLayer, MoodSwitch
from counter.hall.queue_routes import QUEUE_ROUTES
from counter.hall.refusal import CallRefused
from counter.hall.routes import ROUTES
from counter.hall.traffic import TrafficLayer
from counter.wire.messages import HallFault

_log = logging.getLogger(__name__)
_PLACE = re.compile(r"- at `\$\.?(?P<path>[A-Za-z0-9_.\[\]]{1,100})`$")
_CODES = {404: "call.unknown", 405: "call.unknown", 413: "body.too_big"}


class WireRequest(Request[Any, Any, State]):
    """A request whose JSON becomes the handler's own struct in one step, its bytes kept where the struct wants them."""

    async def json(self) -> Any:
        """The body as the handler's ``data``.

        Raises:
            CallRefused: ``body.malformed`` with the place of the fault, never with its content.
        """
        field = self.route_handler.parsed_data_field
        body = await self.body()
        try:
            return msgspec.json.decode(body, type=field.annotation if field is not None else Any)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            place = _PLACE.search(str(error))
            raise CallRefused(
                400, "body.malformed", "请求内容格式不正确。", field=place["path"] if place else ""
            ) from None


class RawSchema(OpenAPISchemaPlugin):
    """A journal line stands in the schema as an object; its form is protocol.md's, its bytes are the sender's."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        """Whether it is msgspec's Raw."""
        return value is msgspec.Raw

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Whether the field holds msgspec's Raw."""
        return field_definition.annotation is msgspec.Raw

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:  # noqa: ARG002 - the plugin's signature
        """An object of any form."""
        return Schema(type=OpenAPIType.OBJECT, description="counter.domain.journal.Line, canonical bytes (RFC 8785)")


def create_app(hall: Hall, *, pause: Pause = asyncio.sleep) -> Litestar:
    """The application over an opened hall, which stays the caller's to close.

    Args:
        hall: opened.
        pause: between two looks at the hall's windows.
    """
    switch = MoodSwitch(hall.database)

    def layers(app: ASGIApp) -> ASGIApp:
        inner: Application = TrafficLayer(cast("Application", app))
        return cast("ASGIApp", MoodLayer(inner, switch) if hall.practice else inner)

    return Litestar(
        (*ROUTES, *QUEUE_ROUTES),
        state=State({"hall": hall, "mood": switch}),
        middleware=[layers],
        request_class=WireRequest,
        plugins=[RawSchema()],
        exception_handlers={
            CallRefused: _as_fault,
            HTTPException: _as_http_fault,
            Exception: _as_our_bug,
        },
        openapi_config=OpenAPIConfig(
            title="一窗受理平台接口", version="1", description="protocol.md, Calls", use_handler_docstrings=True
        ),
        request_max_body_size=None,
        logging_config=None,
        on_app_init=[_without_debug],
        lifespan=[lambda _: looking(hall, pause)],
    )


def _without_debug(config: AppConfig) -> AppConfig:
    """A fault never shows a traceback, whatever LITESTAR_DEBUG says."""
    config.debug = False
    return config


def _as_fault(_: Request[Any, Any, Any], refused: CallRefused) -> Response[HallFault]:
    fault = HallFault(code=refused.code, message=refused.message, field=refused.field)
    return Response(fault, status_code=refused.status, headers=refused.headers)


def _as_http_fault(_: Request[Any, Any, Any], error: HTTPException) -> Response[HallFault]:
    code = _CODES.get(error.status_code, "call.malformed")
    message = "没有这个接口。" if code == "call.unknown" else "请求格式不正确。"
    return Response(HallFault(code=code, message=message), status_code=error.status_code, headers=error.headers)


def _as_our_bug(request: Request[Any, Any, Any], error: Exception) -> Response[HallFault]:
    """Logged by kind and place only: the text of a database error holds the row."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame is not None else ""
    _log.error("call failed method=%s error=%s at=%s", request.method, type(error).__name__, where)
    return Response(HallFault(code="hall.error", message="平台内部错误，数据未改变。"), status_code=500)
