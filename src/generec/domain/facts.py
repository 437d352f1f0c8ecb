"""Facts: what may be stated in something new, each with the source that it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from generec.domain.errors import DataError
from generec.domain.items import Item
from generec.domain.recipes import Recipe, Step
from generec.domain.record import Record

FACTS, SAYS = "facts", "says"
"""The step of a recipe that holds its facts, and the parameter of any step that holds what it states."""


class FactSource(Record):
    """Where a fact stands: an item of the corpus, a row of a given file, or a page of the web.

    `id` names it to whoever kept it: the item's id, or one of the library of facts. `address` is a
    URL or empty.
    """

    kind: Literal["item", "given", "web"]
    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    address: str = ""
    creator: str = ""

    def credit(self) -> str:
        """The source in one line: title, who wrote it, licence, address."""
        parts = (f"“{self.title}”", f"by {self.creator}" if self.creator else "")
        line = " ".join(part for part in parts if part)
        return ", ".join(part for part in (line, self.licence, self.address) if part)

    def item(self) -> Item:
        """The source as an item: what licences are read of, and credits made from."""
        return Item(
            id=self.id,
            work=self.id,
            kind="text",
            title=self.title,
            creator=self.creator or None,
            licence=self.licence,
            source=self.address or None,
        )


class Point(Record):
    """One value of a series."""

    label: str = Field(min_length=1, max_length=40)
    value: float = Field(allow_inf_nan=False)


class Series(Record):
    """Values to be drawn: `label` names what is measured, `unit` in what."""

    label: str = Field(min_length=1, max_length=60)
    unit: str = Field(default="", max_length=20)
    kind: Literal["bar", "line"] = "bar"
    points: tuple[Point, ...] = Field(min_length=2, max_length=12)


class Place(Record):
    """A place on a map, in degrees."""

    name: str = Field(min_length=1, max_length=40)
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Fact(Record):
    """A statement, word for word as its source has it, with that source and where in it (`span`).

    There is none without a source. `number` is the figure to be shown large, as it is written in the
    statement, `unit` what stands behind it. `language` is BCP 47.
    """

    text: str = Field(min_length=1)
    source: FactSource
    span: tuple[int, int]
    topic: str = ""
    number: str = ""
    unit: str = ""
    series: Series | None = None
    places: tuple[Place, ...] = ()
    language: str = "en"

    @model_validator(mode="after")
    def _stands(self) -> Fact:
        if self.span[1] - self.span[0] != len(self.text):
            raise ValueError("the span is not as long as the statement")
        if f"{self.number} {self.unit}".strip() not in self.text and self.number not in self.text:
            raise ValueError(f"the number {self.number!r} is not in the statement")
        return self

    def lines(self) -> list[str]:
        """All that it states, a line each: the statement, its values, its places."""
        out = [self.text]
        if self.series is not None:
            told = f"{self.series.label}, {self.series.unit}".rstrip(", ")
            out += [f"{told}: {point.label}: {point.value:g}" for point in self.series.points]
        return out + [f"{place.name}: {place.latitude:g}, {place.longitude:g}" for place in self.places]


class Said(Record):
    """Words that are shown or spoken, and the number of the fact that they rest on (None: on none)."""

    text: str
    fact: int | None = Field(default=None, ge=0)


class Stated(Record):
    """What a recipe states: its facts, and everything that is said with them."""

    facts: tuple[Fact, ...] = ()
    said: tuple[Said, ...] = ()


def stated(recipe: Recipe) -> Stated:
    """What a recipe states. Raises `DataError` for a fact or statement that is none."""
    facts: list[Fact] = []
    said: list[Said] = []
    try:
        for step in recipe.steps:
            if step.op == FACTS:
                facts += [Fact.model_validate(one) for one in _listed(step, FACTS)]
            said += [_said(one) for one in _listed(step, SAYS)]
    except (ValidationError, TypeError) as error:
        raise DataError(f"a statement of the recipe {recipe.key()[:12]} is none: {error}") from error
    return Stated(facts=tuple(facts), said=tuple(said))


def cited(recipe: Recipe) -> list[Item]:
    """The sources of a recipe's facts that are no items of the corpus, each once. Raises `DataError`."""
    found = {fact.source.id: fact.source for fact in stated(recipe).facts if fact.source.kind != "item"}
    return [source.item() for source in found.values()]


def _listed(step: Step, name: str) -> Iterator[Any]:
    found = step.params.get(name, [])
    if not isinstance(found, list):
        raise TypeError(f"{name} is no list")
    yield from found


def _said(one: Any) -> Said:
    return Said.model_validate({key: one[key] for key in ("text", "fact") if key in one})
