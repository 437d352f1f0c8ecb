"""Follow-ups: what a viewer says back to the last answer refers to the last guidance."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from generec.domain.guidance import Clause, Clip, Create, Edit, Guidance, Limits, Speed
from generec.domain.items import Item
from generec.instructor.lexicon import Phrases, teach
from generec.instructor.marks import Piece, longest
from generec.instructor.text import Token, fold

SHORTER, LONGER = 0.6, 1.6
"""How far "shorter still" and "longer still" go: times the last length."""
_STRONGER = 1.5
_LEAST_S = 2.0
_SMALL_TALK = frozenset(
    (
        "no",
        "and",
        "then",
        "please",
        "ok",
        "okay",
        "yes",
        "but",
        ",",
        ".",
        "!",
        "?",
        "just",
        "now",
        "nein",
        "non",
        "nao",
        "bitte",
        "por",
        "favor",
        "si",
        "ja",
        "oui",
        "sim",
        "不",
        "吧",
        "，",
        "。",
        "！",
        "hmm",
        "well",
        "oh",
        "it",
        "make",
        "that",
        "is",
    )
)


_VAGUE = ("instead", "still")


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return teach(tomllib.loads(files("generec.instructor").joinpath("words/follow.toml").read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was said back: its kind, the length it names, and which operation."""

    kind: str
    seconds: float | None = None
    value: str = ""


def follow_up(tokens: Sequence[Token]) -> FollowUp | None:
    """The follow-up that the tokens say, or None when they are a wish of their own."""
    found: list[Piece] = []
    rest: list[Token] = []
    at = 0
    while at < len(tokens):
        end, cues = longest(tokens, at, _phrases())
        if cues:
            found.append(Piece(tuple(tokens[at:end]), cues))
        elif tokens[at].norm not in _SMALL_TALK:
            rest.append(tokens[at])
        at = end
    if not found:
        return None
    kinds = ("also", "instead") if rest else None
    fitting = [p for p in found if kinds is None or p.has(*kinds)]
    if not fitting:
        return None
    best = max(fitting, key=lambda piece: (not piece.has("also"), not piece.has(*_VAGUE), len(piece.tokens)))
    seconds = next((t.seconds for t in best.tokens if t.seconds is not None), None)
    kind, value = best.cues[0]
    if kind == "also" and not (rest and _ends(tokens, best)):
        return None
    return FollowUp(kind, seconds, value=value)


def _ends(tokens: Sequence[Token], piece: Piece) -> bool:
    """Whether a phrase is the last that is said, or the first but for small talk."""
    at = tokens.index(piece.tokens[0])
    before, after = tokens[:at], tokens[at + len(piece.tokens) :]
    return any(all(t.norm in _SMALL_TALK for t in rest) for rest in (before, after))


def continued(
    said: FollowUp, previous: Guidance, *, item: Item | None, fresh: Callable[[], Guidance]
) -> Guidance | None:
    """The guidance that a follow-up makes of the last one; None when there is nothing to go on from.

    `fresh` parses the words on their own, where they name something new.
    """
    clauses = previous.clauses
    if said.kind == "undo":
        return Guidance(clauses=clauses[:-1] or (Clause(),))
    if not clauses:
        return None
    if said.kind == "also":
        return added(previous, fresh())
    if said.kind == "without":
        return _without(clauses, said.value)
    if said.kind == "other":
        return Guidance(clauses=(*clauses[:-1], _not_this(clauses[-1], item)))
    if said.kind in ("shorter", "longer", "length"):
        return _resized(clauses, said)
    if said.kind in ("still", "comparative"):
        return _stronger(clauses) if said.kind == "still" or _same_kind(clauses, fresh()) else None
    return _instead(clauses, fresh())


def joined(previous: Guidance, fresh: Guidance) -> Guidance:
    """An operation said after a wish to create ("and in black and white") is meant for what is made."""
    at = next((i for i, c in enumerate(previous.clauses) if c.route == "create"), None)
    if at is None or fresh.route != "edit" or fresh.ask or fresh.refuse or fresh.more or fresh.less:
        return fresh
    clause = previous.clauses[at]
    seconds = next((e.seconds for e in fresh.edits if isinstance(e, Clip) and e.seconds), None)
    edits: tuple[Edit, ...] = tuple(e for e in fresh.edits if not isinstance(e, Clip))
    create = clause.create or Create()
    if seconds is not None:
        create = create.model_copy(update={"seconds": seconds})
    made = clause.model_copy(update={"edits": _over(clause.edits, edits), "create": create})
    return Guidance(clauses=(*previous.clauses[:at], made, *previous.clauses[at + 1 :]))


def added(previous: Guidance, fresh: Guidance) -> Guidance | None:
    """Both wishes ("and no lamps"): where they contradict each other, what is said now holds."""
    if fresh.ask or fresh.refuse or not fresh.clauses:
        return None
    whole = joined(previous, fresh)
    if whole is not fresh:
        return whole
    said = {fold(words[0]) for words in (*fresh.more, *fresh.less)}
    kinds: set[str] = {edit.op for edit in fresh.edits}
    kept = (_less_of(clause, said, kinds) for clause in previous.clauses)
    return Guidance(clauses=(*(c for c in kept if c != Clause(words=c.words)), *fresh.clauses))


def _less_of(clause: Clause, topics: set[str], kinds: set[str]) -> Clause:
    """The clause without the topics and the kinds of operation that are spoken of anew."""
    edits = tuple(e for e in clause.edits if e.op not in kinds)
    more = tuple(t for t in clause.more if fold(t[0]) not in topics)
    less = tuple(t for t in clause.less if fold(t[0]) not in topics)
    left = clause.model_copy(update={"more": more, "less": less, "edits": edits})
    if clause.edits and not edits and clause.route == "edit":
        return left.model_copy(update={"route": "retrieve", "target": "feed"})
    return left


def _over(old: tuple[Edit, ...], new: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Operations with later ones of the same kind in place of the earlier."""
    return (*(e for e in old if e.op not in {n.op for n in new}), *new)


def _without(clauses: tuple[Clause, ...], op: str) -> Guidance | None:
    """The wish without one kind of operation; None where it was not asked for."""
    for at in range(len(clauses) - 1, -1, -1):
        clause = clauses[at]
        edits = tuple(e for e in clause.edits if e.op != op)
        if edits == clause.edits:
            continue
        left = clause.model_copy(update={"edits": edits})
        if clause.route == "edit" and not edits:
            left = left.model_copy(update={"route": "retrieve", "target": "feed"})
        return Guidance(clauses=(*clauses[:at], left, *clauses[at + 1 :]))
    return None


def _not_this(clause: Clause, item: Item | None) -> Clause:
    """The same wish, without the item that was just shown; of what is made, another version comes."""
    if item is None or not item.title or clause.route == "create":
        return clause
    return clause.model_copy(update={"less": tuple(dict.fromkeys((*clause.less, (item.title,))))})


def _resized(clauses: tuple[Clause, ...], said: FollowUp) -> Guidance:
    """The last length said, changed; a clip of no length where none was said."""
    for at in range(len(clauses) - 1, -1, -1):
        clause = _with_length(clauses[at], said)
        if clause is not None:
            return Guidance(clauses=(*clauses[:at], clause, *clauses[at + 1 :]))
    last = clauses[-1]
    if last.create is not None:
        create = last.create.model_copy(update={"seconds": said.seconds})
        return Guidance(clauses=(*clauses[:-1], last.model_copy(update={"create": create})))
    if last.route == "retrieve":
        limits = _default_limits(said)
        return Guidance(
            clauses=(*clauses[:-1], last.model_copy(update={"limits": last.limits.merged(limits)}))
        )
    edits = (*(e for e in last.edits if e.op != "clip"), Clip(seconds=said.seconds))
    return Guidance(clauses=(*clauses[:-1], last.model_copy(update={"route": "edit", "edits": edits})))


def _default_limits(said: FollowUp) -> Limits:
    if said.seconds is not None:
        return Limits(max_seconds=said.seconds)
    return Limits(max_seconds=15.0) if said.kind == "shorter" else Limits(min_seconds=60.0)


def _with_length(clause: Clause, said: FollowUp) -> Clause | None:
    """The clause with its length changed, or None when it has none."""
    clip = next((e for e in clause.edits if isinstance(e, Clip) and e.seconds), None)
    if clip is not None:
        edits = tuple(
            Clip(seconds=_changed(e.seconds or 0.0, said)) if e is clip else e for e in clause.edits
        )
        return clause.model_copy(update={"edits": edits})
    if clause.create is not None and clause.create.seconds:
        create = clause.create.model_copy(update={"seconds": _changed(clause.create.seconds, said)})
        return clause.model_copy(update={"create": create})
    bound = "max_seconds" if clause.limits.max_seconds else "min_seconds"
    value = getattr(clause.limits, bound)
    if value:
        limits = clause.limits.model_copy(update={bound: _changed(value, said)})
        return clause.model_copy(update={"limits": limits})
    return None


def _changed(seconds: float, said: FollowUp) -> float:
    if said.seconds is not None:
        return said.seconds
    return max(round(seconds * (SHORTER if said.kind == "shorter" else LONGER)), _LEAST_S)


def _same_kind(clauses: tuple[Clause, ...], fresh: Guidance) -> bool:
    """Whether the words name the operation that was asked for last."""
    last = {_key(edit) for edit in clauses[-1].edits}
    return bool(last & {_key(edit) for edit in fresh.edits})


def _key(edit: Edit) -> str:
    if isinstance(edit, Speed):
        return f"speed {edit.factor > 1}"
    return edit.model_dump_json()


def _stronger(clauses: tuple[Clause, ...]) -> Guidance:
    """The last wish again; speeds go further, and what was adjusted is adjusted once more."""
    last = clauses[-1]
    edits = tuple(_pushed(edit) for edit in last.edits)
    return Guidance(clauses=(*clauses[:-1], last.model_copy(update={"edits": edits})))


def _pushed(edit: Edit) -> Edit:
    if isinstance(edit, Speed):
        return Speed(factor=edit.factor * (_STRONGER if edit.factor > 1 else 1 / _STRONGER))
    return edit


def _instead(clauses: tuple[Clause, ...], fresh: Guidance) -> Guidance | None:
    """What is named now takes the place of what was named last; operations of those of the same kind."""
    if fresh.ask or fresh.refuse:
        return None
    named = fresh.more or (fresh.create.about if fresh.create else ())
    last = clauses[-1]
    if not named:
        return _changed_look(clauses, fresh)
    if last.create is not None:
        create = last.create.model_copy(update={"about": named})
        return Guidance(clauses=(*clauses[:-1], last.model_copy(update={"create": create})))
    if not last.more:
        return None
    return Guidance(clauses=(*clauses[:-1], last.model_copy(update={"more": named})))


def _changed_look(clauses: tuple[Clause, ...], fresh: Guidance) -> Guidance | None:
    """ "Actually in black and white": the last wish with these operations and limits."""
    if fresh.less or not (fresh.edits or fresh.limits != Limits()):
        return None
    at = next((i for i in range(len(clauses) - 1, -1, -1) if clauses[i].edits or clauses[i].create), None)
    if fresh.edits and at is None:
        return None
    at = len(clauses) - 1 if at is None else at
    seconds = next((e.seconds for e in fresh.edits if isinstance(e, Clip) and e.seconds), None)
    clause = clauses[at]
    edits: tuple[Edit, ...] = fresh.edits
    if clause.create is not None:
        edits = tuple(e for e in edits if not isinstance(e, Clip))
        length = seconds if seconds is not None else clause.create.seconds
        clause = clause.model_copy(update={"create": clause.create.model_copy(update={"seconds": length})})
    merged = {"edits": _over(clause.edits, edits), "limits": clause.limits.merged(fresh.limits)}
    kinds: set[str] = {edit.op for edit in edits}
    others = (_less_of(c, set(), kinds) for i, c in enumerate(clauses) if i != at)
    kept = [c for c in others if c != Clause(words=c.words)]
    return Guidance(clauses=(*kept, clause.model_copy(update=merged)))
