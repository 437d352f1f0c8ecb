"""Speech to words: on speech that espeak-ng makes, and on sounds that are none."""

import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from generec.domain.errors import ConfigError, MissingExtra
from generec.encoders.speech import Speech, SpeechConfig

ENGLISH = "Good morning. Today we bake a chocolate cake with strawberries. First, heat the oven."


@pytest.fixture(scope="module")
def speech():
    pytest.importorskip("faster_whisper", reason="pip install 'generec[speech]'")
    from generec import models

    if models.verify(["whisper-base"])[0].state != "present":
        pytest.skip("needs: generec models pull --pack speech")
    return Speech()


@pytest.fixture(scope="module")
def say(tmp_path_factory):
    if shutil.which("espeak-ng") is None:
        pytest.skip("needs Debian's espeak-ng")
    folder = tmp_path_factory.mktemp("speech")

    def run(text: str, voice: str = "en-gb") -> Path:
        path = folder / f"{voice}.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", "140", "-w", str(path), text], check=True)
        return path

    return run


def tone(path: Path) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        wave_ = np.sin(np.arange(48000) * 2 * np.pi * 330 / 16000)
        out.writeframes((wave_ * 12000).astype("<i2").tobytes())
    return path


@pytest.mark.slow
def test_what_is_said_comes_as_captions_in_time(speech, say):
    path = say(ENGLISH)
    assert speech.heard(path)
    language, lines = speech(path)
    assert language == "en"
    said = " ".join(line.text for line in lines).lower()
    assert sum(word in said for word in ("morning", "chocolate", "cake", "strawberries", "oven")) >= 4
    assert len(lines) >= 3
    ends = [0.0, *(line.end_s for line in lines)]
    assert all(line.start_s < line.end_s <= 9 for line in lines)
    assert all(end <= line.start_s + 1e-6 for end, line in zip(ends, lines, strict=False))
    assert all(len(line.text) <= 70 for line in lines)
    assert speech(path) == (language, lines)


@pytest.mark.slow
def test_other_languages_keep_their_own_words(speech, say):
    language, lines = speech(say("Buenos días. Hoy vamos a preparar una tarta de chocolate.", voice="es"))
    assert language == "es"
    assert "chocolate" in " ".join(line.text for line in lines)


def test_a_tone_is_nobody_speaking(speech, tmp_path):
    path = tone(tmp_path / "tone.wav")
    assert not speech.heard(path)
    assert speech(path).lines == ()


def test_a_model_that_is_not_there_is_told(speech, tmp_path):
    with pytest.raises(ConfigError, match=r"no CTranslate2 model"):
        Speech(SpeechConfig(model=str(tmp_path)))(tone(tmp_path / "tone.wav"))
    (tmp_path / "model.bin").write_bytes(b"no model")
    with pytest.raises(ConfigError, match=r"does not load"):
        Speech(SpeechConfig(model=str(tmp_path)))(tone(tmp_path / "tone.wav"))


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "faster_whisper", None)
    with pytest.raises(MissingExtra, match=r"generec\[speech\]"):
        Speech()
