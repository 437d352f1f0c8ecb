"""Reads texts aloud by a speech program that is installed beside GeneRec: a process of its own.

Any program will do that takes a text on its standard input and gives a sound file on its standard
output, or in a file that it is told: espeak-ng (GPL-3.0, never part of GeneRec) as it comes, or a neural one
such as Piper.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import av
import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.errors import ConfigError, MediaError, NotAllowed
from generec.media.samples import STUDIO, Block
from generec.models.cache import sha256

_SILENT = 0.004
_PAD_S = 0.03
_WRITTEN = {
    "en": (
        (r"(?<=\d)\s?km/h\b", " kilometres an hour"),
        (r"(?<=\d)\s?km\b", " kilometres"),
        (r"(?<=\d)\s?m\b", " metres"),
        (r"(?<=\d)\s?kg\b", " kilograms"),
        (r"(?<=\d)\s?°C\b", " degrees Celsius"),
    )
}
"""What speech programs spell out letter by letter."""


class NarrationConfig(BaseModel):
    """A voice that reads title and facts aloud."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    always: bool = Field(default=False, description="whether facts are read aloud unasked")
    command: tuple[str, ...] = Field(
        default=("espeak-ng", "-v", "{voice}", "-s", "155", "-p", "42", "--stdin", "--stdout"),
        min_length=1,
        description="speech program and its arguments; {voice} is the voice. The text comes on its"
        " standard input; the sound is read from standard output, or from the file {out} where that is named",
    )
    version: tuple[str, ...] = Field(
        default=("espeak-ng", "--version"), description="command that tells the program's version"
    )
    voices: dict[str, str] = Field(
        default={"en": "en-us", "de": "de", "fr": "fr", "es": "es", "pt": "pt", "zh": "cmn"},
        description="voice by language; a language without one is not read aloud",
    )
    timeout_s: float = Field(default=30.0, gt=0, description="how long one line may take, s")


class Speaker:
    """The speech program of a home."""

    def __init__(self, config: NarrationConfig) -> None:
        self.config = config
        self._kept: dict[tuple[str, str], Block] = {}

    def voice(self, language: str) -> str:
        """The voice of a language (BCP 47). Raises `NotAllowed` where there is none, or no program."""
        program = self.config.command[0]
        if shutil.which(program) is None:
            raise NotAllowed(f"nothing is read aloud: the speech program {program!r} is not installed here")
        name = self.config.voices.get(language) or self.config.voices.get(language.split("-")[0].lower())
        if name is None:
            raise NotAllowed(f"nothing is read aloud: no voice is set for the language {language!r}")
        return name

    @cached_property
    def models(self) -> Mapping[str, str]:
        """The program's name, and a hash of its version, its arguments and the files that these name.

        Raises `ConfigError` where it does not tell its version.
        """
        told = self._run(self.config.version, "") if self.config.version else b""
        made = hashlib.sha256(told + b"\n" + "\n".join(self.config.command).encode())
        for part in self.config.command[1:]:
            if len(part) > 1 and Path(part).is_file():
                made.update(sha256(Path(part)).encode())
        return {f"voice:{Path(self.config.command[0]).name}": made.hexdigest()}

    def __call__(self, text: str, *, voice: str, language: str = "en") -> Block:
        """The spoken text, stereo at 48 kHz, without silence around it; the same each time.

        Raises `ConfigError` where the program fails, `MediaError` where what it gives is no sound.
        """
        key = voice, text
        if key not in self._kept:
            self._kept[key] = _trimmed(_decoded(self._spoken(_sayable(text, language), voice)))
        return self._kept[key]

    def _spoken(self, text: str, voice: str) -> bytes:
        with tempfile.TemporaryDirectory(prefix="generec-voice-") as folder:
            out = Path(folder) / "said.wav"
            call = [part.replace("{voice}", voice).replace("{out}", str(out)) for part in self.config.command]
            told = self._run(call, text)
            return out.read_bytes() if out.is_file() else told

    def _run(self, call: list[str] | tuple[str, ...], text: str) -> bytes:
        try:
            done = subprocess.run(
                list(call),
                input=text.encode(),
                capture_output=True,
                check=True,
                timeout=self.config.timeout_s,
            )
        except subprocess.CalledProcessError as error:
            last = (error.stderr.decode(errors="replace").strip().splitlines() or ["no message"])[-1]
            raise ConfigError(f"the speech program {call[0]!r} failed: {last}", field="command") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ConfigError(f"the speech program {call[0]!r} failed: {error}", field="command") from error
        return done.stdout


def _sayable(text: str, language: str) -> str:
    """A text as it is read; no brackets, which speech programs take for commands."""
    text = re.sub(r"[\[\]<>{}]", " ", text)
    for written, said in _WRITTEN.get(language.split("-")[0].lower(), ()):
        text = re.sub(written, said, text)
    return text


def _decoded(content: bytes) -> Block:
    """A sound file as stereo at 48 kHz."""
    alike = av.AudioResampler("fltp", "stereo", STUDIO.rate)
    try:
        with av.open(io.BytesIO(content)) as file:
            frames = [one for frame in file.decode(audio=0) for one in alike.resample(frame)]
        frames += alike.resample(None)
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise MediaError("what the speech program gave is no sound") from error
    blocks = [frame.to_ndarray().T for frame in frames if frame.samples]
    return np.asarray(np.concatenate(blocks), np.float32) if blocks else np.zeros((0, 2), np.float32)


def _trimmed(block: Block) -> Block:
    loud = np.flatnonzero(np.abs(block).max(axis=1, initial=0.0) > _SILENT)
    if not len(loud):
        raise MediaError("the speech program said nothing")
    pad = STUDIO.count(_PAD_S)
    return block[max(0, int(loud[0]) - pad) : int(loud[-1]) + pad]
