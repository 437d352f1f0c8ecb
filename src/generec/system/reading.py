"""What a request starts from: who asks, what they did, what they say, and what is on their screen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import Gone, NotFound
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.instructor import standing
from generec.instructor.behaviour import Behaviour
from generec.instructor.instructor import Instructor
from generec.instructor.records import on_screen
from generec.instructor.topics import Vocabulary
from generec.retriever.catalogue import Catalogue
from generec.system import llm
from generec.system.home import Home
from generec.system.texts import whole

EVENTS = 500
"""How many of a viewer's latest events make the profile."""

Rows = tuple[NDArray[np.float32], NDArray[np.bool_]]


class Reading:
    """Reads viewers and their words. Holds no viewer."""

    def __init__(self, home: Home, *, catalogue: Catalogue) -> None:
        self.home = home
        self.catalogue = catalogue
        self.behaviour = Behaviour(home.settings.behaviour)
        self.instructor = Instructor(home.settings.instructor, home.encoder)
        self.advised = llm.instructor(home.settings.llm, self.instructor)
        self._lock = threading.Lock()
        self._vocabulary: tuple[tuple[str, ...], Vocabulary] | None = None

    def profile(self, user: str, *, at: float) -> Profile:
        """What is believed of a viewer at a time; with profiling off, only what they set themselves."""
        rows = self.home.rows
        viewer = rows.viewers.get(whole(user, field="user"))
        events = rows.events.of(user, limit=EVENTS) if viewer.profiling else []
        items = rows.items.get(list({event.item for event in events}))
        return self.behaviour(
            viewer=viewer,
            events=events,
            items=items,
            looks={item.id: self._looks(item) for item in items.values() if item.origin == "edited"},
            vectors=self._lookup("meaning"),
            pictures=self._lookup("pictures"),
            at=at,
        )

    def _looks(self, item: Item) -> tuple[str, ...]:
        """The looks that an edited item was given."""
        recipe = self.home.rows.making.recipe(item.recipe or "")
        steps = recipe.steps if recipe is not None else ()
        return tuple(
            str(step.params["name"]) for step in steps if step.op == "style" and "name" in step.params
        )

    def _lookup(self, name: Literal["meaning", "pictures"]) -> Callable[[Sequence[str]], Rows]:
        return self.home.collection(name).get

    def item(self, id: str, *, user: str | None) -> Item:
        """An item by id. Raises `NotFound`, also for what is not for this viewer, and `Gone`."""
        item = self.home.rows.items.get([whole(id, field="item")]).get(id)
        if item is None and self.home.rows.items.deleted(id):
            raise Gone(f"the item {id!r} was deleted", field="item")
        if item is None or (item.owner is not None and item.owner != user):
            raise NotFound(f"there is no item {id!r}", field="item")
        if item.adults_only and user is not None and self.home.rows.viewers.get(user).minor:
            raise NotFound(f"the item {id!r} is not for minors", field="item")
        if item.state == "withdrawn":
            raise Gone(f"the item {id!r} was withdrawn", field="item")
        return item

    def understand(self, text: str, *, context: Mapping[str, Any] | None = None) -> Guidance:
        """The guidance of a text alone, with the item on screen described by `context`."""
        return self.advised(text=text, item=on_screen(context), vocabulary=self.vocabulary())

    def guidance(
        self,
        text: str | None,
        *,
        item: Item | None,
        profile: Profile,
        previous: Guidance | None,
        create: bool = False,
    ) -> Guidance:
        """What a viewer's words ask for; without words, nothing.

        With `create` they are known to say what is to be made.
        """
        if text is None:
            return Guidance()
        return self.advised(
            text=text,
            item=item,
            profile=profile,
            vocabulary=self.vocabulary(),
            previous=previous,
            create=create,
        )

    def why(self, text: str, *, item: Item) -> Guidance:
        """What a viewer's reason for liking or not asks for, for good; nothing where it says no wish."""
        clause = standing.why(text, item, instructor=self.instructor)
        return Guidance(clauses=(clause,) if clause is not None else ())

    def vocabulary(self) -> Vocabulary:
        """The corpus's topic names with their vectors, made anew when the names have changed."""
        names = tuple(sorted(self.catalogue.snapshot().topic_names.names))
        with self._lock:
            if self._vocabulary is None or self._vocabulary[0] != names:
                vectors = self.home.encoder.texts(names)
                self._vocabulary = (names, Vocabulary(names=names, vectors=vectors))
            return self._vocabulary[1]
