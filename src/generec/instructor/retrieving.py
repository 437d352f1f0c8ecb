"""Wishes for what to show: topics with their polarity, and limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from generec.domain.guidance import Limits, Topic
from generec.instructor import bounds
from generec.instructor.framing import pleasant
from generec.instructor.marks import Piece
from generec.instructor.naming import named
from generec.instructor.segments import Segment
from generec.instructor.spans import Reading, Wish
from generec.instructor.telling import RELATIVE

_LISTS = ("and", "or", ",")
_ELSE = frozenset(("else", "different", "other", "others", "new", "another", "otherwise"))
_SPOKEN_OF = frozenset(("those", "these", "them"))
_OWNERS = frozenset(("my", "his", "her", "their", "our"))
_ANEW = frozenset(
    ("maybe", "perhaps", "ideally", "instead", "rather", "something", "some", "quizas", "vielleicht")
)
"""Words that begin a wish after a refusal: "nothing loud, *maybe* rain"."""
_TIMES = frozenset(("after", "before", "during", "since", "until", "while", "when"))
_TELLERS = frozenset(("i", "he", "she", "we", "they"))
_BEFORE_NOUN = frozenset(
    ("of", "in", "on", "at", "for", "with", "from", "by", "to", "about", "like", "and", "or", "all")
)


@dataclass(slots=True)
class Flow:
    """What carries over from one segment to the next.

    `sign` is the polarity of a list that may go on, `instead` whether it is what something else
    stands in for, `wish` the wish that holds the last topics, `named` those that no cue governed,
    `mentions` what a story before it is about: "those" may mean it.
    """

    sign: int = 1
    instead: bool = False
    broken: bool = False
    wish: Wish | None = None
    named: tuple[Topic, ...] = ()
    mentions: tuple[Topic, ...] = ()


def retrieve(reading: Reading, segment: Segment, wish: Wish, flow: Flow) -> None:
    """Read a segment as a wish for other items into `wish`."""
    run = _Run(reading=reading, segment=segment, wish=wish, flow=flow, sign=_inherited(segment, flow))
    run.read()
    flow.instead = any("instead" in p.values("unwant") and not p.has("neg") for p in segment.pieces) or (
        flow.instead and not run.cued and not run.topics
    )
    if segment.link == "but" and not run.cued and _describes(run, flow):
        return
    flow.sign, flow.wish = 1 if run.judged else run.sign, wish
    flow.named = () if run.cued else tuple(topic for topic, _ in run.topics)


def _describes(run: _Run, flow: Flow) -> bool:
    """ "Recipes but vegan": one plain word after "but" says which of what was named: they are one topic."""
    said = [topic for topic, _ in run.topics]
    if len(flow.named) != 1 or len(said) != 1 or flow.wish is None or run.reading.lexicon.language != "en":
        return False
    (word, *_), named, wanted = said[0], flow.named[0], flow.wish.more
    if " " in word or word.endswith("s") or named not in wanted or said[0] not in run.wish.more:
        return False
    run.wish.more.remove(said[0])
    wanted[wanted.index(named)] = (f"{word} {named[0]}", *named)
    return True


def _inherited(segment: Segment, flow: Flow) -> int:
    """The polarity that a list hands on to its next part; "but" turns a refusal round."""
    if segment.link == "," and (flow.instead or segment.pieces[0].norm in _ANEW or pleasant(segment)):
        return 1
    return flow.sign if segment.link in _LISTS and not flow.broken else 1


@dataclass(slots=True)
class _Run:
    """One segment while it is read.

    `sign` is the polarity now, the product of the cues since the last topic; `cued` whether the
    segment has a cue of its own; `chunk` the topic being collected.
    """

    reading: Reading
    segment: Segment
    wish: Wish
    flow: Flow
    sign: int
    cued: bool = False
    fresh: bool = True
    denied: bool = False
    pointed: bool = False
    bounded: bool = False
    turn: str = ""
    told: bool = False
    judged: bool = False
    chunk: list[Piece] = field(default_factory=list)
    topics: list[tuple[Topic, int]] = field(default_factory=list)

    def read(self) -> None:
        """Read all pieces, then write what was found into the wish."""
        for at, piece in enumerate(self.segment.pieces):
            if piece.has("because"):
                break
            self._piece(at, piece)
        self._close()
        for topic, sign in self.topics:
            (self.wish.more if sign > 0 else self.wish.less).append(topic)
        if not self.topics and not self.bounded and self.flow.mentions and self._refers():
            for topic in self.flow.mentions:
                (self.wish.more if self.sign > 0 else self.wish.less).append(topic)
        elif not self.topics and self.pointed and self._compares() and not self._again():
            screen = self.reading.on_screen()
            if screen is not None:
                self.wish.remark = not self.segment.has("like", "lasting") and not self._weighs()
                (self.wish.more if self.sign > 0 else self.wish.less).append(screen)
        if self.cued and not (self.topics or self.pointed or self.bounded) and self.segment.link == "":
            self._sign_last(self.sign)

    def _piece(self, at: int, piece: Piece) -> None:
        verdict = piece.has("bad", "good") and not (piece.norm == "away" and self.cued and self.sign > 0)
        if verdict and self._judged(at, piece):
            self._judge(1 if piece.has("good") and not piece.has("bad") else -1)
        elif self.turn and self.chunk and self.turn in piece.values("swapto"):
            self._close()
            self.sign, self.turn = (1 if self.turn == "with" else -1), ""
        elif verdict or self._polarity(piece):
            self._turn(piece)
        elif self._bound(at, piece):
            self.bounded = True
        elif piece.has("act") and not self.chunk and self._governs(at):
            pass
        elif piece.has("lasting", "fill") and not piece.has("medium"):
            if piece.has("lasting"):
                self._close()
        elif not self.chunk and len(piece.tokens) > 1 and piece.value("narrator") == "subject":
            pass
        elif piece.has("it", "like"):
            self.pointed = True
            if self.chunk:
                self.chunk.extend(piece.plain())
        elif piece.has("medium"):
            if self.chunk:
                self.chunk.append(piece)
        elif self.bounded and not self.chunk and (piece.tokens[0].norm in _TIMES or self._owned(at)):
            self.told = True
        elif self._tells(at, piece):
            self._close()
            self.told = True
        elif self.told:
            pass
        elif self.chunk or not piece.has("about", "all", "tonguein", "tonguenoun"):
            self.chunk.extend(piece.plain())

    def _tells(self, at: int, piece: Piece) -> bool:
        """Whether a statement begins inside a row of words: "no guitars *her* brother plays those"."""
        if self.reading.lexicon.language != "en":
            return False
        if not self.chunk:
            return not self.cued and bool({"report", "tale"} & set(piece.values("narrator")))
        last = self.chunk[-1].norm
        if any(p.norm in RELATIVE for p in self.chunk):
            return False
        if piece.tokens[0].norm in _OWNERS:
            return not (last.endswith("ing") or self.chunk[-1].cues or last in _BEFORE_NOUN)
        return piece.norm in _TELLERS or "report" in piece.values("narrator")

    def _owned(self, at: int) -> bool:
        """Whether a statement of what is somebody's begins: "under a minute *my* battery is dying"."""
        pieces = self.segment.pieces
        return pieces[at].norm in _OWNERS and any(p.value("narrator") == "verb" for p in pieces[at + 1 :])

    def _governs(self, at: int) -> bool:
        """Whether a verb is followed by what it acts on ("keep it under a minute"), not part of a name."""
        after = self.segment.pieces[at + 1 : at + 2]
        return any(p.has("it", "all", "limit", "medium") for p in after)

    def _polarity(self, piece: Piece) -> bool:
        return piece.has("neg", "want", "unwant", "swap", "than")

    def _turn(self, piece: Piece) -> None:
        """A polarity cue: it ends the topic before it, and joins with the cues right before it.

        Cues multiply ("don't want less" is a wish), but "no" after a refusal only repeats it
        ("don't want no ads"), as does one denial after another.
        """
        self.told = self.judged = False
        if self.chunk:
            self._close()
            self.fresh = True
        if self.fresh:
            self.sign, self.denied = 1, False
        refuses = piece.has("neg", "unwant", "swap", "bad")
        repeats = (piece.has("neg") and self.denied) or (self.sign < 0 and "no" in piece.values("unwant"))
        if refuses and not repeats:
            self.sign = -self.sign
        self.denied = self.denied or piece.has("neg")
        self.fresh, self.cued = False, True
        if piece.has("swap"):
            self.turn = "with"
        elif piece.has("than"):
            self.turn = "over"

    def _close(self) -> None:
        """End the topic that is being collected."""
        topic = self.reading.topic(self.chunk)
        self.chunk = []
        if topic is not None:
            self.topics.append((named(topic, language=self.reading.lexicon.language), self.sign))

    def _judged(self, at: int, piece: Piece) -> bool:
        """Whether a verdict is about what was named before it, not a cue to what follows."""
        after = self.segment.pieces[at + 1 :]
        if piece.has("want", "unwant") and self.reading.topic([p for p in after if not p.has("fill")]):
            return False
        before = self.chunk or self.topics or self.pointed or self.bounded
        return bool(before) or (self.segment.link in ("", ",", "?") and bool(self.flow.named))

    def _judge(self, sign: int) -> None:
        """A verdict after a topic ("politics is boring") sets the topic's polarity."""
        if self.denied:
            sign = -sign
        if self.cued and sign > 0 > self.sign:
            self._close()
            return
        self._close()
        self.sign, self.cued, self.judged = sign, True, True
        if self.topics:
            self.topics = [(topic, sign) for topic, _ in self.topics]
        elif self.bounded:
            if sign < 0 and self.wish.limits.origin is not None:
                self.wish.limit(origin=bounds.origin(self.wish.limits.origin, sign=sign))
        elif not self.pointed:
            self._sign_last(sign)

    def _sign_last(self, sign: int) -> None:
        """Give the topics that were named just before, without a cue, a polarity."""
        if self.flow.wish is None or sign > 0 or not self.flow.named:
            if self.flow.wish is not None and sign > 0:
                self._move(self.flow.wish.less, self.flow.wish.more)
            return
        self._move(self.flow.wish.more, self.flow.wish.less)

    def _move(self, source: list[Topic], target: list[Topic]) -> None:
        for topic in self.flow.named:
            if topic in source:
                source.remove(topic)
                target.append(topic)

    def _refers(self) -> bool:
        """Whether the segment wants or refuses something that it does not name: what was spoken of before."""
        return self.segment.has("want", "unwant") and not any(
            p.has("other") or p.norm in _ELSE for p in self.segment.pieces
        )

    def _again(self) -> bool:
        """Whether "those" are the ones just asked for: "AI-made ones are great, only those"."""
        before = self.flow.wish
        plural = any(p.norm in _SPOKEN_OF or (p.norm == "it" and self._weighs()) for p in self.segment.pieces)
        return plural and before is not None and before is not self.wish and before.says()

    def _weighs(self) -> bool:
        """Whether "more" or "less" is said, so that the item on screen is a measure and no mere remark."""
        return any({"weak", "no"} & {*p.values("want"), *p.values("unwant")} for p in self.segment.pieces)

    def _compares(self) -> bool:
        """Whether the item on screen is the measure ("more like this", "tired of this")."""
        return any(
            p.has("unwant", "good", "bad", "like") or "weak" in p.values("want") for p in self.segment.pieces
        )

    def _bound(self, at: int, piece: Piece) -> bool:
        """A limit at `at`; what is refused and cannot be a limit becomes a topic instead."""
        pieces = self.segment.pieces
        governed = (self.cued and not self.chunk) or self.segment.link == "or"
        listed = self.sign if governed or self._goes_on(piece) else 1
        if bounds.set_limits(self.wish, piece, sign=listed):
            return True
        if piece.has("length") and at and pieces[at - 1].has("limit"):
            return True
        if piece.has("length") and _measures(pieces, at):
            if not (self.wish.limits.max_seconds or self.wish.limits.min_seconds):
                self.wish.limit(**bounds.length_word(str(piece.value("length")), sign=listed))
                self.wish.vague = True
            return True
        if "aiword" in piece.values("origin") and _names_only(pieces, at):
            self.wish.limit(origin=bounds.origin("ai", sign=listed))
            return True
        if piece.has("mood"):
            return self._mood(piece, listed)
        tongue = bounds.language(pieces, at)
        if tongue is not None and listed > 0:
            self.wish.limit(language=tongue)
            if self.chunk and self.chunk[-1].tokens[-1].norm in ("in", "en", "auf", "em"):
                self.chunk.pop()
            return True
        if at and piece.has("tonguenoun") and bounds.language(pieces, at - 1):
            return True
        seconds = piece.tokens[0].seconds
        if not piece.cues and seconds is not None and _measures(pieces, at):
            self.wish.limit(max_seconds=seconds)
            return True
        return False

    def _goes_on(self, piece: Piece) -> bool:
        """Whether "AI art" goes on with a refusal: "no pranks *and AI art*"."""
        listed = self.segment.link in _LISTS and not self.segment.has("want", "final")
        return listed and "ai" in piece.values("origin") and piece.tokens[-1].norm != "only"

    def _mood(self, piece: Piece, sign: int) -> bool:
        """A mood wanted is a limit; one refused is a topic not wanted."""
        again = self.wish.limits.mood == piece.value("mood") and piece.norm.endswith("stories")
        if sign > 0 and not again:
            self.wish.limits = self.wish.limits.merged(Limits.model_validate({"mood": piece.value("mood")}))
            return True
        self.chunk.extend(piece.plain())
        return True


def _measures(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a word of length measures the items, not a topic ("short hair")."""
    rest = pieces[at + 1 :]
    named = [p for p in rest if not p.cues]
    led = bool(rest) and rest[0].has("about", "fill", "medium")
    said = pieces[at].has("length") or any(p.has("medium") for p in pieces)
    return not named or led or said


def _names_only(pieces: Sequence[Piece], at: int) -> bool:
    """Whether "AI" is all that is named here: then it is an origin, else part of a topic."""
    if any(p.has("about") or p.tokens[-1].norm == "about" for p in pieces[:at]):
        return False
    return not any(not p.cues and not p.is_mark for p in pieces)
