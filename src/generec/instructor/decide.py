"""When to generate at all: an explicit wish always, dissatisfaction as an offer, else what is there."""

from __future__ import annotations

from collections.abc import Collection

from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.guidance import Guidance, Route
from generec.domain.profiles import Profile
from generec.domain.record import Record

_VERBS: dict[Route, str] = {
    "retrieve": "see other things",
    "edit": "have something changed",
    "create": "have something made",
}
ROUTES: tuple[Route, ...] = ("retrieve", "edit", "create")


class DecideConfig(BaseModel):
    """Settings of the decision between retrieve, edit and create."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    threshold: float = Field(
        default=0.6, ge=0, le=1, description="Dissatisfaction from which something is offered unasked."
    )
    every_s: float = Field(
        default=3600.0, ge=0, description="Seconds in which a viewer gets at most one such offer."
    )
    explore: float = Field(
        default=0.02,
        ge=0,
        lt=0.5,
        description="Share of these decisions taken by chance, so that the threshold can be learned.",
    )


class RouteChoice(Record):
    """The route taken, whether it is only an offer, why, and the probabilities it was drawn from."""

    route: Route
    offer: bool = False
    because: str
    options: tuple[Route, ...] = ROUTES
    probabilities: tuple[float, ...]

    @property
    def chosen(self) -> int:
        """The index of the route among the options."""
        return self.options.index(self.route)


def decide(
    *,
    guidance: Guidance,
    profile: Profile,
    rng: Generator,
    at: float,
    config: DecideConfig | None = None,
    allowed: Collection[Route] = ROUTES,
) -> RouteChoice:
    """Choose the route at time `at` (epoch seconds). `allowed` holds the routes that the switches leave open.

    An explicit wish is followed with probability 1. Without one, dissatisfaction from the threshold
    on makes an offer: to create where that can be done, else to edit. Around the threshold (from
    half of it on) the other is done `explore` of the time. Retrieval is always allowed.
    """
    config = config or DecideConfig()
    open_routes = {"retrieve", *allowed}
    if guidance.clauses:
        route: Route = guidance.route if guidance.route in open_routes else "retrieve"
        because = f"you asked to {_VERBS[guidance.route]}"
        if route != guidance.route:
            because += ", which is switched off or cannot be done here"
        return RouteChoice(route=route, because=because, probabilities=_sure(route))
    offered: Route = "create" if "create" in open_routes else "edit"
    low = profile.dissatisfaction < config.threshold / 2
    reason = _no_offer(guidance, profile, at=at, every_s=config.every_s)
    if low or reason or offered not in open_routes:
        because = reason or ("nothing is made here" if not low else "you asked for nothing else")
        return RouteChoice(route="retrieve", because=because, probabilities=_sure("retrieve"))
    unhappy = profile.dissatisfaction >= config.threshold
    chance = 1.0 - config.explore if unhappy else config.explore
    offer = float(rng.random()) < chance
    because = (
        f"your last skips and dislikes say {profile.dissatisfaction:.2f} of 1 that this does not suit you; "
        f"an offer is made from {config.threshold:.2f} on"
    )
    if offer != unhappy:
        because += f"; chosen by chance ({config.explore:.0%}), to learn"
    odds = {"retrieve": 1.0 - chance, offered: chance}
    return RouteChoice(
        route=offered if offer else "retrieve",
        offer=offer,
        because=because,
        probabilities=tuple(odds.get(route, 0.0) for route in ROUTES),
    )


def _no_offer(guidance: Guidance, profile: Profile, *, at: float, every_s: float) -> str:
    """Why nothing is offered, whatever the mood; empty where something may be."""
    if guidance.ask or guidance.refuse:
        return "the words were no wish that can be followed"
    if not profile.viewer.ai:
        return "you asked for nothing, and content made by AI is switched off for you"
    before = profile.viewer.offered_at
    if before is not None and at - before < every_s:
        return f"something was offered {(at - before) / 60:.0f} minutes ago"
    return ""


def _sure(route: Route) -> tuple[float, ...]:
    return tuple(1.0 if option == route else 0.0 for option in ROUTES)
