"""What is tried in the place of a draft that the checks kept out: the same wish, with less that can fail.

A caption is left out, another stretch of the source is taken, a film gets another shot, or what draws draws
by another seed. Law, lists and recipes that no maker writes are not tried again: there, no other draft of the
wish is any better.
What was done instead, and why, is the last of the item's changes and is told with the answer (`instead`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from generec.domain.drafts import Verdict
from generec.domain.items import Item
from generec.domain.parts import Recutting
from generec.domain.recipes import Recipe, Step
from generec.fidelity.gate import Passage
from generec.fidelity.table import KEPT_OUT
from generec.jobs.worker import Outcome

_OF_WORDS: Final = ("fidelity.safety.words", "fidelity.privacy.personal", "fidelity.authenticity.promise")
_OF_PICTURES: Final = (*_OF_WORDS, "fidelity.safety.", "fidelity.authenticity.drift")
_SEEDED: Final = ("creator.hub.", "creator.diffusion.")
_SHORTEST_S: Final = 1.0
_SILENT: Final = "without the caption, which a check kept out"
_ELSEWHERE: Final = "another part, as a check kept the first out"
_RECUT: Final = "other footage in a part of it, as a check kept the first out"
_REDRAWN: Final = "drawn once more, as a check kept the first out"
_TOLD: Final = (_SILENT, _ELSEWHERE, _RECUT, _REDRAWN)
_WHY: Final = (
    ("fidelity.safety.words", "its words may do harm"),
    ("fidelity.privacy.personal", "it gives away personal data"),
    ("fidelity.authenticity.promise", "it names what no picture shows"),
    ("fidelity.safety.nudity", "it may show nudity"),
    ("fidelity.safety.flashing", "it flashes too much"),
    ("fidelity.safety.loudness", "it gets too loud"),
    ("fidelity.authenticity.drift", "it was too far from its source"),
)
"""What checks found, in words for the viewer: what was found is not repeated, for it might do harm again."""

Attempt = Callable[[Recipe, str], tuple[Outcome, Passage | None]]
"""Makes a recipe and brings it to the gate; told what is different, empty for what was asked for."""


class Try(NamedTuple):
    """Another recipe for the same wish, and what is different, in words for the viewer."""

    recipe: Recipe
    told: str


def another_try(
    recipe: Recipe, sources: Sequence[Item], verdicts: Sequence[Verdict], *, maker: object = None
) -> Try | None:
    """What to make in the place of what `verdicts` kept out; None where nothing better is known.

    `maker` is what renders the recipe: it may be able to show something else (`Recutting`).
    """
    against = [
        verdict for verdict in verdicts if verdict.outcome in KEPT_OUT and not verdict.detail.get("failed")
    ]
    if not against or not all(verdict.check.startswith(_OF_PICTURES) for verdict in against):
        return None
    if all(verdict.check.startswith(_OF_WORDS) for verdict in against) and (found := _silent(recipe)):
        return found._replace(told=f"{found.told}: {_why(against)}")
    found = _recut(recipe, sources, against, maker) or _elsewhere(recipe, sources) or _redrawn(recipe)
    return found._replace(told=f"{found.told}: {_why(against)}") if found else None


def instead(item: Item, *, of: str) -> tuple[str, ...]:
    """What was done instead, and why, where `item` came of another try in the place of the recipe `of`."""
    if item.recipe == of:
        return ()
    # The other try may have been made before, as somebody's first wish.
    told = [change for change in item.changes[-1:] if change.startswith(_TOLD)]
    return (*told,) or ("not all of it as asked, for a check kept that out",)


def _why(against: Sequence[Verdict]) -> str:
    """What the checks found, in words that repeat nothing of it."""
    whys = [why for verdict in against for check, why in _WHY if verdict.check.startswith(check)]
    return " and ".join(dict.fromkeys(whys)) or "it may do harm"


def tried(
    recipe: Recipe,
    sources: Sequence[Item],
    attempt: Attempt,
    *,
    maker: object,
    retries: int,
    drop: Callable[[Sequence[str]], object],
) -> Outcome:
    """What comes of a recipe, or of another try in its place; where none passes, of the recipe.

    `drop` is given the keys of what need not wait for a person: all tries where one passed, else all but
    the first.
    """
    first, passage = attempt(recipe, "")
    keys = [recipe.key()]
    for _ in range(retries):
        if passage is None or passage.item:
            break
        again = another_try(recipe, sources, passage.verdicts, maker=maker)
        if again is None:
            break
        recipe = again.recipe
        outcome, passage = attempt(recipe, again.told)
        if outcome.state == "done":
            drop(keys)
        if outcome.state in ("done", "cancelled"):
            return outcome
        keys.append(recipe.key())
    drop(keys[1:])
    return first


def _silent(recipe: Recipe) -> Try | None:
    """Without its caption, where something else was asked for too."""
    rest = tuple(step for step in recipe.steps if step.op != "caption")
    if recipe.origin != "edited" or not rest or len(rest) == len(recipe.steps):
        return None
    return Try(recipe.model_copy(update={"steps": rest}), _SILENT)


def _recut(recipe: Recipe, sources: Sequence[Item], against: Sequence[Verdict], maker: object) -> Try | None:
    """A film with other footage where the checks saw what they keep out."""
    if not isinstance(maker, Recutting):
        return None
    times: list[Any] = []
    for verdict in against:
        told: Any = verdict.detail.get("times", [verdict.detail.get("time_s")])
        times += told
    if None in times:
        return None
    found = maker.recut(recipe, sources, times=times)
    return Try(found, _RECUT) if found else None


def _elsewhere(recipe: Recipe, sources: Sequence[Item]) -> Try | None:
    """Another stretch of the same length: the one after, else the one before."""
    for place, step in enumerate(recipe.steps):
        start, end = step.params.get("start_s"), step.params.get("end_s")
        if step.op != "clip" or not isinstance(start, int | float) or not isinstance(end, int | float):
            continue
        length, whole = end - start, sources[0].duration_s if sources else 0.0
        begin = end if end + length <= whole else start - length
        if length < _SHORTEST_S or begin < 0:
            return None
        moved = {**step.params, "start_s": round(begin, 3), "end_s": round(begin + length, 3)}
        return Try(_with(recipe, place, step, moved), _ELSEWHERE)
    return None


def _redrawn(recipe: Recipe) -> Try | None:
    """By another seed, where a model draws."""
    for place, step in enumerate(recipe.steps):
        seed = step.params.get("seed")
        if step.component.startswith(_SEEDED) and isinstance(seed, int):
            other = int.from_bytes(hashlib.sha256(f"{seed}".encode()).digest()[:4], "big")
            return Try(
                _with(recipe, place, step, {**step.params, "seed": other}),
                _REDRAWN,
            )
    return None


def _with(recipe: Recipe, place: int, step: Step, params: dict[str, Any]) -> Recipe:
    steps = list(recipe.steps)
    steps[place] = step.model_copy(update={"params": params})
    return recipe.model_copy(update={"steps": tuple(steps)})
