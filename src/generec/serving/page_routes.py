"""The pages, and what keeps a server in operation: health, readiness, metrics."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, PlainTextResponse

from generec.serving.access import CallerOf
from generec.serving.errors import NotReady
from generec.serving.metrics import Labels
from generec.serving.page import told
from generec.serving.service import Service, ServiceOf

STATIC = Path(__file__).parent / "static"

router = APIRouter(tags=["operation"])


@router.get("/", include_in_schema=False)
async def feed() -> FileResponse:
    """The feed page."""
    return page_file("index.html")


@router.get("/you", include_in_schema=False)
async def you() -> FileResponse:
    """The viewer's own page: what is believed, standing wishes, switches, data."""
    return page_file("you.html")


@router.get("/docs", include_in_schema=False)
async def docs() -> FileResponse:
    """The API, readable, without anything from another host."""
    return page_file("docs.html")


def page_file(name: str) -> FileResponse:
    """One of our own pages, to be asked for again each time."""
    return FileResponse(STATIC / name, media_type="text/html", headers={"Cache-Control": "no-cache"})


@router.get("/page.json", include_in_schema=False)
async def page(service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """What the feed page starts with."""
    return await service.call(told, service, caller)


@router.get("/healthz")
async def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def ready(service: ServiceOf) -> dict[str, str]:
    """The stores answer too. 503 while they do not, or when the server is about to end."""
    if service.watch.closing.is_set():
        raise NotReady("the server is ending")
    await service.call(service.system.home.rows.items.seq)
    return {"status": "ready"}


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(service: ServiceOf, caller: CallerOf) -> PlainTextResponse:
    """Counters for Prometheus. Beyond this machine it needs a server key."""
    caller.operates()
    gauges: dict[str, dict[Labels, float]] = {
        "generec_streams": {(): float(service.watch.listening.total())},
        "generec_jobs": await service.call(_jobs, service),
    }
    text = service.metrics.text(gauges)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def _jobs(service: Service) -> dict[Labels, float]:
    jobs = service.system.home.rows.jobs
    return {
        (("state", "queued"),): float(len(jobs.list(states=("queued",), limit=10_000))),
        (("state", "running"),): float(len(jobs.list(states=("running",), limit=10_000))),
    }
