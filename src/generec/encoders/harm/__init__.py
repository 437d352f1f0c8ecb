"""Words that harm: found by lists in five languages and by a small network for English."""

from generec.encoders.harm.judge import GROWN_UP, Harm, harms, listed, sentences
from generec.encoders.harm.unmask import parted, unmasked

__all__ = ["GROWN_UP", "Harm", "harms", "listed", "parted", "sentences", "unmasked"]
