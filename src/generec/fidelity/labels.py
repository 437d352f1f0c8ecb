"""The words and codes that say how something came to be: for people and for machines.

The codes are IPTC's digital source types (https://cv.iptc.org/newscodes/digitalsourcetype/):

- `trainedAlgorithmicMedia`: created by a generative model;
- `compositeWithTrainedAlgorithmicMedia`: an existing work that a generative model changed, or went on
  from (`begins` in its step names the frame);
- `composite`: put together from several works of which some may or may not be synthetic;
- `algorithmicMedia`: created by an algorithm that is not based on sampled data;
- `algorithmicallyEnhanced` ("algorithmically-altered media"): an existing work that an algorithm
  without a generative model modified. This is a pure cut, too: `compositeCapture` would claim that
  several elements were put together and that all are captures of real life, and `humanEdits` that
  a person chose the cut; neither is known to be true.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import c2pa

from generec.domain.drafts import Draft
from generec.domain.recipes import Step

NAME: Final = "GeneRec"
VOCABULARY: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"

_NOT_GENERATIVE: Final = frozenset(
    ("clip", "thumbnail", "still", "reframe", "speed", "mute", "adjust", "caption", "music", "blur_faces")
)
"""Operations that put out pixels, sound or words that were there, whatever model chose them."""

_FACE: Final = "font-"
"""Faces of type are files among the models' too, and draw nothing of their own accord."""

_Types = c2pa.C2paDigitalSourceType
_NATIVE: Final = {
    "trainedAlgorithmicMedia": _Types.TRAINED_ALGORITHMIC_MEDIA,
    "compositeWithTrainedAlgorithmicMedia": _Types.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
    "composite": _Types.COMPOSITE,
    "algorithmicMedia": _Types.ALGORITHMIC_MEDIA,
    "algorithmicallyEnhanced": _Types.ALGORITHMICALLY_ENHANCED,
}


class Label(NamedTuple):
    """What a made file says of itself, outside the signed manifest, to people and simple tools."""

    text: str
    source_type: str
    mark: str
    credit: tuple[str, ...] = ()


def source_type(draft: Draft) -> str:
    """The IPTC term for the draft (without the vocabulary's address)."""
    generative = any(_draws(step) for step in draft.recipe.steps)
    if draft.origin == "created":
        if generative:
            shown = any("begins" in step.params for step in draft.recipe.steps)
            return "compositeWithTrainedAlgorithmicMedia" if shown else "trainedAlgorithmicMedia"
        return "composite" if draft.recipe.sources else "algorithmicMedia"
    return "compositeWithTrainedAlgorithmicMedia" if generative else "algorithmicallyEnhanced"


def _draws(step: Step) -> bool:
    """Whether a generative model drew pixels, sound or words in the step."""
    models = [name for name in step.models if not name.startswith(_FACE)]
    return bool(models) and step.op not in _NOT_GENERATIVE


def native(term: str) -> c2pa.C2paDigitalSourceType:
    """The signing library's value for an IPTC term."""
    return _NATIVE[term]


def words(draft: Draft) -> str:
    """The visible label: "Edited by AI with GeneRec"."""
    verb = "Edited" if draft.origin == "edited" else "Created"
    return f"{verb} by AI with {NAME}" if draft.ai else f"{verb} with {NAME}"
