"""Settings of the ingest."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class IngestConfig(BaseModel):
    """How sources are taken in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    every_s: float = Field(
        default=0.5, gt=0, description="One frame of a video is looked at every so many seconds."
    )
    limit: int = Field(default=240, ge=1, description="Frames looked at in one video, at most.")
    longest: int = Field(default=480, ge=64, description="Longest side of frames and thumbnails, in pixels.")
    batch: int = Field(default=16, ge=1, description="Pictures in one call of the encoder.")
    held: int = Field(default=48, ge=1, description="Decoded frames that may wait for the encoder.")
    decoders: int = Field(default=1, ge=1, description="Videos decoded at the same time.")
    max_bytes: int = Field(default=2**31, gt=0, description="Larger media files are rejected.")
    max_text: int = Field(default=200_000, gt=0, description="Characters of a text or description, at most.")
    words: float = Field(
        default=0.6,
        ge=0,
        le=1,
        description="Weight of words in an item's meaning; the rest is its pictures'.",
    )
    outside: bool = Field(default=False, description="Let tables name media outside of their own folder.")
    copies: Literal["reject", "note", "take"] = Field(
        default="reject",
        description="What becomes of a file that is called one's own (rights own) and is a copy of a work"
        " here that may not be changed: it is rejected with the reason, taken and noted in the report, or"
        " taken.",
    )
