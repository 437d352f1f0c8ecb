"""Standing wishes: kept until forgotten, resolved by recency and specificity, fed by "why" feedback."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from generec.domain.errors import NotFound
from generec.domain.guidance import Clause, Guidance, Limits, Topic
from generec.domain.items import Item
from generec.domain.profiles import Viewer, Wish
from generec.domain.record import canonical
from generec.instructor.editing import operation
from generec.instructor.instructor import Instructor
from generec.instructor.lexicon import Phrases, lexicon, teach
from generec.instructor.marks import longest
from generec.instructor.text import clean, fold, tokenize

_WORTH_S = 5.0


def keep(viewer: Viewer, guidance: Guidance, *, at: float) -> Viewer:
    """The viewer with the lasting clauses of `guidance` as standing wishes, the latest first.

    A wish to create is for now and is never kept. Older wishes lose what a new one contradicts, and
    go when nothing of them is left.
    """
    for clause in guidance.clauses:
        if clause.lasting and clause.route != "create":
            old = [_less(wish, clause) for wish in viewer.wishes]
            new = Wish(id=_id(viewer.id, clause, at), clause=clause, at=at)
            kept = tuple(w for w in old if w is not None and w.id != new.id)
            viewer = viewer.model_copy(update={"wishes": (new, *kept)})
    return viewer


def forget(viewer: Viewer, wish: str) -> Viewer:
    """The viewer without the wish of this id. Raises `NotFound`."""
    if wish not in {w.id for w in viewer.wishes}:
        raise NotFound(f"viewer {viewer.id!r} has no standing wish {wish!r}")
    return viewer.model_copy(update={"wishes": tuple(w for w in viewer.wishes if w.id != wish)})


def undo(viewer: Viewer) -> Viewer:
    """The viewer without the wish that was kept last; unchanged without any."""
    return viewer.model_copy(update={"wishes": viewer.wishes[1:]})


def change(viewer: Viewer, wish: str, clause: Clause, *, at: float) -> Viewer:
    """The viewer with another clause in the place of a wish. Raises `NotFound`."""
    return keep(forget(viewer, wish), Guidance(clauses=(clause.model_copy(update={"lasting": True}),)), at=at)


def in_force(viewer: Viewer, guidance: Guidance) -> Guidance:
    """The guidance with the viewer's standing wishes before it, as far as it does not contradict them.

    What is said now wins over what stands; of two standing wishes the later wins. A refusal or a
    question stays what it is.
    """
    if guidance.refuse or guidance.ask:
        return guidance
    standing: list[Clause] = []
    for wish in reversed(viewer.wishes):
        left: Clause | None = wish.clause
        for clause in guidance.clauses:
            left = _left(left, clause) if left is not None else None
        if left is not None:
            standing.append(left)
    return guidance.model_copy(update={"clauses": (*standing, *guidance.clauses)})


def why(text: str, item: Item | None, *, instructor: Instructor) -> Clause | None:
    """The standing wish that feedback to an item says ("too loud", "I've seen this"), or None.

    What names an operation ("less text on the cover") holds for the whole feed; what blames the
    item turns into its topics; other words are read like any wish.
    """
    said = clean(text)
    found = _feedback(said)
    if found is not None:
        kind, value = found
        return _from_feedback(kind, value, said, item)
    guidance = instructor(text=text, item=item)
    if guidance.refuse or guidance.ask or not guidance.clauses:
        return None
    clause = guidance.clauses[0]
    asks = clause.less or clause.edits or clause.limits != Limits()
    if clause.route == "create" or not asks:
        # A reason that only names things ("my cat died") is no wish for more of them.
        return None
    return clause.model_copy(update={"lasting": True, "target": "feed"})


def contradicts(new: Topic, old: Topic) -> bool:
    """Whether a wish about `new` (said later) takes back one of the other polarity about `old`.

    It does when both name the same, or when the later one is the wider: "no dogs" takes back "more
    big dogs". The narrower leaves the wider: "more dog training" beside "less dogs" is an exception
    that is handled where both meet (see `in_force`).
    """
    mine, theirs = _words(new), _words(old)
    return bool(mine) and bool(theirs) and mine <= theirs


def _words(topic: Topic) -> set[str]:
    words = fold(topic[0]).split() if topic else []
    return {w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in words}


def _less(wish: Wish, newer: Clause) -> Wish | None:
    """An older wish without what a newer clause takes back; None when nothing is left."""
    left = _left(wish.clause, newer)
    return None if left is None else wish.model_copy(update={"clause": left})


def _left(old: Clause, new: Clause) -> Clause | None:
    """`old` without the topics, limits and operations that `new` takes back."""
    more = tuple(t for t in old.more if not any(contradicts(n, t) for n in new.less) and t not in new.more)
    less = tuple(
        t
        for t in old.less
        if not any(contradicts(t, n) or contradicts(n, t) for n in new.more) and t not in new.less
    )
    limits = Limits.model_validate(
        {k: v for k, v in old.limits.model_dump(exclude_none=True).items() if getattr(new.limits, k) is None}
    )
    edits = tuple(e for e in old.edits if e.op not in {n.op for n in new.edits})
    left = old.model_copy(update={"more": more, "less": less, "limits": limits, "edits": edits})
    said = more or less or edits or limits != Limits()
    return left if said else None


def _id(user: str, clause: Clause, at: float) -> str:
    text = canonical([user, at, clause.model_dump(mode="json")])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return teach(tomllib.loads(files("generec.instructor").joinpath("words/why.toml").read_text("utf-8")))


def _feedback(text: str) -> tuple[str, str] | None:
    tokens = tokenize(text, short=lexicon("en").short)
    for at in range(len(tokens)):
        _, cues = longest(tokens, at, _phrases())
        if cues:
            return cues[0]
    return None


def _from_feedback(kind: str, value: str, text: str, item: Item | None) -> Clause | None:
    if kind == "edit":
        return Clause(route="edit", target="feed", edits=(operation(value),), lasting=True, words=text)
    if kind == "length" and item is not None and item.duration_s > 0:
        half = {"long": item.duration_s / 2, "short": item.duration_s * 2}[value]
        bound = "max_seconds" if value == "long" else "min_seconds"
        seconds = max(_WORTH_S, round(half))
        return Clause(limits=Limits.model_validate({bound: seconds}), lasting=True, words=text)
    if kind == "origin":
        return Clause(limits=Limits(origin="human"), lasting=True, words=text)
    if kind == "seen" and item is not None and item.title:
        return Clause(less=((item.title,),), lasting=True, words=text)
    if kind == "topic" and item is not None and item.topics:
        return Clause(less=_topics(item.topics), lasting=True, words=text)
    return None


def _topics(names: Sequence[str]) -> tuple[Topic, ...]:
    return tuple((name,) for name in names)
