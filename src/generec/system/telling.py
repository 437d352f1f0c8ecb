"""The trace's sentences: what a part did and why, from what it returned."""

from __future__ import annotations

from collections.abc import Sequence

from generec.domain.guidance import Clause, Edit, Guidance, Limits, Reply
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.retriever.ranking import Ranking
from generec.system.making import Asked
from generec.system.retrying import instead

Told = tuple[str, str]
"""(did, because)."""


def of_profile(profile: Profile) -> Told:
    """What is known of a viewer."""
    if not profile.viewer.profiling:
        return "used nothing that you did here", "profiling is switched off for you"
    if not profile.n_events:
        return "knows nothing of you", "you did nothing here yet"
    best = sorted((t for t in profile.topics if profile.topics[t] > 0), key=lambda t: -profile.topics[t])[:3]
    likes = f"you like {', '.join(best)}" if best else "you have shown no clear taste"
    if profile.length_s:
        likes += f"; mostly videos of about {profile.length_s:.0f} s"
    looks = [name for name, liking in profile.looks.items() if liking > 0]
    if looks:
        likes += f"; the look {max(looks, key=profile.looks.__getitem__)}"
    return likes, f"your last {profile.n_events} acts here say so"


def of_guidance(guidance: Guidance) -> Told:
    """What was understood, in the words of the guidance and not the viewer's."""
    if guidance.refuse:
        return "refused", f"the wish is {guidance.refuse}"
    if guidance.ask:
        return "asked back", guidance.because or "the wish is not clear"
    if not guidance.clauses:
        return "heard no wish", "nothing was said"
    told = of_clauses(guidance.clauses) or "heard nothing that changes the feed"
    return told, guidance.because or "these are the viewer's words"


def of_clauses(clauses: Sequence[Clause]) -> str:
    """What clauses ask for, such as `more cooking; no boats; at most 15 s; style noir`."""
    all_of = Guidance(clauses=tuple(clauses))
    parts = [f"more {topic[0]}" for topic in all_of.more]
    parts += [f"no {topic[0]}" for topic in all_of.less]
    parts += _limits(all_of.limits)
    parts += [of_edits(all_of.edits)] if all_of.edits else []
    if all_of.create:
        parts.append("make " + ", ".join(topic[0] for topic in all_of.create.about))
    return "; ".join(parts)


def _limits(limits: Limits) -> list[str]:
    told = {
        "max_seconds": f"at most {limits.max_seconds or 0:g} s",
        "min_seconds": f"at least {limits.min_seconds or 0:g} s",
        "origin": "only what people made" if limits.origin == "human" else "only what AI made",
        "language": f"in the language {limits.language}",
        "mood": f"in a {limits.mood} mood",
    }
    return [told[name] for name in limits.model_dump(exclude_none=True)]


def of_edits(edits: Sequence[Edit]) -> str:
    """Operations, such as `clip 4 s, style noir`; dictated words are left out."""
    return ", ".join(_edit(edit.model_dump(exclude_none=True)) for edit in edits)


def _edit(record: dict[str, object]) -> str:
    units = {"seconds": " s", "factor": " times"}
    values = [
        _value(value) + units.get(name, "")
        for name, value in record.items()
        if name not in ("op", "text", "style")
    ]
    return " ".join([str(record["op"]).replace("_", " "), *values])


def _value(value: object) -> str:
    if isinstance(value, tuple | list):
        return f"of {value[0]}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def of_asked(asked: Sequence[Asked], item: Item) -> Told:
    """What became of a wish to change an item."""
    told = [_asked(one, item) for one in asked if one.recipe or one.why_not]
    notes = [note for one in asked for note in one.notes]
    return "; ".join(did for did, _ in told), "; ".join(dict.fromkeys([why for _, why in told] + notes))


def _asked(asked: Asked, item: Item) -> Told:
    name = item.title or item.id
    if asked.item is not None:
        return f"found it made already: {asked.item.id}", "the same recipe was asked for before"
    if asked.job is not None:
        return f"asked for a changed {name!r}", f"recipe {asked.job.recipe[:12]}"
    return "made nothing", asked.why_not


def of_created(asked: Asked) -> Told:
    """What became of a wish for something new."""
    if asked.item is not None:
        return f"found it made already: {asked.item.id}", "the same recipe was asked for before"
    if asked.job is not None:
        return "asked for something new", f"recipe {asked.job.recipe[:12]}"
    return "made nothing", asked.why_not


def of_gate(asked: Asked) -> Told | None:
    """What the gate did with what a job made, where it is not simply shown."""
    if asked.job is None:
        return None
    if asked.why_not:
        return f"not shown ({asked.job.state})", asked.why_not
    told = of_another_try(asked)
    return ("kept out the first draft; made it again", "; ".join(told)) if told else None


def of_another_try(asked: Asked) -> tuple[str, ...]:
    """What was done instead, and why, where what a job made came of another try."""
    if asked.item is None or asked.job is None:
        return ()
    return instead(asked.item, of=asked.job.recipe)


def adding(reply: Reply, text: str) -> Reply:
    """A reply that says something more."""
    return reply.model_copy(update={"text": " ".join(part for part in (reply.text, text) if part)})


def seen_all(reply: Reply, guidance: Guidance, ranking: Ranking, *, creates: bool) -> Reply:
    """The reply, with what to say where a viewer met all there is of what they ask to be shown.

    Where it `creates`, something new about it is offered.
    """
    said = {topic[0] for topic in guidance.more}
    gone = [name for name in ranking.met if name in said]
    if not gone or guidance.create:
        return reply
    told = adding(reply, f"You have seen all that is here of {' and '.join(gone)}.")
    offers = tuple(f"make me a video about {name}" for name in gone) if creates else ()
    return told.model_copy(update={"choices": (*told.choices, *offers)})


def of_ranking(profile: Profile, candidates: Sequence[tuple[str, float]] | None) -> str:
    """What the ranking rests on."""
    if candidates:
        return "the site's own ranker chose first"
    if profile.liked and profile.viewer.profiling:
        return "what similar viewers like, what you liked and what is popular were weighed together"
    return "nothing that you liked is known, so popularity, variety and wishes decide"


def of_choice(ranking: Ranking) -> str:
    """How much was chosen of how much, and whether the bound on what AI made kept something out."""
    told = f"chose {len(ranking.ids)} of {ranking.eligible} that may be shown"
    return told if ranking.spare != 0 else f"{told}; what AI made has its share of the places"
