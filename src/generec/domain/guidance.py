"""Guidance: what the instructor understood, and what steers everything after it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from generec.domain.items import Kind
from generec.domain.record import Record

Route = Literal["retrieve", "edit", "create"]
Target = Literal["current", "feed"]
Mood = Literal["calm", "funny", "exciting", "sad", "inspiring", "scary", "romantic"]
StyleName = Literal[
    "cartoon", "sketch", "watercolor", "oil", "vintage", "noir", "vivid", "warm", "cool", "pixel"
]
Aspect = Literal["9:16", "1:1", "16:9"]
Form = Literal["picture", "poster", "cover", "collage", "digest"]
Tone = Literal["simple", "formal", "playful", "neutral"]

Topic = tuple[str, ...]
"""One topic: the viewer's own words first, then names that the corpus has for it."""

STRENGTH: dict[Route, int] = {"retrieve": 0, "edit": 1, "create": 2}


class Clip(Record):
    """Shorten to the best window; `seconds` is the asked length, `about` what the part should show."""

    op: Literal["clip"] = "clip"
    seconds: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    about: Topic | None = Field(default=None, exclude_if=lambda about: about is None)


class Thumbnail(Record):
    """Choose or make another cover."""

    op: Literal["thumbnail"] = "thumbnail"


class Style(Record):
    """Change the look; `strength` in (0, 1], where it is said, mixes it with the picture as it was."""

    op: Literal["style"] = "style"
    name: StyleName
    strength: float | None = Field(default=None, gt=0, le=1, exclude_if=lambda strength: strength is None)


class Like(Record):
    """Change the look to that of a picture, given as the 100 numbers of its style; never said in words."""

    op: Literal["like"] = "like"
    style: tuple[float, ...] = Field(min_length=100, max_length=100)
    strength: float | None = Field(default=None, gt=0, le=1)


class Taste(Record):
    """Bend colours and pace towards what the viewer likes; never said in words.

    `about` keeps to those liked works that show it.
    """

    op: Literal["taste"] = "taste"
    strength: float | None = Field(default=None, gt=0, le=1)
    about: Topic | None = Field(default=None, exclude_if=lambda about: about is None)


class Caption(Record):
    """Put text on it; without `text`, the source's own subtitles."""

    op: Literal["caption"] = "caption"
    text: str | None = None


class Reframe(Record):
    """Change the aspect ratio."""

    op: Literal["reframe"] = "reframe"
    aspect: Aspect


class Speed(Record):
    """Play faster (`factor` above 1) or slower (below 1)."""

    op: Literal["speed"] = "speed"
    factor: float = Field(gt=0, allow_inf_nan=False)


class Mute(Record):
    """Take the sound away; `only` music, where something is put together anew without it."""

    op: Literal["mute"] = "mute"
    only: Literal["music"] | None = Field(default=None, exclude_if=lambda only: only is None)


class Music(Record):
    """Put music on it; `mood` is any word."""

    op: Literal["music"] = "music"
    mood: str | None = None


class BlurFaces(Record):
    """Make faces unrecognisable."""

    op: Literal["blur_faces"] = "blur_faces"


class Adjust(Record):
    """Change a basic property of the picture."""

    op: Literal["adjust"] = "adjust"
    what: Literal["brightness", "contrast", "saturation"]
    by: Literal["up", "down"]


class Rewrite(Record):
    """Say it in other words, or in another `language` (BCP 47)."""

    op: Literal["rewrite"] = "rewrite"
    tone: Tone | None = None
    language: str | None = None


class Summarize(Record):
    """Say it in fewer words."""

    op: Literal["summarize"] = "summarize"


Edit = Annotated[
    Clip
    | Thumbnail
    | Style
    | Caption
    | Reframe
    | Speed
    | Mute
    | Music
    | BlurFaces
    | Adjust
    | Rewrite
    | Summarize
    | Like
    | Taste,
    Field(discriminator="op"),
]


class Create(Record):
    """Something to be made: what it shows, and how long it is (seconds).

    `kind` and, more closely, `form` say what it is to be, `words` and `sentences` how long a text is
    at most; None where that is left open. `facts` says that it is to tell what is known of it, `voice`
    that it is to be read aloud (True) or not (False). These six are not in the record of the guidance page.
    """

    about: tuple[Topic, ...] = ()
    seconds: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    kind: Kind | None = Field(default=None, exclude_if=lambda kind: kind is None)
    form: Form | None = Field(default=None, exclude_if=lambda form: form is None)
    words: int | None = Field(default=None, gt=0, exclude_if=lambda words: words is None)
    sentences: int | None = Field(default=None, gt=0, exclude_if=lambda sentences: sentences is None)
    facts: bool = Field(default=False, exclude_if=lambda facts: not facts)
    voice: bool | None = Field(default=None, exclude_if=lambda voice: voice is None)


class Limits(Record):
    """Bounds on what may be shown; None leaves a bound open. `language` is BCP 47."""

    max_seconds: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    min_seconds: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    origin: Literal["human", "ai"] | None = None
    language: str | None = None
    mood: Mood | None = None

    def merged(self, other: Limits) -> Limits:
        """These limits, with `other`'s where it sets one."""
        return self.model_copy(update=other.model_dump(exclude_none=True))


class Clause(Record):
    """One wish of a sentence, with its own route, target and duration.

    `words` is the span of the viewer's text that said it: private, never copied into a recipe.
    """

    route: Route = "retrieve"
    target: Target | None = "feed"
    more: tuple[Topic, ...] = ()
    less: tuple[Topic, ...] = ()
    edits: tuple[Edit, ...] = ()
    create: Create | None = None
    limits: Limits = Limits()
    lasting: bool = False
    words: str = ""


class Reply(Record):
    """What is said back to the viewer. A refusal or a question is an answer, not an error."""

    kind: Literal["done", "ask", "refuse"] = "done"
    text: str = ""
    choices: tuple[str, ...] = ()


class Guidance(Record):
    """What the viewer wants: clauses, and their projection to the one record of the spec.

    `refuse` is the reason of a refusal (`unsafe`); `ask` is true where a question comes back.
    `reply` holds the words of either. Without words, guidance has no clauses and says nothing.
    `because` says why it was read so, where more than one reader was asked.
    """

    clauses: tuple[Clause, ...] = ()
    refuse: str | None = None
    ask: bool = False
    reply: Reply = Reply()
    because: str = Field(default="", exclude_if=lambda because: not because)

    @property
    def route(self) -> Route:
        """The strongest action asked for."""
        return max((c.route for c in self.clauses), key=STRENGTH.__getitem__, default="retrieve")

    @property
    def target(self) -> Target | None:
        """The target of the strongest clause; None for `create`."""
        route = self.route
        if route == "create":
            return None
        return next((c.target for c in self.clauses if c.route == route), "feed")

    @property
    def more(self) -> tuple[Topic, ...]:
        """Topics wanted, over all clauses, each once."""
        return tuple(dict.fromkeys(t for c in self.clauses for t in c.more))

    @property
    def less(self) -> tuple[Topic, ...]:
        """Topics not wanted, over all clauses, each once."""
        return tuple(dict.fromkeys(t for c in self.clauses for t in c.less))

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Operations asked for, in the order they were said."""
        return tuple(dict.fromkeys(e for c in self.clauses for e in c.edits))

    @property
    def create(self) -> Create | None:
        """What is to be made, if anything is."""
        return next((c.create for c in self.clauses if c.create), None)

    @property
    def limits(self) -> Limits:
        """Limits over all clauses; where two set the same one, the later."""
        out = Limits()
        for clause in self.clauses:
            out = out.merged(clause.limits)
        return out

    @property
    def lasting(self) -> bool:
        """Whether any clause is a standing wish."""
        return any(c.lasting for c in self.clauses)

    def record(self) -> dict[str, Any]:
        """The projection of the clauses as plain JSON data: the fields of the guidance page."""
        if self.refuse:
            return {"refuse": self.refuse}
        if self.ask:
            return {"ask": True}
        create = self.create
        return {
            "route": self.route,
            "target": self.target,
            "more": [list(t) for t in self.more],
            "less": [list(t) for t in self.less],
            "edits": [e.model_dump(mode="json") for e in self.edits],
            "create": create.model_dump(mode="json", include={"about", "seconds"}) if create else None,
            "limits": self.limits.model_dump(mode="json"),
            "lasting": self.lasting,
        }
