"""From segments to clauses: each segment starts a wish, goes on with one, or holds none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from generec.domain.guidance import Clause, Clip, Edit, Limits, Rewrite, Summarize, Target
from generec.instructor.creating import create
from generec.instructor.editing import edit
from generec.instructor.framing import Context, Frame, frame_of, tells
from generec.instructor.lexicon import Lexicon
from generec.instructor.marks import Piece, longest
from generec.instructor.retrieving import Flow, retrieve
from generec.instructor.segments import Segment
from generec.instructor.spans import Reading, Wish
from generec.instructor.telling import mentioned

_POLITE = frozenset(
    ("please", "thanks", "thank you", "por favor", "bitte", "s il te plait", "s il vous plait", "请")
)


@dataclass(slots=True)
class _State:
    frame: Frame = "none"
    wishes: list[Wish] = field(default_factory=list)
    flow: Flow = field(default_factory=Flow)
    lasting: bool = False
    telling: bool = False
    making: bool = False


def clauses(reading: Reading, segments: Sequence[Segment], *, begun: Frame = "none") -> list[Clause]:
    """The clauses that the segments say; empty when they hold no wish.

    `begun` is what kind of wish they go on with: "create" where they only say what is to be made.
    """
    state = _State(frame=begun, making=begun == "create")
    told = any(tells(segment) for segment in segments)
    for segment in segments:
        context = _context(state, told=told)
        frame = frame_of(reading, segment, context)
        state.telling = tells(segment) or (state.telling and segment.link == "" and frame == "none")
        _lasting(reading, segment, state, frame)
        if frame == "none":
            _pass_over(segment, state)
            state.flow.mentions = mentioned(reading, segment) or state.flow.mentions
        else:
            _take(reading, segment, state, frame)
    wishes = [wish for wish in state.wishes if wish.says()]
    _settle(wishes)
    for wish in wishes:
        if wish.about == []:
            wish.about = list(state.flow.mentions)
    return [wish.clause() for wish in wishes if wish.says()]


def _context(state: _State, *, told: bool) -> Context:
    clipping = bool(state.wishes) and any(edit.op == "clip" for edit in state.wishes[-1].edits)
    return Context(
        frame=state.frame,
        broken=state.flow.broken,
        told=told,
        telling=state.telling,
        clipping=clipping,
        making=state.making,
    )


def _take(reading: Reading, segment: Segment, state: _State, frame: Frame) -> None:
    """Read a segment into the wish that it goes on with, or into a new one."""
    if segment.has("correct") and state.flow.wish is not None:
        state.flow.wish.more.clear()
    # A full stop ends what was to be made: what follows is a wish for the feed again.
    state.making = state.making and segment.link not in (".", "?")
    going_on = frame == "create" and not segment.has("create")
    if frame == "edit" and state.frame == "edit" and _only_tongue(segment):
        edit(reading, segment, state.wishes[-1])
        return
    made = next((w for w in reversed(state.wishes) if w.route == "create"), None) if going_on else None
    wish = made or Wish()
    if made is None:
        state.wishes.append(wish)
    if frame == "create":
        state.making = True
        create(reading, segment, wish)
    elif frame == "edit":
        wish.route = "edit"
        edit(reading, segment, wish)
        wish.target = _target(segment)
        _of_text(reading, wish)
    else:
        retrieve(reading, segment, wish, state.flow)
        wish.part = _is_part(reading, segment)
    wish.lasting = wish.lasting or state.lasting
    if not wish.says() and "yes" in segment.of("lasting"):
        for last in [w for w in state.wishes if w.says()][-1:]:
            last.lasting = True
    said = reading.text[segment.pieces[0].start : segment.pieces[-1].end]
    wish.words = f"{wish.words} {said}".strip()
    state.flow.broken = False
    state.frame = frame


def _is_part(reading: Reading, segment: Segment) -> bool:
    """Whether a length without a bound is said, and of what quality: "just the best ten seconds"."""
    tokens = [token for piece in segment.pieces for token in piece.tokens]
    bounded = any(said != "exact" for said in segment.of("limit"))
    sized = any(token.seconds for token in tokens) and not bounded and not segment.has("medium")
    return sized and any(token.norm in reading.generic for token in tokens)


def _only_tongue(segment: Segment) -> bool:
    """Whether a segment only names a language: "and in Portuguese"."""
    return segment.has("tongue") and all(p.has("tongue", "tonguein", "fill", "act") for p in segment.pieces)


def _pass_over(segment: Segment, state: _State) -> None:
    """No wish: what follows does not go on with a list, except after a mere "please"."""
    if any(piece.norm not in _POLITE for piece in segment.pieces):
        state.flow = Flow(broken=True, mentions=state.flow.mentions)
        state.frame = "none" if state.frame == "retrieve" else state.frame


def _lasting(reading: Reading, segment: Segment, state: _State, frame: Frame) -> None:
    """Markers of time hold until the sentence ends; one said afterwards counts for what it follows."""
    said = _durations(segment, reading.lexicon) if frame != "none" or not state.telling else []
    denied = any(p.has("lasting") and "strong" in p.values("unwant") for p in segment.pieces) and any(
        p.has("neg") and not p.has("lasting") for p in segment.pieces
    )
    if segment.link in (".", "?"):
        state.lasting = False
    if "no" in said or denied:
        state.lasting = False
    elif "yes" in said:
        state.lasting = True
        if frame == "none" and state.wishes and segment.link not in (".", "?"):
            state.wishes[-1].lasting = True


_ADVERBS = frozenset(("always", "ever", "never", "generally", "constantly", "no longer"))


def _durations(segment: Segment, lexicon: Lexicon) -> list[str]:
    """What markers of time say; an adverb inside a statement ("he always plays") is none."""
    out: list[str] = []
    for at, piece in enumerate(segment.pieces):
        before = segment.pieces[at - 1] if at else None
        told = before is not None and (
            (before.has("narrator") and not before.has("want", "unwant")) or not before.cues
        )
        if not (piece.norm in _ADVERBS and told):
            out += piece.values("lasting")
        if piece.has("unwant", "neg") and not piece.has("lasting"):
            out += _inside(piece, lexicon)
    norms = [token.norm for piece in segment.pieces for token in piece.tokens]
    if "never" in norms and "again" in norms[norms.index("never") :]:
        out.append("yes")
    return out


def _inside(piece: Piece, lexicon: Lexicon) -> list[str]:
    """Markers of time of two words or more inside a refusal ("ne me montre *plus jamais*")."""
    tokens = piece.tokens
    for at in range(len(tokens)):
        end, cues = longest(tokens, at, lexicon.phrases)
        if end > at + 1 and ("lasting", "yes") in cues:
            return ["yes"]
    return []


def _target(segment: Segment) -> Target:
    """The whole feed when that is said, else the item on screen."""
    everything = any(p.has("all") for p in segment.pieces)
    plural = any(p.norm in ("videos", "clips", "posts") for p in segment.pieces)
    pointed = any(p.has("it") and not p.has("all") for p in segment.pieces)
    return "feed" if (everything or plural) and not pointed else "current"


def _of_text(reading: Reading, wish: Wish) -> None:
    """A text that is to be shorter is summed up: it has no length to cut."""
    item = reading.item
    if item is not None and item.kind == "text" and Clip() in wish.edits:
        wish.edits = [Summarize() if edit == Clip() else edit for edit in wish.edits]


def _settle(wishes: Sequence[Wish]) -> None:
    """ "Too long, sum it up" asks for one thing: a clip of no length goes where more is said."""
    _number_over_word(wishes)
    _cut_to_limit(wishes)
    _only_remarked(wishes)
    _rewrite_once(wishes)
    sized = any(isinstance(edit, Clip) and edit.seconds for wish in wishes for edit in wish.edits)
    for at, wish in enumerate(wishes):
        source = next((w for w in reversed(wishes[:at]) if w.more), None)
        if wish.about == [] and source is not None and wish.route == "create" and source.route == "retrieve":
            wish.about, source.more = source.more, []
    summed = any(edit.op == "summarize" for wish in wishes for edit in wish.edits)
    for wish in wishes:
        if summed or sized:
            wish.edits = [e for e in wish.edits if not (isinstance(e, Clip) and e.seconds is None)]


def _only_remarked(wishes: Sequence[Wish]) -> None:
    """ "I like it, so just make it square": liking the item that is to be changed asks for no others."""
    if any(wish.route == "edit" and wish.target == "current" for wish in wishes):
        for wish in wishes:
            if wish.remark:
                wish.more.clear()
                wish.less.clear()


def _rewrite_once(wishes: Sequence[Wish]) -> None:
    """ "Rephrase it formally and translate it into Japanese" is one rewriting."""
    said = [e for wish in wishes for e in wish.edits if isinstance(e, Rewrite)]
    tones = {e.tone for e in said} - {None}
    tongues = {e.language for e in said} - {None}
    if len(said) < 2 or len(tones) > 1 or len(tongues) > 1:
        return
    whole: Rewrite | None = Rewrite(tone=next(iter(tones), None), language=next(iter(tongues), None))
    for wish in wishes:
        kept: list[Edit] = [e for e in wish.edits if not isinstance(e, Rewrite)]
        if len(kept) < len(wish.edits):
            wish.edits = [*kept, whole] if whole is not None else kept
            whole = None


def _cut_to_limit(wishes: Sequence[Wish]) -> None:
    """ "I only have ten seconds, trim it": a limit that names nothing else is how long the clip is to be.

    So is the length of a part, where a change follows: "just the best ten seconds, twice as fast".
    """
    bare = [w for w in wishes if w.route == "retrieve" and not w.more and not w.less]
    limits = next(
        (w for w in bare if w.limits.max_seconds and w.limits == Limits(max_seconds=w.limits.max_seconds)),
        None,
    )
    cut = next((w for w in wishes if w.target == "current" and Clip() in w.edits), None)
    if limits is not None and limits.part and cut is None and _edits_next(limits, wishes):
        limits.route, limits.target = "edit", "current"
        limits.edits, limits.limits = [Clip(seconds=limits.limits.max_seconds)], Limits()
    elif limits is not None and cut is not None:
        cut.edits = [Clip(seconds=limits.limits.max_seconds) if e == Clip() else e for e in cut.edits]
        limits.limits = Limits()


def _edits_next(wish: Wish, wishes: Sequence[Wish]) -> bool:
    """Whether what is said next changes the item on screen, and nothing cuts it."""
    behind = wishes[[one is wish for one in wishes].index(True) + 1 :]
    edits = [edit for one in wishes for edit in one.edits]
    changed = bool(behind) and behind[0].route == "edit" and behind[0].target == "current"
    return changed and not any(isinstance(edit, Clip) for edit in edits)


def _number_over_word(wishes: Sequence[Wish]) -> None:
    """ "I have two minutes, something quick": where a length is said in numbers, the word adds nothing."""
    for bound in ("max_seconds", "min_seconds"):
        held = [w for w in wishes if getattr(w.limits, bound) is not None]
        if any(not w.vague for w in held):
            for wish in held:
                if wish.vague:
                    wish.limits = wish.limits.model_copy(update={bound: None})
