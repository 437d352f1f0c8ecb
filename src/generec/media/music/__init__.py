"""Music made by code: composed by rule and chance, played by formulas, free of anybody's rights."""

from __future__ import annotations

from generec.media.music.meaning import NEUTRAL, mood_of
from generec.media.music.moods import moods
from generec.media.music.piece import Piece, player
from generec.media.music.voices import RATE

__all__ = ["NEUTRAL", "RATE", "Piece", "mood_of", "moods", "player"]
