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
from generec.instructor.text import Token

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


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return teach(tomllib.loads(files("generec.instructor").joinpath("words/follow.toml").read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was said back: its kind, and whether nothing else was said."""

    kind: str
    seconds: float | None = None
    whole: bool = True


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
    best = max(found, key=lambda piece: (not piece.has("instead", "still"), len(piece.tokens)))
    seconds = next((t.seconds for t in best.tokens if t.seconds is not None), None)
    kind = best.cues[0][0]
    whole = not rest
    return FollowUp(kind, seconds, whole) if whole or kind == "instead" else None


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
    if said.kind == "other":
        return Guidance(clauses=(*clauses[:-1], _not_this(clauses[-1], item)))
    if said.kind in ("shorter", "longer", "length"):
        return _resized(clauses, said)
    if said.kind in ("still", "comparative"):
        return _stronger(clauses) if said.kind == "still" or _same_kind(clauses, fresh()) else None
    return _instead(clauses, fresh())


def joined(previous: Guidance, fresh: Guidance) -> Guidance:
    """An operation said after a wish to create ("and in black and white") is meant for what is made."""
    made = [clause for clause in previous.clauses if clause.route == "create"]
    if not made or fresh.route != "edit" or fresh.ask or fresh.refuse or fresh.more or fresh.less:
        return fresh
    clause = made[-1]
    seconds = next((e.seconds for e in fresh.edits if isinstance(e, Clip) and e.seconds), None)
    edits: tuple[Edit, ...] = tuple(e for e in fresh.edits if not isinstance(e, Clip))
    create = clause.create or Create()
    if seconds is not None:
        create = create.model_copy(update={"seconds": seconds})
    edits = (*(e for e in clause.edits if e.op not in {f.op for f in edits}), *edits)
    return Guidance(clauses=(clause.model_copy(update={"edits": edits, "create": create}),))


def _not_this(clause: Clause, item: Item | None) -> Clause:
    """The same wish, without the item that was just shown."""
    if item is None or not item.title:
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
    """What is named now takes the place of what was named last."""
    named = fresh.more or (fresh.create.about if fresh.create else ())
    if not named or fresh.ask or fresh.refuse:
        return None
    last = clauses[-1]
    if last.create is not None:
        create = last.create.model_copy(update={"about": named})
        return Guidance(clauses=(*clauses[:-1], last.model_copy(update={"create": create})))
    if not last.more:
        return None
    return Guidance(clauses=(*clauses[:-1], last.model_copy(update={"more": named})))
