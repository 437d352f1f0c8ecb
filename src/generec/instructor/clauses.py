"""From segments to clauses: each segment is a wish to retrieve, to edit or to create, or no wish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from generec.domain.guidance import Clause
from generec.instructor.creating import create
from generec.instructor.editing import edit
from generec.instructor.marks import Piece
from generec.instructor.retrieving import Flow, narrates, retrieve
from generec.instructor.segments import Segment
from generec.instructor.spans import Reading, Wish

Frame = Literal["retrieve", "edit", "create", "none"]
_LONGEST_NAME = 6


@dataclass(slots=True)
class _State:
    frame: Frame = "none"
    wishes: list[Wish] = field(default_factory=list)
    flow: Flow = field(default_factory=Flow)
    lasting: bool = False
    told: bool = False
    telling: bool = False


def clauses(reading: Reading, segments: Sequence[Segment]) -> list[Clause]:
    """The clauses that the segments say; empty when they hold no wish."""
    state = _State(told=any(_tells(reading, s) for s in segments))
    for segment in segments:
        frame = _frame(reading, segment, state)
        tells = _tells(reading, segment) or (state.telling and segment.link == "" and not _strong(segment))
        if state.telling and tells and frame == "retrieve":
            frame = "none"
        state.telling = tells
        _lasting(segment, state)
        if frame == "none":
            state.flow = Flow(broken=True)
            state.frame = "none" if state.frame == "retrieve" else state.frame
            continue
        wish = _wish(segment, state, frame)
        if frame == "create":
            create(reading, segment, wish)
        elif frame == "edit":
            edit(reading, segment, wish)
            _aim(reading, segment, wish)
        else:
            retrieve(reading, segment, wish, state.flow)
        wish.lasting = wish.lasting or state.lasting
        wish.words = f"{wish.words} {reading.text[segment.pieces[0].start : segment.pieces[-1].end]}".strip()
        state.frame = frame
    return [wish.clause() for wish in state.wishes if wish.says()]


def _wish(segment: Segment, state: _State, frame: Frame) -> Wish:
    """The wish that the segment goes on with, or a new one."""
    fresh = Wish(route=frame if frame != "none" else "retrieve")
    if frame != "create" or segment.has("create") or not state.wishes:
        state.wishes.append(fresh)
    return (
        state.wishes[-1]
        if frame != "create"
        else next((w for w in reversed(state.wishes) if w.route == "create"), state.wishes[-1])
    )


def _lasting(segment: Segment, state: _State) -> None:
    said = segment.of("lasting")
    if segment.link == ".":
        state.lasting = False
    if "no" in said:
        state.lasting = False
    elif "yes" in said:
        state.lasting = True


def _tells(reading: Reading, segment: Segment) -> bool:
    """Whether a segment is narrative: a subject and a verb, and no wish of its own."""
    return narrates(reading, segment.pieces) and not _strong(segment)


def _strong(segment: Segment) -> bool:
    return segment.has("create", "good", "bad") or "strong" in segment.of("want") + segment.of("unwant")


def _frame(reading: Reading, segment: Segment, state: _State) -> Frame:
    """What kind of wish a segment is, given what came before."""
    if all(
        p.has("fill", "lasting", "greet", "narrator") and not p.has("want", "unwant", "bad", "op")
        for p in segment.pieces
    ):
        return "none"
    if _is_create(segment):
        return "create"
    if _is_edit(reading, segment, state):
        return "edit"
    if (
        state.frame == "create"
        and segment.link in (",", "and", "")
        and not _cued(segment)
        and not narrates(reading, segment.pieces)
    ):
        return "create"
    if _is_retrieve(reading, segment, state):
        return "retrieve"
    return "none"


def _cued(segment: Segment) -> bool:
    return segment.has("want", "unwant", "swap", "good", "bad")


def _is_create(segment: Segment) -> bool:
    if not segment.has("create") or segment.has("neg"):
        return False
    pointed = any(p.has("it") and not p.has("create") for p in segment.pieces)
    heads = [
        p
        for p in segment.pieces
        if p.has("thing") or p.value("op") in ("thumbnail", "summarize", "clip", "caption")
    ]
    told = any(p.has("about") and p.norm not in ("of", "on", "from", "with", "by") for p in segment.pieces)
    return told or not (pointed or (heads and not segment.has("medium")))


def _is_edit(reading: Reading, segment: Segment, state: _State) -> bool:
    ops = segment.has("op", "look", "factor") or any(p.tokens[0].kind == "quote" for p in segment.pieces)
    things = segment.has("thing")
    pointed = segment.has("it")
    if segment.has("neg") and not segment.has("want") and segment.has("act"):
        return False
    if state.frame == "create" and not pointed and segment.link in (",", "and", "") and (ops or things):
        return False
    if segment.has("act") and (ops or things) and not _names(segment):
        return True
    if pointed and (ops or (things and segment.has("act"))):
        return True
    if pointed and segment.has("act") and (segment.has("limit", "length") or _has_seconds(segment)):
        return True
    if segment.has("all") and ops and not _names(segment):
        return True
    if (
        state.frame == "edit"
        and segment.link in (",", "and", "")
        and (ops or things or _has_seconds(segment))
        and not _names(segment)
    ):
        return True
    fragment = not _names(segment) and not _cued(segment)
    if (
        (reading.item is not None or state.frame == "edit")
        and fragment
        and (ops or _short(segment) or segment.of("thing") in (["captions"], ["cover"]))
    ):
        return True
    if (
        segment.has("want")
        and segment.of("thing")
        and not _names(segment)
        and segment.of("thing")[0] in ("captions", "cover")
    ):
        return True
    return (
        ops
        and segment.has("op")
        and not _names(segment)
        and not segment.has("medium", "unwant")
        and not _tells(reading, segment)
    )


def _has_seconds(segment: Segment) -> bool:
    return any(p.tokens[0].seconds is not None and not p.cues for p in segment.pieces)


def _short(segment: Segment) -> bool:
    """Only "shorter": of the item on screen."""
    return any(p.norm in ("shorter", "a bit shorter") for p in segment.pieces) and not segment.has("medium")


def _names(segment: Segment) -> bool:
    """Whether something is named that is neither a cue nor part of an operation's wording."""
    return segment.has("want", "unwant") and any(not p.cues and not p.is_mark for p in segment.pieces)


def _is_retrieve(reading: Reading, segment: Segment, state: _State) -> bool:
    if segment.has("neg") and not segment.has("want", "unwant", "limit"):
        return False
    if _tells(reading, segment):
        return False
    if _cued(segment):
        return True
    if segment.has("limit", "origin", "mood", "length", "tongue"):
        return True
    listed = segment.link in (",", "and") and state.frame == "retrieve" and not state.flow.broken
    return _nominal(segment) and (listed or not state.told)


def _nominal(segment: Segment) -> bool:
    """Whether a segment can be a name in a list: few words, none of them a cue to something else."""
    words = [p for p in segment.pieces if not p.cues]
    return 0 < len(words) <= _LONGEST_NAME


def _aim(reading: Reading, segment: Segment, wish: Wish) -> None:
    """The target of an edit: the whole feed when that is said, else the item on screen."""
    everything = [p for p in segment.pieces if p.has("all")]
    pointed = any(p.has("it") and not p.has("all") for p in segment.pieces)
    wish.target = "feed" if everything and not pointed else "current"


def pieces_of(segments: Sequence[Segment]) -> list[Piece]:
    """All pieces, in order."""
    return [piece for segment in segments for piece in segment.pieces]
