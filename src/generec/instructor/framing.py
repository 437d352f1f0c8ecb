"""What kind of wish a segment is: to retrieve, to edit, to create, or none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from generec.instructor.meaning import lasts, tires
from generec.instructor.segments import ONLY, Segment
from generec.instructor.spans import Reading
from generec.instructor.spelling import is_noise
from generec.instructor.telling import narrates

Frame = Literal["retrieve", "edit", "create", "none"]
LINKS = ("", "and", "or", ",")
_LONGEST_NAME = 6
_MAKING = frozenset(("make", "create", "generate", "produce", "draw", "paint", "film", "design", "build"))
_ASKING = frozenset(("any", "some", "maybe", "perhaps", "ideally"))
_POLITE = frozenset(("please", "por favor", "bitte", "s il te plait", "s il vous plait"))
_KEEN = frozenset(("person", "people", "fan", "lover", "guy", "girl", "man", "woman", "type", "enthusiast"))
_WITHIN = frozenset(("in it", "on it", "with it", "to it", "that", "it"))
_PLEASANT = frozenset(("calm", "funny", "inspiring", "romantic"))
_LEFT_OUT = frozenset(("music", "sound", "captions"))
_MADE_OF_ITEM = frozenset(("thumbnail", "summarize", "clip", "caption"))


@dataclass(frozen=True, slots=True)
class Context:
    """What came before a segment: the frame and whether a list was broken; `told` if any segment narrates."""

    frame: Frame = "none"
    broken: bool = False
    told: bool = False
    telling: bool = False
    clipping: bool = False
    making: bool = False
    """Something is being wished for that is to be made, though a refusal may stand between."""


def pleasant(segment: Segment) -> bool:
    """Whether it is of a mood that nobody lists among what is refused: "no people, *calm* nature"."""
    said = [p for p in segment.pieces if not p.has("fill") and p.norm not in ONLY]
    # Where adjectives follow, one noun may stand before it: "sin personas, naturaleza *tranquila*".
    return any(p.value("mood") in _PLEASANT for p in (said[:2] if len(said) == 2 else said[:1]))


def strong(segment: Segment) -> bool:
    """Whether a segment has a cue that is a wish even in the middle of a story."""
    return segment.has("create", "good", "bad") or "strong" in segment.of("want") + segment.of("unwant")


def tells(segment: Segment) -> bool:
    """Whether a segment is narrative: a subject or a verb, and no wish of its own."""
    if segment.has("purpose"):
        return True
    reported = "report" in segment.of("narrator") and not segment.has("create", "want", "unwant")
    return narrates(segment.pieces) and (reported or not strong(segment))


def frame_of(reading: Reading, segment: Segment, context: Context) -> Frame:
    """The frame of a segment in its context."""
    sight = _Sight(reading, segment, context)
    if sight.is_empty() or sight.is_denied():
        return "none"
    if sight.is_create():
        return "create"
    if sight.is_edit():
        return "edit"
    if sight.goes_on_creating():
        return "create"
    return "retrieve" if sight.is_retrieve() else "none"


class _Sight:
    """What can be seen of a segment, asked for by the rules below."""

    def __init__(self, reading: Reading, segment: Segment, context: Context) -> None:
        self.segment, self.context, self.item = segment, context, reading.item
        self.reading = reading
        has = segment.has
        self.look = has("op", "look", "factor") or any(p.tokens[0].kind == "quote" for p in segment.pieces)
        self.pointed = any(p.has("it") and self._points(p.norm) for p in segment.pieces)
        self.act = has("act")
        self.cued = has("want", "unwant", "swap", "good", "bad", "like")
        meant = self.pointed or (self.act and not self.cued)
        self.things = [t for t in segment.of("thing") if t != "genre" or meant]
        self.seconds = any(p.tokens[0].seconds is not None and not p.cues for p in segment.pieces)
        self.measured = self.seconds or has("limit") or "short" in segment.of("length")
        plain = [p for p in segment.pieces if not p.cues]
        scored = "music" in self.things and (self.pointed or self.act) and not has("medium")
        self.names = has("want", "unwant") and not scored and reading.topic(plain) is not None
        self.denied = has("neg") and not has("want", "unwant")
        self.after_edit = context.frame == "edit" and segment.link in LINKS

    def _points(self, norm: str) -> bool:
        return self.item is not None or norm not in ("it", "that", "them", "this", "the whole thing")

    def is_empty(self) -> bool:
        """Only small talk."""
        return all(
            p.has("fill", "lasting", "greet", "narrator") and not p.has("want", "unwant", "bad", "op", "it")
            for p in self.segment.pieces
        )

    def is_denied(self) -> bool:
        """What is said not to be meant ("it's not that I hate chess"), or an operation that is not wanted."""
        segment = self.segment
        if segment.has("aside"):
            return True
        if segment.has("nota") and not any(p.norm in _KEEN for p in segment.pieces):
            return True
        here = self.item is not None or self.context.frame == "edit"
        if here and self.things and not self.look and any(p.norm.startswith("keep") for p in segment.pieces):
            return True
        looks = [p for p in segment.pieces if p.has("look", "op")]
        if here and looks and segment.pieces[0].norm in ("not", "not a", "not the") and not self.names:
            return True
        if segment.has("purpose"):
            return not (self.look or self.things)
        if segment.has("note"):
            return not (self.look or self.things) or self.context.frame == "create"
        at = next((i for i, p in enumerate(segment.pieces) if p.has("op")), 0)
        before = segment.pieces[:at]
        refused = any("strong" in p.values("unwant") for p in before) and not any(
            p.has("act") for p in before
        )
        return refused and self.item is not None and not segment.has("medium", "like") and not self.names

    def is_create(self) -> bool:
        """Something new is to be made, and not from the item on screen."""
        segment = self.segment
        if segment.has("neg"):
            return False
        if self._makes_new():
            return True
        if not segment.has("create"):
            return False
        pointed = any(p.has("it") and not p.has("create") and p.norm not in _WITHIN for p in segment.pieces)
        told = any(
            (p.has("about") and p.norm not in ("of", "on", "from", "with", "by"))
            or (p.has("create") and p.tokens[-1].norm in (("about",) if pointed else ("about", "of")))
            for p in segment.pieces
        )
        if self.item is None and not pointed:
            return True
        heads = self.things or any(p.value("op") in _MADE_OF_ITEM for p in segment.pieces)
        return told or not (pointed or (heads and not segment.has("medium")))

    def _makes_new(self) -> bool:
        """ "Make a square clip of ...": a verb of making, an article, a medium, and what it is about."""
        pieces = self.segment.pieces
        norms = [token.norm for piece in pieces for token in piece.tokens]
        start = next((i for i, word in enumerate(norms) if word in _MAKING), None)
        if start is None or norms[start + 1 : start + 2] not in (["a"], ["an"], ["some"], ["another"]):
            return False
        medium = next((i for i, p in enumerate(pieces) if p.has("medium") and i), None)
        return medium is not None and any(
            p.has("about") and not any(q.has("it") for q in pieces[medium:]) for p in pieces[medium + 1 :]
        )

    def goes_on_creating(self) -> bool:
        """A part of a wish to create, after a comma or "and"."""
        if not self._making() or self.segment.link not in LINKS or narrates(self.segment.pieces):
            return False
        if self._unsounds() or (self.context.frame != "create" and pleasant(self.segment)):
            return True
        return not self.cued or (
            (self.measured or self.look) and not self.names and not self.segment.has("unwant")
        )

    def _making(self) -> bool:
        """Whether a wish to create goes on here; after a refusal only with what refuses nothing itself."""
        if self.context.frame == "create":
            return True
        return self.context.making and (self._unsounds() or pleasant(self.segment) or self._states_how())

    def _states_how(self) -> bool:
        """How long it is to be, how it looks or sounds: after "no people" that is no refusal."""
        said = self.measured or self.look or bool(self.things)
        return said and not self.segment.has("unwant", "neg")

    def _unsounds(self) -> bool:
        """ "No music", "without captions": of what is made, not of what it is about."""
        refused = self.segment.has("unwant") or self.denied
        sounds = bool(self.things) and {*self.things} <= _LEFT_OUT
        return refused and sounds and not self.names and not self.segment.has("medium")

    def is_edit(self) -> bool:
        """An operation on an item."""
        if self.act and self.denied and "cover" not in self.things:
            return False
        if self._making() and not self.pointed and self.segment.link in LINKS:
            return False
        return (
            self._acts() or self._points_at() or self._continues() or self._fragment() or self._wants_thing()
        )

    def _acts(self) -> bool:
        """A verb with an operation, a thing or everything: "make it square", "add music"."""
        everything = self.segment.has("all")
        hidden = "hide" in self.segment.of("act") and "faces" in self.things and self.item is not None
        shaped = (self.act and bool(self.look or self.things)) or (everything and self.look)
        return hidden or (shaped and not self.names)

    def _points_at(self) -> bool:
        """The item on screen is named: "this in black and white", "cut this to ten seconds"."""
        if self.item is not None and self.measured and "short" not in self.segment.of("length"):
            cut = "shorten" in self.segment.of("act") and not self.cued and not self.segment.has("medium")
            if cut and not self.names:
                return True
        if not self.pointed:
            return False
        if self.look or self._part():
            return True
        if self.measured and (self.act or self.segment.has("frame") or lasts(self.reading, self.segment)):
            return True
        translated = self.segment.has("tongue") and self.item is not None and not self.segment.has("medium")
        return translated and (self.act or "strong" in self.segment.of("want")) and not self.names

    def _part(self) -> bool:
        """A stretch of the item: "ten seconds *of this*"."""
        pieces = self.segment.pieces
        return any(
            p.has("it") and p.norm.startswith("of ") and q.tokens[0].seconds is not None
            for q, p in pairwise(pieces)
        )

    def _continues(self) -> bool:
        """One more operation in a row."""
        named = bool(self.things) and not self.cued
        exact = "exact" in self.segment.of("limit") and not self.cued and not self.segment.has("medium")
        sized = self.seconds or exact or (self.context.clipping and self.measured)
        tongue = self.segment.has("tongue") and not self.cued and not self.segment.has("medium")
        return self.after_edit and bool(self.look or named or sized or tongue) and not self.names

    def _fragment(self) -> bool:
        """Only an operation is said: "shorter", "black and white", "subtitles please"."""
        unwanted = any(p.has("unwant") and not p.has("op") for p in self.segment.pieces)
        if self.names or tells(self.segment) or unwanted:
            return False
        here = self.item is not None or self.after_edit
        words = [p.norm for p in self.segment.pieces]
        shorter = "shorter" in words and not self.segment.has("medium")
        if here and not self.cued and (self.look or shorter or self.things in (["captions"], ["cover"])):
            return True
        ops = self.segment.of("op")
        described = self.item is None and set(ops) == {"caption"} and self._topical()
        return bool(ops) and not self.segment.has("medium") and not described

    def _topical(self) -> bool:
        """Whether plain words beside the cues name something: "K-pop with subtitles"."""
        plain = [p for p in self.segment.pieces if not p.cues]
        return self.reading.topic(plain) is not None

    def _wants_thing(self) -> bool:
        """A thing of the item wanted or not: "I want subtitles", "get rid of the sound"."""
        if not self.things or self.names:
            return False
        if self.segment.has("unwant"):
            if self.things[0] == "music" and tires(self.reading, self.segment):
                return False
            return self.things[0] == "sound" or (
                self.item is not None and self.things[0] in ("faces", "music", "cover")
            )
        spoken = self.segment.has("tongue") and self.segment.has("medium")
        return self.segment.has("want") and self.things[0] in ("captions", "cover") and not spoken

    def is_adjunct(self) -> bool:
        """Whether it only says when, where or how ("in a hurry"), and names nothing."""
        first = next((p for p in self.segment.pieces if not p.has("fill", "greet")), None)
        return first is not None and first.has("adjunct")

    def is_retrieve(self) -> bool:
        """A wish for other items."""
        segment, context = self.segment, self.context
        if (segment.has("neg") and not segment.has("want", "unwant", "limit", "bad", "good")) or tells(
            segment
        ):
            return False
        if context.telling and segment.link == "" and not strong(segment):
            return False
        if context.frame == "edit" and segment.link in LINKS:
            if not segment.has("want", "unwant", "swap", "bad"):
                return segment.has("limit", "origin")
            said = self.names or segment.has("like", "limit", "origin", "mood", "length", "tongue")
            if self.pointed and not said:
                return False
        if self.cued or segment.has("limit", "origin", "mood", "length", "tongue"):
            return True
        listed = segment.link in LINKS[1:] and context.frame == "retrieve" and not context.broken
        words = [p.norm for p in segment.pieces if not p.cues or p.has("thing", "look")]
        if self.pointed or self.is_adjunct():
            return False
        asked = segment.link in ("but", ".", "and", ",") and (
            segment.pieces[0].norm in _POLITE or segment.pieces[0].tokens[0].norm in _ASKING
        )
        told = context.told and not (listed or asked)
        return 0 < len(words) <= _LONGEST_NAME and not told and not is_noise(words)
