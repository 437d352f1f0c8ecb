"""Speech to words with their times, by Whisper (extra `speech`).

Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", 2022, run by
faster-whisper; where somebody speaks is found by Silero VAD, which comes with it.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from generec import models
from generec.domain.errors import ConfigError, MissingExtra
from generec.media.lettering import Line
from generec.models.cache import sha256
from generec.models.entries import entry
from generec.models.hub import PREFIX

PACKED = "whisper-base"
_WEIGHTS = "model.bin"
_BESIDE = {
    "config.json": f"{PACKED}-config",
    "tokenizer.json": f"{PACKED}-tokenizer",
    "vocabulary.txt": f"{PACKED}-vocabulary",
}
_RATE = 16_000
_LEAST_S = 0.5
"""Less speech than this in the whole sound is none."""
_UNSURE, _SILENT, _REPEATING = -1.0, 0.6, 2.4
"""Whisper's own bounds (mean log probability, no speech, compression) for what it only imagined."""
_ROW, _LONGEST_S, _PAUSE_S = 64, 5.0, 0.6
"""A caption holds so many characters and seconds, and ends where the speaker pauses so long."""
_ENDS = (".", "!", "?", "。", "！", "？", "…")


class SpeechConfig(BaseModel):
    """Settings of speech recognition."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(
        default=PACKED,
        description="whisper-base, a folder with a CTranslate2 model, or hub:owner/name@revision.",
    )
    beam: int = Field(default=5, ge=1, le=20, description="Hypotheses kept while decoding.")
    threads: int = Field(default=2, ge=1, description="Threads of the recogniser.")


class Transcript(NamedTuple):
    """What was said: its language (ISO 639-1), and captions by time (s of the file)."""

    language: str
    lines: tuple[Line, ...]


class Speech:
    """Listens to files. The model is loaded at the first word; threads may share one."""

    name = "encoder.speech.v1"

    def __init__(self, config: SpeechConfig | None = None) -> None:
        """Raises `MissingExtra` without faster-whisper."""
        self.config = config or SpeechConfig()
        try:
            import faster_whisper
        except ImportError as error:
            raise MissingExtra("speech", what="writing subtitles from speech") from error
        self._library = faster_whisper
        self._model: Any = None
        self._lock = threading.Lock()

    @property
    def models(self) -> dict[str, str]:
        """The model's name and SHA-256, for recipes. Raises `MissingModel`, `ConfigError`."""
        if self.config.model == PACKED:
            return {PACKED: entry(PACKED).sha256}
        folder = self._folder()
        return {folder.name: sha256(folder / _WEIGHTS)}

    def heard(self, path: Path) -> bool:
        """Whether anybody speaks in a file that has sound; quick, and without the large model."""
        sound = self._library.decode_audio(str(path), sampling_rate=_RATE)
        found = self._library.vad.get_speech_timestamps(sound)
        return bool(sum(part["end"] - part["start"] for part in found) >= _LEAST_S * _RATE)

    def __call__(self, path: Path, *, least: float = _UNSURE) -> Transcript:
        """The words of a file that has sound, in their own language; no lines where nobody speaks.

        What the model is unsure of is left out: a mean log probability below `least`. Deterministic: nothing
        is sampled. Raises `MissingModel`, `ConfigError` for a model that does not load.
        """
        with self._lock:
            self._model = self._model or self._loaded()
            segments, facts = self._model.transcribe(
                str(path),
                beam_size=self.config.beam,
                temperature=0.0,
                vad_filter=True,
                word_timestamps=True,
                condition_on_previous_text=False,
            )
            words = [word for segment in segments if _sure(segment, least) for word in segment.words or ()]
        return Transcript(str(facts.language), tuple(_captions(words)))

    def _loaded(self) -> Any:
        try:
            if self.config.model != PACKED:
                return self._opened(str(self._folder()))
            with models.path(PACKED).open("rb") as weights:
                small = {name: models.path(known).read_bytes() for name, known in _BESIDE.items()}
                return self._opened(PACKED, files={_WEIGHTS: weights, **small})
        except (RuntimeError, ValueError) as error:
            raise ConfigError(
                f"speech.model: {self.config.model} does not load ({error})", field="model"
            ) from error

    def _folder(self) -> Path:
        chosen = self.config.model
        folder = models.path(chosen) if chosen.startswith(PREFIX) else Path(chosen)
        if not (folder / _WEIGHTS).is_file():
            raise ConfigError(f"speech.model: there is no CTranslate2 model in {folder}", field="model")
        return folder

    def _opened(self, name: str, **rest: Any) -> Any:
        return self._library.WhisperModel(
            name,
            device="cpu",
            compute_type="int8",
            cpu_threads=self.config.threads,
            local_files_only=True,
            **rest,
        )


def _sure(segment: Any, least: float) -> bool:
    silent = segment.no_speech_prob > _SILENT and segment.avg_logprob < _UNSURE / 2
    return bool(segment.avg_logprob > least and segment.compression_ratio < _REPEATING and not silent)


def _captions(words: Sequence[Any]) -> Iterator[Line]:
    """Words as captions that can be read: by sentence and pause, long ones in equal parts."""
    held: list[Any] = []
    for word in words:
        if held and _ended(held, word):
            yield from _parted(held)
            held = []
        held.append(word)
    if held:
        yield from _parted(held)


def _ended(held: Sequence[Any], word: Any) -> bool:
    sentence = held[-1].word.rstrip().endswith(_ENDS) and _length(held) > _ROW / 3
    return bool(sentence or word.start - held[-1].end > _PAUSE_S)


def _parted(held: Sequence[Any]) -> Iterator[Line]:
    length = _length(held)
    parts = math.ceil(max(length / _ROW, (held[-1].end - held[0].start) / _LONGEST_S))
    parts = max(1, min(parts, len(held)))
    places = [_length(held[: i + 1]) - len(one.word) / 2 for i, one in enumerate(held)]
    for part in range(parts):
        low, high = part * length / parts, (part + 1) * length / parts
        words = [one for one, place in zip(held, places, strict=True) if low <= place < high]
        if words:
            text = "".join(word.word for word in words).strip()
            yield Line(text, round(float(words[0].start), 3), round(float(words[-1].end), 3))


def _length(words: Sequence[Any]) -> int:
    return sum(len(word.word) for word in words)
