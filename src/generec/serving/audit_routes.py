"""Audits of fairness over HTTP, for operators. They need a server key."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from generec.serving.access import CallerOf
from generec.serving.bodies import Audited
from generec.serving.service import ServiceOf

router = APIRouter(prefix="/v1/audit", tags=["audit"])


@router.post("")
async def audit(service: ServiceOf, caller: CallerOf, body: Audited | None = None) -> dict[str, Any]:
    """Who was shown how much and served how well, for groups that are given and not kept."""
    caller.operates()
    asked = body or Audited()
    found = await service.slowly(
        service.system.audit,
        days=asked.days,
        window_days=asked.window_days,
        viewers=asked.viewers,
        creators=asked.creators,
    )
    return dict(found.model_dump(mode="json"))
