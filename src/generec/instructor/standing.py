"""Standing wishes: kept until forgotten, resolved by recency and specificity, fed by "why" feedback."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from generec.domain.errors import DataError, NotFound
from generec.domain.guidance import Adjust, Clause, Edit, Guidance, Limits, Topic
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

    What stands is about the feed, whatever was on screen. A wish to create is for now and is never
    kept. Older wishes lose what a new one contradicts, and go when nothing of them is left.
    """
    for clause in guidance.clauses:
        standing = clause.model_copy(update={"target": "feed", "lasting": True})
        if clause.lasting and clause.route != "create" and _says(clause):
            viewer = _kept(viewer, standing, at)
    return viewer


def _kept(viewer: Viewer, clause: Clause, at: float) -> Viewer:
    new = Wish(id=_id(viewer.id, clause, at), clause=clause, at=at)
    left = [(wish, _less(wish, clause)) for wish in viewer.wishes if wish.id != new.id]
    over = tuple(wish.model_copy(update={"over": ()}) for wish, now in left if now != wish)
    kept = tuple(now for _, now in left if now is not None)
    return viewer.model_copy(update={"wishes": (new.model_copy(update={"over": over}), *kept)})


def forget(viewer: Viewer, wish: str) -> Viewer:
    """The viewer without the wish of this id. Raises `NotFound`."""
    if wish not in {w.id for w in viewer.wishes}:
        raise NotFound(f"viewer {viewer.id!r} has no standing wish {wish!r}", field="forget")
    return viewer.model_copy(update={"wishes": tuple(w for w in viewer.wishes if w.id != wish)})


def undo(viewer: Viewer, clause: Clause) -> Viewer:
    """The viewer as before a clause was kept, the last time: what it took away stands again."""
    gone = next((wish for wish in viewer.wishes if wish.clause.words == clause.words), None)
    if gone is None:
        return viewer
    before = {wish.id: wish for wish in gone.over}
    kept = [before.pop(wish.id, wish) for wish in viewer.wishes if wish.id != gone.id]
    wishes = sorted((*kept, *before.values()), key=lambda wish: -wish.at)
    return viewer.model_copy(update={"wishes": tuple(wishes)})


def undone(previous: Guidance, guidance: Guidance) -> bool:
    """Whether a follow-up took the last clause of `previous` back, and it was meant for good."""
    return any(clause.lasting for clause in taken_back(previous, guidance))


def taken_back(previous: Guidance, guidance: Guidance) -> tuple[Clause, ...]:
    """The last clause of `previous` where a follow-up took it back, else none."""
    left = previous.clauses[:-1] or (Clause(),)
    return previous.clauses[-1:] if guidance.clauses == left else ()


def change(viewer: Viewer, wish: str, guidance: Guidance, *, at: float) -> Viewer:
    """The viewer with the clauses of `guidance` in the place of a wish, for good.

    Raises `NotFound`, and `DataError` where the guidance says nothing that could stand.
    """
    lasting = tuple(clause.model_copy(update={"lasting": True}) for clause in guidance.clauses)
    changed = keep(forget(viewer, wish), guidance.model_copy(update={"clauses": lasting}), at=at)
    if guidance.refuse or guidance.ask or not any(one.at == at for one in changed.wishes):
        raise DataError("these words say no wish that could stand: try 'no boats'", field="change")
    return changed


def in_force(viewer: Viewer, guidance: Guidance) -> Guidance:
    """The guidance with the viewer's standing wishes before it, as far as it does not contradict them.

    What is said now wins over what stands, also where it is the narrower: who asks for big dogs gets
    dogs today. Of two standing wishes the later wins. In what comes out, lasting clauses are those
    that stand, and all that was said now is for now. A refusal or a question keeps its reply.
    """
    standing: list[Clause] = []
    for wish in reversed(viewer.wishes):
        left: Clause | None = wish.clause
        for clause in guidance.clauses:
            left = _left(left, clause, now=True) if left is not None else None
        if left is not None:
            standing.append(left)
    return guidance.model_copy(update={"clauses": (*standing, *map(_now, guidance.clauses))})


def _now(clause: Clause) -> Clause:
    """A clause as it counts now: what was said for good is about the feed."""
    return clause.model_copy(update={"lasting": False, "target": "feed"} if clause.lasting else {})


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
    big dogs". The narrower leaves the wider: after "no dogs", "more dog training" is an exception,
    which the retriever makes.
    """
    mine, theirs = _words(new), _words(old)
    return bool(mine) and mine <= theirs


def _words(topic: Topic) -> set[str]:
    words = fold(topic[0]).split() if topic else []
    return {w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in words}


def _less(wish: Wish, newer: Clause) -> Wish | None:
    """An older wish without what a newer clause takes back; None when nothing is left."""
    left = _left(wish.clause, newer)
    return None if left is None else wish.model_copy(update={"clause": left})


def _left(old: Clause, new: Clause, *, now: bool = False) -> Clause | None:
    """`old` without the topics, limits and operations that `new` takes back or says again.

    With `now`, what is wanted takes back wider refusals too.
    """
    touched = {_touches(edit) for edit in new.edits}
    left = old.model_copy(
        update={
            "more": _apart(old.more, against=new.less, again=new.more, wider=False),
            "less": _apart(old.less, against=new.more, again=new.less, wider=now),
            "limits": _looser(old.limits, new.limits),
            "edits": tuple(edit for edit in old.edits if _touches(edit) not in touched),
        }
    )
    return left if _says(left) else None


def _apart(
    old: Sequence[Topic], *, against: Sequence[Topic], again: Sequence[Topic], wider: bool
) -> tuple[Topic, ...]:
    """The old topics that are neither said again nor taken back (with `wider`, also by a narrower one)."""
    same = [_words(topic) for topic in again]
    return tuple(
        topic
        for topic in old
        if _words(topic) not in same
        and not any(contradicts(new, topic) or (wider and contradicts(topic, new)) for new in against)
    )


def _looser(old: Limits, new: Limits) -> Limits:
    """The old limits without those that are set anew, or that leave nothing within the new ones."""
    kept = {
        name: value for name, value in old.model_dump(exclude_none=True).items() if not getattr(new, name)
    }
    if new.min_seconds and kept.get("max_seconds", new.min_seconds) < new.min_seconds:
        del kept["max_seconds"]
    if new.max_seconds and kept.get("min_seconds", new.max_seconds) > new.max_seconds:
        del kept["min_seconds"]
    return Limits.model_validate(kept)


def _touches(edit: Edit) -> str:
    """What an operation works on: of two that touch the same, the later holds."""
    if isinstance(edit, Adjust):
        return edit.what
    return "sound" if edit.op in ("mute", "music") else edit.op


def _says(clause: Clause) -> bool:
    return bool(clause.more or clause.less or clause.edits or clause.limits != Limits())


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
    if kind == "seen" and item is not None:
        return Clause(less=(item.topic,), lasting=True, words=text)
    if kind == "topic" and item is not None and item.topics:
        return Clause(less=((" ".join(item.topics),),), lasting=True, words=text)
    return None
