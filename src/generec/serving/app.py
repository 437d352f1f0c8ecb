"""The HTTP API and the pages, over one open system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from generec import __version__
from generec.serving import (
    audit_routes,
    errors,
    item_routes,
    job_routes,
    loop_routes,
    page_routes,
    people_routes,
    review_routes,
    session_routes,
    trust_routes,
)
from generec.serving.guard import Guard
from generec.serving.keys import Keys
from generec.serving.service import Service, ServingConfig
from generec.serving.studio import routes as studio_routes
from generec.system import GeneRec

ROUTERS = (
    loop_routes,
    item_routes,
    people_routes,
    session_routes,
    job_routes,
    trust_routes,
    review_routes,
    audit_routes,
    page_routes,
    studio_routes,
)


def create_app(
    system: GeneRec,
    *,
    loopback: bool,
    keys: Keys,
    config: ServingConfig | None = None,
    page: Callable[[], Mapping[str, Any]] = dict,
) -> FastAPI:
    """The app. `loopback` says that only this machine can reach it: then it is open to whoever sits there.

    `page` is asked for the feed page's beginning each time (see `generec.serving.page.Page`).
    """
    app = FastAPI(
        title="GeneRec",
        version=__version__,
        description="A recommender that can make what it cannot find.",
        docs_url=None,
        redoc_url=None,
    )
    settings = config or system.home.settings.serving
    service = Service(system=system, keys=keys, loopback=loopback, config=settings, page=page)
    app.state.service = service
    errors.install(app)
    for room in (*ROUTERS, *studio_routes.PARTS):
        app.include_router(room.router)
    app.mount("/static", _Packed(_Static(directory=page_routes.STATIC)), name="static")
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.origins),
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            max_age=600,
        )
    app.add_middleware(Guard, service=service)
    _describe(app)
    return app


class _Static(StaticFiles):
    """Our own scripts and styles, asked again each time: an update counts at once."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, to be asked for again."""
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


class _Packed:
    """Files packed on the way (gzip); typefaces are so already.

    Only what everybody may read is packed: beside secrets its length would tell of them.
    """

    def __init__(self, files: ASGIApp) -> None:
        self._plain = files
        self._packed = GZipMiddleware(files, minimum_size=500, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a file."""
        files = self._plain if scope["path"].endswith(".woff2") else self._packed
        await files(scope, receive, send)


def _describe(app: FastAPI) -> None:
    """Let the OpenAPI page show the one shape of errors instead of the framework's own."""
    build = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = build()
            _with_errors(schema)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _with_errors(schema: dict[str, Any]) -> None:
    parts = schema.setdefault("components", {}).setdefault("schemas", {})
    parts.pop("HTTPValidationError", None)
    parts.pop("ValidationError", None)
    text = {"type": "string"}
    inner = {"code": text, "message": text, "field": {"anyOf": [text, {"type": "null"}]}}
    parts["Error"] = {
        "type": "object",
        "properties": {"error": {"type": "object", "required": list(inner), "properties": inner}},
    }
    shape = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for methods in schema["paths"].values():
        for operation in methods.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = {"description": "Any error", "content": shape}
    schema["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    schema["security"] = [{"bearer": []}, {}]
