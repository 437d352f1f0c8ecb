"""What is offered to a viewer whom nothing seems to suit: a question with choices that can be said back."""

from __future__ import annotations

from generec.domain.guidance import Reply, Route, StyleName
from generec.domain.profiles import Profile

LOOKS: dict[StyleName, str] = {
    "vivid": "make everything more colourful",
    "noir": "make everything black and white",
    "vintage": "make everything vintage",
    "warm": "make everything warmer",
    "cool": "make everything cooler",
    "cartoon": "make everything a cartoon",
    "sketch": "make everything look like a sketch",
    "watercolor": "make everything a watercolor",
    "oil": "make everything an oil painting",
    "pixel": "make everything pixel art",
}
"""How each look is asked for; where nothing is known of a viewer's taste, the first is offered."""

_CLEAR = 0.1


def offer(profile: Profile, *, route: Route) -> Reply:
    """The offer to make something (`create`) or to show what there is otherwise (`edit`).

    The choices follow from the profile: the look that did best with this viewer, the topic that
    was rejected most, the one that is liked most.
    """
    best = max(profile.topics, key=profile.topics.__getitem__, default="")
    worst = min(profile.topics, key=profile.topics.__getitem__, default="")
    if route == "create":
        wish = (
            f"make me a video about {best}" if best and profile.topics[best] > 0 else "make me a calm video"
        )
        return Reply(
            kind="ask",
            text="These do not seem to be what you want. Shall I make you something new? Say what, such as:",
            choices=(wish, "shorter videos"),
        )
    choices = [f"no {worst}"] if worst and profile.topics[worst] < -_CLEAR else []
    choices += ["only the highlights of everything", LOOKS[look(profile)]]
    return Reply(
        kind="ask",
        text="These do not seem to be what you want. I can show them in another way; say one of these:",
        choices=tuple(choices),
    )


def look(profile: Profile) -> StyleName:
    """The look that did best with this viewer; of those that they have not met, the first."""
    known = {name: profile.looks.get(name, 0.0) for name in LOOKS}
    return max(known, key=known.__getitem__)
