"""How the server does, who is served how well, and how it is set: for the studio."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from generec.serving.service import ServiceOf
from generec.serving.studio.access import OperatorOf
from generec.serving.studio.overview import overview
from generec.system import setting_sources

router = APIRouter(prefix="/studio/api", include_in_schema=False)


@router.get("/overview")
async def now(operator: OperatorOf, service: ServiceOf) -> dict[str, Any]:
    """How it does now."""
    return await service.call(overview, service)


@router.get("/audit")
async def audit(
    operator: OperatorOf,
    service: ServiceOf,
    days: Annotated[float, Query(gt=0, le=3660, allow_inf_nan=False)] = 28.0,
) -> dict[str, Any]:
    """Who was shown how much and served how well, for the groups that the log itself knows."""
    found = await service.slowly(service.system.audit, days=days, window_days=max(1, round(days / 4)))
    return dict(found.model_dump(mode="json"))


@router.get("/settings")
async def settings(operator: OperatorOf, service: ServiceOf) -> dict[str, Any]:
    """Every setting and where it comes from; secrets are masked."""
    home = service.system.home
    found = await service.call(
        setting_sources.told, home.settings, file=home.path / "generec.toml", options=home.options
    )
    return {"file": str(home.path / "generec.toml"), "settings": [one.model_dump() for one in found]}
