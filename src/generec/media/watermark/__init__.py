"""An invisible watermark of 32 bits for pictures and videos: put in, found and read.

`Watermark` changes a luma; `place` puts it into frames and pictures; `Ballot` collects votes and reads it.
"""

from generec.media.watermark.code import PAYLOAD_BITS
from generec.media.watermark.embed import Watermark
from generec.media.watermark.read import FOUND, Ballot, Reading

__all__ = ["FOUND", "PAYLOAD_BITS", "Ballot", "Reading", "Watermark"]
