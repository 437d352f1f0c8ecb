"""What the studio's first page shows: requests, waiting times, AI's share, budget, jobs, what went wrong."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from generec.domain.feed import Job
from generec.policy.budget import DAY_S
from generec.serving.service import Service

HOURS: Final = 24
JOBS: Final = 12
_COUNTED: Final = 10_000


def overview(service: Service) -> dict[str, Any]:
    """The last 24 hours by the home's own record; waiting times and answers since this server began."""
    rows, now = service.system.home.rows, service.now()
    jobs = [job for job in rows.jobs.list(limit=_COUNTED) if job.created_at >= now - DAY_S]
    open_jobs = rows.jobs.list(states=("queued", "running"), limit=_COUNTED)
    return {
        "now": now,
        "hours": _hours(service, now),
        "ai_bound": service.system.settings.exposure.day_share,
        "routes": _routes(service),
        "replies": _by(service, "generec_replies_total", "kind"),
        "budget": _budget(service, now),
        "jobs": {
            "states": Counter(job.state for job in jobs) | Counter(job.state for job in open_jobs),
            "latest": [_job(job) for job in rows.jobs.list(limit=JOBS)],
            "failed": [_job(job) for job in jobs if job.state == "failed"][:JOBS],
        },
        "reviews": len(rows.reviews.list(states=("waiting",), limit=1000)),
        "items": rows.items.count(),
    }


def _hours(service: Service, now: float) -> list[dict[str, float]]:
    """Oldest first: requests, viewers, places that nobody asked for, and how many of these AI made."""
    out: list[dict[str, float]] = [
        {"requests": 0, "viewers": 0, "places": 0, "ai": 0, "asked": 0} for _ in range(HOURS)
    ]
    users: list[set[str]] = [set() for _ in range(HOURS)]
    for request in service.system.home.rows.decisions.requests(since=now - HOURS * 3600):
        at = min(HOURS - 1, max(0, HOURS - 1 - int((now - request.at) // 3600)))
        row = out[at]
        users[at].add(request.user)
        row["requests"] += 1
        row["places"] += len(set(request.items) - set(request.asked))
        row["ai"] += len(request.ai)
        row["asked"] += len(request.asked)
    return [row | {"viewers": len(seen)} for row, seen in zip(out, users, strict=True)]


def _routes(service: Service) -> list[dict[str, Any]]:
    """By route, the busiest first: how many, how long (s), how many refused and how many failed."""
    half, most = service.metrics.quantiles(0.5), service.metrics.quantiles(0.95)
    totals: dict[str, Counter[str]] = {}
    for labels, value in service.metrics.counted("generec_requests_total").items():
        told = dict(labels)
        if told["route"].startswith("/studio"):
            continue
        totals.setdefault(told["route"], Counter())[told["status"][0]] += int(value)
    out = [
        {
            "route": route,
            "n": sum(count.values()),
            "p50": half.get(route),
            "p95": most.get(route),
            "refused": count["4"],
            "failed": count["5"],
        }
        for route, count in totals.items()
    ]
    return sorted(out, key=lambda row: -int(row["n"]))


def _by(service: Service, name: str, label: str) -> dict[str, int]:
    found = service.metrics.counted(name)
    return {dict(labels)[label]: int(value) for labels, value in found.items()}


def _budget(service: Service, now: float) -> list[dict[str, Any]]:
    """What was spent in 24 hours against the home's bounds."""
    config = service.system.settings.budget
    seconds, size, jobs = service.system.home.rows.jobs.spent(since=now - DAY_S)
    money = seconds * config.price_second + jobs * config.price_job
    used = {"seconds": seconds, "bytes": float(size), "jobs": float(jobs), "money": money}
    limits = config.home.model_dump()
    return [
        {"what": what, "used": value, "limit": limits[what]}
        for what, value in used.items()
        if limits[what] is not None or what != "money"
    ]


def _job(job: Job) -> dict[str, Any]:
    """A job without whose wish it was."""
    return job.model_dump(
        mode="json", include={"id", "state", "progress", "item", "error", "created_at", "seconds"}
    )
