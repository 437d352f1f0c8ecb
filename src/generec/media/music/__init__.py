"""Music made by code: composed by rule and chance, played by formulas, free of anybody's rights."""

from __future__ import annotations

from generec.media.music.meaning import mood_of
from generec.media.music.moods import moods
from generec.media.music.piece import Piece
from generec.media.music.voices import RATE

__all__ = ["RATE", "Piece", "mood_of", "moods"]
