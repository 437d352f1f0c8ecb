"""What passes between the people and the system: what a screen shows, and what hands and words do.

Messages are JSON, one a line. There is no field for what a viewer is like.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from generec.domain.events import EventKind
from generec.domain.items import Kind
from generec.domain.record import Record


class Labelled(Record):
    """An item of the catalogue with the topics that people gave it.

    `parts` are (start s, end s, topics) where stretches have topics of their own. It is what anybody sees
    who looks at the item.
    """

    id: str
    kind: Kind
    topics: tuple[str, ...] = ()
    creator: str | None = None
    media: str | None = None
    parts: tuple[tuple[float, float, tuple[str, ...]], ...] = ()


class Showing(Record):
    """One place of a feed as it is on screen.

    `made` is the origin that the page tells, `label` the words of its badge, empty where there is none.
    `parents` are what a made item names as its sources. `clip` is the window that plays (s).
    """

    item: str
    kind: Kind
    title: str = ""
    made: Literal["found", "edited", "created"] = "found"
    label: str = ""
    media: str | None = None
    cover_s: float | None = None
    clip: tuple[float, float] | None = None
    parents: tuple[str, ...] = ()


class Screen(Record):
    """A feed on screen: its items in order, what the system replied, and choices that can be tapped.

    `asked` is how many of the first items were made because the viewer asked.
    """

    user: str
    showings: tuple[Showing, ...] = ()
    reply: Literal["done", "ask", "refuse"] = "done"
    text: str = ""
    choices: tuple[str, ...] = ()
    asked: int = 0


class Act(Record):
    """What a hand did: an event, `at` seconds after the screen came."""

    item: str
    kind: EventKind
    value: float | None = None
    position: int = Field(default=0, ge=0)
    at: float = 0.0


class Answer(Record):
    """What a viewer does with a screen: acts, and then goes on, says something, or leaves.

    `say` are words or the text of a choice, about the item `item` where one is on screen.
    """

    acts: tuple[Act, ...] = ()
    seconds: float = 0.0
    then: Literal["more", "say", "leave"] = "leave"
    say: str | None = None
    item: str | None = None


class Visit(Record):
    """A viewer comes, so many seconds into the day."""

    user: str
    at: float


class Begin(Record):
    """What a run begins with: the catalogue as seen, how many viewers, and what is swept.

    `effect` scales what making and choosing does to a viewer: 1 as the media measure, 0 nothing, below 0
    the opposite. `words`: there is a box to type in. `population` are parameters of the crowd, and
    `folder` is where measures of media are kept.
    """

    catalogue: tuple[Labelled, ...]
    viewers: int = Field(ge=1)
    seed: int = 0
    effect: float = 1.0
    words: bool = True
    population: dict[str, float] = Field(default_factory=dict)
    folder: str
