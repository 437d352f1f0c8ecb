"""What the server allows: how much at once, how much in a minute, and to whom."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ServingConfig(BaseModel):
    """Limits of the server, and who may come."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    body_bytes: int = Field(default=16 << 20, gt=0, description="Longest body of a request, in bytes.")
    upload_bytes: int = Field(default=256 << 20, gt=0, description="Longest file to verify, in bytes.")
    threads: int = Field(default=16, ge=1, description="Calls worked on at once; more wait their turn.")
    slow: int = Field(default=8, ge=1, description="Calls that make, check or wait, at once; more get 429.")
    streams: int = Field(default=500, ge=1, description="Open streams; more get 429.")
    streams_of_viewer: int = Field(default=6, ge=1, description="Open streams of one viewer; more get 429.")
    calls_a_minute: int = Field(
        default=300, ge=1, description="Calls of one viewer in a minute, media apart; more get 429."
    )
    wishes_a_minute: int = Field(
        default=30,
        ge=1,
        description="Wishes, edits and files to verify of one viewer in a minute.",
    )
    loads_a_minute: int = Field(
        default=3000, ge=1, description="Pictures, parts of clips and streams of one viewer in a minute."
    )
    guesses_a_minute: int = Field(
        default=30, ge=1, description="Calls without a key or token that holds, of one address in a minute."
    )
    guests: bool = Field(
        default=False,
        description="Let in whoever opens the page, as a viewer of their own whose id nobody can guess.",
    )
    guest_days: float = Field(
        default=7, gt=0, le=7, description="How long a guest is known after the last visit."
    )
    link_minutes: float = Field(
        default=60, gt=0, description="How long an address of media is good, at least."
    )
    origins: tuple[str, ...] = Field(
        default=(), description="Origins of other sites whose pages may call, such as https://example.org."
    )
