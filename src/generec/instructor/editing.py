"""Wishes to change an item: operations from verbs, things and looks."""

from __future__ import annotations

from collections.abc import Sequence

from generec.domain.guidance import (
    Adjust,
    BlurFaces,
    Caption,
    Clip,
    Edit,
    Music,
    Mute,
    Reframe,
    Rewrite,
    Speed,
    Style,
    Summarize,
    Thumbnail,
)
from generec.instructor import bounds
from generec.instructor.marks import Piece
from generec.instructor.segments import Segment
from generec.instructor.spans import Reading, Wish

_Bare = Clip | Thumbnail | Mute | BlurFaces | Summarize | Caption
_PLAIN: dict[str, type[_Bare]] = {
    "clip": Clip,
    "thumbnail": Thumbnail,
    "mute": Mute,
    "blur_faces": BlurFaces,
    "summarize": Summarize,
    "caption": Caption,
}


ADJECTIVE_AFTER = ("es", "fr", "pt")
_LEADS = frozenset(
    ("in", "like", "as", "with", "en", "als", "wie", "em", "como", "comme", "mit", "con", "com")
)
"""Words by which a phrase of a look says itself that it is one ("in pencil")."""


def operation(value: str) -> Edit:
    """The operation that a lexicon value such as "speed:0.5" or "reframe:9:16" stands for."""
    op, _, rest = value.partition(":")
    if op in _PLAIN:
        return _PLAIN[op]()
    if op == "speed":
        return Speed(factor=float(rest))
    if op == "reframe":
        return Reframe.model_validate({"aspect": rest})
    if op == "adjust":
        what, _, by = rest.partition(":")
        return Adjust.model_validate({"what": what, "by": by})
    if op == "rewrite":
        return Rewrite.model_validate({"tone": rest or None})
    return Style.model_validate({"name": value})


def add(edits: list[Edit], edit: Edit) -> None:
    """Add an operation; one of the same kind that says more takes the place of one that says less."""
    for at, old in enumerate(edits):
        if old.op == edit.op and old.op in ("clip", "rewrite", "music", "caption", "speed", "reframe"):
            known = old.model_dump(exclude_none=True)
            edits[at] = type(edit).model_validate(known | edit.model_dump(exclude_none=True))
            return
    if edit not in edits:
        edits.append(edit)


def edit(reading: Reading, segment: Segment, wish: Wish, *, look_anywhere: bool = True) -> None:
    """Read a segment's operations into `wish`."""
    pieces = segment.pieces
    acts = set(segment.of("act"))
    removing = ("remove" in acts or segment.has("unwant")) and not segment.has("neg")
    for at, piece in enumerate(pieces):
        if piece.has("because"):
            break
        if piece.has("op", "look") and any(p.has("neg") for p in pieces[:at]):
            continue
        if piece.has("op"):
            values = piece.values("op")
            value = "summarize" if "summarize" in values else values[0]
            add(wish.edits, operation("clip" if value == "summarize" and _measured(pieces) else value))
        elif piece.has("look") and (look_anywhere or looks(pieces, at)):
            add(wish.edits, operation(str(piece.value("look"))))
        elif piece.has("factor"):
            _speed(wish, piece)
        elif piece.has("thing"):
            _thing(reading, wish, pieces, at, acts, removing=removing)
        elif piece.tokens[0].kind == "quote":
            add(wish.edits, Caption(text=reading.words(piece.tokens)))
        else:
            _qualify(wish, pieces, at)


def _measured(pieces: Sequence[Piece]) -> bool:
    """Whether a length is said: then "boil it down" means a clip."""
    return any(token.seconds for piece in pieces for token in piece.tokens)


def looks(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a look word at `at` is said of the look, not of what is shown."""
    near = pieces[max(0, at - 3) : at]
    if len(pieces[at].tokens) > 1 and pieces[at].tokens[0].norm in _LEADS:
        return True
    led = any(p.has("frame") or p.norm in _LEADS or p.norm in ("painted", "drawn", "done") for p in near)
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    return led or (after is not None and after.has("frame", "medium"))


def _speed(wish: Wish, piece: Piece) -> None:
    number = next((t.number for t in piece.tokens if t.number), None)
    if number:
        kind = piece.value("factor")
        factor = {"slower": 1 / number, "percent": number / 100}.get(str(kind), number)
        add(wish.edits, Speed(factor=factor))


def _thing(
    reading: Reading, wish: Wish, pieces: Sequence[Piece], at: int, acts: set[str], *, removing: bool
) -> None:
    """What is meant by a verb and a thing: add music, hide faces, lose the sound."""
    things = pieces[at].values("thing")
    if removing and ("sound" in things or "music" in things) and "add" not in acts - {"remove"}:
        add(wish.edits, Mute())
    elif "music" in things or "genre" in things:
        add(wish.edits, Music(mood=_music_mood(reading, pieces, at)))
    elif "faces" in things and (removing or "hide" in acts):
        add(wish.edits, BlurFaces())
    elif "captions" in things and not removing and not any(p.has("neg") for p in pieces):
        add(wish.edits, Caption())
    elif "cover" in things:
        add(wish.edits, Thumbnail())


def _music_mood(reading: Reading, pieces: Sequence[Piece], at: int) -> str | None:
    """The word before "music" that says which: "calm", "upbeat", "jazz"."""
    near = pieces[max(0, at - 3) : at]
    felt = [p for p in near if p.has("mood")]
    if felt and not any(p.has("thing") and "genre" not in p.values("thing") for p in near):
        return reading.topic([Piece(felt[-1].tokens)])
    if "genre" in pieces[at].values("thing"):
        return reading.topic(pieces[at].plain())
    words: list[Piece] = []
    back = at - 1
    while back > 0 and pieces[back].norm == "的":
        back -= 1
    while back >= 0 and (not pieces[back].cues or pieces[back].has("mood", "length", "look", "op")):
        words.insert(0, Piece(pieces[back].tokens))
        back -= 1
    mood = reading.topic(words)
    if mood is None and reading.lexicon.language in ADJECTIVE_AFTER:
        after = [p for p in pieces[at + 1 : at + 2] if not p.cues or p.has("mood")]
        mood = reading.topic([Piece(p.tokens) for p in after])
    return mood


def _qualify(wish: Wish, pieces: Sequence[Piece], at: int) -> None:
    """A length, a language or a mood said of the edit."""
    piece = pieces[at]
    ops = {edit.op for edit in wish.edits}
    if piece.has("limit"):
        values = bounds.lengths(piece)
        seconds = values.get("max_seconds", values.get("min_seconds"))
        if seconds:
            add(wish.edits, Clip(seconds=seconds))
    elif piece.tokens[0].seconds and not piece.cues:
        add(wish.edits, Clip(seconds=piece.tokens[0].seconds))
    elif piece.has("length"):
        if piece.value("length") == "short" and not ops & {"summarize"}:
            add(wish.edits, Clip())
    elif piece.has("tongue"):
        if "caption" in ops or any(p.value("thing") == "captions" for p in pieces):
            wish.limit(language=piece.value("tongue"))
        else:
            add(wish.edits, Rewrite(language=piece.value("tongue")))
