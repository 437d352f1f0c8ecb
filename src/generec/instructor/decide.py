"""When to generate at all: an explicit wish always, dissatisfaction as an offer, else what is there."""

from __future__ import annotations

from collections.abc import Collection

from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.guidance import Guidance, Route
from generec.domain.profiles import Profile
from generec.domain.record import Record

ROUTES: tuple[Route, ...] = ("retrieve", "edit", "create")


class DecideConfig(BaseModel):
    """Settings of the decision between retrieve, edit and create."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    threshold: float = Field(
        default=0.6, ge=0, le=1, description="Dissatisfaction from which something new is offered."
    )
    explore: float = Field(
        default=0.02,
        ge=0,
        lt=0.5,
        description="Share of decisions taken by chance, so that the threshold can be learned.",
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
    config: DecideConfig | None = None,
    allowed: Collection[Route] = ROUTES,
) -> RouteChoice:
    """Choose the route. `allowed` holds the routes that the switches leave open.

    An explicit wish is followed with probability 1. Without one, dissatisfaction from the threshold
    on offers to create; `explore` of the time the other is done. Retrieval is always allowed.
    """
    config = config or DecideConfig()
    open_routes = {"retrieve", *allowed}
    if guidance.clauses:
        route: Route = guidance.route if guidance.route in open_routes else "retrieve"
        because = f"the viewer asked to {guidance.route}"
        if route != guidance.route:
            because += ", which is switched off"
        return RouteChoice(route=route, because=because, probabilities=_sure(route))
    if "create" not in open_routes or not profile.viewer.ai:
        return RouteChoice(
            route="retrieve", because="nothing was asked to be made", probabilities=_sure("retrieve")
        )
    unhappy = profile.dissatisfaction >= config.threshold
    create = 1.0 - config.explore if unhappy else config.explore
    route = "create" if float(rng.random()) < create else "retrieve"
    because = (
        f"dissatisfaction {profile.dissatisfaction:.2f} is {'at or above' if unhappy else 'below'} "
        f"{config.threshold:.2f}"
    )
    if (route == "create") != unhappy:
        because += f"; chosen by chance ({config.explore:.0%}) to learn"
    return RouteChoice(
        route=route, offer=route == "create", because=because, probabilities=(1.0 - create, 0.0, create)
    )


def _sure(route: Route) -> tuple[float, ...]:
    return tuple(1.0 if option == route else 0.0 for option in ROUTES)
