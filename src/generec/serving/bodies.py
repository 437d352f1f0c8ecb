"""The bodies of requests. An unknown field is an error, so that a typo is never silently dropped."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from generec.domain.items import Rights
from generec.instructor.amending import Amendment
from generec.serving.described import EVENT, bare_too, one_of_these
from generec.serving.uploads import Picture

User = Annotated[str, Field(min_length=1, max_length=512, description="The viewer's id.")]
ItemId = Annotated[str, Field(min_length=1, max_length=512, description="An item's id.")]
Words = Annotated[str, Field(max_length=2000)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Body(BaseModel):
    """What bodies share."""

    model_config = ConfigDict(extra="forbid")


class Candidate(Body):
    """An item of the site's own ranker, with its score."""

    id: ItemId
    score: Finite


class Recommend(Body):
    """One request through the loop."""

    user: User | None = Field(default=None, description="The viewer; a viewer token says it itself.")
    say: Words | None = Field(default=None, description="What the viewer says, in plain words.")
    item: ItemId | None = Field(default=None, description="The item on screen.")
    k: int = Field(default=10, ge=1, le=500, description="How many items.")
    wait: Finite = Field(default=0, ge=0, le=60, description="Seconds to wait for what has to be made.")
    after: str | None = Field(default=None, max_length=128, description="The request that this one follows.")
    cursor: str | None = Field(default=None, max_length=128, description="The cursor of the page before.")
    candidates: list[Candidate] | None = Field(
        default=None, max_length=5000, description="What the site's own ranker chose, best first."
    )
    categories: list[Annotated[str, Field(max_length=200)]] = Field(
        default_factory=list, max_length=50, description="Topics to stay within."
    )
    image: Picture | None = Field(
        default=None, description="A picture in base64: its look is wanted, or what is like it. Not kept."
    )
    amend: Amendment | None = Field(
        default=None,
        description="Puts right what was understood of the wish of 'after': parts that go, for good or not.",
    )


class _Many(Body):
    """A body that may be a bare list."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=bare_too)

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {next(iter(cls.model_fields)): value} if isinstance(value, list) else value


class Feedback(_Many):
    """What viewers did: a list of events, or an object with `events`."""

    events: list[Annotated[dict[str, Any], WithJsonSchema(EVENT)]] = Field(max_length=10_000)


class Items(_Many):
    """Items to take in: a list of records with the columns of a table, or an object with `items`."""

    items: list[dict[str, Any]] = Field(max_length=10_000)
    rights: Rights = Field(default="unknown", description="For items that do not say it themselves.")


class Understand(Body):
    """A wish to be understood."""

    text: Words
    context: dict[str, Any] | None = Field(default=None, description="May hold current_item.")


class Edit(Body):
    """A change of an item, in words or as operations."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=one_of_these)

    item: ItemId
    say: Words | None = None
    ops: list[Annotated[str, Field(max_length=500)]] = Field(
        default_factory=list, max_length=10, description="Operations such as clip:6."
    )
    user: User | None = Field(default=None, description="The viewer it is for.")
    wait: Finite = Field(default=30, ge=0, le=60, description="Seconds to wait for it.")
    image: Picture | None = Field(
        default=None, description="A picture in base64, whose style the item is to have. Not kept."
    )

    @model_validator(mode="after")
    def _one(self) -> Edit:
        if self.say is not None and self.ops:
            raise ValueError("give either say, with words, or ops, with operations")
        if self.say is None and not self.ops and self.image is None:
            raise ValueError("give say, with words, or ops, with operations, or image, with a picture")
        return self


class Create(Body):
    """A wish for something new, in words."""

    say: Words
    another: list[ItemId] = Field(
        default_factory=list,
        max_length=16,
        description="Items made for these words before: another version is wanted.",
    )
    user: User | None = Field(default=None, description="The viewer it is for.")
    wait: Finite = Field(
        default=120, ge=0, le=600, description="Seconds to wait for it; a video takes about its own length."
    )


class Switches(Body):
    """What a viewer sets; what is absent stays."""

    ai: bool | None = Field(default=None, description="False keeps away what AI made, in part or whole.")
    profiling: bool | None = Field(default=None, description="False leaves what the viewer did unused.")
    minor: bool | None = Field(default=None, description="True asks for stricter checks.")
    forget: list[Annotated[str, Field(max_length=64)]] = Field(
        default_factory=list, max_length=1000, description="Ids of standing wishes to forget."
    )
    change: dict[Annotated[str, Field(max_length=64)], Words] = Field(
        default_factory=dict,
        max_length=100,
        description="By id of a standing wish, the words that take its place.",
    )


class NewToken(Body):
    """A viewer token to be made."""

    user: User
    seconds: Finite = Field(default=3600, gt=0, le=7 * 24 * 3600, description="How long it is good.")


class Decision(Body):
    """What a person decided of a held draft."""

    decision: Literal["approve", "reject"] = Field(description="Approve or reject.")
    by: str = Field(min_length=1, max_length=200, description="Who decides.")
    note: str = Field(default="", max_length=2000, description="Why; viewers do not see it.")


_Group = Annotated[str, Field(max_length=200)]


class Audited(Body):
    """Over what an audit of fairness goes."""

    days: Finite = Field(default=28.0, gt=0, le=3660, description="How far back to look.")
    window_days: int = Field(default=7, ge=1, le=3660, description="Days of a window of the alarm.")
    viewers: dict[str, _Group] | None = Field(
        default=None, max_length=1_000_000, description="The group of each viewer, by id. Not kept."
    )
    creators: dict[str, _Group] | None = Field(
        default=None, max_length=1_000_000, description="The group of each creator, by name. Not kept."
    )
